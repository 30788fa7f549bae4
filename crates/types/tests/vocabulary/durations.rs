use proptest::prelude::*;
use timetracker_types::{
    DurationError, clock, clock_seconds, hh_mm_ss, hours_decimal, parse_duration, prose,
};

const LONGEST: i64 = 10_000 * 3600;

#[test]
fn people_write_lengths_in_many_ways() {
    for (text, seconds) in [
        ("1:30", 5400),
        ("1:30:15", 5415),
        ("0:05", 300),
        ("100:00", 360_000),
        ("1h30", 5400),
        ("1h 30m", 5400),
        ("1 H 30 Min", 5400),
        ("1h30m15s", 5415),
        ("1h 90m", 9000),
        ("5m30", 330),
        ("1.5", 5400),
        ("1,5", 5400),
        (".5", 1800),
        ("1.5h", 5400),
        ("1,25 hours", 4500),
        ("2", 7200),
        ("2h", 7200),
        ("90m", 5400),
        ("45 min", 2700),
        ("0.5 min", 30),
        ("30s", 30),
        ("0", 0),
        (" 1:30 ", 5400),
        ("0.0001h", 0),
        ("0.00014h", 1),
        ("10000h", LONGEST),
    ] {
        assert_eq!(parse_duration(text), Ok(seconds), "{text:?}");
    }
}

#[test]
fn other_texts_are_no_lengths() {
    for text in [
        "x",
        "1:5",
        "1:60",
        "1:30:60",
        "1:2:3:4",
        ":",
        ":30",
        "1:",
        "1h1.5",
        "1h75",
        "30s2",
        "30m 1h",
        "1h 1h",
        "1.5.5",
        "5.",
        "1d",
        "h",
        "1h -5m",
        "1.5:30",
        "１:30",
        "1e3",
        "2h of work",
        "1,234.5",
        "0.0000000000000001",
    ] {
        assert!(
            matches!(parse_duration(text), Err(DurationError::Form(_))),
            "{text:?} {:?}",
            parse_duration(text)
        );
    }
    assert_eq!(parse_duration("  "), Err(DurationError::Empty));
    for text in ["-1:30", "−2h", "-0"] {
        assert!(
            matches!(parse_duration(text), Err(DurationError::Negative(_))),
            "{text:?}"
        );
    }
    for text in [
        "10000:00:01",
        "10001",
        "600001m",
        "9999999999999h 9999999999999m",
        "999999999999999:00",
    ] {
        assert!(
            matches!(parse_duration(text), Err(DurationError::TooLong(_))),
            "{text:?}"
        );
    }
}

#[test]
fn errors_say_what_works() {
    for text in ["", "soon", "-1", "99999h"] {
        let sentence = parse_duration(text).unwrap_err().to_string();
        assert!(sentence.ends_with("like 1:30, 1h 30m, 90m or 1.5."), "{sentence}");
    }
}

#[test]
fn lengths_are_shown_in_four_ways() {
    for (seconds, short, long, padded, words) in [
        (0, "0:00", "0:00:00", "00:00:00", "0 min"),
        (45, "0:00", "0:00:45", "00:00:45", "45 s"),
        (60, "0:01", "0:01:00", "00:01:00", "1 min"),
        (5107, "1:25", "1:25:07", "01:25:07", "1 h 25 min"),
        (5400, "1:30", "1:30:00", "01:30:00", "1 h 30 min"),
        (7259, "2:00", "2:00:59", "02:00:59", "2 h"),
        (360_000, "100:00", "100:00:00", "100:00:00", "100 h"),
        (-5107, "-1:25", "-1:25:07", "-01:25:07", "-1 h 25 min"),
        (-30, "0:00", "-0:00:30", "-00:00:30", "-30 s"),
    ] {
        assert_eq!(
            (
                clock(seconds),
                clock_seconds(seconds),
                hh_mm_ss(seconds),
                prose(seconds)
            ),
            (
                short.to_owned(),
                long.to_owned(),
                padded.to_owned(),
                words.to_owned()
            )
        );
    }
    assert!(clock_seconds(i64::MIN).starts_with('-'));
}

#[test]
#[expect(clippy::float_cmp, reason = "the nearest numbers to these decimals, exactly")]
fn hours_have_two_decimals_and_halves_go_up() {
    for (seconds, hours) in [
        (5400, 1.5),
        (0, 0.0),
        (18, 0.01),
        (17, 0.0),
        (54, 0.02),
        (1200, 0.33),
        (-18, -0.01),
        (3600, 1.0),
    ] {
        assert_eq!(hours_decimal(seconds), hours, "{seconds}");
    }
}

proptest! {
    #[test]
    fn what_is_shown_can_be_typed(seconds in 0..=LONGEST) {
        let minutes = seconds / 60 * 60;
        prop_assert_eq!(parse_duration(&clock_seconds(seconds)), Ok(seconds));
        prop_assert_eq!(parse_duration(&hh_mm_ss(seconds)), Ok(seconds));
        prop_assert_eq!(parse_duration(&clock(seconds)), Ok(minutes));
        prop_assert_eq!(parse_duration(&prose(seconds)), Ok(if seconds < 60 { seconds } else { minutes }));
    }

    #[test]
    fn decimal_hours_come_back_within_half_a_hundredth(seconds in 0..=LONGEST) {
        let back = parse_duration(&hours_decimal(seconds).to_string()).unwrap();
        prop_assert!((back - seconds).abs() <= 18);
    }

    #[test]
    fn units_add_up(h in 0..9000_i64, m in 0..60_i64, s in 0..60_i64, gap in " {0,2}") {
        let total = h * 3600 + m * 60 + s;
        prop_assert_eq!(parse_duration(&format!("{h}{gap}h{gap}{m}{gap}m{gap}{s}{gap}s")), Ok(total));
        prop_assert_eq!(parse_duration(&format!("{h}h{m}")), Ok(h * 3600 + m * 60));
        prop_assert_eq!(parse_duration(&format!("{m} min {s}")), Ok(m * 60 + s));
    }

    #[test]
    fn every_text_is_a_length_in_range_or_an_error(text in "[0-9hms:., -]{0,24}|.{0,12}") {
        if let Ok(seconds) = parse_duration(&text) {
            prop_assert!((0..=LONGEST).contains(&seconds));
        }
    }
}
