// Everything a person needs every day works in a browser that runs no scripts.

import { expect, test } from "../fixtures.ts";
import { connectLinear, findIssue, setUp, startIssue, timer } from "../steps.ts";

test.use({ javaScriptEnabled: false });

test("setting up, connecting Linear and tracking time need no scripts", async ({ page, server, linear }) => {
  await setUp(page, server);
  await connectLinear(page, linear);
  await page.getByRole("button", { name: "Sync now" }).click();
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("main").getByText("Up to date", { exact: true })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });

  await startIssue(page, "ENG-2");
  await timer(page).getByRole("button", { name: "Stop" }).click();
  await expect(timer(page).getByRole("button", { name: "Stop" })).toBeHidden();

  await page.goto("/");
  await page.getByLabel("Jot down time").fill("yesterday 14:00-16:15 ENG-2 by hand");
  await page.getByLabel("Jot down time").press("Enter");
  await expect(page.getByRole("list", { name: "Entries" })).toContainText("2:15");
  await expect(await findIssue(page, "ENG-2")).toContainText("2:15");
});
