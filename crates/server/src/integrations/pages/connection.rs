//! One connection: its health, what there is to settle, where issues land, the log, its settings.

use super::super::actions::{self, Beginning, Overview, Timing};
use super::super::api::daily_at;
use super::super::model::{
    AUTO_SYNC, Connection, DEFAULT_DAILY_AT, DEFAULT_INTERVAL, INTERVALS, State as Standing,
};
use super::super::{form, meaning, store, wording};
use super::runs::LogLine;
use super::settle::Settle;
use super::status::StatusPart;
use super::{address, connected, connector};
use crate::app::App;
use crate::auth::{Actor, Admin};
use crate::error::{Error, Result};
use crate::http::{
    Done, Flash, Form, PageResult, Path, Refusal, Section, Shell, render, render_with, see_other,
    wording as words,
};
use crate::organisation;
use crate::tasks::Status;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use std::collections::BTreeMap;
use timetracker_connectors::{Connector, Manifest};
use timetracker_types::Instant;

/// Runs in the log of this page.
const RUNS: i64 = 20;
/// Names of states that stand for all of one status.
const NAMES: usize = 5;
/// The schedule's word for none.
pub const BY_HAND: &str = "off";

/// Where the issues of some states land.
#[derive(Debug, Clone)]
pub struct Landing {
    /// "Triage, Backlog, Todo and 2 more".
    pub states: String,
    /// The status they get.
    pub status: Status,
    /// How many issues that is.
    pub issues: String,
}

/// A connection's page, beside the frame and the form.
#[derive(Debug, Clone)]
pub struct Connected {
    /// "northwind · connected as Jo Doe".
    pub account: String,
    /// The key as people may see it.
    pub masked_key: String,
    /// Health and progress.
    pub status: StatusPart,
    /// What there is to settle.
    pub settle: Settle,
    /// Where issues land.
    pub landings: Vec<Landing>,
    /// The first runs of the log.
    pub runs: Vec<LogLine>,
    /// How many runs there are.
    pub runs_total: String,
    /// Whether there are more than are shown.
    pub has_more_runs: bool,
    /// "Last compared with Linear 3 hours ago.", or that it never was.
    pub compared: String,
    /// Whether the first sync waits for a word.
    pub is_held: bool,
}

/// The page of one connector.
#[derive(Template)]
#[template(path = "integrations/integration.html")]
pub struct IntegrationPage {
    pub(super) shell: Shell,
    pub(super) manifest: &'static Manifest,
    /// Everything about the connection, where there is one.
    pub(super) connected: Option<Connected>,
    pub(super) fields: Vec<form::Shown>,
    /// One of the schedule's intervals, or `off`.
    pub(super) schedule: String,
    /// `03:00`, for once a day.
    pub(super) daily_at: String,
    /// The organisation's zone.
    pub(super) zone: String,
    pub(super) refusal: Refusal,
}

impl IntegrationPage {
    /// The names that the form shows a mistake beside.
    pub(super) fn shown(&self) -> Vec<&str> {
        self.fields
            .iter()
            .map(|field| field.name)
            .chain(["secret", "interval_minutes", "daily_at"])
            .collect()
    }

    /// What the schedule may be, with its words.
    pub(super) fn schedules() -> Vec<(String, &'static str)> {
        let by_hand = (BY_HAND.to_owned(), "Off: only by hand");
        let intervals = INTERVALS
            .iter()
            .map(|(minutes, words)| (minutes.to_string(), *words));
        std::iter::once(by_hand).chain(intervals).collect()
    }
}

pub async fn show(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> PageResult {
    let page = page(&app, actor, &headers, connector(&name)?, None).await?;
    render(&page)
}

pub async fn connect(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> PageResult {
    let connector = connector(&name)?;
    let typed = form::Typed::read(connector.manifest(), fields);
    let beginning = typed.beginning;
    match actions::connect(&app, &actor, connector, &typed.secret, &typed.settings, beginning).await {
        Ok(_) if beginning == Beginning::Preview => {
            let place = format!("{}/preview", address(connector));
            Ok(see_other(&place, Some(&Flash::Done(Done::ConnectedToLook))))
        }
        Ok(_) => Ok(see_other(
            &address(connector),
            Some(&Flash::Done(Done::Connected)),
        )),
        Err(error) => refused(&app, actor, &headers, connector, typed, error).await,
    }
}

pub async fn save(
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

/// The page with the reason why a button did nothing.
pub async fn refused_verb(
    app: &App,
    actor: Actor,
    headers: &HeaderMap,
    connector: &'static dyn Connector,
    error: Error,
) -> PageResult {
    let refusal = Refusal::of_form(error)?;
    let mut page = page(app, actor, headers, connector, None).await?;
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
    let connection = overview.as_ref().map(|overview| &overview.connection);
    let (values, timing) = values(connection, typed);
    let organisation = organisation::find(&app.db).await?;
    let zone = organisation.map_or_else(|| app.config.timezone.clone(), |found| found.timezone);
    let is_connected = connection.is_some();
    let shell = Shell::load(app, actor, Section::Integrations, headers).await?;
    let connected = match &overview {
        Some(overview) => Some(Connected::load(app, &shell, manifest, overview).await?),
        None => None,
    };
    let is_automatic = values.get(AUTO_SYNC).is_none_or(|value| value == "on");
    Ok(IntegrationPage {
        connected,
        // A connection's schedule is one choice, the switch among them.
        fields: form::shown(manifest, &values)
            .into_iter()
            .filter(|field| !is_connected || field.name != AUTO_SYNC)
            .collect(),
        schedule: if is_automatic {
            timing.interval_minutes.to_string()
        } else {
            BY_HAND.into()
        },
        daily_at: daily_at(timing.daily_at_minute.max(0)),
        zone: zone.name().to_owned(),
        refusal: Refusal::default(),
        shell,
        manifest,
    })
}

/// What the form shows: what was typed, else what is stored.
fn values(connection: Option<&Connection>, typed: Option<form::Typed>) -> (BTreeMap<String, String>, Timing) {
    if let Some(typed) = typed {
        return (typed.settings, typed.timing);
    }
    let timing = connection.map_or(
        Timing {
            interval_minutes: DEFAULT_INTERVAL,
            daily_at_minute: DEFAULT_DAILY_AT,
        },
        |connection| Timing {
            interval_minutes: connection.interval_minutes,
            daily_at_minute: connection.daily_at_minute,
        },
    );
    let stored = connection.map(|connection| connection.settings().as_map().clone());
    (stored.unwrap_or_default(), timing)
}

impl Connected {
    async fn load(app: &App, shell: &Shell, manifest: &Manifest, overview: &Overview) -> Result<Self> {
        let (connection, now) = (&overview.connection, app.now());
        let zone = &shell.actor.user.timezone;
        let runs = store::runs(&app.db, connection.id, RUNS, 0).await?;
        let total = store::count_runs(&app.db, connection.id).await?;
        let ended = runs.iter().filter(|run| !run.status.is_open());
        Ok(Self {
            account: account(connection),
            masked_key: connection.masked_key(manifest),
            status: StatusPart::of(shell.bare(), manifest, overview, now),
            settle: Settle::load(app, connection).await?,
            landings: landings(app, connection).await?,
            runs: ended.map(|run| LogLine::of(run, zone, now)).collect(),
            runs_total: words::counted(total, "run", "runs"),
            has_more_runs: total > RUNS,
            compared: compared(connection, manifest.title, now),
            is_held: connection.is_held && connection.state == Standing::Ready,
        })
    }
}

fn account(connection: &Connection) -> String {
    let facts = connection.account();
    match (facts.workspace.as_str(), facts.name.as_str()) {
        ("", name) => format!("connected as {name}"),
        (workspace, name) => format!("{workspace} · connected as {name}"),
    }
}

fn compared(connection: &Connection, title: &str, now: Instant) -> String {
    let last = connection.reconciled_at.map_or_else(
        || format!("Not compared with {title} yet"),
        |at| format!("Last compared with {title}: {}", wording::ago(now.since(at))),
    );
    let next = connection
        .next_reconcile_at
        .map(|at| format!(", next {}", wording::within(at.since(now))));
    format!("{last}{}.", next.unwrap_or_default())
}

/// States by the status that they get, with how many issues that is.
async fn landings(app: &App, connection: &Connection) -> Result<Vec<Landing>> {
    let issues = store::issues_by_state(&app.db, connection.id).await?;
    let states = meaning::states(&app.db, connection.id).await?;
    let of_status = |status: &Status| {
        let mut names: Vec<&str> = Vec::new();
        let mut total = 0;
        for state in states.iter().filter(|state| state.status() == *status) {
            if !names.contains(&state.name.as_str()) {
                names.push(&state.name);
            }
            total += issues.get(&state.external_ref).copied().unwrap_or(0);
        }
        (!names.is_empty()).then(|| Landing {
            states: listed(&names),
            status: *status,
            issues: words::count(total),
        })
    };
    Ok(Status::ALL.iter().filter_map(of_status).collect())
}

/// "Triage, Backlog, Todo and 2 more".
fn listed(names: &[&str]) -> String {
    let shown = names[..names.len().min(NAMES)].join(", ");
    match names.len().saturating_sub(NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod unit_tests {
    use super::listed;

    #[test]
    fn many_states_are_a_few_and_a_number() {
        assert_eq!(listed(&["Todo", "Backlog"]), "Todo, Backlog");
        assert_eq!(
            listed(&["a", "b", "c", "d", "e", "f", "g"]),
            "a, b, c, d, e and 2 more"
        );
    }
}
