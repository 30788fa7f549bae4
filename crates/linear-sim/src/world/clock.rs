//! The world's own time.

use jiff::{SignedDuration, Timestamp};

use super::entities::Millis;

/// Follows real time, or stands still until moved.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Clock {
    /// Real time plus so many milliseconds.
    Running { ahead: Millis },
    /// Stands at this instant.
    Fixed(Millis),
}

impl Clock {
    #[expect(
        clippy::disallowed_methods,
        reason = "a simulated service has its own clock, and this is it"
    )]
    pub(crate) fn now(self) -> Millis {
        match self {
            Self::Running { ahead } => Timestamp::now().as_millisecond().saturating_add(ahead),
            Self::Fixed(at) => at,
        }
    }

    pub(crate) fn advance(&mut self, by: SignedDuration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        match self {
            Self::Running { ahead: at } | Self::Fixed(at) => *at = at.saturating_add(by),
        }
    }
}
