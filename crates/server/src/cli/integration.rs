//! `timetracker integration …`: connect a service, test it, sync, and see how it goes.

use crate::app::App;
use crate::error::{Error, Result};
use clap::Subcommand;
use std::path::PathBuf;

/// What to do with an outside service.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a key and keep it; on a connection that exists, replace its key and settings
    Connect {
        /// The service; may be left out where there is only one
        connector: Option<String>,
        /// File with the key on its first line; `-` reads stdin
        #[arg(long)]
        key_file: Option<PathBuf>,
        /// Only these teams, separated by commas
        #[arg(long)]
        teams: Option<String>,
        /// How states become status: `type` or `simple`
        #[arg(long)]
        status_mapping: Option<String>,
        /// Sync only when asked
        #[arg(long)]
        no_auto_sync: bool,
    },
}

/// Does it.
pub async fn run(_app: &App, _command: Command) -> Result<()> {
    Err(Error::Unavailable("Being built.".into()))
}
