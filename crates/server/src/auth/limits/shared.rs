//! Counting where all nodes count: in PostgreSQL, or in Redis (or Valkey, which speaks the same).

use super::{Calls, HOUR, MINUTE};
use crate::auth::tokens::Token;
use crate::error::{Error, Result};
use redis::AsyncConnectionConfig;
use redis::aio::MultiplexedConnection;
use std::time::{Duration, Instant as Moment};
use timetracker_db::{Db, p};
use timetracker_types::{Id, Instant};
use tokio::sync::Mutex;

/// How long Redis may take to answer before a call is counted here.
const PATIENCE: Duration = Duration::from_millis(250);
/// How long it is left alone after it did not.
const REST: Duration = Duration::from_secs(5);

/// Counts one call in the token's row. A node whose clock is a little behind counts into the newer window.
pub async fn by_database(db: &Db, token: Id<Token>, now: Instant) -> Result<Calls> {
    let sql =
        "INSERT INTO api_token_calls (token_id, minute, in_minute, hour, in_hour) VALUES ($1, $2, 1, $3, 1)
        ON CONFLICT (token_id) DO UPDATE SET
            in_minute = CASE WHEN api_token_calls.minute - excluded.minute IN (0, 1)
                THEN api_token_calls.in_minute + 1 ELSE 1 END,
            minute = CASE WHEN api_token_calls.minute - excluded.minute = 1
                THEN api_token_calls.minute ELSE excluded.minute END,
            in_hour = CASE WHEN api_token_calls.hour - excluded.hour IN (0, 1)
                THEN api_token_calls.in_hour + 1 ELSE 1 END,
            hour = CASE WHEN api_token_calls.hour - excluded.hour = 1
                THEN api_token_calls.hour ELSE excluded.hour END
        RETURNING in_minute, in_hour";
    let (minute, hour) = windows(now);
    let rows: Vec<(i64, i64)> = db.returning(sql, p![token, minute, hour]).await?;
    let (in_minute, in_hour) = rows.first().copied().unwrap_or((1, 1));
    Ok(Calls { in_minute, in_hour })
}

/// The present minute and hour, numbered since 1970.
fn windows(now: Instant) -> (i64, i64) {
    (
        now.as_millis().div_euclid(MINUTE),
        now.as_millis().div_euclid(HOUR),
    )
}

/// A Redis that counts, connected to when it is first needed.
pub struct Redis {
    client: redis::Client,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    connection: Option<MultiplexedConnection>,
    /// It did not answer then.
    failed_at: Option<Moment>,
}

impl Redis {
    /// Does not connect yet.
    ///
    /// # Errors
    /// A sentence where the URL is none.
    pub fn new(url: &str) -> Result<Self> {
        let client = redis::Client::open(url).map_err(|_| {
            Error::rule(
                "configuration",
                "REDIS_URL must look like redis://host:6379/0, or rediss://… for TLS. Leave it out to count calls \
                 in the database.",
            )
        })?;
        Ok(Self {
            client,
            state: Mutex::default(),
        })
    }

    /// Counts one call; nothing where Redis does not answer, which is told in the log.
    pub async fn count(&self, token: Id<Token>, now: Instant) -> Option<Calls> {
        let connection = self.connection().await?;
        match counted(connection, token, now).await {
            Ok((in_minute, in_hour)) => Some(Calls { in_minute, in_hour }),
            Err(error) => {
                self.fail(&error).await;
                None
            }
        }
    }

    async fn connection(&self) -> Option<MultiplexedConnection> {
        let mut state = self.state.lock().await;
        if state.failed_at.is_some_and(|at| at.elapsed() < REST) {
            return None;
        }
        if let Some(connection) = &state.connection {
            return Some(connection.clone());
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        match self
            .client
            .get_multiplexed_async_connection_with_config(&config)
            .await
        {
            Ok(connection) => {
                if state.failed_at.take().is_some() {
                    tracing::info!("Redis answers again: it counts API calls from here on");
                }
                state.connection = Some(connection.clone());
                Some(connection)
            }
            Err(error) => {
                drop(state);
                self.fail(&error).await;
                None
            }
        }
    }

    /// Each warning stands for the seconds that follow it.
    async fn fail(&self, error: &redis::RedisError) {
        let mut state = self.state.lock().await;
        state.connection = None;
        if state.failed_at.is_none_or(|at| at.elapsed() >= REST) {
            tracing::warn!(%error, "Redis does not answer: API calls are counted without it, and it is asked again in 5 seconds");
            state.failed_at = Some(Moment::now());
        }
    }
}

/// One journey: both counters, each of which ends with its window.
async fn counted(
    mut connection: MultiplexedConnection,
    token: Id<Token>,
    now: Instant,
) -> redis::RedisResult<(i64, i64)> {
    let (minute, hour) = windows(now);
    let of_minute = format!("timetracker:calls:{token}:minute:{minute}");
    let of_hour = format!("timetracker:calls:{token}:hour:{hour}");
    let mut pipe = redis::pipe();
    pipe.atomic();
    pipe.cmd("INCR")
        .arg(&of_minute)
        .cmd("EXPIRE")
        .arg(&of_minute)
        .arg(120)
        .ignore();
    pipe.cmd("INCR")
        .arg(&of_hour)
        .cmd("EXPIRE")
        .arg(&of_hour)
        .arg(7200)
        .ignore();
    pipe.query_async(&mut connection).await
}
