//! Hourly allowances: leaky buckets that refill continuously.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::answer::values::Value;
use crate::world::entities::Millis;

const HOUR_MS: f64 = 3_600_000.0;

/// What a caller may use up in an hour. Refilled evenly: a quarter of an hour brings back a quarter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Requests per hour of one user, whatever the key.
    pub requests: f64,
    /// Points of complexity per hour of one user.
    pub complexity: f64,
    /// Requests per hour without a valid key.
    pub anonymous_requests: f64,
    /// Points that one query may cost at most.
    pub query_complexity: f64,
}

impl Default for Limits {
    /// What Linear published for personal API keys in late 2026.
    fn default() -> Self {
        Self {
            requests: 2_500.0,
            complexity: 3_000_000.0,
            anonymous_requests: 600.0,
            query_complexity: 10_000.0,
        }
    }
}

/// What is left of one allowance at one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowance {
    kind: &'static str,
    pub(crate) allowed: f64,
    pub(crate) remaining: f64,
    requested: f64,
}

impl Allowance {
    pub(crate) fn field<'w>(self, name: &str, now: Millis) -> Option<Value<'w>> {
        Some(match name {
            "type" => Value::text(self.kind),
            "allowedAmount" => Value::Number(self.allowed),
            "requestedAmount" => Value::Number(self.requested),
            "remainingAmount" => Value::Number(self.remaining.floor()),
            "period" => Value::Number(HOUR_MS),
            "reset" => Value::Instant(now.saturating_add(3_600_000)),
            _ => return None,
        })
    }
}

/// Linear's `*-Reset`: epoch milliseconds, always an hour from now.
pub(crate) fn reset(now: Millis) -> String {
    now.saturating_add(3_600_000).to_string()
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    kind: &'static str,
    allowed: f64,
    remaining: f64,
    refilled_at: f64,
}

impl Bucket {
    fn full(kind: &'static str, allowed: f64, now: f64) -> Self {
        Self {
            kind,
            allowed,
            remaining: allowed,
            refilled_at: now,
        }
    }

    fn refill(&mut self, now: f64) {
        let gained = (now - self.refilled_at) * self.allowed / HOUR_MS;
        self.remaining = (self.remaining + gained).min(self.allowed);
        self.refilled_at = now;
    }

    fn take(&mut self, amount: f64) -> bool {
        let enough = self.remaining >= amount;
        if enough {
            self.remaining -= amount;
        }
        enough
    }

    fn allowance(&self, requested: f64) -> Allowance {
        Allowance {
            kind: self.kind,
            allowed: self.allowed,
            remaining: self.remaining,
            requested,
        }
    }
}

/// The buckets of every caller.
#[derive(Debug)]
pub(crate) struct Meter {
    limits: Limits,
    /// By user; `None` are the callers without a key.
    buckets: HashMap<Option<usize>, [Bucket; 2]>,
    started: Instant,
    advanced: Duration,
}

impl Meter {
    pub(crate) fn new() -> Self {
        Self {
            limits: Limits::default(),
            buckets: HashMap::new(),
            started: Instant::now(),
            advanced: Duration::ZERO,
        }
    }

    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    /// New limits; every bucket is full again.
    pub(crate) fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
        self.buckets.clear();
    }

    /// Lets buckets refill as if this much more time had passed.
    pub(crate) fn advance(&mut self, by: Duration) {
        self.advanced += by;
    }

    /// Takes one request off; false when none is left.
    pub(crate) fn take_request(&mut self, user: Option<usize>) -> bool {
        self.bucket(user, 0).take(1.0)
    }

    /// Takes points off; false when too few are left.
    pub(crate) fn take_complexity(&mut self, user: Option<usize>, points: f64) -> bool {
        self.bucket(user, 1).take(points)
    }

    /// Empties a caller's request bucket.
    pub(crate) fn drain_requests(&mut self, user: Option<usize>) {
        self.bucket(user, 0).remaining = 0.0;
    }

    /// What is left: requests, then complexity.
    pub(crate) fn allowances(&mut self, user: Option<usize>, complexity: f64) -> [Allowance; 2] {
        [
            self.bucket(user, 0).allowance(1.0),
            self.bucket(user, 1).allowance(complexity),
        ]
    }

    fn bucket(&mut self, user: Option<usize>, which: usize) -> &mut Bucket {
        let now = (self.started.elapsed() + self.advanced).as_secs_f64() * 1_000.0;
        let limits = self.limits;
        let requests = if user.is_some() {
            limits.requests
        } else {
            limits.anonymous_requests
        };
        let fresh = || {
            [
                Bucket::full("requests", requests, now),
                Bucket::full("complexity", limits.complexity, now),
            ]
        };
        let bucket = &mut self.buckets.entry(user).or_insert_with(fresh)[which];
        bucket.refill(now);
        bucket
    }
}
