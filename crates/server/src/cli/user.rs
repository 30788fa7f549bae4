//! `timetracker user …`: people, from the shell.

use super::{administrator, say, secret_from};
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::naive_utc;
use crate::organisation;
use crate::users::{self, NewUser, Role, User};
use serde_json::json;
use std::path::PathBuf;

/// What can be done with people.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Add a person
    Add(Add),
    /// List everybody
    List {
        /// As a JSON array, for programs
        #[arg(long)]
        json: bool,
    },
    /// Shut somebody out at once; their time stays
    Deactivate {
        /// User name or e-mail address
        user: String,
    },
    /// Let somebody in again
    Activate {
        /// User name or e-mail address
        user: String,
    },
    /// Set somebody's password and end their sessions
    Password {
        /// User name or e-mail address
        user: String,
        /// File whose first line is the password, or - for stdin; without it, the terminal asks
        #[arg(long)]
        password_file: Option<PathBuf>,
    },
}

/// A person to add.
#[derive(Debug, clap::Args)]
pub struct Add {
    /// User name, for signing in
    #[arg(long)]
    username: String,
    /// Name that colleagues read
    #[arg(long)]
    full_name: String,
    /// E-mail address; people of Linear are found by it
    #[arg(long)]
    email: Option<String>,
    /// admin, manager, user or viewer
    #[arg(long, default_value = "user")]
    role: String,
    /// Time zone, such as Europe/Brussels [default: the organisation's]
    #[arg(long)]
    timezone: Option<String>,
    /// File whose first line is the password, or - for stdin; without it, the terminal asks
    #[arg(long)]
    password_file: Option<PathBuf>,
}

/// Does what the command says.
pub async fn run(app: &App, command: Command) -> Result<()> {
    match command {
        Command::Add(person) => add(app, person).await,
        Command::List { json } => list(app, json).await,
        Command::Deactivate { user } => {
            let (actor, person) = (administrator(app).await?, named(app, &user).await?);
            users::deactivate(app, &actor, person.id).await?;
            say(format_args!(
                "{} can neither sign in nor use a token any more. Their time stays.",
                person.username
            ));
            Ok(())
        }
        Command::Activate { user } => {
            let (actor, person) = (administrator(app).await?, named(app, &user).await?);
            users::reactivate(app, &actor, person.id).await?;
            say(format_args!("{} may sign in again.", person.username));
            Ok(())
        }
        Command::Password { user, password_file } => {
            let (actor, person) = (administrator(app).await?, named(app, &user).await?);
            let password = secret_from(password_file.as_deref(), "New password")?;
            users::set_password(app, &actor, &person, &password).await?;
            say(format_args!(
                "{} has a new password and was signed out everywhere.",
                person.username
            ));
            Ok(())
        }
    }
}

/// The person with this user name or address.
pub async fn named(app: &App, name: &str) -> Result<User> {
    users::find_by_login(&app.db, name).await?.ok_or_else(|| {
        Error::rule(
            "no_such_user",
            format!("There is no “{name}” here. “timetracker user list” shows everybody."),
        )
    })
}

async fn add(app: &App, wish: Add) -> Result<()> {
    let actor = administrator(app).await?;
    let role: Role = wish
        .role
        .parse()
        .map_err(|sentence: String| Error::field("role", sentence))?;
    let timezone = match wish.timezone {
        Some(name) => name
            .parse()
            .map_err(|error| Error::field("timezone", format!("{error}")))?,
        None => organisation::timezone(&app.db, &app.config.timezone).await?,
    };
    let password = secret_from(wish.password_file.as_deref(), "Password")?;
    let person = NewUser {
        username: wish.username,
        email: wish.email,
        full_name: wish.full_name,
        role,
        password: Some(password),
        timezone,
    };
    let user = users::create(app, &actor, person).await?;
    say(format_args!("Added {} ({}).", user.username, user.role.as_str()));
    Ok(())
}

async fn list(app: &App, as_json: bool) -> Result<()> {
    let people = users::list(&app.db).await?;
    if as_json {
        let rows: Vec<_> = people.iter().map(row).collect();
        say(serde_json::Value::from(rows));
        return Ok(());
    }
    for user in &people {
        let state = if user.is_active { "" } else { "  (deactivated)" };
        let (username, role, name) = (&user.username, user.role.as_str(), user.display_name());
        say(format_args!("{username:<20} {role:<8} {name}{state}"));
    }
    Ok(())
}

fn row(user: &User) -> serde_json::Value {
    json!({
        "id": user.id.get(), "username": user.username, "email": user.email, "full_name": user.full_name,
        "role": user.role.as_str(), "is_active": user.is_active, "timezone": user.timezone.name(),
        "last_login": user.last_login_at.map(naive_utc), "created_at": naive_utc(user.created_at),
    })
}
