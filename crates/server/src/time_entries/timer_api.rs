//! The timer in the API v1. The shipped apps post to it without a body.

use super::api::{shown, wire};
use super::store;
use super::timer::{self, OnRunning, StartTimer, Started};
use crate::app::App;
use crate::auth::{Actor, Caller, scopes};
use crate::error::Error;
use crate::http::{ApiResult, Fields, Json, Path};
use crate::openapi::Tells as _;
use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use aide::transform::TransformOperation;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use timetracker_types::Id;

/// `/api/v1/timer/*`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/timer/status",
            get_with(status, |op| op.says("Show the running timer").answers(200, "active:bool timer:TimeEntry?")),
        )
        .api_route(
            "/api/v1/timer/start",
            post_with(start, |op| {
                op.says("Start a timer\nOn a project, a task, a client or a template. A running timer is a 409 `timer_already_running`, unless `switch` says to stop it.")
                    .takes("StartTimer")
                    .answers(201, "message:text timer:TimeEntry stopped:TimeEntry?")
            }),
        )
        .api_route("/api/v1/timer/stop", post_with(stop, |op| of_timer(op, "Stop the timer")))
        .api_route("/api/v1/timer/pause", post_with(pause, |op| of_timer(op, "Pause the timer")))
        .api_route("/api/v1/timer/resume", post_with(resume, |op| of_timer(op, "Go on after a pause")))
        .api_route(
            "/api/v1/timer/resume/{id}",
            post_with(start_again, |op| {
                op.says("Start a timer like an earlier entry")
                    .takes("StartAgain")
                    .answers(201, "message:text timer:TimeEntry stopped:TimeEntry?")
            }),
        )
}

fn of_timer<'t>(op: TransformOperation<'t>, says: &str) -> TransformOperation<'t> {
    op.says(says)
        .answers(200, "message:text time_entry:TimeEntry timer:TimeEntry")
}

async fn status(caller: Caller<scopes::ReadTimeEntries>, State(app): State<App>) -> ApiResult {
    let running = store::running(&app.db, caller.actor.user.id).await?;
    let timer = running.map(|view| wire(&view, &caller.actor.user.timezone, app.now()));
    Ok(axum::Json(json!({"active": timer.is_some(), "timer": timer})))
}

/// A second timer is a 409 unless `switch` says to stop the first; a project is needed as before.
async fn start(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let wish = StartTimer {
        template_id: fields.id("template_id")?,
        project_id: fields.id("project_id")?,
        task_id: fields.id("task_id")?,
        client_id: fields.id("client_id")?,
        notes: fields.text("notes")?,
        tags: fields.tags("tags")?,
        billable: fields.flag("billable")?,
    };
    let nowhere = wish.project_id.is_none() && wish.task_id.is_none() && wish.client_id.is_none();
    if nowhere && wish.template_id.is_none() {
        return Err(Error::field("project_id", "Send the id of a project, a task or a client.").into());
    }
    let started = timer::start(&app, &caller.actor, wish, on_running(&fields)?).await?;
    running_now(&app, &caller.actor, &started).await
}

/// Goes on with what an earlier entry was about, as a new entry.
async fn start_again(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let started = timer::start_again(&app, &caller.actor, Id::new(id), on_running(&fields)?).await?;
    running_now(&app, &caller.actor, &started).await
}

fn on_running(fields: &Fields) -> Result<OnRunning, Error> {
    Ok(if fields.flag("switch")?.unwrap_or(false) {
        OnRunning::Switch
    } else {
        OnRunning::Refuse
    })
}

async fn running_now(
    app: &App,
    actor: &Actor,
    started: &Started,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let entry = shown(app, actor, started.entry.id).await?;
    let stopped = match &started.stopped {
        Some(stopped) => Some(shown(app, actor, stopped.id).await?),
        None => None,
    };
    let body = json!({"message": "Timer started successfully", "timer": entry, "stopped": stopped});
    Ok((StatusCode::CREATED, axum::Json(body)))
}

async fn stop(caller: Caller<scopes::WriteTimeEntries>, State(app): State<App>) -> ApiResult {
    let entry = timer::stop(&app, &caller.actor).await?;
    answer(&app, &caller.actor, "Timer stopped successfully", &entry).await
}

async fn pause(caller: Caller<scopes::WriteTimeEntries>, State(app): State<App>) -> ApiResult {
    let entry = timer::pause(&app, &caller.actor).await?;
    answer(&app, &caller.actor, "Timer paused", &entry).await
}

async fn resume(caller: Caller<scopes::WriteTimeEntries>, State(app): State<App>) -> ApiResult {
    let entry = timer::resume(&app, &caller.actor).await?;
    answer(&app, &caller.actor, "Timer resumed", &entry).await
}

async fn answer(app: &App, actor: &Actor, message: &str, entry: &super::TimeEntry) -> ApiResult {
    let entry = shown(app, actor, entry.id).await?;
    Ok(axum::Json(
        json!({"message": message, "time_entry": entry, "timer": entry}),
    ))
}
