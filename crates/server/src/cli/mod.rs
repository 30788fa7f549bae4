//! The shell commands: the server itself, a demonstration, and administration for scripts.
//!
//! Every command takes the same options, works on the same database as a server that may be running,
//! and calls the same actions as the pages do. What a program may want to read goes to stdout alone;
//! a failure is one sentence on stderr and exit code 1.

mod admin;
mod backup;
mod demo;
mod import;
pub mod integration;
mod log;
mod open;
mod serve;
mod settling;
mod token;
mod user;

use crate::app::App;
use crate::auth::Actor;
use crate::config::{Config, Options};
use crate::error::{Error, Result};
use clap::{Parser, Subcommand};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

/// Time tracking for teams in Linear, on your own machine.
#[derive(Debug, Parser)]
#[command(name = "timetracker", version, about, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What to do; `serve` where nothing is said.
#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages and the API (what happens without a command)
    Serve,
    /// Serve throw-away data: sample people, weeks of time and a simulated Linear
    Demo,
    /// Set the installation up without a browser
    #[command(subcommand)]
    Admin(admin::Command),
    /// Add, list, deactivate people and set their passwords
    #[command(subcommand)]
    User(user::Command),
    /// Make, list and revoke API tokens
    #[command(subcommand)]
    Token(token::Command),
    /// Connect Linear, sync, and see how it goes
    #[command(subcommand, alias = "integrations")]
    Integration(integration::Command),
    /// Bring time entries in from a file
    #[command(subcommand)]
    Import(import::Command),
    /// Write a consistent copy of the embedded database to a new file, beside a running server
    Backup(backup::Arguments),
}

/// Reads the arguments, does what they say, and answers with the exit code.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let config = Config::load(arguments.options)?;
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Error::Unavailable(format!("The machine gives no more threads: {error}.")))?;
    runtime.block_on(obey(config, arguments.command.unwrap_or(Command::Serve)))
}

async fn obey(config: Config, command: Command) -> Result<()> {
    match command {
        Command::Serve => serve::run(config).await,
        Command::Demo => demo::run(config).await,
        Command::Backup(arguments) => backup::run(&config, &arguments).await,
        other => {
            log::to_stderr(&config, log::Quiet::Yes)?;
            let app = open::app(config).await?;
            let done = administer(&app, other).await;
            app.db.close().await;
            done
        }
    }
}

async fn administer(app: &App, command: Command) -> Result<()> {
    match command {
        Command::Admin(command) => admin::run(app, command).await,
        Command::User(command) => user::run(app, command).await,
        Command::Token(command) => token::run(app, command).await,
        Command::Integration(command) => integration::run(app, command).await,
        Command::Import(command) => import::run(app, command).await,
        Command::Serve | Command::Demo | Command::Backup(_) => Ok(()),
    }
}

/// One sentence on stderr; an internal cause is shown too, since here it is the administrator who reads.
fn complain(error: &Error) {
    let text = match error {
        Error::Internal(cause) => format!("Something went wrong on our side: {cause}"),
        other => other.sentence(),
    };
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Prints one line on stdout at once, also where stdout is a pipe. A reader that went away is no failure.
fn say(line: impl std::fmt::Display) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}

/// On whose behalf the shell acts: the first active administrator.
///
/// # Errors
/// A sentence where the installation is not set up yet.
pub async fn administrator(app: &App) -> Result<Actor> {
    let people = crate::users::list(&app.db).await?;
    let admins = people
        .into_iter()
        .filter(|user| user.is_active)
        .map(|user| Actor { user });
    admins
        .filter(Actor::is_admin)
        .min_by_key(|actor| actor.user.id.get())
        .ok_or_else(|| {
            let sentence =
                "This TimeTracker is not set up yet. Run “timetracker admin init”, or open its set-up page.";
            Error::rule("not_set_up", sentence)
        })
}

/// A secret from the first line of a file, or of stdin where the path is `-`; asked for on the terminal
/// where no path is given.
pub fn secret_from(file: Option<&Path>, what: &str) -> Result<String> {
    let unreadable =
        |error: std::io::Error| Error::rule("unreadable", format!("{what} cannot be read: {error}."));
    let text = match file {
        None => rpassword::prompt_password(format!("{what}: ")).map_err(unreadable)?,
        Some(path) if path == Path::new("-") => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(unreadable)?;
            text
        }
        Some(path) => std::fs::read_to_string(path).map_err(|error| {
            Error::rule(
                "unreadable",
                format!("{what} cannot be read from {}: {error}.", path.display()),
            )
        })?,
    };
    Ok(text.lines().next().unwrap_or("").to_owned())
}
