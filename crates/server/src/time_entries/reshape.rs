//! One entry made two, and two made one. What was worked stays the same; each is one step that can be taken back.

use super::actions::{own, refuse_frozen};
use super::model::TimeEntry;
use super::pieces::parts;
use super::steps::{Act, Step};
use super::store::{self, Filter};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result};
use timetracker_db::Tx;
use timetracker_types::{Id, Instant, Interval};

/// Two entries with more than this between them are no neighbours, in seconds.
const WIDEST_GAP: i64 = 86_400;

/// Parts an entry at an instant within it. Of a running timer the earlier part becomes an entry and the timer goes on.
pub async fn split(
    app: &App,
    actor: &Actor,
    id: Id<TimeEntry>,
    at: Instant,
    version: Option<i64>,
) -> Result<Id<Step>> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    let now = app.now();
    let (entry, _) = own(&tx, actor, id).await?;
    refuse_other_version(&entry, version)?;
    refuse_frozen(&entry)?;
    let until = entry.ended_at.or(entry.paused_at).unwrap_or(now);
    let (Ok(head), Ok(tail)) = (Interval::new(entry.started_at, at), Interval::new(at, until)) else {
        return Err(outside());
    };
    if head.is_empty() || tail.is_empty() {
        return Err(outside());
    }
    let mut both = parts(&tx, &entry, &[head, tail], now).await?;
    let mut act = Act::new(tx, actor, now);
    let (Some(tail), Some(head)) = (both.pop(), both.pop()) else {
        return Err(outside());
    };
    if entry.is_running() {
        act.write("updated", &entry, tail.still_running(&entry)).await?;
        act.insert_part(head).await?;
    } else {
        act.write("updated", &entry, head.entry).await?;
        act.insert_part(tail).await?;
    }
    act.done(entry.user_id).await
}

/// Makes one entry of two neighbours for the same work; the time between them becomes a break.
pub async fn merge(app: &App, actor: &Actor, one: Id<TimeEntry>, other: Id<TimeEntry>) -> Result<Id<Step>> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    let now = app.now();
    let (one, _) = own(&tx, actor, one).await?;
    let other = store::find(&tx, other)
        .await?
        .filter(|other| other.user_id == one.user_id);
    let other = other.ok_or(Error::NotFound("time entry"))?;
    let (first, second) = if (one.started_at, one.id.get()) <= (other.started_at, other.id.get()) {
        (one, other)
    } else {
        (other, one)
    };
    judge_merge(&tx, &first, &second).await?;
    let merged = merged(&first, &second);
    keep_pauses(&tx, &first, &second).await?;
    let mut act = Act::new(tx, actor, now);
    act.remove(&second).await?;
    act.write("updated", &first, merged).await?;
    act.done(first.user_id).await
}

/// Whether two entries are for the same work, so that they can become one.
pub fn fit(first: &TimeEntry, second: &TimeEntry) -> bool {
    let work = |entry: &TimeEntry| (entry.project_id, entry.client_id, entry.task_id, entry.billable);
    first.id != second.id && work(first) == work(second)
}

async fn judge_merge(tx: &Tx, first: &TimeEntry, second: &TimeEntry) -> Result<()> {
    refuse_frozen(first)?;
    refuse_frozen(second)?;
    let (Some(end), false) = (first.ended_at, second.is_running()) else {
        let text = "A running timer cannot be merged. Stop it first.";
        return Err(Error::rule("timer_running", text));
    };
    if !fit(first, second) {
        let text = "These two are for different work. Give both the same issue, project and billing, then merge them.";
        return Err(Error::rule("invalid_state", text));
    }
    if second.started_at.since(end) > WIDEST_GAP {
        let text = "More than a day lies between these two. Merge neighbours only.";
        return Err(Error::rule("invalid_state", text));
    }
    let filter = Filter {
        user_id: Some(first.user_id),
        overlapping: Interval::new(end, second.started_at)
            .ok()
            .filter(|gap| !gap.is_empty()),
        with_running: true,
        limit: 1,
        ..Filter::default()
    };
    if filter.overlapping.is_some() && !store::list(tx, &filter).await?.is_empty() {
        let text = "Another entry lies between these two. Merge neighbours only.";
        return Err(Error::rule("invalid_state", text));
    }
    Ok(())
}

fn merged(first: &TimeEntry, second: &TimeEntry) -> TimeEntry {
    let ended_at = first.ended_at.max(second.ended_at);
    let worked = first.duration_seconds.unwrap_or(0) + second.duration_seconds.unwrap_or(0);
    let length = ended_at.map_or(0, |end| end.since(first.started_at));
    TimeEntry {
        ended_at,
        stopped_at: None,
        break_seconds: (length - worked).max(0),
        duration_seconds: Some(worked.min(length)),
        notes: joined(first.notes.as_deref(), second.notes.as_deref(), "; "),
        tags: joined(Some(&first.tags), Some(&second.tags), ", ").unwrap_or_default(),
        paid: first.paid && second.paid,
        ..first.clone()
    }
}

/// Both texts, each part once.
fn joined(first: Option<&str>, second: Option<&str>, between: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in [first, second]
        .into_iter()
        .flatten()
        .flat_map(|text| text.split(between))
    {
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    (!parts.is_empty()).then(|| parts.join(between))
}

/// The second one's pauses, and the time between the two, as pauses of the first.
async fn keep_pauses(tx: &Tx, first: &TimeEntry, second: &TimeEntry) -> Result<()> {
    let Some(end) = first.ended_at else { return Ok(()) };
    // Left over from a merge that was taken back.
    store::forget_breaks(tx, first.id, end).await?;
    if let Ok(gap) = Interval::new(end, second.started_at) {
        store::insert_break(tx, first.id, gap).await?;
    }
    for pause in store::breaks_of(tx, second.id).await? {
        if let Ok(pause) = Interval::new(pause.started_at, pause.ended_at) {
            store::insert_break(tx, first.id, pause).await?;
        }
    }
    Ok(())
}

fn refuse_other_version(entry: &TimeEntry, version: Option<i64>) -> Result<()> {
    if version.is_some_and(|known| known != entry.version) {
        let text = "This entry was changed meanwhile. Look at it as it is now, then do it again.";
        return Err(Error::conflict("conflict", text));
    }
    Ok(())
}

fn outside() -> Error {
    Error::field(
        "split_at",
        "Choose a time between the start and the end of the entry.",
    )
}
