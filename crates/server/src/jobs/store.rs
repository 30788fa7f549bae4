//! The SQL about jobs.

use super::Crew;
use crate::error::Result;
use timetracker_db::{Db, Engine, Read, Tx, p, record};
use timetracker_types::Instant;

record! {
    /// A job that this process has claimed.
    #[derive(Debug, Clone)]
    pub struct Claimed {
        /// The row's id.
        pub id: i64,
        /// JSON.
        pub payload: String,
        /// How often it was begun, this time included.
        pub attempts: i64,
    }
}

record! {
    /// How many jobs of a kind there are.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Depth {
        /// The kind.
        pub kind: String,
        /// All of them.
        pub jobs: i64,
        /// Those whose time has come and that nobody carries out.
        pub due: i64,
    }
}

/// The length of the queue, by kind.
pub async fn depth(db: &impl Read, now: Instant) -> Result<Vec<Depth>> {
    let sql = "SELECT kind, COUNT(*) AS jobs,
            CAST(COALESCE(SUM(CASE WHEN run_at <= $1 AND (lease_until IS NULL OR lease_until < $1)
                THEN 1 ELSE 0 END), 0) AS BIGINT) AS due
        FROM jobs GROUP BY kind ORDER BY kind";
    Ok(db.query(sql, p![now]).await?)
}

pub async fn insert(
    tx: &Tx,
    kind: &str,
    payload: &str,
    dedupe_key: &str,
    run_at: Instant,
    now: Instant,
) -> Result<()> {
    let sql = "INSERT INTO jobs (kind, payload, dedupe_key, run_at, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (dedupe_key) DO NOTHING";
    tx.exec(sql, p![kind, payload, dedupe_key, run_at, now]).await?;
    Ok(())
}

/// Whether a claim would find something. Costs no transaction, so it may be asked every second.
pub async fn is_any_due(db: &Db, crew: Crew, now: Instant) -> Result<bool> {
    let sql = "SELECT id FROM jobs WHERE run_at <= $1 AND (lease_until IS NULL OR lease_until < $1)
            AND (kind IN ('webhook_queue', 'webhook_by_hand')) = $2 LIMIT 1";
    let delivers = crew == Crew::Deliveries;
    Ok(db.query_opt::<(i64,)>(sql, p![now, delivers]).await?.is_some())
}

/// Which job is to be taken.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'a> {
    /// The one of this key.
    Key(&'a str),
    /// Of this crew's the one that has waited longest.
    Of(Crew),
}

/// Takes a job that nobody has, if there is one.
pub async fn claim(
    db: &Db,
    wanted: Wanted<'_>,
    owner: &str,
    now: Instant,
    until: Instant,
) -> Result<Option<Claimed>> {
    let sql = match db.engine() {
        Engine::Sqlite => CLAIM.replace("/*lock*/", ""),
        Engine::Postgres => CLAIM.replace("/*lock*/", "FOR UPDATE SKIP LOCKED"),
    };
    let (key, delivers) = match wanted {
        Wanted::Key(key) => (Some(key), false),
        Wanted::Of(crew) => (None, crew == Crew::Deliveries),
    };
    let tx = db.begin().await?;
    let claimed = tx.query_opt(&sql, p![now, until, owner, key, delivers]).await?;
    tx.commit().await?;
    Ok(claimed)
}

const CLAIM: &str = "UPDATE jobs SET lease_until = $2, lease_owner = $3, attempts = attempts + 1
    WHERE id = (SELECT id FROM jobs
        WHERE run_at <= $1 AND (lease_until IS NULL OR lease_until < $1)
            AND ((CAST($4 AS TEXT) IS NULL AND (kind IN ('webhook_queue', 'webhook_by_hand')) = $5) OR dedupe_key = $4)
        ORDER BY run_at, id LIMIT 1 /*lock*/)
    RETURNING id, payload, attempts";

/// Renews a lease; false where it is another's by now.
pub async fn renew(db: &Db, id: i64, owner: &str, until: Instant) -> Result<bool> {
    let sql = "UPDATE jobs SET lease_until = $3 WHERE id = $1 AND lease_owner = $2";
    Ok(db.exec(sql, p![id, owner, until]).await? > 0)
}

/// Removes a job that is done.
pub async fn remove(db: &Db, id: i64, owner: &str) -> Result<()> {
    db.exec(
        "DELETE FROM jobs WHERE id = $1 AND lease_owner = $2",
        p![id, owner],
    )
    .await?;
    Ok(())
}

/// Puts a claimed job back; `failure` is kept for whoever looks, and its absence means a fresh start.
pub async fn put_back(db: &Db, id: i64, owner: &str, run_at: Instant, failure: Option<&str>) -> Result<()> {
    let sql = "UPDATE jobs SET lease_until = NULL, lease_owner = NULL, run_at = $3, last_error = $4,
            attempts = CASE WHEN CAST($4 AS TEXT) IS NULL THEN 0 ELSE attempts END
        WHERE id = $1 AND lease_owner = $2";
    db.exec(sql, p![id, owner, run_at, failure]).await?;
    Ok(())
}

/// The jobs that somebody has, and who.
pub async fn leased(db: &Db, now: Instant) -> Result<Vec<(i64, String)>> {
    let sql =
        "SELECT id, lease_owner FROM jobs WHERE lease_until >= $1 AND lease_owner IS NOT NULL ORDER BY id";
    Ok(db.query(sql, p![now]).await?)
}

/// Takes a job from an owner that is gone.
pub async fn free(db: &Db, id: i64, owner: &str) -> Result<()> {
    let sql = "UPDATE jobs SET lease_until = NULL, lease_owner = NULL WHERE id = $1 AND lease_owner = $2";
    db.exec(sql, p![id, owner]).await?;
    Ok(())
}
