//! Time as people jot it down: `1h30 ENG-12 pairing`, `9-10:30 review`, `yesterday 2h MOB-7`.

use crate::tasks::{is_identifier, meant};
use timetracker_types::{Day, LocalTime, parse_duration};

/// What a jotted line says; empty where it says nothing about that.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Jotted {
    /// Which day; the day at hand where it is not said.
    pub day: Option<Day>,
    /// When it began, as typed.
    pub from: String,
    /// When it ended, as typed.
    pub to: String,
    /// How long it took, as typed.
    pub length: String,
    /// The issue's identifier.
    pub issue: String,
    /// All the rest.
    pub notes: String,
}

/// Reads a line word by word; the first word that can be a time, a length or an issue is one.
pub fn read(line: &str, today: Day) -> Jotted {
    let mut found = Jotted::default();
    let mut notes: Vec<&str> = Vec::new();
    let mut words = line.split_whitespace().peekable();
    while let Some(word) = words.next() {
        if found.day.is_none() && notes.is_empty() && named_day(word, today).is_some() {
            found.day = named_day(word, today);
        } else if let Some((from, to)) = span(word).filter(|_| !found.has_time()) {
            (found.from, found.to) = (from.to_owned(), to.to_owned());
        } else if !found.has_time() && is_length(word) {
            word.clone_into(&mut found.length);
            // `1h 30m` is one length of two words
            if let Some(more) = words.next_if(|next| is_length(next) && is_length(&format!("{word} {next}")))
            {
                found.length = format!("{word} {more}");
            }
        } else if found.issue.is_empty() && is_identifier(&meant(word)) {
            found.issue = meant(word).to_uppercase();
        } else {
            notes.push(word);
        }
    }
    found.notes = notes.join(" ");
    found
}

impl Jotted {
    fn has_time(&self) -> bool {
        !self.length.is_empty() || !self.from.is_empty()
    }
}

fn named_day(word: &str, today: Day) -> Option<Day> {
    match word.to_lowercase().as_str() {
        "today" => Some(today),
        "yesterday" => Some(today.plus_days(-1)),
        _ => None,
    }
}

/// `9-10:30`, also with a long dash.
fn span(word: &str) -> Option<(&str, &str)> {
    let (from, to) = word.split_once(['-', '–', '—'])?;
    (minute_of_day(from).is_some() && minute_of_day(to).is_some()).then_some((from, to))
}

/// A length that cannot be taken for a plain number: it has a unit, a colon or a decimal point.
fn is_length(text: &str) -> bool {
    let is_more_than_number = text.contains(|letter: char| letter.is_alphabetic() || ":.,".contains(letter));
    is_more_than_number && parse_duration(text).is_ok()
}

/// Minutes since midnight of a time of day as people write it: `9`, `9:30`, `930`, `21.30`, `9:30 pm`.
pub fn minute_of_day(text: &str) -> Option<i64> {
    let text = text.trim().to_lowercase();
    let (digits, half) = match text.strip_suffix("am").or_else(|| text.strip_suffix("pm")) {
        Some(digits) => (digits.trim_end(), Some(text.ends_with("pm"))),
        None => (text.as_str(), None),
    };
    let (hour, minute) = match digits.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        Some(_) => return None,
        None if digits.len() > 2 => digits.split_at(digits.len() - 2),
        None => (digits, "0"),
    };
    let number = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| text.parse::<i64>().ok())?
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(is_afternoon) => hour % 12 + if is_afternoon { 12 } else { 0 },
    };
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
}

/// What the clocks show so many minutes after midnight of a day, less than a day.
pub fn on_day(day: Day, minute: i64) -> Option<LocalTime> {
    LocalTime::new(
        day,
        u8::try_from(minute / 60).ok()?,
        u8::try_from(minute % 60).ok()?,
        0,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        "2026-11-23".parse().unwrap()
    }

    #[test]
    fn a_length_an_issue_and_a_note_in_any_order() {
        let wanted = Jotted {
            length: "1h30".into(),
            issue: "ENG-12".into(),
            notes: "pairing with Ana".into(),
            ..Jotted::default()
        };
        assert_eq!(read("1h30 ENG-12 pairing with Ana", today()), wanted);
        assert_eq!(read("pairing eng-12 1h30 with Ana", today()), wanted);
        assert_eq!(read("1h 30m MOB-7", today()).length, "1h 30m");
    }

    #[test]
    fn from_and_to() {
        let jotted = read("9-10:30 review", today());
        assert_eq!(
            (jotted.from.as_str(), jotted.to.as_str(), jotted.notes.as_str()),
            ("9", "10:30", "review")
        );
        assert_eq!(read("23:00–1:00 release", today()).to, "1:00");
    }

    #[test]
    fn yesterday() {
        let jotted = read("yesterday 2h MOB-7", today());
        assert_eq!(jotted.day, Some("2026-11-22".parse().unwrap()));
        assert_eq!(jotted.length, "2h");
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
    fn a_plain_number_is_part_of_the_note() {
        let jotted = read("2 bugs in 90 lines", today());
        assert_eq!(
            (jotted.length.as_str(), jotted.notes.as_str()),
            ("", "2 bugs in 90 lines")
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
}
