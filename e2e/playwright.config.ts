// The browser stories: `cargo xtask test` runs them; by hand, after a `cargo build --workspace --bins`:
// `npm ci && npx playwright test` in this folder.

import { defineConfig } from "@playwright/test";
import { browser, desktop, phone } from "./browser.ts";

export default defineConfig({
  testDir: "stories",
  outputDir: "results",
  reporter: [["list"]],
  workers: 1,
  // A machine that is busy elsewhere may lose a race once: told as flaky. Twice is a failure.
  retries: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: { ...browser, screenshot: "only-on-failure", trace: "off", video: "off" },
  projects: [
    { name: "desktop", use: desktop },
    { name: "phone", use: phone, testIgnore: "**/keyboard.spec.ts" },
  ],
});
