//! The browser stories: Playwright drives the machine's own Chromium against the built server.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::repository;
use crate::tool::{cargo, npm_ci, run};

/// Checks the types of the browser's code and of the stories, then runs every story.
pub fn run_stories(chromium: &Path) -> Result<(), String> {
    prepare()?;
    let stories = folder();
    for project in ["tsconfig.json", "../web/tsconfig.json"] {
        run(Command::new("node_modules/.bin/tsc")
            .args(["--project", project])
            .current_dir(&stories))?;
    }
    run(playwright(chromium).arg("test"))
}

/// Playwright's command line, told which browser to use; it never fetches one of its own.
pub fn playwright(chromium: &Path) -> Command {
    let mut playwright = Command::new("node_modules/.bin/playwright");
    playwright
        .current_dir(folder())
        .env("TIMETRACKER_CHROMIUM", chromium);
    playwright
}

/// The server, the simulated Linear and the stories' own packages.
///
/// `--tests` asks for the same features as the test run before, so that only the linking is left to do.
pub fn prepare() -> Result<(), String> {
    run(cargo().args(["build", "--workspace", "--bins", "--tests"]))?;
    npm_ci(&repository().join("web"))?;
    npm_ci(&folder())
}

fn folder() -> PathBuf {
    repository().join("e2e")
}
