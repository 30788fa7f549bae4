use std::time::Duration;

use proptest::prelude::*;
use timetracker_types::{Day, Instant, LocalTime, Showings, Zone};

use crate::{any_day, any_instant, any_zone, day, instant, modern_day, modern_instant, zone};

const MILLISECOND: Duration = Duration::from_millis(1);

fn local(text: &str) -> LocalTime {
    text.parse().unwrap()
}

#[track_caller]
fn assert_day(zone_name: &str, date: &str, starts: &str, minutes: i64) {
    let span = zone(zone_name).span_of(day(date));
    assert_eq!(span.start().to_rfc3339(), starts, "{zone_name} {date}");
    assert_eq!(span.seconds(), minutes * 60, "{zone_name} {date}");
}

#[test]
fn days_are_as_long_as_their_clocks_make_them() {
    assert_day("UTC", "2026-03-29", "2026-03-29T00:00:00Z", 24 * 60);
    assert_day("Europe/Berlin", "2026-03-28", "2026-03-27T23:00:00Z", 24 * 60);
    assert_day("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", 23 * 60);
    assert_day("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", 25 * 60);
    assert_day("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z", 23 * 60);
    assert_day("America/New_York", "2026-11-01", "2026-11-01T04:00:00Z", 25 * 60);
    assert_day(
        "Australia/Lord_Howe",
        "2026-04-05",
        "2026-04-04T13:00:00Z",
        24 * 60 + 30,
    );
    assert_day(
        "Australia/Lord_Howe",
        "2026-10-04",
        "2026-10-03T13:30:00Z",
        23 * 60 + 30,
    );
    assert_day("Asia/Kathmandu", "2026-11-23", "2026-11-22T18:15:00Z", 24 * 60);
}

#[test]
fn a_day_whose_midnight_was_skipped_starts_after_the_gap() {
    assert_day("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", 23 * 60);
    assert_day(
        "Asia/Kathmandu",
        "1986-01-01",
        "1985-12-31T18:30:00Z",
        23 * 60 + 45,
    );
    // 23:30 became 00:30: half of the gap belonged to each of the two days.
    assert_day(
        "America/Toronto",
        "1919-03-30",
        "1919-03-30T05:00:00Z",
        23 * 60 + 30,
    );
    assert_day(
        "America/Toronto",
        "1919-03-31",
        "1919-03-31T04:30:00Z",
        23 * 60 + 30,
    );
    let toronto = zone("America/Toronto");
    assert_eq!(
        toronto.local(toronto.start_of(day("1919-03-31"))),
        local("1919-03-31T00:30")
    );
}

#[test]
fn a_skipped_day_is_empty_and_its_neighbours_touch() {
    let apia = zone("Pacific/Apia");
    let skipped = apia.span_of(day("2011-12-30"));
    assert!(skipped.is_empty());
    assert_eq!(
        apia.span_of(day("2011-12-29")).end(),
        apia.span_of(day("2011-12-31")).start()
    );
    assert_eq!(apia.day_of(skipped.start()), day("2011-12-31"));
    assert_eq!(apia.day_of(skipped.start().minus(MILLISECOND)), day("2011-12-29"));
    assert_day("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", 24 * 60);
}

#[test]
fn a_day_that_ended_twice_is_long() {
    assert_day("America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z", 25 * 60);
    assert_day("Pacific/Kwajalein", "1969-09-30", "1969-09-29T13:00:00Z", 47 * 60);
}

#[test]
fn a_day_once_begun_goes_on_when_clocks_go_back_over_midnight() {
    // At 00:01 on the 29th it was 23:01 on the 28th again.
    let st_johns = zone("America/St_Johns");
    let (before, after) = (day("2006-10-28"), day("2006-10-29"));
    assert_day("America/St_Johns", "2006-10-28", "2006-10-28T02:30:00Z", 24 * 60);
    assert_day("America/St_Johns", "2006-10-29", "2006-10-29T02:30:00Z", 25 * 60);
    let repeated = instant("2006-10-29T03:00:00Z");
    assert_eq!(st_johns.local(repeated), local("2006-10-28T23:30"));
    assert_eq!(st_johns.day_of(repeated), after);
    assert_eq!(st_johns.day_of(instant("2006-10-29T02:00:00Z")), before);
}

#[test]
fn skipped_times_move_later_and_repeated_ones_are_the_first() {
    let berlin = zone("Europe/Berlin");
    assert_eq!(
        berlin.instant_of(local("2026-03-29T02:30")),
        instant("2026-03-29T03:30+02:00")
    );
    assert_eq!(
        berlin.instant_of(local("2026-03-29T02:00")),
        instant("2026-03-29T03:00+02:00")
    );
    assert_eq!(
        berlin.instant_of(local("2026-10-25T02:30")),
        instant("2026-10-25T02:30+02:00")
    );
    assert_eq!(
        berlin.instant_of(local("2026-10-25T03:00")),
        instant("2026-10-25T03:00+01:00")
    );
    let lord_howe = zone("Australia/Lord_Howe");
    assert_eq!(
        lord_howe.local(lord_howe.instant_of(local("2026-10-04T02:10"))),
        local("2026-10-04T02:40")
    );
    let apia = zone("Pacific/Apia");
    assert_eq!(
        apia.local(apia.instant_of(local("2011-12-30T09:00"))),
        local("2011-12-31T09:00")
    );
}

#[test]
fn instants_are_written_with_the_offset_of_the_zone() {
    let moment = instant("2026-07-01T10:00:00.250Z");
    assert_eq!(
        zone("Asia/Kathmandu").to_rfc3339(moment),
        "2026-07-01T15:45:00.250+05:45"
    );
    assert_eq!(
        zone("America/St_Johns").to_rfc3339(moment),
        "2026-07-01T07:30:00.250-02:30"
    );
    assert_eq!(Zone::utc().to_rfc3339(moment), "2026-07-01T10:00:00.250Z");
    let monrovia = zone("Africa/Monrovia");
    assert_eq!(monrovia.offset_seconds(instant("1960-01-01T00:00Z")), -2670);
    assert_eq!(
        monrovia.to_rfc3339(instant("1960-01-01T00:00Z")),
        "1959-12-31T23:16:00-00:44"
    );
}

#[test]
fn a_zone_is_known_by_any_case_of_its_name() {
    assert_eq!(zone("europe/BERLIN").name(), "Europe/Berlin");
    assert_eq!(zone("europe/BERLIN"), zone("Europe/Berlin"));
    assert_eq!(zone("utc"), Zone::utc());
    assert_eq!(zone(" CET ").name(), "CET");
    assert_eq!(zone("Etc/GMT-5").offset_seconds(Instant::EPOCH), 5 * 3600);
    assert_eq!(
        serde_json::to_string(&zone("Asia/Kathmandu")).unwrap(),
        "\"Asia/Kathmandu\""
    );
    assert_eq!(
        serde_json::from_str::<Zone>("\"asia/kathmandu\"").unwrap(),
        zone("Asia/Kathmandu")
    );
}

#[test]
fn what_is_no_zone_is_answered_with_one_that_is() {
    for text in [
        "",
        " ",
        "Etc/Unknown",
        "+01:00",
        "UTC+2",
        "EST5EDT4,M3.2.0,M11.1.0",
        "../etc/passwd",
        "Europe/",
    ] {
        assert!(text.parse::<Zone>().is_err(), "{text:?}");
    }
    let sentence = |text: &str| text.parse::<Zone>().unwrap_err().to_string();
    assert_eq!(
        sentence("Mars/Olympus"),
        "“Mars/Olympus” is not a time zone. Use a name like Europe/Brussels."
    );
    assert_eq!(
        sentence("new york"),
        "“new york” is not a time zone. Use a name like America/New_York."
    );
}

#[test]
fn every_name_offered_is_a_zone() {
    let names = Zone::all();
    assert!(names.len() > 300, "{}", names.len());
    assert!(names.is_sorted());
    for wanted in [
        "UTC",
        "Europe/Brussels",
        "Europe/Rome",
        "America/Argentina/Buenos_Aires",
        "Asia/Kolkata",
    ] {
        assert!(names.iter().any(|name| name == wanted), "{wanted}");
    }
    for name in names {
        assert_eq!(zone(name).name(), name);
    }
}

#[test]
fn the_ends_of_time_are_days_too() {
    for name in ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"] {
        let zone = zone(name);
        for (moment, day) in [(Instant::MIN, Day::MIN), (Instant::MAX, Day::MAX)] {
            assert_eq!(zone.day_of(moment), day, "{name}");
        }
        assert_eq!(zone.span_of(Day::MAX).end(), Instant::MAX);
        assert_eq!(zone.span_of_days(Day::MIN, Day::MAX).end(), Instant::MAX);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn days_follow_each_other_without_gap_or_overlap(zone in any_zone(), day in any_day()) {
        let (span, next) = (zone.span_of(day), zone.span_of(day.plus_days(1)));
        prop_assert!(span.start() <= span.end());
        prop_assert_eq!(span.end(), next.start());
        prop_assert_eq!(zone.span_of_days(day, day.plus_days(1)).seconds(), span.seconds() + next.seconds());
    }

    #[test]
    fn an_instant_is_on_the_day_that_contains_it(zone in any_zone(), instant in modern_instant()) {
        let day = zone.day_of(instant);
        prop_assert!(zone.span_of(day).contains(instant));
        prop_assert!(zone.local(instant).day() <= day);
    }

    #[test]
    fn every_instant_of_a_day_is_on_it(zone in any_zone(), day in any_day(), part in 0.0..1.0) {
        let span = zone.span_of(day);
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "any point will do")]
        let inside = span.start().as_millis() + (span.millis() as f64 * part) as i64;
        for moment in [span.start(), Instant::from_millis(inside), span.end().minus(MILLISECOND)] {
            prop_assert!(span.is_empty() || zone.day_of(moment) == day, "{} {}", day, moment);
        }
    }

    #[test]
    fn a_day_starts_when_its_date_first_shows(zone in any_zone(), day in any_day()) {
        let start = zone.start_of(day);
        prop_assert!(zone.local(start).day() >= day);
        prop_assert!(zone.local(start.minus(MILLISECOND)).day() < day);
    }

    #[test]
    fn what_the_clocks_show_leads_back_or_to_the_first_of_two(zone in any_zone(), instant in modern_instant()) {
        let back = zone.instant_of(zone.local(instant));
        prop_assert!(back <= instant);
        prop_assert_eq!(zone.local(back), zone.local(instant));
    }

    #[test]
    fn only_a_skipped_time_changes_and_only_forward(zone in any_zone(), day in modern_day(), minute in 0..1440_u16) {
        let (hour, minute) = (u8::try_from(minute / 60).unwrap(), u8::try_from(minute % 60).unwrap());
        let wanted = LocalTime::new(day, hour, minute, 0).unwrap();
        let shown = zone.local(zone.instant_of(wanted));
        prop_assert!(shown >= wanted);
        if shown > wanted {
            // No instant near shows it: no clock of the days around did.
            let long_before = zone.instant_of(wanted).plus_seconds(-36 * 3600);
            let shows = |minute: i64| zone.local(long_before.plus_seconds(minute * 60)) == wanted;
            prop_assert!(!(0..72 * 60).any(shows));
        }
    }

    #[test]
    fn the_text_with_the_offset_means_the_same_instant(zone in any_zone(), instant in modern_instant()) {
        prop_assert_eq!(Instant::from_rfc3339(&zone.to_rfc3339(instant)), Ok(instant));
    }

    #[test]
    fn nothing_panics_at_any_instant(zone in any_zone(), instant in any_instant()) {
        let span = zone.span_of(zone.day_of(instant));
        prop_assert!(span.start() <= instant && instant <= span.end());
        zone.instant_of(zone.local(instant));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Looks through three days of clocks, minute by minute, knowing nothing of gaps and folds.
    #[test]
    fn a_day_starts_where_looking_finds_its_date_first(zone in any_zone(), day in modern_day()) {
        let a_day_and_a_half_before = Zone::utc().start_of(day).plus_seconds(-36 * 3600);
        let minutes = (0..72 * 60).map(|minute| a_day_and_a_half_before.plus_seconds(minute * 60));
        let first = minutes.into_iter().find(|minute| zone.local(*minute).day() >= day);
        prop_assert_eq!(Some(zone.start_of(day)), first);
    }
}

#[test]
fn hours_that_clocks_skip_or_repeat_are_known() {
    let showings = |text: &str| zone("Europe/Berlin").showings_of(local(text));
    assert_eq!(showings("2026-03-29T02:30"), Showings::Never);
    assert_eq!(showings("2026-03-29T03:00"), Showings::Once);
    assert_eq!(showings("2026-10-25T02:30"), Showings::Twice);
    assert_eq!(showings("2026-10-25T03:00"), Showings::Once);
}

proptest! {
    #[test]
    fn a_time_that_a_clock_shows_is_shown_at_least_once(zone in any_zone(), instant in modern_instant()) {
        prop_assert_ne!(zone.showings_of(zone.local(instant)), Showings::Never);
    }
}
