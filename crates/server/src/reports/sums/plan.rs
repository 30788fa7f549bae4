//! Where a sum comes from: whole months that are kept ready, and windows over the entries themselves.
//!
//! A month is kept by UTC, but begins in the reader's zone a few hours earlier or later. The entries between the two
//! beginnings were counted in one month and belong to the other: a window takes them from the one (−1) and gives
//! them to the other (+1). Within a range that nobody tells apart by month they cancel out, so that only the windows
//! at its ends are looked at.

use super::super::dimension::Dimension;
use super::{Filter, Scope, month_number};
use timetracker_types::{Day, Instant, Weekday, Zone};

/// Entries that began in a half-open span, counted with a sign in groups of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// From here …
    pub from: Instant,
    /// … to before here.
    pub to: Instant,
    /// 1 or −1.
    pub sign: i64,
    /// The numbers of the group of time by the first and by the second dimension; 0 where it is none of time.
    pub periods: [i64; 2],
}

/// What is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// The first and the last month, by number, both included.
    pub months: Option<(i64, i64)>,
    /// What is read from the entries.
    pub windows: Vec<Window>,
}

impl Plan {
    /// For sums by these dimensions, two at most.
    pub fn of(scope: &Scope, by: &[Dimension]) -> Self {
        let is_kept = months_know(&scope.filter) && by.iter().all(|one| is_coarse(*one));
        match whole_months(scope).filter(|_| is_kept) {
            Some((first, last)) => Self::by_months(scope, by, first, last),
            None => Self {
                months: None,
                windows: windows(scope, by, scope.days.first, scope.days.last),
            },
        }
    }

    /// The months from the one that begins on `first` to the one that begins on `last`, and what lies around them.
    fn by_months(scope: &Scope, by: &[Dimension], first: Day, last: Day) -> Self {
        let after = Dimension::Month.next(last);
        let mut all = windows(scope, by, scope.days.first, first.plus_days(-1));
        all.extend(windows(scope, by, after, scope.days.last));
        let is_told_apart = by.contains(&Dimension::Month);
        let mut start = first;
        while start <= after {
            if is_told_apart || start == first || start == after {
                all.extend(around(&scope.zone, by, start, (start > first, start < after)));
            }
            let next = Dimension::Month.next(start);
            if next == start {
                break; // the calendar ends here
            }
            start = next;
        }
        Self {
            months: Some((month_number(first), month_number(last))),
            windows: all,
        }
    }
}

/// Whether the kept months hold what the filter asks for.
fn months_know(filter: &Filter) -> bool {
    filter.task.is_any() && filter.tags.is_empty() && !filter.untagged && filter.notes.is_empty()
}

/// Whether the kept months tell this apart.
fn is_coarse(dimension: Dimension) -> bool {
    use Dimension::{Client, Month, Person, Project};
    matches!(dimension, Client | Month | Person | Project)
}

/// The first days of the first and the last calendar month that lie in the range whole.
fn whole_months(scope: &Scope) -> Option<(Day, Day)> {
    let first = scope.days.first.plus_days(-1).month_end().plus_days(1);
    let last = scope
        .days
        .last
        .plus_days(1)
        .month_start()
        .plus_days(-1)
        .month_start();
    (first <= last).then_some((first, last))
}

/// The numbers of the groups of time in which a day lies.
fn periods(by: &[Dimension], day: Day, first_weekday: Weekday) -> [i64; 2] {
    let mut numbers = [0; 2];
    for (number, dimension) in numbers.iter_mut().zip(by) {
        if dimension.is_time() {
            *number = dimension.number(dimension.start_of(day, first_weekday));
        }
    }
    numbers
}

/// The time between two days, both included, cut wherever a group of time ends.
fn windows(scope: &Scope, by: &[Dimension], first: Day, last: Day) -> Vec<Window> {
    let mut all = Vec::new();
    let mut from = first;
    while from <= last {
        let ends = by.iter().filter(|dimension| dimension.is_time());
        let ends = ends.map(|dimension| dimension.next(dimension.start_of(from, scope.first_weekday)));
        let next = ends.fold(last.plus_days(1), Day::min);
        if next == from {
            break; // the calendar's last day has none after it
        }
        all.push(Window {
            from: scope.zone.start_of(from),
            to: scope.zone.start_of(next),
            sign: 1,
            periods: periods(by, from, scope.first_weekday),
        });
        from = next;
    }
    all
}

/// What the beginning of a month in the zone moves between the kept month before it and the one after it, where
/// these are read.
fn around(zone: &Zone, by: &[Dimension], start: Day, (has_before, has_after): (bool, bool)) -> Vec<Window> {
    let (local, utc) = (zone.start_of(start), Zone::utc().start_of(start));
    let (from, to) = (local.min(utc), local.max(utc));
    // East of Greenwich a month begins early: what lies between belongs to it and was counted in the one before.
    let sign = if local < utc { 1 } else { -1 };
    let window = |sign: i64, day: Day| Window {
        from,
        to,
        sign,
        periods: periods(by, day, Weekday::ALL[0]),
    };
    let mut all = Vec::new();
    if from < to && has_after {
        all.push(window(sign, start));
    }
    if from < to && has_before {
        all.push(window(-sign, start.plus_days(-1)));
    }
    all
}
