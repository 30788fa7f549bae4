//! What may be done with finished entries: add, change, delete, bring back.
//!
//! Everybody does it with their own time; managers and administrators also with others'. To everybody
//! else another person's entry does not exist. Two entries of one person never overlap; two that touch
//! do not overlap.

use super::model::{EntryPatch, EntryView, Moment, NewEntry, TimeEntry};
use super::room::room;
use super::{place, store};
use crate::app::App;
use crate::audit::{self, Event};
use crate::auth::Actor;
use crate::error::{Error, Mistakes, Result};
use crate::http::text;
use crate::users::{self, User};
use timetracker_db::Tx;
use timetracker_types::{Id, Instant, Interval, Zone, parse_moment};

/// A stored `updated_at` and the one a program knows may differ by so much, in seconds.
const STAMP_TOLERANCE: i64 = 2;
/// The longest entry, in seconds. Longer ones are mistyped years.
const LONGEST_ENTRY: i64 = 31 * 86_400;

/// Adds a finished entry.
pub async fn create(app: &App, actor: &Actor, new: NewEntry) -> Result<TimeEntry> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    let now = app.now();
    let mut entry = drafted(&tx, actor, &new, now).await?;
    refuse_overlap(&tx, &entry, now).await?;
    entry.id = store::insert(&tx, &entry).await?;
    note(&tx, actor, now, "created", None, Some(&entry)).await?;
    tx.commit().await?;
    Ok(entry)
}

/// An entry as it would be added, and its person's time locked from here on.
pub(super) async fn drafted(tx: &Tx, actor: &Actor, new: &NewEntry, now: Instant) -> Result<TimeEntry> {
    let owner = owner(tx, actor, new.user_id).await?;
    tx.lock("user_time", owner.id.get()).await?;
    let place = place::find(tx, new.project_id, new.task_id, new.client_id).await?;
    if place.project_id.is_none() && place.client_id.is_none() {
        return Err(Error::field(
            "project_id",
            "Choose the project, the issue or the client that the time was for.",
        ));
    }
    let mut entry = checked(new, place, actor, &owner, now)?;
    if let (None, Some(day), Some(seconds)) = (&new.started_at, new.day, new.lasting) {
        let room = room(tx, &owner, day, seconds, now).await?;
        (entry.started_at, entry.ended_at) = (room.start(), Some(room.end()));
    }
    Ok(entry)
}

/// Changes an entry; of a running one everything but the end.
pub async fn update(app: &App, actor: &Actor, id: Id<TimeEntry>, patch: EntryPatch) -> Result<TimeEntry> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    let (before, _) = own(&tx, actor, id).await?;
    let now = app.now();
    refuse_stale(&before, &patch, &actor.user.timezone)?;
    let after = patched(&tx, &before, &patch, &actor.user.timezone, now).await?;
    if (after.started_at, after.ended_at) != (before.started_at, before.ended_at) {
        refuse_overlap(&tx, &after, now).await?;
    }
    store::update(&tx, &after, now).await?;
    let after = TimeEntry {
        updated_at: now,
        ..after
    };
    note(&tx, actor, now, "updated", Some(&before), Some(&after)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Deletes a finished entry; [`restore`] undoes it.
pub async fn delete(app: &App, actor: &Actor, id: Id<TimeEntry>) -> Result<()> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    let (before, _) = own(&tx, actor, id).await?;
    let now = app.now();
    if before.is_running() {
        return Err(Error::rule(
            "timer_running",
            "This timer is running. Stop it first, then delete the entry.",
        ));
    }
    refuse_frozen(&before)?;
    let after = TimeEntry {
        deleted_at: Some(now),
        ..before.clone()
    };
    store::update(&tx, &after, now).await?;
    note(&tx, actor, now, "deleted", Some(&before), None).await?;
    tx.commit().await?;
    Ok(())
}

/// Brings a deleted entry back, unless its time has been used otherwise meanwhile.
pub async fn restore(app: &App, actor: &Actor, id: Id<TimeEntry>) -> Result<TimeEntry> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    let found = store::find_deleted(&tx, id)
        .await?
        .filter(|entry| may_touch(actor, entry));
    tx.lock(
        "user_time",
        found.ok_or(Error::NotFound("deleted entry"))?.user_id.get(),
    )
    .await?;
    // Read again: while we waited for the lock it may have been brought back.
    let deleted = store::find_deleted(&tx, id)
        .await?
        .ok_or(Error::NotFound("deleted entry"))?;
    let now = app.now();
    let entry = TimeEntry {
        deleted_at: None,
        ..deleted
    };
    if entry.is_running() && store::running_entry(&tx, entry.user_id).await?.is_some() {
        return Err(already_running());
    }
    refuse_overlap(&tx, &entry, now).await?;
    store::update(&tx, &entry, now).await?;
    note(&tx, actor, now, "restored", None, Some(&entry)).await?;
    tx.commit().await?;
    Ok(entry)
}

/// The refusal of a second timer.
pub(super) fn already_running() -> Error {
    Error::conflict(
        "timer_already_running",
        "A timer is running already. Stop it first, or switch to this one.",
    )
}

/// Whether this person may change that entry.
pub(super) fn may_touch(actor: &Actor, entry: &TimeEntry) -> bool {
    entry.user_id == actor.user.id || actor.manages()
}

/// Why an entry must neither go away nor change what it is billed as, where that is so.
pub(super) fn frozen(entry: &TimeEntry) -> Option<String> {
    let number = entry.invoice_number.as_deref()?;
    Some(format!(
        "It is on the invoice {number}. Take it off that invoice first, by setting it to not paid."
    ))
}

/// Refuses what an entry on an invoice must not suffer.
pub(super) fn refuse_frozen(entry: &TimeEntry) -> Result<()> {
    frozen(entry).map_or(Ok(()), |reason| Err(Error::rule("invoiced", reason)))
}

/// An entry that this person may change, and its owner, whose time is locked from here on.
pub(super) async fn own(tx: &Tx, actor: &Actor, id: Id<TimeEntry>) -> Result<(TimeEntry, User)> {
    let found = store::find(tx, id).await?.filter(|entry| may_touch(actor, entry));
    let owner_id = found.ok_or(Error::NotFound("time entry"))?.user_id;
    tx.lock("user_time", owner_id.get()).await?;
    // Read again: while we waited for the lock it may have changed.
    let entry = store::find(tx, id).await?.ok_or(Error::NotFound("time entry"))?;
    let owner = users::find(tx, owner_id)
        .await?
        .ok_or(Error::NotFound("person"))?;
    Ok((entry, owner))
}

/// Writes one line about an entry into the audit log.
pub(super) async fn note(
    tx: &Tx,
    actor: &Actor,
    now: Instant,
    action: &str,
    before: Option<&TimeEntry>,
    after: Option<&TimeEntry>,
) -> Result<()> {
    let id = after.or(before).map_or(Id::new(0), |entry| entry.id);
    audit::record(
        tx,
        actor,
        now,
        Event {
            action,
            entity: "time_entry",
            id,
        },
        before,
        after,
    )
    .await
}

/// Refuses an entry that overlaps another one of its person, and names that one.
pub(super) async fn refuse_overlap(tx: &Tx, entry: &TimeEntry, now: Instant) -> Result<()> {
    let Some(span) = entry.interval(now).filter(|span| !span.is_empty()) else {
        return Ok(());
    };
    match store::overlapping(tx, entry.user_id, span, entry.id, now).await? {
        Some(other) => Err(Error::rule("overlapping_entry", overlap_sentence(&other))),
        None => Ok(()),
    }
}

/// What an overlap with this entry is told as.
pub(crate) fn overlap_sentence(other: &EntryView) -> String {
    let zone = &other.entry.timezone;
    let name = match (&other.identifier, other.title()) {
        (Some(identifier), title) => format!("{identifier} {title}"),
        (None, title) => title.to_owned(),
    };
    let start = zone.local(other.entry.started_at);
    let end = other
        .entry
        .ended_at
        .map_or_else(|| "now".into(), |end| zone.local(end).format_clock24());
    format!(
        "This overlaps “{name}” on {}, {}–{end}. Change the times, or that entry first.",
        start.day(),
        start.format_clock24(),
    )
}

async fn owner(tx: &Tx, actor: &Actor, wished: Option<Id<User>>) -> Result<User> {
    match wished {
        None => Ok(actor.user.clone()),
        Some(id) if id == actor.user.id => Ok(actor.user.clone()),
        Some(_) if !actor.manages() => Err(Error::Forbidden(
            "Only a manager or an administrator may enter time for somebody else.".into(),
        )),
        Some(id) => users::find(tx, id)
            .await?
            .ok_or_else(|| Error::field("user_id", "There is no such person.")),
    }
}

/// Refuses a change of an entry that is another by now than its sender knows.
pub(super) fn refuse_stale(entry: &TimeEntry, patch: &EntryPatch, zone: &Zone) -> Result<()> {
    let mut mistakes = Mistakes::default();
    let known = instant(&mut mistakes, "if_updated_at", patch.if_updated_at.as_ref(), zone);
    mistakes.check()?;
    let is_later = known.is_some_and(|known| entry.updated_at.since(known).abs() > STAMP_TOLERANCE);
    if is_later || patch.if_version.is_some_and(|known| known != entry.version) {
        return Err(Error::conflict(
            "conflict",
            "This entry was changed meanwhile. Reload it, look at both versions and save again.",
        ));
    }
    Ok(())
}

/// A moment in the zone of whoever sent it; none where it is absent or cannot be read, which is noted.
fn instant(
    mistakes: &mut Mistakes,
    field: &'static str,
    moment: Option<&Moment>,
    zone: &Zone,
) -> Option<Instant> {
    match moment? {
        Moment::At(instant) => Some(*instant),
        Moment::Text(text) => mistakes.take(field, parse_moment(text, zone)),
    }
}

fn checked(
    new: &NewEntry,
    place: place::Place,
    actor: &Actor,
    owner: &User,
    now: Instant,
) -> Result<TimeEntry> {
    let mut mistakes = Mistakes::default();
    let found = &mut mistakes;
    let zone = &actor.user.timezone;
    let somewhere = new
        .day
        .filter(|_| new.started_at.is_none() && new.lasting.is_some());
    if new.started_at.is_none() && somewhere.is_none() {
        found.add("start_time", "Say when it began.");
    }
    if new.ended_at.is_none() && new.lasting.is_none() {
        found.add("end_time", "Say when it ended.");
    }
    let started_at = instant(found, "start_time", new.started_at.as_ref(), zone);
    let started_at = started_at.or(somewhere.map(|day| zone.start_of(day)));
    let ended_at = instant(found, "end_time", new.ended_at.as_ref(), zone);
    // Counted on the clock that never jumps, not on the one on the wall.
    let after = started_at
        .zip(new.lasting)
        .map(|(start, seconds)| start.plus_seconds(seconds));
    let ended_at = ended_at.or(after);
    let duration = duration(found, started_at, ended_at, new.break_seconds);
    let notes = text::optional(found, "notes", "The note", new.notes.as_deref(), text::LONG);
    let tags = text::tags(found, new.tags.as_deref());
    let invoice_number = text::optional(
        found,
        "invoice_number",
        "The invoice number",
        new.invoice_number.as_deref(),
        100,
    );
    mistakes.check()?;
    Ok(TimeEntry {
        id: Id::new(0),
        user_id: owner.id,
        project_id: place.project_id,
        client_id: place.client_id,
        task_id: place.task_id,
        started_at: started_at.unwrap_or(now),
        ended_at,
        stopped_at: None,
        break_seconds: new.break_seconds,
        paused_at: None,
        duration_seconds: duration,
        timezone: owner.timezone.clone(),
        notes,
        tags,
        source: new.source.into(),
        billable: new.billable.unwrap_or(place.billable),
        paid: new.paid,
        invoice_number,
        deleted_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
        kept_at: None,
    })
}

/// Whole worked seconds; notes an end that is not after the start and breaks that leave nothing.
pub(crate) fn duration(
    mistakes: &mut Mistakes,
    start: Option<Instant>,
    end: Option<Instant>,
    breaks: i64,
) -> Option<i64> {
    let (start, end) = (start?, end?);
    if end <= start {
        mistakes.add("end_time", "The end must be after the start.");
        return None;
    }
    let length = Interval::new(start, end).map_or(0, |span| span.seconds());
    if length > LONGEST_ENTRY {
        mistakes.add(
            "end_time",
            "An entry may last 31 days at most. Enter it in parts.",
        );
    }
    if breaks < 0 {
        mistakes.add("break_seconds", "A break cannot be negative.");
    } else if breaks > length {
        mistakes.add(
            "break_seconds",
            "The breaks are longer than the time between start and end.",
        );
    }
    Some(length.saturating_sub(breaks.max(0)).max(0))
}

/// The entry with the changes, judged by itself; whether there is room for it is asked elsewhere.
pub(super) async fn patched(
    tx: &Tx,
    before: &TimeEntry,
    patch: &EntryPatch,
    zone: &Zone,
    now: Instant,
) -> Result<TimeEntry> {
    let mut entry = placed(tx, before, patch).await?;
    let mut mistakes = Mistakes::default();
    let found = &mut mistakes;
    if let Some(start) = instant(found, "start_time", patch.started_at.as_ref(), zone) {
        entry.started_at = unless_echoed(patch.started_at.as_ref(), start, Some(before.started_at), zone);
    }
    if let Some(end) = instant(found, "end_time", patch.ended_at.as_ref(), zone) {
        entry.ended_at = Some(unless_echoed(patch.ended_at.as_ref(), end, before.ended_at, zone));
    }
    let moved = (entry.started_at, entry.ended_at) != (before.started_at, before.ended_at);
    if moved {
        entry.stopped_at = None;
        entry.break_seconds = breaks_within(tx, before, &entry, now).await?;
    }
    if before.is_running() && entry.ended_at.is_some() {
        found.add("end_time", "This timer is running. Stop it to give it an end.");
    }
    entry.break_seconds = patch.break_seconds.unwrap_or(entry.break_seconds);
    if before.is_running() {
        judge_running(found, &entry, now);
    } else if moved || entry.break_seconds != before.break_seconds {
        entry.duration_seconds = duration(found, Some(entry.started_at), entry.ended_at, entry.break_seconds);
    }
    if let Some(notes) = &patch.notes {
        entry.notes = text::optional(found, "notes", "The note", notes.as_deref(), text::LONG);
    }
    if let Some(tags) = &patch.tags {
        entry.tags = text::tags(found, tags.as_deref());
    }
    if let Some(number) = &patch.invoice_number {
        entry.invoice_number = text::optional(
            found,
            "invoice_number",
            "The invoice number",
            number.as_deref(),
            100,
        );
    }
    mistakes.check()?;
    entry.billable = patch.billable.unwrap_or(entry.billable);
    entry.paid = patch.paid.unwrap_or(entry.paid);
    if patch.paid == Some(false) {
        entry.invoice_number = None;
    }
    refuse_invoiced(before, &entry)?;
    Ok(entry)
}

/// What a bill says of an entry stays as long as the entry is on it: its time, what it is for, and that it is billed.
fn refuse_invoiced(before: &TimeEntry, after: &TimeEntry) -> Result<()> {
    fn billed(entry: &TimeEntry) -> impl PartialEq {
        let work = (entry.project_id, entry.client_id, entry.task_id, entry.billable);
        (entry.started_at, entry.ended_at, entry.duration_seconds, work)
    }
    if after.invoice_number.is_none() || billed(before) == billed(after) {
        return Ok(());
    }
    refuse_frozen(before)
}

/// The stored instant where what was sent is only what we had shown of it: in the hour that the clocks
/// repeat, the same wall time means two instants. An instant that was sent as such is what it is.
fn unless_echoed(typed: Option<&Moment>, sent: Instant, stored: Option<Instant>, zone: &Zone) -> Instant {
    let is_exact = matches!(typed, Some(Moment::At(_)));
    stored
        .filter(|_| !is_exact)
        .filter(|stored| zone.local(*stored) == zone.local(sent))
        .unwrap_or(sent)
}

/// The breaks that remain when an entry's times change: pauses count as far as they lie within the new
/// times, breaks without a time of their own stay.
pub(super) async fn breaks_within(
    tx: &Tx,
    before: &TimeEntry,
    after: &TimeEntry,
    now: Instant,
) -> Result<i64> {
    let pauses = store::breaks_of(tx, before.id).await?;
    let within = |entry: &TimeEntry| -> i64 {
        let Some(span) = entry.interval(now) else { return 0 };
        let pauses = pauses
            .iter()
            .filter_map(|pause| Interval::new(pause.started_at, pause.ended_at).ok());
        pauses
            .filter_map(|pause| pause.intersect(&span))
            .map(|shared| shared.seconds())
            .sum()
    };
    let unrecorded = (before.break_seconds - within(before)).max(0);
    Ok(unrecorded + within(after))
}

/// A running timer begins in the past, and its breaks fit into what has passed.
fn judge_running(mistakes: &mut Mistakes, entry: &TimeEntry, now: Instant) {
    let until = entry.paused_at.unwrap_or(now);
    if entry.started_at > until {
        mistakes.add(
            "start_time",
            "A running timer cannot begin in the future or within its pause.",
        );
    } else if entry.break_seconds < 0 || entry.break_seconds > until.since(entry.started_at) {
        mistakes.add(
            "break_seconds",
            "The breaks are longer than the time since the start.",
        );
    }
}

/// The entry on its new place, judged only where the place changes: time on a project that was archived
/// since may still get a better note.
async fn placed(tx: &Tx, before: &TimeEntry, patch: &EntryPatch) -> Result<TimeEntry> {
    if patch.project_id.is_none() && patch.task_id.is_none() && patch.client_id.is_none() {
        return Ok(before.clone());
    }
    let moved = patch
        .project_id
        .is_some_and(|project| project != before.project_id);
    let kept_task = if moved || patch.client_id.flatten().is_some() {
        None
    } else {
        before.task_id
    };
    let task = patch.task_id.unwrap_or(kept_task);
    let project = match (patch.project_id, patch.client_id.flatten()) {
        (Some(project), _) => project,
        (None, Some(_)) => None,
        (None, None) if patch.task_id.flatten().is_some() => None,
        (None, None) => before.project_id,
    };
    let client = patch
        .client_id
        .unwrap_or(if project.is_some() { None } else { before.client_id });
    if (project, task, client) == (before.project_id, before.task_id, before.client_id) {
        return Ok(before.clone());
    }
    let place = place::find(tx, project, task, client).await?;
    if place.project_id.is_none() && place.client_id.is_none() && !before.is_running() {
        return Err(Error::field(
            "project_id",
            "Choose the project, the issue or the client that the time was for.",
        ));
    }
    Ok(TimeEntry {
        project_id: place.project_id,
        client_id: place.client_id,
        task_id: place.task_id,
        ..before.clone()
    })
}
