//! Filters that somebody saved under a name, for themselves or for everybody.
//!
//! What a filter holds is the business of whoever saved it. Start with `actions.rs`.

mod actions;
mod api;
mod model;
mod store;
#[cfg(test)]
mod tests;

pub use actions::{create, delete, update, visible};
pub use api::routes;
pub use model::{SavedFilter, Wish};
pub use store::of_issues;
