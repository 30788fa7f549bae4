// Time put in by a program, for stories that look at it afterwards.

import { expect, type Page } from "@playwright/test";
import type { Server } from "./fixtures.ts";

/** A program with a token of whoever is signed in. */
export class Api {
  constructor(
    private readonly server: Server,
    readonly token: string,
  ) {}

  async post(path: string, body: object): Promise<Record<string, any>> {
    const answer = await fetch(`${this.server.url}/api/v1${path}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${this.token}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, any>;
  }
}

/** Makes a token on the page, as a person does, and answers with the program that has it. */
export async function programOf(page: Page, server: Server): Promise<Api> {
  await page.goto("/settings/tokens");
  await page.getByLabel("What it is for").fill("Stories");
  await page.getByRole("radio", { name: /Desktop app/ }).check();
  await page.getByRole("button", { name: "Make the token" }).click();
  const secret = page.locator(".secret code").first();
  await expect(secret).toContainText(/^tt_/);
  return new Api(server, (await secret.textContent()) ?? "");
}

/** Two clients with a project each, and five entries on them in November 2025. */
export async function furnish(api: Api): Promise<{ website: number; app: number }> {
  const place = async (client: string, name: string, more: object): Promise<number> => {
    const made = await api.post("/clients", { name: client });
    const project = await api.post("/projects", { name, client_id: made["client"].id, ...more });
    return project["project"].id as number;
  };
  const website = await place("Northwind", "Website", { hourly_rate: 100, budget_amount: 1000 });
  const app = await place("Acme", "App", {});
  const entries = [
    [website, "2025-11-03", "09:00", "11:30", true, "review"],
    [website, "2025-11-04", "09:00", "10:15", false, "review, bug"],
    [website, "2025-11-10", "23:00", "23:50", true, ""],
    [app, "2025-11-04", "13:00", "15:05", true, "bug"],
    [app, "2025-11-28", "08:00", "16:00", true, ""],
  ] as const;
  for (const [project_id, day, from, to, billable, tags] of entries) {
    const body = { project_id, start_time: `${day}T${from}`, end_time: `${day}T${to}`, billable, tags };
    await api.post("/time-entries", body);
  }
  return { website, app };
}
