//! The host's side of connectors: connections to outside services, their keys, runs of their syncs.
//!
//! A connector only translates. Here is everything around it: who connected what, the sealed key, the
//! schedule, the cursor, what becomes of an issue, the log of runs, the pages. Start with `model.rs`, then
//! `sync/mod.rs`. Not here: how a service is spoken to (the crate `timetracker-connectors`).

mod actions;
mod api;
mod calls;
mod form;
mod import;
mod meaning;
mod meaning_api;
mod model;
pub(crate) mod pages;
mod preview;
mod schedule;
mod store;
mod sync;
#[cfg(test)]
mod tests;
mod troubles;
mod wording;

pub use actions::{
    Beginning, Overview, Timing, cancel, connect, disconnect, overview, request_preview,
    request_reconciliation, request_sync, retry_trouble, run_here, save_settings, test,
};
pub(crate) use api::{status as status_json, wire_run as run_json};
pub use meaning::{Choice, choose_person, choose_state, people, states, unmatched};
pub use model::{Cause, Connection, DAILY, INTERVALS, Run, RunKind, RunStatus, State};
pub use pages::routes as page_routes;
pub use preview::{Shown as PreviewShown, last as last_preview};
pub use schedule::enqueue_due;
pub use store::{RunTotal, run_totals, runs};
pub use sync::{abandon, carry_out};
pub use troubles::open as open_troubles;
pub(crate) use wording::{health, outcome};

use crate::app::App;
use crate::error::Result;
use crate::http::SyncLine;
use aide::axum::ApiRouter;

/// `/api/v1/integrations`.
pub fn api_routes() -> ApiRouter<App> {
    api::routes().merge(meaning_api::routes())
}

/// How the connected service is doing, for the foot of the sidebar; nothing where none is connected.
pub async fn sync_line(app: &App) -> Result<Option<SyncLine>> {
    for connector in timetracker_connectors::ALL {
        if let Some(overview) = actions::outline(app, *connector).await? {
            return Ok(wording::line(connector.manifest().title, &overview, app.now()));
        }
    }
    Ok(None)
}
