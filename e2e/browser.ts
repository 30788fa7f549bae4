// What stories and pictures share: which browser runs, and the two screens it is looked at on.

import type { PlaywrightTestConfig } from "@playwright/test";

/** The machine's own Chromium, which `cargo xtask` found; Playwright fetches none of its own. */
export const browser: PlaywrightTestConfig["use"] = {
  browserName: "chromium",
  launchOptions: { executablePath: process.env["TIMETRACKER_CHROMIUM"] ?? "/usr/bin/chromium" },
  locale: "en-GB",
  timezoneId: "Europe/Berlin",
};

export const desktop = { viewport: { width: 1440, height: 900 } };
export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
