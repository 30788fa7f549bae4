//! The host's side of connectors: connections to outside services, their keys, runs of their syncs.
//!
//! Not here: how a service is spoken to (the crate `timetracker-connectors`). Start with `model.rs`.

mod vault;

pub use vault::Vault;

use crate::app::App;
use crate::error::Result;
use crate::http::SyncLine;
use axum::Router;

/// `/integrations`.
pub fn page_routes() -> Router<App> {
    Router::new()
}

/// `/api/v1/integrations`.
pub fn api_routes() -> Router<App> {
    Router::new()
}

/// How the connected service is doing; nothing where none is connected.
pub async fn sync_line(_app: &App) -> Result<Option<SyncLine>> {
    Ok(None)
}
