//! From a configuration to a running [`App`]: the folder, the database, the secret key.
//!
//! Each thing that may be wrong with them is told in a sentence that says what to do.

use crate::app::{App, MIGRATIONS, Parts};
use crate::auth::{Guard, Limits, Logins, Passwords, Uses};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::vault::Vault;
use crate::webhooks::Courier;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use timetracker_connectors::{Http, HttpOptions};
use timetracker_db::{Db, Error as DbError, Options};
use timetracker_types::SystemClock;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

/// How long a PostgreSQL that does not answer yet is waited for, as when both start together.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many threads read the embedded database. Most reads take well under a millisecond; one that takes long, as a
/// report does, shall not hold the others up.
const READERS: usize = 4;

/// Opens the database, brings its schema up to date, and puts the application together.
pub async fn app(config: Config) -> Result<App> {
    if config.database_url.is_none() || config.secret_key.is_none() {
        make_private_folder(&config.data_dir)?;
    }
    let db = database(&config).await?;
    db.migrate(MIGRATIONS)
        .await
        .map_err(|error| unusable(&config.database_place(), &error))?;
    let vault = Vault::open(&config, &db).await?;
    let http = Http::new(HttpOptions::default()).map_err(|error| Error::Unavailable(error.to_string()))?;
    let courier = Courier::new(&config)?;
    let limits = Limits::open(&config, &db)?;
    Ok(App::new(Parts {
        db,
        clock: Arc::new(SystemClock),
        http,
        vault,
        passwords: Passwords::default(),
        guard: Guard::default(),
        courier,
        limits,
        logins: Logins::default(),
        uses: Uses::default(),
        job_bell: Notify::new(),
        config,
    }))
}

/// The database as it is, perhaps not migrated.
pub async fn database(config: &Config) -> Result<Db> {
    open_patiently(config)
        .await
        .map_err(|error| unusable(&config.database_place(), &error))
}

async fn open_patiently(config: &Config) -> Result<Db, DbError> {
    let Some(url) = &config.database_url else {
        let options = Options {
            readers: READERS,
            ..Options::sqlite(config.sqlite_path())
        };
        return Db::open(options).await;
    };
    let until = Instant::now() + PATIENCE;
    loop {
        match Db::open(Options::postgres(url)).await {
            Err(error) if is_passing(&error) && Instant::now() < until => {
                tracing::warn!(%error, "the database does not answer yet");
                sleep(Duration::from_millis(500)).await;
            }
            outcome => return outcome,
        }
    }
}

/// Whether waiting may help: a server that is not there yet, not one that refuses us.
fn is_passing(error: &DbError) -> bool {
    match error {
        DbError::Gone | DbError::Busy => true,
        DbError::Driver(text) => {
            let refused = [
                "authentication failed",
                "does not exist",
                "permission denied",
                "invalid",
            ];
            !refused.iter().any(|sign| text.contains(sign))
        }
        _ => false,
    }
}

fn unusable(place: &str, error: &DbError) -> Error {
    let sentence = match error {
        DbError::NewerDatabase { found, known } => format!(
            "The database at {place} belongs to a newer TimeTracker: its schema has version {found}, and this program \
             knows up to {known}. Start the newer program, or restore a backup from before the upgrade."
        ),
        DbError::ChangedMigration { version, name } => format!(
            "The database at {place} was made by a different build: its migration {version} ({name}) is not this \
             program's. Start the program that made it."
        ),
        DbError::Gone | DbError::Busy => format!(
            "The database at {place} does not answer. Check that it runs, that the address is right, and that nobody \
             else keeps it locked."
        ),
        other => format!("The database at {place} cannot be used: {other}."),
    };
    Error::Unavailable(sentence)
}

/// The data folder, made readable for its owner only where it does not exist yet.
fn make_private_folder(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        let name = folder.display();
        Error::rule(
            "data_folder",
            format!("The data folder {name} cannot be made: {error}. Choose another with --data-dir."),
        )
    })
}
