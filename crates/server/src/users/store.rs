//! The SQL about people.

use super::model::{Role, User};
use crate::error::Result;
use timetracker_db::{Read, Tx, p};
use timetracker_types::{Id, Instant};

/// One person by id.
pub async fn find(db: &impl Read, id: Id<User>) -> Result<Option<User>> {
    Ok(db.query_opt("SELECT * FROM users WHERE id = $1", p![id]).await?)
}

/// One person by user name, whatever its case.
pub async fn find_by_username(db: &impl Read, username: &str) -> Result<Option<User>> {
    let sql = "SELECT * FROM users WHERE lower(username) = $1";
    Ok(db.query_opt(sql, p![username.trim().to_lowercase()]).await?)
}

/// One person by e-mail address, whatever its case.
pub async fn find_by_email(db: &impl Read, email: &str) -> Result<Option<User>> {
    let sql = "SELECT * FROM users WHERE lower(email) = $1";
    Ok(db.query_opt(sql, p![email.trim().to_lowercase()]).await?)
}

/// Everybody, active people first, by name.
pub async fn list(db: &impl Read) -> Result<Vec<User>> {
    let sql = "SELECT * FROM users ORDER BY is_active DESC, lower(full_name), lower(username), id";
    Ok(db.query(sql, p![]).await?)
}

/// Adds a person; the password is hashed already.
pub async fn insert(
    tx: &Tx,
    person: &super::NewUser,
    password_hash: Option<String>,
    now: Instant,
) -> Result<Id<User>> {
    let sql = "INSERT INTO users (username, email, full_name, role, password_hash, timezone, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING id";
    let username = person.username.trim().to_lowercase();
    let params =
        p![username, person.email, person.full_name, person.role, password_hash, person.timezone, now];
    Ok(tx.scalar(sql, params).await?)
}

/// How many active administrators there are.
pub async fn count_active_admins(db: &impl Read) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM users WHERE is_active AND role = $1";
    Ok(db.scalar(sql, p![Role::Admin]).await?)
}
