//! API tokens: `tt_` and 32 characters, stored as their fingerprint, limited by scopes.

use super::Actor;
use crate::app::{App, fingerprint, random_text};
use crate::error::{Error, Mistakes, Result};
use crate::users::User;
use timetracker_db::{Read, Tx, p, record};
use timetracker_types::{Id, Instant};

/// Every scope that a token may carry beside the wildcards: the contract's whole list, also those whose
/// routes are still to come, so that a token made today opens them then.
pub const SCOPES: &[&str] = &[
    "read:projects",
    "write:projects",
    "read:clients",
    "write:clients",
    "read:tasks",
    "write:tasks",
    "read:time_entries",
    "write:time_entries",
    "read:time_approvals",
    "write:time_approvals",
    "read:invoices",
    "write:invoices",
    "read:recurring_invoices",
    "write:recurring_invoices",
    "read:expenses",
    "write:expenses",
    "read:payments",
    "write:payments",
    "read:mileage",
    "write:mileage",
    "read:per_diem",
    "write:per_diem",
    "read:budget_alerts",
    "write:budget_alerts",
    "read:calendar",
    "write:calendar",
    "read:comments",
    "write:comments",
    "read:quotes",
    "write:quotes",
    "read:filters",
    "write:filters",
    "read:contacts",
    "write:contacts",
    "read:deals",
    "write:deals",
    "read:leads",
    "write:leads",
    "read:reports",
    "write:reports",
    "read:users",
    "read:webhooks",
    "write:webhooks",
    "read:inventory",
    "write:inventory",
    "read:ai",
    "write:ai",
    "read:metrics",
    "read:integrations",
    "write:integrations",
    "read:tokens",
    "write:tokens",
];
/// Scopes that stand for many.
pub const WILDCARDS: &[&str] = &["*", "admin:all", "read:*", "write:*"];

record! {
    /// A token as its owner sees it in a list: never the token itself.
    #[derive(Debug, Clone)]
    pub struct Token {
        /// The row's id.
        pub id: Id<Token>,
        /// Whose rights it carries.
        pub user_id: Id<User>,
        /// What it is for.
        pub name: String,
        /// The first eight characters, to tell tokens apart.
        pub prefix: String,
        /// Comma-separated.
        pub scopes: String,
        /// When it was made.
        pub created_at: Instant,
        /// When it stops working, if ever.
        pub expires_at: Option<Instant>,
        /// When it last opened a door, to the minute.
        pub last_used_at: Option<Instant>,
        /// When it was revoked, if it was.
        pub revoked_at: Option<Instant>,
    }
}

impl Token {
    /// Whether the token opens what `scope` names, by itself or by a wildcard. Every token opens what asks for none.
    pub fn grants(&self, scope: &str) -> bool {
        let verb = scope.split_once(':').map_or("", |(verb, _)| verb);
        self.scopes.split(',').map(str::trim).any(|held| {
            scope.is_empty()
                || held == scope
                || held == "*"
                || held == "admin:all"
                || held.strip_suffix(":*") == Some(verb)
        })
    }
}

/// Makes a token for `owner` and returns its text, which nobody can read again afterwards.
pub async fn create(
    app: &App,
    owner: &Actor,
    name: &str,
    scopes: &[String],
    expires_at: Option<Instant>,
) -> Result<String> {
    let name = name.trim();
    check(owner, name, scopes)?;
    let random: String = random_text(48)?
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(32)
        .collect();
    let text = format!("tt_{random}");
    let tx = app.db.begin().await?;
    insert(&tx, app, owner, name, scopes, expires_at, &text).await?;
    tx.commit().await?;
    Ok(text)
}

async fn insert(
    tx: &Tx,
    app: &App,
    owner: &Actor,
    name: &str,
    scopes: &[String],
    expires_at: Option<Instant>,
    text: &str,
) -> Result<()> {
    let sql = "INSERT INTO api_tokens (user_id, name, prefix, token_hash, scopes, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let params = p![
        owner.user.id,
        name,
        &text[..8],
        fingerprint(text),
        scopes.join(","),
        app.now(),
        expires_at
    ];
    tx.exec(sql, params).await?;
    Ok(())
}

fn check(owner: &Actor, name: &str, scopes: &[String]) -> Result<()> {
    let mut mistakes = Mistakes::default();
    if name.is_empty() || name.chars().count() > 100 {
        mistakes.add(
            "name",
            "Give the token a name of at most 100 characters, such as the program that will use it.",
        );
    }
    if scopes.is_empty() {
        mistakes.add(
            "scopes",
            "Choose at least one scope: a token without scopes opens nothing.",
        );
    }
    for scope in scopes {
        if !SCOPES.contains(&scope.as_str()) && !WILDCARDS.contains(&scope.as_str()) {
            mistakes.add(
                "scopes",
                format!(
                    "“{scope}” is not a scope. There are {}, {}.",
                    WILDCARDS.join(", "),
                    SCOPES.join(", ")
                ),
            );
        }
        if scope == "admin:all" && !owner.is_admin() {
            mistakes.add("scopes", "Only an administrator's token may carry admin:all.");
        }
    }
    mistakes.check()
}

/// Why a token was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No such token.
    Unknown,
    /// It was revoked.
    Revoked,
    /// Its time is over.
    Expired,
    /// Its owner was deactivated.
    Inactive,
}

/// The token and its owner, or why it is not accepted.
pub async fn accept(app: &App, text: &str) -> Result<Result<(Token, User), Refusal>> {
    let sql = "SELECT * FROM api_tokens WHERE token_hash = $1";
    let Some(token) = app.db.query_opt::<Token>(sql, p![fingerprint(text)]).await? else {
        return Ok(Err(Refusal::Unknown));
    };
    let now = app.now();
    // First, because deactivating revokes the tokens too, and this says more.
    let Some(user) = crate::users::find(&app.db, token.user_id)
        .await?
        .filter(|user| user.is_active)
    else {
        return Ok(Err(Refusal::Inactive));
    };
    if token.revoked_at.is_some() {
        return Ok(Err(Refusal::Revoked));
    }
    if token.expires_at.is_some_and(|end| end <= now) {
        return Ok(Err(Refusal::Expired));
    }
    if let Err(error) = note_use(app, &token, now).await {
        // Nobody is refused because a stamp could not be written.
        tracing::warn!(%error, "a token's last use was not noted");
    }
    Ok(Ok((token, user)))
}

/// To the minute, so that reading does not write on every call.
async fn note_use(app: &App, token: &Token, now: Instant) -> Result<()> {
    if token.last_used_at.is_none_or(|last| now.since(last) >= 60) {
        app.db
            .exec(
                "UPDATE api_tokens SET last_used_at = $1 WHERE id = $2",
                p![now, token.id],
            )
            .await?;
    }
    Ok(())
}

/// A person's tokens, newest first.
pub async fn list(db: &impl Read, owner: Id<User>) -> Result<Vec<Token>> {
    Ok(db
        .query(
            "SELECT * FROM api_tokens WHERE user_id = $1 ORDER BY id DESC",
            p![owner],
        )
        .await?)
}

/// Ends a token at once. Its owner may, and an administrator.
pub async fn revoke(app: &App, actor: &Actor, id: Id<Token>) -> Result<()> {
    let sql = "UPDATE api_tokens SET revoked_at = $1
        WHERE id = $2 AND revoked_at IS NULL AND (user_id = $3 OR $4)";
    let changed = app
        .db
        .exec(sql, p![app.now(), id, actor.user.id, actor.is_admin()])
        .await?;
    if changed == 0 {
        Err(Error::NotFound("token"))
    } else {
        Ok(())
    }
}

/// Ends all of a person's tokens at once, with the person's account.
pub async fn revoke_all(tx: &Tx, owner: Id<User>, now: Instant) -> Result<()> {
    let sql = "UPDATE api_tokens SET revoked_at = $1 WHERE user_id = $2 AND revoked_at IS NULL";
    tx.exec(sql, p![now, owner]).await?;
    Ok(())
}

/// Removes the owner's tokens of this name that ended by themselves, so that app logins leave nothing behind.
pub async fn forget_ended(app: &App, owner: Id<User>, name: &str) -> Result<()> {
    let sql = "DELETE FROM api_tokens WHERE user_id = $1 AND name = $2 AND expires_at <= $3";
    app.db.exec(sql, p![owner, name, app.now()]).await?;
    Ok(())
}
