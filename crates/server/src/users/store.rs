//! The SQL about people.

use super::actions::Settings;
use super::invitations::Invitation;
use super::model::{Role, User};
use crate::error::Result;
use timetracker_db::{Db, Read, Tx, p};
use timetracker_types::{Id, Instant, Zone};

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
    let params = p![
        username,
        person.email,
        person.full_name,
        person.role,
        password_hash,
        person.timezone,
        now
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Whether this person is the only active administrator.
pub async fn is_only_admin(db: &impl Read, id: Id<User>) -> Result<bool> {
    let sql = "SELECT id FROM users WHERE is_active AND role = $1 ORDER BY id LIMIT 2";
    let admins: Vec<(Id<User>,)> = db.query(sql, p![Role::Admin]).await?;
    Ok(admins == [(id,)])
}

/// Changes what administrators may change of a person.
pub async fn update_person(
    tx: &Tx,
    id: Id<User>,
    full_name: &str,
    email: Option<&str>,
    role: Role,
    now: Instant,
) -> Result<()> {
    let sql = "UPDATE users SET full_name = $1, email = $2, role = $3, updated_at = $4 WHERE id = $5";
    tx.exec(sql, p![full_name, email, role, now, id]).await?;
    Ok(())
}

/// Changes what people may change of themselves.
pub async fn update_profile(
    tx: &Tx,
    id: Id<User>,
    full_name: &str,
    email: Option<&str>,
    timezone: &Zone,
    settings: &Settings,
    now: Instant,
) -> Result<()> {
    let sql = "UPDATE users SET full_name = $1, email = $2, timezone = $3, locale = $4, week_start = $5,
        daily_goal_seconds = $6, rounding_minutes = $7, rounding_method = $8, updated_at = $9,
        timer_limit_minutes = $11, single_keys = $12 WHERE id = $10";
    let Settings {
        locale,
        week_start,
        daily_goal_seconds,
        timer_limit_minutes,
        rounding_minutes,
        rounding_method,
        single_keys,
    } = settings;
    let params = p![
        full_name,
        email,
        timezone,
        locale,
        week_start,
        daily_goal_seconds,
        rounding_minutes,
        rounding_method,
        now,
        id,
        timer_limit_minutes,
        single_keys
    ];
    tx.exec(sql, params).await?;
    Ok(())
}

/// Lets a person in or keeps them out.
pub async fn set_active(tx: &Tx, id: Id<User>, is_active: bool, now: Instant) -> Result<()> {
    let sql = "UPDATE users SET is_active = $1, updated_at = $2 WHERE id = $3";
    tx.exec(sql, p![is_active, now, id]).await?;
    Ok(())
}

/// Stores another password's hash.
pub async fn set_password(tx: &Tx, id: Id<User>, hash: &str, now: Instant) -> Result<()> {
    let sql = "UPDATE users SET password_hash = $1, updated_at = $2 WHERE id = $3";
    tx.exec(sql, p![hash, now, id]).await?;
    Ok(())
}

/// Worked seconds of everybody who has any, in finished entries.
pub async fn worked_seconds(db: &impl Read) -> Result<Vec<(Id<User>, i64)>> {
    let sql = "SELECT user_id, CAST(SUM(duration_seconds) AS BIGINT) AS seconds FROM time_entries
        WHERE deleted_at IS NULL AND ended_at IS NOT NULL GROUP BY user_id";
    Ok(db.query(sql, p![]).await?)
}

/// Worked seconds of one person, in finished entries.
pub async fn worked_seconds_of(db: &impl Read, id: Id<User>) -> Result<i64> {
    let sql = "SELECT CAST(COALESCE(SUM(duration_seconds), 0) AS BIGINT) FROM time_entries
        WHERE deleted_at IS NULL AND ended_at IS NOT NULL AND user_id = $1";
    Ok(db.scalar(sql, p![id]).await?)
}

/// Adds an invitation.
pub async fn insert_invitation(tx: &Tx, invitation: &Invitation, token_hash: &str) -> Result<()> {
    let sql =
        "INSERT INTO invitations (email, full_name, role, token_hash, invited_by, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let Invitation {
        email,
        full_name,
        role,
        invited_by,
        created_at,
        expires_at,
        ..
    } = invitation;
    tx.exec(
        sql,
        p![
            email, full_name, role, token_hash, invited_by, created_at, expires_at
        ],
    )
    .await?;
    Ok(())
}

/// The invitations that can still be accepted, newest first.
pub async fn waiting_invitations(db: &impl Read, now: Instant) -> Result<Vec<Invitation>> {
    let sql = "SELECT * FROM invitations
        WHERE accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $1 ORDER BY id DESC";
    Ok(db.query(sql, p![now]).await?)
}

/// The invitation with this fingerprint, while it can be accepted.
pub async fn find_invitation(db: &impl Read, token_hash: &str, now: Instant) -> Result<Option<Invitation>> {
    let sql = "SELECT * FROM invitations
        WHERE token_hash = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2";
    Ok(db.query_opt(sql, p![token_hash, now]).await?)
}

/// Marks an invitation as used; false where somebody was faster.
pub async fn take_invitation(tx: &Tx, id: Id<Invitation>, now: Instant) -> Result<bool> {
    let sql = "UPDATE invitations SET accepted_at = $1
        WHERE id = $2 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $1";
    Ok(tx.exec(sql, p![now, id]).await? == 1)
}

/// Makes an invitation void; false where it is already.
pub async fn revoke_invitation(db: &Db, id: Id<Invitation>, now: Instant) -> Result<bool> {
    let sql =
        "UPDATE invitations SET revoked_at = $1 WHERE id = $2 AND accepted_at IS NULL AND revoked_at IS NULL";
    Ok(db.exec(sql, p![now, id]).await? == 1)
}

/// Makes every waiting invitation for an address void.
pub async fn revoke_invitations_of(tx: &Tx, email: &str, now: Instant) -> Result<()> {
    let sql = "UPDATE invitations SET revoked_at = $1
        WHERE email = $2 AND accepted_at IS NULL AND revoked_at IS NULL";
    tx.exec(sql, p![now, email]).await?;
    Ok(())
}

/// One person by what they sign in with: an address where there is an `@`, else a user name.
pub async fn find_by_login(db: &impl Read, login: &str) -> Result<Option<User>> {
    if login.contains('@') {
        find_by_email(db, login).await
    } else {
        find_by_username(db, login).await
    }
}

/// A page of the active people by name, and how many there are.
pub async fn active_page(db: &impl Read, most: i64, skip: i64) -> Result<(Vec<User>, i64)> {
    let sql = "SELECT * FROM users WHERE is_active ORDER BY lower(full_name), lower(username), id LIMIT $1 OFFSET $2";
    let people = db.query(sql, p![most, skip]).await?;
    Ok((
        people,
        db.scalar("SELECT COUNT(*) FROM users WHERE is_active", p![])
            .await?,
    ))
}

/// When people last did something here: in a browser, or by a program of theirs.
pub async fn last_seen(db: &impl Read) -> Result<Vec<(Id<User>, Instant)>> {
    let sql = "SELECT user_id, MAX(at) FROM (SELECT user_id, last_seen_at AS at FROM sessions
            UNION ALL SELECT user_id, last_used_at FROM api_tokens WHERE last_used_at IS NOT NULL) x
        GROUP BY user_id";
    Ok(db.query(sql, p![]).await?)
}

/// Everybody with a running timer.
pub async fn tracking(db: &impl Read) -> Result<Vec<Id<User>>> {
    let sql =
        "SELECT user_id FROM time_entries WHERE ended_at IS NULL AND deleted_at IS NULL ORDER BY user_id";
    let rows: Vec<(Id<User>,)> = db.query(sql, p![]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
