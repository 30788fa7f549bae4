//! Times of day and lengths, as words of a line.

use super::placing::When;
use timetracker_types::parse_duration;

/// Words for units that the reader of lengths does not know.
const UNITS: [(&str, &str); 10] = [
    ("stunden", "h"),
    ("stunde", "h"),
    ("std", "h"),
    ("minuten", "m"),
    ("minute", "m"),
    ("hours", "h"),
    ("hour", "h"),
    ("minutes", "m"),
    ("mins", "m"),
    ("min", "m"),
];

/// The longest text that is looked at as a time or a length, in bytes.
const LONGEST: usize = 24;

impl When {
    /// Takes what the first words say about time; answers how many that were.
    pub(super) fn take(&mut self, words: &[&str]) -> Option<usize> {
        self.take_ago(words)
            .or_else(|| self.take_span(words))
            .or_else(|| self.take_edge(words))
            .or_else(|| self.take_length(words))
    }

    /// `45m ago`, `1h 30m ago`, `vor 45 min`.
    fn take_ago(&mut self, words: &[&str]) -> Option<usize> {
        if self.ago.is_some() || self.from.is_some() || self.to.is_some() {
            return None;
        }
        let (skipped, rest) = match words.first()?.to_lowercase().as_str() {
            "vor" => (1, words.get(1..)?),
            _ => (0, words),
        };
        let (seconds, taken) = length(rest)?;
        let is_said = rest
            .get(taken)
            .is_some_and(|word| word.eq_ignore_ascii_case("ago"));
        if skipped == 0 && !is_said {
            return None;
        }
        self.ago = Some(seconds);
        Some(skipped + taken + usize::from(skipped == 0))
    }

    /// `9-10:30`, `9:00 – 10:30`, `from 9 to 10:30`, `von 9 bis 10:30 Uhr`.
    fn take_span(&mut self, words: &[&str]) -> Option<usize> {
        if self.from.is_some() || self.to.is_some() || self.length.is_some() || self.ago.is_some() {
            return None;
        }
        let introduced = is_one_of(words[0], &["from", "von"]);
        let words_of_it = &words[usize::from(introduced)..];
        let first = words_of_it.first()?;
        let (from, to, taken) = match first.split_once(['-', '–', '—']) {
            Some((from, to)) if !from.is_empty() && !to.is_empty() => (from, to, 1),
            _ => {
                let between = words_of_it.get(1)?;
                let is_dash = ["-", "–", "—"].contains(between);
                let is_word = is_one_of(between, &["to", "bis", "till", "until"]);
                let last = words_of_it.get(2)?;
                // "2 to 3 bugs" is no time
                let is_clear = introduced || is_dash || [first, last].iter().any(|word| word.contains(':'));
                if !(is_dash || is_word && is_clear) {
                    return None;
                }
                (*first, *last, 3)
            }
        };
        let to_minute = minute_of_day(trimmed(to))?;
        let from_minute = in_same_half(from, to, to_minute).or_else(|| minute_of_day(from))?;
        (self.from, self.to) = (Some(from_minute), Some(to_minute));
        Some(usize::from(introduced) + taken + oclock(words_of_it.get(taken)))
    }

    /// `since 9:15`, `seit 9`, `at 9`, `um 9 Uhr`, `until 10:30`, `bis 10:30`.
    fn take_edge(&mut self, words: &[&str]) -> Option<usize> {
        let time = trimmed(words.get(1)?);
        let minute = minute_of_day(time)?;
        let taken = 2 + oclock(words.get(2));
        // "from 3 people" is no time; "since 3" is one.
        let is_clear = taken == 3 || time.contains([':', 'm']) || self.length.is_some();
        let followed = length(&words[taken.min(words.len())..]).is_some();
        let free = self.ago.is_none();
        if free && self.to.is_none() && is_one_of(words[0], &["until", "till", "bis"]) {
            self.to = Some(minute);
        } else if free
            && self.from.is_none()
            && (is_one_of(words[0], &["since", "seit"])
                || (is_clear || followed) && is_one_of(words[0], &["from", "von", "at", "um", "ab"]))
        {
            self.from = Some(minute);
        } else {
            return None;
        }
        Some(taken)
    }

    fn take_length(&mut self, words: &[&str]) -> Option<usize> {
        if self.length.is_some() || self.from.is_some() && self.to.is_some() {
            return None;
        }
        let (seconds, taken) = length(words)?;
        self.length = Some(seconds);
        Some(taken)
    }
}

fn is_one_of(word: &str, these: &[&str]) -> bool {
    these.iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn trimmed(word: &str) -> &str {
    word.trim_end_matches([',', ';'])
}

fn oclock(word: Option<&&str>) -> usize {
    usize::from(word.is_some_and(|word| is_one_of(word, &["uhr", "o'clock"])))
}

/// In `1-2pm` the first time is in the afternoon as well.
fn in_same_half(from: &str, to: &str, to_minute: i64) -> Option<i64> {
    let to = to.to_lowercase();
    let half = ["am", "pm"].into_iter().find(|half| to.ends_with(half))?;
    let from = from.to_lowercase();
    if from.ends_with("am") || from.ends_with("pm") {
        return None;
    }
    minute_of_day(&format!("{from}{half}")).filter(|minute| *minute < to_minute)
}

/// The length that the first words say, and how many words that takes: `1h30`, `1h 30m`, `2 Stunden`, `1,5 h`.
///
/// A plain number is none: it needs a unit, a colon or a decimal point.
fn length(words: &[&str]) -> Option<(i64, usize)> {
    let most = words.len().min(4);
    (1..=most).rev().find_map(|taken| {
        let text = words[..taken].join(" ");
        let text = trimmed(&text);
        let seconds = is_length(text, taken).then(|| parse_duration(&in_known_units(text)).ok())??;
        (seconds > 0).then_some((seconds, taken))
    })
}

fn is_length(text: &str, words: usize) -> bool {
    let starts = text.starts_with(|letter: char| letter.is_ascii_digit());
    let is_more_than_number = text.contains(|letter: char| letter.is_alphabetic() || ":.,".contains(letter));
    // `1.5 2` is two numbers; several words are one length only where units hold them together.
    let has_unit = words == 1 || text.chars().last().is_some_and(char::is_alphabetic);
    text.len() <= LONGEST && starts && is_more_than_number && has_unit && !text.ends_with('.')
}

fn in_known_units(text: &str) -> String {
    let mut known = String::new();
    for word in text.to_lowercase().split_whitespace() {
        let cut = word
            .find(|letter: char| letter.is_alphabetic())
            .unwrap_or(word.len());
        let (number, unit) = word.split_at(cut);
        let unit = UNITS
            .iter()
            .find(|(name, _)| *name == unit)
            .map_or(unit, |(_, short)| short);
        known.push_str(number);
        known.push_str(unit);
        known.push(' ');
    }
    known
}

/// Minutes since midnight of a time of day as people write it: `9`, `9:30`, `930`, `21.30`, `9:30 pm`.
pub fn minute_of_day(text: &str) -> Option<i64> {
    let text = text.trim().to_lowercase();
    if text.len() > LONGEST {
        return None;
    }
    let (digits, half) = match text.strip_suffix("am").or_else(|| text.strip_suffix("pm")) {
        Some(digits) => (digits.trim_end(), Some(text.ends_with("pm"))),
        None => (text.as_str(), None),
    };
    let (hour, minute) = match digits.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        Some(_) => return None,
        None if digits.len() > 2 && digits.is_ascii() => digits.split_at(digits.len() - 2),
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

/// `9:05` of minutes since midnight.
pub fn time_text(minute: i64) -> String {
    format!("{}:{:02}", minute / 60, minute % 60)
}
