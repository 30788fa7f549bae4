//! Counting in this process.

use super::{Calls, HOUR, MINUTE};
use crate::auth::tokens::Token;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use timetracker_types::{Id, Instant};

/// The calls of every token seen in the present hour.
#[derive(Default)]
pub struct Memory(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    hour: i64,
    of: HashMap<Id<Token>, Count>,
}

#[derive(Default)]
struct Count {
    minute: i64,
    in_minute: i64,
    in_hour: i64,
}

impl Memory {
    /// Counts one call.
    pub fn count(&self, token: Id<Token>, now: Instant) -> Calls {
        let (minute, hour) = (
            now.as_millis().div_euclid(MINUTE),
            now.as_millis().div_euclid(HOUR),
        );
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.hour != hour {
            *counts = Counts {
                hour,
                of: HashMap::new(),
            };
        }
        let count = counts.of.entry(token).or_default();
        if count.minute != minute {
            (count.minute, count.in_minute) = (minute, 0);
        }
        count.in_minute += 1;
        count.in_hour += 1;
        Calls {
            in_minute: count.in_minute,
            in_hour: count.in_hour,
        }
    }
}
