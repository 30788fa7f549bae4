//! The SQL about tokens.

use super::Token;
use crate::error::Result;
use crate::users::User;
use timetracker_db::{Db, FromRow as _, Read, Tx, p};
use timetracker_types::{Id, Instant};

/// The token that has this fingerprint, and whether it is its present one.
pub async fn find_by_hash(db: &Db, hash: &str) -> Result<Option<(Token, bool)>> {
    let sql = "SELECT api_tokens.*, CAST(CASE WHEN token_hash = $1 THEN 1 ELSE 0 END AS BIGINT) AS is_current
        FROM api_tokens WHERE token_hash = $1 OR previous_hash = $1";
    match db.rows(sql, p![hash]).await?.first() {
        Some(row) => Ok(Some((Token::from_row(row)?, row.get::<i64>("is_current")? == 1))),
        None => Ok(None),
    }
}

/// One token by id.
pub async fn find(db: &impl Read, id: Id<Token>) -> Result<Option<Token>> {
    Ok(db
        .query_opt("SELECT * FROM api_tokens WHERE id = $1", p![id])
        .await?)
}

/// A person's tokens, newest first.
pub async fn list(db: &impl Read, owner: Id<User>) -> Result<Vec<Token>> {
    let sql = "SELECT * FROM api_tokens WHERE user_id = $1 ORDER BY id DESC";
    Ok(db.query(sql, p![owner]).await?)
}

/// Adds a token; its own id in the value counts for nothing.
pub async fn insert(tx: &Tx, token: &Token, hash: &str) -> Result<Id<Token>> {
    let sql =
        "INSERT INTO api_tokens (user_id, name, description, prefix, token_hash, scopes, allowed_networks,
            created_at, created_by, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id";
    let params = p![
        token.user_id,
        token.name,
        token.description,
        token.prefix,
        hash,
        token.scopes,
        token.allowed_networks,
        token.created_at,
        token.created_by,
        token.expires_at
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Gives a token a new text; the one that it had works until then, if a time is given.
pub async fn replace_text(
    tx: &Tx,
    id: Id<Token>,
    prefix: &str,
    hash: &str,
    until: Option<Instant>,
) -> Result<()> {
    let sql = "UPDATE api_tokens SET
            previous_hash = CASE WHEN CAST($4 AS BIGINT) IS NULL THEN NULL ELSE token_hash END,
            previous_until = $4, prefix = $2, token_hash = $3
        WHERE id = $1";
    tx.exec(sql, p![id, prefix, hash, until]).await?;
    Ok(())
}

/// Ends a token, in both its texts.
pub async fn revoke(tx: &Tx, id: Id<Token>, now: Instant) -> Result<()> {
    let sql = "UPDATE api_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    tx.exec(sql, p![id, now]).await?;
    Ok(())
}

/// Ends all of a person's tokens.
pub async fn revoke_all(tx: &Tx, owner: Id<User>, now: Instant) -> Result<()> {
    let sql = "UPDATE api_tokens SET revoked_at = $1 WHERE user_id = $2 AND revoked_at IS NULL";
    tx.exec(sql, p![now, owner]).await?;
    Ok(())
}

/// Removes the owner's tokens of this name that ended by themselves.
pub async fn forget_ended(db: &Db, owner: Id<User>, name: &str, now: Instant) -> Result<()> {
    let sql = "DELETE FROM api_tokens WHERE user_id = $1 AND name = $2 AND expires_at <= $3";
    db.exec(sql, p![owner, name, now]).await?;
    Ok(())
}

/// Adds to how often a token was used, and notes when it was last.
pub async fn note_use(db: &Db, id: Id<Token>, times: i64, last: Instant) -> Result<()> {
    let sql = "UPDATE api_tokens SET usage_count = usage_count + $2, last_used_at = $3 WHERE id = $1";
    db.exec(sql, p![id, times, last]).await?;
    Ok(())
}
