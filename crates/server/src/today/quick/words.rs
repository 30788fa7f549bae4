//! Days by name and by date, in English and German.

use timetracker_types::{Day, Weekday};

const WEEKDAYS: [(&str, Weekday); 29] = [
    ("monday", Weekday::Monday),
    ("mon", Weekday::Monday),
    ("montag", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("tue", Weekday::Tuesday),
    ("tues", Weekday::Tuesday),
    ("dienstag", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("wed", Weekday::Wednesday),
    ("mittwoch", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("thu", Weekday::Thursday),
    ("thur", Weekday::Thursday),
    ("thurs", Weekday::Thursday),
    ("donnerstag", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("fri", Weekday::Friday),
    ("freitag", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sat", Weekday::Saturday),
    ("samstag", Weekday::Saturday),
    ("sonnabend", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
    ("sun", Weekday::Sunday),
    ("sonntag", Weekday::Sunday),
    ("mo.", Weekday::Monday),
    ("di.", Weekday::Tuesday),
    ("do.", Weekday::Thursday),
    ("fr.", Weekday::Friday),
];

const MONTHS: [(&str, u8); 16] = [
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("mär", 3),
    ("apr", 4),
    ("may", 5),
    ("mai", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
];

/// The longest words that begin with a month's three letters and are still that month.
const LONGEST_MONTH: usize = 9;

/// The day that the first words name, and how many words that takes.
pub fn day(words: &[&str], today: Day) -> Option<(Day, usize)> {
    let first = words.first()?.to_lowercase();
    let first = first.trim_end_matches([',', ':']);
    if ["on", "am"].contains(&first) {
        let (day, taken) = day(words.get(1..)?, today)?;
        return Some((day, taken + 1));
    }
    if ["last", "letzten", "letzter", "vorigen"].contains(&first) {
        let weekday = weekday(words.get(1)?)?;
        return Some((latest(weekday, today.plus_days(-1)), 2));
    }
    let named = match first {
        "today" | "heute" => Some(today),
        "yesterday" | "gestern" => Some(today.plus_days(-1)),
        "vorgestern" => Some(today.plus_days(-2)),
        _ => weekday(first).map(|weekday| latest(weekday, today)),
    };
    named
        .or_else(|| first.parse().ok())
        .or_else(|| german_date(first, today))
        .map(|day| (day, 1))
        .or_else(|| month_and_day(first, words.get(1)?, today).map(|day| (day, 2)))
}

fn weekday(word: &str) -> Option<Weekday> {
    let word = word.to_lowercase();
    let word = word.trim_end_matches(',');
    WEEKDAYS
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, day)| *day)
}

/// The last such weekday up to and including `last`.
fn latest(weekday: Weekday, last: Day) -> Day {
    last.week_start(weekday)
}

/// `23.11.`, `23.11.26`, `23.11.2026`.
fn german_date(word: &str, today: Day) -> Option<Day> {
    let mut parts = word.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let (day, month) = (small(day)?, small(month)?);
    match (year, parts.next()) {
        ("", None) => past(day, month, today),
        (year, None) if [2, 4].contains(&year.len()) => {
            let written: i32 = year
                .bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| year.parse().ok())??;
            let year = if year.len() == 2 { 2000 + written } else { written };
            Day::new(year, month, day).ok()
        }
        _ => None,
    }
}

/// `23 Nov`, `23. November`, `November 23`.
fn month_and_day(first: &str, second: &str, today: Day) -> Option<Day> {
    let number = |word: &str| small(word.trim_end_matches(['.', ',']));
    let (day, month) = match (number(first), number(second)) {
        (Some(day), None) => (day, month(second)?),
        (None, Some(day)) => (day, month(first)?),
        _ => return None,
    };
    past(day, month, today)
}

fn month(word: &str) -> Option<u8> {
    let word = word.to_lowercase();
    let word = word.trim_end_matches(['.', ',']);
    let known = MONTHS.iter().find(|(name, _)| word.starts_with(name))?;
    let is_whole = word.chars().count() == 3 || FULL.contains(&word);
    (is_whole && word.len() <= LONGEST_MONTH + 1).then_some(known.1)
}

const FULL: [&str; 20] = [
    "january",
    "januar",
    "february",
    "februar",
    "march",
    "märz",
    "april",
    "june",
    "juni",
    "july",
    "juli",
    "august",
    "september",
    "sept",
    "october",
    "oktober",
    "november",
    "december",
    "dezember",
    "jänner",
];

/// One or two digits.
fn small(text: &str) -> Option<u8> {
    let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// The latest day with that date that is not after today.
fn past(day: u8, month: u8, today: Day) -> Option<Day> {
    let in_year = |year: i32| Day::new(year, month, day).ok().filter(|found| *found <= today);
    (0..8).find_map(|back| in_year(today.year() - back))
}
