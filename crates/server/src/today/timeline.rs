//! The day as a line: entries as blocks, gaps between them, and where now is. Wall-clock time, so that the hours
//! beneath are true on every day, also where the clocks change.

use crate::http::wording;
use crate::time_entries::EntryView;
use timetracker_types::{Day, Instant, Zone, clock};

/// The line reaches at least from here to there, in hours.
const USUAL: (i64, i64) = (8, 17);
/// Gaps between so many minutes are shown.
const GAPS: std::ops::RangeInclusive<i64> = 15..=240;
/// At most so many steps between the hours beneath.
const MOST_STEPS: i64 = 12;

/// A block of the line; places are percentages of its width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// `block` or `gap`.
    pub kind: &'static str,
    /// The project's place in the palette, or nothing.
    pub color: String,
    /// Where it begins.
    pub x: String,
    /// How wide it is.
    pub width: String,
    /// What it says; nothing where there is no room.
    pub label: String,
    /// What its tooltip says.
    pub tooltip: String,
}

/// The whole line.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// Entries and gaps, in order.
    pub blocks: Vec<Block>,
    /// The hours beneath, evenly spread.
    pub hours: Vec<i64>,
    /// Where now is, if it is on the line.
    pub now: Option<String>,
    /// The same in words.
    pub summary: String,
}

/// From when to when an entry lies within the day, in minutes since midnight.
type Minutes = (i64, i64);

/// Draws the line for the entries of a day, newest first as lists have them.
pub fn draw(entries: &[EntryView], day: Day, zone: &Zone, now: Instant) -> Timeline {
    let places: Vec<Minutes> = entries
        .iter()
        .rev()
        .map(|view| place(view, day, zone, now))
        .collect();
    let (first, last, step) = axis(&places);
    let percent = |minutes: i64| wording::percent(minutes, (last - first) * 60);
    let block = |(view, (from, to)): (&EntryView, &Minutes)| Block {
        kind: "block",
        color: view
            .project_color
            .map(|color| color.to_string())
            .unwrap_or_default(),
        x: percent(from - first * 60),
        width: percent((to - from).max(2)),
        label: label(
            view.identifier.as_deref().unwrap_or_else(|| view.title()),
            to - from,
            last - first,
        ),
        tooltip: tooltip(view, zone, now),
    };
    let gap = |(from, to): Minutes| Block {
        kind: "gap",
        color: String::new(),
        x: percent(from - first * 60),
        width: percent(to - from),
        label: label(
            &format!("{} gap", clock((to - from) * 60)),
            to - from,
            last - first,
        ),
        tooltip: format!("{} without an entry", clock((to - from) * 60)),
    };
    let worked = entries.iter().rev().zip(&places).map(block);
    let minute_now = minute(now, day, zone);
    Timeline {
        blocks: worked.chain(gaps(&places).into_iter().map(gap)).collect(),
        hours: (0..=MOST_STEPS)
            .map(|index| first + index * step)
            .take_while(|hour| *hour <= last)
            .collect(),
        now: (first * 60 < minute_now && minute_now < last * 60 && zone.day_of(now) == day)
            .then(|| percent(minute_now - first * 60)),
        summary: summary(&places),
    }
}

fn place(view: &EntryView, day: Day, zone: &Zone, now: Instant) -> Minutes {
    let end = view.entry.ended_at.unwrap_or(now);
    let from = minute(view.entry.started_at, day, zone);
    (from, minute(end, day, zone).max(from))
}

/// Minutes since the day's midnight on the zone's clocks; the day's edges for what lies outside.
fn minute(at: Instant, day: Day, zone: &Zone) -> i64 {
    let local = zone.local(at);
    match local.day().cmp(&day) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => 24 * 60,
        std::cmp::Ordering::Equal => i64::from(local.hour()) * 60 + i64::from(local.minute()),
    }
}

/// The first and the last hour of the line, and the step between the hours beneath it.
fn axis(places: &[Minutes]) -> (i64, i64, i64) {
    let first = places
        .iter()
        .map(|(from, _)| from / 60)
        .min()
        .unwrap_or(USUAL.0)
        .min(USUAL.0);
    let last = places
        .iter()
        .map(|(_, to)| (to + 59) / 60)
        .max()
        .unwrap_or(USUAL.1)
        .max(USUAL.1);
    let step = (last - first + MOST_STEPS - 1) / MOST_STEPS;
    let missing = (step - (last - first) % step) % step;
    // Whole steps: later where the day has room, else earlier.
    if last + missing <= 24 {
        (first, last + missing, step)
    } else {
        ((first - missing).max(0), last, step)
    }
}

fn gaps(places: &[Minutes]) -> Vec<Minutes> {
    let mut sorted = places.to_vec();
    sorted.sort_unstable();
    let between = sorted.windows(2).map(|pair| (pair[0].1, pair[1].0));
    between.filter(|(from, to)| GAPS.contains(&(to - from))).collect()
}

/// A label where there is room for a few letters; the block cuts what is too long.
fn label(text: &str, minutes: i64, hours: i64) -> String {
    if minutes * 14 >= hours * 60 {
        text.to_owned()
    } else {
        String::new()
    }
}

fn tooltip(view: &EntryView, zone: &Zone, now: Instant) -> String {
    let name = match &view.identifier {
        Some(identifier) => format!("{identifier} {}", view.title()),
        None => view.title().to_owned(),
    };
    let end = view
        .entry
        .ended_at
        .map_or_else(|| "now".into(), |end| wording::time_of_day(end, zone));
    let start = wording::time_of_day(view.entry.started_at, zone);
    format!("{name}, {start}–{end}, {}", clock(view.entry.worked_seconds(now)))
}

fn summary(places: &[Minutes]) -> String {
    let first = places.iter().map(|(from, _)| from).min();
    let last = places.iter().map(|(_, to)| to).max();
    match (first, last) {
        (Some(first), Some(last)) => {
            let count = i64::try_from(places.len()).unwrap_or(0);
            let entries = wording::counted(count, "entry", "entries");
            format!("{entries} between {} and {}", clock(first * 60), clock(last * 60))
        }
        _ => "No entries".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_day_reaches_from_eight_to_five() {
        assert_eq!(axis(&[]), (8, 17, 1));
        assert_eq!(axis(&[(9 * 60, 10 * 60)]), (8, 17, 1));
    }

    #[test]
    fn a_long_day_is_shown_whole_with_fewer_hours_beneath() {
        let (first, last, step) = axis(&[(0, 30), (23 * 60, 24 * 60)]);
        assert_eq!((first, last, step), (0, 24, 2));
        for places in [vec![(0, 60)], vec![(5 * 60, 23 * 60 + 1)], vec![(60, 24 * 60)]] {
            let (first, last, step) = axis(&places);
            assert!(
                first >= 0 && last <= 24 && (last - first) % step == 0,
                "{first}–{last} by {step}"
            );
        }
    }

    #[test]
    fn only_gaps_worth_filling_are_shown() {
        let places = [(600, 700), (480, 590), (705, 760), (790, 800), (1100, 1200)];
        assert_eq!(gaps(&places), [(760, 790)]);
    }
}
