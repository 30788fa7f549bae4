// Starts the programs that cargo built, listens to what they print, and ends them.

import { type ChildProcess, spawn } from "node:child_process";
import { join, resolve } from "node:path";

const built = resolve(process.env["CARGO_TARGET_DIR"] ?? join(import.meta.dirname, "../target"), "debug");

/** How long a program may take to say that it is ready. */
const PATIENCE_MS = 20_000;

/** A running program. Made with `start`, ended with `stop`. */
export class Program {
  /** Everything it has printed so far, on both streams. */
  output = "";
  private readonly process: ChildProcess;
  private readonly ended: Promise<string>;

  /** Starts `target/debug/NAME`; it inherits nothing of our environment but where programs are found. */
  constructor(
    private readonly name: string,
    args: string[],
    environment: Record<string, string> = {},
  ) {
    const env = { PATH: process.env["PATH"] ?? "", ...environment };
    this.process = spawn(join(built, name), args, { env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.ended = new Promise((tell) => {
      this.process.once("error", (error) => tell(error.message));
      this.process.once("close", (code, signal) => tell(`ended with ${code ?? signal}`));
    });
  }

  /** Waits until it has printed something that matches, and answers with the first group. */
  async says(pattern: RegExp): Promise<string> {
    let end: string | undefined;
    void this.ended.then((how) => (end = how));
    const giveUp = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = pattern.exec(this.output)?.[1];
      if (found !== undefined) return found;
      if (end !== undefined || Date.now() > giveUp) break;
      await new Promise((wake) => setTimeout(wake, 20));
    }
    throw new Error(`${this.name} ${end ?? "still runs"} and has not said ${pattern}. It said:\n${this.output}`);
  }

  /** Asks it to end and waits until it has; answers how it ended. */
  async stop(): Promise<string> {
    this.process.kill("SIGTERM");
    const impatience = setTimeout(() => this.process.kill("SIGKILL"), PATIENCE_MS);
    const how = await this.ended;
    clearTimeout(impatience);
    return how;
  }
}
