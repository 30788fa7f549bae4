// What every story starts from: a server with an empty data folder, and a Linear to connect it to.
//
// Both are fresh for each story and gone after it. A story that leaves an error in the console, or
// asks another host for anything, fails, whatever else it saw.

import { test as base, expect } from "@playwright/test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Guard } from "./guard.ts";
import { Program } from "./programs.ts";

/** The simulated Linear. */
export interface Linear {
  /** Its GraphQL endpoint. */
  url: string;
  /** A Personal API key that it accepts. */
  key: string;
  /** Changes it, in the words of the simulation's scripts. */
  steps(steps: object[]): Promise<void>;
}

/** A TimeTracker on a free port, with a data folder of its own. */
export interface Server {
  /** Where its pages begin: `http://127.0.0.1:PORT`. */
  url: string;
  /** The one-time code that the set-up page asks for. */
  setUpCode: string;
}

interface Fixtures {
  linear: Linear;
  server: Server;
  guard: Guard;
}

const KEY = "lin_api_stories_0123456789abcdefghij";

export const test = base.extend<Fixtures>({
  linear: async ({}, use, info) => {
    const program = new Program("linear-sim", ["--listen", "127.0.0.1:0", "--key", KEY]);
    await whileRunning(program, info, async () => {
      const url = await program.says(/(http:\/\/127\.0\.0\.1:\d+\S*)/);
      const steps = async (steps: object[]) => {
        const answer = await fetch(new URL("/_sim/steps", url), { method: "POST", body: JSON.stringify(steps) });
        if (!answer.ok) throw new Error(await answer.text());
      };
      await use({ url, key: KEY, steps });
    });
  },

  server: async ({ linear }, use, info) => {
    const data = await mkdtemp(join(tmpdir(), "timetracker-story-"));
    const args = ["serve", "--data-dir", data, "--listen", "127.0.0.1:0"];
    const program = new Program("timetracker", args, {
      LINEAR_API_URL: linear.url,
      TIMETRACKER_WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8",
    });
    await whileRunning(program, info, async () => {
      const url = await program.says(/(http:\/\/127\.0\.0\.1:\d+)/);
      const setUpCode = await program.says(/Set-up code:\s+(\S+)/);
      await use({ url, setUpCode });
    });
    await rm(data, { recursive: true });
  },

  baseURL: async ({ server }, use) => use(server.url),

  guard: [
    async ({ page, server }, use) => {
      const guard = new Guard(page, server.url);
      await use(guard);
      expect(guard.complaints, "nothing in the console, nothing from another host").toEqual([]);
    },
    { auto: true },
  ],
});

/** Runs a part of a story beside a program; what the program said is attached where the story failed. */
async function whileRunning(
  program: Program,
  info: { status?: string; expectedStatus: string; attach: (name: string, options: { body: string }) => Promise<void> },
  part: () => Promise<void>,
): Promise<void> {
  try {
    await part();
  } finally {
    await program.stop();
    if (info.status !== info.expectedStatus) await info.attach("said", { body: program.output });
  }
}

export { expect };
