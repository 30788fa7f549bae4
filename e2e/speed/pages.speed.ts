// What a person waits for on a large installation, in milliseconds: a page that is opened by its address, until it is
// painted and until it answers (its document is there and its deferred script has run), and one that is opened from
// another page by a click, until it is painted. And how much came over the wire.

import { expect, type Page, test } from "@playwright/test";

const url = process.env["TIMETRACKER_URL"] ?? "";
/** Its name, its address, and a page with a link to it. */
const PAGES = [
  ["Today", "/", "/issues"],
  ["Issues", "/issues", "/"],
  ["a project", "/projects/7", "/projects?q=Project+7"],
  ["Report, all time", "/reports?range=all&by=project&then=person", "/reports"],
] as const;
const TIMES = 12;
/** What a page asks for after it stands, such as hours over a great filter, is not to be in the way of the next one. */
const LOOKED_AT_MS = 700;

test("pages stand and answer at once", async ({ page }) => {
  await signIn(page);
  console.log("| page | opened: painted | answers | requests | weight | by a click: painted |\n|---|---|---|---|---|---|");
  for (const [name, path, from] of PAGES) {
    const opened = await times(() => openedByAddress(page, path));
    const clicked = await times(() => openedByClick(page, path, from));
    const of = (kind: keyof (typeof opened)[number]) => middle(opened.map((one) => one[kind]));
    console.log(
      `| ${name} | ${of("painted").toFixed(0)} ms | ${of("answers").toFixed(0)} ms | ${of("requests")} | ` +
        `${(of("bytes") / 1024).toFixed(1)} KB | ${middle(clicked).toFixed(0)} ms |`,
    );
  }
});

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

async function openedByClick(page: Page, path: string, from: string): Promise<number> {
  await page.goto(url + from, { waitUntil: "load" });
  await page.waitForTimeout(LOOKED_AT_MS);
  const link = page.locator(`a[href="${path}"]`).first(); // that of a menu may be closed
  await expect(link).toBeAttached();
  return link.evaluate(async (anchor: HTMLAnchorElement) => {
    const shown = new Promise((resolve) => document.addEventListener("htmx:after:swap", resolve, { once: true }));
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const clicked = performance.now();
    anchor.click();
    await shown;
    await frame(); // before the frame with it is painted,
    await frame(); // and after
    return performance.now() - clicked;
  });
}
