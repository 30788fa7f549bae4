// What happens elsewhere is seen here within a second; and a connection that is lost heals.

import { type Browser, type Page } from "@playwright/test";
import { expect, test, type Server } from "../fixtures.ts";
import { ADMINISTRATOR, connectLinear, setUp, startIssue, sync, timer } from "../steps.ts";

/** The limit of the contract, with room for a machine that builds something meanwhile. */
const SOON = { timeout: 3000 };

test("a timer that is started on one device runs on the other", async ({ page, server, linear, browser }) => {
  await setUp(page, server);
  await connectLinear(page, linear);
  await sync(page);
  const other = await onAnotherDevice(browser, server);

  await startIssue(page, "ENG-2");
  await expect(timer(other)).toContainText("ENG-2", SOON);
  await expect(timer(other).getByRole("button", { name: "Stop" })).toBeVisible();

  await timer(other).getByRole("button", { name: "Stop" }).click();
  await expect(timer(page).getByRole("button", { name: "Stop" })).toBeHidden(SOON);
  await other.context().close();
});

test("what is shown once stays until it is left, though it changed something itself", async ({ page, server }) => {
  await setUp(page, server);
  await page.goto("/settings/tokens");
  await page.getByLabel("What it is for").fill("Backup script");
  await page.getByRole("button", { name: "Make the token" }).click();
  const token = page.locator(".secret code").first();
  await expect(token).toContainText("tt_");
  await page.waitForTimeout(1500); // a page that is live would have asked for itself again
  await expect(token).toContainText("tt_");
  await page.getByRole("link", { name: "Webhooks" }).first().click();
  await page.getByRole("link", { name: "New webhook" }).click();
  await page.getByLabel("Name").fill("Chat");
  await page.getByRole("textbox", { name: "URL" }).fill("https://hooks.example/in");
  await page.getByLabel("client.created").check();
  await page.getByRole("button", { name: "Make the webhook" }).click();
  await expect(page.locator(".secret code")).toHaveText(/^[\w-]{43}$/);
  await page.waitForTimeout(1500);
  await expect(page.locator(".secret code")).toHaveText(/^[\w-]{43}$/);
});

test("two tabs of a browser share one connection and both are told", async ({ page, server, linear }) => {
  await setUp(page, server);
  await connectLinear(page, linear);
  await sync(page);
  const listening = page.waitForRequest(/\/events$/);
  await page.goto("/");
  await listening;
  const streams: string[] = [];
  page.context().on("request", (request) => {
    if (request.url().endsWith("/events")) streams.push(request.url());
  });
  const second = await page.context().newPage();
  await second.goto(server.url);
  await expect(timer(second)).toBeVisible();
  await jot(page, "1h30 ENG-2 planning");
  await expect(second.getByRole("main")).toContainText("planning", SOON);
  expect(streams.length, "one stream for both").toBe(0);
  // Whoever listened goes; the one that stays takes over.
  await page.close();
  await expect.poll(() => streams.length).toBe(1);
});

test("what is being typed stays while the rest of the page becomes true", async ({ page, server, linear, browser }) => {
  await setUp(page, server);
  await connectLinear(page, linear);
  await sync(page);
  await page.goto("/");
  const other = await onAnotherDevice(browser, server);
  const field = other.getByLabel("Jot down time");
  await field.fill("9-10 ENG-3 half a thou");
  await jot(page, "1h30 ENG-2 planning");
  await expect(other.getByRole("main")).toContainText("planning", SOON);
  await expect(field).toHaveValue("9-10 ENG-3 half a thou");
  await expect(field).toBeFocused();
  await field.press("Enter");
  await expect(other.getByRole("main")).toContainText("half a thou");
  await other.context().close();
});

test("a lost connection says so, and heals by itself", async ({ page, server, linear, guard, browser }) => {
  await setUp(page, server);
  await connectLinear(page, linear);
  await sync(page);
  await page.goto("/");
  guard.expect(/Failed to load resource|ERR_/);
  const other = await onAnotherDevice(browser, server);
  await page.context().setOffline(true);
  // What was open stays open when a browser goes offline; what is asked for then fails.
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expect(page.getByText("No connection.")).toBeVisible({ timeout: 15_000 });
  await jot(other, "1h30 ENG-2 planning");
  await page.context().setOffline(false);
  await expect(page.getByText("No connection.")).toBeHidden({ timeout: 40_000 });
  await expect(page.getByRole("main")).toContainText("planning");
  await other.context().close();
});

/** The same person, signed in with another browser. */
async function onAnotherDevice(browser: Browser, server: Server): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Berlin" });
  const page = await context.newPage();
  await page.goto(`${server.url}/sign-in`);
  await page.getByLabel("Username or e-mail").fill(ADMINISTRATOR.username);
  await page.getByLabel("Password").fill(ADMINISTRATOR.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(timer(page)).toBeVisible();
  return page;
}

async function jot(page: Page, text: string): Promise<void> {
  await page.getByLabel("Jot down time").fill(text);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("list", { name: "Entries" })).toBeVisible();
}
