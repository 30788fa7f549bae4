//! `timetracker integration people`, `states`, `errors` …: what there is to see and to settle in a sync.

use super::integration::Service;
use super::{administrator, say};
use crate::app::App;
use crate::error::{Error, Result};
use crate::integrations::{self, Choice, Connection, PreviewShown, outcome, run_json};
use crate::tasks::Status;
use crate::users;
use clap::Args;
use serde_json::json;
use timetracker_types::Id;

/// How many lines a list shows.
const MOST: i64 = 50;

/// What to list.
#[derive(Debug, Args)]
pub struct Listing {
    #[command(flatten)]
    service: Service,
    /// For programs
    #[arg(long)]
    json: bool,
}

/// Who a person is.
#[derive(Debug, Args)]
pub struct Match {
    /// The person's number, as `people` lists it
    person: i64,
    /// The user name here; `-` for nobody; left out for whoever has the same e-mail address
    user: Option<String>,
    #[command(flatten)]
    service: ServiceOption,
}

/// What a state means.
#[derive(Debug, Args)]
pub struct Map {
    /// The state's number, as `states` lists it
    state: i64,
    /// `todo`, `in_progress`, `review`, `done` or `cancelled`; left out for what its kind means
    status: Option<String>,
    #[command(flatten)]
    service: ServiceOption,
}

/// Which issue.
#[derive(Debug, Args)]
pub struct Retry {
    /// The issue's number, as `errors` lists it
    error: i64,
    #[command(flatten)]
    service: ServiceOption,
}

/// Which service, where other words come first.
#[derive(Debug, Args)]
pub struct ServiceOption {
    /// The service
    #[arg(long = "service", default_value = "linear")]
    name: String,
}

/// The connection of a service.
pub async fn connection(app: &App, service: &Service) -> Result<Connection> {
    let connector = service.connector()?;
    let overview = integrations::overview(app, connector).await?;
    overview.map(|overview| overview.connection).ok_or_else(|| {
        let title = connector.manifest().title;
        Error::rule(
            "not_connected",
            format!("{title} is not connected. Connect it first, with its key."),
        )
    })
}

impl ServiceOption {
    fn service(&self) -> Service {
        Service::named(&self.name)
    }
}

/// `runs`
pub async fn runs(app: &App, command: &Listing) -> Result<()> {
    let connection = connection(app, &command.service).await?;
    let runs = integrations::runs(&app.db, connection.id, MOST, 0).await?;
    if command.json {
        say(json!(runs.iter().map(run_json).collect::<Vec<_>>()));
        return Ok(());
    }
    for run in &runs {
        say(format!(
            "{:>6}  {}  {:<10} {} ({} requests, {} points)",
            run.id,
            run.queued_at,
            run.status.as_str(),
            outcome(run),
            run.requests,
            run.points
        ));
    }
    Ok(())
}

/// `people`
pub async fn people(app: &App, command: &Listing) -> Result<()> {
    let connection = connection(app, &command.service).await?;
    let users = users::list(&app.db).await?;
    let name = |id: Option<i64>| {
        let user = id.and_then(|id| users.iter().find(|user| user.id.get() == id));
        user.map_or("nobody", |user| user.username.as_str()).to_owned()
    };
    let people = integrations::people(&app.db, connection.id).await?;
    if command.json {
        let wire = people.iter().map(|person| {
            json!({"id": person.id, "name": person.name, "email": person.email, "user": person.user_id})
        });
        say(json!(wire.collect::<Vec<_>>()));
        return Ok(());
    }
    for person in &people {
        let email = person.email.as_deref().unwrap_or("no address");
        say(format!(
            "{:>6}  {} <{email}> is {}",
            person.id,
            person.name,
            name(person.user_id)
        ));
    }
    Ok(())
}

/// `match`
pub async fn match_person(app: &App, command: &Match) -> Result<()> {
    let admin = administrator(app).await?;
    let connection = connection(app, &command.service.service()).await?;
    let choice = match command.user.as_deref() {
        None => Choice::ByEmail,
        Some("-") => Choice::Nobody,
        Some(name) => Choice::User(user_named(app, name).await?),
    };
    let person = Id::new(command.person);
    let person = integrations::choose_person(app, &admin, &connection, person, choice).await?;
    say(match person.user_id {
        Some(_) => format!("{} is matched; the tasks have followed.", person.name),
        None => format!("{} is nobody here.", person.name),
    });
    Ok(())
}

async fn user_named(app: &App, name: &str) -> Result<Id<users::User>> {
    let users = users::list(&app.db).await?;
    let found = users.iter().find(|user| user.username.eq_ignore_ascii_case(name));
    found
        .map(|user| user.id)
        .ok_or_else(|| Error::rule("no_user", format!("There is no user “{name}”.")))
}

/// `states`
pub async fn states(app: &App, command: &Listing) -> Result<()> {
    let connection = connection(app, &command.service).await?;
    let states = integrations::states(&app.db, connection.id).await?;
    if command.json {
        let wire = states.iter().map(|state| {
            json!({
                "id": state.id, "team_ref": state.container_ref, "name": state.name, "type": state.kind,
                "status": state.status(), "chosen": state.chosen_status.is_some(), "is_known": state.is_known,
            })
        });
        say(json!(wire.collect::<Vec<_>>()));
        return Ok(());
    }
    for state in &states {
        let why = match (state.chosen_status, state.is_known) {
            (Some(_), _) => "chosen",
            (None, true) => "by its kind",
            (None, false) => "its kind is unknown: say what it means with `map`",
        };
        say(format!(
            "{:>6}  {} ({}) is {}, {why}",
            state.id,
            state.name,
            state.kind,
            state.status().as_str()
        ));
    }
    Ok(())
}

/// `map`
pub async fn map_state(app: &App, command: &Map) -> Result<()> {
    let admin = administrator(app).await?;
    let connection = connection(app, &command.service.service()).await?;
    let status = command.status.as_deref().map(str::parse::<Status>).transpose();
    let status = status.map_err(|sentence| Error::rule("no_status", sentence))?;
    let state = Id::new(command.state);
    let state = integrations::choose_state(app, &admin, &connection, state, status).await?;
    say(format!(
        "{} is {}; the tasks have followed.",
        state.name,
        state.status().as_str()
    ));
    Ok(())
}

/// `errors`
pub async fn errors(app: &App, command: &Listing) -> Result<()> {
    let connection = connection(app, &command.service).await?;
    let open = integrations::open_troubles(&app.db, connection.id, MOST, 0).await?;
    if command.json {
        say(json!(open));
        return Ok(());
    }
    if open.is_empty() {
        say("Every issue has come over.");
    }
    for trouble in &open {
        let issue = trouble.identifier.as_deref().or(trouble.external_ref.as_deref());
        say(format!(
            "{:>6}  {}: {} (tried {} times)",
            trouble.id,
            issue.unwrap_or("an issue without a name"),
            trouble.message,
            trouble.attempts
        ));
    }
    Ok(())
}

/// `retry`
pub async fn retry(app: &App, command: &Retry) -> Result<()> {
    let admin = administrator(app).await?;
    let service = command.service.service();
    let run = integrations::retry_trouble(app, &admin, service.connector()?, Id::new(command.error)).await?;
    say(format!(
        "Queued as run {}. The running server carries it out.",
        run.id
    ));
    Ok(())
}

/// `preview`
pub fn show_preview(preview: &PreviewShown) {
    say(format!(
        "{} issues would come over; {} archived ones would not.",
        preview.issues, preview.archived
    ));
    for team in &preview.teams {
        let project = if team.project_id.is_some() {
            "project"
        } else {
            "new project"
        };
        say(format!(
            "{} {}: {} issues to the {project} {}",
            team.key, team.name, team.issues, team.project
        ));
        for state in &team.states {
            let status = state.status.as_str();
            say(format!(
                "    {:>6}  {} ({}) as {status}",
                state.issues, state.name, state.kind
            ));
        }
    }
    for person in &preview.unmatched_people {
        say(format!(
            "{} issues of {} would have no assignee here.",
            person.issues, person.name
        ));
    }
}
