//! `cargo xtask test`: the one command that runs everything.
//!
//! Tests that need PostgreSQL find a server of their own in `TIMETRACKER_TEST_POSTGRES`, and
//! `TIMETRACKER_REQUIRE_POSTGRES` makes them fail, not pass silently, should it be missing. All steps
//! run even when one has failed; the summary at the end says which.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::machine;
use crate::postgres::Postgres;
use crate::stories;
use crate::tool::{cargo, run, run_quietly};

/// How much is run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it, the browser stories included.
    Everything,
    /// All but the browser stories.
    NoBrowser,
}

struct Step {
    name: &'static str,
    took: Duration,
    outcome: Result<(), String>,
}

/// Runs the tests; an error when anything at all failed.
pub fn run_tests(extent: Extent) -> Result<(), String> {
    let machine = machine::provide(extent)?;
    let postgres = Postgres::start(&machine.postgres)?;
    let mut steps = vec![
        step("tests", || run(runner().envs(database(&postgres)))),
        step("examples in the documentation", || {
            run(cargo()
                .args(["test", "--workspace", "--doc", "--quiet"])
                .envs(database(&postgres)))
        }),
    ];
    drop(postgres);
    if extent == Extent::Everything {
        steps.push(step("browser stories", || {
            stories::run_stories(&machine.chromium()?)
        }));
    }
    summarise(&steps)
}

/// `cargo nextest` where it is installed (it runs the tests side by side), else `cargo test`.
fn runner() -> Command {
    let mut cargo = cargo();
    if run_quietly(self::cargo().args(["nextest", "--version"])).is_ok() {
        cargo.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
    } else {
        cargo.args(["test", "--workspace", "--all-targets", "--no-fail-fast"]);
    }
    cargo
}

fn database(postgres: &Postgres) -> [(&'static str, &str); 2] {
    [
        ("TIMETRACKER_TEST_POSTGRES", &postgres.url),
        ("TIMETRACKER_REQUIRE_POSTGRES", "1"),
    ]
}

fn step(name: &'static str, work: impl FnOnce() -> Result<(), String>) -> Step {
    let started = Instant::now();
    let outcome = work();
    Step {
        name,
        took: started.elapsed(),
        outcome,
    }
}

fn summarise(steps: &[Step]) -> Result<(), String> {
    eprintln!("\nSummary");
    for step in steps {
        let result = step
            .outcome
            .as_ref()
            .map_or_else(|sentence| format!("FAILED: {sentence}"), |()| "ok".to_owned());
        eprintln!("  {:<32}{:>5} s  {result}", step.name, step.took.as_secs());
    }
    let failed = steps.iter().filter(|step| step.outcome.is_err()).count();
    if failed == 0 {
        Ok(())
    } else {
        Err(format!("{failed} of {} steps failed", steps.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failed_step_fails_the_run() {
        let good = || step("good", || Ok(()));
        assert!(summarise(&[good(), good()]).is_ok());
        let bad = step("bad", || Err("it broke".to_owned()));
        assert_eq!(
            summarise(&[good(), bad, good()]),
            Err("1 of 3 steps failed".to_owned())
        );
    }
}
