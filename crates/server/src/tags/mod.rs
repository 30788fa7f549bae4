//! The tags that are in use. A tag exists as long as an entry or a task carries it.

mod api;
mod store;
#[cfg(test)]
mod tests;

pub use api::routes;
