//! Integrations as administrators see them: what there is, one connection with its health, settings and log.

use super::actions::{self, Overview, Timing};
use super::api;
use super::model::{Cause, DEFAULT_DAILY_AT, DEFAULT_INTERVAL, Run, RunStatus};
use super::wording::{self, Health};
use super::{form, store};
use crate::app::App;
use crate::auth::{Actor, Admin};
use crate::error::{Error, Result};
use crate::http::{
    Done, Flash, Form, PageResult, Path, Refusal, Section, Shell, render, render_with, see_other,
    wording as words,
};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use std::collections::BTreeMap;
use timetracker_connectors::{Connector, Manifest, by_name};
use timetracker_types::{Instant, Zone};

/// The pages about integrations.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/integrations", get(list))
        .route("/integrations/{connector}", get(show))
        .route("/integrations/{connector}/progress", get(progress))
        .route("/integrations/{connector}/connect", post(connect))
        .route("/integrations/{connector}/settings", post(save))
        .route("/integrations/{connector}/test", post(test))
        .route("/integrations/{connector}/sync", post(sync))
        .route("/integrations/{connector}/cancel", post(cancel))
        .route("/integrations/{connector}/disconnect", post(disconnect))
}

/// Runs in the log of the page.
const RUNS: i64 = 20;

/// One connector in the list.
#[derive(Debug, Clone)]
pub struct Card {
    /// In the address.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What connecting gives.
    pub summary: &'static str,
    /// How it is doing, where it is connected.
    pub health: Option<Health>,
}

/// What there is to connect.
#[derive(Template)]
#[template(path = "integrations/integrations.html")]
pub struct IntegrationsPage {
    pub(super) shell: Shell,
    pub(super) cards: Vec<Card>,
}

async fn list(Admin(actor): Admin, State(app): State<App>, headers: HeaderMap) -> PageResult {
    let mut cards = Vec::new();
    for connector in timetracker_connectors::ALL {
        let Manifest {
            name, title, summary, ..
        } = *connector.manifest();
        let overview = connected(&app, *connector).await?;
        let health = overview.map(|overview| wording::health(&overview, app.now()));
        cards.push(Card {
            name,
            title,
            summary,
            health,
        });
    }
    let shell = Shell::load(&app, actor, Section::Integrations, &headers).await?;
    render(&IntegrationsPage { shell, cards })
}

/// The page of one connector.
#[derive(Template)]
#[template(path = "integrations/integration.html")]
pub struct IntegrationPage {
    pub(super) shell: Shell,
    pub(super) manifest: &'static Manifest,
    /// "northwind · connected as Jo Doe", where it is connected.
    pub(super) account: String,
    /// The key as people may see it; nothing where none is stored.
    pub(super) masked_key: String,
    pub(super) status: Option<StatusPart>,
    pub(super) fields: Vec<form::Shown>,
    pub(super) interval: i64,
    /// `03:00`, for once a day.
    pub(super) daily_at: String,
    pub(super) refusal: Refusal,
}

impl IntegrationPage {
    /// The names that the form shows a mistake beside.
    fn shown(&self) -> Vec<&str> {
        self.fields
            .iter()
            .map(|field| field.name)
            .chain(["secret", "interval_minutes", "daily_at"])
            .collect()
    }
}

/// What changes while a sync runs: health, progress, log.
#[derive(Debug, Clone, Template)]
#[template(path = "integrations/status.html")]
pub struct StatusPart {
    pub(super) connector: &'static str,
    pub(super) health: Health,
    /// "2,214 of 2,500 requests left this hour", or nothing.
    pub(super) budget: String,
    pub(super) running: Option<Running>,
    pub(super) runs: Vec<LogLine>,
}

/// The run under way.
#[derive(Debug, Clone)]
pub struct Running {
    /// "3,285 issues".
    pub read: String,
    /// "1,900 a second", or nothing yet.
    pub rate: String,
    /// "Page 14", or "Waiting to begin".
    pub place: String,
    /// Whether it was asked to stop.
    pub stopping: bool,
}

/// One line of the log.
#[derive(Debug, Clone)]
pub struct LogLine {
    /// "14:54", with the day where it is another one.
    pub at: String,
    /// "3 new, 11 changed", or what went wrong.
    pub outcome: String,
    /// `failed`, `partial` or nothing.
    pub kind: &'static str,
    /// "4 requests".
    pub requests: String,
    /// "0.2 s".
    pub took: String,
}

async fn show(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> PageResult {
    let page = page(&app, actor, &headers, connector(&name)?, None).await?;
    render(&page)
}

async fn progress(Admin(actor): Admin, State(app): State<App>, Path(name): Path<String>) -> PageResult {
    let connector = connector(&name)?;
    let overview = connected(&app, connector)
        .await?
        .ok_or(Error::NotFound("connection"))?;
    render(&status(&app, connector, &overview, &actor.user.timezone).await?)
}

async fn connect(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> PageResult {
    let connector = connector(&name)?;
    let typed = form::Typed::read(connector.manifest(), fields);
    match actions::connect(
        &app,
        &actor,
        connector,
        &typed.secret,
        &typed.settings,
        typed.beginning,
    )
    .await
    {
        Ok(_) => Ok(see_other(
            &address(connector),
            Some(&Flash::Done(Done::Connected)),
        )),
        Err(error) => refused(&app, actor, &headers, connector, typed, error).await,
    }
}

async fn save(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> PageResult {
    let connector = connector(&name)?;
    let typed = form::Typed::read(connector.manifest(), fields);
    let secret = Some(typed.secret.as_str()).filter(|secret| !secret.trim().is_empty());
    match actions::save_settings(&app, &actor, connector, secret, &typed.settings, typed.timing).await {
        Ok(_) => Ok(see_other(
            &address(connector),
            Some(&Flash::Done(Done::SettingsKept)),
        )),
        Err(error) => refused(&app, actor, &headers, connector, typed, error).await,
    }
}

async fn test(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> PageResult {
    let connector = connector(&name)?;
    match actions::test(&app, &actor, connector).await {
        Ok(_) => Ok(see_other(&address(connector), Some(&Flash::Done(Done::Tested)))),
        Err(error) => {
            let refusal = Refusal::of_form(error)?;
            let mut page = page(&app, actor, &headers, connector, None).await?;
            page.refusal = refusal;
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn sync(Admin(actor): Admin, State(app): State<App>, Path(name): Path<String>) -> PageResult {
    let connector = connector(&name)?;
    actions::request_sync(&app, &actor, connector, Cause::Manual, false).await?;
    Ok(see_other(
        &address(connector),
        Some(&Flash::Done(Done::SyncQueued)),
    ))
}

async fn cancel(Admin(actor): Admin, State(app): State<App>, Path(name): Path<String>) -> PageResult {
    let connector = connector(&name)?;
    actions::cancel(&app, &actor, connector).await?;
    Ok(see_other(
        &address(connector),
        Some(&Flash::Done(Done::SyncCancelled)),
    ))
}

async fn disconnect(Admin(actor): Admin, State(app): State<App>, Path(name): Path<String>) -> PageResult {
    let connector = connector(&name)?;
    actions::disconnect(&app, &actor, connector).await?;
    Ok(see_other(
        &address(connector),
        Some(&Flash::Done(Done::Disconnected)),
    ))
}

fn connector(name: &str) -> Result<&'static dyn Connector> {
    by_name(name).ok_or(Error::NotFound("integration"))
}

fn address(connector: &dyn Connector) -> String {
    format!("/integrations/{}", connector.manifest().name)
}

/// How it is doing, where there is a key.
async fn connected(app: &App, connector: &'static dyn Connector) -> Result<Option<Overview>> {
    let overview = actions::overview(app, connector).await?;
    Ok(overview.filter(|overview| overview.connection.is_connected()))
}

/// The form again, with what was typed and what is wrong with it; the key is never sent back.
async fn refused(
    app: &App,
    actor: Actor,
    headers: &HeaderMap,
    connector: &'static dyn Connector,
    typed: form::Typed,
    error: Error,
) -> PageResult {
    let refusal = Refusal::of_form(error)?;
    let mut page = page(app, actor, headers, connector, Some(typed)).await?;
    page.refusal = refusal;
    render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn page(
    app: &App,
    actor: Actor,
    headers: &HeaderMap,
    connector: &'static dyn Connector,
    typed: Option<form::Typed>,
) -> Result<IntegrationPage> {
    let manifest = connector.manifest();
    let overview = connected(app, connector).await?;
    let zone = actor.user.timezone.clone();
    let status = match &overview {
        Some(overview) => Some(status(app, connector, overview, &zone).await?),
        None => None,
    };
    let connection = overview.as_ref().map(|overview| &overview.connection);
    let stored = || {
        connection
            .map(|connection| connection.settings().as_map().clone())
            .unwrap_or_default()
    };
    let values = typed.as_ref().map_or_else(stored, |typed| typed.settings.clone());
    let stored_timing = connection.map_or(
        Timing {
            interval_minutes: DEFAULT_INTERVAL,
            daily_at_minute: DEFAULT_DAILY_AT,
        },
        |connection| Timing {
            interval_minutes: connection.interval_minutes,
            daily_at_minute: connection.daily_at_minute,
        },
    );
    let timing = typed.map_or(stored_timing, |typed| typed.timing);
    Ok(IntegrationPage {
        account: connection.map(account).unwrap_or_default(),
        masked_key: connection
            .map(|connection| connection.masked_key(manifest))
            .unwrap_or_default(),
        fields: form::shown(manifest, &values),
        interval: timing.interval_minutes,
        daily_at: api::daily_at(timing.daily_at_minute),
        refusal: Refusal::default(),
        shell: Shell::load(app, actor, Section::Integrations, headers).await?,
        manifest,
        status,
    })
}

fn account(connection: &super::model::Connection) -> String {
    let facts = connection.account();
    match (facts.workspace.as_str(), facts.name.as_str()) {
        ("", name) => format!("connected as {name}"),
        (workspace, name) => format!("{workspace} · connected as {name}"),
    }
}

async fn status(
    app: &App,
    connector: &'static dyn Connector,
    overview: &Overview,
    zone: &Zone,
) -> Result<StatusPart> {
    let (connection, now) = (&overview.connection, app.now());
    let runs = store::runs(&app.db, connection.id, RUNS, 0).await?;
    let budget = match (connection.requests_left, connection.requests_limit) {
        (Some(left), Some(limit)) => {
            format!(
                "{} of {} requests left this hour",
                words::count(left),
                words::count(limit)
            )
        }
        _ => String::new(),
    };
    Ok(StatusPart {
        connector: connector.manifest().name,
        health: wording::health(overview, now),
        budget,
        running: overview.open_run.as_ref().map(|run| running(run, now)),
        runs: runs
            .iter()
            .filter(|run| !run.status.is_open())
            .map(|run| log_line(run, zone, now))
            .collect(),
    })
}

fn running(run: &Run, now: Instant) -> Running {
    let seconds = run.started_at.map_or(0, |at| now.since(at));
    let rate = if seconds > 0 && run.seen > 0 {
        format!("{} a second", words::count(run.seen / seconds))
    } else {
        String::new()
    };
    let place = match run.status {
        RunStatus::Queued => "Waiting to begin".into(),
        _ => format!("Page {}", words::count(run.pages + 1)),
    };
    let read = words::counted(run.seen, "issue", "issues");
    Running {
        read,
        rate,
        place,
        stopping: run.cancel_requested,
    }
}

fn log_line(run: &Run, zone: &Zone, now: Instant) -> LogLine {
    let at = run.started_at.unwrap_or(run.queued_at);
    let (day, today) = (zone.day_of(at), zone.day_of(now));
    let time = words::time_of_day(at, zone);
    LogLine {
        at: if day == today {
            time
        } else {
            format!("{} {time}", words::day_short(day, today))
        },
        outcome: wording::outcome(run),
        kind: match run.status {
            RunStatus::Failed => "failed",
            RunStatus::Partial | RunStatus::Cancelled => "partial",
            _ => "",
        },
        requests: words::counted(run.requests, "request", "requests"),
        took: run
            .finished_at
            .map_or_else(String::new, |end| took(end.as_millis() - at.as_millis())),
    }
}

/// `0.2 s`, `41 s`, `3:20 min`.
fn took(milliseconds: i64) -> String {
    let tenths = milliseconds.max(0) / 100;
    match tenths {
        ..100 => format!("{}.{} s", tenths / 10, tenths % 10),
        100..600 => format!("{} s", tenths / 10),
        _ => format!("{}:{:02} min", tenths / 600, tenths / 10 % 60),
    }
}
