//! The loop that does jobs, and the same for a single one.

use super::store::{self, Claimed, Wanted};
use super::{Crew, Job, Outcome, Stop, is_gone, new_owner};
use crate::app::App;
use crate::error::{Error, Result};
use crate::{integrations, webhooks};
use std::time::Duration;
use timetracker_types::Instant;
use tokio::task::{JoinHandle, JoinSet};

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
    dispatcher: JoinHandle<()>,
}

impl Worker {
    /// Begins to do jobs.
    pub fn start(app: App) -> Self {
        let stop = Stop::default();
        let dispatcher = tokio::spawn(dispatch(app.clone(), stop.clone()));
        Self {
            app,
            stop,
            dispatcher,
        }
    }

    /// Asks the jobs that run to come to an end, waits for that, and does no more.
    pub async fn stop(self) {
        self.stop.ask();
        self.app.job_bell.notify_one();
        // Where it panicked, that is in the log.
        let _ = self.dispatcher.await;
    }
}

/// Hands out jobs while there are places, and looks again when a bell rings, a job ends, or a while has passed.
async fn dispatch(app: App, stop: Stop) {
    let mut crews = Crew::ALL.map(|crew| (crew, JoinSet::new()));
    begin(&app).await;
    while !stop.is_asked() {
        keep_schedule(&app).await;
        for (crew, running) in &mut crews {
            while running.len() < crew.places() {
                match take_next(&app, *crew).await {
                    Ok(Some(taken)) => running.spawn(taken.carry_out(app.clone(), stop.clone())),
                    Ok(None) => break,
                    Err(error) => {
                        tracing::error!(%error, "the queue of jobs could not be read");
                        break;
                    }
                };
            }
        }
        let [(_, deliveries), (_, others)] = &mut crews;
        tokio::select! {
            _ = tokio::time::timeout(LOOK_EVERY, app.job_bell.notified()) => {}
            Some(_) = deliveries.join_next() => {}
            Some(_) = others.join_next() => {}
        }
    }
    for (_, mut running) in crews {
        while running.join_next().await.is_some() {}
    }
}

async fn begin(app: &App) {
    if let Err(error) = free_jobs_of_dead_processes(app).await {
        tracing::error!(%error, "jobs of processes that are gone could not be freed");
    }
    if let Err(error) = webhooks::keep_pruning(app).await {
        tracing::error!(%error, "old deliveries of webhooks will not be removed");
    }
}

async fn keep_schedule(app: &App) {
    if let Err(error) = enqueue_due(app).await {
        tracing::error!(%error, "the schedule could not be read");
    }
}

async fn enqueue_due(app: &App) -> Result<()> {
    integrations::enqueue_due(app).await?;
    webhooks::enqueue_due(app).await
}

/// Does everything that is due, the schedule's part included, and answers how many jobs that were.
pub async fn run_due(app: &App) -> Result<usize> {
    enqueue_due(app).await?;
    let mut done = 0;
    loop {
        let mut taken = Vec::new();
        for crew in Crew::ALL {
            taken.extend(take_next(app, crew).await?);
        }
        if taken.is_empty() {
            return Ok(done);
        }
        for job in taken {
            job.carry_out_now(app, &Stop::default()).await?;
            done += 1;
        }
    }
}

/// Does the job of this key here and now, unless another process has it. False where there was none to do.
pub(crate) async fn run_if_free(app: &App, dedupe_key: &str, stop: &Stop) -> Result<bool> {
    free_jobs_of_dead_processes(app).await?;
    match take(app, Wanted::Key(dedupe_key)).await? {
        Some(taken) => taken.carry_out_now(app, stop).await.map(|()| true),
        None => Ok(false),
    }
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

async fn take_next(app: &App, crew: Crew) -> Result<Option<Taken>> {
    if !store::is_any_due(&app.db, crew, app.now()).await? {
        return Ok(None);
    }
    take(app, Wanted::Of(crew)).await
}

async fn take(app: &App, wanted: Wanted<'_>) -> Result<Option<Taken>> {
    let owner = new_owner()?;
    let until = app.now().plus(LEASE);
    let claimed = store::claim(&app.db, wanted, &owner, app.now(), until).await?;
    Ok(claimed.map(|claimed| Taken { claimed, owner }))
}

/// A job that this process has.
struct Taken {
    claimed: Claimed,
    owner: String,
}

impl Taken {
    async fn carry_out(self, app: App, stop: Stop) {
        if let Err(error) = self.carry_out_now(&app, &stop).await {
            tracing::error!(%error, "the end of a job could not be noted");
        }
    }

    async fn carry_out_now(&self, app: &App, stop: &Stop) -> Result<()> {
        let outcome = attempt(app, &self.claimed, &self.owner, stop).await;
        settle(app, &self.claimed, &self.owner, outcome).await
    }
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
