//! Where log lines go: to stderr, as text for people or JSON for machines.

use crate::config::Config;
use crate::error::{Error, Result};
use std::io::{IsTerminal as _, stderr};
use tracing_subscriber::EnvFilter;

/// Whether only warnings and errors are worth a line, unless the configuration asks for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quiet {
    /// A short command, whose own words are the answer.
    Yes,
    /// A server, whose log tells its story.
    No,
}

/// Starts logging.
///
/// # Errors
/// A sentence where the configured filter cannot be read.
pub fn to_stderr(config: &Config, quiet: Quiet) -> Result<()> {
    let wanted = if quiet == Quiet::Yes && config.log == "info" {
        "warn"
    } else {
        &config.log
    };
    let filter = EnvFilter::try_new(wanted).map_err(|error| {
        let sentence =
            format!("“{wanted}” does not say what to log: {error}. Write it as info or timetracker=debug.");
        Error::rule("configuration", sentence)
    })?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr);
    // A second start in one process, as in tests, leaves the first one in place.
    let _ = if config.log_json {
        lines.json().flatten_event(true).try_init()
    } else {
        lines
            .with_ansi(stderr().is_terminal())
            .with_target(false)
            .try_init()
    };
    Ok(())
}
