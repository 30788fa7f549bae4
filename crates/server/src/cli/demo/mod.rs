//! `timetracker demo`: the real server on throw-away data, with a simulated Linear beside it.
//!
//! Everything is made by the same actions as on a real installation: set-up, people, connecting Linear with a
//! key, a sync, time entries. The folder is removed when the demonstration ends.

mod dice;
mod time;
mod workdays;

use super::{log, open, say, serve};
use crate::app::App;
use crate::auth::Actor;
use crate::config::{Config, DemoLogin};
use crate::error::{Error, Mistakes, Result};
use crate::integrations::{self, Beginning, Cause};
use crate::organisation::{self, SetUp};
use crate::projects::{self, ProjectPatch};
use crate::users::{self, NewUser, Role};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};

/// The password of everybody here, which is no secret.
const PASSWORD: &str = "demo-password";
/// The one who looks around first.
const FIRST: (&str, &str) = ("jo", "Jo Doe");
/// The colleagues, who are also people of the simulated Linear.
const OTHERS: [(&str, &str, Role); 3] = [
    ("ana", "Ana Martins", Role::Manager),
    ("lee", "Lee Kim", Role::User),
    ("sam", "Sam Okafor", Role::User),
];

/// Makes the sample data, says where it is to be seen, and serves until it is asked to stop.
pub async fn run(config: Config) -> Result<()> {
    log::to_stderr(&config, log::Quiet::Yes)?;
    let wish = serve::Wish::listen()?;
    let listener = serve::listen(config.listen).await?;
    let address = serve::local_address(&listener)?;
    let folder = tempfile::Builder::new()
        .prefix("timetracker-demo-")
        .tempdir()
        .map_err(|error| {
            Error::rule(
                "data_folder",
                format!("No folder can be made for the demonstration's data: {error}."),
            )
        })?;
    let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let linear = linear_sim::demo_workspace().serve(loopback).await;
    let linear = linear
        .map_err(|error| Error::Unavailable(format!("The simulated Linear cannot listen: {error}.")))?;
    let app = open::app(Config {
        data_dir: folder.path().to_owned(),
        // Never the real one, whatever the environment says.
        database_url: None,
        secret_key: None,
        sync_user_id: None,
        import_client_name: "Northwind".into(),
        linear_api_url: Some(linear.url.clone()),
        demo_login: Some(DemoLogin {
            username: FIRST.0.into(),
            password: PASSWORD.into(),
        }),
        ..config
    })
    .await?;
    furnish(&app).await?;
    greet(&app, address);
    let ended = serve::until_stopped(app, listener, wish).await;
    linear.stop().await;
    ended
}

async fn furnish(app: &App) -> Result<()> {
    let mut people = vec![first(app).await?];
    for (username, full_name, role) in OTHERS {
        people.push(colleague(app, &people[0], username, full_name, role).await?);
    }
    connect_linear(app, &people[0]).await?;
    set_rates(app, &people[0]).await?;
    time::fill(app, &people).await
}

fn email(username: &str) -> String {
    format!("{username}@northwind.example")
}

async fn first(app: &App) -> Result<Actor> {
    let wish = SetUp {
        organisation: "Northwind".into(),
        timezone: app.config.timezone.name().to_owned(),
        currency: "EUR".into(),
        full_name: FIRST.1.into(),
        username: FIRST.0.into(),
        email: email(FIRST.0),
        password: PASSWORD.into(),
    };
    let user = organisation::set_up(app, &wish, Mistakes::default()).await?;
    Ok(Actor { user })
}

async fn colleague(app: &App, admin: &Actor, username: &str, full_name: &str, role: Role) -> Result<Actor> {
    let person = NewUser {
        username: username.into(),
        email: Some(email(username)),
        full_name: full_name.into(),
        role,
        password: Some(PASSWORD.into()),
        timezone: app.config.timezone.clone(),
    };
    Ok(Actor {
        user: users::create(app, admin, person).await?,
    })
}

/// Connects with the key of the simulated workspace and waits for the first sync.
async fn connect_linear(app: &App, admin: &Actor) -> Result<()> {
    let connector = timetracker_connectors::by_name("linear").ok_or(Error::NotFound("connector"))?;
    integrations::connect(
        app,
        admin,
        connector,
        linear_sim::DEMO_KEY,
        &BTreeMap::new(),
        Beginning::Sync,
    )
    .await?;
    let run = integrations::request_sync(app, admin, connector, Cause::Manual, false).await?;
    let run = integrations::run_here(app, run.id).await?;
    match run.problem {
        None => Ok(()),
        Some(problem) => Err(Error::Unavailable(format!(
            "The simulated Linear could not be read: {problem}"
        ))),
    }
}

/// Rates by team; what nobody is billed for has none.
async fn set_rates(app: &App, admin: &Actor) -> Result<()> {
    let rates = [("Engineering", "110"), ("Mobile", "105"), ("Design", "95")];
    for view in projects::list(
        &app.db,
        &projects::Filter {
            limit: 100,
            ..projects::Filter::default()
        },
    )
    .await?
    {
        let rate = rates
            .iter()
            .find(|(name, _)| *name == view.project.name)
            .map(|(_, rate)| (*rate).to_owned());
        let patch = ProjectPatch {
            billable: Some(rate.is_some()),
            hourly_rate: Some(rate),
            ..ProjectPatch::default()
        };
        projects::update(app, admin, view.project.id, patch).await?;
    }
    Ok(())
}

fn greet(app: &App, address: SocketAddr) {
    let others = OTHERS.map(|(username, ..)| username).join(", ");
    say("TimeTracker is running, with made-up data and a simulated Linear.");
    say(format_args!("Listening on http://{address}"));
    say(format_args!(
        "Data: {}, removed when this ends",
        app.config.data_dir.display()
    ));
    say(format_args!("Username: {}", FIRST.0));
    say(format_args!("Password: {PASSWORD}"));
    say(format_args!(
        "Next: open {} and sign in. {others} are here too, with the same password.",
        serve::browsable(address)
    ));
}
