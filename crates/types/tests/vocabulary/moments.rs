use std::time::Duration;

use proptest::prelude::*;
use timetracker_types::{Day, Instant, LocalTime, MomentError, parse_moment};

use crate::{any_instant, any_zone, day, instant, modern_day, zone};

#[test]
fn a_local_time_is_read_in_the_usual_forms() {
    for (text, shown) in [
        ("2026-11-23T09:00", "2026-11-23T09:00:00"),
        ("2026-11-23 09:00", "2026-11-23T09:00:00"),
        ("2026-11-23t09:00:07", "2026-11-23T09:00:07"),
        (" 2026-11-23T09:00:00 ", "2026-11-23T09:00:00"),
        ("2026-11-23T09:00:00.25", "2026-11-23T09:00:00.250000"),
        ("2026-11-23T23:59:59.999999", "2026-11-23T23:59:59.999000"),
        ("2026-11-23T09:00:00.000400", "2026-11-23T09:00:00"),
    ] {
        let time: LocalTime = text.parse().unwrap();
        assert_eq!(time.to_string(), shown, "{text:?}");
        assert_eq!(serde_json::to_string(&time).unwrap(), format!("\"{shown}\""));
        assert_eq!(shown.parse(), Ok(time));
    }
}

#[test]
fn what_is_no_moment_is_told_apart() {
    let berlin = zone("Europe/Berlin");
    let error = |text: &str| parse_moment(text, &berlin).unwrap_err();
    for text in [
        "",
        "now",
        "2026-11-23T",
        "2026-11-23T9:00",
        "2026-11-23T09",
        "2026-11-23T09:00:00.",
        "2026-11-23T09:00.5",
        "2026-11-23_09:00",
        "2026-11-23T09:00:00:00",
        "2026-11-23  09:00",
        "23.11.2026 09:00",
        "2026-11-23T0९:00",
    ] {
        assert!(
            matches!(error(text), MomentError::Form(_)),
            "{text:?} {:?}",
            error(text)
        );
    }
    assert!(matches!(error("2026-11-23"), MomentError::DateOnly(_)));
    assert!(matches!(error("2026-02-30T09:00"), MomentError::Day(_)));
    assert!(matches!(error("0026-02-20T09:00"), MomentError::Day(_)));
    for text in ["2026-11-23T24:00", "2026-11-23T09:60", "2026-11-23T09:00:60"] {
        assert!(matches!(error(text), MomentError::TimeOfDay(_)), "{text:?}");
    }
    for text in [
        "2026-11-23T09:00+1",
        "2026-11-23T09:00+24:00",
        "2026-11-23T09:00+01:60",
        "2026-11-23T09:00Zulu",
        "2026-11-23T09:00+01:00[Europe/Berlin]",
        "2026-11-23T09:00-é1",
    ] {
        assert!(
            matches!(error(text), MomentError::Offset(_)),
            "{text:?} {:?}",
            error(text)
        );
    }
    assert!(matches!(
        "2026-11-23T09:00Z".parse::<LocalTime>(),
        Err(MomentError::OffsetUnwanted(_))
    ));
    assert!(matches!(
        Instant::from_rfc3339("2026-11-23T09:00"),
        Err(MomentError::OffsetMissing(_))
    ));
    assert!(matches!(error("1900-01-01T00:00+01:00"), MomentError::Range(_)));
    assert!(matches!(error("9999-12-31T23:30-01:00"), MomentError::Range(_)));
}

#[test]
fn errors_say_what_works() {
    let sentence = |text: &str| text.parse::<Instant>().unwrap_err().to_string();
    assert_eq!(
        sentence("2026-11-23"),
        "“2026-11-23” has no time of day. Add one, like 2026-11-23T09:00."
    );
    assert_eq!(
        sentence("2026-11-23T09:00"),
        "“2026-11-23T09:00” does not say how far from UTC it is. End it with Z or an offset like +01:00."
    );
    assert_eq!(
        sentence("2026-02-30T09:00Z"),
        "There is no 2026-02-30 in the calendar."
    );
    assert_eq!(
        sentence("2026-11-23T25:10Z"),
        "There is no 25:10:00 in a day. Use a time from 00:00 to 23:59."
    );
}

#[test]
fn an_offset_wins_over_the_zone() {
    let berlin = zone("Europe/Berlin");
    let nine = instant("2026-11-23T08:00:00Z");
    for text in [
        "2026-11-23T09:00",
        "2026-11-23T08:00Z",
        "2026-11-23T08:00:00z",
        "2026-11-23T03:00-05:00",
        "2026-11-23T09:00:00.000+0100",
        "2026-11-23 09:00:00 +01",
        "2026-11-23T13:45+05:45",
    ] {
        assert_eq!(parse_moment(text, &berlin), Ok(nine), "{text:?}");
    }
}

#[test]
fn instants_are_written_in_utc_with_milliseconds_only_when_there_are_some() {
    assert_eq!(Instant::EPOCH.to_rfc3339(), "1970-01-01T00:00:00Z");
    assert_eq!(Instant::from_millis(-1).to_rfc3339(), "1969-12-31T23:59:59.999Z");
    assert_eq!(Instant::from_millis(50).to_string(), "1970-01-01T00:00:00.050Z");
    assert_eq!(Instant::MIN.to_rfc3339(), "1900-01-01T00:00:00Z");
    assert_eq!(Instant::MAX.to_rfc3339(), "9999-12-31T23:59:59.999Z");
    assert_eq!(instant("2000-02-29T12:00Z").as_millis(), 951_825_600_000);
}

#[test]
fn instants_stop_at_the_edges() {
    assert_eq!(Instant::from_millis(i64::MAX), Instant::MAX);
    assert_eq!(Instant::from_millis(i64::MIN), Instant::MIN);
    assert_eq!(Instant::EPOCH.plus(Duration::MAX), Instant::MAX);
    assert_eq!(Instant::EPOCH.minus(Duration::MAX), Instant::MIN);
    assert_eq!(Instant::EPOCH.plus_seconds(i64::MIN), Instant::MIN);
}

#[test]
fn seconds_between_are_rounded_down() {
    let (early, late) = (Instant::from_millis(-500), Instant::from_millis(1000));
    assert_eq!(late.since(early), 1);
    assert_eq!(early.since(late), -2);
    assert_eq!(early.floor_to_second(), Instant::from_millis(-1000));
    assert_eq!(late.floor_to_second(), late);
}

#[test]
fn clocks_are_read_in_both_manners() {
    for (time, long, short) in [
        ("00:00", "00:00", "12:00 AM"),
        ("00:59", "00:59", "12:59 AM"),
        ("09:05", "09:05", "9:05 AM"),
        ("12:00", "12:00", "12:00 PM"),
        ("13:07", "13:07", "1:07 PM"),
        ("23:59", "23:59", "11:59 PM"),
    ] {
        let time: LocalTime = format!("2026-11-23T{time}").parse().unwrap();
        assert_eq!(time.format_clock24(), long);
        assert_eq!(time.format_clock12(), short);
    }
}

#[test]
fn a_time_of_day_can_be_put_in_another_ones_place() {
    let time: LocalTime = "2026-11-23T09:41:07.5".parse().unwrap();
    assert_eq!(time.with_time(17, 30).unwrap().to_string(), "2026-11-23T17:30:00");
    assert!(time.with_time(24, 0).is_err());
    assert!(time.with_time(0, 60).is_err());
    assert_eq!(
        (time.hour(), time.minute(), time.second(), time.millisecond()),
        (9, 41, 7, 500)
    );
    assert_eq!(day("2026-11-23").midnight().to_string(), "2026-11-23T00:00:00");
    assert_eq!(LocalTime::new(Day::MAX, 23, 59, 59).unwrap().day(), Day::MAX);
}

proptest! {
    #[test]
    fn an_instant_and_its_text_lead_to_each_other(instant in any_instant()) {
        prop_assert_eq!(Instant::from_rfc3339(&instant.to_rfc3339()), Ok(instant));
        let json = serde_json::to_string(&instant).unwrap();
        prop_assert_eq!(serde_json::from_str::<Instant>(&json).unwrap(), instant);
    }

    #[test]
    fn the_order_of_texts_in_utc_is_the_order_of_instants(one in any_instant(), other in any_instant()) {
        let (a, b) = (one.floor_to_second(), other.floor_to_second());
        prop_assert_eq!(a.cmp(&b), a.to_rfc3339().cmp(&b.to_rfc3339()));
    }

    #[test]
    fn without_an_offset_the_zone_decides(zone in any_zone(), day in modern_day(), hour in 0..24_u8, minute in 0..60_u8) {
        let local = LocalTime::new(day, hour, minute, 0).unwrap();
        prop_assert_eq!(parse_moment(&local.to_string(), &zone), Ok(zone.instant_of(local)));
    }

    #[test]
    fn no_text_panics(text in "(2026-11-23)?[T ]?.{0,20}") {
        let _ = parse_moment(&text, &zone("Europe/Berlin"));
    }
}
