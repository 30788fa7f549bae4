//! What the installation says of itself: alive, ready, which version, is it set up.

use crate::app::App;
use crate::http::ApiResult;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use timetracker_db::{Read as _, p};

/// `/healthz`, `/readyz`, `/api/v1/info`, `/api/v1/health`: open to everybody.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/api/v1/health", get(health))
        .route("/api/v1/info", get(info))
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
        "enabled_modules": [],
        "documentation_url": "/api/docs",
        "authentication": "API token: Authorization: Bearer tt_…, Authorization: Token tt_… or X-API-Key: tt_…",
        "timezone": timezone.name(),
        "endpoints": {
            "info": "/api/v1/info",
            "health": "/api/v1/health",
            "users": {"me": "/api/v1/users/me"},
            "clients": "/api/v1/clients",
            "projects": "/api/v1/projects",
            "tasks": "/api/v1/tasks",
            "time_entries": "/api/v1/time-entries",
            "timer": {
                "status": "/api/v1/timer/status", "start": "/api/v1/timer/start",
                "stop": "/api/v1/timer/stop", "pause": "/api/v1/timer/pause", "resume": "/api/v1/timer/resume",
            },
        },
    })))
}
