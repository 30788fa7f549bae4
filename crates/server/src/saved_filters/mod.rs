//! Filters that somebody saved under a name, for themselves or for everybody.
//!
//! What a filter holds is the business of whoever saved it. Start with `actions.rs`.

mod actions;
mod api;
mod model;
mod store;
#[cfg(test)]
mod tests;

pub use api::routes;
