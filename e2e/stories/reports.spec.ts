// From a report to the entries behind a number, to the file, and back by the filters; then many entries at once.

import { expect, test } from "../fixtures.ts";
import { setUp } from "../steps.ts";
import { furnish, programOf } from "../time.ts";

test("a lead reads a report, opens a number and takes the table away", async ({ page, server }) => {
  await setUp(page, server);
  await furnish(await programOf(page, server));
  await page.goto("/reports?from=2025-11-01&to=2025-11-30");
  await expect(page.getByRole("heading", { name: "Reports" })).toBeVisible();
  const table = page.getByRole("table");
  await expect(page.getByRole("img", { name: /Hours by Project, 14 h 40 min in all/ })).toBeVisible();

  // A number opens entries that add up to it.
  const website = table.getByRole("row", { name: /^Website/ });
  await expect(website.getByRole("link").first()).toHaveText("4:35");
  await website.getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: "Entries" })).toBeVisible();
  await expect(page.locator("#entries-total")).toContainText("3 entries · 4:35");
  await page.goBack();

  // Grouped otherwise, by a menu.
  await page.locator("#report-by > summary").click();
  await page.locator("#report-by").getByRole("link", { name: "Week" }).click();
  await expect(table.getByRole("columnheader").first()).toHaveText("Week");
  await expect(table.getByRole("row", { name: /3 Nov 2025 – 9 Nov 2025/ })).toContainText("5:50");

  // By tag an entry counts twice, and the page says so.
  await page.locator("#report-by > summary").click();
  await page.locator("#report-by").getByRole("link", { name: "Tag" }).click();
  await expect(page.getByText("An entry with two tags counts under both")).toBeVisible();
  await expect(page.locator(".totals dd").first()).toHaveText("14:40");

  // Narrowed by a chip, widened by its cross.
  await page.locator("#filter-add > summary").click();
  await page.locator("#filter-add").getByRole("link", { name: "Client" }).click();
  await page.getByRole("combobox", { name: "Client" }).selectOption("Acme");
  await expect(page.locator(".totals dd").first()).toHaveText("10:05");
  await page.getByRole("link", { name: "Remove the filter Client: Acme" }).click();
  await expect(page.locator(".totals dd").first()).toHaveText("14:40");

  // What was counted how.
  await page.getByText("Explain these numbers").click();
  await expect(page.getByText("An entry counts whole on the day on which it began")).toBeVisible();

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("report-2025-11-01-2025-11-30.csv");
});

test("many entries are changed at once and given back", async ({ page, server }) => {
  await setUp(page, server);
  await furnish(await programOf(page, server));
  await page.goto("/time-entries?from=2025-11-01&to=2025-11-30");
  const total = page.locator("#entries-total");
  await expect(total).toContainText("5 entries · 14:40");
  await page.getByRole("checkbox", { name: /Website, Mon, 3 Nov 2025/ }).check();
  await page.getByRole("checkbox", { name: "All on this page" }).check();
  await page.getByRole("combobox", { name: "Do with them…" }).selectOption("Add a tag");
  await page.getByRole("textbox", { name: "Tag" }).fill("sprint");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("status")).toContainText("5 entries changed.");
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("status")).toContainText("Undone.");
  await page.goto("/time-entries?range=all&tag=sprint");
  await expect(page.getByText("No time here")).toBeVisible();
});

test("a list of entries shows at least 18 rows at once", async ({ page, server }, info) => {
  test.skip(info.project.name !== "desktop", "the promise is for 1440 × 900");
  await setUp(page, server);
  const api = await programOf(page, server);
  const { website } = await furnish(api);
  for (let hour = 0; hour < 20; hour++) {
    const start = `2025-12-01T${String(hour).padStart(2, "0")}:00`;
    await api.post("/time-entries", { project_id: website, start_time: start, end_time: start.replace(":00", ":30") });
  }
  await page.goto("/time-entries?range=all");
  const rows = page.locator("[data-row]");
  await expect(rows).toHaveCount(25);
  const visible = await rows.evaluateAll((all) => all.filter((row) => row.getBoundingClientRect().bottom <= 900).length);
  expect(visible).toBeGreaterThanOrEqual(18);
});
