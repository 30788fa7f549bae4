//! The grammar by examples, and by properties across zones and changes of the clocks.

use super::*;
use proptest::prelude::*;
use timetracker_types::{Instant, Interval, Showings, Zone};

/// A Tuesday.
fn today() -> Day {
    "2026-11-24".parse().unwrap()
}

fn day_of(text: &str) -> Option<String> {
    read(text, today()).when.day.map(|day| day.to_string())
}

/// From, to, length and ago, in minutes.
fn times(text: &str) -> [Option<i64>; 4] {
    let when = read(text, today()).when;
    [
        when.from,
        when.to,
        when.length.map(|seconds| seconds / 60),
        when.ago.map(|seconds| seconds / 60),
    ]
}

#[test]
fn a_length_an_issue_a_tag_and_a_note_in_any_order() {
    let wanted = Jotted {
        when: When {
            length: Some(5400),
            ..When::default()
        },
        issue: "ENG-12".into(),
        tags: vec!["review".into()],
        notes: "pairing with Ana".into(),
    };
    assert_eq!(read("1h30 ENG-12 pairing with Ana #review", today()), wanted);
    assert_eq!(read("#review pairing eng-12 1h30 with Ana", today()), wanted);
}

#[test]
fn lengths_as_people_write_them() {
    for text in [
        "1h30",
        "1h 30m",
        "1:30",
        "90m",
        "90 min",
        "1.5h",
        "1,5h",
        "1,5 Stunden",
        "1 Std 30 Min",
        "1 hour 30 minutes",
        "1.5",
    ] {
        assert_eq!(
            times(&format!("{text} ENG-1 x")),
            [None, None, Some(90), None],
            "{text}"
        );
        assert_eq!(read(&format!("{text} ENG-1 x"), today()).notes, "x", "{text}");
    }
}

#[test]
fn from_and_to() {
    for text in [
        "9-10:30",
        "9–10:30",
        "9:00 - 10:30",
        "from 9 to 10:30",
        "9:00 to 10:30",
        "von 9 bis 10:30 Uhr",
        "9am-10:30am",
        "9-10:30am",
    ] {
        let jotted = read(&format!("{text} portal"), today());
        assert_eq!(
            (jotted.when.from, jotted.when.to, jotted.notes.as_str()),
            (Some(540), Some(630), "portal"),
            "{text}"
        );
    }
    assert_eq!(times("1-2pm lunch")[..2], [Some(780), Some(840)]);
    assert_eq!(times("11-1pm lunch")[..2], [Some(660), Some(780)]);
    assert_eq!(times("23:00–1:00 release")[..2], [Some(1380), Some(60)]);
}

#[test]
fn one_edge_with_or_without_a_length() {
    assert_eq!(times("since 9:15 ENG-1"), [Some(555), None, None, None]);
    assert_eq!(times("seit 9 Uhr ENG-1"), [Some(540), None, None, None]);
    assert_eq!(times("at 9 1h ENG-1"), [Some(540), None, Some(60), None]);
    assert_eq!(times("1h um 14:00 ENG-1"), [Some(840), None, Some(60), None]);
    assert_eq!(times("1h bis 10:30 ENG-1"), [None, Some(630), Some(60), None]);
}

#[test]
fn some_time_ago() {
    assert_eq!(times("45m ago ENG-1"), [None, None, None, Some(45)]);
    assert_eq!(times("1h 30m ago"), [None, None, None, Some(90)]);
    assert_eq!(times("vor 45 Minuten ENG-1"), [None, None, None, Some(45)]);
    assert_eq!(times("1h ENG-1 45 min ago"), [None, None, Some(60), Some(45)]);
}

#[test]
fn days_by_name_and_by_date() {
    for (text, day) in [
        ("today", "2026-11-24"),
        ("heute", "2026-11-24"),
        ("yesterday", "2026-11-23"),
        ("gestern", "2026-11-23"),
        ("vorgestern", "2026-11-22"),
        ("tuesday", "2026-11-24"),
        ("Monday", "2026-11-23"),
        ("am Mittwoch", "2026-11-18"),
        ("on fri", "2026-11-20"),
        ("last tuesday", "2026-11-17"),
        ("letzten Freitag", "2026-11-20"),
        ("2026-11-02", "2026-11-02"),
        ("23.11.", "2026-11-23"),
        ("2.1.2026", "2026-01-02"),
        ("2.1.26", "2026-01-02"),
        ("24.12.", "2025-12-24"),
        ("3 Nov", "2026-11-03"),
        ("3. November", "2026-11-03"),
        ("Oct 31", "2026-10-31"),
        ("31. Oktober,", "2026-10-31"),
    ] {
        assert_eq!(
            day_of(&format!("{text} 2h MOB-7")).as_deref(),
            Some(day),
            "{text}"
        );
        assert_eq!(read(&format!("{text} 2h MOB-7"), today()).notes, "", "{text}");
        assert_eq!(
            day_of(&format!("2h {text} MOB-7")).as_deref(),
            Some(day),
            "{text}"
        );
    }
}

#[test]
fn what_is_no_time_is_part_of_the_note() {
    for text in [
        "2 bugs in 90 lines",
        "1:1 with Ana",
        "from 3 people",
        "2 to 3 bugs",
        "v1.5 release",
        "room 930",
        "may be",
        "the march of time",
        "so do it",
        "3/4 done",
        "99.99.",
        "30 Feb",
        "C# and # alone",
        "-5",
        "+",
        "ENG-",
        "٩:٣٠",
    ] {
        let jotted = read(text, today());
        let tags = jotted
            .tags
            .iter()
            .fold(String::new(), |text, tag| text + " #" + tag);
        assert_eq!(
            (format!("{}{tags}", jotted.notes), jotted.when),
            (text.to_owned(), When::default()),
            "{text}"
        );
    }
    assert_eq!(read("2h as yesterday", today()).notes, "as yesterday");
}

#[test]
fn a_pasted_link_is_its_issue() {
    assert_eq!(
        read("45m https://linear.app/acme/issue/ENG-42/fix-it", today()).issue,
        "ENG-42"
    );
}

#[test]
fn times_of_day_as_people_write_them() {
    let read = [
        "9", "9:30", "0930", "930", "21.30", "9:30 pm", "12am", "12 pm", "0:00", "23:59",
    ]
    .map(minute_of_day);
    let minutes = [540, 570, 570, 570, 1290, 1290, 0, 720, 0, 1439].map(Some);
    assert_eq!(read, minutes);
    for wrong in [
        "", "24:00", "9:60", "9:3", "noon", "13pm", "-1", "1:2:3", "٩:٣٠", "99999",
    ] {
        assert_eq!(minute_of_day(wrong), None, "{wrong}");
    }
}

fn berlin() -> Zone {
    "Europe/Berlin".parse().unwrap()
}

fn at(text: &str) -> Instant {
    Instant::from_rfc3339(text).unwrap()
}

#[test]
fn a_start_is_typed_as_a_time_a_shift_or_a_while_ago() {
    let (now, started) = (at("2026-11-24T10:00:00+01:00"), at("2026-11-24T09:40:00+01:00"));
    let start = |text: &str| start_of(text, started, &berlin(), now);
    assert_eq!(start("9:15"), Some(at("2026-11-24T09:15:00+01:00")));
    assert_eq!(start("-5"), Some(at("2026-11-24T09:35:00+01:00")));
    assert_eq!(start("+5"), Some(at("2026-11-24T09:45:00+01:00")));
    assert_eq!(start("-1h30"), Some(at("2026-11-24T08:10:00+01:00")));
    assert_eq!(start("45m ago"), Some(at("2026-11-24T09:15:00+01:00")));
    assert_eq!(start("yesterday at 17:00"), None);
    assert_eq!(start("23:00"), Some(at("2026-11-23T23:00:00+01:00")));
    for wrong in ["", "soon", "-", "--5", "-99999999999999999999", "25:00"] {
        assert_eq!(start(wrong), None, "{wrong}");
    }
}

#[test]
fn a_forgotten_timer_ends_at_the_first_such_time_after_it_began() {
    let (now, started) = (at("2026-11-25T08:00:00+01:00"), at("2026-11-24T17:40:00+01:00"));
    let end = |text: &str| moment_after(text, started, &berlin(), now);
    assert_eq!(end("18:30"), Some(at("2026-11-24T18:30:00+01:00")));
    assert_eq!(end("1:00"), Some(at("2026-11-25T01:00:00+01:00")));
    assert_eq!(end("9:00"), None);
    assert_eq!(end("17:40"), None);
}

#[test]
fn a_length_on_another_day_finds_room_there_and_one_today_ends_now() {
    let now = at("2026-11-24T00:30:00+01:00");
    let when = read("1h30 ENG-1", today()).when;
    let wanted = Placement::Span(at("2026-11-23T23:00:00+01:00"), now);
    assert_eq!(when.placed(today(), &berlin(), now), wanted);
    let yesterday = today().plus_days(-1);
    assert_eq!(
        when.placed(yesterday, &berlin(), now),
        Placement::Somewhere(yesterday, 5400)
    );
}

const ZONES: [&str; 6] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Santiago",
];

/// Ways to write so many minutes.
fn written_length(minutes: i64, way: usize) -> String {
    match way {
        0 => format!("{minutes}m"),
        1 => format!("{}:{:02}", minutes / 60, minutes % 60),
        2 => format!("{}h{:02}", minutes / 60, minutes % 60),
        3 => format!("{}h {}m", minutes / 60, minutes % 60),
        4 => format!("{} Std {} Min", minutes / 60, minutes % 60),
        _ => format!("{minutes} minutes"),
    }
}

proptest! {
    #[test]
    fn any_text_is_read_and_no_word_of_it_is_lost_or_made_up(line in "\\PC{0,80}") {
        let jotted = read(&line, today());
        let words: Vec<&str> = line.split_whitespace().collect();
        for word in jotted.notes.split_whitespace() {
            prop_assert!(words.contains(&word), "{word} was made up");
        }
        let said_nothing = jotted.when == When::default() && jotted.issue.is_empty() && jotted.tags.is_empty();
        if said_nothing {
            prop_assert_eq!(jotted.notes, words.join(" "));
        }
    }

    #[test]
    fn times_of_day_are_within_a_day(text in "[0-9:. apm]{0,12}") {
        prop_assert!(minute_of_day(&text).is_none_or(|minute| (0..1440).contains(&minute)));
    }

    #[test]
    fn what_is_written_is_read_whatever_the_order(
        minutes in 1_i64..1440,
        way in 0_usize..6,
        back in 1_i64..300,
        issue in 1_u32..9999,
        order in Just(vec![0, 1, 2]).prop_shuffle(),
    ) {
        let day = today().plus_days(-back);
        let parts = [written_length(minutes, way), format!("ENG-{issue}"), "#deep".to_owned()];
        let line: Vec<&str> = order.iter().map(|index| parts[*index].as_str()).collect();
        let jotted = read(&format!("{day} {} a note", line.join(" ")), today());
        prop_assert_eq!(jotted.when.day, Some(day));
        prop_assert_eq!(jotted.when.length, Some(minutes * 60));
        prop_assert_eq!(jotted.issue, format!("ENG-{issue}"));
        prop_assert_eq!(jotted.tags, vec!["deep".to_owned()]);
        prop_assert_eq!(jotted.notes, "a note");
    }

    #[test]
    fn a_length_ends_now_and_is_as_long_as_it_says_in_every_zone(
        now in 1_600_000_000_000_i64..1_900_000_000_000,
        minutes in 1_i64..1440,
        zone in prop::sample::select(&ZONES[..]),
    ) {
        let (now, zone) = (Instant::from_millis(now), zone.parse::<Zone>().unwrap());
        let today = zone.day_of(now);
        let when = read(&written_length(minutes, 0), today).when;
        let Placement::Span(start, end) = when.placed(today, &zone, now) else {
            return Err(TestCaseError::fail("no span"));
        };
        prop_assert_eq!(end, now);
        prop_assert_eq!(Interval::new(start, end).unwrap().seconds(), minutes * 60);
    }

    #[test]
    fn times_are_what_the_clocks_show_also_on_days_when_they_change(
        day in 0_i64..3650,
        from in 0_i64..1440,
        to in 0_i64..1440,
        zone in prop::sample::select(&ZONES[..]),
    ) {
        let zone = zone.parse::<Zone>().unwrap();
        let day = "2020-01-01".parse::<Day>().unwrap().plus_days(day);
        let line = format!("{day} {}-{}", time_text(from), time_text(to));
        let now = zone.start_of(day.plus_days(3));
        let Placement::Span(start, end) = read(&line, day).when.placed(day, &zone, now) else {
            return Err(TestCaseError::fail("no span"));
        };
        for (instant, minute, on) in [(start, from, day), (end, to, if to < from { day.plus_days(1) } else { day })] {
            let local = zone.local(instant);
            let shown = i64::from(local.hour()) * 60 + i64::from(local.minute());
            let wanted = timetracker_types::LocalTime::new(on, u8::try_from(minute / 60).unwrap(), u8::try_from(minute % 60).unwrap(), 0).unwrap();
            if zone.showings_of(wanted) != Showings::Never {
                prop_assert_eq!((shown, local.day()), (minute, on));
            }
        }
    }

    #[test]
    fn a_typed_start_is_never_later_than_now_unless_it_was_shifted(
        text in "[0-9]{1,2}:[0-9]{2}",
        now in 1_600_000_000_000_i64..1_900_000_000_000,
        zone in prop::sample::select(&ZONES[..]),
    ) {
        let (now, zone) = (Instant::from_millis(now), zone.parse::<Zone>().unwrap());
        let start = start_of(&text, now.plus_seconds(-60), &zone, now);
        prop_assert!(start.is_none_or(|start| start <= now));
    }
}
