//! Dismissing a notice. The strip itself is part of every page's frame (`http::Shell`).

use super::actions;
use crate::app::App;
use crate::auth::SignedIn;
use crate::http::{Back, PageResult, Path, see_other};
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use timetracker_types::Id;

/// `/notices/{id}/dismiss`.
pub fn routes() -> Router<App> {
    Router::new().route("/notices/{id}/dismiss", post(dismiss))
}

async fn dismiss(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<i64>,
    Back(back): Back,
) -> PageResult {
    actions::dismiss(&app, &actor, Id::new(id)).await?;
    Ok(see_other(&back, None))
}
