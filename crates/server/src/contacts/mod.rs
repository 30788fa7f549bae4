//! The people at a client's. Everybody who tracks time adds one; its maker and managers change it.

mod actions;
mod api;
mod model;
mod store;
#[cfg(test)]
mod tests;

pub use actions::{create, delete};
pub use api::routes;
pub use model::{Contact, Wish};
pub use store::list;
