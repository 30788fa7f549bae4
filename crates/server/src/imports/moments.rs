//! Dates and times as spreadsheets and other trackers write them. Pure.
//!
//! Read here: ISO 8601 in its usual and its basic form and with a week, year first with any separator,
//! `d.m.Y`, `d/m/Y` and `m/d/Y` where only one of them is possible or one was chosen, months by their
//! English names; 24-hour and 12-hour clocks; `Z` and offsets. Not read: numbers of seconds or days.

use timetracker_types::{Day, Instant, LocalTime, Showings, Weekday, Zone};

/// What comes first in `04/05/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// Nothing says so: only dates that can be read in one way are read.
    #[default]
    Unsaid,
    /// The day.
    DayFirst,
    /// The month.
    MonthFirst,
}

impl DateOrder {
    /// As forms and the API write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unsaid => "auto",
            Self::DayFirst => "dmy",
            Self::MonthFirst => "mdy",
        }
    }

    /// Reads [`key`](Self::key).
    pub fn from_key(key: &str) -> Option<Self> {
        let all = [Self::Unsaid, Self::DayFirst, Self::MonthFirst];
        all.into_iter()
            .find(|order| order.key().eq_ignore_ascii_case(key.trim()))
    }
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// 0 to 24; 24 only as midnight at the end of the day.
    hour: u8,
    minute: u8,
    second: u8,
    millis: u16,
}

/// What a cell says of a moment: a day, a time of day, or both, and how far from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct When {
    /// The date.
    pub day: Option<Day>,
    /// The time of day.
    pub clock: Option<Clock>,
    /// Seconds east of UTC.
    pub offset: Option<i64>,
}

impl When {
    /// Reads a cell. The error is a sentence.
    pub fn read(text: &str, order: DateOrder) -> Result<Self, String> {
        let text = text.trim();
        let breaks = text
            .char_indices()
            .filter(|(_, c)| matches!(c, 'T' | 't' | ' ' | '\u{a0}'));
        for (at, sign) in breaks {
            let (left, right) = (&text[..at], &text[at + sign.len_utf8()..]);
            let clock = clock(right.trim(), true);
            if let (Some(day), Some((clock, offset))) = (date(left.trim(), order), clock) {
                return Ok(Self {
                    day: Some(day?),
                    clock: Some(clock),
                    offset,
                });
            }
        }
        if let Some(day) = date(text, order) {
            return Ok(Self {
                day: Some(day?),
                ..Self::default()
            });
        }
        if let Some((clock, offset)) = clock(text, false) {
            return Ok(Self {
                day: None,
                clock: Some(clock),
                offset,
            });
        }
        Err(format!(
            "“{}” is not a date with a time. Write it like 2026-11-23 09:00.",
            shortened(text)
        ))
    }

    /// The instant on that day, midnight where no time is said, and whether the zone's clocks showed it
    /// otherwise than once.
    pub fn at(&self, day: Day, zone: &Zone) -> (Instant, Showings) {
        let clock = self.clock.unwrap_or(Clock {
            hour: 0,
            minute: 0,
            second: 0,
            millis: 0,
        });
        let (day, hour) = if clock.hour == 24 {
            (day.plus_days(1), 0)
        } else {
            (day, clock.hour)
        };
        let local = LocalTime::with_millis(day, hour, clock.minute, clock.second, clock.millis)
            .unwrap_or_else(|_| day.midnight());
        match self.offset {
            Some(offset) => (
                Zone::utc().instant_of(local).plus_seconds(-offset),
                Showings::Once,
            ),
            // A day without a time begins when it begins, whatever its clocks show then.
            None if self.clock.is_none() => (zone.start_of(day), Showings::Once),
            None => (zone.instant_of(local), zone.showings_of(local)),
        }
    }
}

/// The start of what stands in a cell, for a sentence about it.
pub fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut shown: String = text
        .trim()
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.trim().chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

/// A date; nothing where it does not look like one, a sentence where it looks like one and is none.
fn date(text: &str, order: DateOrder) -> Option<Result<Day, String>> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if text.len() == 8 && is_digits(text) {
        return Some(day(&text[..4], &text[4..6], &text[6..]));
    }
    for separator in ['-', '/', '.'] {
        let mut pieces = text.split(separator).map(str::trim);
        let (Some(a), Some(b), Some(c), None) = (pieces.next(), pieces.next(), pieces.next(), pieces.next())
        else {
            continue;
        };
        if ![a, b, c].into_iter().all(is_digits) {
            continue;
        }
        return match (a.len(), b.len(), c.len()) {
            (4, 1..=2, 1..=2) => Some(day(a, b, c)),
            (1..=2, 1..=2, 4) if separator == '.' => Some(day(c, b, a)),
            (1..=2, 1..=2, 4) => Some(either(text, (a, b), c, order)),
            _ => None,
        };
    }
    week_date(text).or_else(|| named_month(text))
}

fn day(year: &str, month: &str, day: &str) -> Result<Day, String> {
    let number = |text: &str| text.parse::<u8>().unwrap_or(0);
    let year = year.parse().unwrap_or(0);
    Day::new(year, number(month), number(day)).map_err(|error| error.to_string())
}

/// `04/05/2024`, one way or the other.
fn either(text: &str, (a, b): (&str, &str), year: &str, order: DateOrder) -> Result<Day, String> {
    let (day_first, month_first) = (day(year, b, a), day(year, a, b));
    match (order, day_first, month_first) {
        (DateOrder::DayFirst, day_first, _) => day_first,
        (DateOrder::MonthFirst, _, month_first) => month_first,
        (DateOrder::Unsaid, Ok(one), Ok(other)) if one != other => Err(format!(
            "“{}” may be {one} or {other}. Say which comes first, the day or the month.",
            shortened(text)
        )),
        (DateOrder::Unsaid, Ok(found), _) | (DateOrder::Unsaid, _, Ok(found)) => Ok(found),
        (DateOrder::Unsaid, Err(sentence), Err(_)) => Err(sentence),
    }
}

/// Which order a date proves, where it can be read in one way only.
pub fn proven_order(text: &str) -> Option<DateOrder> {
    let first = text.trim().split([' ', 'T']).next()?;
    let mut pieces = first.split(['/', '-']);
    let (a, b, year) = (pieces.next()?, pieces.next()?, pieces.next()?);
    if year.len() != 4 || a.len() > 2 || b.len() > 2 {
        return None;
    }
    match (day(year, b, a), day(year, a, b)) {
        (Ok(_), Err(_)) => Some(DateOrder::DayFirst),
        (Err(_), Ok(_)) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// `2024-W14-1`, `2024W141` or `2024-W14`, which is its Monday.
fn week_date(text: &str) -> Option<Result<Day, String>> {
    let (year, rest) = text.split_once(['W', 'w'])?;
    let year: i32 = year.strip_suffix('-').unwrap_or(year).parse().ok()?;
    let (week, weekday) = rest.split_at_checked(2)?;
    let week: i64 = week.parse().ok()?;
    let weekday: i64 = match weekday.trim_start_matches('-') {
        "" => 1,
        digit => digit.parse().ok()?,
    };
    let sentence = || format!("There is no “{}” in the calendar.", shortened(text));
    let found = Day::new(year, 1, 4).ok().map(|fourth| {
        let first = fourth.week_start(Weekday::Monday);
        first.plus_days((week - 1) * 7 + weekday - 1)
    });
    let is_there = (1..=53).contains(&week) && (1..=7).contains(&weekday);
    // The 53rd week of a year that has 52 is the first of the next.
    let in_year = |day: &Day| day.week_start(Weekday::Monday).plus_days(3).year() == year;
    Some(found.filter(|day| is_there && in_year(day)).ok_or_else(sentence))
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// `1 Apr 2024`, `April 1st, 2024`, `1-Apr-2024`, `Mon, 1 Apr 2024`.
fn named_month(text: &str) -> Option<Result<Day, String>> {
    let lower = text.to_ascii_lowercase();
    let mut words: Vec<&str> = lower
        .split([' ', '-', ',', '.', '/'])
        .filter(|word| !word.is_empty())
        .collect();
    if words.len() == 4
        && Weekday::ALL
            .iter()
            .any(|day| starts(&format!("{day:?}"), words[0]))
    {
        words.remove(0);
    }
    let [a, b, c] = words[..] else { return None };
    let month = |word: &str| {
        MONTHS
            .iter()
            .position(|name| starts(name, word))
            .map(|at| (at + 1).to_string())
    };
    let plain = |word: &'_ str| -> Option<String> {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ending = &word[digits.len()..];
        let is_day = digits.len() <= 2 && ["", "st", "nd", "rd", "th"].contains(&ending);
        (!digits.is_empty() && is_day && digits.bytes().all(|b| b.is_ascii_digit()))
            .then(|| digits.to_owned())
    };
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let (year, month, number) = match (month(a), month(b)) {
        (Some(month), _) if is_year(c) => (c, month, plain(b)?),
        (None, Some(month)) if is_year(c) => (c, month, plain(a)?),
        (None, Some(month)) if is_year(a) => (a, month, plain(c)?),
        _ => return None,
    };
    Some(day(year, &month, &number))
}

/// Whether a word is a name or its first three letters or more.
fn starts(name: &str, word: &str) -> bool {
    word.len() >= 3 && name.to_ascii_lowercase().starts_with(word)
}

/// A time of day and its offset; `basic` also takes `0900`, which beside a date can be nothing else.
fn clock(text: &str, basic: bool) -> Option<(Clock, Option<i64>)> {
    let lower = text.to_ascii_lowercase();
    let (lower, offset) = without_offset(lower.trim())?;
    let (digits, half) = without_half(lower.trim());
    let (clock, fraction) = match digits.split_once(['.', ',']) {
        Some((clock, fraction)) => (clock, millis(fraction)?),
        None => (digits, 0),
    };
    let mut pieces = if basic && matches!(clock.len(), 4 | 6) && clock.bytes().all(|b| b.is_ascii_digit()) {
        vec![&clock[..2], &clock[2..4], &clock[4..]]
    } else {
        clock.split([':', 'h']).collect()
    };
    pieces.retain(|piece| !piece.is_empty());
    if pieces.len() > 3 || pieces.len() < if half.is_some() { 1 } else { 2 } {
        return None;
    }
    let mut numbers = [0_u8; 3];
    for (place, piece) in numbers.iter_mut().zip(pieces) {
        *place = (piece.len() <= 2).then(|| piece.parse().ok())??;
    }
    let [hour, minute, second] = numbers;
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(is_afternoon) => hour % 12 + if is_afternoon { 12 } else { 0 },
        None => hour,
    };
    let is_midnight = hour == 24 && minute == 0 && second == 0 && fraction == 0;
    ((hour < 24 || is_midnight) && minute < 60 && second < 60).then_some((
        Clock {
            hour,
            minute,
            second,
            millis: fraction,
        },
        offset,
    ))
}

/// The text before `Z`, `UTC` or an offset, and the offset in seconds; nothing where it is none.
fn without_offset(text: &str) -> Option<(&str, Option<i64>)> {
    for utc in ["z", "utc", "gmt"] {
        if let Some(rest) = text.strip_suffix(utc) {
            return Some((rest, Some(0)));
        }
    }
    let Some(at) = text.rfind(['+', '-', '−']) else {
        return Some((text, None));
    };
    let (rest, written) = text.split_at(at);
    let sign = if written.starts_with('+') { 1 } else { -1 };
    let digits: String = written.chars().skip(1).filter(|c| *c != ':').collect();
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = digits.split_at(2);
    let minutes: i64 = if minutes.is_empty() {
        0
    } else {
        minutes.parse().ok()?
    };
    let hours: i64 = hours.parse().ok()?;
    (hours < 24 && minutes < 60).then_some((rest, Some(sign * (hours * 3600 + minutes * 60))))
}

/// The text before `am` or `pm`, and whether it is the afternoon.
fn without_half(text: &str) -> (&str, Option<bool>) {
    for (ending, is_afternoon) in [("am", false), ("a.m.", false), ("pm", true), ("p.m.", true)] {
        if let Some(rest) = text.strip_suffix(ending) {
            return (rest.trim_end(), Some(is_afternoon));
        }
    }
    (text, None)
}

/// The first three digits after the point; further ones are below what is kept.
fn millis(fraction: &str) -> Option<u16> {
    if fraction.is_empty() || fraction.len() > 9 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = fraction.bytes().chain(*b"00").take(3);
    Some(digits.fold(0, |number, digit| number * 10 + u16::from(digit - b'0')))
}
