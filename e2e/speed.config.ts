// Time to interactive of the pages of a large installation: start `pages 1000000 1 hold` of the benches, then
// `TIMETRACKER_URL=http://127.0.0.1:PORT npx playwright test --config speed.config.ts`.

import { defineConfig } from "@playwright/test";
import { browser, desktop } from "./browser.ts";

export default defineConfig({
  testDir: "speed",
  testMatch: "*.speed.ts",
  outputDir: "results",
  reporter: [["list"]],
  workers: 1,
  timeout: 900_000,
  use: { ...browser, ...desktop },
});
