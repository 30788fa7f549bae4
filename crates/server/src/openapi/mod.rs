//! The document of the API v1 (OpenAPI 3.1), made from its routes, and the page that shows it.
//!
//! A route has its path, its methods and its handlers' arguments; `inputs.rs` reads scopes, parameters and bodies from
//! the types. What types cannot say the route says beside its handler ([`Tells`]). The objects of answers and bodies,
//! and what names mean, are lines of words in `answers.txt`, `bodies.txt`, `words.txt` and `parameters.txt`; `schema.rs` reads
//! them. `finish.rs` adds what holds for every operation.
//!
//! It is true because every answer that any test of the product gets is held against it (`check.rs`).

#[cfg(test)]
pub(crate) mod check;
mod example;
mod finish;
#[cfg(test)]
mod fuzz_tests;
mod inputs;
mod operation;
mod pages;
mod schema;
mod shared;
#[cfg(test)]
mod tests;

pub use operation::Tells;

use crate::app::App;
use aide::axum::ApiRouter;
use aide::generate;
use aide::openapi::{Info, OpenApi};
use axum::Router;
use serde_json::Value;

const ABOUT: &str = "Time entries, timers, projects, tasks and what surrounds them.\n\n\
    Every call but `info`, `health` and `auth/login` needs a token: make one under Settings, or with `auth/login`. \
    Bodies are JSON; numbers may come as text, yes and no as words. Unknown fields are refused on projects and time \
    entries and ignored elsewhere. Times without an offset are on the clocks of the token's owner. \
    What a token's owner may not see is not found.";

/// The routes of the API, and the document of them.
///
/// What is made between the two belongs to this thread's document, so `routes` is a function.
pub fn documented(routes: impl FnOnce() -> ApiRouter<App>) -> (Router<App>, Value) {
    generate::reset_context();
    generate::infer_responses(false);
    let mut document = OpenApi {
        info: Info {
            title: "TimeTracker API".into(),
            version: "v1".into(),
            description: Some(ABOUT.into()),
            ..Info::default()
        },
        ..OpenApi::default()
    };
    let served = routes().finish_api(&mut document);
    let document = serde_json::to_value(&document).unwrap_or_default();
    (served, finish::finished(document))
}

/// `/api/openapi.json` and `/api/docs`: open to everybody.
pub fn routes(document: &Value) -> Router<App> {
    pages::routes(document.to_string().into())
}
