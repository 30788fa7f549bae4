// What a person waits for on a large installation, in milliseconds: a page that is opened by its address, until it is
// painted and until it answers (its document is there and its deferred script has run), and one that is opened from
// another page by a click, until it is on the screen (the browser's own time of that, Element Timing): for the first time,
// after the mouse rested on the link as it does before a click, and when it was seen before and nothing has changed since.
// And how much came over the wire.

import { expect, type Page, test } from "@playwright/test";

const url = process.env["TIMETRACKER_URL"] ?? "";
/** Its name, its address, and a page with a link to it, to which it has a link. */
const PAGES = [
  ["Today", "/", "/issues"],
  ["Issues", "/issues", "/"],
  ["a project", "/projects/1", "/projects"],
  ["Entries", "/time-entries", "/"],
  ["Projects", "/projects", "/"],
  ["Report, this month", "/reports", "/"],
  ["Report, all time", "/reports?range=all&by=project&then=person", "/reports"],
] as const;
const TIMES = 6;
/** What a page asks for after it stands, such as hours over a great filter, is not to be in the way of the next one. */
const LOOKED_AT_MS = 700;
/** From where the mouse rests to where it clicks; people take longer. */
const BEFORE_A_CLICK_MS = 200;

test("pages stand and answer at once", async ({ page }) => {
  await signIn(page);
  console.log(
    "| page | opened: painted | answers | requests | weight | by a click: first time | mouse rested | seen before |\n|---|---|---|---|---|---|---|---|",
  );
  for (const [name, path, from] of PAGES) {
    const opened = await times(() => openedByAddress(page, path));
    const first = await times(() => openedByClick(page, path, from, false));
    const rested = await times(() => openedByClick(page, path, from, true));
    const isOther = new URL(path, url).pathname !== new URL(from, url).pathname;
    const seen = isOther ? await seenBefore(page, path, from) : undefined;
    const of = (kind: keyof (typeof opened)[number]) => middle(opened.map((one) => one[kind]));
    console.log(
      `| ${name} | ${of("painted").toFixed(0)} ms | ${of("answers").toFixed(0)} ms | ${of("requests")} | ` +
        `${(of("bytes") / 1024).toFixed(1)} KB | ${written(first)} | ${isOther ? written(rested) : "–"} | ${written(seen)} |`,
    );
  }
});

function written(figures: number[] | undefined): string {
  return figures ? `${middle(figures).toFixed(0)} ms` : "–";
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("Username or e-mail").fill("admin");
  await page.getByLabel("Password").fill("correct horse battery staple");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("region", { name: "Timer" })).toBeVisible();
}

async function times<T>(one: () => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let time = 0; time < TIMES; time++) {
    all.push(await one());
    await new Promise((resolve) => setTimeout(resolve, LOOKED_AT_MS));
  }
  return all;
}

function middle(figures: number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
}

async function openedByAddress(page: Page, path: string) {
  await page.goto(url + path, { waitUntil: "load" });
  return page.evaluate(async () => {
    const painted = await new Promise<number>((resolve) => {
      const seen = (list: PerformanceObserverEntryList) => {
        const [paint] = list.getEntriesByName("first-contentful-paint");
        if (paint) resolve(paint.startTime);
      };
      new PerformanceObserver(seen).observe({ type: "paint", buffered: true });
    });
    const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    const files = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const sent = files.filter((file) => file.transferSize > 0);
    return {
      painted,
      answers: visit?.domContentLoadedEventEnd ?? 0,
      requests: 1 + sent.length,
      bytes: (visit?.transferSize ?? 0) + sent.reduce((sum, file) => sum + file.transferSize, 0),
    };
  });
}

async function openedByClick(page: Page, path: string, from: string, rests: boolean): Promise<number> {
  await page.goto(url + from, { waitUntil: "load" });
  await page.waitForTimeout(LOOKED_AT_MS);
  if (rests) {
    await page.evaluate((href) => {
      const link = document.querySelector(`a[href="${href}"]`);
      link?.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }));
    }, path);
    await page.waitForTimeout(BEFORE_A_CLICK_MS);
  }
  return click(page, path);
}

/** Clicks to and fro within one document, as somebody does who works. */
async function seenBefore(page: Page, path: string, from: string): Promise<number[]> {
  await page.goto(url + from, { waitUntil: "load" });
  await page.waitForTimeout(LOOKED_AT_MS);
  await click(page, path);
  return times(async () => {
    await page.waitForTimeout(LOOKED_AT_MS);
    await click(page, from);
    await page.waitForTimeout(LOOKED_AT_MS);
    return click(page, path);
  });
}

/** From a click on a link until the heading of its page is on the screen. */
async function click(page: Page, path: string): Promise<number> {
  const link = page.locator(`a[href="${path}"]`).first(); // that of a menu may be closed
  await expect(link).toBeAttached();
  return link.evaluate(async (anchor: HTMLAnchorElement) => {
    const painted = new Promise<number>((resolve) => {
      const seen = (list: PerformanceObserverEntryList) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { renderTime: number })[]) resolve(entry.renderTime);
      };
      document.addEventListener(
        "htmx:after:swap",
        () => {
          // Only what is new and marked is timed.
          for (const part of document.querySelectorAll("#main h1, #main h1 *")) part.setAttribute("elementtiming", "heading");
          for (const heading of document.querySelectorAll("#main h1")) heading.replaceWith(heading.cloneNode(true));
          new PerformanceObserver(seen).observe({ type: "element" });
        },
        { once: true },
      );
    });
    const clicked = performance.now();
    anchor.click();
    return (await painted) - clicked;
  });
}
