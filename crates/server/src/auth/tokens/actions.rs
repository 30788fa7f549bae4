//! What may be done with tokens: make, give a new text, revoke.
//!
//! Everybody does it with their own, administrators with everybody's. A token makes none that opens more than itself.

use super::{Token, scopes, store};
use crate::app::{App, fingerprint, random_text};
use crate::audit::{self, Event};
use crate::auth::Actor;
use crate::config::read_networks;
use crate::error::{Error, Mistakes, Result};
use crate::http::text;
use crate::users::{self, User};
use serde::Serialize;
use timetracker_db::Tx;
use timetracker_types::{Id, Instant};

/// The longest time that a token's old text works beside the new one, in seconds.
pub const LONGEST_OVERLAP: i64 = 30 * 86_400;

/// A token to make.
#[derive(Debug, Clone, Default)]
pub struct NewToken {
    /// Whose it is to be; oneself where nobody is named.
    pub owner: Option<Id<User>>,
    /// What will use it.
    pub name: String,
    /// What for.
    pub description: String,
    /// What it may open.
    pub scopes: Vec<String>,
    /// From where, as a list of addresses and CIDR blocks; empty means from everywhere.
    pub networks: String,
    /// When it stops working, if ever.
    pub expires_at: Option<Instant>,
}

/// A token that has a new text, which nobody can read again afterwards.
#[derive(Debug, Clone)]
pub struct Made {
    /// The text.
    pub text: String,
    /// The row.
    pub token: Token,
}

/// What the audit log keeps of a token: never its text, nor the fingerprint.
#[derive(Serialize)]
struct Facts<'a> {
    user_id: i64,
    name: &'a str,
    prefix: &'a str,
    scopes: &'a str,
    allowed_networks: &'a str,
    expires_at: Option<Instant>,
    previous_until: Option<Instant>,
}

/// Makes a token. `within` is the token of whoever asks, where a program does.
pub async fn make(app: &App, actor: &Actor, new: NewToken, within: Option<&Token>) -> Result<Made> {
    let owner = owner(app, actor, new.owner).await?;
    let mut token = checked(&owner, &new, within, app.now())?;
    token.created_by = Some(actor.user.id);
    let text = new_text()?;
    text[..8].clone_into(&mut token.prefix);
    let tx = app.db.begin().await?;
    token.id = store::insert(&tx, &token, &fingerprint(&text)).await?;
    note(&tx, app, actor, "created", &token).await?;
    tx.commit().await?;
    Ok(Made { text, token })
}

/// Makes a token of one's own and returns its text, without a line in the audit log: for apps that sign in.
pub async fn create(
    app: &App,
    owner: &Actor,
    name: &str,
    scopes: &[String],
    expires_at: Option<Instant>,
) -> Result<String> {
    let new = NewToken {
        name: name.to_owned(),
        scopes: scopes.to_vec(),
        expires_at,
        ..NewToken::default()
    };
    let mut token = checked(owner, &new, None, app.now())?;
    let text = new_text()?;
    text[..8].clone_into(&mut token.prefix);
    let tx = app.db.begin().await?;
    store::insert(&tx, &token, &fingerprint(&text)).await?;
    tx.commit().await?;
    Ok(text)
}

/// Gives a token a new text. The old one works for so many seconds more; one that is older still ends at once.
pub async fn rotate(app: &App, actor: &Actor, id: Id<Token>, overlap: i64) -> Result<Made> {
    if !(0..=LONGEST_OVERLAP).contains(&overlap) {
        let sentence = "The old token can go on working for at most 30 days.";
        return Err(Error::field("overlap_seconds", sentence));
    }
    let now = app.now();
    let tx = app.db.begin().await?;
    tx.lock("api_token", id.get()).await?;
    let token = own(&tx, actor, id).await?;
    if !token.is_alive(now) {
        let sentence = "This token works no more, so there is nothing to replace. Make a new one.";
        return Err(Error::rule("invalid_state", sentence));
    }
    let text = new_text()?;
    let previous_until = (overlap > 0).then(|| now.plus_seconds(overlap));
    store::replace_text(&tx, id, &text[..8], &fingerprint(&text), previous_until).await?;
    let token = Token {
        prefix: text[..8].to_owned(),
        previous_until,
        ..token
    };
    note(&tx, app, actor, "rotated", &token).await?;
    tx.commit().await?;
    Ok(Made { text, token })
}

/// Ends a token at once.
pub async fn revoke(app: &App, actor: &Actor, id: Id<Token>) -> Result<Token> {
    let tx = app.db.begin().await?;
    tx.lock("api_token", id.get()).await?;
    let token = own(&tx, actor, id).await?;
    if token.revoked_at.is_some() {
        return Err(Error::NotFound("token"));
    }
    let now = app.now();
    store::revoke(&tx, id, now).await?;
    note(&tx, app, actor, "revoked", &token).await?;
    tx.commit().await?;
    Ok(Token {
        revoked_at: Some(now),
        ..token
    })
}

/// One token: one's own, or anybody's to an administrator.
pub async fn find(app: &App, actor: &Actor, id: Id<Token>) -> Result<Token> {
    app.uses.write_down(app).await?;
    own(&app.db, actor, id).await
}

/// A person's tokens, newest first: one's own, or anybody's to an administrator.
pub async fn list(app: &App, actor: &Actor, owner: Id<User>) -> Result<Vec<Token>> {
    if owner != actor.user.id {
        actor.require_admin()?;
    }
    app.uses.write_down(app).await?;
    store::list(&app.db, owner).await
}

/// Ends all of a person's tokens at once, with the person's account.
pub async fn revoke_all(tx: &Tx, owner: Id<User>, now: Instant) -> Result<()> {
    store::revoke_all(tx, owner, now).await
}

/// Removes the owner's tokens of this name that ended by themselves, so that app logins leave nothing behind.
pub async fn forget_ended(app: &App, owner: Id<User>, name: &str) -> Result<()> {
    store::forget_ended(&app.db, owner, name, app.now()).await
}

/// `tt_` and 32 letters and digits.
fn new_text() -> Result<String> {
    let random: String = random_text(48)?
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(32)
        .collect();
    Ok(format!("tt_{random}"))
}

async fn own(db: &impl timetracker_db::Read, actor: &Actor, id: Id<Token>) -> Result<Token> {
    let found = store::find(db, id).await?;
    found
        .filter(|token| token.user_id == actor.user.id || actor.is_admin())
        .ok_or(Error::NotFound("token"))
}

async fn owner(app: &App, actor: &Actor, wished: Option<Id<User>>) -> Result<Actor> {
    let Some(id) = wished.filter(|id| *id != actor.user.id) else {
        return Ok(actor.clone());
    };
    actor.require_admin()?;
    let user = users::find(&app.db, id)
        .await?
        .ok_or_else(|| Error::field("user_id", "There is no such person."))?;
    if !user.is_active {
        let sentence = format!(
            "{} is deactivated: a token of theirs would open nothing.",
            user.display_name()
        );
        return Err(Error::field("user_id", sentence));
    }
    Ok(Actor { user })
}

async fn note(tx: &Tx, app: &App, actor: &Actor, action: &str, token: &Token) -> Result<()> {
    let facts = Facts {
        user_id: token.user_id.get(),
        name: &token.name,
        prefix: &token.prefix,
        scopes: &token.scopes,
        allowed_networks: &token.allowed_networks,
        expires_at: token.expires_at,
        previous_until: token.previous_until,
    };
    let event = Event {
        action,
        entity: "api_token",
        id: token.id,
    };
    audit::record(tx, actor, app.now(), event, None, Some(&facts)).await
}

fn checked(owner: &Actor, new: &NewToken, within: Option<&Token>, now: Instant) -> Result<Token> {
    let mut mistakes = Mistakes::default();
    let name = text::required(
        &mut mistakes,
        "name",
        "A name, such as the program that will use it,",
        &new.name,
        100,
    );
    let description = text::optional(
        &mut mistakes,
        "description",
        "The description",
        Some(&new.description),
        500,
    );
    check_scopes(&mut mistakes, owner, &new.scopes, within);
    let allowed_networks = match read_networks(&new.networks) {
        Ok(networks) => networks
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(","),
        Err(wrong) => {
            let sentence =
                format!("“{wrong}” is no address and no CIDR block. Write such as 192.0.2.7 or 10.0.0.0/8.");
            mistakes.add("allowed_networks", sentence);
            String::new()
        }
    };
    if new.expires_at.is_some_and(|end| end <= now) {
        mistakes.add("expires_at", "The end must be in the future.");
    }
    mistakes.check()?;
    Ok(Token {
        id: Id::new(0),
        user_id: owner.user.id,
        name,
        description: description.unwrap_or_default(),
        prefix: String::new(),
        scopes: new.scopes.join(","),
        allowed_networks,
        created_at: now,
        created_by: None,
        expires_at: new.expires_at,
        last_used_at: None,
        usage_count: 0,
        previous_until: None,
        revoked_at: None,
    })
}

fn check_scopes(mistakes: &mut Mistakes, owner: &Actor, wished: &[String], within: Option<&Token>) {
    if wished.is_empty() {
        mistakes.add(
            "scopes",
            "Choose at least one scope: a token without scopes opens nothing.",
        );
    }
    for scope in wished {
        if !scopes::is_known(scope) {
            let known: Vec<String> = scopes::all().collect();
            let sentence = format!(
                "“{scope}” is not a scope. There are {}, {}.",
                scopes::WILDCARDS.join(", "),
                known.join(", ")
            );
            mistakes.add("scopes", sentence);
        } else if scope == "admin:all" && !owner.is_admin() {
            mistakes.add("scopes", "Only an administrator's token may carry admin:all.");
        } else if within.is_some_and(|token| !token.grants(scope)) {
            let sentence = format!("The token that you use does not carry {scope}, so it cannot hand it on.");
            mistakes.add("scopes", sentence);
        }
    }
}
