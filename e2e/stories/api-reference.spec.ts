// Whoever writes a script reads what the API takes and answers, on their own installation; the guard sees to it
// that nothing comes from another host, and that the browser is refused nothing.

import { expect, test } from "../fixtures.ts";

test("the reference of the API is served by the installation itself", async ({ page }) => {
  await page.goto("/api/docs");
  await expect(page.getByRole("heading", { name: /TimeTracker API/ })).toBeVisible();

  await page.getByRole("link", { name: "Timer", exact: true }).click();
  await page.getByText("Start a timer", { exact: true }).click();
  await expect(page.getByText("The token needs the scope write:time_entries.")).toBeVisible();
});
