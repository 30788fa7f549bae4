//! Those for whom work is done. Each project belongs to one.
//!
//! Not here: their projects. Start with `model.rs`.

mod actions;
mod api;
pub(crate) mod client_page;
mod model;
pub(crate) mod pages;
#[cfg(test)]
mod samples;
mod store;

pub use actions::{archive, create, ensure_named, restore, update};
pub use api::{on_the_wire, routes};
pub use model::{Client, ClientPatch, NewClient};
pub(crate) use pages::SHOWN;
pub use pages::routes as page_routes;
pub use store::{find, list};
