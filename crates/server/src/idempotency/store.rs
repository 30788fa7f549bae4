//! The SQL about keys and the answers that were given to them.

use crate::auth::tokens::Token;
use timetracker_db::{Db, Params, Read, Result, Tx, p, record};
use timetracker_types::{Id, Instant};

/// How long an answer is kept, in seconds.
const LIFE: i64 = 86_400;

record! {
    /// The answer to a request with a key.
    #[derive(Debug, Clone)]
    pub struct Answer {
        /// Of method, address and body, to tell another request with the same key.
        pub request_hash: String,
        /// The HTTP status.
        pub status: i64,
        /// The header of that name.
        pub content_type: String,
        /// Sealed.
        pub body: Option<Vec<u8>>,
    }
}

/// The statement that makes a key this transaction's own. It affects no row where the key was used within its life;
/// on PostgreSQL it waits for a transaction that is about to.
pub fn claim(token: Id<Token>, key_hash: &str, request_hash: &str, now: Instant) -> (&'static str, Params) {
    let sql = "INSERT INTO idempotency_keys (token_id, key_hash, request_hash, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (token_id, key_hash) DO UPDATE SET request_hash = excluded.request_hash, status = 0,
            content_type = '', body = NULL, created_at = excluded.created_at, expires_at = excluded.expires_at
        WHERE idempotency_keys.expires_at <= excluded.created_at";
    (
        sql,
        p![token, key_hash, request_hash, now, now.plus_seconds(LIFE)],
    )
}

/// The answer that was given to a key.
pub async fn find(db: &Db, token: Id<Token>, key_hash: &str, now: Instant) -> Result<Option<Answer>> {
    let sql = "SELECT request_hash, status, content_type, body FROM idempotency_keys
        WHERE token_id = $1 AND key_hash = $2 AND expires_at > $3";
    db.query_opt(sql, p![token, key_hash, now]).await
}

/// Writes the answer beside what was done.
pub async fn record(tx: &Tx, token: Id<Token>, key_hash: &str, answer: &Answer) -> Result<()> {
    let sql = "UPDATE idempotency_keys SET status = $3, content_type = $4, body = $5
        WHERE token_id = $1 AND key_hash = $2";
    let params = p![token, key_hash, answer.status, answer.content_type, answer.body];
    tx.exec(sql, params).await.map(drop)
}

/// Removes the answers whose time is over.
pub async fn forget_expired(db: &Db, now: Instant) -> Result<()> {
    let sql = "DELETE FROM idempotency_keys WHERE expires_at <= $1";
    db.exec(sql, p![now]).await.map(drop)
}
