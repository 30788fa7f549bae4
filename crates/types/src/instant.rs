//! Points on the time line.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::local_time::LocalTime;
use crate::moment::{self, MomentError};
use crate::text::serde_as_text;

/// A point in time, the same everywhere: whole milliseconds since 1970-01-01T00:00:00Z.
///
/// Always between [`Instant::MIN`] and [`Instant::MAX`]; arithmetic stops at those edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);
    /// 1900-01-01T00:00:00Z.
    pub const MIN: Self = Self(-2_208_988_800_000);
    /// 9999-12-31T23:59:59.999Z.
    pub const MAX: Self = Self(253_402_300_799_999);

    /// The instant `milliseconds` after 1970 began in UTC, or the nearest edge of the range.
    pub const fn from_millis(milliseconds: i64) -> Self {
        if milliseconds < Self::MIN.0 {
            Self::MIN
        } else if milliseconds > Self::MAX.0 {
            Self::MAX
        } else {
            Self(milliseconds)
        }
    }

    /// Milliseconds since 1970 began in UTC: what the database stores.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Reads `2026-11-23T09:00:00+01:00`, with any offset or `Z`.
    ///
    /// Seconds may be left out and `T` may be a space; digits after the milliseconds are dropped.
    pub fn from_rfc3339(text: &str) -> Result<Self, MomentError> {
        moment::parse_instant(text)
    }

    /// `2026-11-23T08:00:00Z`, with `.250` before the `Z` when there are milliseconds.
    pub fn to_rfc3339(self) -> String {
        let mut text = LocalTime::from_utc_millis(self.0).to_rfc3339_without_offset();
        text.push('Z');
        text
    }

    /// Later by `duration`, whose part below a millisecond is dropped.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self::from_millis(self.0.saturating_add(whole_millis(duration)))
    }

    /// Earlier by `duration`, whose part below a millisecond is dropped.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self::from_millis(self.0.saturating_sub(whole_millis(duration)))
    }

    /// Later by `seconds`, or earlier when they are negative.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_millis(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// Whole seconds from `earlier` to this instant, rounded down; negative when `earlier` is later.
    pub const fn since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).div_euclid(1000)
    }

    /// This instant without its milliseconds.
    #[must_use]
    pub const fn floor_to_second(self) -> Self {
        Self(self.0.div_euclid(1000) * 1000)
    }
}

fn whole_millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// As [`Instant::to_rfc3339`].
impl fmt::Display for Instant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_rfc3339())
    }
}

/// As [`Instant::from_rfc3339`].
impl FromStr for Instant {
    type Err = MomentError;

    fn from_str(text: &str) -> Result<Self, MomentError> {
        Self::from_rfc3339(text)
    }
}

serde_as_text!(Instant);
