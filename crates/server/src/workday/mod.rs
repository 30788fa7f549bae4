//! Being at work: clocking in and out, breaks, what a day comes to, and corrections of it.
//!
//! Apart from time entries, which say what the time was spent on. A work period belongs to the day, in the person's
//! zone, on which it began. Start with `actions.rs`; corrections are in `corrections.rs`.

mod actions;
mod api;
mod corrections;
mod corrections_api;
mod model;
mod store;
#[cfg(test)]
mod tests;
mod wire;

use crate::app::App;
use aide::axum::ApiRouter;

/// The workday and attendance in the API v1.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .merge(api::routes())
        .merge(corrections_api::routes())
}
