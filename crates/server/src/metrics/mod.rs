//! Numbers for those who watch the installation from outside, as `OpenMetrics` text that Prometheus reads.
//!
//! What the database knows (syncs, the queue, what there is to settle) is asked when somebody looks, so every
//! node tells the same. What only this process knows (how long requests took) is counted as it happens. Not
//! here: what any of it means (`integrations`, `jobs`).

mod gathered;
mod requests;
#[cfg(test)]
mod tests;

pub use requests::{Requests, observe};

use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::error::Error;
use crate::http::ApiError;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// `/metrics`, for a token with the scope `read:metrics`.
pub fn routes(requests: Requests) -> Router<App> {
    Router::new()
        .route("/metrics", get(show))
        .layer(Extension(requests))
}

async fn show(
    _: Caller<scopes::ReadMetrics>,
    State(app): State<App>,
    Extension(requests): Extension<Requests>,
) -> Result<Response, ApiError> {
    let mut registry = Registry::with_prefix("timetracker");
    requests.register(&mut registry);
    gathered::gather(&app, &mut registry).await?;
    let mut text = String::new();
    encode(&mut text, &registry).map_err(|error| Error::Internal(format!("metrics: {error}")))?;
    Ok(([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response())
}
