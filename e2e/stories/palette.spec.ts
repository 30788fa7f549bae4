// The command palette: everything there is by its name, and what is done most from there.

import { expect, test } from "../fixtures.ts";
import { connectLinear, setUp, sync, timer } from "../steps.ts";

test("everything is found from the palette", async ({ page, server, linear }, info) => {
  await setUp(page, server);
  await connectLinear(page, linear);
  await sync(page);
  await page.goto("/");
  const dialog = page.getByRole("dialog", { name: "Command palette" });
  const field = dialog.getByRole("combobox");
  const chosen = dialog.locator("[role='option'][aria-selected='true']");
  const open = async () => {
    if (info.project.name === "desktop") await page.keyboard.press("Control+k");
    else await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Search" }).click();
    await expect(field).toBeFocused();
  };

  await open();
  await expect(dialog.getByRole("option").first()).toBeVisible();
  await field.fill("proj");
  await expect(chosen).toContainText("Projects");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Projects" })).toBeVisible();
  await expect(dialog).toBeHidden();

  let asked = 0;
  page.on("request", (request) => (asked += Number(request.url().includes("/palette?q=eng-3"))));
  await open();
  await field.pressSequentially("eng-3", { delay: 5 });
  await expect(chosen).toContainText("ENG-3");
  expect(asked, "one question for what was typed in one go").toBe(1);
  await page.keyboard.press("ArrowDown");
  await expect(chosen).not.toHaveText(/^ENG-3\b/);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Control+Enter");
  await expect(timer(page)).toContainText("ENG-3");

  await open();
  await expect(dialog.getByText("Recent")).toBeVisible();
  await field.fill("stop the");
  await expect(chosen).toContainText("Stop the timer");
  await page.keyboard.press("Enter");
  await expect(timer(page).getByRole("button", { name: /Stop/ })).toBeHidden();

  await open();
  await field.fill("dark theme");
  await expect(chosen).toContainText("Dark theme");
  await page.keyboard.press("Enter");
  await expect(page.locator("body")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("body")).toHaveAttribute("data-theme", "dark");

  await open();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(overflow, "nothing is wider than the screen").toBe(false);
});

test("without scripts the search page does the same", async ({ browser, page, server, linear, baseURL }) => {
  await setUp(page, server);
  await connectLinear(page, linear);
  await sync(page);
  const context = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState(), baseURL });
  const plain = await context.newPage();
  await plain.goto("/");
  await plain.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Search" }).click();
  await plain.getByRole("searchbox", { name: "Search everything" }).fill("eng-3");
  await plain.getByRole("button", { name: "Search", exact: true }).click();
  await plain.getByRole("button", { name: "Start ENG-3", exact: true }).click();
  await expect(timer(plain)).toContainText("ENG-3");
  await context.close();
});

test("every destination of the bar can be pressed", async ({ page, server }, info) => {
  await setUp(page, server);
  const links = page.getByRole("navigation", { name: "Main" }).getByRole("link");
  const least = info.project.name === "phone" ? 44 : 30;
  const boxes = await links.evaluateAll((all) =>
    all.map((link) => {
      const { left, top, width, height } = link.getBoundingClientRect();
      const at = document.elementFromPoint(left + width / 2, top + height / 2);
      return { name: link.textContent, least: Math.min(width, height), pressed: link.contains(at), inside: left >= 0 && left + width <= innerWidth };
    }),
  );
  expect(boxes.length).toBeGreaterThanOrEqual(6);
  for (const box of boxes) expect(box, box.name ?? "").toEqual({ ...box, pressed: true, inside: true });
  expect(Math.min(...boxes.map((box) => box.least))).toBeGreaterThanOrEqual(least);
});
