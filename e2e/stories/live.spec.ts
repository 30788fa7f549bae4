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

test("a page that was seen is there at once, until something changed", async ({ page, server, linear, browser }) => {
  await setUp(page, server);
  await connectLinear(page, linear);
  await sync(page);
  const heading = page.getByRole("main").getByRole("heading", { level: 1 });
  const link = (name: string) => page.getByRole("navigation", { name: "Main" }).getByRole("link", { name }).first();
  const other = await onAnotherDevice(browser, server);
  for (const name of ["Projects", "Today"]) {
    await link(name).click();
    await expect(heading).toHaveText(name);
  }
  await page.waitForTimeout(1000); // the page that was seen is made ready while nobody waits

  const slow = await heldBack(page, "/projects");
  await link("Projects").click();
  await expect(heading).toHaveText("Projects");
  await expect(page.getByRole("main").getByText("Engineering").first()).toBeVisible();
  await expect(link("Projects")).toHaveAttribute("aria-current", "page");
  await expect(page).toHaveURL(/\/projects$/);
  await expect(page).toHaveTitle(/^Projects/);
  expect(slow.answered(), "all this before the server said anything").toBe(0);
  await page.goBack();
  await expect(heading).toHaveText("Today");
  await slow.letGo();

  await jot(other, "1h30 ENG-2 planning");
  await expect(page.getByRole("list", { name: "Entries" })).toContainText("planning", SOON);
  const again = await heldBack(page, "/projects");
  await link("Projects").click();
  await expect.poll(again.asked).toBeGreaterThan(0);
  await page.waitForTimeout(300);
  await expect(heading, "the hours of before are not shown").toHaveText("Today");
  await again.letGo();
  await expect(heading).toHaveText("Projects");
  await expect(page.getByRole("main")).toContainText("1:30");
  await other.context().close();
});

test("a page is asked for when the mouse rests on its link", async ({ page, server }, info) => {
  test.skip(info.project.name === "phone", "a finger does not rest on what it will touch");
  await setUp(page, server);
  const listening = page.waitForResponse(/\/events$/);
  await page.goto("/");
  await listening;
  const link = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Projects" });
  const came = page.waitForResponse(/\/projects$/);
  await link.hover();
  await (await came).finished();
  const others = await heldBack(page, "/projects");
  await link.click();
  await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toHaveText("Projects");
  await page.waitForTimeout(700);
  expect(others.asked(), "it is not asked for twice").toBe(0);
  await others.letGo();
});

test("going back leads to where one was, at once or from the server", async ({ page, server, linear }) => {
  await setUp(page, server);
  await connectLinear(page, linear);
  await sync(page);
  await page.goto("/issues?group=none");
  const rows = page.locator("[data-row]");
  await expect(rows).toHaveCount(50);
  const heading = page.getByRole("main").getByRole("heading", { level: 1 });
  const place = () => page.evaluate(() => window.scrollY);
  const bottom = rows.nth(45);
  for (const isSeen of [false, true]) {
    await bottom.scrollIntoViewIfNeeded();
    const before = await place();
    expect(before).toBeGreaterThan(500);
    await bottom.locator("a[data-row-open]").click();
    await expect(heading).not.toHaveText("Issues");
    await page.waitForTimeout(1000); // the list is made ready while nobody waits
    const slow = isSeen ? await heldBack(page, "/issues") : undefined;
    await page.goBack();
    await expect(heading).toHaveText("Issues");
    await expect.poll(async () => Math.abs((await place()) - before)).toBeLessThan(3);
    await slow?.letGo();
    await page.waitForTimeout(700);
  }
});

/** Keeps answers of this path back until they are let go. */
async function heldBack(page: Page, path: string) {
  let [asked, answered] = [0, 0];
  let open = () => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  const at = (url: URL) => url.pathname === path;
  await page.route(at, async (route) => {
    asked++;
    await gate;
    answered++;
    await route.continue().catch(() => {}); // whoever asked may have left
  });
  const letGo = async () => {
    open();
    await page.unroute(at);
  };
  return { asked: () => asked, answered: () => answered, letGo };
}

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
