//! `timetracker backup FILE`.

use super::{log, open, say};
use crate::config::Config;
use crate::error::{Error, Result};
use std::path::PathBuf;
use timetracker_db::Engine;

/// Where to.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The file to write; it must not exist yet
    file: PathBuf,
}

/// Copies the embedded database while others go on using it.
pub async fn run(config: &Config, arguments: &Arguments) -> Result<()> {
    log::to_stderr(config, log::Quiet::Yes)?;
    let file = &arguments.file;
    if config.database_url.is_none() && !config.sqlite_path().exists() {
        let place = config.database_place();
        return Err(Error::rule(
            "no_database",
            format!("There is no database at {place} to back up. Name its folder with --data-dir."),
        ));
    }
    if file.exists() {
        let name = file.display();
        return Err(Error::rule(
            "file_exists",
            format!("{name} exists already, and a backup overwrites nothing. Choose another name."),
        ));
    }
    let db = open::database(config).await?;
    if db.engine() == Engine::Postgres {
        return Err(Error::rule(
            "use_pg_dump",
            "PostgreSQL has its own tool for this: pg_dump \"$DATABASE_URL\" > backup.sql.",
        ));
    }
    let done = db.backup_to(file).await;
    db.close().await;
    done.map_err(|error| {
        Error::rule(
            "backup_failed",
            format!("{} could not be written: {error}.", file.display()),
        )
    })?;
    say(format_args!("Saved to {}.", file.display()));
    if config.secret_key.is_none() {
        let key = config.secret_key_path();
        say(format_args!(
            "Keep {} too, in another place: without it the stored keys of integrations cannot be read.",
            key.display()
        ));
    }
    Ok(())
}
