//! `timetracker token …`: API tokens, from the shell.

use super::{administrator, say, user::named};
use crate::app::App;
use crate::auth::tokens::{self, NewToken};
use crate::error::Result;
use crate::http::naive_utc;
use timetracker_types::Id;

/// What can be done with tokens.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a token and print it, alone
    Create(Create),
    /// List somebody's tokens; the tokens themselves are not stored
    List {
        /// User name or e-mail address of the owner
        #[arg(long)]
        user: String,
    },
    /// Give a token a new text and print it, alone
    Rotate {
        /// The number in the list
        id: i64,
        /// Hours that the old text goes on working
        #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(i64).range(0..=720))]
        overlap_hours: i64,
    },
    /// End a token at once
    Revoke {
        /// The number in the list
        id: i64,
    },
}

/// A token to make.
#[expect(
    clippy::doc_markdown,
    reason = "these lines are the help that people read on a terminal"
)]
#[derive(Debug, clap::Args)]
pub struct Create {
    /// User name or e-mail address of the owner
    #[arg(long)]
    user: String,
    /// What it is for
    #[arg(long)]
    name: String,
    /// Comma-separated, such as read:projects,write:time_entries or read:*
    #[arg(long, value_delimiter = ',', required = true)]
    scopes: Vec<String>,
    /// What it is for, in a sentence
    #[arg(long, default_value = "")]
    description: String,
    /// Addresses and CIDR blocks that it may be used from, with commas between; without it, from everywhere
    #[arg(long, default_value = "")]
    networks: String,
    /// Days until it stops working; without it, it works until it is revoked
    #[arg(long, value_parser = clap::value_parser!(i64).range(1..=3650))]
    expires_days: Option<i64>,
}

/// Does what the command says.
pub async fn run(app: &App, command: Command) -> Result<()> {
    match command {
        Command::Create(wish) => create(app, wish).await,
        Command::List { user } => list(app, &user).await,
        Command::Rotate { id, overlap_hours } => {
            let made =
                tokens::rotate(app, &administrator(app).await?, Id::new(id), overlap_hours * 3600).await?;
            say(made.text);
            Ok(())
        }
        Command::Revoke { id } => {
            tokens::revoke(app, &administrator(app).await?, Id::new(id)).await?;
            say(format_args!("Token {id} stopped working."));
            Ok(())
        }
    }
}

async fn create(app: &App, wish: Create) -> Result<()> {
    let owner = named(app, &wish.user).await?;
    let end = wish
        .expires_days
        .map(|days| app.now().plus_seconds(days * 86_400));
    let new = NewToken {
        owner: Some(owner.id),
        name: wish.name,
        description: wish.description,
        scopes: wish.scopes.iter().map(|scope| scope.trim().to_owned()).collect(),
        networks: wish.networks,
        expires_at: end,
    };
    say(tokens::make(app, &administrator(app).await?, new, None)
        .await?
        .text);
    Ok(())
}

async fn list(app: &App, user: &str) -> Result<()> {
    let owner = named(app, user).await?;
    for token in tokens::list(app, &administrator(app).await?, owner.id).await? {
        let end = match (token.revoked_at, token.expires_at) {
            (Some(at), _) => format!("revoked {}", naive_utc(at)),
            (None, Some(at)) => format!("until {}", naive_utc(at)),
            (None, None) => "no end".into(),
        };
        say(format_args!(
            "{:>5}  {}…  {}  {}  {end}",
            token.id, token.prefix, token.name, token.scopes
        ));
    }
    Ok(())
}
