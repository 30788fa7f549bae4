//! The SQL about deliveries: what is to be sent and what came of it.

use super::model::{Delivery, Status, Webhook};
use crate::error::Result;
use timetracker_db::{Db, Read, Sql, Tx, p};
use timetracker_types::{Id, Instant};

/// An event for a webhook.
#[derive(Debug)]
pub struct NewDelivery<'a> {
    /// For which.
    pub webhook: Id<Webhook>,
    /// The delivery's own id, as receivers see it.
    pub key: String,
    /// The event's name.
    pub event_type: &'a str,
    /// The event itself.
    pub event_id: &'a str,
    /// The body.
    pub payload: &'a str,
    /// Whether it is sent once, at once, apart from the order.
    pub by_hand: bool,
}

/// Puts a delivery into the log, to be sent.
pub async fn insert(tx: &Tx, new: &NewDelivery<'_>, now: Instant) -> Result<Id<Delivery>> {
    let sql = "INSERT INTO webhook_deliveries
            (webhook_id, delivery_key, event_type, event_id, payload, by_hand, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
    let params = p![
        new.webhook,
        new.key,
        new.event_type,
        new.event_id,
        new.payload,
        new.by_hand,
        now
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// The delivery that is next in a webhook's order.
pub async fn next(db: &impl Read, webhook: Id<Webhook>) -> Result<Option<Delivery>> {
    let sql = "SELECT * FROM webhook_deliveries
        WHERE webhook_id = $1 AND NOT by_hand AND status IN ('pending', 'retrying') ORDER BY id LIMIT 1";
    Ok(db.query_opt(sql, p![webhook]).await?)
}

/// One delivery by id.
pub async fn find(db: &impl Read, id: Id<Delivery>) -> Result<Option<Delivery>> {
    let sql = "SELECT * FROM webhook_deliveries WHERE id = $1";
    Ok(db.query_opt(sql, p![id]).await?)
}

/// A page of a webhook's log, the newest first, and how many there are.
pub async fn page(
    db: &impl Read,
    webhook: Id<Webhook>,
    status: Option<Status>,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Delivery>, i64)> {
    let narrow = |sql: &mut Sql| {
        sql.push(" FROM webhook_deliveries WHERE webhook_id = ")
            .bind(webhook);
        if let Some(status) = status {
            sql.push(" AND status = ").bind(status);
        }
    };
    let mut sql = Sql::new("SELECT *");
    narrow(&mut sql);
    sql.push(" ORDER BY id DESC LIMIT ")
        .bind(limit)
        .push(" OFFSET ")
        .bind(offset);
    let (text, params) = sql.into_parts();
    let rows = db.query(&text, params).await?;
    let mut sql = Sql::new("SELECT COUNT(*)");
    narrow(&mut sql);
    let (text, params) = sql.into_parts();
    Ok((rows, db.scalar(&text, params).await?))
}

/// How many deliveries wait for their turn.
pub async fn waiting(db: &impl Read, webhook: Id<Webhook>) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM webhook_deliveries
        WHERE webhook_id = $1 AND NOT by_hand AND status IN ('pending', 'retrying')";
    Ok(db.scalar(sql, p![webhook]).await?)
}

/// Writes what came of an attempt. False where somebody else has written one meanwhile, or the row is gone.
pub async fn write_attempt(tx: &Tx, after: &Delivery) -> Result<bool> {
    let sql =
        "UPDATE webhook_deliveries SET status = $2, attempts = $3, first_attempt_at = $4, started_at = $5,
            completed_at = $6, next_retry_at = $7, duration_ms = $8, response_status_code = $9,
            response_excerpt = $10, error_type = $11, error_message = $12
        WHERE id = $1 AND attempts + 1 = $3 AND status IN ('pending', 'retrying')";
    let params = p![
        after.id,
        after.status,
        after.attempts,
        after.first_attempt_at,
        after.started_at,
        after.completed_at,
        after.next_retry_at,
        after.duration_ms,
        after.response_status_code,
        after.response_excerpt,
        after.error_type,
        after.error_message
    ];
    Ok(tx.exec(sql, params).await? > 0)
}

/// Lets a delivery that waits for its next attempt be sent at once.
pub async fn hurry(tx: &Tx, webhook: Id<Webhook>) -> Result<()> {
    let sql =
        "UPDATE webhook_deliveries SET next_retry_at = NULL WHERE webhook_id = $1 AND status = 'retrying'";
    tx.exec(sql, p![webhook]).await?;
    Ok(())
}

/// Removes what is older; at most so many rows.
pub async fn prune(db: &Db, before: Instant, most: i64) -> Result<u64> {
    let sql = "DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries
        WHERE created_at < $1 ORDER BY created_at LIMIT $2)";
    Ok(db.exec(sql, p![before, most]).await?)
}
