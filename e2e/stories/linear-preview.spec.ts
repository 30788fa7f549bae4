// Linear from the first look to a full sync: a preview, a state and a person chosen, an issue that fails and heals.

import { expect, test } from "../fixtures.ts";
import { setUp, visit } from "../steps.ts";

test("an administrator looks first, maps, syncs, and settles what is left", async ({ page, server, linear }) => {
  await setUp(page, server);
  await visit(page, "Integrations");
  const main = page.getByRole("main");
  await main.getByRole("link", { name: "Linear", exact: true }).click();
  await page.getByLabel("API key").fill(linear.key);
  await page.getByRole("button", { name: "Connect and preview first" }).click();

  await expect(page.getByRole("heading", { name: "Where every issue would land" })).toBeVisible();
  await expect(main.getByText(/\d+ issues in \d+ teams/).first()).toBeVisible({ timeout: 30_000 });
  await expect(main.getByText("Waiting for your go")).toBeVisible();
  await expect(main.getByText("new project").first()).toBeVisible();

  const team = page.getByRole("form", { name: "States of Engineering" });
  await team.getByLabel("What In Review means here").selectOption({ label: "In review" });
  await team.getByRole("button", { name: "Save" }).click();
  await expect(team.getByLabel("What In Review means here")).toHaveValue("review");

  // One issue arrives broken, and stays so until it is mended.
  await linear.steps([{ do: "break", issues: { identifier: "ENG-1" }, field: "team", leave_out: true }]);
  await page.getByRole("button", { name: "Start the first sync" }).click();
  await expect(main.getByText("Not everything came over")).toBeVisible({ timeout: 30_000 });
  await expect(main.getByText("1 issue could not be brought over").first()).toBeVisible();

  const person = main.getByLabel(/^Who .* is here$/).first();
  const name = /^Who (.*) is here$/.exec((await person.getAttribute("aria-label")) ?? "")?.[1] ?? "";
  await person.selectOption({ label: "Alice Admin" });
  await page.getByRole("button", { name: "Save people" }).click();
  await expect(main.getByLabel(`Who ${name} is here`)).toBeHidden();
  await page.goto(`${server.url}/integrations/linear/people`);
  await expect(main.getByRole("listitem").filter({ hasText: name })).toContainText("chosen");

  await linear.steps([{ do: "mend", issues: { identifier: "ENG-1" } }]);
  await page.goto(`${server.url}/integrations/linear`);
  await page.getByRole("button", { name: "Try ENG-1 again" }).click();
  await expect(main.getByText("Up to date", { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("button", { name: "Try ENG-1 again" })).toBeHidden();

  await main.getByRole("link", { name: /^Sync of / }).last().click();
  await expect(main.getByText("Done, but for some issues")).toBeVisible();
  await expect(main.getByText("settled")).toBeVisible();
});

test("the schedule and the comparison are a choice and a click", async ({ page, server, linear }) => {
  await setUp(page, server);
  await visit(page, "Integrations");
  const main = page.getByRole("main");
  await main.getByRole("link", { name: "Linear", exact: true }).click();
  await page.getByLabel("API key").fill(linear.key);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(main.getByText("Up to date", { exact: true })).toBeVisible({ timeout: 30_000 });

  await expect(page.getByLabel("Time of day")).toBeHidden();
  await page.getByLabel("Automatic sync").selectOption({ label: "Every day at" });
  await page.getByLabel("Time of day").fill("04:30");
  await main.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByLabel("Automatic sync")).toHaveValue("1440");
  await expect(page.getByLabel("Time of day")).toHaveValue("04:30");

  await page.getByRole("button", { name: "Compare everything" }).click();
  await expect(main.getByText(/Last compared with Linear: just now/)).toBeVisible({ timeout: 30_000 });
  await expect(main.getByText(/Compared \d+ issues: all as there/)).toBeVisible();
});
