// Pictures of every page of the demo: `cargo xtask shots`.

import { defineConfig } from "@playwright/test";
import { browser, desktop, phone } from "./browser.ts";

export default defineConfig({
  testDir: "shots",
  testMatch: "*.shots.ts",
  outputDir: "results",
  reporter: [["list"]],
  workers: 1,
  timeout: 180_000,
  use: { ...browser, reducedMotion: "reduce" },
  projects: [
    { name: "1440-light", use: { ...desktop, colorScheme: "light" } },
    { name: "1440-dark", use: { ...desktop, colorScheme: "dark" } },
    { name: "390-light", use: { ...phone, deviceScaleFactor: 1, colorScheme: "light" } },
    { name: "390-dark", use: { ...phone, deviceScaleFactor: 1, colorScheme: "dark" } },
  ],
});
