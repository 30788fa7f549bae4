//! Work that is done apart from requests. A job is a row, written in the transaction that makes it needed.
//!
//! Any process may do it: whoever claims it holds a lease and renews it while it works; where the process
//! dies, the lease runs out and another takes over. A job may therefore begin more than once, so every
//! kind is idempotent. Not here: what the jobs do. Start with `worker.rs`.

mod owner;
mod store;
#[cfg(test)]
mod tests;
mod worker;

pub(crate) use owner::{is_gone, new_owner};
pub use store::{Depth, depth};
pub(crate) use worker::run_if_free;
pub use worker::{Worker, run_due};

use crate::app::App;
use crate::error::{Error, Result};
use crate::{imports, integrations};
use serde::{Deserialize, Serialize};
use timetracker_db::Tx;
use timetracker_types::Instant;
use tokio::sync::watch;

/// Every kind of job there is, with what it needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Carries out one run of a connection's sync.
    SyncRun {
        /// The run's row.
        run: i64,
    },
    /// Reads a file of time entries in, or takes out what it made.
    Import {
        /// The import's row.
        import: i64,
    },
}

/// How a job ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is done, or there was nothing left to do.
    Done,
    /// It is to be called again then, however often it was called before.
    Again(Instant),
}

impl Job {
    fn kind(&self) -> &'static str {
        match self {
            Self::SyncRun { .. } => "sync_run",
            Self::Import { .. } => "import",
        }
    }

    async fn run(&self, app: &App, stop: &Stop) -> Result<Outcome> {
        match self {
            Self::SyncRun { run } => integrations::carry_out(app, *run, stop).await,
            Self::Import { import } => imports::carry_out(app, *import, stop).await,
        }
    }

    /// What is left to do for a job that was begun too often and never ended.
    async fn give_up(&self, app: &App) -> Result<()> {
        match self {
            Self::SyncRun { run } => integrations::abandon(app, *run).await,
            Self::Import { import } => imports::abandon(app, *import).await,
        }
    }
}

/// Puts a job into the queue, unless one with the same key is there already. Ring [`App::job_bell`] after
/// the commit.
pub async fn enqueue(tx: &Tx, job: &Job, dedupe_key: &str, run_at: Instant, now: Instant) -> Result<()> {
    let payload = serde_json::to_string(job).map_err(|error| Error::Internal(format!("job: {error}")))?;
    store::insert(tx, job.kind(), &payload, dedupe_key, run_at, now).await
}

/// Whether a job is asked to come to an end early; it then answers [`Outcome::Again`].
#[derive(Debug, Clone)]
pub struct Stop(watch::Sender<bool>);

impl Default for Stop {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Stop {
    /// Asks for it.
    pub fn ask(&self) {
        self.0.send_replace(true);
    }

    /// Whether it was asked for.
    pub fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is asked for.
    pub async fn asked(&self) {
        // Never an error: this very sender is still there.
        let _ = self.0.subscribe().wait_for(|asked| *asked).await;
    }
}
