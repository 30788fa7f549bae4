//! What time it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::instant::Instant;

/// Something that knows what time it is. Passed to whatever needs to know, so that a test can say.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Instant;

    /// How long somebody sleeps who means to wait this long: so long, unless time is only set here.
    fn sleeps_for(&self, wait: Duration) -> Duration {
        wait
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> Instant {
        (**self).now()
    }

    fn sleeps_for(&self, wait: Duration) -> Duration {
        (**self).sleeps_for(wait)
    }
}

/// The computer's clock: the one place in the product that reads it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the Clock that everybody else asks"
    )]
    fn now(&self) -> Instant {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant::EPOCH.plus(since_epoch)
    }
}

/// A clock that shows what it was set to, for tests. Its clones show the same time.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// A clock that stands at `now`.
    pub fn new(now: Instant) -> Self {
        Self(Arc::new(AtomicI64::new(now.as_millis())))
    }

    /// Moves the clock to `now`, forward or back.
    pub fn set(&self, now: Instant) {
        self.0.store(now.as_millis(), Ordering::SeqCst);
    }

    /// Moves the clock forward by `seconds`, or back when they are negative.
    pub fn advance(&self, seconds: i64) {
        self.set(self.now().plus_seconds(seconds));
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        Instant::from_millis(self.0.load(Ordering::SeqCst))
    }

    fn sleeps_for(&self, wait: Duration) -> Duration {
        wait.min(Duration::from_secs(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told_and_with_its_clones() {
        let clock = ManualClock::new(Instant::EPOCH);
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        clock.advance(90);
        assert_eq!(shared.now(), Instant::from_millis(90_000));
        clock.advance(-30);
        assert_eq!(shared.now(), Instant::from_millis(60_000));
        clock.set(Instant::EPOCH);
        assert_eq!(shared.now(), Instant::EPOCH);
    }

    #[test]
    fn the_system_clock_is_of_this_age() {
        let now = SystemClock.now();
        assert!(now > "2025-01-01T00:00:00Z".parse().unwrap());
        assert!(now < "2500-01-01T00:00:00Z".parse().unwrap());
    }
}
