//! When runs begin by themselves, and how a run comes into the queue.

use super::model::{Cause, Connection, DAILY, Run, RunKind};
use super::store;
use crate::app::App;
use crate::error::{Error, Result};
use crate::jobs::{self, Job};
use crate::organisation;
use std::time::Duration;
use timetracker_db::{Read, Tx};
use timetracker_types::{Id, Instant, Zone};

/// The pause after a first failed run; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_mins(1);
/// The longest pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// After so many failures one after the other the circuit is open: people are told when it closes for a try.
pub const OPEN_AFTER: i64 = 4;
/// How long what was reconciled is trusted.
const RECONCILE_EVERY: Duration = Duration::from_hours(24);

/// The schedule as of a moment.
pub struct Schedule {
    /// That moment.
    pub now: Instant,
    /// The organisation's zone.
    zone: Zone,
}

impl Schedule {
    /// As of now.
    pub async fn new(app: &App, db: &impl Read, now: Instant) -> Result<Self> {
        let organisation = organisation::find(db).await?;
        let zone = organisation.map_or_else(|| app.config.timezone.clone(), |found| found.timezone);
        Ok(Self { now, zone })
    }

    /// When the schedule calls a connection after a run that ended at this moment.
    pub fn next(&self, connection: &Connection) -> Instant {
        if connection.interval_minutes == DAILY {
            return self.next_at(connection.daily_at_minute);
        }
        self.now
            .plus_seconds(connection.interval_minutes.max(1).saturating_mul(60))
    }

    /// The next instant at which it is so many minutes after midnight here.
    fn next_at(&self, minute: i64) -> Instant {
        let today = self.zone.day_of(self.now);
        let at = |day: timetracker_types::Day| {
            let clock = |value: i64| u8::try_from(value).unwrap_or(0);
            let local = day.midnight().with_time(clock(minute / 60), clock(minute % 60));
            local.map_or_else(|_| self.zone.start_of(day), |local| self.zone.instant_of(local))
        };
        let this_time = at(today);
        if this_time > self.now {
            this_time
        } else {
            at(today.plus_days(1))
        }
    }

    /// When to try again after so many failures one after the other: twice as long each time up to an hour,
    /// give or take a fifth, so that installations that failed together do not come back together.
    pub fn after_failures(&self, failures: i64, connection: &Connection) -> Instant {
        let doublings = u32::try_from(failures.clamp(1, 10) - 1).unwrap_or(0);
        let pause = (FIRST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE);
        self.now.plus(spread(pause, self.now, connection.id))
    }

    /// When the next reconciliation is due.
    pub fn next_reconcile(&self, connection: &Connection) -> Instant {
        self.now.plus(spread(RECONCILE_EVERY, self.now, connection.id))
    }
}

/// The pause, longer or shorter by up to a fifth, in whole seconds. The millisecond at which something ended is chance enough.
fn spread(pause: Duration, now: Instant, connection: Id<Connection>) -> Duration {
    // Knuth's multiplicative hash: near stamps land far apart.
    let seed = now.as_millis().wrapping_add(connection.get()).unsigned_abs();
    let share = seed.wrapping_mul(2_654_435_761) % 401;
    Duration::from_secs(pause.as_secs() * (800 + share) / 1000)
}

/// What a new run is to be.
#[derive(Debug, Clone, Copy)]
pub struct NewRun {
    /// What it does.
    pub kind: RunKind,
    /// What sets it off.
    pub cause: Cause,
    /// Who asks for it.
    pub requested_by: Option<i64>,
}

/// Queues a run for each connection whose time has come. Any number of nodes may do this at once.
pub async fn enqueue_due(app: &App) -> Result<()> {
    let now = app.now();
    for (id, kind) in store::due(&app.db, now).await? {
        let tx = app.db.begin().await?;
        let Some(connection) = store::find_by_id(&tx, id).await? else {
            continue;
        };
        // A reconciliation waits for the end of a sync, this call's own included, and stays due until then.
        if kind == RunKind::Reconcile && store::open_run(&tx, id).await?.is_some() {
            continue;
        }
        let schedule = Schedule::new(app, &tx, now).await?;
        let has_turn = match kind {
            RunKind::Reconcile => {
                store::take_reconcile_turn(&tx, id, now, schedule.next_reconcile(&connection)).await?
            }
            _ => store::take_turn(&tx, id, now, schedule.next(&connection)).await?,
        };
        if has_turn {
            let new = NewRun {
                kind,
                cause: Cause::Schedule,
                requested_by: None,
            };
            queue(&tx, id, new, now).await?;
        }
        tx.commit().await?;
        app.job_bell.notify_one();
    }
    Ok(())
}

/// Queues a run; where one is open already, that one is answered. Ring the bell after the commit.
pub async fn queue(tx: &Tx, connection: Id<Connection>, new: NewRun, now: Instant) -> Result<Run> {
    let run = match store::insert_run(tx, connection, new, now).await? {
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

    fn schedule(now: &str, zone: &str) -> Schedule {
        Schedule {
            now: Instant::from_rfc3339(now).unwrap(),
            zone: zone.parse().unwrap(),
        }
    }

    #[test]
    fn each_failure_doubles_the_pause_up_to_an_hour_give_or_take_a_fifth() {
        for (failures, minutes) in [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (500, 60)] {
            let wanted = Duration::from_mins(minutes);
            let doublings = u32::try_from(i64::clamp(failures, 1, 10) - 1).unwrap();
            let pause = (FIRST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE);
            assert_eq!(pause, wanted);
        }
        let pauses: Vec<_> = (0..100)
            .map(|millis| spread(LONGEST_PAUSE, Instant::from_millis(millis), Id::new(1)))
            .collect();
        let bounds = LONGEST_PAUSE * 4 / 5..=LONGEST_PAUSE * 6 / 5;
        assert!(pauses.iter().all(|pause| bounds.contains(pause)));
        let (least, most) = (pauses.iter().min().unwrap(), pauses.iter().max().unwrap());
        assert!(
            *most > *least + LONGEST_PAUSE / 5,
            "{least:?} to {most:?} is no spread"
        );
    }

    #[test]
    fn once_a_day_is_by_the_clock_on_the_wall() {
        let at = |now: &str| schedule(now, "Europe/Brussels").next_at(150).to_rfc3339();
        assert_eq!(at("2026-11-24T00:00:00Z"), "2026-11-24T01:30:00Z");
        assert_eq!(at("2026-11-24T01:30:00Z"), "2026-11-25T01:30:00Z");
        // 02:30 does not exist on the last Sunday of March; the clock jumps from 02:00 to 03:00.
        let spring = at("2026-03-28T12:00:00Z");
        assert!(
            ["2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"].contains(&spring.as_str()),
            "{spring}"
        );
        // And it exists twice on the last Sunday of October; once is enough.
        assert_eq!(at("2026-10-25T01:00:00Z"), "2026-10-26T01:30:00Z");
    }
}
