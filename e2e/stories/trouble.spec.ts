// What happens to a person when the server is away.

import { expect, test } from "../fixtures.ts";
import { setUp } from "../steps.ts";

test("a form outlives a server that is away", async ({ page, server, guard }) => {
  await setUp(page, server);
  guard.expect(/Failed to load resource|Failed to fetch|htmx:error/);
  await page.route("**/time-entries", (route) => route.abort());
  await page.getByLabel("Jot down time").fill("1h30 planning");
  await page.keyboard.press("Enter");
  await expect(page.locator("#toasts")).toContainText("could not be reached");
  await expect(page.getByLabel("Jot down time")).toHaveValue("1h30 planning");
});
