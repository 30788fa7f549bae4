use proptest::prelude::*;
use timetracker_types::{Instant, Interval};

use crate::{any_zone, day, instant, interval, modern_instant, zone};

/// Small numbers, so that edges often meet.
fn small() -> impl Strategy<Value = Interval> {
    (0..40_i64, 0..12_i64).prop_map(|(start, length)| seconds(start, start + length))
}

fn seconds(start: i64, end: i64) -> Interval {
    interval(
        Instant::EPOCH.plus_seconds(start),
        Instant::EPOCH.plus_seconds(end),
    )
}

fn points() -> impl Iterator<Item = Instant> {
    (-1..60).map(|second| Instant::EPOCH.plus_seconds(second))
}

/// Up to a fortnight, to the millisecond.
fn stretch() -> impl Strategy<Value = Interval> {
    (modern_instant(), 0..14 * 86_400_000_i64)
        .prop_map(|(start, length)| interval(start, Instant::from_millis(start.as_millis() + length)))
}

#[test]
fn an_end_before_its_start_is_refused() {
    let error = Interval::new(instant("2026-11-23T09:00Z"), instant("2026-11-23T08:00Z")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The end (2026-11-23T08:00:00Z) is before the start (2026-11-23T09:00:00Z). \
         Choose an end that is not earlier than the start."
    );
    let json = r#"{"start":"2026-11-23T09:00:00Z","end":"2026-11-23T08:00:00Z"}"#;
    assert!(serde_json::from_str::<Interval>(json).is_err());
    let json = r#"{"start":"2026-11-23T08:00:00Z","end":"2026-11-23T09:00:00Z"}"#;
    let hour: Interval = serde_json::from_str(json).unwrap();
    assert_eq!(
        (hour.seconds(), serde_json::to_string(&hour).unwrap().as_str()),
        (3600, json)
    );
}

#[test]
fn neighbours_touch_and_do_not_overlap() {
    assert!(!seconds(0, 10).overlaps(&seconds(10, 20)));
    assert!(seconds(0, 11).overlaps(&seconds(10, 20)));
    assert!(!seconds(5, 5).overlaps(&seconds(0, 10)));
    assert!(seconds(0, 10).contains(Instant::EPOCH));
    assert!(!seconds(0, 10).contains(Instant::EPOCH.plus_seconds(10)));
}

#[test]
fn a_night_is_split_at_its_midnights() {
    let berlin = zone("Europe/Berlin");
    let shift = interval(
        instant("2026-10-24T20:00+02:00"),
        instant("2026-10-26T01:00+01:00"),
    );
    let hours: Vec<_> = shift
        .days(&berlin)
        .iter()
        .map(|(day, part)| (day.to_string(), part.seconds() / 3600))
        .collect();
    let expected = [("2026-10-24", 4), ("2026-10-25", 25), ("2026-10-26", 1)];
    assert_eq!(hours, expected.map(|(day, hours)| (day.to_owned(), hours)));
}

#[test]
fn a_skipped_day_gets_no_part() {
    let apia = zone("Pacific/Apia");
    let week = interval(
        instant("2011-12-29T12:00-10:00"),
        instant("2011-12-31T12:00+14:00"),
    );
    let days: Vec<_> = week.days(&apia).into_iter().map(|(day, _)| day).collect();
    assert_eq!(days, [day("2011-12-29"), day("2011-12-31")]);
}

#[test]
fn what_ends_at_midnight_and_what_is_empty_are_on_one_day() {
    let utc = zone("UTC");
    let midnight = instant("2026-11-24T00:00Z");
    let evening = interval(instant("2026-11-23T20:00Z"), midnight);
    assert_eq!(evening.days(&utc), [(day("2026-11-23"), evening)]);
    let nothing = interval(midnight, midnight);
    assert_eq!(nothing.days(&utc), [(day("2026-11-24"), nothing)]);
    let last = interval(Instant::MAX.plus_seconds(-86_400 * 2), Instant::MAX);
    assert_eq!(last.days(&utc).len(), 3);
}

#[test]
fn gaps_are_what_nothing_covers() {
    let day = seconds(0, 100);
    assert_eq!(day.uncovered(&[]), [day]);
    assert_eq!(
        day.uncovered(&[seconds(60, 80), seconds(10, 30), seconds(20, 40)]),
        [seconds(0, 10), seconds(40, 60), seconds(80, 100)]
    );
    assert_eq!(
        day.uncovered(&[seconds(0, 60), seconds(20, 30)]),
        [seconds(60, 100)]
    );
    assert_eq!(day.uncovered(&[seconds(0, 50), seconds(50, 120)]), []);
    assert_eq!(day.uncovered(&[seconds(50, 50)]), [day]);
}

proptest! {
    #[test]
    fn the_parts_of_the_days_are_the_whole(zone in any_zone(), whole in stretch()) {
        let parts = whole.days(&zone);
        prop_assert_eq!(parts.iter().map(|(_, part)| part.millis()).sum::<i64>(), whole.millis());
        prop_assert_eq!(parts[0].1.start(), whole.start());
        prop_assert_eq!(parts[parts.len() - 1].1.end(), whole.end());
        for pair in parts.windows(2) {
            prop_assert!(pair[0].0 < pair[1].0);
            prop_assert_eq!(pair[0].1.end(), pair[1].1.start());
        }
        for (day, part) in &parts {
            prop_assert!(part == &whole || !part.is_empty());
            prop_assert_eq!(zone.day_of(part.start()), *day);
            prop_assert!(part.end() <= zone.span_of(*day).end());
        }
    }

    #[test]
    fn whole_seconds_are_split_into_whole_seconds(zone in any_zone(), whole in stretch()) {
        let whole = interval(whole.start().floor_to_second(), whole.end().floor_to_second());
        let parts = whole.days(&zone);
        prop_assert_eq!(parts.iter().map(|(_, part)| part.seconds()).sum::<i64>(), whole.seconds());
    }

    #[test]
    fn an_intersection_is_what_is_in_both(a in small(), b in small()) {
        let both = a.intersect(&b);
        prop_assert_eq!(both, b.intersect(&a));
        prop_assert_eq!(both.is_some(), a.overlaps(&b));
        for point in points() {
            prop_assert_eq!(both.is_some_and(|both| both.contains(point)), a.contains(point) && b.contains(point));
        }
    }

    #[test]
    fn gaps_and_covers_together_are_the_whole(start in 0..10_i64, end in 10..55_i64, covers in prop::collection::vec(small(), 0..8)) {
        let within = seconds(start, end);
        let gaps = within.uncovered(&covers);
        for point in points() {
            let covered = covers.iter().any(|cover| cover.contains(point));
            let in_gap = gaps.iter().filter(|gap| gap.contains(point)).count();
            prop_assert_eq!(in_gap, usize::from(within.contains(point) && !covered));
        }
        for pair in gaps.windows(2) {
            prop_assert!(pair[0].end() < pair[1].start(), "gaps that touch are one gap");
        }
        prop_assert!(gaps.iter().all(|gap| !gap.is_empty()));
    }
}
