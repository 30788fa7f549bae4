// Every page of the demo, as it looks to its administrator. The pages are found, not listed: whatever
// the navigation leads to, and what the first project and Linear's card lead to.

import { test as base, type Page } from "@playwright/test";
import { join } from "node:path";
import { Program } from "../programs.ts";

const repository = join(import.meta.dirname, "../..");

/** What is followed from a page beside the navigation's own links: the first link of each form, by the page's path. */
const DEEPER: Record<string, RegExp[]> = {
  "/issues": [/^\/issues\/\d+$/],
  "/projects": [/^\/projects\/\d+$/],
  "/integrations": [/^\/integrations\/linear$/],
  "/integrations/linear": [/linear\/states$/, /linear\/people$/, /linear\/preview$/, /linear\/runs\/\d+$/],
};

interface Demo {
  url: string;
  username: string;
  password: string;
}

const test = base.extend<object, { demo: Demo }>({
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

test("every page", async ({ page, demo }, info) => {
  await page.goto(`${demo.url}/`);
  await shoot(page, "sign-in", info.project.name);
  await signIn(page, demo);

  if (info.project.name === "1440-light") {
    await page.screenshot({ path: join(repository, "docs/pictures/today.png") });
  }
  const pending = await links(page, "nav a", /^\/[\w/-]*$/);
  for (const path of pending) {
    await page.goto(demo.url + path);
    await shoot(page, path === "/" ? "today" : path.slice(1).replaceAll("/", "-"), info.project.name);
    for (const deeper of DEEPER[path] ?? []) pending.push(...(await links(page, "main a", deeper)).slice(0, 1));
  }
});

async function signIn(page: Page, { username, password }: Demo): Promise<void> {
  await page.getByLabel(/username/i).fill(username);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("region", { name: "Timer" }).waitFor();
}

/** The different paths of this host that some links lead to. */
async function links(page: Page, selector: string, wanted: RegExp): Promise<string[]> {
  const paths = await page.locator(selector).evaluateAll((found) => found.map((link) => link.getAttribute("href") ?? ""));
  return [...new Set(paths)].filter((path) => wanted.test(path) && !path.includes("sign-out"));
}

async function shoot(page: Page, name: string, variant: string): Promise<void> {
  // Not until the network is idle: pages listen to what changes for as long as they are open.
  await page.waitForLoadState("load");
  await page.evaluate(() => document.fonts.ready);
  const path = join(repository, "target/shots", `${name}-${variant}.png`);
  await page.screenshot({ path, fullPage: true, animations: "disabled" });
}
