// For everyone: no page breaks a rule of accessibility, in light and dark; right to left; in German; without motion;
// and no page is heavier than it may be.

import { type Page } from "@playwright/test";
import axe from "axe-core";
import { pages, signIn, test, type Demo } from "../demo.ts";
import { expect } from "@playwright/test";

/** In bytes as they cross the wire, and in requests. */
const FIRST_VISIT = { bytes: 150 * 1024, requests: 10 };
const LATER_PAGE = { bytes: 20 * 1024, requests: 2 };

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on any page, ${colorScheme}`, async ({ page, demo }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme });
    const found: string[] = [];
    await page.goto(`${demo.url}/sign-in`);
    found.push(...(await violations(page, "/sign-in")));
    await signIn(page, demo);
    const all = await pages(page, demo);
    expect(all.length).toBeGreaterThan(14);
    for (const path of [...all, "/nowhere"]) {
      await page.goto(demo.url + path);
      found.push(...(await violations(page, path)));
    }
    expect(found).toEqual([]);
  });
}

test("right to left: every page turns round and none is wider than the screen", async ({ page, demo }) => {
  test.setTimeout(120_000);
  await signIn(page, demo);
  await speak(page, demo, "en-XB");
  try {
    await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
    const wide: string[] = [];
    for (const path of await pages(page, demo)) {
      await page.goto(demo.url + path);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) wide.push(`${path} by ${over} px`);
    }
    expect(wide).toEqual([]);
    const sidebar = await page.locator(".sidebar").boundingBox();
    const width = page.viewportSize()!.width;
    if (width > 760) expect(sidebar!.x).toBeGreaterThan(width / 2);
  } finally {
    await speak(page, demo, "en");
  }
});

test("German: the frame and its pages speak it", async ({ page, demo }) => {
  await signIn(page, demo);
  await speak(page, demo, "de");
  try {
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await page.goto(`${demo.url}/nowhere`);
    await expect(page.getByRole("heading", { name: "Nicht gefunden" })).toBeVisible();
    await page.goto(`${demo.url}/integrations`);
    await expect(page.getByRole("link", { name: "Einstellungen" }).or(page.getByRole("heading", { name: "Einstellungen" })).first()).toBeVisible();
  } finally {
    await speak(page, demo, "en");
  }
});

test.describe("with little motion", () => {
  test("nothing moves", async ({ page, demo }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await signIn(page, demo);
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .filter((animation) => animation.playState === "running" && Number(animation.effect?.getComputedTiming().duration ?? 0) > 1)
        .map((animation) => (animation.effect as KeyframeEffect).target?.className),
    );
    expect(moving).toEqual([]);
  });
});

test("pages are light", async ({ page, demo, browserName }) => {
  test.skip(browserName !== "chromium", "asks Chromium what crossed the wire");
  await signIn(page, demo);
  const first = await weigh(page, async () => {
    await page.context().newCDPSession(page).then((session) => session.send("Network.clearBrowserCache"));
    await page.goto(demo.url, { waitUntil: "load" });
  });
  expect(first.requests, "requests of a first visit").toBeLessThanOrEqual(FIRST_VISIT.requests);
  expect(first.bytes, "bytes of a first visit").toBeLessThan(FIRST_VISIT.bytes);
  console.log(`first visit: ${first.requests} requests, ${first.bytes} bytes`);
  for (const path of ["/issues", "/projects", "/reports", "/time-entries", "/"]) {
    const link = page.locator(`nav a[href="${path}"]`).first();
    if (!(await link.isVisible().catch(() => false))) continue;
    const later = await weigh(page, async () => {
      await link.click();
      await expect(page).toHaveURL(new RegExp(`${path}$`));
      await expect(page.locator("html")).not.toHaveAttribute("data-loading");
    });
    console.log(`${path}: ${later.requests} requests, ${later.bytes} bytes`);
    expect(later.requests, `requests of ${path}`).toBeLessThanOrEqual(LATER_PAGE.requests);
    expect(later.bytes, `bytes of ${path}`).toBeLessThanOrEqual(LATER_PAGE.bytes);
  }
});

async function violations(page: Page, path: string): Promise<string[]> {
  // A page's scripts may come from our host only; the checker is put in from outside.
  await page.evaluate(axe.source);
  const results = await page.evaluate(async () => {
    const run = (window as unknown as { axe: { run: (options: object) => Promise<Found> } }).axe.run;
    return await run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
  });
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${path}: ${id}: ${node.target.join(" ")}: ${(node.failureSummary ?? "").split("\n")[1]?.trim() ?? ""}`),
  );
}

interface Found {
  violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[];
}

/** What crosses the wire while something is done; the stream of events is no part of a page. */
async function weigh(page: Page, act: () => Promise<void>): Promise<{ bytes: number; requests: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const streams = new Set<string>();
  let [bytes, requests] = [0, 0];
  session.on("Network.requestWillBeSent", ({ requestId, request }) => {
    if (request.url.endsWith("/events")) streams.add(requestId);
    else if (request.url.startsWith("http")) requests += 1;
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (!streams.has(requestId)) bytes += encodedDataLength;
  });
  await act();
  await session.detach();
  return { bytes, requests };
}

async function speak(page: Page, { url }: Demo, locale: string): Promise<void> {
  await page.goto(`${url}/settings/me`);
  await page.locator("[name='locale']").evaluate((field, value) => {
    const chosen = field as HTMLSelectElement;
    chosen.value = value;
  }, locale);
  await page.locator("form[action='/settings/me'] button.primary").click();
  await expect(page.locator("html")).toHaveAttribute("lang", locale);
}
