//! How often a token may call: so many times a clock minute and a clock hour, counted in this process.

use super::tokens::Token;
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use timetracker_types::{Id, Instant};

/// The windows' lengths in milliseconds.
const MINUTE: i64 = 60_000;
const HOUR: i64 = 3_600_000;

/// Counters of every token seen in the present hour.
pub struct Limits {
    per_minute: u32,
    per_hour: u32,
    counts: Mutex<HashMap<Id<Token>, Count>>,
}

#[derive(Default, Clone, Copy)]
struct Count {
    minute: i64,
    in_minute: u32,
    hour: i64,
    in_hour: u32,
}

impl Limits {
    /// Limits of so many calls a minute and an hour.
    pub fn new(per_minute: u32, per_hour: u32) -> Self {
        Self {
            per_minute,
            per_hour,
            counts: Mutex::default(),
        }
    }

    /// Counts one call, or refuses it and says when the next is welcome.
    pub fn count(&self, token: &Token, now: Instant) -> Result<()> {
        let (minute, hour) = (now.as_millis() / MINUTE, now.as_millis() / HOUR);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.retain(|_, count| count.hour == hour);
        let count = counts.entry(token.id).or_default();
        *count = Count {
            minute,
            hour,
            in_minute: if count.minute == minute {
                count.in_minute + 1
            } else {
                1
            },
            in_hour: count.in_hour + 1,
        };
        if count.in_hour > self.per_hour {
            return Err(refusal(self.per_hour, "hour", HOUR, now));
        }
        if count.in_minute > self.per_minute {
            return Err(refusal(self.per_minute, "minute", MINUTE, now));
        }
        Ok(())
    }
}

fn refusal(limit: u32, window: &str, length: i64, now: Instant) -> Error {
    let left = length - now.as_millis().rem_euclid(length);
    let retry_after = u64::try_from(left / 1000 + 1).unwrap_or(1);
    let message =
        format!("This token may call {limit} times a {window}. Try again in {retry_after} seconds.");
    Error::TooMany { retry_after, message }
}
