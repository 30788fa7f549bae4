//! What a clock on a wall shows.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::DateTime;

use crate::day::Day;
use crate::moment::{self, MomentError};
use crate::text::serde_as_text;

/// A date and a time of day to the millisecond, without a zone: `2026-11-23T09:00:00`.
///
/// A [`Zone`](crate::Zone) turns it into an [`Instant`](crate::Instant). Always from the first moment of
/// [`Day::MIN`] to the last millisecond of [`Day::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime(DateTime);

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
const MIN: DateTime = DateTime::constant(1900, 1, 1, 0, 0, 0, 0);
const MAX: DateTime = DateTime::constant(9999, 12, 31, 23, 59, 59, 999_000_000);

impl LocalTime {
    /// The time `hour`:`minute`:`second` of a day, on the 24-hour clock.
    pub fn new(day: Day, hour: u8, minute: u8, second: u8) -> Result<Self, MomentError> {
        Self::with_millis(day, hour, minute, second, 0)
    }

    /// The time `hour`:`minute`:`second` and so many milliseconds of a day, on the 24-hour clock.
    pub fn with_millis(
        day: Day,
        hour: u8,
        minute: u8,
        second: u8,
        milliseconds: u16,
    ) -> Result<Self, MomentError> {
        if hour > 23 || minute > 59 || second > 59 || milliseconds > 999 {
            return Err(MomentError::TimeOfDay(format!(
                "{hour:02}:{minute:02}:{second:02}"
            )));
        }
        let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        let since_midnight = SignedDuration::from_millis(seconds * 1000 + i64::from(milliseconds));
        Ok(Self(day.midnight().0.saturating_add(since_midnight)))
    }

    /// The date.
    pub fn day(self) -> Day {
        Day::from_date(self.0.date())
    }

    /// The hour, 0 to 23.
    pub fn hour(self) -> u8 {
        self.0.hour().unsigned_abs()
    }

    /// The minute, 0 to 59.
    pub fn minute(self) -> u8 {
        self.0.minute().unsigned_abs()
    }

    /// The second, 0 to 59.
    pub fn second(self) -> u8 {
        self.0.second().unsigned_abs()
    }

    /// The millisecond, 0 to 999.
    pub fn millisecond(self) -> u16 {
        self.0.millisecond().unsigned_abs()
    }

    /// The same day at `hour`:`minute` sharp, on the 24-hour clock.
    pub fn with_time(self, hour: u8, minute: u8) -> Result<Self, MomentError> {
        Self::new(self.day(), hour, minute, 0)
    }

    /// The time of day on the 24-hour clock: `09:05`.
    pub fn format_clock24(self) -> String {
        format!("{:02}:{:02}", self.hour(), self.minute())
    }

    /// The time of day on the 12-hour clock: `9:05 AM`. Midnight is `12:00 AM`, noon `12:00 PM`.
    pub fn format_clock12(self) -> String {
        let half = if self.hour() < 12 { "AM" } else { "PM" };
        let hour = if self.hour().is_multiple_of(12) {
            12
        } else {
            self.hour() % 12
        };
        format!("{hour}:{:02} {half}", self.minute())
    }

    pub(crate) fn from_civil(time: DateTime) -> Self {
        Self(time.clamp(MIN, MAX))
    }

    pub(crate) const fn civil(self) -> DateTime {
        self.0
    }

    /// What a clock in UTC shows so many milliseconds after 1970 began.
    pub(crate) fn from_utc_millis(milliseconds: i64) -> Self {
        Self::from_civil(EPOCH.saturating_add(SignedDuration::from_millis(milliseconds)))
    }

    /// Milliseconds since 1970 began, were this a clock in UTC.
    pub(crate) fn utc_millis(self) -> i64 {
        let since_epoch = self.0.duration_since(EPOCH);
        since_epoch.as_secs() * 1000 + i64::from(since_epoch.subsec_millis())
    }

    /// `2026-11-23T09:00:00`, with `.250` when there are milliseconds.
    pub(crate) fn to_rfc3339_without_offset(self) -> String {
        match self.millisecond() {
            0 => self.whole_seconds(),
            milliseconds => format!("{}.{milliseconds:03}", self.whole_seconds()),
        }
    }

    fn whole_seconds(self) -> String {
        format!(
            "{}T{:02}:{:02}:{:02}",
            self.day(),
            self.hour(),
            self.minute(),
            self.second()
        )
    }
}

/// `2026-11-23T09:00:00`, with `.250000` when there are milliseconds.
impl fmt::Display for LocalTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.whole_seconds())?;
        match self.millisecond() {
            0 => Ok(()),
            milliseconds => write!(formatter, ".{milliseconds:03}000"),
        }
    }
}

/// `2026-11-23T09:00`, with or without seconds and a fraction, `T` or a space between; no offset.
impl FromStr for LocalTime {
    type Err = MomentError;

    fn from_str(text: &str) -> Result<Self, MomentError> {
        moment::parse_local(text)
    }
}

serde_as_text!(LocalTime);
