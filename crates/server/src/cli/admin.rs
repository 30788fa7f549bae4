//! `timetracker admin init`: what the set-up page does, without a browser.

use super::{say, secret_from};
use crate::app::App;
use crate::error::{Error, Mistakes, Result};
use crate::organisation::{self, SetUp};
use std::path::PathBuf;

/// What can be administered.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Name the organisation and make its first administrator
    Init(Init),
}

/// What set-up asks for.
#[derive(Debug, clap::Args)]
pub struct Init {
    /// Name of the organisation
    #[arg(long)]
    organisation: String,
    /// Time zone of the organisation and the administrator, such as Europe/Brussels
    #[arg(long, default_value = "UTC")]
    timezone: String,
    /// Currency of rates, such as EUR
    #[arg(long, default_value = "EUR")]
    currency: String,
    /// User name of the administrator
    #[arg(long)]
    username: String,
    /// Name of the administrator
    #[arg(long)]
    full_name: String,
    /// E-mail address of the administrator
    #[arg(long)]
    email: String,
    /// File whose first line is the password, or - for stdin; without it, the terminal asks
    #[arg(long)]
    password_file: Option<PathBuf>,
}

/// Sets the installation up.
pub async fn run(app: &App, command: Command) -> Result<()> {
    let Command::Init(init) = command;
    if let Some(found) = organisation::find(&app.db).await? {
        let sentence = format!(
            "This TimeTracker is set up already, for {}. Nothing was changed.",
            found.name
        );
        return Err(Error::conflict("already_set_up", sentence));
    }
    let password = secret_from(init.password_file.as_deref(), "Password")?;
    let wish = SetUp {
        organisation: init.organisation,
        timezone: init.timezone,
        currency: init.currency,
        full_name: init.full_name,
        username: init.username,
        email: init.email,
        password,
    };
    let user = organisation::set_up(app, &wish, Mistakes::default()).await?;
    say(format_args!(
        "Set up. {} may sign in as {}.",
        user.display_name(),
        user.username
    ));
    Ok(())
}
