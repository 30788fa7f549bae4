//! The loop that does jobs, and the same for a single one.

use super::store::{self, Claimed};
use super::{Job, Outcome, Stop, is_gone, new_owner};
use crate::app::App;
use crate::error::{Error, Result};
use crate::integrations;
use std::time::Duration;
use timetracker_types::Instant;
use tokio::task::JoinHandle;

/// How many jobs one process does at once.
const LANES: usize = 2;
/// How often the queue is looked at when no bell rings: other processes ring none here.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long a job belongs to whoever claimed it, and how often that is renewed.
const LEASE: Duration = Duration::from_secs(30);
const RENEW_EVERY: Duration = Duration::from_secs(8);
/// A job that was begun so often without coming to an end is given up.
const MOST_ATTEMPTS: i64 = 12;
/// The pause after a first failure; it doubles up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// Does jobs in this process until it is stopped.
pub struct Worker {
    app: App,
    stop: Stop,
    lanes: Vec<JoinHandle<()>>,
}

impl Worker {
    /// Begins to do jobs.
    pub fn start(app: App) -> Self {
        let stop = Stop::default();
        let lanes = (0..LANES)
            .map(|lane| tokio::spawn(serve(app.clone(), stop.clone(), lane == 0)))
            .collect();
        Self { app, stop, lanes }
    }

    /// Asks the jobs that run to come to an end, waits for that, and does no more.
    pub async fn stop(self) {
        self.stop.ask();
        self.app.job_bell.notify_waiters();
        for lane in self.lanes {
            // A lane ends by itself; where it panicked, that is in the log.
            let _ = lane.await;
        }
    }
}

async fn serve(app: App, stop: Stop, keeps_schedule: bool) {
    if keeps_schedule && let Err(error) = free_jobs_of_dead_processes(&app).await {
        tracing::error!(%error, "jobs of processes that are gone could not be freed");
    }
    while !stop.is_asked() {
        if keeps_schedule && let Err(error) = integrations::enqueue_due(&app).await {
            tracing::error!(%error, "the schedule could not be read");
        }
        match run_next(&app, &stop).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "the queue of jobs could not be read"),
        }
        // A bell that rang just before is remembered for one lane; the others look a second later.
        let _ = tokio::time::timeout(LOOK_EVERY, app.job_bell.notified()).await;
    }
}

/// Does everything that is due, the schedule's part included, and answers how many jobs that were.
pub async fn run_due(app: &App) -> Result<usize> {
    integrations::enqueue_due(app).await?;
    let mut done = 0;
    while run_next(app, &Stop::default()).await? {
        done += 1;
    }
    Ok(done)
}

/// Does the job of this key here and now, unless another process has it. False where there was none to do.
pub(crate) async fn run_if_free(app: &App, dedupe_key: &str, stop: &Stop) -> Result<bool> {
    free_jobs_of_dead_processes(app).await?;
    claim_and_run(app, Some(dedupe_key), stop).await
}

/// A process that was killed cannot let go of its jobs; on this machine we need not wait for its leases to end.
async fn free_jobs_of_dead_processes(app: &App) -> Result<()> {
    for (id, owner) in store::leased(&app.db, app.now()).await? {
        if is_gone(&owner) {
            store::free(&app.db, id, &owner).await?;
        }
    }
    Ok(())
}

async fn run_next(app: &App, stop: &Stop) -> Result<bool> {
    if !store::is_any_due(&app.db, app.now()).await? {
        return Ok(false);
    }
    claim_and_run(app, None, stop).await
}

async fn claim_and_run(app: &App, key: Option<&str>, stop: &Stop) -> Result<bool> {
    let owner = new_owner()?;
    let until = app.now().plus(LEASE);
    let Some(claimed) = store::claim(&app.db, key, &owner, app.now(), until).await? else {
        return Ok(false);
    };
    let outcome = attempt(app, &claimed, &owner, stop).await;
    settle(app, &claimed, &owner, outcome).await?;
    Ok(true)
}

/// Runs a claimed job on a task of its own, so that a panic ends it alone, and keeps its lease meanwhile.
async fn attempt(app: &App, claimed: &Claimed, owner: &str, stop: &Stop) -> Result<Outcome> {
    let job: Job = serde_json::from_str(&claimed.payload)
        .map_err(|error| Error::Internal(format!("a job that this program does not know: {error}")))?;
    if claimed.attempts > MOST_ATTEMPTS {
        job.give_up(app).await?;
        return Ok(Outcome::Done);
    }
    let (its_app, its_stop) = (app.clone(), stop.clone());
    let mut running = Running(tokio::spawn(async move { job.run(&its_app, &its_stop).await }));
    loop {
        match tokio::time::timeout(RENEW_EVERY, &mut running.0).await {
            Ok(Ok(outcome)) => return outcome,
            Ok(Err(panic)) => return Err(Error::Internal(format!("a job broke off: {panic}"))),
            Err(_) => {
                if !store::renew(&app.db, claimed.id, owner, app.now().plus(LEASE)).await? {
                    return Err(Error::Internal("another process took this job over".into()));
                }
            }
        }
    }
}

/// A task that ends with its owner.
struct Running<T>(JoinHandle<T>);

impl<T> Drop for Running<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn settle(app: &App, claimed: &Claimed, owner: &str, outcome: Result<Outcome>) -> Result<()> {
    match outcome {
        Ok(Outcome::Done) => store::remove(&app.db, claimed.id, owner).await,
        Ok(Outcome::Again(at)) => store::put_back(&app.db, claimed.id, owner, at, None).await,
        Err(error) => {
            tracing::error!(job = claimed.id, attempt = claimed.attempts, %error, "a job failed");
            let at = after_failure(app.now(), claimed.attempts);
            store::put_back(&app.db, claimed.id, owner, at, Some(&error.to_string())).await
        }
    }
}

/// When to try again after so many attempts.
fn after_failure(now: Instant, attempts: i64) -> Instant {
    let doublings = u32::try_from(attempts.clamp(1, 20) - 1).unwrap_or(0);
    now.plus((FIRST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE))
}
