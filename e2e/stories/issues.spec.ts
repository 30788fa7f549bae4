// The list of issues, the board and one issue: narrowed down, grouped, kept as a view, changed together, moved, timed.

import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { connectLinear, setUp, sync, timer, visit } from "../steps.ts";

const rows = (page: Page) => page.getByRole("main").locator("li.issue");
const chip = (page: Page, text: string | RegExp) => page.locator(".filter-chip").filter({ hasText: text });

/** A project to put issues of our own into, made as people make it. */
async function addProject(page: Page): Promise<void> {
  await page.goto("/clients/new");
  await page.getByLabel("Name", { exact: true }).first().fill("Acme");
  await page.getByRole("main").getByRole("button", { name: /^(Add|Save|Create)/ }).first().click();
  await page.goto("/projects/new");
  await page.getByLabel("Name", { exact: true }).first().fill("Portal");
  await page.getByLabel("Client").first().selectOption({ label: "Acme" });
  await page.getByRole("main").getByRole("button", { name: /^(Add|Save|Create)/ }).first().click();
}

async function addIssue(page: Page, title: string): Promise<void> {
  await page.goto("/issues/new");
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Project", { exact: true }).selectOption({ label: "Portal" });
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
}

test("issues are filtered, grouped and kept as a view", async ({ page, server, linear }, info) => {
  await setUp(page, server);
  await connectLinear(page, linear);
  await sync(page);
  await visit(page, "Issues");
  if (info.project.name === "desktop") {
    const whole = await rows(page).evaluateAll(
      (all) => all.filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length,
    );
    expect(whole, "rows of data on the first screen").toBeGreaterThanOrEqual(18);
  }

  await page.locator("#add-filter").click();
  const dialog = page.locator("dialog#sheet");
  await expect(dialog.getByRole("heading", { name: "Filter the issues" })).toBeVisible();
  await dialog.getByRole("checkbox", { name: "To do" }).check();
  await dialog.getByRole("checkbox", { name: "In progress" }).check();
  await dialog.getByRole("button", { name: "Show" }).click();
  await expect(dialog).toBeHidden();
  await expect(chip(page, "State is To do, In progress")).toBeVisible();
  await expect(page).toHaveURL(/\/issues\?state=todo&state=in_progress$/);
  await expect(page.getByRole("heading", { level: 2, name: "Done" })).toBeHidden();

  await page.getByText("Group", { exact: false }).first().click();
  await page.getByRole("link", { name: "Project", exact: true }).click();
  await expect(page).toHaveURL(/group=project/);

  await page.locator("#add-filter").click();
  await dialog.getByRole("link", { name: "Save as a view…" }).click();
  await expect(page).toHaveURL(/\/issues\/views\?.*group=project/);
  await page.getByLabel("Name", { exact: true }).fill("Work by project");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Work by project" })).toHaveAttribute(
    "aria-current",
    "page",
  );

  await chip(page, /^State/).getByRole("link", { name: /Remove/ }).click();
  await expect(chip(page, /^State/)).toBeHidden();
});

test("issues of our own are changed together, and Linear's stay Linear's", async ({ page, server, linear, guard }) => {
  guard.expect(/422/);
  await setUp(page, server);
  await addProject(page);
  await addIssue(page, "Write the manual");
  await addIssue(page, "عنوان من اليمين إلى اليسار");
  await connectLinear(page, linear);
  await sync(page);

  await page.goto("/issues?q=manual");
  await rows(page).getByRole("checkbox").check();
  const bar = page.locator("form#bulk");
  await expect(bar).toBeVisible();
  await expect(bar).toContainText("1 selected");
  await bar.getByLabel("State").selectOption("Review");
  await bar.getByLabel("Tag").fill("docs");
  await bar.getByRole("button", { name: "Apply" }).click();
  const message = page.getByRole("status");
  await expect(message).toContainText("1 issue changed.");
  await expect(bar).toBeHidden();
  await expect(rows(page)).toContainText("docs");
  await message.getByRole("button", { name: "Undo" }).click();
  await expect(rows(page)).not.toContainText("docs");

  await page.goto("/issues?q=eng-2");
  await rows(page).first().getByRole("checkbox").check();
  await bar.getByLabel("State").selectOption("Review");
  await bar.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("status")).toContainText("belongs to an issue in the connected tracker");
  await expect(rows(page).first().getByRole("checkbox")).toBeChecked();
});

test("a card is moved on the board", async ({ page, server, linear, guard }, info) => {
  guard.expect(/422/);
  await setUp(page, server);
  await addProject(page);
  await addIssue(page, "Plan the launch");
  await connectLinear(page, linear);
  await sync(page);
  await page.goto("/issues/board?q=launch");
  const card = page.locator("[data-card]").filter({ hasText: "Plan the launch" });
  const lane = (key: string) => page.locator(`[data-lane='${key}']`);
  await expect(lane("todo")).toContainText("Plan the launch");

  if (info.project.name === "desktop") await card.dragTo(lane("in_progress"));
  else {
    await card.getByText("Move", { exact: true }).click();
    await card.getByRole("button", { name: "In progress" }).click();
  }
  await expect(lane("in_progress")).toContainText("Plan the launch");
  await expect(page.getByRole("status")).toContainText("1 issue changed.");
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await expect(lane("todo")).toContainText("Plan the launch");

  await card.getByRole("button", { name: /Start/ }).click();
  await expect(timer(page)).toContainText("Plan the launch");

  await page.goto("/issues/board?q=eng-2");
  const theirs = page.locator("[data-card]").first();
  await theirs.hover();
  await theirs.getByText("Move", { exact: true }).click();
  await theirs.getByRole("button").filter({ hasText: /Done|To do/ }).first().click();
  await expect(page.getByRole("status")).toContainText("belongs to an issue in the connected tracker");
});

test("an issue tells its hours and what Linear says", async ({ page, server, linear }) => {
  await setUp(page, server);
  await connectLinear(page, linear);
  await sync(page);
  await page.goto("/issues?q=eng-2");
  await rows(page).first().locator("a.title").click();
  await expect(page.getByRole("link", { name: /Open in Linear/ })).toHaveAttribute("href", /^https:\/\/linear\.app\//);
  await expect(page.getByRole("heading", { name: /From Linear/ })).toBeVisible();
  await page.getByRole("main").getByRole("button", { name: /^Start/ }).first().click();
  await expect(timer(page)).toContainText("ENG-2");
  await page.getByLabel("Add a comment").fill("Talked to Eva.");
  await page.getByRole("button", { name: "Comment", exact: true }).click();
  await expect(page.getByText("Talked to Eva.")).toBeVisible();
  await page.getByRole("button", { name: "Favourite" }).click();
  await expect(page.getByRole("button", { name: "Favourite" })).toHaveAttribute("aria-pressed", "true");
});
