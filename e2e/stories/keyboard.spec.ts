// A day at the keyboard: the timer found, started, switched, undone and stopped, without a reload. Not on phones.

import { expect, test } from "../fixtures.ts";
import { connectLinear, setUp, sync, timer } from "../steps.ts";

test("a developer tracks time without the mouse", async ({ page, server, linear }) => {
  await setUp(page, server);
  await connectLinear(page, linear);
  await sync(page);
  let loads = 0;
  page.on("domcontentloaded", () => loads++);
  const picker = page.getByRole("combobox", { name: /What are you working on|Switch to/ });

  await page.keyboard.press("t");
  await expect(picker).toBeFocused();
  await page.keyboard.type("eng-2");
  await expect(page.getByRole("option").first()).toContainText("ENG-2");
  await page.keyboard.press("Enter");
  await expect(timer(page)).toContainText("ENG-2");
  const clock = timer(page).getByRole("time");
  const first = await clock.textContent();
  await expect(clock).not.toHaveText(first ?? "");

  await expect(picker).toBeFocused();
  await expect(picker).toHaveValue("");
  await page.keyboard.type("https://linear.app/acme/issue/ENG-3/words");
  await expect(page.getByRole("option").first()).toContainText("ENG-3");
  await page.keyboard.press("Enter");
  await expect(timer(page)).toContainText("ENG-3");
  await expect(page.getByRole("status")).toContainText("the other timer was stopped");

  await page.keyboard.press("Escape");
  await page.keyboard.press("z");
  await expect(timer(page)).toContainText("ENG-2");
  await page.keyboard.press("s");
  await expect(timer(page).getByRole("button", { name: "Stop" })).toBeHidden();

  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await expect(page.getByRole("heading", { name: "Issues", level: 1 })).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("ENG-4");
  await expect(page).toHaveURL(/q=ENG-4/);
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await expect(page.getByRole("button", { name: "Start ENG-4", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(timer(page)).toContainText("ENG-4");

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  expect(loads, "pages arrive without a reload").toBe(0);
});

test("issues are gone through, selected, filtered and found with single keys, or with none", async ({ page, server, linear }) => {
  await setUp(page, server);
  await connectLinear(page, linear);
  await sync(page);
  await page.goto("/issues");
  const row = (place: number) => page.locator("li.issue").nth(place);

  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("X");
  await expect(page.locator("form#bulk")).toContainText("3 selected");
  await expect(row(1).getByRole("checkbox")).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(page.locator("form#bulk")).toBeHidden();

  await page.keyboard.press("e");
  await expect(page.getByRole("dialog").getByLabel("Own tags")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("f");
  await expect(page.getByRole("heading", { name: "Filter the issues" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("v");
  await expect(page.getByRole("heading", { level: 1, name: "Board" })).toBeVisible();
  await page.keyboard.press("v");
  await expect(page.getByRole("heading", { level: 1, name: "Issues" })).toBeVisible();
  await page.keyboard.press("]");
  await expect(page).toHaveURL(/page=2/);
  await page.keyboard.press("[");
  await expect(page).not.toHaveURL(/page=2/);
  await page.keyboard.press("c");
  await expect(page.getByRole("dialog").getByLabel("Title")).toBeFocused();
  await page.keyboard.type("jjx");
  await expect(page.getByRole("dialog").getByLabel("Title")).toHaveValue("jjx");
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await expect(page.getByRole("heading", { level: 1, name: "Board" })).toBeVisible();

  await page.goto("/settings/me");
  await page.getByLabel(/Single keys/).uncheck();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.locator("body")).toHaveAttribute("data-keys-off", "");
  await page.keyboard.press("?");
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Command palette" })).toBeVisible();
  await expect(page).toHaveURL(/settings\/me/);
});
