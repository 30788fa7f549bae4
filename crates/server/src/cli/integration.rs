//! `timetracker integration …`: connect a service, test it, sync, and see how it goes.

use super::settling::{self, Listing, Map, Match, Retry};
use super::{administrator, say, secret_from};
use crate::app::App;
use crate::error::{Error, Result};
use crate::integrations::{self, Beginning, Cause, Run, RunStatus, health, outcome, status_json};
use clap::{Args, Subcommand};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;
use timetracker_connectors::{Connector, by_name};

/// How often a run that another process carries out is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// What to do with an outside service.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a key and keep it; on a connection that exists, replace its key and settings
    Connect(Connect),
    /// Ask the service whether the stored key still works
    Test(Service),
    /// Fetch what changed
    Sync(Sync),
    /// Compare everything here with everything there and mend the difference
    Reconcile(Waiting),
    /// Show where every issue would land; writes no task
    Preview(Waiting),
    /// Ask the run under way to end after the page it is on
    Cancel(Service),
    /// How the connection is doing
    Status(Status),
    /// What the runs did, the last first
    Runs(Listing),
    /// People there and who they are here
    People(Listing),
    /// Say who a person there is here
    Match(Match),
    /// Workflow states and what they mean here
    States(Listing),
    /// Say what a workflow state means here
    Map(Map),
    /// Issues that could not be brought over
    Errors(Listing),
    /// Try an issue again that could not be brought over
    Retry(Retry),
    /// Delete the key; projects, tasks and their time stay
    Disconnect(Service),
}

/// Which service.
#[derive(Debug, Args)]
pub struct Service {
    /// The service
    #[arg(default_value = "linear")]
    connector: String,
}

/// The key and the settings.
#[derive(Debug, Args)]
pub struct Connect {
    #[command(flatten)]
    service: Service,
    /// File with the key on its first line; `-` reads stdin, nothing asks for it
    #[arg(long)]
    key_file: Option<PathBuf>,
    /// Only these teams, separated by commas
    #[arg(long)]
    teams: Option<String>,
    /// How states become status: `type` or `simple`
    #[arg(long)]
    status_mapping: Option<String>,
    /// How many pages a run reads at most
    #[arg(long)]
    max_pages: Option<String>,
    /// Sync only when asked
    #[arg(long)]
    no_auto_sync: bool,
    /// Begin with a preview; the first sync waits until it is asked for
    #[arg(long)]
    preview: bool,
}

/// How to sync.
#[derive(Debug, Args)]
pub struct Sync {
    #[command(flatten)]
    service: Service,
    /// Come back when everything is here; without it the running server does the work
    #[arg(long)]
    wait: bool,
    /// Read everything again instead of what changed
    #[arg(long)]
    full: bool,
}

/// How to tell.
#[derive(Debug, Args)]
pub struct Status {
    #[command(flatten)]
    service: Service,
    /// For programs
    #[arg(long)]
    json: bool,
}

/// Does it.
pub async fn run(app: &App, command: Command) -> Result<()> {
    match command {
        Command::Connect(command) => connect(app, command).await,
        Command::Test(service) => test(app, &service).await,
        Command::Sync(command) => sync(app, &command).await,
        Command::Status(command) => status(app, &command).await,
        Command::Reconcile(command) => reconcile(app, &command).await,
        Command::Preview(command) => preview(app, &command).await,
        Command::Cancel(service) => cancel(app, &service).await,
        Command::Runs(command) => settling::runs(app, &command).await,
        Command::People(command) => settling::people(app, &command).await,
        Command::Match(command) => settling::match_person(app, &command).await,
        Command::States(command) => settling::states(app, &command).await,
        Command::Map(command) => settling::map_state(app, &command).await,
        Command::Errors(command) => settling::errors(app, &command).await,
        Command::Retry(command) => settling::retry(app, &command).await,
        Command::Disconnect(service) => disconnect(app, &service).await,
    }
}

/// Whether to wait.
#[derive(Debug, Args)]
pub struct Waiting {
    #[command(flatten)]
    service: Service,
    /// Come back when it is done; without it the running server does the work
    #[arg(long)]
    wait: bool,
}

impl Service {
    /// The service of this name.
    pub(super) fn named(name: &str) -> Self {
        Self {
            connector: name.to_owned(),
        }
    }

    pub(super) fn connector(&self) -> Result<&'static dyn Connector> {
        by_name(&self.connector).ok_or_else(|| {
            let names: Vec<&str> = timetracker_connectors::ALL
                .iter()
                .map(|one| one.manifest().name)
                .collect();
            let message = format!(
                "There is no integration “{}”. There is {}.",
                self.connector,
                names.join(", ")
            );
            Error::rule("no_integration", message)
        })
    }
}

async fn connect(app: &App, command: Connect) -> Result<()> {
    let connector = command.service.connector()?;
    let admin = administrator(app).await?;
    let secret = secret_from(command.key_file.as_deref(), connector.manifest().secret.label)?;
    let auto_sync = command.no_auto_sync.then(|| "off".to_owned());
    let given = [
        ("team_keys", command.teams),
        ("status_mapping", command.status_mapping),
        ("max_pages", command.max_pages),
        ("auto_sync", auto_sync),
    ];
    let given = given
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let fields: BTreeMap<String, String> = given.collect();
    let beginning = if command.preview {
        Beginning::Preview
    } else {
        Beginning::Sync
    };
    let connection = integrations::connect(app, &admin, connector, &secret, &fields, beginning).await?;
    let account = connection.account();
    say(format!("Connected to {} as {}.", account.workspace, account.name));
    Ok(())
}

async fn test(app: &App, service: &Service) -> Result<()> {
    let admin = administrator(app).await?;
    let account = integrations::test(app, &admin, service.connector()?).await?;
    say(format!(
        "The connection works: {}, as {}.",
        account.workspace, account.name
    ));
    Ok(())
}

async fn disconnect(app: &App, service: &Service) -> Result<()> {
    let admin = administrator(app).await?;
    integrations::disconnect(app, &admin, service.connector()?).await?;
    say("Disconnected. Projects, tasks and their time stay.");
    Ok(())
}

async fn status(app: &App, command: &Status) -> Result<()> {
    let connector = command.service.connector()?;
    let overview = integrations::overview(app, connector).await?;
    if command.json {
        let mut status = overview
            .as_ref()
            .map_or_else(|| json!({}), |overview| status_json(overview, app.now()));
        status["name"] = connector.manifest().name.into();
        status["connected"] = overview
            .is_some_and(|overview| overview.connection.is_connected())
            .into();
        say(status);
        return Ok(());
    }
    let title = connector.manifest().title;
    match overview {
        None => say(format!("{title} is not connected.")),
        Some(overview) => {
            let health = health(&overview, app.now());
            say(format!("{title}: {}. {}", health.headline, health.detail).trim_end());
        }
    }
    Ok(())
}

async fn sync(app: &App, command: &Sync) -> Result<()> {
    let connector = command.service.connector()?;
    let admin = administrator(app).await?;
    let run = integrations::request_sync(app, &admin, connector, Cause::Shell, command.full).await?;
    if !command.wait {
        say("Queued. The running server carries it out; with --wait this command does where no server runs.");
        return Ok(());
    }
    let mut run = to_its_end(app, run).await?;
    while run.status == RunStatus::Partial {
        eprint_line(&outcome(&run));
        let overview = integrations::overview(app, connector).await?;
        // Where a server was quicker, the run that goes on has ended by now.
        let later = overview.and_then(|overview| overview.open_run.or(overview.last_run));
        match later.filter(|later| later.id > run.id) {
            Some(next) => run = to_its_end(app, next).await?,
            None => break,
        }
    }
    say_end(&run)
}

/// What a run came to; an error unless it came to everything.
fn say_end(run: &Run) -> Result<()> {
    if run.status != RunStatus::Succeeded {
        return Err(Error::rule("sync_failed", outcome(run)));
    }
    say(outcome(run));
    Ok(())
}

async fn reconcile(app: &App, command: &Waiting) -> Result<()> {
    let admin = administrator(app).await?;
    let connector = command.service.connector()?;
    let run = integrations::request_reconciliation(app, &admin, connector, Cause::Shell).await?;
    if !command.wait {
        say("Queued. The running server carries it out; with --wait this command does where no server runs.");
        return Ok(());
    }
    say_end(&to_its_end(app, run).await?)
}

async fn preview(app: &App, command: &Waiting) -> Result<()> {
    let admin = administrator(app).await?;
    let connector = command.service.connector()?;
    if command.wait {
        let run = integrations::request_preview(app, &admin, connector, Cause::Shell).await?;
        say_end(&to_its_end(app, run).await?)?;
    }
    let found = settling::connection(app, &command.service).await?;
    match integrations::last_preview(&app.db, found.id).await? {
        Some(preview) => settling::show_preview(&preview),
        None => say("There is no preview yet. Make one with --wait."),
    }
    Ok(())
}

async fn cancel(app: &App, service: &Service) -> Result<()> {
    let admin = administrator(app).await?;
    integrations::cancel(app, &admin, service.connector()?).await?;
    say("The run ends after the page it is on.");
    Ok(())
}

/// Carries a run out here where no server does, and waits for the end of one that another process has.
async fn to_its_end(app: &App, run: Run) -> Result<Run> {
    let mut run = run;
    while run.status.is_open() {
        run = integrations::run_here(app, run.id).await?;
        if run.status.is_open() {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
    Ok(run)
}

/// What goes on meanwhile, for whoever watches.
fn eprint_line(line: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{line}");
}
