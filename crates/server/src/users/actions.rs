//! What may be done with people: add, change, deactivate, change a password.
//!
//! Two rules stand above the others: there is always an active administrator, and whoever is
//! deactivated is out at once.

use super::details;
use super::model::{NewUser, Profile, Role, User};
use super::store;
use crate::app::App;
use crate::audit::{self, Event};
use crate::auth::{Actor, sessions, tokens};
use crate::error::{Error, Mistakes, Result};
use crate::time_entries;
use serde::Serialize;
use timetracker_db::Tx;
use timetracker_types::{Id, Instant};

/// The longest daily goal, in seconds.
const WHOLE_DAY: i64 = 24 * 3600;

/// What the audit log keeps of a person: never the password.
#[derive(Serialize)]
struct Facts<'a> {
    username: &'a str,
    email: Option<&'a str>,
    full_name: &'a str,
    role: &'static str,
    is_active: bool,
    timezone: &'a str,
}

impl<'a> Facts<'a> {
    fn of(user: &'a User) -> Self {
        Self {
            username: &user.username,
            email: user.email.as_deref(),
            full_name: &user.full_name,
            role: user.role.as_str(),
            is_active: user.is_active,
            timezone: user.timezone.name(),
        }
    }
}

/// Adds a person.
///
/// # Errors
/// Every wrong field at once; not allowed but for administrators.
pub async fn create(app: &App, actor: &Actor, person: NewUser) -> Result<User> {
    actor.require_admin()?;
    let mut mistakes = Mistakes::default();
    let person = details::new_person(&mut mistakes, &app.db, person).await?;
    mistakes.check()?;
    let hash = match &person.password {
        Some(password) => Some(app.passwords.hash(password).await?),
        None => None,
    };
    let tx = app.db.begin().await?;
    let user = add(&tx, &person, hash, app.now()).await?;
    note(&tx, app, actor, "created", None, Some(&user)).await?;
    tx.commit().await?;
    Ok(user)
}

/// Stores a person whose details were checked, as a part of something larger.
pub(crate) async fn add(tx: &Tx, person: &NewUser, hash: Option<String>, now: Instant) -> Result<User> {
    let id = store::insert(tx, person, hash, now).await?;
    store::find(tx, id).await?.ok_or(Error::NotFound("person"))
}

/// Changes somebody's name, address and role.
///
/// # Errors
/// Every wrong field at once; a rule where the last administrator would lose the role.
pub async fn edit(
    app: &App,
    actor: &Actor,
    id: Id<User>,
    full_name: &str,
    email: &str,
    role: &str,
) -> Result<()> {
    actor.require_admin()?;
    let before = store::find(&app.db, id).await?.ok_or(Error::NotFound("person"))?;
    let mut mistakes = Mistakes::default();
    let full_name = details::full_name(&mut mistakes, full_name);
    let email = details::email(&mut mistakes, email);
    let role = details::role(&mut mistakes, role);
    details::taken(&mut mistakes, &app.db, None, email.as_deref(), Some(id)).await?;
    mistakes.check()?;
    let role = role.unwrap_or(before.role);
    let tx = app.db.begin().await?;
    if role != Role::Admin {
        keep_an_administrator(&tx, &before).await?;
    }
    store::update_person(&tx, id, &full_name, email.as_deref(), role, app.now()).await?;
    finish(tx, app, actor, "updated", &before).await
}

/// Shuts somebody out at once: their sessions and tokens end, a running timer stops with its time kept.
///
/// # Errors
/// A rule where nobody could administer this TimeTracker any more.
pub async fn deactivate(app: &App, actor: &Actor, id: Id<User>) -> Result<()> {
    actor.require_admin()?;
    let before = store::find(&app.db, id).await?.ok_or(Error::NotFound("person"))?;
    let now = app.now();
    let tx = app.db.begin().await?;
    keep_an_administrator(&tx, &before).await?;
    store::set_active(&tx, id, false, now).await?;
    sessions::end_all(&tx, id, None).await?;
    tokens::revoke_all(&tx, id, now).await?;
    finish(tx, app, actor, "deactivated", &before).await?;
    stop_timer(app, before).await
}

/// The time until now is kept; without a running timer nothing happens.
async fn stop_timer(app: &App, person: User) -> Result<()> {
    if time_entries::running(&app.db, person.id).await?.is_none() {
        return Ok(());
    }
    match time_entries::stop(app, &Actor { user: person }).await {
        Ok(_) | Err(Error::Conflict { .. } | Error::Rule { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Lets somebody in again, with the password they had. Their tokens stay revoked.
pub async fn reactivate(app: &App, actor: &Actor, id: Id<User>) -> Result<()> {
    actor.require_admin()?;
    let before = store::find(&app.db, id).await?.ok_or(Error::NotFound("person"))?;
    let tx = app.db.begin().await?;
    store::set_active(&tx, id, true, app.now()).await?;
    finish(tx, app, actor, "reactivated", &before).await
}

/// Refuses to go on where `leaving` is the only active administrator. Two who leave at once wait for each other.
async fn keep_an_administrator(tx: &Tx, leaving: &User) -> Result<()> {
    tx.lock("administrators", 0).await?;
    if store::is_only_admin(tx, leaving.id).await? {
        let name = leaving.display_name();
        let sentence =
            format!("{name} is the only active administrator. Make somebody else an administrator first.");
        return Err(Error::rule("last_administrator", sentence));
    }
    Ok(())
}

/// Changes one's own details and settings.
///
/// # Errors
/// Every wrong field at once.
pub async fn update_profile(app: &App, actor: &Actor, profile: &Profile) -> Result<()> {
    let id = actor.user.id;
    let mut mistakes = Mistakes::default();
    let full_name = details::full_name(&mut mistakes, &profile.full_name);
    let email = details::email(&mut mistakes, &profile.email);
    let timezone = details::timezone(&mut mistakes, &profile.timezone);
    let settings = settings(&mut mistakes, profile);
    details::taken(&mut mistakes, &app.db, None, email.as_deref(), Some(id)).await?;
    mistakes.check()?;
    let timezone = timezone.unwrap_or_else(|| actor.user.timezone.clone());
    let tx = app.db.begin().await?;
    store::update_profile(
        &tx,
        id,
        &full_name,
        email.as_deref(),
        &timezone,
        &settings,
        app.now(),
    )
    .await?;
    finish(tx, app, actor, "updated", &actor.user).await
}

/// Minutes; 0 where nothing is written.
fn timer_limit(mistakes: &mut Mistakes, text: &str) -> i64 {
    if text.trim().is_empty() {
        return 0;
    }
    let seconds = mistakes.take("timer_limit", timetracker_types::parse_duration(text));
    seconds.unwrap_or(0) / 60
}

/// The settings of a profile as they are stored.
pub struct Settings {
    pub locale: String,
    pub week_start: i64,
    pub daily_goal_seconds: i64,
    pub timer_limit_minutes: i64,
    pub rounding_minutes: i64,
    pub rounding_method: String,
    pub single_keys: bool,
}

fn settings(mistakes: &mut Mistakes, profile: &Profile) -> Settings {
    let locale = profile.locale.trim().to_owned();
    if !is_language_tag(&locale) {
        mistakes.add(
            "locale",
            "That is not a language tag. Write it as en, en-GB or de.",
        );
    }
    let week_start = profile
        .week_start
        .trim()
        .parse()
        .ok()
        .filter(|day| (0..=6).contains(day));
    if week_start.is_none() {
        mistakes.add("week_start", "Choose the day on which your week begins.");
    }
    let goal = mistakes.take(
        "daily_goal",
        timetracker_types::parse_duration(&profile.daily_goal),
    );
    if goal.is_some_and(|seconds| seconds > WHOLE_DAY) {
        mistakes.add("daily_goal", "A day has 24 hours.");
    }
    let minutes = profile
        .rounding_minutes
        .trim()
        .parse()
        .ok()
        .filter(|minutes| (0..=60).contains(minutes));
    if minutes.is_none() {
        mistakes.add("rounding_minutes", "Choose a step of 0 to 60 minutes.");
    }
    let method = profile.rounding_method.trim().to_owned();
    if !["nearest", "up", "down"].contains(&method.as_str()) {
        mistakes.add("rounding_method", "Choose nearest, up or down.");
    }
    Settings {
        locale,
        week_start: week_start.unwrap_or(0),
        daily_goal_seconds: goal.unwrap_or(0),
        timer_limit_minutes: timer_limit(mistakes, &profile.timer_limit),
        rounding_minutes: minutes.unwrap_or(0),
        rounding_method: method,
        single_keys: profile.single_keys == "true",
    }
}

/// Letters first, then groups of letters and digits: the shape of BCP 47.
fn is_language_tag(text: &str) -> bool {
    let mut groups = text.split('-');
    let language = groups.next().unwrap_or("");
    let is_language = (2..=8).contains(&language.len()) && language.chars().all(|c| c.is_ascii_alphabetic());
    let is_group =
        |group: &str| (1..=8).contains(&group.len()) && group.chars().all(|c| c.is_ascii_alphanumeric());
    is_language && text.len() <= 35 && groups.all(is_group)
}

/// Changes one's own password and ends every other session.
///
/// # Errors
/// Wrong fields: the present password, the new one, its repetition.
pub async fn change_password(app: &App, actor: &Actor, change: &PasswordChange<'_>) -> Result<()> {
    let mut mistakes = Mistakes::default();
    details::password(&mut mistakes, "new_password", change.new);
    if change.new != change.again {
        mistakes.add(
            "new_password_again",
            "The two new passwords differ. Type the same one twice.",
        );
    }
    if !app
        .passwords
        .verify(change.current, actor.user.password_hash.as_deref())
        .await?
    {
        mistakes.add("current_password", "That is not your present password.");
    }
    mistakes.check()?;
    let hash = app.passwords.hash(change.new).await?;
    let tx = app.db.begin().await?;
    store::set_password(&tx, actor.user.id, &hash, app.now()).await?;
    sessions::end_all(&tx, actor.user.id, Some(change.session)).await?;
    finish(tx, app, actor, "password_changed", &actor.user).await
}

/// A change of one's own password.
pub struct PasswordChange<'a> {
    /// The present password.
    pub current: &'a str,
    /// The new one.
    pub new: &'a str,
    /// The new one again.
    pub again: &'a str,
    /// The session that goes on.
    pub session: &'a str,
}

/// Sets somebody's password, from the shell; every session of theirs ends.
pub async fn set_password(app: &App, actor: &Actor, person: &User, password: &str) -> Result<()> {
    actor.require_admin()?;
    let mut mistakes = Mistakes::default();
    details::password(&mut mistakes, "password", password);
    mistakes.check()?;
    let hash = app.passwords.hash(password).await?;
    let tx = app.db.begin().await?;
    store::set_password(&tx, person.id, &hash, app.now()).await?;
    sessions::end_all(&tx, person.id, None).await?;
    finish(tx, app, actor, "password_changed", person).await
}

/// Writes what changed into the audit log and commits.
async fn finish(tx: Tx, app: &App, actor: &Actor, action: &str, before: &User) -> Result<()> {
    let after = store::find(&tx, before.id).await?;
    note(&tx, app, actor, action, Some(before), after.as_ref()).await?;
    Ok(tx.commit().await?)
}

pub(crate) async fn note(
    tx: &Tx,
    app: &App,
    actor: &Actor,
    action: &str,
    before: Option<&User>,
    after: Option<&User>,
) -> Result<()> {
    let Some(id) = before.or(after).map(|user| user.id) else {
        return Ok(());
    };
    let (before, after) = (before.map(Facts::of), after.map(Facts::of));
    let event = Event {
        action,
        entity: "user",
        id,
    };
    audit::record(tx, actor, app.now(), event, before.as_ref(), after.as_ref()).await
}
