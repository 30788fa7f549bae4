//! Integrations in the API: what is connected, test, sync, the log of runs. For administrators.

use super::actions::{self, Overview};
use super::model::{Cause, Run};
use super::{store, troubles, wording};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::error::{Error, Result};
use crate::http::{ApiResult, Fields, Json, Pagination, Path, Query, Wanted};
use crate::openapi::Tells as _;
use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use timetracker_connectors::{Connector, by_name};
use timetracker_types::{Id, Instant};

/// `/api/v1/integrations`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/integrations",
            get_with(list, |op| op.says("List integrations").answers(200, "integrations:[Integration]")),
        )
        .api_route(
            "/api/v1/integrations/{connector}",
            get_with(show, |op| op.says("Show an integration").answers(200, "integration:Integration")),
        )
        .api_route(
            "/api/v1/integrations/{connector}/test",
            post_with(test, |op| op.says("Test the connection").judges().answers(200, "message:text account:any")),
        )
        .api_route(
            "/api/v1/integrations/{connector}/sync",
            post_with(sync, |op| {
                op.says("Start a sync\nAnswers at once with the run; `everything` reads all issues again instead of what changed.")
                    .takes("SyncWish")
                    .answers(202, "message:text run:SyncRun")
            }),
        )
        .api_route(
            "/api/v1/integrations/{connector}/reconcile",
            post_with(reconcile, |op| {
                op.says("Compare everything here with everything there").answers(202, "message:text run:SyncRun")
            }),
        )
        .api_route(
            "/api/v1/integrations/{connector}/cancel",
            post_with(cancel, |op| op.says("Stop the sync after the page it is on").answers(200, "message:text")),
        )
        .api_route(
            "/api/v1/integrations/{connector}/runs",
            get_with(runs, |op| op.says("List syncs\nNewest first.").answers(200, "runs:[SyncRun] pagination:Pagination")),
        )
        .api_route(
            "/api/v1/integrations/{connector}/runs/{id}",
            get_with(run, |op| op.says("Show a sync and its errors").answers(200, "run:SyncRun errors:[SyncTrouble]")),
        )
}

async fn list(caller: Caller<scopes::ReadIntegrations>, State(app): State<App>) -> ApiResult {
    caller.actor.require_admin()?;
    let mut rows = Vec::new();
    for connector in timetracker_connectors::ALL {
        rows.push(wire(&app, *connector).await?);
    }
    Ok(axum::Json(json!({"integrations": rows})))
}

async fn show(
    caller: Caller<scopes::ReadIntegrations>,
    State(app): State<App>,
    Path(name): Path<String>,
) -> ApiResult {
    caller.actor.require_admin()?;
    Ok(axum::Json(
        json!({"integration": wire(&app, connector(&name)?).await?}),
    ))
}

async fn test(
    caller: Caller<scopes::WriteIntegrations>,
    State(app): State<App>,
    Path(name): Path<String>,
) -> ApiResult {
    let account = actions::test(&app, &caller.actor, connector(&name)?).await?;
    Ok(axum::Json(
        json!({"message": "The connection works.", "account": account}),
    ))
}

/// Answers at once with the run; `everything: true` reads all issues again instead of what changed.
async fn sync(
    caller: Caller<scopes::WriteIntegrations>,
    State(app): State<App>,
    Path(name): Path<String>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let everything = fields.flag("everything")?.unwrap_or(false);
    let run =
        actions::request_sync(&app, &caller.actor, connector(&name)?, Cause::Manual, everything).await?;
    Ok((
        StatusCode::ACCEPTED,
        axum::Json(json!({"message": "Sync started", "run": wire_run(&run)})),
    ))
}

/// Compares everything here with everything there and mends the difference; answers at once with the run.
async fn reconcile(
    caller: Caller<scopes::WriteIntegrations>,
    State(app): State<App>,
    Path(name): Path<String>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let run = actions::request_reconciliation(&app, &caller.actor, connector(&name)?, Cause::Manual).await?;
    Ok((
        StatusCode::ACCEPTED,
        axum::Json(json!({"message": "Comparison started", "run": wire_run(&run)})),
    ))
}

async fn cancel(
    caller: Caller<scopes::WriteIntegrations>,
    State(app): State<App>,
    Path(name): Path<String>,
) -> ApiResult {
    actions::cancel(&app, &caller.actor, connector(&name)?).await?;
    Ok(axum::Json(
        json!({"message": "The sync stops after the page it is on."}),
    ))
}

#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct ListQuery {
    page: Option<String>,
    per_page: Option<String>,
}

async fn runs(
    caller: Caller<scopes::ReadIntegrations>,
    State(app): State<App>,
    Path(name): Path<String>,
    Query(query): Query<ListQuery>,
) -> ApiResult {
    caller.actor.require_admin()?;
    let wanted = Wanted::read(query.page.as_deref(), query.per_page.as_deref());
    let connection = overview(&app, connector(&name)?).await?.connection.id;
    let rows = store::runs(&app.db, connection, wanted.per_page, wanted.offset()).await?;
    let total = store::count_runs(&app.db, connection).await?;
    let rows: Vec<Value> = rows.iter().map(wire_run).collect();
    Ok(axum::Json(
        json!({"runs": rows, "pagination": Pagination::new(wanted, total)}),
    ))
}

async fn run(
    caller: Caller<scopes::ReadIntegrations>,
    State(app): State<App>,
    Path((name, id)): Path<(String, i64)>,
) -> ApiResult {
    caller.actor.require_admin()?;
    let connection = overview(&app, connector(&name)?).await?.connection.id;
    let run = store::run(&app.db, Id::new(id))
        .await?
        .filter(|run| run.connection_id == connection);
    let run = run.ok_or(Error::NotFound("run"))?;
    let errors = troubles::of_run(&app.db, run.id, MOST_ERRORS).await?;
    Ok(axum::Json(json!({"run": wire_run(&run), "errors": errors})))
}

/// Errors that are told with a run.
const MOST_ERRORS: i64 = 100;

pub(super) fn connector(name: &str) -> Result<&'static dyn Connector> {
    by_name(name).ok_or(Error::NotFound("integration"))
}

pub(super) async fn overview(app: &App, connector: &'static dyn Connector) -> Result<Overview> {
    actions::overview(app, connector)
        .await?
        .ok_or(Error::NotFound("connection"))
}

async fn wire(app: &App, connector: &'static dyn Connector) -> Result<Value> {
    let manifest = connector.manifest();
    let overview = actions::overview(app, connector).await?;
    let connected = overview
        .as_ref()
        .is_some_and(|overview| overview.connection.is_connected());
    let status = overview.as_ref().map(|overview| status(overview, app.now()));
    Ok(json!({
        "name": manifest.name, "title": manifest.title, "summary": manifest.summary,
        "connected": connected, "status": status,
    }))
}

/// How a connection is doing: also what `timetracker integration status --json` prints.
pub(crate) fn status(overview: &Overview, now: Instant) -> Value {
    let connection = &overview.connection;
    let health = wording::health(overview, now);
    json!({
        "state": connection.state.as_str(), "health": health.headline, "detail": health.detail,
        "problem": connection.problem, "account": connection.account(),
        "settings": connection.settings(), "key_hint": connection.secret_hint,
        "auto_sync": connection.auto_sync, "interval_minutes": connection.interval_minutes,
        "daily_at": daily_at(connection.daily_at_minute), "waits_for_go": connection.is_held,
        "tasks": overview.tasks, "projects": overview.projects,
        "failed_issues": overview.troubles, "unmatched_people": overview.unmatched,
        "unsettled_states": overview.unsettled_states, "failures_in_a_row": connection.failures,
        "unfinished": connection.pass_unfinished,
        "reconciled_at": connection.reconciled_at, "next_reconcile_at": connection.next_reconcile_at,
        "points_left": connection.points_left, "points_limit": connection.points_limit,
        "last_success_at": connection.last_success_at, "next_sync_at": connection.next_sync_at,
        "requests_left": connection.requests_left, "requests_limit": connection.requests_limit,
        "open_run": overview.open_run.as_ref().map(|run| wire_open_run(run, now)),
        "last_run": overview.last_run.as_ref().map(wire_run),
    })
}

/// The run under way, with how fast it reads and how long it will take, as far as that can be told.
fn wire_open_run(run: &Run, now: Instant) -> Value {
    let mut wire = wire_run(run);
    let (rate, left) = wording::pace(run, now);
    wire["issues_per_second"] = json!(rate);
    wire["seconds_left"] = json!(left);
    wire["cancel_requested"] = json!(run.cancel_requested);
    wire
}

/// `03:00`.
pub(super) fn daily_at(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// One run, instants in RFC 3339 UTC.
pub(crate) fn wire_run(run: &Run) -> Value {
    json!({
        "id": run.id, "kind": run.kind.as_str(), "cause": run.cause.as_str(), "status": run.status.as_str(),
        "summary": wording::outcome(run), "problem": run.problem,
        "queued_at": run.queued_at, "started_at": run.started_at, "finished_at": run.finished_at,
        "pages": run.pages, "requests": run.requests, "points": run.points,
        "expected": run.expected, "seen": run.seen, "missing": run.missing, "failed": run.failed,
        "created": run.created, "updated": run.updated, "unchanged": run.unchanged, "archived": run.archived,
        "projects_created": run.projects_created, "projects_updated": run.projects_updated,
    })
}
