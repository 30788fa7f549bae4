//! When runs begin by themselves, and how a run comes into the queue.

use super::model::{Cause, Connection, Run};
use super::store;
use crate::app::App;
use crate::error::{Error, Result};
use crate::jobs::{self, Job};
use std::time::Duration;
use timetracker_db::Tx;
use timetracker_types::{Id, Instant};

/// The pause after a first failed run; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_mins(1);
/// The longest pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// When the schedule calls a connection after a run that ended at `now`.
pub fn next(connection: &Connection, now: Instant) -> Instant {
    now.plus_seconds(connection.interval_minutes.max(1).saturating_mul(60))
}

/// When to try again after so many failures one after the other.
pub fn after_failures(failures: i64, now: Instant) -> Instant {
    let doublings = u32::try_from(failures.clamp(1, 10) - 1).unwrap_or(0);
    now.plus((FIRST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE))
}

/// Queues a run for each connection whose time has come. Any number of nodes may do this at once.
pub async fn enqueue_due(app: &App) -> Result<()> {
    let now = app.now();
    for id in store::due(&app.db, now).await? {
        let tx = app.db.begin().await?;
        let Some(connection) = store::find_by_id(&tx, id).await? else {
            continue;
        };
        if store::take_turn(&tx, id, now, next(&connection, now)).await? {
            queue(&tx, id, Cause::Schedule, None, now).await?;
        }
        tx.commit().await?;
        app.job_bell.notify_one();
    }
    Ok(())
}

/// Queues a run; where one is open already, that one is answered. Ring the bell after the commit.
pub async fn queue(
    tx: &Tx,
    connection: Id<Connection>,
    cause: Cause,
    requested_by: Option<i64>,
    now: Instant,
) -> Result<Run> {
    let run = match store::insert_run(tx, connection, cause, requested_by, now).await? {
        None => store::open_run(tx, connection).await?,
        Some(id) => {
            jobs::enqueue(tx, &Job::SyncRun { run: id.get() }, &job_key(id), now, now).await?;
            store::run(tx, id).await?
        }
    };
    run.ok_or_else(|| Error::conflict("sync_just_ended", "A sync ended at this very moment. Try again."))
}

/// The key of a run's job.
pub fn job_key(run: Id<Run>) -> String {
    format!("sync_run/{}", run.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_doubles_the_pause_up_to_an_hour() {
        let now = Instant::from_millis(0);
        let minutes = |failures| after_failures(failures, now).as_millis() / 60_000;
        assert_eq!([1, 2, 3, 6, 7, 500].map(minutes), [1, 2, 4, 32, 60, 60]);
    }
}
