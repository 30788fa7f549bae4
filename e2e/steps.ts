// Steps that several stories take, said in the words that the pages use.

import { expect, type Locator, type Page } from "@playwright/test";
import type { Linear, Server } from "./fixtures.ts";

export const ADMINISTRATOR = { name: "Alice Admin", username: "alice", password: "correct horse battery staple" };

/** From an empty installation to the first signed-in page. */
export async function setUp(page: Page, server: Server): Promise<void> {
  await page.goto("/");
  await page.getByLabel("Set-up code").fill(server.setUpCode);
  await page.getByLabel("Organisation").fill("Ember & Oak");
  await page.getByLabel("Your name").fill(ADMINISTRATOR.name);
  await page.getByLabel("Username").fill(ADMINISTRATOR.username);
  await page.getByLabel("E-mail").fill("alice@example.test");
  await page.getByLabel("Password").fill(ADMINISTRATOR.password);
  await page.getByLabel("Time zone").selectOption(afternoon());
  await page.getByRole("button", { name: "Create TimeTracker" }).click();
  await expect(timer(page)).toBeVisible();
}

const AROUND_THE_WORLD = [
  "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York",
  "America/Halifax", "America/Sao_Paulo", "America/Noronha", "Atlantic/Azores", "UTC", "Europe/Berlin", "Europe/Helsinki",
  "Europe/Moscow", "Asia/Dubai", "Asia/Karachi", "Asia/Dhaka", "Asia/Bangkok", "Asia/Shanghai", "Asia/Tokyo", "Australia/Brisbane",
  "Pacific/Noumea", "Pacific/Auckland", "Pacific/Apia",
];

/** A zone in which it is early afternoon: a story's hours lie within one day whenever it is told. */
export function afternoon(): string {
  const hour = (timeZone: string) => Number(new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit" }).format());
  const early = AROUND_THE_WORLD.find((zone) => [12, 13, 14].includes(hour(zone)));
  if (!early) throw new Error("it is early afternoon nowhere");
  return early;
}

/** Connects Linear with the simulated workspace's key. */
export async function connectLinear(page: Page, linear: Linear): Promise<void> {
  await visit(page, "Integrations");
  await page.getByRole("main").getByRole("link", { name: "Linear", exact: true }).click();
  await page.getByLabel("API key").fill(linear.key);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByRole("button", { name: "Sync now" })).toBeVisible();
}

/** Syncs now and waits until the page says that all has arrived. */
export async function sync(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sync now" }).click();
  const main = page.getByRole("main");
  await expect(main.getByText("Up to date", { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(main.getByText(/\d+ issues in \d+ teams/)).toBeVisible();
}

/** Starts the timer from an issue's row. */
export async function startIssue(page: Page, identifier: string): Promise<void> {
  const row = await findIssue(page, identifier);
  await row.getByRole("button", { name: `Start ${identifier}` }).click();
  await expect(timer(page)).toContainText(identifier);
}

/** Searches the list of issues and answers with the row of one. */
export async function findIssue(page: Page, identifier: string): Promise<Locator> {
  await visit(page, "Issues");
  await page.getByRole("searchbox", { name: "Search issues" }).fill(identifier);
  await page.getByRole("searchbox", { name: "Search issues" }).press("Enter");
  return page.getByRole("listitem").filter({ has: page.getByRole("link", { name: identifier, exact: true }) });
}

/** Goes to a page by the navigation; a narrow screen keeps the settings' pages one step deeper. */
export async function visit(page: Page, name: string): Promise<void> {
  const link = (text: string) => page.getByRole("navigation").getByRole("link", { name: text, exact: true }).first();
  if (!(await link(name).isVisible())) await link("Settings").click();
  await link(name).click();
  await expect(link(name)).toHaveAttribute("aria-current", "page");
}

/** The bar at the top of every page. */
export function timer(page: Page) {
  return page.getByRole("region", { name: "Timer" });
}
