//! Slows down whoever guesses: passwords and the one-time set-up code.
//!
//! Counts per process and by name and address together with address alone, in memory: a restart
//! forgives, which is fine for limits of minutes. The address is the connection's, never a header's,
//! unless the configuration names the proxy that sets it.

use crate::error::{Error, Result};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};

const TRIES_PER_NAME: NonZeroU32 = NonZeroU32::new(5).expect("five is not zero");
const TRIES_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(30).expect("thirty is not zero");

/// Limits on attempts, and the set-up code while there is one.
pub struct Guard {
    by_name: DefaultKeyedRateLimiter<String>,
    by_address: DefaultKeyedRateLimiter<String>,
    setup_code: Mutex<Option<String>>,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            by_name: RateLimiter::keyed(Quota::per_minute(TRIES_PER_NAME)),
            by_address: RateLimiter::keyed(Quota::per_minute(TRIES_PER_ADDRESS)),
            setup_code: Mutex::new(None),
        }
    }
}

impl Guard {
    /// Counts one attempt at `name` from `address`; refuses when there were too many.
    pub fn attempt(&self, name: &str, address: &str) -> Result<()> {
        let key = format!("{}\n{address}", name.trim().to_lowercase());
        for outcome in [
            self.by_address.check_key(&address.to_owned()),
            self.by_name.check_key(&key),
        ] {
            if let Err(refusal) = outcome {
                let wait = refusal.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
                return Err(too_many(wait));
            }
        }
        if self.by_name.len() > 10_000 {
            self.by_name.retain_recent();
            self.by_address.retain_recent();
        }
        Ok(())
    }

    /// Opens the set-up page with this one-time code.
    pub fn open_setup(&self, code: String) {
        *self.setup_code.lock().unwrap_or_else(PoisonError::into_inner) = Some(code);
    }

    /// Whether this is the one-time code; spaces, dashes and case do not matter.
    pub fn is_setup_code(&self, typed: &str) -> bool {
        let expected = self.setup_code.lock().unwrap_or_else(PoisonError::into_inner);
        expected
            .as_deref()
            .is_some_and(|code| equal(&plain(code), &plain(typed)))
    }

    /// The code has done its work.
    pub fn close_setup(&self) {
        *self.setup_code.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn plain(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn too_many(wait: u64) -> Error {
    let message = format!("Too many attempts. Wait {wait} seconds and try again.");
    Error::TooMany {
        retry_after: wait,
        message,
    }
}

/// Compares fingerprints, so that the time it takes does not tell how far the texts agree.
fn equal(left: &str, right: &str) -> bool {
    crate::app::fingerprint(left) == crate::app::fingerprint(right)
}
