// A newcomer's first minutes: from an empty installation to hours on a Linear issue.

import { expect, test } from "../fixtures.ts";
import { connectLinear, findIssue, setUp, startIssue, sync, timer, visit } from "../steps.ts";

test("a newcomer sets up, connects Linear, and puts time on an issue", async ({ page, server, linear }) => {
  await setUp(page, server);
  await connectLinear(page, linear);
  await sync(page);

  await startIssue(page, "ENG-1");
  await timer(page).getByRole("button", { name: "Stop" }).click();
  await expect(timer(page).getByRole("button", { name: "Stop" })).toBeHidden();

  await visit(page, "Today");
  const entries = page.getByRole("list", { name: "Entries" });
  await expect(entries.getByRole("listitem")).toHaveCount(1);
  await expect(entries).toContainText("ENG-1");

  await page.getByLabel("Jot down time").fill("yesterday 9-10:30 ENG-1 what came before");
  await page.getByLabel("Jot down time").press("Enter");
  await expect(entries.getByRole("listitem").filter({ hasText: "what came before" })).toContainText("1:30");

  await expect(await findIssue(page, "ENG-1")).toContainText("1:30");
});

test("a stranger without the code on the terminal cannot take the installation", async ({ page, guard }) => {
  guard.expect(/status of 4\d\d/);
  await page.goto("/");
  await page.getByLabel("Set-up code").fill("AAAA-AAAA");
  await page.getByLabel("Organisation").fill("Mallory Ltd");
  await page.getByLabel("Your name").fill("Mallory");
  await page.getByLabel("Username").fill("mallory");
  await page.getByLabel("E-mail").fill("mallory@example.test");
  await page.getByLabel("Password").fill("correct horse battery staple");
  await page.getByRole("button", { name: "Create TimeTracker" }).click();
  await expect(page.getByRole("button", { name: "Create TimeTracker" })).toBeVisible();
  await expect(page.getByLabel("Organisation")).toHaveValue("Mallory Ltd");
  await expect(page.getByLabel("Set-up code")).toHaveAttribute("aria-invalid", "true");
});
