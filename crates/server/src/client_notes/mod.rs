//! What people note about a client. Everybody reads; the author changes; the author and managers delete.

mod actions;
mod api;
mod store;
#[cfg(test)]
mod tests;

pub use actions::{create, delete};
pub use api::routes;
pub use store::{NoteView, list};
