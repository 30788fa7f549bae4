//! Worked time by day: an entry over midnight counts on both days, each with its own part.

use super::model::{EntryView, TimeEntry};
use super::store::{self, Break, Filter};
use crate::error::Result;
use crate::users::User;
use std::collections::BTreeMap;
use timetracker_db::Read;
use timetracker_types::{Day, Instant, Interval, Zone};

/// Somebody's worked seconds on each day from `first` to `last`, in their zone, the running timer included,
/// each finished entry as rounded as they want to see it.
pub async fn day_totals(
    db: &impl Read,
    person: &User,
    first: Day,
    last: Day,
    now: Instant,
) -> Result<Vec<(Day, i64)>> {
    let zone = &person.timezone;
    let span = zone.span_of_days(first, last);
    let filter = Filter {
        user_id: Some(person.id),
        overlapping: Some(span),
        with_running: true,
        ..Filter::default()
    };
    let entries = store::list(db, &filter).await?;
    let breaks = store::breaks(db, person.id, span).await?;
    let mut totals: BTreeMap<Day, i64> = first.through(last).map(|day| (day, 0)).collect();
    for EntryView { entry, .. } in &entries {
        let mut parts = worked_by_day(entry, &breaks, zone, now);
        settle(
            &mut parts,
            entry.shown_seconds(person.rounding(), now) - entry.worked_seconds(now),
        );
        for (day, seconds) in parts {
            if let Some(total) = totals.get_mut(&day) {
                *total += seconds;
            }
        }
    }
    Ok(totals.into_iter().collect())
}

/// An entry's worked seconds by day. The parts add up to the whole: pauses are taken off the day they
/// were on, and breaks without a time of their own off the longest part.
pub fn worked_by_day(entry: &TimeEntry, breaks: &[Break], zone: &Zone, now: Instant) -> Vec<(Day, i64)> {
    let until = entry
        .ended_at
        .or(entry.paused_at)
        .unwrap_or(now)
        .max(entry.started_at);
    let Ok(span) = Interval::new(entry.started_at, until) else {
        return vec![];
    };
    let total = entry.worked_seconds(now);
    let own = || breaks.iter().filter(|pause| pause.time_entry_id == entry.id);
    let mut parts: Vec<(Day, i64)> = span
        .days(zone)
        .into_iter()
        .map(|(day, part)| {
            let paused: i64 = own().filter_map(|pause| overlap(pause, &part)).sum();
            (day, (part.seconds() - paused).max(0))
        })
        .collect();
    let difference = total - parts.iter().map(|(_, seconds)| seconds).sum::<i64>();
    settle(&mut parts, difference);
    parts
}

fn overlap(pause: &Break, part: &Interval) -> Option<i64> {
    let pause = Interval::new(pause.started_at, pause.ended_at).ok()?;
    pause.intersect(part).map(|shared| shared.seconds())
}

/// Adds the difference to the longest part, and what that cannot bear to the others.
fn settle(parts: &mut [(Day, i64)], mut difference: i64) {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|index| -parts[*index].1);
    for index in order {
        let changed = (parts[index].1 + difference).max(0);
        difference -= changed - parts[index].1;
        parts[index].1 = changed;
    }
}
