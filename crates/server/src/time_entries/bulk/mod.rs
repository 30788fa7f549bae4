//! One change of many entries at once: delete, billable, paid, a tag more or less. Told for each entry, in
//! one transaction, with an undo.
//!
//! Not here: what a single entry may be changed to (`time_entries::actions`). Start with `actions.rs`.

mod actions;
mod api;
mod model;
mod store;

#[cfg(test)]
mod tests;

pub use actions::{Applied, apply, change_many, left, undo, undo as undo_many};
pub use api::routes;
pub use model::{Outcome, Verb};
