//! What the installation says of itself: alive, ready, which version, is it set up.

mod absent;

pub use absent::routes as absent_routes;

use crate::app::App;
use crate::http::ApiResult;
use crate::openapi::Tells as _;
use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use timetracker_db::{Read as _, p};

/// What there is beside clients, projects, tasks and time, by the ids that the apps know; they show no others.
pub const MODULES: &[&str] = &[
    "activity_feed",
    "attendance",
    "comments",
    "contacts",
    "integrations",
    "kanban",
    "reports",
    "saved_filters",
    "time_entry_templates",
    "webhooks",
    "workday",
];

/// `/healthz`, `/readyz`: open to everybody.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
}

/// `/api/v1/info`, `/api/v1/health`: open to everybody, also before there is an organisation.
pub fn api_routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/health",
            get_with(health, |op| {
                op.says("Is the server there?")
                    .answers(200, "status:text timestamp:local")
            }),
        )
        .api_route(
            "/api/v1/info",
            get_with(info, |op| {
                op.says("What the server is and has\nApps ask it before they have a token.")
                    .answers(
                        200,
                        "api_version:text app_version:text setup_required:bool enabled_modules:texts \
                     documentation_url:text authentication:text timezone:text endpoints:object",
                    )
            }),
        )
}

/// The process runs.
async fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers too.
async fn readyz(State(app): State<App>) -> impl IntoResponse {
    match app.db.scalar::<i64>("SELECT CAST(1 AS BIGINT)", p![]).await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}

async fn health(State(app): State<App>) -> ApiResult {
    let zone = &app.config.timezone;
    Ok(Json(
        json!({"status": "healthy", "timestamp": zone.local(app.now()).to_string()}),
    ))
}

async fn info(State(app): State<App>) -> ApiResult {
    let organisation = crate::organisation::find(&app.db).await?;
    let timezone = organisation
        .as_ref()
        .map_or(&app.config.timezone, |found| &found.timezone);
    Ok(Json(json!({
        "api_version": "v1",
        "app_version": env!("CARGO_PKG_VERSION"),
        "setup_required": organisation.is_none(),
        "enabled_modules": MODULES,
        "documentation_url": "/api/docs",
        "authentication": "API token: Authorization: Bearer tt_…, Authorization: Token tt_… or X-API-Key: tt_…",
        "timezone": timezone.name(),
        "endpoints": endpoints(),
    })))
}

/// Where things are; a test asks every one of them.
fn endpoints() -> Value {
    json!({
        "info": "/api/v1/info",
        "health": "/api/v1/health",
        "auth": {"login": "/api/v1/auth/login"},
        "users": {
            "me": "/api/v1/users/me", "list": "/api/v1/users",
            "favorites": "/api/v1/users/me/favorites/projects",
        },
        "clients": "/api/v1/clients",
        "projects": "/api/v1/projects",
        "tasks": "/api/v1/tasks",
        "time_entries": "/api/v1/time-entries",
        "timer": {
            "status": "/api/v1/timer/status", "start": "/api/v1/timer/start",
            "stop": "/api/v1/timer/stop", "pause": "/api/v1/timer/pause", "resume": "/api/v1/timer/resume",
        },
        "comments": "/api/v1/comments",
        "tags": "/api/v1/tags",
        "saved_filters": "/api/v1/saved-filters",
        "time_entry_templates": "/api/v1/time-entry-templates",
        "kanban": {"columns": "/api/v1/kanban/columns", "reorder": "/api/v1/kanban/columns/reorder"},
        "search": "/api/v1/search",
        "reports": {
            "summary": "/api/v1/reports/summary", "capacity": "/api/v1/reports/capacity",
            "payroll": "/api/v1/exports/payroll",
        },
        "activities": "/api/v1/activities",
        "audit_logs": "/api/v1/audit-logs",
        "workday": {
            "status": "/api/v1/workday/status", "start": "/api/v1/workday/start", "end": "/api/v1/workday/end",
        },
        "attendance": {
            "status": "/api/v1/attendance/status", "history": "/api/v1/attendance/history",
            "break_start": "/api/v1/attendance/break/start", "break_end": "/api/v1/attendance/break/end",
            "corrections": "/api/v1/attendance/corrections",
        },
        "integrations": "/api/v1/integrations",
        "webhooks": {"list": "/api/v1/webhooks", "events": "/api/v1/webhooks/events"},
        "tokens": "/api/v1/tokens",
        "imports": {"csv": "/api/v1/time-entries/import-csv"},
        "openapi": "/api/openapi.json",
    })
}
