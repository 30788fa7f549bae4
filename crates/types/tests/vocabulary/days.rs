use proptest::prelude::*;
use timetracker_types::{Day, DayError, Weekday};

use crate::{any_day, day};

#[test]
fn a_day_is_read_strictly() {
    for text in [
        "",
        "2026-1-23",
        "26-11-23",
        "2026/11/23",
        "20261123",
        " 2026-11-23",
        "2026-11-23T00:00",
        "2026-11-2३",
        "+026-11-23",
    ] {
        assert!(matches!(text.parse::<Day>(), Err(DayError::Form(_))), "{text:?}");
    }
    for text in [
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-04-31",
        "2026-01-00",
    ] {
        assert!(
            matches!(text.parse::<Day>(), Err(DayError::Calendar(_))),
            "{text:?}"
        );
    }
    for text in ["0026-11-23", "1899-12-31", "0000-00-00"] {
        assert!(matches!(text.parse::<Day>(), Err(DayError::Range(_))), "{text:?}");
    }
    assert!(Day::new(2028, 2, 29).is_ok());
    assert!(Day::new(2026, 200, 255).is_err());
}

#[test]
fn errors_say_what_works() {
    let sentence = |text: &str| text.parse::<Day>().unwrap_err().to_string();
    assert_eq!(
        sentence("tomorrow"),
        "“tomorrow” is not a date. Write the year, the month and the day, like 2026-11-23."
    );
    assert_eq!(sentence("2026-02-30"), "There is no 2026-02-30 in the calendar.");
    assert_eq!(
        sentence("0202-11-23"),
        "0202-11-23 is too far away. Use a year from 1900 to 9999."
    );
}

#[test]
fn weeks_start_where_they_are_told() {
    let monday = day("2026-11-23");
    assert_eq!(monday.weekday(), Weekday::Monday);
    assert_eq!(monday.week_start(Weekday::Monday), monday);
    assert_eq!(monday.week_start(Weekday::Sunday), day("2026-11-22"));
    assert_eq!(monday.week_start(Weekday::Saturday), day("2026-11-21"));
    assert_eq!(monday.week_start(Weekday::Tuesday), day("2026-11-17"));
}

#[test]
fn weekdays_count_from_monday() {
    for (number, weekday) in (0_u8..).zip(Weekday::ALL) {
        assert_eq!(weekday.number(), number);
        assert_eq!(Weekday::from_number(number.into()), Ok(weekday));
    }
    assert!(Weekday::from_number(7).is_err());
    assert!(Weekday::from_number(-1).is_err());
    assert_eq!(serde_json::to_string(&Weekday::Sunday).unwrap(), "\"sunday\"");
}

#[test]
fn months_have_ends() {
    assert_eq!(day("2028-02-10").month_start(), day("2028-02-01"));
    assert_eq!(day("2028-02-10").month_end(), day("2028-02-29"));
    assert_eq!(
        (
            day("2028-02-10").year(),
            day("2028-02-10").month(),
            day("2028-02-10").day()
        ),
        (2028, 2, 10)
    );
}

#[test]
fn days_stop_at_the_edges() {
    assert_eq!(Day::MAX.plus_days(1), Day::MAX);
    assert_eq!(Day::MIN.plus_days(i64::MIN), Day::MIN);
    assert_eq!(Day::MIN.plus_days(i64::MAX), Day::MAX);
    let whole = Day::MIN.days_until(Day::MAX);
    assert_eq!(Day::MIN.plus_days(whole), Day::MAX);
    assert_eq!(Day::MIN.plus_days(whole - 3), day("9999-12-28"));
    assert_eq!(Day::MAX.plus_days(3 - whole), day("1900-01-04"));
}

#[test]
fn a_run_of_days_has_both_ends() {
    let run: Vec<String> = day("2026-02-27")
        .through(day("2026-03-01"))
        .map(|day| day.to_string())
        .collect();
    assert_eq!(run, ["2026-02-27", "2026-02-28", "2026-03-01"]);
    assert_eq!(day("2026-03-01").through(day("2026-02-27")).count(), 0);
}

proptest! {
    #[test]
    fn text_and_numbers_lead_back(day in any_day()) {
        prop_assert_eq!(day.to_string().parse(), Ok(day));
        prop_assert_eq!(Day::new(day.year(), day.month(), day.day()), Ok(day));
        let json = serde_json::to_string(&day).unwrap();
        prop_assert_eq!(json.as_str(), format!("\"{day}\""));
        prop_assert_eq!(serde_json::from_str::<Day>(&json).unwrap(), day);
    }

    #[test]
    fn adding_days_is_counted_back(start in any_day(), end in any_day()) {
        prop_assert_eq!(start.plus_days(start.days_until(end)), end);
        prop_assert_eq!(start.cmp(&end), 0.cmp(&start.days_until(end)));
    }

    #[test]
    fn a_week_is_seven_days_from_its_first(any in any_day(), first in prop::sample::select(&Weekday::ALL[..])) {
        let start = any.max(day("1900-01-10")).week_start(first);
        prop_assert_eq!(start.weekday(), first);
        prop_assert!((0..7).contains(&start.days_until(any.max(day("1900-01-10")))));
    }

    #[test]
    fn no_text_panics(text in ".{0,14}") {
        let _ = text.parse::<Day>();
    }
}
