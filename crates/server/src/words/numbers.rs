//! Numbers and lengths of time as a language writes them.

use super::{Language, Words};
use timetracker_types::clock;

impl Words {
    /// `5,214`.
    pub fn count(self, number: i64) -> String {
        grouped(&number.to_string(), self.language)
    }

    /// `1,234.5`, with so many digits behind the mark.
    pub fn decimal(self, number: f64, digits: usize) -> String {
        grouped(&format!("{number:.digits$}"), self.language)
    }

    /// Decimal text such as an amount of money (`1234.50`) with the marks of the language.
    pub fn decimal_text(self, text: &str) -> String {
        grouped(text, self.language)
    }

    /// `63 %`, from parts.
    pub fn percent(self, part: i64, whole: i64) -> String {
        let share = if whole == 0 {
            0
        } else {
            (i128::from(part) * 200 / i128::from(whole) + 1) / 2
        };
        self.with("number-percent", &[("n", share.to_string().into())])
    }

    /// A length of time in words: `1 h 25 min`; the seconds are dropped, but for less than a minute: `45 s`.
    pub fn duration(self, seconds: i64) -> String {
        let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() / 60 % 60);
        let sign = if seconds < 0 && hours + minutes > 0 {
            "−"
        } else {
            ""
        };
        let text = match (hours, minutes) {
            (0, 0) if seconds != 0 => self.with("duration-s", &[("s", seconds.into())]),
            (0, _) => self.with("duration-min", &[("min", minutes.into())]),
            (_, 0) => self.with("duration-h", &[("h", hours.into())]),
            _ => self.with("duration-h-min", &[("h", hours.into()), ("min", minutes.into())]),
        };
        format!("{sign}{text}")
    }

    /// An estimate as short as it can be: `6 h`, `6:30`.
    pub fn estimate(self, seconds: i64) -> String {
        if seconds % 3600 == 0 {
            self.with("duration-h", &[("h", (seconds / 3600).into())])
        } else {
            clock(seconds)
        }
    }
}

/// Digits in groups of three, with the marks of a language. Takes what `Display` writes: `-1234.50`.
pub(super) fn grouped(plain: &str, language: Language) -> String {
    let (group, point) = match language {
        Language::German => ('.', ','),
        Language::SwissGerman => ('’', '.'),
        _ => (',', '.'),
    };
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("−", digits),
        None => ("", plain),
    };
    let (whole, rest) = digits
        .split_once('.')
        .map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut text = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if let Some(rest) = rest {
        text.push(point);
        text.push_str(rest);
    }
    text
}
