// A day as its person lives it: the timer bar, time as text, the line of the day, mistakes and their undo.

import { expect, type Locator, type Page } from "@playwright/test";
import { test } from "../fixtures.ts";
import { connectLinear, setUp, startIssue, sync, timer } from "../steps.ts";

test.beforeEach(async ({ page, server, linear }) => {
  await setUp(page, server);
  await connectLinear(page, linear);
  await sync(page);
  await page.goto("/");
});

const entries = (page: Page) => page.getByRole("list", { name: "Entries" });
const entry = (page: Page, text: string) => entries(page).locator(":scope > li").filter({ hasText: text });
const block = (page: Page, name: string | RegExp) => page.locator(".line").getByRole("link", { name });
const toast = (page: Page, text: string) => page.locator(".toast").filter({ hasText: text }).last();

/** Books a line on the day that is shown. */
async function jot(page: Page, line: string): Promise<void> {
  await page.getByLabel("Jot down time").fill(line);
  await page.getByLabel("Jot down time").press("Enter");
}

/** A day on which nothing happens by itself. */
async function yesterday(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Day before" }).click();
  await expect(page.getByRole("heading", { name: "Yesterday", level: 1 })).toBeVisible();
}

async function undo(page: Page, message: string): Promise<void> {
  await toast(page, message).getByRole("button", { name: "Undo" }).click();
  await expect(toast(page, "Undone.")).toBeVisible();
}

/** Drags from the middle of an element, or from one of its edges, by so many minutes on the line. */
async function drag(page: Page, target: Locator, minutes: number, from: "middle" | "end" = "middle"): Promise<void> {
  const line = page.locator(".timeline .line");
  await line.scrollIntoViewIfNeeded();
  const [whole, box] = [await line.boundingBox(), await target.locator("rect").boundingBox()];
  if (!whole || !box) throw new Error("nothing to drag");
  const span = await line.evaluate((element: SVGElement) => Number(element.dataset["toMs"]) - Number(element.dataset["fromMs"]));
  const x = from === "end" ? box.x + box.width - 2 : box.x + box.width / 2;
  const y = box.y + box.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + (minutes * 60_000 * whole.width) / span, y, { steps: 5 });
  await page.mouse.up();
}

test("an issue's timer runs after two actions and a dozen keys", async ({ page }) => {
  let keys = 0;
  const press = async (key: string) => {
    keys += 1;
    await page.keyboard.press(key);
  };
  // The first action: name the issue. On a phone the field is tapped instead of called by its key.
  await press("t");
  for (const key of "eng-2") await press(key);
  await expect(page.getByRole("option").first()).toContainText("ENG-2");
  // The second: take it.
  await press("Enter");
  await expect(timer(page)).toContainText("ENG-2");
  expect(keys).toBeLessThanOrEqual(12);
});

test("the running timer is switched, paused and changed where it stands", async ({ page }) => {
  await startIssue(page, "ENG-2");
  await startIssue(page, "ENG-3");
  await expect(toast(page, "the other timer was stopped")).toBeVisible();
  await toast(page, "the other timer was stopped").getByRole("button", { name: "Undo" }).click();
  await expect(timer(page)).toContainText("ENG-2");

  await timer(page).getByRole("button", { name: "Pause" }).click();
  await expect(timer(page)).toHaveAttribute("data-state", "paused");
  await timer(page).getByRole("button", { name: "Resume" }).click();
  await expect(timer(page)).toHaveAttribute("data-state", "running");

  const panel = timer(page).locator("#timer-edit");
  await panel.locator("summary").click();
  await panel.getByRole("button", { name: "Five minutes earlier" }).click();
  await expect(timer(page).getByRole("time")).toHaveText(/^0:0[56]:/);
  await panel.locator("summary").click();
  await panel.getByLabel("Started at").fill("-1h");
  await panel.getByLabel("Started at").press("Enter");
  await expect(timer(page).getByRole("time")).toHaveText(/^1:0[56]:/);
  await panel.locator("summary").click();
  await panel.getByLabel("Note").fill("pairing");
  await panel.getByLabel("Tags").fill("review");
  await panel.getByLabel("Billable").uncheck();
  await panel.getByLabel("Tags").press("Enter");
  await expect(toast(page, "Saved.")).toBeVisible();
  await page.goto("/");
  await expect(entry(page, "pairing")).toContainText("#review");
  await expect(timer(page)).not.toContainText("billable");
});

test("time is typed as text and shown as what it would be", async ({ page }) => {
  const preview = page.locator("#jot-preview");
  await page.getByLabel("Jot down time").pressSequentially("gestern 9-10:30 ENG-2 pairing #review");
  await expect(preview).toContainText("Yesterday, 9:00 – 10:30");
  await expect(preview).toContainText("1:30");
  await expect(preview).toContainText("ENG-2");
  await expect(preview).toContainText("#review");
  await page.getByLabel("Jot down time").press("Enter");
  await expect(page.getByRole("heading", { name: "Yesterday", level: 1 })).toBeVisible();
  await expect(entry(page, "pairing")).toContainText("1:30");
  await expect(page.getByLabel("Jot down time")).toHaveValue("");

  await page.getByLabel("Jot down time").fill("10-11 ENG-3");
  await expect(preview).toContainText("It lies on ENG-2");
  await page.getByLabel("Jot down time").fill("2h");
  await expect(preview).toContainText("Name an issue or a project.");
  await page.getByLabel("Jot down time").fill("1h30 ENG-3 filled by itself");
  await page.getByLabel("Jot down time").press("Enter");
  await expect(entry(page, "filled by itself")).toContainText("10:30 – 12:00");
});

test("an entry of yesterday is corrected in three actions", async ({ page }) => {
  await yesterday(page);
  await jot(page, "9-10 ENG-2 to be corrected");
  await expect(entry(page, "to be corrected")).toContainText("1:00");
  await page.goto("/");
  // One: the day before. Two: at its length. Three: the new one.
  await yesterday(page);
  await entry(page, "to be corrected").locator("summary [data-edit='length']").click();
  await expect(page.locator("input[name='length']:focus")).toHaveValue("1:00");
  await page.keyboard.type("1:45");
  await page.keyboard.press("Enter");
  await expect(entry(page, "to be corrected")).toContainText("9:00 – 10:45");
  await undo(page, "Saved.");
  await expect(entry(page, "to be corrected")).toContainText("9:00 – 10:00");

  // Escape leaves everything as it was.
  await entry(page, "to be corrected").locator("summary [data-edit='notes']").click();
  await expect(page.locator("input[name='notes']:focus")).toHaveValue("to be corrected");
  await page.keyboard.type("nonsense");
  await page.keyboard.press("Escape");
  await expect(entry(page, "to be corrected").locator("details")).not.toHaveAttribute("open");
  await expect(entry(page, "to be corrected").locator("input[name='notes']")).toHaveValue("to be corrected");
});

test("entries are dragged, resized and moved with the keyboard", async ({ page }) => {
  await yesterday(page);
  await jot(page, "9-11 ENG-2 dragged");
  await expect(block(page, /ENG-2/)).toBeVisible();
  await drag(page, block(page, /ENG-2/), 60);
  await expect(entry(page, "dragged")).toContainText("10:00 – 12:00");
  await undo(page, "Moved.");
  await expect(entry(page, "dragged")).toContainText("9:00 – 11:00");
  await drag(page, block(page, /ENG-2/), 30, "end");
  await expect(entry(page, "dragged")).toContainText("9:00 – 11:30");

  await block(page, /ENG-2/).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(page.locator("#drag-label")).toContainText("9:00–11:40");
  await page.keyboard.press("Escape");
  await expect(page.locator("#drag-label")).toBeHidden();
  await block(page, /ENG-2/).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(entry(page, "dragged")).toContainText("9:05 – 11:35");

  await block(page, /ENG-2/).click();
  await expect(entry(page, "dragged").locator("details")).toHaveAttribute("open");
});

test("an entry is parted and neighbours are merged", async ({ page }) => {
  await yesterday(page);
  await jot(page, "9-11 ENG-2 parted");
  await entry(page, "parted").locator("summary").click();
  await entry(page, "parted").getByLabel("Split at").fill("9:30");
  await entry(page, "parted").getByRole("button", { name: "Split", exact: true }).click();
  await expect(entries(page).locator(":scope > li")).toHaveCount(2);
  await expect(entries(page)).toContainText("9:30 – 11:00");
  await expect(entries(page)).toContainText("9:00 – 9:30");

  const later = entry(page, "9:30 – 11:00");
  if ((await later.locator("details").getAttribute("open")) === null) await later.locator("summary").click();
  await later.getByRole("button", { name: "Merge with the one before" }).click();
  await expect(entries(page).locator(":scope > li")).toHaveCount(1);
  await undo(page, "Merged into one.");
  await expect(entries(page).locator(":scope > li")).toHaveCount(2);
});

test("an overlap is resolved and a gap is filled", async ({ page, guard }) => {
  guard.expect(/status of 422/);
  await yesterday(page);
  await jot(page, "9-11 ENG-2 the long one");
  await expect(entry(page, "the long one")).toBeVisible();
  await jot(page, "9:30-10 ENG-3 in between");
  const choice = page.getByRole("group", { name: "Which of them gives way?" });
  await expect(choice).toContainText("ENG-2");
  await choice.getByRole("button", { name: "Split the others" }).click();
  await expect(entries(page).locator(":scope > li")).toHaveCount(3);
  await expect(entries(page)).toContainText("10:00 – 11:00");
  await undo(page, "Added.");
  await expect(entries(page).locator(":scope > li")).toHaveCount(1);

  await jot(page, "12-13 ENG-3 after lunch");
  await expect(entry(page, "after lunch")).toBeVisible();
  await page.getByRole("link", { name: /without an entry, 11:00–12:00/ }).click();
  const form = page.getByRole("form", { name: "Add time" });
  await expect(form.getByLabel("From")).toHaveValue("11:00");
  await expect(form.getByLabel("To")).toHaveValue("12:00");
  await form.getByLabel("Issue", { exact: true }).fill("ENG-4");
  await expect(page.getByRole("option").first()).toContainText("ENG-4");
  await form.getByLabel("Issue", { exact: true }).press("Enter");
  await form.getByLabel("Note").fill("filled");
  await form.getByLabel("Note").press("Enter");
  await expect(entry(page, "filled")).toContainText("11:00 – 12:00");
});

test("of two tabs the second is told and shown both versions", async ({ page, context, guard }) => {
  guard.expect(/status of 409/);
  await yesterday(page);
  await jot(page, "9-10 ENG-2 shared");
  await expect(entry(page, "shared")).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await entry(other, "shared").locator("summary [data-edit='notes']").click();
  await entry(page, "shared").locator("summary [data-edit='notes']").click();
  const first = page.locator("details[open] input[name='notes']");
  await first.fill("from the first tab");
  await first.press("Enter");
  await expect(entry(page, "from the first tab")).toBeVisible();

  const note = other.locator("details[open] input[name='notes']");
  await note.fill("from the second tab");
  await note.press("Enter");
  const versions = other.getByRole("group", { name: "Two versions" });
  await expect(versions).toContainText("from the first tab");
  await expect(versions).toContainText("from the second tab");
  await versions.getByRole("button", { name: "Save mine" }).click();
  await expect(entry(other, "from the second tab")).toBeVisible();
  await other.close();
});

test("a timer that has run for too long asks on every page", async ({ page }) => {
  await page.goto("/settings/me");
  await page.getByLabel("Ask about a timer after").fill("1h");
  await page.getByRole("button", { name: "Save" }).first().click();
  await startIssue(page, "ENG-2");
  await timer(page).locator("#timer-edit summary").click();
  await page.getByLabel("Started at").fill("-3h");
  await page.getByLabel("Started at").press("Enter");
  await expect(page.locator(".timer .clock")).toHaveText(/^3:0/);
  const question = page.getByRole("region", { name: "A long timer" });
  for (const path of ["/projects", "/issues", "/"]) {
    await page.goto(path);
    await expect(question).toContainText("has run for 3:0");
  }
  await question.getByRole("button", { name: "Discard" }).click();
  await expect(question).toBeHidden();
  await undo(page, "The timer was discarded.");
  await expect(question).toBeVisible();
  await question.getByRole("button", { name: "Cut" }).click();
  await expect(page.locator("section.timer")).toHaveAttribute("data-state", "idle");
  await undo(page, "The timer ended there.");
  await question.getByRole("button", { name: "Keep it" }).click();
  await expect(question).toBeHidden();
  await expect(page.locator("section.timer")).toHaveAttribute("data-state", "running");
});
