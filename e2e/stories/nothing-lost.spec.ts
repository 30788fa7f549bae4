// What was typed is never lost: over a reload, and over a session that ended.

import { expect, test } from "../fixtures.ts";
import { ADMINISTRATOR, setUp, timer } from "../steps.ts";

test("a session that ended: sign in, and be back with the form as it was", async ({ page, server }) => {
  await setUp(page, server);
  await page.goto("/clients/new");
  await page.getByLabel("Name", { exact: true }).fill("Lighthouse");
  await page.context().clearCookies();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status")).toContainText("signed out");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Lighthouse");

  await page.getByRole("link", { name: "Sign in and go on" }).click();
  await page.getByLabel("Username or e-mail").fill(ADMINISTRATOR.username);
  await page.getByLabel("Password").fill(ADMINISTRATOR.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/clients\/new$/);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Lighthouse");
  await page.getByLabel("Name", { exact: true }).press("Enter");
  await expect(page.getByRole("main")).toContainText("Lighthouse");
  // Accepted is accepted: the next form is empty.
  await page.goto("/clients/new");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("");
});

test("a reload keeps what was typed, and another person does not see it", async ({ page, server }) => {
  await setUp(page, server);
  await page.goto("/clients/new");
  await page.getByLabel("Name", { exact: true }).fill("Lighthouse");
  await page.reload();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Lighthouse");
  await expect(page.getByRole("status")).toContainText("here again");
  const kept = () => page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("draft ")).length);
  expect(await kept()).toBe(1);
  await page.goto("/");
  await expect(timer(page)).toBeVisible();
  await page.evaluate(() => document.querySelector<HTMLFormElement>("form[action='/sign-out']")?.requestSubmit());
  await expect(page.getByLabel("Username or e-mail")).toBeVisible();
  expect(await kept()).toBe(0);
});
