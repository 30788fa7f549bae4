//! The first act of an installation: its organisation and its first administrator, both or neither.

use super::{LONGEST_NAME, insert};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Mistakes, Result};
use crate::http::text;
use crate::users::{self, NewUser, Role, User, details};
use serde::Deserialize;
use timetracker_types::{Currency, Zone};

/// What set-up asks for, as it was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SetUp {
    /// The organisation's name.
    pub organisation: String,
    /// IANA name.
    pub timezone: String,
    /// ISO 4217.
    pub currency: String,
    /// The first administrator's name.
    pub full_name: String,
    /// The first administrator's user name.
    pub username: String,
    /// The first administrator's address.
    pub email: String,
    /// The first administrator's password.
    pub password: String,
}

/// Sets the installation up and gives its first administrator. Of two who do it at once, one is refused.
///
/// # Errors
/// Every wrong field at once; a conflict where it was done already.
pub async fn set_up(app: &App, wish: &SetUp, mut mistakes: Mistakes) -> Result<User> {
    if app.is_set_up().await? {
        return Err(already_done());
    }
    let name = text::required(
        &mut mistakes,
        "organisation",
        "The organisation's name",
        &wish.organisation,
        LONGEST_NAME,
    );
    let timezone = details::timezone(&mut mistakes, &wish.timezone);
    let currency = mistakes.take("currency", wish.currency.parse::<Currency>());
    let person = administrator(&mut mistakes, app, wish, timezone.clone()).await?;
    mistakes.check()?;
    let (timezone, currency) = (
        timezone.unwrap_or_else(Zone::utc),
        currency.map(|it| it.to_string()).unwrap_or_default(),
    );
    let hash = app.passwords.hash(&wish.password).await?;
    let tx = app.db.begin().await?;
    if !insert(&tx, &name, &timezone, &currency, app.now()).await? {
        return Err(already_done());
    }
    let user = users::add(&tx, &person, Some(hash), app.now()).await?;
    users::note(
        &tx,
        app,
        &Actor { user: user.clone() },
        "created",
        None,
        Some(&user),
    )
    .await?;
    tx.commit().await?;
    app.guard.close_setup();
    Ok(user)
}

async fn administrator(
    mistakes: &mut Mistakes,
    app: &App,
    wish: &SetUp,
    zone: Option<Zone>,
) -> Result<NewUser> {
    if wish.email.trim().is_empty() {
        mistakes.add("email", "An e-mail address is needed.");
    }
    let person = NewUser {
        username: wish.username.clone(),
        email: Some(wish.email.clone()),
        full_name: wish.full_name.clone(),
        role: Role::Admin,
        password: Some(wish.password.clone()),
        timezone: zone.unwrap_or_else(Zone::utc),
    };
    details::new_person(mistakes, &app.db, person).await
}

fn already_done() -> Error {
    let sentence = "This TimeTracker is set up already. Sign in, or ask an administrator for an invitation.";
    Error::conflict("already_set_up", sentence)
}
