// What no designer draws: names without a space that fill the screen, titles from right to left, more tags than fit, and
// nothing at all. Every page stays within the screen, and an empty one says what to do.

import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { setUp } from "../steps.ts";
import { programOf } from "../time.ts";

const LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(3).slice(0, 200);
const ARABIC = "عنوان من اليمين إلى اليسار مع ENG-42 في وسطه";
const TAGS = Array.from({ length: 60 }, (_, place) => `tag${place}`);

/** What sticks out of the screen, by name; what scrolls within itself or is cut off does not. */
async function wide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const out = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > clientWidth + 1);
    return [`${scrollWidth} > ${clientWidth}`, ...out.map((one) => `${one.tagName}.${one.className}`).slice(0, 12)];
  });
}

/** Words that lie upon others: a line of text that reaches into the next cell of its row. */
async function covered(page: Page): Promise<string[]> {
  return page.locator("main .row").evaluateAll((rows) =>
    rows.flatMap((row) => {
      const cells = [...row.children].map((cell) => ({ cell, box: cell.getBoundingClientRect() }));
      const shown = cells.filter(({ box }) => box.width > 0 && box.height > 0);
      return shown.flatMap(({ cell, box }, place) =>
        shown
          .slice(place + 1)
          .filter(({ box: other }) => {
            const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
            const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
            return across > 1 && down > 1;
          })
          .map(({ cell: other }) => `${row.id}: ${cell.className} and ${other.className}`),
      );
    }),
  );
}

/** Buttons, menus and numbers that stand outside the card they belong to. */
async function astray(page: Page): Promise<string[]> {
  return page.locator("main :is(.card-issue, .card)").evaluateAll((cards) =>
    cards.flatMap((card) => {
      const around = card.getBoundingClientRect();
      return [...card.querySelectorAll("summary, button, a, .num, .num *")]
        .map((one) => ({ one, box: one.getBoundingClientRect() }))
        .filter(({ one, box }) => one.checkVisibility() && (box.left < around.left - 1 || box.right > around.right + 1 || box.bottom > around.bottom + 1))
        .map(({ one }) => `${card.id || card.className}: ${one.textContent?.trim()}`);
    }),
  );
}

test("long names, many tags and titles from right to left stay within the screen", async ({ page, server }, info) => {
  await setUp(page, server);
  const api = await programOf(page, server);
  const client = (await api.post("/clients", { name: LONG }))["client"].id;
  const project = (await api.post("/projects", { name: LONG, client_id: client, hourly_rate: 100, budget_amount: 9_999_999 }))["project"].id;
  const task = async (name: string) => (await api.post("/tasks", { name, project_id: project, tags: `${LONG}, a, b` }))["task"].id as number;
  const [long, arabic] = [await task(LONG), await task(ARABIC)];
  const now = Date.now();
  const at = (hours: number) => new Date(now - hours * 3_600_000).toISOString();
  for (const [place, task_id] of [long, arabic].entries()) {
    const start_time = at(3 * place + 2);
    const end_time = at(3 * place + 1);
    await api.post("/time-entries", { project_id: project, task_id, start_time, end_time, notes: LONG, tags: TAGS.join(",") });
  }
  await api.post("/timer/start", { task_id: long, notes: LONG });

  const paths = ["/", "/issues", "/issues?group=project", "/issues/board", `/issues/${long}`, `/issues/${arabic}`];
  paths.push("/projects", `/projects/${project}`, "/clients", `/clients/${client}`, "/settings/people", "/settings/audit");
  paths.push("/reports?range=all", "/reports?range=all&by=tag", "/reports?range=all&by=client&then=task", "/time-entries?range=all");
  for (const path of paths) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    expect.soft(await wide(page), `${path} is no wider than the screen`).toEqual([]);
    expect.soft(await covered(page), `${path} has nothing upon another`).toEqual([]);
    expect.soft(await astray(page), `${path} has every button in its card`).toEqual([]);
    const picture = path.replaceAll(/[^a-z0-9]+/g, "-");
    if (process.env["STORY_PICTURES"])
      await page.screenshot({ path: `${process.env["STORY_PICTURES"]}/${info.project.name}${picture}.png` });
  }

  await page.goto("/time-entries?range=all");
  await expect(page.getByText("+58").first()).toBeAttached();
  await page.goto(`/issues/${arabic}`);
  const title = page.getByRole("heading", { level: 1, name: ARABIC });
  await expect(title).toBeVisible();
  await page.goto("/issues");
  const direction = await page.locator("li.issue a.title", { hasText: ARABIC }).evaluate((link) => getComputedStyle(link).direction);
  expect(direction).toBe("rtl");
});

test("an empty installation says on each page what to do", async ({ page, server }, info) => {
  await setUp(page, server);
  const ways: [string, string, RegExp][] = [
    ["/", "No time yet", /Find an issue in the bar above|Jot down/],
    ["/issues", "No issues yet", /Connect Linear/],
    ["/issues/board", "No issues yet", /Connect Linear/],
    ["/projects", "No projects yet", /make one yourself/],
    ["/clients", "No clients yet", /client/],
    ["/reports", "No time here", /Choose other days/],
    ["/time-entries", "No time here", /Choose other days/],
  ];
  for (const [path, heading, way] of ways) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    const empty = page.locator(".empty");
    await expect(empty.getByRole("heading", { name: heading }), path).toBeVisible();
    await expect(empty, path).toContainText(way);
    if (path !== "/") await expect(empty.getByRole("link").first(), `${path} has a way on`).toBeVisible();
    expect.soft(await wide(page), `${path} is no wider than the screen`).toEqual([]);
    if (process.env["STORY_PICTURES"])
      await page.screenshot({ path: `${process.env["STORY_PICTURES"]}/${info.project.name}-empty${path.replaceAll("/", "-")}.png` });
  }
});
