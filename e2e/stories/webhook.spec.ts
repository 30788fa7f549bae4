// A webhook: made, tried, told what happens, looked at in its log.

import { expect, test } from "../fixtures.ts";
import { setUp, visit } from "../steps.ts";
import { startReceiver } from "../receiver.ts";
import { createHmac } from "node:crypto";

test("a webhook is made, tested, and tells what happens", async ({ page, server }) => {
  const receiver = await startReceiver();
  await setUp(page, server);
  await visit(page, "Webhooks");
  await expect(page.getByRole("main")).toContainText("No webhooks yet");
  await page.getByRole("link", { name: "New webhook" }).click();
  await page.getByLabel("Name").fill("Chat");
  await page.getByRole("textbox", { name: "URL" }).fill(receiver.url);
  await page.getByLabel("client.created").check();
  await page.getByRole("button", { name: "Make the webhook" }).click();
  const secret = (await page.locator(".secret code").innerText()).trim();
  expect(secret).toHaveLength(43);

  receiver.refuseNext(500, "no room");
  await page.getByRole("button", { name: "Send a test" }).click();
  const log = page.locator("#webhook-log");
  await expect(log.getByRole("listitem")).toContainText("Failed");
  await expect(log).toContainText("The receiver answered 500");
  await log.getByRole("button", { name: /Send webhook.test of .* again/ }).click();
  await expect(log.getByRole("listitem").first()).toContainText("Accepted");
  expect(receiver.seen.map((seen) => seen.headers["x-webhook-event"])).toEqual(["webhook.test", "webhook.test"]);
  expect(receiver.seen[1]?.headers["x-webhook-delivery"]).toBe(receiver.seen[0]?.headers["x-webhook-delivery"]);

  await page.goto("/clients/new");
  await page.getByLabel("Name", { exact: true }).fill("Acme");
  await page.getByRole("button", { name: "Add client" }).click();
  await expect.poll(() => receiver.seen.length, { timeout: 10_000 }).toBe(3);
  const told = receiver.seen[2];
  expect(told?.headers["x-webhook-event"]).toBe("client.created");
  expect(told?.headers["x-webhook-signature"]).toBe(
    `sha256=${createHmac("sha256", secret).update(told?.body ?? "").digest("hex")}`,
  );

  await visit(page, "Webhooks");
  await page.getByRole("link", { name: "Chat" }).click();
  await expect(page.locator("#webhook-log").getByRole("listitem")).toHaveCount(3);
  await page.getByRole("link", { name: "client.created" }).first().click();
  await expect(page.getByLabel("Body")).toContainText('"event_type": "client.created"');
  await receiver.stop();
});
