// What a person waits for: from the request until the page stands and answers, and how much came over the wire. A page
// is interactive when its document is there and its deferred script has run (DOMContentLoaded).

import { expect, test } from "@playwright/test";

const url = process.env["TIMETRACKER_URL"] ?? "";
const PAGES = [
  ["Today", "/"],
  ["Issues", "/issues"],
  ["a project", "/projects/7"],
  ["Report, all time", "/reports?range=all"],
] as const;
const TIMES = 20;

test("pages stand and answer at once", async ({ page }) => {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("Username or e-mail").fill("admin");
  await page.getByLabel("Password").fill("correct horse battery staple");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("region", { name: "Timer" })).toBeVisible();
  for (const [name, path] of PAGES) {
    const figures: { interactive: number; painted: number; requests: number; bytes: number }[] = [];
    for (let time = 0; time < TIMES; time++) {
      await page.goto(url + path, { waitUntil: "load" });
      figures.push(
        await page.evaluate(() => {
          const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
          const paint = performance.getEntriesByName("first-contentful-paint")[0];
          const files = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
          const sent = files.filter((file) => file.transferSize > 0);
          return {
            interactive: visit?.domContentLoadedEventEnd ?? 0,
            painted: paint?.startTime ?? 0,
            requests: 1 + sent.length,
            bytes: (visit?.transferSize ?? 0) + sent.reduce((sum, file) => sum + file.transferSize, 0),
          };
        }),
      );
    }
    const middle = (of: (figure: (typeof figures)[number]) => number) =>
      figures.map(of).sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0;
    console.log(
      `| ${name} | ${middle((it) => it.painted).toFixed(0)} ms | ${middle((it) => it.interactive).toFixed(0)} ms | ` +
        `${middle((it) => it.requests)} | ${(middle((it) => it.bytes) / 1024).toFixed(1)} KB |`,
    );
  }
});
