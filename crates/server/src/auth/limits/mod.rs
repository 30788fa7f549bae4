//! How often a token may call: so many times a clock minute and a clock hour.
//!
//! Exact with several nodes: on PostgreSQL they count together in one row a token, or in Redis where there is one.
//! On SQLite there is one node, which counts in memory. A Redis that does not answer is told in the log, and the
//! calls are counted here until it does. Refused calls count too.

mod logins;
mod memory;
#[cfg(test)]
mod redis_double;
mod shared;
#[cfg(test)]
mod tests;

use super::tokens::Token;
use crate::config::Config;
use crate::error::Result;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
pub use logins::Logins;
use memory::Memory;
use shared::{Redis, by_database};
use std::fmt;
use std::sync::{Arc, OnceLock};
use timetracker_db::{Db, Engine};
use timetracker_types::{Id, Instant};

/// The windows' lengths in milliseconds.
const MINUTE: i64 = 60_000;
const HOUR: i64 = 3_600_000;

/// The limits, and whoever counts.
pub struct Limits {
    per_minute: u32,
    per_hour: u32,
    memory: Memory,
    database: Option<Db>,
    redis: Option<Redis>,
}

/// How many calls a token has made in the present windows, this one included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Calls {
    in_minute: i64,
    in_hour: i64,
}

impl Limits {
    /// The configured limits, counted where all nodes of this database count.
    ///
    /// # Errors
    /// A sentence where `REDIS_URL` cannot be used.
    pub fn open(config: &Config, db: &Db) -> Result<Self> {
        Ok(Self {
            per_minute: config.calls_per_minute,
            per_hour: config.calls_per_hour,
            memory: Memory::default(),
            database: (db.engine() == Engine::Postgres).then(|| db.clone()),
            redis: config.redis_url.as_deref().map(Redis::new).transpose()?,
        })
    }

    /// Counts one call and says where the token stands now.
    pub async fn count(&self, token: Id<Token>, now: Instant) -> Result<Standing> {
        let calls = match &self.redis {
            Some(redis) => match redis.count(token, now).await {
                Some(calls) => calls,
                None => self.count_here(token, now).await?,
            },
            None => self.count_here(token, now).await?,
        };
        Ok(Standing {
            per_minute: self.per_minute,
            per_hour: self.per_hour,
            calls,
            now,
        })
    }

    async fn count_here(&self, token: Id<Token>, now: Instant) -> Result<Calls> {
        match &self.database {
            Some(db) => by_database(db, token, now).await,
            None => Ok(self.memory.count(token, now)),
        }
    }
}

/// Where a token stands after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    per_minute: u32,
    per_hour: u32,
    calls: Calls,
    now: Instant,
}

/// One of the two windows as a caller sees it.
struct Window {
    name: &'static str,
    limit: u32,
    remaining: i64,
    /// Whole seconds to its end, at least one.
    seconds: i64,
}

impl Standing {
    /// Whether this call is one too many.
    pub fn is_exceeded(&self) -> bool {
        self.calls.in_minute > i64::from(self.per_minute) || self.calls.in_hour > i64::from(self.per_hour)
    }

    /// Seconds until the next call is welcome: to the end of every window that is used up.
    pub fn retry_after(&self) -> u64 {
        let (minute, hour) = (self.minute(), self.hour());
        let wait = if self.calls.in_hour > i64::from(self.per_hour) {
            hour.seconds
        } else {
            minute.seconds
        };
        u64::try_from(wait).unwrap_or(1)
    }

    /// What may still be done in this minute and this hour.
    pub fn remaining(&self) -> (i64, i64) {
        (self.minute().remaining, self.hour().remaining)
    }

    /// The limits a minute and an hour.
    pub fn limits(&self) -> (u32, u32) {
        (self.per_minute, self.per_hour)
    }

    fn minute(&self) -> Window {
        self.window("minute", self.per_minute, self.calls.in_minute, MINUTE)
    }

    fn hour(&self) -> Window {
        self.window("hour", self.per_hour, self.calls.in_hour, HOUR)
    }

    fn window(&self, name: &'static str, limit: u32, calls: i64, length: i64) -> Window {
        let left = length - self.now.as_millis().rem_euclid(length);
        Window {
            name,
            limit,
            remaining: (i64::from(limit) - calls).max(0),
            seconds: (left + 999) / 1000,
        }
    }

    /// The window that ends the calls first: the one with less left.
    fn tighter(&self) -> Window {
        let (minute, hour) = (self.minute(), self.hour());
        if hour.remaining < minute.remaining {
            hour
        } else {
            minute
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\";r={};t={}", self.name, self.remaining, self.seconds)
    }
}

/// Where a request's standing is left for the headers of its answer.
#[derive(Clone, Default)]
pub(super) struct Announced(Arc<OnceLock<Standing>>);

impl Announced {
    pub(super) fn set(&self, standing: Standing) {
        let _ = self.0.set(standing); // a request is counted once
    }
}

/// The layer that writes limits and standing on every answer of the API, refusals included.
pub async fn announce(State(app): State<crate::app::App>, mut request: Request, next: Next) -> Response {
    let announced = Announced::default();
    request.extensions_mut().insert(announced.clone());
    let mut response = next.run(request).await;
    write_policy(&app.limits, response.headers_mut());
    if let Some(standing) = announced.0.get() {
        write_standing(standing, response.headers_mut());
    }
    response
}

fn write_policy(limits: &Limits, headers: &mut HeaderMap) {
    let (minute, hour) = (limits.per_minute, limits.per_hour);
    let policy = format!("\"minute\";q={minute};w=60, \"hour\";q={hour};w=3600");
    put(headers, "ratelimit-policy", &policy);
    put(headers, "x-ratelimit-limit", &minute.to_string());
}

fn write_standing(standing: &Standing, headers: &mut HeaderMap) {
    let tighter = standing.tighter();
    let end = standing.now.as_millis().div_euclid(1000) + tighter.seconds;
    put(
        headers,
        "ratelimit",
        &format!("{}, {}", standing.minute(), standing.hour()),
    );
    put(headers, "x-ratelimit-limit", &tighter.limit.to_string());
    put(headers, "x-ratelimit-remaining", &tighter.remaining.to_string());
    put(headers, "x-ratelimit-reset", &end.to_string());
}

fn put(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}
