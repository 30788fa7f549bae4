//! Dates and weekdays.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::local_time::LocalTime;
use crate::text::{excerpt, serde_as_text};

/// A date in the calendar, without a zone: `2026-11-23`.
///
/// Always between [`Day::MIN`] and [`Day::MAX`]; arithmetic stops at those edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// Days are added to this one only: the time library adds no more days at once than there are after 1970.
const EPOCH: Day = Day(Date::constant(1970, 1, 1));

/// Why a text or three numbers are not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// Not of the form YYYY-MM-DD.
    #[error("“{0}” is not a date. Write the year, the month and the day, like 2026-11-23.")]
    Form(String),
    /// Of the right form, but not in the calendar.
    #[error("There is no {0} in the calendar.")]
    Calendar(String),
    /// Before 1900 or after 9999.
    #[error("{0} is too far away. Use a year from 1900 to 9999.")]
    Range(String),
}

impl Day {
    /// 1900-01-01.
    pub const MIN: Self = Self(Date::constant(1900, 1, 1));
    /// 9999-12-31.
    pub const MAX: Self = Self(Date::constant(9999, 12, 31));

    /// The day with this year, month (1 to 12) and day of the month (from 1).
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, DayError> {
        let shown = || format!("{year:04}-{month:02}-{day:02}");
        if !(1900..=9999).contains(&year) {
            return Err(DayError::Range(shown()));
        }
        let date = match (i16::try_from(year), i8::try_from(month), i8::try_from(day)) {
            (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
            _ => None,
        };
        date.map(Self).ok_or_else(|| DayError::Calendar(shown()))
    }

    /// The year, 1900 to 9999.
    pub fn year(self) -> i32 {
        i32::from(self.0.year())
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().unsigned_abs()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    /// The day so many days later, or earlier when `days` is negative.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let since_epoch = EPOCH.days_until(self).saturating_add(days);
        let in_range = since_epoch.clamp(EPOCH.days_until(Self::MIN), EPOCH.days_until(Self::MAX));
        Self::from_date(EPOCH.0.saturating_add(SignedDuration::from_hours(in_range * 24)))
    }

    /// How many days `other` is after this day; negative when it is before.
    pub fn days_until(self, other: Self) -> i64 {
        self.0.duration_until(other.0).as_hours() / 24
    }

    /// Which day of the week this is.
    pub fn weekday(self) -> Weekday {
        Weekday::ALL[usize::from(self.0.weekday().to_monday_zero_offset().unsigned_abs())]
    }

    /// The last day up to and including this one that is a `first`: where the week begins.
    #[must_use]
    pub fn week_start(self, first: Weekday) -> Self {
        let days_in = (7 + self.weekday().number() - first.number()) % 7;
        self.plus_days(-i64::from(days_in))
    }

    /// The first day of this day's month.
    #[must_use]
    pub fn month_start(self) -> Self {
        Self(self.0.first_of_month())
    }

    /// The last day of this day's month.
    #[must_use]
    pub fn month_end(self) -> Self {
        Self(self.0.last_of_month())
    }

    /// Each day from this one to `last`, both included; none when `last` is before this day.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> + Clone {
        (0..=self.days_until(last)).map(move |days| self.plus_days(days))
    }

    /// Midnight as this day begins, whether or not some zone skips it.
    pub fn midnight(self) -> LocalTime {
        LocalTime::from_civil(self.0.at(0, 0, 0, 0))
    }

    pub(crate) fn from_date(date: Date) -> Self {
        Self(date.clamp(Self::MIN.0, Self::MAX.0))
    }

    pub(crate) const fn date(self) -> Date {
        self.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:04}-{:02}-{:02}",
            self.year(),
            self.month(),
            self.day()
        )
    }
}

/// Strictly `YYYY-MM-DD`.
impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let (year, month, day) = numbers(text).ok_or_else(|| DayError::Form(excerpt(text)))?;
        Self::new(year, month, day)
    }
}

/// The three numbers of `YYYY-MM-DD`.
fn numbers(text: &str) -> Option<(i32, u8, u8)> {
    let shape = |(at, byte): (usize, u8)| {
        if at == 4 || at == 7 {
            byte == b'-'
        } else {
            byte.is_ascii_digit()
        }
    };
    if text.len() != 10 || !text.bytes().enumerate().all(shape) {
        return None;
    }
    Some((
        text[0..4].parse().ok()?,
        text[5..7].parse().ok()?,
        text[8..10].parse().ok()?,
    ))
}

serde_as_text!(Day);

/// A day of the week. Its number counts from Monday, 0, to Sunday, 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// A number that is not a weekday's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a day of the week. Use 0 for Monday to 6 for Sunday.")]
pub struct WeekdayError(i64);

impl Weekday {
    /// Monday to Sunday.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    /// 0 for Monday to 6 for Sunday.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The weekday with this [`number`](Weekday::number).
    pub fn from_number(number: i64) -> Result<Self, WeekdayError> {
        let found = usize::try_from(number)
            .ok()
            .and_then(|number| Self::ALL.get(number));
        found.copied().ok_or(WeekdayError(number))
    }
}
