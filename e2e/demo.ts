// A demonstration with made-up data, for stories and checks that want full pages.

import { test as base, type Page } from "@playwright/test";
import { Program } from "./programs.ts";

export interface Demo {
  url: string;
  username: string;
  password: string;
}

/** Starts one for each worker: its data are made anew, which takes some seconds. */
export const test = base.extend<object, { demo: Demo }>({
  demo: [
    async ({}, use) => {
      const program = new Program("timetracker", ["demo", "--listen", "127.0.0.1:0"]);
      try {
        const url = await program.says(/(http:\/\/127\.0\.0\.1:\d+)/);
        const username = await program.says(/[Uu]sername:?\s+(\S+)/);
        const password = await program.says(/[Pp]assword:?\s+(.+)/);
        await use({ url, username, password: password.trim() });
      } finally {
        await program.stop();
      }
    },
    { scope: "worker" },
  ],
});

export async function signIn(page: Page, { url, username, password }: Demo): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel(/username/i).fill(username);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("region", { name: "Timer" }).waitFor();
}

/** Every page of the navigation, and of each kind of link that leads deeper one. */
export async function pages(page: Page, { url }: Demo): Promise<string[]> {
  await page.goto(url);
  const found = await links(page, "nav a", /^\/[\w/-]*$/);
  for (const path of found) {
    const deeper = DEEPER[path];
    if (!deeper) continue;
    await page.goto(url + path);
    for (const wanted of deeper) {
      const more = (await links(page, "main a", wanted)).slice(0, 1);
      found.push(...more.filter((one) => !found.includes(one)));
    }
  }
  return found;
}

/** What is followed from a page beside the navigation's own links. */
const DEEPER: Record<string, RegExp[]> = {
  "/issues": [/^\/issues\/\d+$/, /^\/issues\/board/],
  "/projects": [/^\/projects\/\d+$/, /^\/projects\/new$/, /^\/clients(\/\d+)?$/, /^\/clients\/new$/],
  "/integrations": [/^\/integrations\/linear$/],
  "/integrations/linear": [/linear\/states$/, /linear\/people$/, /linear\/preview$/, /linear\/runs\/\d+$/],
  "/settings/people": [/^\/settings\/people\/\d+$/, /^\/settings\/people\/new$/],
  "/settings/tokens": [/^\/settings\/tokens\/\d+$/],
  "/settings/webhooks": [/^\/settings\/webhooks\/new$/],
};

async function links(page: Page, selector: string, wanted: RegExp): Promise<string[]> {
  const paths = await page.locator(selector).evaluateAll((found) => found.map((link) => link.getAttribute("href") ?? ""));
  return [...new Set(paths)].filter((path) => wanted.test(path) && !path.includes("sign-out"));
}
