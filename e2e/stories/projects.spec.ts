// Projects and clients: hours, budget, shares that lead to entries, settings, archive and back.

import { expect, test } from "../fixtures.ts";
import { setUp, visit } from "../steps.ts";
import { furnish, programOf } from "../time.ts";

test("a project shows its hours and budget, and is archived and brought back", async ({ page, server, guard }) => {
  guard.expect(/422/);
  await setUp(page, server);
  await furnish(await programOf(page, server));
  await visit(page, "Projects");
  const row = page.getByRole("row", { name: /Website/ });
  await expect(row).toContainText("4:35");
  await expect(row).toContainText("33 %");
  await row.getByRole("link", { name: /Website/ }).click();
  await expect(page.getByText("333.33 of 1,000.00 EUR")).toBeVisible();
  const person = page.getByRole("listitem").filter({ hasText: "Alice Admin" }).filter({ hasText: "100 %" });
  await person.getByRole("link", { name: "4:35" }).click();
  await expect(page.locator("#entries-total")).toContainText("3 entries · 4:35");
  await page.goBack();

  await page.getByRole("link", { name: /^Edit/ }).click();
  await page.getByLabel("Hourly rate in EUR").fill("much");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Hourly rate in EUR")).toHaveValue("much");
  await page.getByLabel("Hourly rate in EUR").fill("120");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("400.00 of 1,000.00 EUR")).toBeVisible();

  await page.getByRole("link", { name: /^Edit/ }).click();
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(page.getByText("This project is archived")).toBeVisible();
  await page.getByRole("button", { name: "Bring back" }).click();
  await expect(page.getByText("This project is archived")).toBeHidden();
});

test("a client has projects, contacts and notes", async ({ page, server }) => {
  await setUp(page, server);
  await furnish(await programOf(page, server));
  await page.goto("/clients");
  await page.getByRole("link", { name: "Northwind", exact: true }).click();
  await expect(page.getByRole("link", { name: "Website" })).toBeVisible();
  await page.locator("#contact-more > summary").click();
  await page.getByLabel("First name").fill("Eva");
  await page.getByRole("button", { name: "Add a contact" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Eva" })).toBeVisible();
  await page.getByLabel("New note").fill("Prefers mail in the morning.");
  await page.getByRole("button", { name: "Add the note" }).click();
  await expect(page.getByText("Prefers mail in the morning.")).toBeVisible();
});
