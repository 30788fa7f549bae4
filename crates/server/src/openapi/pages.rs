//! The document itself, and the page in which people read and try it.

use crate::app::App;
use crate::http::{PageResult, assets, render};
use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::get;

/// `/api/openapi.json` (also below `v1`), `/api/docs`.
pub fn routes(document: Bytes) -> Router<App> {
    let json = get(async move || ([(header::CONTENT_TYPE, "application/json")], document));
    Router::new()
        .route("/api/openapi.json", json.clone())
        .route("/api/v1/openapi.json", json)
        .route("/api/docs", get(docs))
        .route("/api/docs/", get(docs))
}

#[derive(Template)]
#[template(path = "openapi/docs.html")]
struct Docs;

/// The reference is a program of its own that reads the document; nothing of it is on other pages.
async fn docs() -> PageResult {
    render(&Docs)
}
