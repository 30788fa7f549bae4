//! The timer: an entry without an end, one per person.
//!
//! The database refuses a second one by itself; the lock on the person's time makes the refusal, or the
//! switch, orderly.

use super::actions::{
    already_running, breaks_within, may_touch, note, overlap_sentence, own, refuse_overlap,
};
use super::model::TimeEntry;
use super::{place, store};
use crate::app::App;
use crate::auth::Actor;
use crate::clients::Client;
use crate::entry_templates::{self, EntryTemplate};
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
    /// A template that fills what is not said here.
    pub template_id: Option<Id<EntryTemplate>>,
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

impl StartTimer {
    /// What an earlier entry was about.
    pub fn like(entry: TimeEntry) -> Self {
        Self {
            template_id: None,
            // A task brings its project, which may be another one by now.
            project_id: entry.project_id.filter(|_| entry.task_id.is_none()),
            task_id: entry.task_id,
            client_id: entry.client_id,
            notes: entry.notes,
            tags: Some(entry.tags),
            billable: Some(entry.billable),
        }
    }
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
    let tx = app.db.begin().await?;
    tx.lock("user_time", actor.user.id.get()).await?;
    // Only now: while we waited for the lock, another request may have stopped the timer before us.
    let now = app.now();
    let wish = filled(&tx, actor, wish, now).await?;
    let mut entry = new_timer(&tx, actor, &wish, now).await?;
    let running = store::running_entry(&tx, actor.user.id).await?;
    if running.is_some() && on_running == OnRunning::Refuse {
        return Err(already_running());
    }
    refuse_occupied(&tx, actor, running.as_ref(), now).await?;
    let stopped = match running {
        Some(running) => Some(finish(&tx, actor, running, now).await?),
        None => None,
    };
    entry.id = store::insert(&tx, &entry).await.map_err(said_once)?;
    note(&tx, actor, now, "started", None, Some(&entry)).await?;
    tx.commit().await.map_err(Error::from).map_err(said_once)?;
    Ok(Started { entry, stopped })
}

/// Starts a timer on what an earlier entry of one's own was about.
pub async fn start_again(
    app: &App,
    actor: &Actor,
    id: Id<TimeEntry>,
    on_running: OnRunning,
) -> Result<Started> {
    let earlier = store::find(&app.db, id).await?;
    let earlier = earlier.filter(|entry| entry.user_id == actor.user.id);
    let earlier = earlier.ok_or(Error::NotFound("time entry"))?;
    start(app, actor, StartTimer::like(earlier), on_running).await
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
    let paused = TimeEntry {
        paused_at: Some(app.now()),
        ..running.clone()
    };
    save(app, tx, actor, "paused", &running, paused).await
}

/// Lets a paused timer go on; the pause is kept as a break.
pub async fn resume(app: &App, actor: &Actor) -> Result<TimeEntry> {
    let (tx, running) = running(app, actor).await?;
    let Some(paused_at) = running.paused_at else {
        return Err(Error::rule("invalid_state", "The timer is not paused."));
    };
    let resumed = TimeEntry {
        paused_at: None,
        ..running.clone()
    };
    let resumed = match Interval::new(paused_at, app.now()) {
        Ok(pause) => {
            store::insert_break(&tx, running.id, pause).await?;
            TimeEntry {
                break_seconds: running.break_seconds + pause.seconds(),
                ..resumed
            }
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
    let old = store::find(&tx, stopped)
        .await?
        .filter(|old| may_touch(actor, old) && old.user_id == new.user_id);
    let old = old.ok_or(Error::NotFound("time entry"))?;
    drop_running(&tx, actor, new, app.now()).await?;
    let reopened = reopen(&tx, actor, old, app.now()).await?;
    tx.commit().await?;
    Ok(reopened)
}

/// The wish with what its template knows, where it has one.
async fn filled(tx: &Tx, actor: &Actor, wish: StartTimer, now: Instant) -> Result<StartTimer> {
    let Some(id) = wish.template_id else {
        return Ok(wish);
    };
    let template = entry_templates::used(tx, actor, id, now).await?;
    // Another place than the template's was meant: its task would not fit.
    let placed = wish.project_id.is_some() || wish.task_id.is_some() || wish.client_id.is_some();
    let same = wish.project_id.is_some() && wish.project_id == template.project_id;
    let notes = wish.notes.filter(|notes| !notes.trim().is_empty());
    Ok(StartTimer {
        project_id: wish.project_id.or(template.project_id.filter(|_| !placed)),
        task_id: wish.task_id.or(template.task_id.filter(|_| same || !placed)),
        notes: notes.or(template.default_notes),
        tags: wish.tags.or(Some(template.tags)),
        billable: wish.billable.or(Some(template.billable)),
        ..wish
    })
}

async fn new_timer(tx: &Tx, actor: &Actor, wish: &StartTimer, now: Instant) -> Result<TimeEntry> {
    let place = place::find(tx, wish.project_id, wish.task_id, wish.client_id).await?;
    let mut mistakes = Mistakes::default();
    let notes = text::optional(
        &mut mistakes,
        "notes",
        "The note",
        wish.notes.as_deref(),
        text::LONG,
    );
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
        stopped_at: None,
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
        version: 1,
        kept_at: None,
    })
}

/// A timer does not start within an entry that is there already: the time would count twice.
async fn refuse_occupied(tx: &Tx, actor: &Actor, running: Option<&TimeEntry>, now: Instant) -> Result<()> {
    let Ok(moment) = Interval::new(now, now.plus_seconds(1)) else {
        return Ok(());
    };
    let except = running.map_or(Id::new(0), |running| running.id);
    match store::overlapping(tx, actor.user.id, moment, except, now).await? {
        Some(other) => Err(Error::rule("overlapping_entry", overlap_sentence(&other))),
        None => Ok(()),
    }
}

/// A transaction in which this person's timer is known to run. Whoever lost the right to start one may
/// still end it.
async fn running(app: &App, actor: &Actor) -> Result<(Tx, TimeEntry)> {
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
    let after = TimeEntry {
        updated_at: now,
        ..after
    };
    note(&tx, actor, now, action, Some(before), Some(&after)).await?;
    tx.commit().await?;
    Ok(after)
}

async fn finish(tx: &Tx, actor: &Actor, running: TimeEntry, now: Instant) -> Result<TimeEntry> {
    let end = running.paused_at.unwrap_or(now).max(running.started_at);
    // An entry that was put into the time ahead of the timer keeps its place: the timer ends there.
    let next = store::next_start(tx, running.user_id, running.started_at, end).await?;
    let mut stopped = TimeEntry {
        ended_at: Some(next.unwrap_or(end)),
        stopped_at: Some(now),
        paused_at: None,
        updated_at: now,
        ..running.clone()
    };
    if next.is_some() {
        stopped.stopped_at = None;
        stopped.break_seconds = breaks_within(tx, &running, &stopped, now).await?;
    }
    let length = stopped.ended_at.map_or(0, |end| end.since(running.started_at));
    stopped.break_seconds = stopped.break_seconds.min(length);
    stopped.duration_seconds = Some(length - stopped.break_seconds);
    store::update(tx, &stopped, now).await?;
    note(tx, actor, now, "stopped", Some(&running), Some(&stopped)).await?;
    Ok(stopped)
}

async fn drop_running(tx: &Tx, actor: &Actor, entry: TimeEntry, now: Instant) -> Result<()> {
    if !entry.is_running() {
        return Err(Error::rule(
            "invalid_state",
            "This timer was stopped already. Delete the entry instead.",
        ));
    }
    let gone = TimeEntry {
        deleted_at: Some(now),
        ..entry.clone()
    };
    store::update(tx, &gone, now).await?;
    note(tx, actor, now, "deleted", Some(&entry), None).await
}

async fn reopen(tx: &Tx, actor: &Actor, entry: TimeEntry, now: Instant) -> Result<TimeEntry> {
    let Some(ended_at) = entry.ended_at else {
        return Ok(entry);
    };
    let Some(stopped_at) = entry
        .stopped_at
        .filter(|_| !entry.paid && entry.invoice_number.is_none())
    else {
        let message = "This entry was changed since the timer stopped. Start a new timer instead.";
        return Err(Error::rule("invalid_state", message));
    };
    if now.since(stopped_at) > UNDO_SECONDS {
        return Err(Error::rule(
            "invalid_state",
            "That was more than an hour ago. Start a new timer, or change the end of the entry.",
        ));
    }
    // It was paused when it was stopped, and is so again: the pause goes on.
    let paused_at = (stopped_at > ended_at).then_some(ended_at);
    let reopened = TimeEntry {
        ended_at: None,
        stopped_at: None,
        duration_seconds: None,
        paused_at,
        updated_at: now,
        ..entry.clone()
    };
    refuse_overlap(tx, &reopened, now).await?;
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

/// Refuses what was meant for another timer than the one that runs by now; `meant` is the id that a form was opened
/// with, empty where it does not say.
pub fn refuse_other(running: Id<TimeEntry>, meant: &str) -> Result<()> {
    if meant.is_empty() || meant == running.to_string() {
        return Ok(());
    }
    let text = "Another timer runs by now. Look at it, then do it again.";
    Err(Error::conflict("conflict", text))
}
