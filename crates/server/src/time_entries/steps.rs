//! Acts on somebody's entries that can be taken back: one act, however many entries it changed, is one step.
//!
//! A step keeps each entry as it was before and after. Taking it back is refused where an entry was changed since,
//! or where its time has been used otherwise; then nothing is changed.

use super::actions::{already_running, may_touch, note, refuse_overlap};
use super::model::TimeEntry;
use super::pieces::Part;
use super::store;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::users::User;
use serde::{Deserialize, Serialize};
use timetracker_db::{Tx, record};
use timetracker_types::{Id, Instant};

/// Steps are kept for so long, in seconds: a message with its undo is long gone then.
const KEPT_SECONDS: i64 = 86_400;
/// How long an ended timer can be made to run again, in seconds: afterwards the time between would count as work.
const KEPT_RUNNING: i64 = 3_600;

record! {
    /// What one act did to somebody's entries.
    #[derive(Debug, Clone)]
    pub struct Step {
        /// The row's id.
        pub id: Id<Step>,
        /// Whose entries.
        pub user_id: Id<User>,
        /// The changes as JSON.
        pub changes: String,
        /// When it was done.
        pub created_at: Instant,
        /// When it was taken back.
        pub undone_at: Option<Instant>,
    }
}

/// One entry before and after: nothing before where it was made, with `deleted_at` after where it was deleted.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Change {
    before: Option<TimeEntry>,
    after: TimeEntry,
}

/// An act under way, in a transaction that has locked its person's time.
pub(super) struct Act<'a> {
    pub(super) tx: Tx,
    pub(super) actor: &'a Actor,
    pub(super) now: Instant,
    changes: Vec<Change>,
}

impl<'a> Act<'a> {
    /// Begins one. The caller has locked the person's time, or does so before the first change.
    pub(super) fn new(tx: Tx, actor: &'a Actor, now: Instant) -> Self {
        Self {
            tx,
            actor,
            now,
            changes: Vec::new(),
        }
    }

    /// Adds an entry.
    pub(super) async fn insert(&mut self, entry: TimeEntry) -> Result<TimeEntry> {
        let entry = TimeEntry {
            created_at: self.now,
            updated_at: self.now,
            version: 1,
            ..entry
        };
        let id = store::insert(&self.tx, &entry).await?;
        let entry = TimeEntry { id, ..entry };
        note(&self.tx, self.actor, self.now, "created", None, Some(&entry)).await?;
        self.changes.push(Change {
            before: None,
            after: entry.clone(),
        });
        Ok(entry)
    }

    /// Adds a part of another entry, with the pauses in it.
    pub(super) async fn insert_part(&mut self, part: Part) -> Result<TimeEntry> {
        let added = self.insert(part.entry).await?;
        for pause in part.pauses {
            store::insert_break(&self.tx, added.id, pause).await?;
        }
        Ok(added)
    }

    /// Writes an entry's changed fields; `action` is the verb of the audit log.
    pub(super) async fn write(
        &mut self,
        action: &str,
        before: &TimeEntry,
        after: TimeEntry,
    ) -> Result<TimeEntry> {
        store::update(&self.tx, &after, self.now).await?;
        let after = TimeEntry {
            version: before.version + 1,
            updated_at: self.now,
            ..after
        };
        let shown = after.deleted_at.is_none().then_some(&after);
        note(&self.tx, self.actor, self.now, action, Some(before), shown).await?;
        self.changes.push(Change {
            before: Some(before.clone()),
            after: after.clone(),
        });
        Ok(after)
    }

    /// Deletes an entry.
    pub(super) async fn remove(&mut self, before: &TimeEntry) -> Result<()> {
        let after = TimeEntry {
            deleted_at: Some(self.now),
            ..before.clone()
        };
        self.write("deleted", before, after).await?;
        Ok(())
    }

    /// Keeps the step and commits.
    pub(super) async fn done(self, person: Id<User>) -> Result<Id<Step>> {
        let changes = serde_json::to_string(&self.changes)
            .map_err(|error| Error::Internal(format!("a step is not JSON: {error}")))?;
        store::forget_steps(&self.tx, person, self.now.plus_seconds(-KEPT_SECONDS)).await?;
        let step = store::insert_step(&self.tx, person, &changes, self.now).await?;
        self.tx.commit().await?;
        Ok(step)
    }
}

/// Takes a step back.
pub async fn undo(app: &App, actor: &Actor, id: Id<Step>) -> Result<()> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    let step = store::find_step(&tx, id).await?;
    let person = step.ok_or(Error::NotFound("step"))?.user_id;
    tx.lock("user_time", person.get()).await?;
    // Read again: while we waited for the lock it may have been taken back.
    let step = store::find_step(&tx, id).await?.ok_or(Error::NotFound("step"))?;
    let changes: Vec<Change> = serde_json::from_str(&step.changes)
        .map_err(|error| Error::Internal(format!("a step cannot be read: {error}")))?;
    if !changes.iter().all(|change| may_touch(actor, &change.after)) {
        return Err(Error::NotFound("step"));
    }
    if step.undone_at.is_some() {
        return Err(Error::rule("invalid_state", "That was taken back already."));
    }
    let now = app.now();
    let mut back = Vec::new();
    for change in changes.into_iter().rev() {
        back.push(taken_back(&tx, actor, change, step.created_at, now).await?);
    }
    for entry in back.iter().filter(|entry| entry.deleted_at.is_none()) {
        refuse_overlap(&tx, entry, now).await?;
    }
    store::mark_step_undone(&tx, id, now).await?;
    tx.commit().await?;
    Ok(())
}

/// The entry as it was before, unless somebody changed it since.
async fn taken_back(
    tx: &Tx,
    actor: &Actor,
    change: Change,
    step_at: Instant,
    now: Instant,
) -> Result<TimeEntry> {
    let present = store::find_any(tx, change.after.id).await?;
    let present = present.ok_or(Error::NotFound("time entry"))?;
    if present.version != change.after.version {
        return Err(Error::conflict(
            "conflict",
            "An entry was changed since, so that this cannot be taken back. Change it by hand instead.",
        ));
    }
    let was_there = change.before.is_some();
    let had_ended = change.after.deleted_at.is_some() || !change.after.is_running();
    let entry = change.before.unwrap_or_else(|| TimeEntry {
        deleted_at: Some(now),
        ..change.after
    });
    if entry.is_running() && was_there && had_ended && now > step_at.plus_seconds(KEPT_RUNNING) {
        let text = "That was more than an hour ago. Start a new timer, or change the end of the entry.";
        return Err(Error::rule("invalid_state", text));
    }
    if entry.is_running() && was_there {
        let running = store::running_entry(tx, entry.user_id).await?;
        if running.is_some_and(|running| running.id != entry.id) {
            return Err(already_running());
        }
    }
    if let Some(end) = entry.ended_at {
        // What a merge wrote down as its pauses is time of another entry again.
        store::forget_breaks(tx, entry.id, end).await?;
    }
    store::update(tx, &entry, now).await?;
    let shown = |entry: &'_ TimeEntry| entry.deleted_at.is_none();
    let action = match (shown(&present), shown(&entry)) {
        (true, false) => "deleted",
        (false, _) => "restored",
        _ => "updated",
    };
    let before = Some(&present).filter(|entry| shown(entry));
    let after = Some(&entry).filter(|entry| shown(entry));
    note(tx, actor, now, action, before, after).await?;
    Ok(entry)
}
