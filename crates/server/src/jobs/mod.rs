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
use crate::{imports, integrations, webhooks};
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
    /// Sends what waits for a webhook, in its order.
    WebhookQueue {
        /// The webhook's row.
        webhook: i64,
    },
    /// Sends one delivery of a webhook once, because somebody asked for it.
    WebhookByHand {
        /// The delivery's row.
        delivery: i64,
    },
    /// Removes old rows from the webhooks' log, every hour.
    WebhookPrune,
}

/// Jobs that run side by side without taking each other's places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Crew {
    /// What waits for receivers of webhooks, of whom any may be slow.
    Deliveries,
    /// Everything else.
    Others,
}

impl Crew {
    /// All of them.
    const ALL: [Self; 2] = [Self::Deliveries, Self::Others];

    /// How many of its jobs one process does at once.
    fn places(self) -> usize {
        match self {
            Self::Deliveries => 8,
            Self::Others => 2,
        }
    }
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
            Self::WebhookQueue { .. } => "webhook_queue",
            Self::WebhookByHand { .. } => "webhook_by_hand",
            Self::WebhookPrune => "webhook_prune",
        }
    }

    async fn run(&self, app: &App, stop: &Stop) -> Result<Outcome> {
        match self {
            Self::SyncRun { run } => integrations::carry_out(app, *run, stop).await,
            Self::Import { import } => imports::carry_out(app, *import, stop).await,
            Self::WebhookQueue { webhook } => webhooks::carry_out(app, *webhook, stop).await,
            Self::WebhookByHand { delivery } => webhooks::carry_out_by_hand(app, *delivery, stop).await,
            Self::WebhookPrune => webhooks::prune(app).await,
        }
    }

    /// What is left to do for a job that was begun too often and never ended.
    async fn give_up(&self, app: &App) -> Result<()> {
        match self {
            Self::SyncRun { run } => integrations::abandon(app, *run).await,
            Self::Import { import } => imports::abandon(app, *import).await,
            Self::WebhookQueue { webhook } => webhooks::abandon_queue(app, *webhook).await,
            Self::WebhookByHand { delivery } => webhooks::abandon_by_hand(app, *delivery).await,
            // Begun again by the next process that starts.
            Self::WebhookPrune => Ok(()),
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
