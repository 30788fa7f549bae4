// A file of time from another tracker: looked at, corrected, imported, repeated, undone. With and without scripts.

import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { setUp, visit } from "../steps.ts";

const FILE = [
  "Projekt;Datum;Von;Bis;Was",
  "Website;01.04.2024;09:00;10:30;Größe geändert",
  "Website;01.04.2024;10:00;11:00;überlappt",
  "Nirgendwo;02.04.2024;09:00;10:00;x",
  "Website;02.04.2024;13:00;14:15;Besprechung",
].join("\r\n");

async function aProject(page: Page): Promise<void> {
  await page.goto("/clients/new");
  await page.getByLabel("Name", { exact: true }).fill("Acme");
  await page.getByRole("button", { name: "Add client" }).click();
  await expect(page.getByRole("main")).toContainText("Acme");
  await page.goto("/projects/new");
  await page.getByLabel("Name", { exact: true }).fill("Website");
  await page.getByLabel("Client", { exact: true }).selectOption("Acme");
  await page.getByRole("button", { name: "Add project" }).click();
  await expect(page.getByRole("main").getByText("Website").first()).toBeVisible();
}

async function upload(page: Page): Promise<void> {
  await visit(page, "Import");
  // As Windows writes it.
  const buffer = Buffer.from(FILE, "latin1");
  await page.getByLabel("File").setInputFiles({ name: "april.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Look at it" }).click();
  await expect(page.getByRole("heading", { name: "april.csv" })).toBeVisible();
}

async function ended(page: Page, text: string): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("status").filter({ hasText: text })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 15_000 });
}

async function story(page: Page): Promise<void> {
  await upload(page);
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview).toContainText("Größe geändert");
  await expect(preview).toContainText("Nirgendwo");
  await expect(page.getByRole("status").filter({ hasText: "2 rows go in" })).toContainText("2 would fail");

  await page.getByLabel("Was", { exact: true }).selectOption("Notes");
  await page.getByRole("button", { name: "Preview again" }).click();
  await expect(page.getByLabel("Was", { exact: true })).toHaveValue("notes");
  await page.getByRole("button", { name: "Import 2 entries" }).click();
  await ended(page, "2 entries imported");
  const failed = page.getByRole("region", { name: "Failed" });
  await expect(failed).toContainText("Row 3");
  await expect(failed).toContainText("overlaps row 2");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    failed.getByRole("link", { name: "Download these rows" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/failed\.csv$/);

  await page.getByRole("link", { name: "See the first day" }).click();
  const entries = page.getByRole("list", { name: "Entries" });
  await expect(entries.getByRole("listitem").filter({ hasText: "Größe geändert" })).toContainText("1:30");

  await upload(page);
  await page.getByLabel("Was", { exact: true }).selectOption("Notes");
  await page.getByRole("button", { name: "Preview again" }).click();
  await expect(page.getByRole("status").filter({ hasText: "0 rows go in" })).toContainText("2 there already");
  await page.getByRole("button", { name: "Drop the file" }).click();

  await page.getByRole("link", { name: "april.csv" }).click();
  await page.getByRole("button", { name: "Undo this import" }).click();
  await ended(page, "Undone: 2 entries taken out");
  await page.goto("/?day=2024-04-01");
  await expect(page.getByRole("main")).not.toContainText("Größe geändert");
}

test("a file is looked at, corrected, imported and undone", async ({ page, server }) => {
  await setUp(page, server);
  await aProject(page);
  await story(page);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a file is looked at, corrected, imported and undone", async ({ page, server }) => {
    await setUp(page, server);
    await aProject(page);
    await story(page);
  });
});
