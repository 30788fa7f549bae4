// Administrators: who tracks now, an invitation, the audit log; everybody: a token, seen once.

import { expect, test } from "../fixtures.ts";
import { setUp } from "../steps.ts";
import { furnish, programOf } from "../time.ts";

test("an administrator sees who tracks now, invites and reads what was changed", async ({ page, server }) => {
  await setUp(page, server);
  const api = await programOf(page, server);
  const { website } = await furnish(api);
  await api.post("/timer/start", { project_id: website, notes: "writing the offer" });
  await page.goto("/settings/people");
  await expect(page.getByText("1 person tracks time now")).toBeVisible();
  const row = page.getByRole("listitem").filter({ hasText: "Alice Admin" });
  await expect(row).toContainText("writing the offer");
  const clock = row.getByRole("time");
  const first = await clock.textContent();
  await expect(clock).not.toHaveText(first ?? "");

  await page.getByLabel("Name", { exact: true }).fill("Dana Doe");
  await page.getByLabel("E-mail").fill("dana@example.test");
  await page.getByRole("button", { name: "Make an invitation" }).click();
  await expect(page.locator(".secret code")).toContainText("/invitation?token=");

  await page.goto("/settings/audit");
  await expect(page.getByText(/Started timer for/)).toBeVisible();
  await page.getByRole("combobox", { name: "Kind of thing" }).selectOption("time entry");
  await expect(page).toHaveURL(/kind=time_entry/);
  await expect(page.getByText(/Started timer for/)).toBeVisible();
});

test("a token is shown once, with a command that works", async ({ page, server }) => {
  await setUp(page, server);
  const api = await programOf(page, server);
  const command = await page.locator(".secret code").nth(1).textContent();
  expect(command).toContain(`${server.url}/api/v1/`);
  const address = /'(http[^']+)'/.exec(command ?? "")?.[1] ?? "";
  const answer = await fetch(address, { headers: { Authorization: `Bearer ${api.token}` } });
  expect(answer.status).toBe(200);
  await page.goto("/settings/tokens");
  await expect(page.getByText(api.token)).toHaveCount(0);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  expect(wide, "nothing is wider than the screen").toBe(false);
  await page.getByRole("button", { name: "Revoke Stories" }).click();
  await expect(page.getByRole("status")).toContainText("Revoked.");
});
