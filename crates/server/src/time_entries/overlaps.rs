//! Time that is wanted twice: adding and changing entries with a choice for what overlaps.
//!
//! Two entries of one person never overlap. Whoever puts one onto another says which of them gives way: this one
//! (`keep` the others), the others (`trim` them), or the others by being parted in two around this one (`split`).
//! All of it is one step that can be taken back.

use super::actions::{self, own, refuse_frozen};
use super::model::{EntryPatch, NewEntry, TimeEntry};
use super::pieces::parts;
use super::steps::{Act, Step};
use super::store;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result};
use timetracker_types::{Id, Interval};

/// An entry may lie over so many others at most.
pub const MOST_OVERLAPS: i64 = 200;

/// What gives way where entries overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// The others stay; this one takes what they leave free, in parts where need be.
    Keep,
    /// The others lose what this one takes; what it covers whole goes away, and so does what lies behind it.
    Trim,
    /// The others lose what this one takes; what sticks out on both sides becomes two entries.
    Split,
}

impl Resolution {
    /// `keep`, `trim` or `split`; nothing for anything else.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "keep" => Some(Self::Keep),
            "trim" => Some(Self::Trim),
            "split" => Some(Self::Split),
            _ => None,
        }
    }
}

/// Adds a finished entry; where it overlaps others, `resolution` says what gives way.
pub async fn add(
    app: &App,
    actor: &Actor,
    new: NewEntry,
    resolution: Option<Resolution>,
) -> Result<(TimeEntry, Id<Step>)> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    let now = app.now();
    let entry = actions::drafted(&tx, actor, &new, now).await?;
    let mut act = Act::new(tx, actor, now);
    let spans = room_for(&mut act, &entry, resolution).await?;
    let mut added: Option<TimeEntry> = None;
    for part in parts(&act.tx, &entry, &spans, now).await? {
        let part = act.insert_part(part).await?;
        added.get_or_insert(part);
    }
    let added = added.ok_or_else(nothing_left)?;
    let step = act.done(entry.user_id).await?;
    Ok((added, step))
}

/// Changes an entry; where its new times overlap others, `resolution` says what gives way.
pub async fn change(
    app: &App,
    actor: &Actor,
    id: Id<TimeEntry>,
    patch: EntryPatch,
    resolution: Option<Resolution>,
) -> Result<(TimeEntry, Id<Step>)> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    let now = app.now();
    let (before, _) = own(&tx, actor, id).await?;
    actions::refuse_stale(&before, &patch, &actor.user.timezone)?;
    let after = actions::patched(&tx, &before, &patch, &actor.user.timezone, now).await?;
    let mut act = Act::new(tx, actor, now);
    let moved = (after.started_at, after.ended_at) != (before.started_at, before.ended_at);
    let mut spans = match after.interval(now).filter(|_| moved) {
        Some(_) => room_for(&mut act, &after, resolution).await?,
        None => vec![],
    };
    if after.is_running() {
        // A timer is the last of its parts; the others would be time nobody asked for.
        spans.drain(..spans.len().saturating_sub(1));
    }
    let mut rest = parts(&act.tx, &after, &spans, now).await?.into_iter();
    let mine = match rest.next() {
        Some(part) if after.is_running() => part.still_running(&after),
        Some(part) => part.entry,
        None => after,
    };
    let saved = act.write("updated", &before, mine).await?;
    for part in rest {
        act.insert_part(part).await?;
    }
    let step = act.done(before.user_id).await?;
    Ok((saved, step))
}

/// Makes room for an entry as the resolution says, and answers which parts of its time it gets.
async fn room_for(
    act: &mut Act<'_>,
    entry: &TimeEntry,
    resolution: Option<Resolution>,
) -> Result<Vec<Interval>> {
    let Some(span) = entry.interval(act.now) else {
        return Err(nothing_left());
    };
    let most = if resolution.is_some() {
        MOST_OVERLAPS + 1
    } else {
        1
    };
    let others = store::overlaps(&act.tx, entry.user_id, span, entry.id, act.now, most).await?;
    if i64::try_from(others.len()).unwrap_or(i64::MAX) > MOST_OVERLAPS {
        let text =
            "This lies over more than 200 entries. Look at its day and times again, or enter it in parts.";
        return Err(Error::rule("overlapping_entry", text));
    }
    match (others.first(), resolution) {
        (None, _) => Ok(vec![span]),
        (Some(other), None) => Err(Error::rule("overlapping_entry", actions::overlap_sentence(other))),
        (Some(_), Some(Resolution::Keep)) => {
            let taken: Vec<Interval> = others
                .iter()
                .filter_map(|view| view.entry.interval(act.now))
                .collect();
            let free = span.uncovered(&taken);
            if free.is_empty() {
                Err(nothing_left())
            } else {
                Ok(free)
            }
        }
        (Some(_), Some(resolution)) => {
            for other in &others {
                give_way(act, &other.entry, span, resolution == Resolution::Split).await?;
            }
            Ok(vec![span])
        }
    }
}

/// Takes `span` away from an entry: it becomes shorter, two, or goes.
async fn give_way(act: &mut Act<'_>, other: &TimeEntry, span: Interval, in_two: bool) -> Result<()> {
    refuse_frozen(other)?;
    let Some(whole) = other.interval(act.now) else {
        return Ok(());
    };
    if other.is_running() {
        return timer_gives_way(act, other, whole, span).await;
    }
    let mut left = whole.uncovered(&[span]);
    // Trimmed in its middle, an entry ends there.
    if !in_two {
        left.truncate(1);
    }
    let mut rest = parts(&act.tx, other, &left, act.now).await?.into_iter();
    let Some(head) = rest.next() else {
        return act.remove(other).await;
    };
    act.write("updated", other, head.entry).await?;
    if let Some(tail) = rest.next() {
        act.insert_part(tail).await?;
    }
    Ok(())
}

/// A running timer goes on after what was put into its time; what it had before becomes an entry.
async fn timer_gives_way(
    act: &mut Act<'_>,
    timer: &TimeEntry,
    whole: Interval,
    span: Interval,
) -> Result<()> {
    if span.end() > act.now || timer.paused_at.is_some_and(|paused| paused < span.end()) {
        return Err(Error::rule(
            "timer_running",
            "That reaches into the running timer. Stop the timer first, or let the entry end earlier.",
        ));
    }
    let Ok(after) = Interval::new(span.end(), whole.end()) else {
        return Ok(());
    };
    let mut spans = whole.uncovered(&[span]);
    spans.retain(|part| part.end() <= span.start());
    spans.push(after);
    let mut rest = parts(&act.tx, timer, &spans, act.now).await?;
    if let Some(goes_on) = rest.pop() {
        act.write("updated", timer, goes_on.still_running(timer)).await?;
    }
    for head in rest {
        act.insert_part(head).await?;
    }
    Ok(())
}

fn nothing_left() -> Error {
    Error::rule(
        "overlapping_entry",
        "The others take all of that time: nothing would be left of this entry. Trim or split them instead.",
    )
}
