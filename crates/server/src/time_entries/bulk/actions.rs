//! The rules: whose entries, which of them are left alone and why, and how it is undone.

use super::model::{Change, Outcome, RowOutcome, Verb};
use super::store;
use crate::app::App;
use crate::audit;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::time_entries::actions::{frozen, may_touch, overlap_sentence};
use crate::time_entries::many::{Holder, Taken};
use crate::time_entries::{TimeEntry, store as entries};
use std::collections::{HashMap, HashSet};
use timetracker_db::Tx;
use timetracker_types::{Id, Instant};

/// How many entries one change may name.
pub const MOST: usize = 5_000;

/// What a change did: its handle where there is something to undo, and each entry's outcome.
pub struct Applied {
    /// For the undo.
    pub change: Option<Id<Change>>,
    /// In the order in which they were named, each once.
    pub rows: Vec<RowOutcome>,
}

/// Does the verb to these entries. Nothing happens where one of them is another person's.
pub async fn apply(app: &App, actor: &Actor, ids: &[Id<TimeEntry>], verb: &Verb) -> Result<Applied> {
    actor.require_writer()?;
    let ids = once(ids)?;
    let tx = app.db.begin().await?;
    let found = locked(&tx, &ids).await?;
    refuse_foreign(actor, &found)?;
    let now = app.now();
    let mut rows = Vec::with_capacity(ids.len());
    let mut changed: Vec<(&TimeEntry, TimeEntry)> = Vec::new();
    for id in ids {
        let entry = found.get(&id).filter(|entry| entry.deleted_at.is_none());
        let outcome = match entry {
            None => Outcome::NotFound,
            Some(entry) => judged(verb, entry, now, &mut changed),
        };
        rows.push(RowOutcome { id, outcome });
    }
    refuse_nothing(&rows, &found)?;
    let change = write(&tx, actor, verb, &changed, now).await?;
    tx.commit().await?;
    Ok(Applied { change, rows })
}

/// What a change did, in numbers.
#[derive(Debug, Clone, Copy)]
pub struct Summary {
    /// For the undo, where there is something to undo.
    pub change: Option<Id<Change>>,
    /// How many entries are now as wished.
    pub changed: i64,
    /// How many were left as they are.
    pub left: i64,
}

/// [`apply`], told in numbers.
pub async fn change_many(app: &App, actor: &Actor, ids: &[Id<TimeEntry>], verb: &Verb) -> Result<Summary> {
    let applied = apply(app, actor, ids, verb).await?;
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let left = left(&applied.rows);
    Ok(Summary {
        change: applied.change,
        changed: count(applied.rows.len() - left),
        left: count(left),
    })
}

/// How many of these entries are not as they were wished to be.
pub fn left(rows: &[RowOutcome]) -> usize {
    let is_so = |row: &RowOutcome| matches!(row.outcome, Outcome::Changed | Outcome::AlreadySo);
    rows.iter().filter(|row| !is_so(row)).count()
}

/// Takes a change back as far as its entries are still as it left them.
pub async fn undo(app: &App, actor: &Actor, id: Id<Change>) -> Result<Vec<RowOutcome>> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    let change = store::find(&tx, id)
        .await?
        .filter(|change| change.user_id == actor.user.id.get() || actor.is_admin());
    let change = change.ok_or(Error::NotFound("bulk change"))?;
    let ids = store::changed_entries(&tx, id).await?;
    let found = locked(&tx, &ids).await?;
    let now = app.now();
    if !store::mark_undone(&tx, id, now).await? {
        return Err(Error::conflict(
            "already_undone",
            "This change was undone already.",
        ));
    }
    let rows = judged_back(&tx, actor, &change, &found, now).await?;
    write_back(&tx, actor, id, &rows, &found, now).await?;
    tx.commit().await?;
    Ok(rows)
}

/// The ids without repeats.
fn once(ids: &[Id<TimeEntry>]) -> Result<Vec<Id<TimeEntry>>> {
    let mut seen = HashSet::new();
    let ids: Vec<_> = ids.iter().copied().filter(|id| seen.insert(*id)).collect();
    if ids.len() > MOST {
        let sentence = format!(
            "Name at most {MOST} entries at once; these are {}. Send them in parts.",
            ids.len()
        );
        return Err(Error::field("entry_ids", sentence));
    }
    Ok(ids)
}

/// The entries of these ids, deleted ones too, read while their people's time is locked.
async fn locked(tx: &Tx, ids: &[Id<TimeEntry>]) -> Result<HashMap<Id<TimeEntry>, TimeEntry>> {
    for owner in store::owners(tx, ids).await? {
        tx.lock("user_time", owner.get()).await?;
    }
    let found = store::entries(tx, ids).await?;
    Ok(found.into_iter().map(|entry| (entry.id, entry)).collect())
}

fn refuse_foreign(actor: &Actor, found: &HashMap<Id<TimeEntry>, TimeEntry>) -> Result<()> {
    if found.values().all(|entry| may_touch(actor, entry)) {
        return Ok(());
    }
    Err(Error::Forbidden(
        "Some of these entries are not yours. Nothing was changed; name your own only.".into(),
    ))
}

/// Refuses where no entry is there, or all that are there run.
fn refuse_nothing(rows: &[RowOutcome], found: &HashMap<Id<TimeEntry>, TimeEntry>) -> Result<()> {
    let mut there = rows
        .iter()
        .filter(|row| row.outcome != Outcome::NotFound)
        .peekable();
    if there.peek().is_none() {
        return Err(Error::NotFound("time entry"));
    }
    if there.all(|row| found.get(&row.id).is_some_and(TimeEntry::is_running)) {
        return Err(Error::rule(
            "timer_running",
            "These are running timers. Stop them first, then change them.",
        ));
    }
    Ok(())
}

fn judged<'a>(
    verb: &Verb,
    entry: &'a TimeEntry,
    now: Instant,
    changed: &mut Vec<(&'a TimeEntry, TimeEntry)>,
) -> Outcome {
    if entry.is_running() {
        return Outcome::Skipped("This timer is running. Stop it first.".into());
    }
    let is_bound = matches!(verb, Verb::Delete | Verb::SetBillable(_));
    if let Some(reason) = frozen(entry).filter(|_| is_bound) {
        return Outcome::Skipped(reason);
    }
    let after = verb.applied_to(entry, now);
    if after.tags.chars().count() > 500 {
        return Outcome::Skipped("Its tags together would have more than 500 characters.".into());
    }
    let is_same = (
        after.deleted_at,
        after.billable,
        after.paid,
        &after.invoice_number,
        &after.tags,
    ) == (
        entry.deleted_at,
        entry.billable,
        entry.paid,
        &entry.invoice_number,
        &entry.tags,
    );
    if is_same {
        return Outcome::AlreadySo;
    }
    changed.push((entry, after));
    Outcome::Changed
}

async fn write(
    tx: &Tx,
    actor: &Actor,
    verb: &Verb,
    changed: &[(&TimeEntry, TimeEntry)],
    now: Instant,
) -> Result<Option<Id<Change>>> {
    if changed.is_empty() {
        return Ok(None);
    }
    let after: Vec<&TimeEntry> = changed.iter().map(|(_, after)| after).collect();
    store::write(tx, verb, &after, now).await?;
    let before: Vec<&TimeEntry> = changed.iter().map(|(before, _)| *before).collect();
    let change = store::keep(tx, actor, verb, &before, now).await?;
    let action = if *verb == Verb::Delete {
        "deleted"
    } else {
        "updated"
    };
    let lines = changed.iter().map(|(before, after)| audit::Line {
        id: before.id.get(),
        before: Some(*before),
        after: Some(after).filter(|_| *verb != Verb::Delete),
    });
    audit::record_many(tx, actor, now, (action, "time_entry"), lines).await?;
    Ok(Some(change))
}

/// What an undo makes of each entry, judged in the order of their starts.
async fn judged_back(
    tx: &Tx,
    actor: &Actor,
    change: &Change,
    found: &HashMap<Id<TimeEntry>, TimeEntry>,
    now: Instant,
) -> Result<Vec<RowOutcome>> {
    let mut entries: Vec<&TimeEntry> = found.values().collect();
    entries.sort_unstable_by_key(|entry| (entry.user_id.get(), entry.started_at, entry.id.get()));
    let mut rows = Vec::with_capacity(entries.len());
    for of_one in entries.chunk_by(|a, b| a.user_id == b.user_id) {
        let gone = of_one.iter().filter(|entry| entry.deleted_at.is_some());
        let stretches = gone.filter_map(|entry| entry.interval(now));
        let taken = match of_one.first() {
            Some(first) => Taken::read(tx, first.user_id, stretches, now).await?,
            None => Taken::default(),
        };
        for entry in of_one {
            let outcome = back(tx, actor, change, entry, &taken, now).await?;
            rows.push(RowOutcome {
                id: entry.id,
                outcome,
            });
        }
    }
    Ok(rows)
}

async fn back(
    tx: &Tx,
    actor: &Actor,
    change: &Change,
    entry: &TimeEntry,
    taken: &Taken,
    now: Instant,
) -> Result<Outcome> {
    if !may_touch(actor, entry) {
        return Ok(Outcome::NotFound);
    }
    if entry.updated_at != change.created_at {
        return Ok(Outcome::Skipped("It was changed since, so it stays.".into()));
    }
    let span = entry.interval(now).filter(|_| entry.deleted_at.is_some());
    let holder = span.and_then(|span| taken.holder_of(span));
    if let Some(Holder::Entry(other)) = holder
        && let Some(view) = entries::find_view(tx, other).await?
    {
        return Ok(Outcome::Skipped(overlap_sentence(&view)));
    }
    Ok(Outcome::Changed)
}

async fn write_back(
    tx: &Tx,
    actor: &Actor,
    id: Id<Change>,
    rows: &[RowOutcome],
    found: &HashMap<Id<TimeEntry>, TimeEntry>,
    now: Instant,
) -> Result<()> {
    let ids: Vec<Id<TimeEntry>> = rows
        .iter()
        .filter(|row| row.outcome == Outcome::Changed)
        .map(|row| row.id)
        .collect();
    store::restore(tx, id, &ids, now).await?;
    let restored = store::entries(tx, &ids).await?;
    let lines = restored.iter().map(|after| audit::Line {
        id: after.id.get(),
        before: found.get(&after.id),
        after: Some(after),
    });
    audit::record_many(tx, actor, now, ("restored", "time_entry"), lines).await
}
