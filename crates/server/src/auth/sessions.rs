//! Sessions of the pages: a random cookie, stored as its fingerprint only.

use crate::app::{App, fingerprint, random_text};
use crate::error::Result;
use crate::users::User;
use axum_extra::extract::cookie::Cookie;
use timetracker_db::{FromRow as _, Read as _, Row, Tx, p};
use timetracker_types::Id;

/// The cookie's name.
pub const COOKIE: &str = "tt_session";
/// A session ends after so many days without use.
const DAYS: i64 = 30;
const DAY_SECONDS: i64 = 86_400;

/// Starts a session and gives the cookie to set.
pub async fn start(app: &App, user: Id<User>, user_agent: &str, secure: bool) -> Result<Cookie<'static>> {
    let token = random_text(32)?;
    let now = app.now();
    let expires = now.plus_seconds(DAYS * DAY_SECONDS);
    let agent: String = user_agent.chars().take(200).collect();
    let tx = app.db.begin().await?;
    let sql = "INSERT INTO sessions (token_hash, user_id, user_agent, created_at, last_seen_at, expires_at)
        VALUES ($1, $2, $3, $4, $4, $5)";
    tx.exec(sql, p![fingerprint(&token), user, agent, now, expires])
        .await?;
    tx.exec("UPDATE users SET last_login_at = $1 WHERE id = $2", p![now, user])
        .await?;
    tx.exec("DELETE FROM sessions WHERE expires_at < $1", p![now])
        .await?;
    tx.commit().await?;
    Ok(cookie(&token, DAYS, secure))
}

/// The active person behind a session cookie, and the newest line of the audit log when that was asked.
pub async fn person(app: &App, token: &str) -> Result<Option<(User, i64)>> {
    let now = app.now();
    let sql = "SELECT u.*, s.last_seen_at AS session_seen_at,
            COALESCE((SELECT MAX(id) FROM audit_events), 0) AS session_revision
        FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.is_active";
    let hash = fingerprint(token);
    let Some(row) = app.db.query_opt::<Row>(sql, p![hash, now]).await? else {
        return Ok(None);
    };
    // A write a page view would be waste: the end moves on once a day of use.
    if now.since(row.get("session_seen_at")?) > DAY_SECONDS {
        let sql = "UPDATE sessions SET last_seen_at = $1, expires_at = $2 WHERE token_hash = $3";
        app.db
            .exec(sql, p![now, now.plus_seconds(DAYS * DAY_SECONDS), hash])
            .await?;
    }
    Ok(Some((User::from_row(&row)?, row.get("session_revision")?)))
}

/// Ends one session.
pub async fn end(app: &App, token: &str) -> Result<()> {
    app.db
        .exec(
            "DELETE FROM sessions WHERE token_hash = $1",
            p![fingerprint(token)],
        )
        .await?;
    Ok(())
}

/// Ends every session of a person, but for the one with this cookie.
pub async fn end_all(tx: &Tx, user: Id<User>, but: Option<&str>) -> Result<()> {
    let kept = but.map(fingerprint).unwrap_or_default();
    tx.exec(
        "DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2",
        p![user, kept],
    )
    .await?;
    Ok(())
}

/// A cookie that makes the browser forget the session.
pub fn forget(secure: bool) -> Cookie<'static> {
    cookie("", 0, secure)
}

/// The cookie's text is built here, since its builder wants a third time library for Max-Age.
fn cookie(value: &str, days: i64, secure: bool) -> Cookie<'static> {
    let secure = if secure { "; Secure" } else { "" };
    // The server's own row ends a session; the cookie only has to live as long as browsers allow, since the
    // row's end moves on with use and the cookie's would not.
    let age = if days > 0 { 400 * DAY_SECONDS } else { 0 };
    let text = format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}");
    Cookie::parse(text).unwrap_or_else(|_| Cookie::new(COOKIE, ""))
}
