//! The SQL about notices.

use super::model::{ADMINS, Notice, Severity};
use crate::auth::Actor;
use crate::error::Result;
use timetracker_db::{Read, Tx, p};
use timetracker_types::{Id, Instant};

/// How many strips a page shows at once; the newest ones.
const SHOWN: i64 = 3;

/// Adds a notice, unless one with that key is open for the same people.
pub(super) async fn insert(
    tx: &Tx,
    audience: &str,
    key: &str,
    (severity, text, link): (Severity, &str, &str),
    now: Instant,
) -> Result<()> {
    let sql = "INSERT INTO notices (audience, key, severity, text, link, created_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (audience, key) WHERE resolved_at IS NULL DO NOTHING";
    tx.exec(sql, p![audience, key, severity, text, link, now]).await?;
    Ok(())
}

/// Ends the notices of that key, whomever they were told.
pub(super) async fn resolve(tx: &Tx, key: &str, now: Instant) -> Result<()> {
    let sql = "UPDATE notices SET resolved_at = $2 WHERE key = $1 AND resolved_at IS NULL";
    tx.exec(sql, p![key, now]).await?;
    Ok(())
}

/// Puts a notice away for everybody it was told to.
pub(super) async fn dismiss(tx: &Tx, id: Id<Notice>, actor: &Actor, now: Instant) -> Result<()> {
    let sql =
        "UPDATE notices SET dismissed_at = $2, dismissed_by = $3 WHERE id = $1 AND dismissed_at IS NULL";
    tx.exec(sql, p![id, now, actor.user.id]).await?;
    Ok(())
}

pub(super) async fn find(db: &impl Read, id: Id<Notice>) -> Result<Option<Notice>> {
    Ok(db
        .query_opt("SELECT * FROM notices WHERE id = $1", p![id])
        .await?)
}

/// What this person's pages show, the newest first.
pub async fn shown_to(db: &impl Read, actor: &Actor) -> Result<Vec<Notice>> {
    let sql =
        "SELECT * FROM notices WHERE audience IN ($1, $2) AND resolved_at IS NULL AND dismissed_at IS NULL
        ORDER BY id DESC LIMIT $3";
    let own = actor.user.id.get().to_string();
    let shared = if actor.is_admin() { ADMINS } else { own.as_str() };
    Ok(db.query(sql, p![own.as_str(), shared, SHOWN]).await?)
}

/// A page of what administrators were told, the newest first, and how many there are; without `all`, only what
/// is neither dismissed nor resolved.
pub(super) async fn page(db: &impl Read, all: bool, limit: i64, offset: i64) -> Result<(Vec<Notice>, i64)> {
    let which = "audience = $1 AND ($2 OR (resolved_at IS NULL AND dismissed_at IS NULL))";
    let sql = format!("SELECT * FROM notices WHERE {which} ORDER BY id DESC LIMIT $3 OFFSET $4");
    let rows = db.query(&sql, p![ADMINS, all, limit, offset]).await?;
    let sql = format!("SELECT COUNT(*) FROM notices WHERE {which}");
    Ok((rows, db.scalar(&sql, p![ADMINS, all]).await?))
}
