// Every page of the demo, as it looks to its administrator: into docs/pictures, with a page that shows them all. The
// pages are found, not listed: whatever the navigation leads to, and what the first project, Linear's card and the
// like lead to.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { pages, signIn, test } from "../demo.ts";
import { afternoon } from "../steps.ts";

const pictures = join(import.meta.dirname, "../../docs/pictures");
/** The tallest picture, in pixels. */
const TALLEST = 1600;
/** What no link of the navigation leads to. */
const MORE = ["/issues/new", "/issues/views", "/search?q=invoice", "/reports?range=last-month&by=person&then=day", "/nowhere"];

test("every page", async ({ page, demo }, info) => {
  const variant = info.project.name;
  const names = ["sign-in"];
  await page.goto(`${demo.url}/sign-in`);
  await shoot(page, "sign-in", variant);
  await signIn(page, demo);
  // Whenever the pictures are taken: by day.
  await page.goto(`${demo.url}/settings/me`);
  await page.getByLabel("Time zone").selectOption(afternoon());
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved.").waitFor();
  for (const path of [...(await pages(page, demo)), ...MORE]) {
    const name = nameOf(path);
    await page.goto(demo.url + path);
    await shoot(page, name, variant);
    if (!names.includes(name)) names.push(name);
    if (name === "today") {
      await palette(page, variant);
      names.push("palette");
    }
  }
  if (variant === "1440-light") {
    await page.goto(`${demo.url}/`);
    await page.screenshot({ path: join(pictures, "today.png") });
    await writeFile(join(pictures, "README.md"), book(names));
  }
});

async function palette(page: Page, variant: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Command palette" }).getByRole("option").first().waitFor();
  await shoot(page, "palette", variant);
  await page.keyboard.press("Escape");
}

/** `/projects/3` is the picture `projects-one`: numbers differ from demo to demo. */
function nameOf(path: string): string {
  const plain = path.split("?")[0] ?? path;
  if (plain === "/") return "today";
  const suffix = path.includes("?") ? "-chosen" : "";
  return plain.slice(1).replaceAll("/", "-").replaceAll(/-\d+/g, "-one") + suffix;
}

async function shoot(page: Page, name: string, variant: string): Promise<void> {
  // Not until the network is idle: pages listen to what changes for as long as they are open.
  await page.waitForLoadState("load");
  await page.evaluate(() => document.fonts.ready);
  // As tall as the page is, within reason: what is fixed to the foot of the screen stands at the foot of the picture.
  const screen = page.viewportSize()!;
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...screen, height: Math.min(Math.max(height, screen.height), TALLEST) });
  const path = join(pictures, `${name}-${variant}.jpg`);
  await page.screenshot({ path, animations: "disabled", type: "jpeg", quality: 75 });
  await page.setViewportSize(screen);
}

/** The page of the book. */
function book(names: string[]): string {
  const shown = (name: string) => {
    const picture = (variant: string) => `![${name}, ${variant.replace("-", " pixels wide, ")}](${name}-${variant}.jpg)`;
    return [`## ${name}`, "", ...["1440-light", "1440-dark", "390-light", "390-dark"].map(picture), ""].join("\n");
  };
  const head = "# Every page\n\nMade by `cargo xtask shots` from the demo's data, 1440 and 390 pixels wide, light and dark.\n";
  return [head, ...names.map(shown)].join("\n");
}
