// Watches what a person would never look for: errors in the console, and requests that leave our host.

import type { ConsoleMessage, Page, Request } from "@playwright/test";

/** Collects what should not happen on a page; `complaints` is empty on a healthy one. */
export class Guard {
  readonly complaints: string[] = [];
  private readonly expected: RegExp[] = [];

  constructor(
    page: Page,
    private readonly home: string,
  ) {
    page.on("console", (message) => this.hear(message));
    page.on("pageerror", (error) => this.complain(`A script failed: ${error.stack ?? error.message}`));
    page.on("request", (request) => this.see(request));
  }

  /** Says that a story brings about an error on purpose, such as the browser's line about a 422. */
  expect(message: RegExp): void {
    this.expected.push(message);
  }

  private hear(message: ConsoleMessage): void {
    if (message.type() === "error") this.complain(`The console says: ${message.text()} (${message.location().url})`);
  }

  private see(request: Request): void {
    const url = new URL(request.url());
    const leaves = /^(https?|wss?):$/.test(url.protocol) && url.host !== new URL(this.home).host;
    if (leaves) this.complain(`The page asked another host: ${request.url()}`);
  }

  private complain(complaint: string): void {
    if (!this.expected.some((message) => message.test(complaint))) this.complaints.push(complaint);
  }
}
