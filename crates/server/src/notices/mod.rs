//! Notices: what people must be told once, such as that a service has refused its key.
//!
//! Whoever finds the trouble tells it in the transaction that notes the trouble, and resolves it in the one
//! that ends it. A notice is a strip at the top of every page until somebody dismisses it or it is resolved;
//! while its trouble lasts, telling it again does nothing, so nobody is nagged. Not here: what just happened
//! through one's own click (`http::Flash`), and the health of a sync, which is always shown. Start with
//! `actions.rs`.

mod actions;
mod api;
mod model;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub use actions::{resolve, tell_admins, tell_person};
pub use api::routes as api_routes;
pub use model::{Notice, Severity};
pub use pages::routes as page_routes;
pub use store::shown_to;
