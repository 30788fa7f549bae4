//! What instants a typed time means, for somebody in a zone, now.

use super::times::minute_of_day;
use timetracker_types::{Day, Instant, LocalTime, Zone, parse_duration};

/// When something was, as far as it is said.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct When {
    /// Which day; the day at hand where it is not said.
    pub day: Option<Day>,
    /// When it began, in minutes after midnight.
    pub from: Option<i64>,
    /// When it ended, in minutes after midnight.
    pub to: Option<i64>,
    /// How long it took, in seconds.
    pub length: Option<i64>,
    /// How long ago it began, in seconds; how long ago it ended where there is a length.
    pub ago: Option<i64>,
}

/// Where a time lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// From when to when; the end may be before the start, which is the action's to refuse.
    Span(Instant, Instant),
    /// So many seconds somewhere on that day.
    Somewhere(Day, i64),
    /// Not enough is said.
    Unsaid,
}

impl When {
    /// Where it lies. `at_hand` is the day that is meant where none is said.
    ///
    /// A length alone ends now: never in the future, and as long on the clock that never jumps. A length on another
    /// day lies wherever there is room. A start alone lasts until now.
    pub fn placed(&self, at_hand: Day, zone: &Zone, now: Instant) -> Placement {
        let day = self.day.unwrap_or(at_hand);
        let today = zone.day_of(now);
        let at = |day: Day, minute: i64| on_day(day, minute).map(|local| zone.instant_of(local));
        let found = match (self.from, self.to, self.length, self.ago) {
            (None, None, length, Some(ago)) => {
                let then = now.plus_seconds(-ago);
                Some(length.map_or((then, now), |length| (then.plus_seconds(-length), then)))
            }
            (Some(from), Some(to), _, _) => {
                // An end before the start lies after midnight.
                let last = if to < from { day.plus_days(1) } else { day };
                at(day, from).zip(at(last, to))
            }
            (Some(from), None, Some(length), _) => {
                at(day, from).map(|start| (start, start.plus_seconds(length)))
            }
            (None, Some(to), Some(length), _) => at(day, to).map(|end| (end.plus_seconds(-length), end)),
            (None, None, Some(length), None) if day == today => Some((now.plus_seconds(-length), now)),
            (None, None, Some(length), None) => return Placement::Somewhere(day, length),
            (Some(from), None, None, _) if day == today => at(day, from).map(|start| (start, now)),
            _ => None,
        };
        found.map_or(Placement::Unsaid, |(start, end)| Placement::Span(start, end))
    }
}

/// What the clocks show so many minutes after midnight of a day, less than a day.
fn on_day(day: Day, minute: i64) -> Option<LocalTime> {
    LocalTime::new(
        day,
        u8::try_from(minute / 60).ok()?,
        u8::try_from(minute % 60).ok()?,
        0,
    )
    .ok()
}

/// The start that somebody types for a timer that began at `started`: `9:15`, `-5` or `+5` minutes from what it is,
/// `45m ago`. A time of day is the last one that is not in the future.
pub fn start_of(text: &str, started: Instant, zone: &Zone, now: Instant) -> Option<Instant> {
    let text = text.trim().to_lowercase();
    if let Some(shift) = text.strip_prefix(['-', '−', '+']) {
        let seconds = match shift.trim().parse::<i64>() {
            Ok(minutes) => minutes.checked_mul(60)?,
            Err(_) => parse_duration(shift).ok()?,
        };
        let seconds = (0..=31 * 86_400).contains(&seconds).then_some(seconds)?;
        return Some(started.plus_seconds(if text.starts_with('+') { seconds } else { -seconds }));
    }
    let today = zone.day_of(now);
    let said = super::read(&text, today);
    if said.notes.is_empty()
        && let Placement::Span(start, _) = (When {
            to: None,
            ..said.when.clone()
        })
        .placed(today, zone, now)
        && said.when.length.is_none()
    {
        return Some(start);
    }
    let minute = minute_of_day(&text)?;
    [today, today.plus_days(-1)]
        .into_iter()
        .filter_map(|day| on_day(day, minute).map(|local| zone.instant_of(local)))
        .find(|at| *at <= now)
}

/// The first time that the clocks show a typed time of day after `started`, if that has passed.
pub fn moment_after(text: &str, started: Instant, zone: &Zone, now: Instant) -> Option<Instant> {
    let minute = minute_of_day(text)?;
    let first = zone.day_of(started);
    first
        .through(zone.day_of(now))
        .filter_map(|day| on_day(day, minute).map(|local| zone.instant_of(local)))
        .find(|at| *at > started)
        .filter(|at| *at <= now)
}
