//! Invitations: a link that lets one person make an account, once, within seven days.
//!
//! Nothing is sent: whoever invites hands the link over. Only its fingerprint is stored.

use super::details;
use super::model::{NewUser, Role, User};
use super::{actions, store};
use crate::app::{App, fingerprint, random_text};
use crate::auth::Actor;
use crate::error::{Error, Mistakes, Result};
use serde::Deserialize;
use timetracker_db::record;
use timetracker_types::{Id, Instant};

/// How long an invitation can be accepted, in seconds.
const LIFETIME: i64 = 7 * 24 * 3600;

record! {
    /// An invitation that waits, or did.
    #[derive(Debug, Clone)]
    pub struct Invitation {
        /// The row's id.
        pub id: Id<Invitation>,
        /// Whom it is for, in small letters.
        pub email: String,
        /// How they are called.
        pub full_name: String,
        /// What they may do once they are here.
        pub role: Role,
        /// Who invited them.
        pub invited_by: Id<User>,
        /// When it was made.
        pub created_at: Instant,
        /// The first instant at which it is void.
        pub expires_at: Instant,
    }
}

/// Whom to invite, as a form sends it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Invite {
    /// Their address.
    pub email: String,
    /// Their name.
    pub full_name: String,
    /// `user`, `manager`, `admin` or `viewer`.
    pub role: String,
}

/// Makes an invitation and gives its secret, which nobody can read again afterwards. An older one for the
/// same address is void.
///
/// # Errors
/// Every wrong field at once; not allowed but for administrators.
pub async fn invite(app: &App, actor: &Actor, wish: &Invite) -> Result<String> {
    actor.require_admin()?;
    let mut mistakes = Mistakes::default();
    let email = details::required_email(&mut mistakes, &wish.email);
    let full_name = details::full_name(&mut mistakes, &wish.full_name);
    let role = details::role(&mut mistakes, &wish.role);
    details::taken(&mut mistakes, &app.db, None, email.as_deref(), None).await?;
    mistakes.check()?;
    let (email, role) = (email.unwrap_or_default(), role.unwrap_or(Role::User));
    let secret = random_text(24)?;
    let now = app.now();
    let invitation = Invitation {
        id: Id::new(0),
        email,
        full_name,
        role,
        invited_by: actor.user.id,
        created_at: now,
        expires_at: now.plus_seconds(LIFETIME),
    };
    let tx = app.db.begin().await?;
    store::revoke_invitations_of(&tx, &invitation.email, now).await?;
    store::insert_invitation(&tx, &invitation, &fingerprint(&secret)).await?;
    tx.commit().await?;
    Ok(secret)
}

/// The invitations that can still be accepted, newest first.
pub async fn waiting(app: &App) -> Result<Vec<Invitation>> {
    store::waiting_invitations(&app.db, app.now()).await
}

/// Makes an invitation void.
pub async fn revoke(app: &App, actor: &Actor, id: Id<Invitation>) -> Result<()> {
    actor.require_admin()?;
    let found = store::revoke_invitation(&app.db, id, app.now()).await?;
    if found {
        Ok(())
    } else {
        Err(Error::NotFound("invitation"))
    }
}

/// The invitation behind a secret, while it can be accepted.
///
/// # Errors
/// A sentence where there is none: unknown, used, revoked and late ones are told alike.
pub async fn find(app: &App, secret: &str) -> Result<Invitation> {
    let found = store::find_invitation(&app.db, &fingerprint(secret), app.now()).await?;
    found.ok_or_else(void)
}

fn void() -> Error {
    let sentence = "This invitation cannot be used: it was used already, is older than seven days, or was revoked. \
                    Ask whoever invited you for a new link.";
    Error::rule("invitation_void", sentence)
}

/// What somebody who was invited chooses, as a form sends it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Acceptance {
    /// The invitation's secret.
    pub token: String,
    /// How they want to be called.
    pub full_name: String,
    /// What they will sign in with.
    pub username: String,
    /// With which secret.
    pub password: String,
    /// Where their days begin and end.
    pub timezone: String,
}

/// Makes the account that an invitation promises.
///
/// # Errors
/// Every wrong field at once; a sentence where the invitation is void.
pub async fn accept(app: &App, choice: &Acceptance) -> Result<User> {
    let invitation = find(app, &choice.token).await?;
    let mut mistakes = Mistakes::default();
    let timezone = details::timezone(&mut mistakes, &choice.timezone);
    let person = NewUser {
        username: choice.username.clone(),
        email: Some(invitation.email.clone()),
        full_name: choice.full_name.clone(),
        role: invitation.role,
        password: Some(choice.password.clone()),
        timezone: timezone.unwrap_or_else(timetracker_types::Zone::utc),
    };
    let person = details::new_person(&mut mistakes, &app.db, person).await?;
    mistakes.check()?;
    let hash = app.passwords.hash(&choice.password).await?;
    let now = app.now();
    let tx = app.db.begin().await?;
    // Conditional, so that a link that is used twice at once makes one account.
    if !store::take_invitation(&tx, invitation.id, now).await? {
        return Err(void());
    }
    let user = actions::add(&tx, &person, Some(hash), now).await?;
    actions::note(
        &tx,
        app,
        &Actor { user: user.clone() },
        "created",
        None,
        Some(&user),
    )
    .await?;
    tx.commit().await?;
    Ok(user)
}
