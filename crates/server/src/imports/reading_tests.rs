//! The pure parts: dates and times, durations in columns, encodings and delimiters, rows and their ends.

use super::columns::{self, Column};
use super::dialect::{self, Listener};
use super::draft::{Draft, Reading, Span};
use super::model::{Finding, Place, Settings};
use super::moments::{DateOrder, When, proven_order};
use super::source::{Endings, Rows};
use csv::StringRecord;
use proptest::prelude::*;
use std::io::{Seek as _, Write as _};
use timetracker_types::{Day, Instant, Showings, Zone};

const AUTO: DateOrder = DateOrder::Unsaid;

fn brussels() -> Zone {
    "Europe/Brussels".parse().unwrap()
}

/// As RFC 3339 in Brussels; midnight where no time is said.
fn at(text: &str, order: DateOrder) -> Result<String, String> {
    let when = When::read(text, order)?;
    let day = when.day.ok_or("no day")?;
    Ok(brussels().to_rfc3339(when.at(day, &brussels()).0))
}

#[test]
fn the_contracts_dates_and_others_are_read() {
    let april = "2024-04-01T09:00:00+02:00";
    for text in [
        "2024-04-01T09:00:00",
        "2024-04-01 09:00",
        "2024-04-01T09:00:00.000",
        "2024-04-01t09:00",
        "20240401T0900",
        "20240401T090000",
        "2024-W14-1T09:00",
        "2024/04/01 09:00",
        "2024.04.01 9:00",
        "2024-4-1 9:00",
        "01.04.2024 09:00",
        "1.4.2024 9:00",
        "1 Apr 2024 9:00 AM",
        "April 1, 2024, 9:00 am",
        "Apr 1st 2024 09:00",
        "Mon, 1 Apr 2024 09:00",
        "1-Apr-2024 9am",
        "2024-04-01 09h00",
        "2024-04-01T07:00:00Z",
        "2024-04-01 07:00 UTC",
        "2024-04-01T08:00+01:00",
        "2024-04-01 12:30 +0530",
        "2024-04-01T03:00:00-04:00",
        "  2024-04-01   09:00 ",
    ] {
        assert_eq!(at(text, AUTO).as_deref(), Ok(april), "{text}");
    }
    assert_eq!(at("2024-04-01", AUTO).as_deref(), Ok("2024-04-01T00:00:00+02:00"));
    assert_eq!(at("20240401", AUTO).as_deref(), Ok("2024-04-01T00:00:00+02:00"));
    assert_eq!(
        at("2024-04-01 24:00", AUTO).as_deref(),
        Ok("2024-04-02T00:00:00+02:00")
    );
    assert_eq!(
        at("2024-04-01T09:00:00.25Z", AUTO).as_deref(),
        Ok("2024-04-01T11:00:00.250+02:00")
    );
    assert_eq!(
        at("2024-04-01 12:15 am", AUTO).as_deref(),
        Ok("2024-04-01T00:15:00+02:00")
    );
    assert_eq!(
        at("2024-04-01 12:15 PM", AUTO).as_deref(),
        Ok("2024-04-01T12:15:00+02:00")
    );
}

#[test]
fn slashes_are_read_where_only_one_way_is_possible_or_one_was_chosen() {
    assert_eq!(
        at("13/04/2024 09:00", AUTO).as_deref(),
        Ok("2024-04-13T09:00:00+02:00")
    );
    assert_eq!(
        at("04/13/2024 09:00", AUTO).as_deref(),
        Ok("2024-04-13T09:00:00+02:00")
    );
    assert_eq!(
        at("04/04/2024 09:00", AUTO).as_deref(),
        Ok("2024-04-04T09:00:00+02:00")
    );
    assert!(
        at("04/05/2024 09:00", AUTO)
            .unwrap_err()
            .contains("2024-05-04 or 2024-04-05")
    );
    assert_eq!(
        at("04/05/2024 09:00", DateOrder::DayFirst).as_deref(),
        Ok("2024-05-04T09:00:00+02:00")
    );
    assert_eq!(
        at("04-05-2024 09:00", DateOrder::MonthFirst).as_deref(),
        Ok("2024-04-05T09:00:00+02:00")
    );
    assert!(at("04/13/2024 09:00", DateOrder::DayFirst).is_err());
    assert_eq!(proven_order("13/04/2024 9:00"), Some(DateOrder::DayFirst));
    assert_eq!(proven_order("04/13/2024"), Some(DateOrder::MonthFirst));
    assert_eq!(proven_order("04/05/2024"), None);
}

#[test]
fn what_is_no_moment_is_refused_with_a_sentence() {
    for text in [
        "",
        "soon",
        "1711954800",
        "45383.375",
        "2024-02-30 09:00",
        "2024-13-01",
        "2024-04-01 25:00",
        "2024-04-01 09:60",
        "2024-W54-1",
        "2023-W53-1",
        "32.01.2024",
        "2024-04-01T",
        "09:00:00:00",
        "2024-04-01 13:00 pm",
        "1/2/3/4",
        "2024-04-01 09:00 +25:00",
        "𝟚𝟘𝟚𝟜-04-01",
        "Foo 1, 2024",
        "0000-01-01",
    ] {
        assert!(When::read(text, AUTO).is_err(), "{text} was read");
    }
}

#[test]
fn hours_that_clocks_skip_or_repeat_are_told() {
    let showings = |text: &str| {
        let when = When::read(text, AUTO).unwrap();
        when.at(when.day.unwrap(), &brussels()).1
    };
    assert_eq!(showings("2026-03-29 02:30"), Showings::Never);
    assert_eq!(showings("2026-10-25 02:30"), Showings::Twice);
    assert_eq!(showings("2026-10-25 02:30+01:00"), Showings::Once);
    assert_eq!(showings("2026-10-25 03:30"), Showings::Once);
}

fn settings(heading: &str) -> Settings {
    let headings: Vec<String> = heading.split(',').map(str::to_owned).collect();
    let columns = columns::guessed(headings.iter().map(String::as_str));
    let unit = |wanted| {
        let at = columns.iter().position(|found| *found == Some(wanted));
        at.map(|at| columns::unit_of(&headings[at])).unwrap_or_default()
    };
    Settings {
        encoding: "UTF-8".into(),
        delimiter: ',',
        order: AUTO,
        zone: brussels(),
        duration_unit: unit(Column::Duration),
        break_unit: unit(Column::Break),
        headings,
        columns,
        atomic: false,
    }
}

fn draft(heading: &str, cells: &[&str]) -> Result<Draft, Finding> {
    Reading::new(settings(heading)).draft(&StringRecord::from(cells.to_vec()))
}

/// Start and end in Brussels, and worked seconds.
fn span(heading: &str, cells: &[&str]) -> (String, String, i64) {
    match draft(heading, cells).unwrap().span {
        Span::At { start, end, seconds } => (
            brussels().local(start).to_string(),
            brussels().local(end).to_string(),
            seconds,
        ),
        Span::On { day, seconds } => (day.to_string(), String::new(), seconds),
    }
}

#[test]
fn an_entry_may_be_said_in_many_ways() {
    let nine_to_half_past_ten = ("2024-04-01T09:00:00".into(), "2024-04-01T10:30:00".into(), 5400);
    let same = |heading: &str, cells: &[&str]| {
        assert_eq!(span(heading, cells), nine_to_half_past_ten, "{heading} {cells:?}");
    };
    same("start,end", &["2024-04-01 09:00", "2024-04-01 10:30"]);
    same("date,start,end", &["1.4.2024", "09:00", "10:30"]);
    same("date,from,to", &["2024-04-01", "9:00 AM", "10:30 AM"]);
    same(
        "start_date,start_time,end_date,end_time,duration",
        &["2024-04-01", "09:00:00", "2024-04-01", "10:30:00", "01:30:00"],
    );
    for length in [
        "1:30", "1:30:00", "1.5", "1,5", "1h30", "1h 30m", "90m", "90 min", "1.5h",
    ] {
        same("start,duration", &["2024-04-01 09:00", length]);
    }
    same("start,duration_minutes", &["2024-04-01 09:00", "90"]);
    same("start,duration_seconds", &["2024-04-01 09:00", "5400"]);
    same("date,duration", &["2024-04-01 09:00", "1.5"]);
    assert_eq!(
        span("date,start,end", &["2024-04-01", "22:00", "01:00"]).1,
        "2024-04-02T01:00:00"
    );
    assert_eq!(span("start,end", &["2024-04-01", "2024-04-02"]).2, 86_400);
    assert_eq!(
        span("date,hours", &["2024-04-01", "7,5"]),
        ("2024-04-01".into(), String::new(), 27_000)
    );
    assert_eq!(
        span(
            "start,end,break_minutes",
            &["2024-04-01 09:00", "2024-04-01 12:00", "30"]
        )
        .2,
        9000
    );
    assert_eq!(
        span("start,duration,break", &["2024-04-01 09:00", "2", "0:30"]).1,
        "2024-04-01T11:30:00"
    );
}

#[test]
fn the_first_thing_wrong_is_told_with_its_column() {
    let column = |heading: &str, cells: &[&str]| draft(heading, cells).unwrap_err().column;
    assert_eq!(
        column("start,end", &["2024-04-01 09:00", "2024-04-01 08:00"]),
        Column::End
    );
    assert_eq!(
        column("start,end", &["2024-04-01 09:00", "2024-04-01 09:00"]),
        Column::End
    );
    assert_eq!(column("start,end", &["", "2024-04-01 09:00"]), Column::Start);
    assert_eq!(column("start,end", &["2024-04-01 09:00", ""]), Column::End);
    assert_eq!(column("start,end", &["09:00", "10:00"]), Column::Start);
    assert_eq!(
        column("start,end", &["2024-04-01 09:00", "2025-04-01 09:00"]),
        Column::End
    );
    assert_eq!(
        column("start,duration", &["2024-04-01 09:00", "-1"]),
        Column::Duration
    );
    assert_eq!(
        column("start,duration", &["2024-04-01 09:00", "0"]),
        Column::Duration
    );
    assert_eq!(column("date,duration", &["2024-04-01", "25"]), Column::Duration);
    assert_eq!(
        column("start,end,break", &["2024-04-01 09:00", "2024-04-01 10:00", "2h"]),
        Column::Break
    );
    assert_eq!(
        column(
            "start,end,billable",
            &["2024-04-01 09:00", "2024-04-01 10:00", "maybe"]
        ),
        Column::Billable
    );
    assert_eq!(
        column(
            "start,end,notes",
            &["2024-04-01 09:00", "2024-04-01 10:00", &"x".repeat(5001)]
        ),
        Column::Notes
    );
    assert_eq!(
        column(
            "start,end,notes",
            &["2024-04-01 09:00", "2024-04-01 10:00", "a\0b"]
        ),
        Column::Notes
    );
}

#[test]
fn billable_follows_the_contract() {
    let billable = |cells: &[&str]| draft("start,duration,billable", cells).unwrap().billable;
    assert_eq!(billable(&["2024-04-01 09:00", "1", "YES"]), Some(true));
    assert_eq!(billable(&["2024-04-01 09:00", "1", ""]), Some(false));
    assert_eq!(billable(&["2024-04-01 09:00", "1", "0"]), Some(false));
    assert_eq!(
        draft("start,duration", &["2024-04-01 09:00", "1"])
            .unwrap()
            .billable,
        None
    );
}

fn heard(bytes: &[u8], piece: usize) -> &'static str {
    let mut listener = Listener::default();
    bytes.chunks(piece.max(1)).for_each(|piece| listener.hear(piece));
    listener.encoding().name()
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

#[test]
fn encodings_are_told_apart_however_the_file_is_cut() {
    let text = "project;notes\nWEB;Überprüfung für Müller – fertig\nWEB;Größe geändert\n";
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    for piece in [1, 3, 7, 1000] {
        assert_eq!(heard(text.as_bytes(), piece), "UTF-8");
        assert_eq!(heard(&windows, piece), "windows-1252");
        assert_eq!(
            heard(&[b"\xef\xbb\xbf", text.as_bytes()].concat(), piece),
            "UTF-8"
        );
        assert_eq!(
            heard(&utf16(&format!("\u{feff}{text}"), u16::to_le_bytes), piece),
            "UTF-16LE"
        );
        assert_eq!(
            heard(&utf16(&format!("\u{feff}{text}"), u16::to_be_bytes), piece),
            "UTF-16BE"
        );
        assert_eq!(heard(&utf16(text, u16::to_le_bytes), piece), "UTF-16LE");
    }
    assert_eq!(heard(b"", 1), "UTF-8");
    assert_eq!(heard(b"plain", 1), "UTF-8");
}

#[test]
fn delimiters_are_told_by_what_they_make_of_the_heading() {
    let sign = |text: &str| char::from(dialect::sample(text, None).delimiter);
    assert_eq!(sign("project_id,start_time,end_time\n1,2,3"), ',');
    assert_eq!(sign("project;start;end\nA, B;2,5;3"), ';');
    assert_eq!(sign("project\tstart\tend\na,b\tc\td"), '\t');
    assert_eq!(sign("project|start|end"), '|');
    assert_eq!(sign("sep=;\nproject;start;end"), ';');
    assert_eq!(sign("only one"), ',');
    assert_eq!(
        dialect::sample("sep=|\r\na|b\r\n", None).records[0].get(1),
        Some("b")
    );
}

fn rows_of(text: &str, delimiter: char) -> Rows {
    let mut file = tempfile::tempfile().unwrap();
    let mut endings = Endings::default();
    for (index, _) in text.char_indices() {
        let end = text[index..]
            .chars()
            .next()
            .map_or(index, |c| index + c.len_utf8());
        if text.len() < 1000 {
            file.write_all(endings.alike(&text[index..end]).as_bytes())
                .unwrap();
        }
    }
    if text.len() >= 1000 {
        file.write_all(endings.alike(text).as_bytes()).unwrap();
    }
    file.write_all(endings.end().as_bytes()).unwrap();
    file.rewind().unwrap();
    Rows::open(file, delimiter, Place::default()).unwrap()
}

#[test]
fn rows_know_their_number_and_their_line() {
    let mut rows = rows_of(
        "sep=,\r\na,b\r\n\r\n\"two\r\nlines\",x\r\n , \r\nlast,\"q\"\"q\"",
        ',',
    );
    let mut next = || {
        rows.next()
            .unwrap()
            .map(|row| (row.number, row.line, row.cells[0].to_owned()))
    };
    assert_eq!(next(), Some((1, 2, "a".into())));
    assert_eq!(next(), Some((2, 4, "two\nlines".into())));
    assert_eq!(next(), Some((4, 7, "last".into())));
    assert_eq!(next(), None);
}

#[test]
fn a_quote_that_is_never_closed_ends_the_reading() {
    let text = format!("a,b\n1,\"open\n{}", "1,2\n".repeat(600_000));
    let mut rows = rows_of(&text, ',');
    rows.next().unwrap();
    assert!(rows.next().unwrap_err().sentence().contains("line 2"));
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_of_moments_stumble(text in "\\PC{0,24}") {
        let _ = When::read(&text, AUTO);
        let _ = proven_order(&text);
    }

    #[test]
    fn moments_survive_being_written_and_read(seconds in 0..4_000_000_000_i64, form in 0..6_u8) {
        let instant = Instant::EPOCH.plus_seconds(seconds - seconds % 60);
        let zone = brussels();
        let local = zone.local(instant);
        let (day, clock) = (local.day(), local.format_clock24());
        let (y, m, d) = (day.year(), day.month(), day.day());
        let text = match form {
            0 => zone.to_rfc3339(instant),
            1 => format!("{day} {clock}"),
            2 => format!("{d}.{m}.{y} {clock}"),
            3 => format!("{d:02}/{m:02}/{y} {}", local.format_clock12()),
            4 => format!("{y}{m:02}{d:02}T{}", clock.replace(':', "")),
            _ => format!("{y}/{m}/{d} {clock}:00"),
        };
        let when = When::read(&text, DateOrder::DayFirst).unwrap();
        let (read, showings) = when.at(when.day.unwrap(), &zone);
        prop_assert_eq!(zone.local(read), local);
        if form == 0 || showings == Showings::Once {
            prop_assert_eq!(read, instant);
        }
    }

    #[test]
    fn days_are_never_guessed(d in 1..=28_u8, m in 1..=12_u8, y in 1990..2090_i32) {
        let text = format!("{d:02}/{m:02}/{y}");
        match When::read(&text, AUTO) {
            Ok(when) => {
                prop_assert!(d > 12 || d == m);
                prop_assert_eq!(when.day, Day::new(y, m, d).ok());
            }
            Err(_) => prop_assert!(d <= 12 && d != m),
        }
    }

    #[test]
    fn lengths_in_minutes_and_hours_agree(minutes in 1..1440_i64) {
        let on = |heading: &str, length: String| draft(heading, &["2024-04-01", &length]).unwrap().span;
        let plain = on("date,duration_minutes", minutes.to_string());
        let (h, m) = (minutes / 60, minutes % 60);
        prop_assert_eq!(plain, on("date,duration", format!("{h}:{m:02}")));
        prop_assert_eq!(plain, on("date,duration", format!("{h}h{m}")));
        prop_assert_eq!(plain, on("date,duration", format!("{minutes}m")));
        prop_assert_eq!(plain, on("date,duration_seconds", (minutes * 60).to_string()));
    }

    #[test]
    fn what_is_written_in_any_dialect_is_read_back(
        cells in proptest::collection::vec("[a-zA-Z0-9 äöüé,;\t\"\n]{0,12}", 3),
        sign in prop_oneof![Just(','), Just(';'), Just('\t'), Just('|')],
        crlf in any::<bool>(),
    ) {
        let ending = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new()
            .delimiter(u8::try_from(sign).unwrap())
            .terminator(ending)
            .from_writer(Vec::new());
        writer.write_record(["project_id", "start_time", "notes"]).unwrap();
        writer.write_record([&cells[0], "x", &cells[2]]).unwrap();
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        prop_assert_eq!(char::from(dialect::sample(&text, None).delimiter), sign);
        let mut rows = rows_of(&text, sign);
        rows.next().unwrap();
        let row = rows.next().unwrap().unwrap();
        prop_assert_eq!(&row.cells[0], &cells[0]);
        prop_assert_eq!(&row.cells[2], &cells[2]);
    }

    #[test]
    fn any_text_is_heard_as_it_was_written(text in "\\PC{0,200}", piece in 1..40_usize) {
        prop_assert_eq!(heard(format!("\u{feff}{text}").as_bytes(), piece), "UTF-8");
        if !text.is_ascii() {
            prop_assert_eq!(heard(text.as_bytes(), piece), "UTF-8");
        }
    }
}
