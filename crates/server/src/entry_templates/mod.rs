//! Templates of time entries: what somebody does again and again, to start a timer from.
//!
//! Each person has their own. Start with `actions.rs`; the timer asks for [`used`].

mod actions;
mod api;
mod model;
mod store;
#[cfg(test)]
mod tests;

pub use actions::used;
pub use api::routes;
pub use model::{EntryTemplate, Wish};
