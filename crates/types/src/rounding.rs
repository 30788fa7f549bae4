//! Rounding lengths of time for a report or an invoice.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::excerpt;

/// To which step lengths of time are rounded, and how.
///
/// A way of looking: what was recorded is never overwritten with a rounded length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rounding {
    /// The step in minutes; 0 and 1 mean no rounding.
    pub minutes: u32,
    /// Which multiple of the step to take.
    pub method: RoundingMethod,
}

/// Which multiple of the step a length is rounded to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoundingMethod {
    /// The nearer one; from exactly between, the longer.
    #[default]
    Nearest,
    /// The next one, unless it is one already.
    Up,
    /// The one before, unless it is one already.
    Down,
}

/// A text that names no rounding method.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a way to round. Use nearest, up or down.")]
pub struct RoundingMethodError(String);

impl Rounding {
    /// Lengths as they are.
    pub const OFF: Self = Self {
        minutes: 0,
        method: RoundingMethod::Nearest,
    };

    /// Whether [`apply`](Rounding::apply) gives back what it is given.
    pub const fn is_off(self) -> bool {
        self.minutes <= 1
    }

    /// The rounded length in seconds, of a length in seconds.
    pub fn apply(self, seconds: i64) -> i64 {
        if self.is_off() {
            return seconds;
        }
        let step = i128::from(self.minutes) * 60;
        let before_cut = match self.method {
            RoundingMethod::Nearest => i128::from(seconds) + step / 2,
            RoundingMethod::Up => i128::from(seconds) + step - 1,
            RoundingMethod::Down => i128::from(seconds),
        };
        let rounded = before_cut.div_euclid(step) * step;
        i64::try_from(rounded).unwrap_or(seconds) // only beside the edges of i64, 292 thousand million years
    }
}

impl Default for Rounding {
    fn default() -> Self {
        Self::OFF
    }
}

impl RoundingMethod {
    /// `nearest`, `up` or `down`: as stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nearest => "nearest",
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

impl fmt::Display for RoundingMethod {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for RoundingMethod {
    type Err = RoundingMethodError;

    fn from_str(text: &str) -> Result<Self, RoundingMethodError> {
        [Self::Nearest, Self::Up, Self::Down]
            .into_iter()
            .find(|method| method.as_str() == text)
            .ok_or_else(|| RoundingMethodError(excerpt(text)))
    }
}

/// `dividend / divisor` to the nearest whole number; halves go away from zero, so -x gives minus what x gives.
pub(crate) const fn divide_half_up(dividend: i128, divisor: i128) -> i128 {
    let magnitude = (dividend.abs() * 2 + divisor) / (divisor * 2);
    if dividend < 0 { -magnitude } else { magnitude }
}
