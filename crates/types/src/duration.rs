//! Lengths of time as people write and read them. A length is a number of seconds.

use crate::rounding::divide_half_up;
use crate::text::excerpt;

const LONGEST_HOURS: i64 = 10_000;

/// Why a text is not a length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// Nothing was written.
    #[error("Write how long it took, like 1:30, 1h 30m, 90m or 1.5.")]
    Empty,
    /// Below zero.
    #[error("“{0}” is less than nothing. Write a length like 1:30, 1h 30m, 90m or 1.5.")]
    Negative(String),
    /// More than ten thousand hours.
    #[error("“{0}” is too long. The longest is 10000 hours; write a length like 1:30, 1h 30m, 90m or 1.5.")]
    TooLong(String),
    /// Anything else.
    #[error("“{0}” is not a length of time. Write one like 1:30, 1h 30m, 90m or 1.5.")]
    Form(String),
}

/// Reads a length of time, in seconds, rounded half up to whole ones.
///
/// Understands `1:30`, `1:30:15`, `1h30`, `1h 30m`, `1.5`, `1,5`, `1.5h`, `90m`, `45 min`, `2h` and `30s`. A number
/// without a unit is hours, or after hours, minutes, and after minutes, seconds. At most 10 000 hours.
pub fn parse_duration(text: &str) -> Result<i64, DurationError> {
    let written = text.trim().to_lowercase();
    if written.is_empty() {
        return Err(DurationError::Empty);
    }
    if written.starts_with(['-', '−']) {
        return Err(DurationError::Negative(excerpt(text)));
    }
    let seconds = if written.contains(':') {
        read_clock(&written)
    } else {
        read_units(&written)
    };
    match seconds {
        None => Err(DurationError::Form(excerpt(text))),
        Some(seconds) if seconds > LONGEST_HOURS * 3600 => Err(DurationError::TooLong(excerpt(text))),
        Some(seconds) => Ok(seconds),
    }
}

/// `1:30` or `1:30:15`.
fn read_clock(text: &str) -> Option<i64> {
    let mut pieces = text.split(':');
    let hours = Amount::read(pieces.next()?)?.whole()?;
    let minutes = below_sixty(pieces.next()?)?;
    let seconds = pieces.next().map_or(Some(0), below_sixty)?;
    pieces
        .next()
        .is_none()
        .then(|| hours.saturating_mul(3600).saturating_add(minutes * 60 + seconds))
}

fn below_sixty(text: &str) -> Option<i64> {
    let number = Amount::read(text)?.whole()?;
    (text.len() == 2 && number < 60).then_some(number)
}

/// Numbers with units from the longest to the shortest; the last unit may be left out.
fn read_units(text: &str) -> Option<i64> {
    let mut total: i64 = 0;
    let mut shortest: Option<i64> = None;
    let mut rest = text;
    while !rest.is_empty() {
        let (number, after) = rest.split_at(rest.find(|c| !is_of_number(c)).unwrap_or(rest.len()));
        let amount = Amount::read(number)?;
        let after = after.trim_start();
        let (unit, after) = after.split_at(after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len()));
        rest = after.trim_start();
        let seconds = match (unit, shortest) {
            ("", None) if rest.is_empty() => 3600,
            ("", Some(longer)) if rest.is_empty() && longer > 1 => {
                amount.whole().filter(|amount| *amount < 60)?;
                longer / 60
            }
            _ => seconds_in(unit)?,
        };
        if shortest.is_some_and(|longer| seconds >= longer) {
            return None;
        }
        shortest = Some(seconds);
        total = total.saturating_add(amount.times(seconds));
    }
    Some(total)
}

fn is_of_number(c: char) -> bool {
    c.is_ascii_digit() || c == '.' || c == ','
}

fn seconds_in(unit: &str) -> Option<i64> {
    match unit {
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(3600),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(60),
        "s" | "sec" | "secs" | "second" | "seconds" => Some(1),
        _ => None,
    }
}

/// A number that is not negative: `digits` with the last `decimals` of them after the point.
struct Amount {
    digits: i64,
    decimals: u32,
}

impl Amount {
    fn read(text: &str) -> Option<Self> {
        let (whole, fraction) = match text.split_once(['.', ',']) {
            Some((_, "")) => return None,
            Some(pieces) => pieces,
            None => (text, ""),
        };
        if text.is_empty()
            || text.len() > 15
            || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
        {
            return None;
        }
        let digits = format!("{whole}{fraction}").parse().ok()?;
        Some(Self {
            digits,
            decimals: u32::try_from(fraction.len()).ok()?,
        })
    }

    fn whole(&self) -> Option<i64> {
        (self.decimals == 0).then_some(self.digits)
    }

    fn times(&self, seconds: i64) -> i64 {
        let exact = i128::from(self.digits) * i128::from(seconds);
        i64::try_from(divide_half_up(exact, 10_i128.pow(self.decimals))).unwrap_or(i64::MAX)
    }
}

/// A length of time taken apart.
struct Parts {
    sign: &'static str,
    hours: u64,
    minutes: u64,
    seconds: u64,
}

impl Parts {
    /// Drops what is below `step` seconds; what is left of nothing has no sign.
    fn of(seconds: i64, step: u64) -> Self {
        let length = seconds.unsigned_abs() / step * step;
        let sign = if seconds < 0 && length > 0 { "-" } else { "" };
        Self {
            sign,
            hours: length / 3600,
            minutes: length / 60 % 60,
            seconds: length % 60,
        }
    }
}

/// Hours and minutes, the seconds dropped: `1:25`.
pub fn clock(seconds: i64) -> String {
    let Parts {
        sign, hours, minutes, ..
    } = Parts::of(seconds, 60);
    format!("{sign}{hours}:{minutes:02}")
}

/// Hours, minutes and seconds: `1:25:07`.
pub fn clock_seconds(seconds: i64) -> String {
    let Parts {
        sign,
        hours,
        minutes,
        seconds,
    } = Parts::of(seconds, 1);
    format!("{sign}{hours}:{minutes:02}:{seconds:02}")
}

/// Hours, minutes and seconds, two digits each or more: `01:30:00`.
pub fn hh_mm_ss(seconds: i64) -> String {
    let Parts {
        sign,
        hours,
        minutes,
        seconds,
    } = Parts::of(seconds, 1);
    format!("{sign}{hours:02}:{minutes:02}:{seconds:02}")
}

/// In words: `1 h 25 min`, `2 h`, `25 min`; the seconds are dropped, but for lengths under a minute: `45 s`.
pub fn prose(seconds: i64) -> String {
    if (1..60).contains(&seconds.unsigned_abs()) {
        return format!("{seconds} s");
    }
    match Parts::of(seconds, 60) {
        Parts {
            sign,
            hours: 0,
            minutes,
            ..
        } => format!("{sign}{minutes} min"),
        Parts {
            sign,
            hours,
            minutes: 0,
            ..
        } => format!("{sign}{hours} h"),
        Parts {
            sign, hours, minutes, ..
        } => format!("{sign}{hours} h {minutes} min"),
    }
}

/// Hours with at most two decimals, halves up (away from zero): 5400 is 1.5.
#[expect(
    clippy::cast_precision_loss,
    reason = "exact up to 10¹³ hours, and shown with two decimals"
)]
pub fn hours_decimal(seconds: i64) -> f64 {
    let hundredths = divide_half_up(i128::from(seconds) * 100, 3600);
    hundredths as f64 / 100.0
}
