//! The timer: an entry without an end, one per person.
//!
//! The database refuses a second one by itself; the lock on the person's time makes the refusal, or the
//! switch, orderly.

use super::actions::{already_running, may_touch, note, own};
use super::model::TimeEntry;
use super::{place, store};
use crate::app::App;
use crate::auth::Actor;
use crate::clients::Client;
use crate::error::{Error, Mistakes, Result};
use crate::http::text;
use crate::projects::Project;
use crate::tasks::Task;
use timetracker_db::Tx;
use timetracker_types::{Id, Instant, Interval};

/// A stop can be taken back for so long, in seconds: afterwards the gap would be counted as work.
const UNDO_SECONDS: i64 = 3600;

/// What to do when a timer runs already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnRunning {
    /// Stop it and start the new one: what pages do.
    Switch,
    /// Leave it and refuse: what the API v1 does unless told to switch.
    Refuse,
}

/// What a timer is to be started on; all of it may be said later.
#[derive(Debug, Clone, Default)]
pub struct StartTimer {
    /// On which project; the task's where that is given.
    pub project_id: Option<Id<Project>>,
    /// On which task.
    pub task_id: Option<Id<Task>>,
    /// For which client, where there is no project.
    pub client_id: Option<Id<Client>>,
    /// What is being done.
    pub notes: Option<String>,
    /// Comma-separated.
    pub tags: Option<String>,
    /// The project's default where it is not said.
    pub billable: Option<bool>,
}

/// A timer that was started, and the one that was stopped to make room for it.
#[derive(Debug, Clone)]
pub struct Started {
    /// What runs now.
    pub entry: TimeEntry,
    /// What was stopped.
    pub stopped: Option<TimeEntry>,
}

/// Starts a timer now.
pub async fn start(app: &App, actor: &Actor, wish: StartTimer, on_running: OnRunning) -> Result<Started> {
    actor.require_writer()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    tx.lock("user_time", actor.user.id.get()).await?;
    let mut entry = new_timer(&tx, actor, &wish, now).await?;
    let running = store::running_entry(&tx, actor.user.id).await?;
    if running.is_some() && on_running == OnRunning::Refuse {
        return Err(already_running());
    }
    let stopped = match running {
        Some(running) => Some(finish(&tx, actor, running, now).await?),
        None => None,
    };
    entry.id = store::insert(&tx, &entry).await.map_err(said_once)?;
    note(&tx, actor, now, "started", None, Some(&entry)).await?;
    tx.commit().await.map_err(Error::from).map_err(said_once)?;
    Ok(Started { entry, stopped })
}

/// Stops the running timer; a paused one ends where its pause began.
pub async fn stop(app: &App, actor: &Actor) -> Result<TimeEntry> {
    let (tx, running) = running(app, actor).await?;
    let stopped = finish(&tx, actor, running, app.now()).await?;
    tx.commit().await?;
    Ok(stopped)
}

/// Pauses the running timer.
pub async fn pause(app: &App, actor: &Actor) -> Result<TimeEntry> {
    let (tx, running) = running(app, actor).await?;
    if running.paused_at.is_some() {
        return Err(Error::rule("invalid_state", "The timer is paused already."));
    }
    let paused = TimeEntry { paused_at: Some(app.now()), ..running.clone() };
    save(app, tx, actor, "paused", &running, paused).await
}

/// Lets a paused timer go on; the pause is kept as a break.
pub async fn resume(app: &App, actor: &Actor) -> Result<TimeEntry> {
    let (tx, running) = running(app, actor).await?;
    let Some(paused_at) = running.paused_at else {
        return Err(Error::rule("invalid_state", "The timer is not paused."));
    };
    let resumed = TimeEntry { paused_at: None, ..running.clone() };
    let resumed = match Interval::new(paused_at, app.now()) {
        Ok(pause) => {
            store::insert_break(&tx, running.id, pause).await?;
            TimeEntry { break_seconds: running.break_seconds + pause.seconds(), ..resumed }
        }
        // The clock went back: there was no pause then.
        Err(_) => resumed,
    };
    save(app, tx, actor, "resumed", &running, resumed).await
}

/// Takes a start back: the timer is gone as if it had never run.
pub async fn undo_start(app: &App, actor: &Actor, id: Id<TimeEntry>) -> Result<()> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    let (entry, _) = own(&tx, actor, id).await?;
    drop_running(&tx, actor, entry, app.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a stop back: the timer runs on from where it began.
pub async fn undo_stop(app: &App, actor: &Actor, id: Id<TimeEntry>) -> Result<TimeEntry> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    let (entry, _) = own(&tx, actor, id).await?;
    if store::running_entry(&tx, entry.user_id).await?.is_some() {
        return Err(already_running());
    }
    let reopened = reopen(&tx, actor, entry, app.now()).await?;
    tx.commit().await?;
    Ok(reopened)
}

/// Takes a switch back: the new timer is gone and the old one runs on.
pub async fn undo_switch(
    app: &App,
    actor: &Actor,
    started: Id<TimeEntry>,
    stopped: Id<TimeEntry>,
) -> Result<TimeEntry> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    let (new, _) = own(&tx, actor, started).await?;
    let old = store::find(&tx, stopped).await?.filter(|old| may_touch(actor, old) && old.user_id == new.user_id);
    let old = old.ok_or(Error::NotFound("time entry"))?;
    drop_running(&tx, actor, new, app.now()).await?;
    let reopened = reopen(&tx, actor, old, app.now()).await?;
    tx.commit().await?;
    Ok(reopened)
}

async fn new_timer(tx: &Tx, actor: &Actor, wish: &StartTimer, now: Instant) -> Result<TimeEntry> {
    let place = place::find(tx, wish.project_id, wish.task_id, wish.client_id).await?;
    let mut mistakes = Mistakes::default();
    let notes = text::optional(&mut mistakes, "notes", "The note", wish.notes.as_deref(), text::LONG);
    let tags = text::tags(&mut mistakes, wish.tags.as_deref());
    mistakes.check()?;
    Ok(TimeEntry {
        id: Id::new(0),
        user_id: actor.user.id,
        project_id: place.project_id,
        client_id: place.client_id,
        task_id: place.task_id,
        started_at: now,
        ended_at: None,
        break_seconds: 0,
        paused_at: None,
        duration_seconds: None,
        timezone: actor.user.timezone.clone(),
        notes,
        tags,
        source: "auto".into(),
        billable: wish.billable.unwrap_or(place.billable),
        paid: false,
        invoice_number: None,
        deleted_at: None,
        created_at: now,
        updated_at: now,
    })
}

/// A transaction in which this person's timer is known to run.
async fn running(app: &App, actor: &Actor) -> Result<(Tx, TimeEntry)> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    tx.lock("user_time", actor.user.id.get()).await?;
    match store::running_entry(&tx, actor.user.id).await? {
        Some(entry) => Ok((tx, entry)),
        None => Err(Error::rule("no_active_timer", "No timer is running.")),
    }
}

async fn save(
    app: &App,
    tx: Tx,
    actor: &Actor,
    action: &str,
    before: &TimeEntry,
    after: TimeEntry,
) -> Result<TimeEntry> {
    let now = app.now();
    store::update(&tx, &after, now).await?;
    let after = TimeEntry { updated_at: now, ..after };
    note(&tx, actor, now, action, Some(before), Some(&after)).await?;
    tx.commit().await?;
    Ok(after)
}

async fn finish(tx: &Tx, actor: &Actor, running: TimeEntry, now: Instant) -> Result<TimeEntry> {
    let end = running.paused_at.unwrap_or(now).max(running.started_at);
    let seconds = (end.since(running.started_at) - running.break_seconds).max(0);
    let stopped = TimeEntry {
        ended_at: Some(end),
        paused_at: None,
        duration_seconds: Some(seconds),
        updated_at: now,
        ..running.clone()
    };
    store::update(tx, &stopped, now).await?;
    note(tx, actor, now, "stopped", Some(&running), Some(&stopped)).await?;
    Ok(stopped)
}

async fn drop_running(tx: &Tx, actor: &Actor, entry: TimeEntry, now: Instant) -> Result<()> {
    if !entry.is_running() {
        return Err(Error::rule("invalid_state", "This timer was stopped already. Delete the entry instead."));
    }
    let gone = TimeEntry { deleted_at: Some(now), ..entry.clone() };
    store::update(tx, &gone, now).await?;
    note(tx, actor, now, "deleted", Some(&entry), None).await
}

async fn reopen(tx: &Tx, actor: &Actor, entry: TimeEntry, now: Instant) -> Result<TimeEntry> {
    let Some(ended_at) = entry.ended_at else { return Ok(entry) };
    if now.since(ended_at) > UNDO_SECONDS {
        return Err(Error::rule(
            "invalid_state",
            "That was more than an hour ago. Start a new timer, or change the end of the entry.",
        ));
    }
    let reopened =
        TimeEntry { ended_at: None, duration_seconds: None, updated_at: now, ..entry.clone() };
    store::update(tx, &reopened, now).await?;
    note(tx, actor, now, "resumed", Some(&entry), Some(&reopened)).await?;
    Ok(reopened)
}

/// Two starts at the very same moment: the index let one through; the other hears the usual sentence.
fn said_once(error: Error) -> Error {
    match error {
        Error::Conflict { .. } => already_running(),
        other => other,
    }
}
