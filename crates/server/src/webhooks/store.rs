//! The SQL about webhooks. That about deliveries is in `log.rs`.

use super::model::Webhook;
use crate::auth::Actor;
use crate::error::Result;
use crate::users::{Role, User};
use timetracker_db::{Db, Read, Tx, p, record};
use timetracker_types::{Id, Instant, Zone};

record! {
    /// An active webhook, as whoever writes events must know it.
    #[derive(Debug, Clone)]
    pub struct Subscriber {
        /// The webhook.
        pub id: Id<Webhook>,
        /// A JSON list of event names.
        pub events: String,
        /// Whoever made it.
        pub user_id: Id<User>,
        /// What that person may see.
        pub role: Role,
        /// Where that person's days begin.
        pub timezone: Zone,
    }
}

/// Every webhook that is told anything, in the order of their ids.
pub async fn subscribers(db: &impl Read) -> Result<Vec<Subscriber>> {
    let sql = "SELECT w.id, w.events, w.user_id, u.role, u.timezone FROM webhooks w JOIN users u ON u.id = w.user_id
        WHERE w.is_active AND u.is_active ORDER BY w.id";
    Ok(db.query(sql, p![]).await?)
}

/// The webhooks whose next delivery may be sent and for which no job is in the queue.
pub async fn due(db: &impl Read, now: Instant) -> Result<Vec<i64>> {
    let sql = "SELECT w.id FROM webhooks w JOIN users u ON u.id = w.user_id
        WHERE w.is_active AND u.is_active AND (w.blocked_until IS NULL OR w.blocked_until <= $1)
            AND EXISTS (SELECT 1 FROM webhook_deliveries d
                WHERE d.webhook_id = w.id AND NOT d.by_hand AND d.status IN ('pending', 'retrying'))
            AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.dedupe_key = 'webhook/' || CAST(w.id AS TEXT))
        ORDER BY w.id";
    let rows: Vec<(i64,)> = db.query(sql, p![now]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// One webhook, if it may be sent to now.
pub async fn deliverable(db: &impl Read, id: Id<Webhook>, now: Instant) -> Result<Option<Webhook>> {
    let sql = "SELECT w.* FROM webhooks w JOIN users u ON u.id = w.user_id
        WHERE w.id = $1 AND w.is_active AND u.is_active AND (w.blocked_until IS NULL OR w.blocked_until <= $2)";
    Ok(db.query_opt(sql, p![id, now]).await?)
}

/// One webhook by id.
pub async fn find(db: &impl Read, id: Id<Webhook>) -> Result<Option<Webhook>> {
    Ok(db
        .query_opt("SELECT * FROM webhooks WHERE id = $1", p![id])
        .await?)
}

/// A page of the webhooks that this person may see, by name, and how many there are.
pub async fn page(
    db: &impl Read,
    actor: &Actor,
    active: Option<bool>,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Webhook>, i64)> {
    let which = "(user_id = $1 OR $2) AND (CAST($3 AS TEXT) IS NULL OR is_active = $4)";
    let (flag, wanted) = (active.map(|_| "only"), active.unwrap_or(true));
    let sql = format!("SELECT * FROM webhooks WHERE {which} ORDER BY lower(name), id LIMIT $5 OFFSET $6");
    let (person, all) = (actor.user.id, actor.is_admin());
    let rows = db
        .query(&sql, p![person, all, flag, wanted, limit, offset])
        .await?;
    let sql = format!("SELECT COUNT(*) FROM webhooks WHERE {which}");
    Ok((rows, db.scalar(&sql, p![person, all, flag, wanted]).await?))
}

/// How many webhooks this person has made.
pub async fn count_of(db: &impl Read, person: Id<User>) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM webhooks WHERE user_id = $1";
    Ok(db.scalar(sql, p![person]).await?)
}

/// Adds a webhook without secret and headers, which are sealed for its id.
pub async fn insert(tx: &Tx, webhook: &Webhook) -> Result<Id<Webhook>> {
    let sql =
        "INSERT INTO webhooks (user_id, name, description, url, http_method, content_type, events, is_active,
            max_retries, retry_delay_seconds, timeout_seconds, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12) RETURNING id";
    let params = p![
        webhook.user_id,
        webhook.name,
        webhook.description,
        webhook.url,
        webhook.http_method,
        webhook.content_type,
        webhook.events,
        webhook.is_active,
        webhook.max_retries,
        webhook.retry_delay_seconds,
        webhook.timeout_seconds,
        webhook.created_at
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Writes what people may change.
pub async fn update(tx: &Tx, webhook: &Webhook, now: Instant) -> Result<()> {
    let sql =
        "UPDATE webhooks SET name = $2, description = $3, url = $4, http_method = $5, content_type = $6,
            events = $7, max_retries = $8, retry_delay_seconds = $9, timeout_seconds = $10, headers = $11,
            secret = $12, updated_at = $13
        WHERE id = $1";
    let params = p![
        webhook.id,
        webhook.name,
        webhook.description,
        webhook.url,
        webhook.http_method,
        webhook.content_type,
        webhook.events,
        webhook.max_retries,
        webhook.retry_delay_seconds,
        webhook.timeout_seconds,
        webhook.headers,
        webhook.secret,
        now
    ];
    tx.exec(sql, params).await?;
    Ok(())
}

/// Switches a webhook on, with a clean slate, or off.
pub async fn set_active(tx: &Tx, id: Id<Webhook>, active: bool, now: Instant) -> Result<()> {
    let sql = "UPDATE webhooks SET is_active = $2, switched_off_because = NULL, failing_since = NULL,
            blocked_until = NULL, updated_at = $3
        WHERE id = $1";
    tx.exec(sql, p![id, active, now]).await?;
    Ok(())
}

/// Switches a webhook off because it does not work; false where it was off already.
pub async fn switch_off(tx: &Tx, id: Id<Webhook>, because: &str) -> Result<bool> {
    let sql = "UPDATE webhooks SET is_active = FALSE, switched_off_because = $2 WHERE id = $1 AND is_active";
    Ok(tx.exec(sql, p![id, because]).await? > 0)
}

/// Removes a webhook with its log.
pub async fn remove(tx: &Tx, id: Id<Webhook>) -> Result<()> {
    tx.exec("DELETE FROM webhook_deliveries WHERE webhook_id = $1", p![id])
        .await?;
    tx.exec("DELETE FROM webhooks WHERE id = $1", p![id]).await?;
    Ok(())
}

/// Notes that a delivery was accepted: whatever failed before is over.
pub async fn note_success(tx: &Tx, id: Id<Webhook>, now: Instant) -> Result<()> {
    let sql = "UPDATE webhooks SET successful_deliveries = successful_deliveries + 1, last_delivery_at = $2,
            last_success_at = $2, failing_since = NULL, blocked_until = NULL
        WHERE id = $1";
    tx.exec(sql, p![id, now]).await?;
    Ok(())
}

/// Notes that an attempt failed and that nothing is sent before `until`.
pub async fn note_failure(tx: &Tx, id: Id<Webhook>, until: Instant, now: Instant) -> Result<()> {
    let sql = "UPDATE webhooks SET last_failure_at = $3, failing_since = COALESCE(failing_since, $3),
            blocked_until = $2
        WHERE id = $1";
    tx.exec(sql, p![id, until, now]).await?;
    Ok(())
}

/// Notes that a delivery was given up. One of the order lets the next one through; one by hand holds up nothing.
pub async fn note_given_up(tx: &Tx, id: Id<Webhook>, by_hand: bool, now: Instant) -> Result<()> {
    let sql = "UPDATE webhooks SET failed_deliveries = failed_deliveries + 1, last_delivery_at = $3,
            last_failure_at = $3, failing_since = CASE WHEN $2 THEN failing_since ELSE COALESCE(failing_since, $3) END,
            blocked_until = CASE WHEN $2 THEN blocked_until ELSE NULL END
        WHERE id = $1";
    tx.exec(sql, p![id, by_hand, now]).await?;
    Ok(())
}

/// Removes what is left of webhooks that are gone; at most so many rows.
pub async fn remove_orphans(db: &Db, most: i64) -> Result<u64> {
    let sql = "DELETE FROM webhook_deliveries WHERE id IN (SELECT d.id FROM webhook_deliveries d
        WHERE NOT EXISTS (SELECT 1 FROM webhooks w WHERE w.id = d.webhook_id) LIMIT $1)";
    Ok(db.exec(sql, p![most]).await?)
}
