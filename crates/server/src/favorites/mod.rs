//! The projects that somebody wants at hand.
//!
//! Small enough for one room: the rule (yours, and only projects that exist) is in `actions.rs`.

mod actions;
mod api;
mod store;
#[cfg(test)]
mod tests;

pub use api::routes;
