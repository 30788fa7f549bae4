//! What people say about a task or a project, with answers to it.
//!
//! Everybody reads; everybody who tracks time writes; only the author changes, and the author or a manager
//! deletes. Start with `actions.rs`.

mod actions;
mod api;
mod model;
pub(crate) mod pages;
mod store;
#[cfg(test)]
mod tests;

pub use actions::{create, delete, update};
pub use api::{on_the_wire, routes};
pub use model::{Comment, CommentView, NewComment, Target};
pub use pages::routes as page_routes;
pub use store::last;
