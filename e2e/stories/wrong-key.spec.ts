// A key that Linear refuses: the person learns what to do, and nothing is kept.

import { expect, test } from "../fixtures.ts";
import { connectLinear, setUp, visit } from "../steps.ts";

test("a mistyped key is refused in a sentence, and the right one then works", async ({ page, server, linear, guard }) => {
  guard.expect(/status of 422/);
  await setUp(page, server);
  await visit(page, "Integrations");
  await page.getByRole("main").getByRole("link", { name: "Linear", exact: true }).click();
  await page.getByLabel("API key").fill("lin_api_thisKeyIsNotKnownToAnybody0000000000");
  await page.getByRole("button", { name: "Connect", exact: true }).click();

  await expect(page.getByRole("main")).toContainText(/Linear .*(refused|does not know|not accept).* key/i);
  await expect(page.getByRole("button", { name: "Sync now" })).toBeHidden();
  await visit(page, "Integrations");
  await expect(page.getByRole("main")).toContainText("Not connected");

  await connectLinear(page, linear);
  await expect(page.getByRole("main")).not.toContainText(linear.key);
  await expect(page.getByRole("main")).toContainText(linear.key.slice(-4));
});
