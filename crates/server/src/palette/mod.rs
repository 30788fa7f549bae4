//! The command palette: one question over pages, actions and everything that has a name.
//!
//! `GET /palette` answers while somebody types, `/search` is the same as a page for whoever has no scripts. Both
//! say where an item leads or what it sends; nothing is done here. Start with `gather.rs`: what is found, and in
//! which order.

mod commands;
mod gather;
mod model;
pub(crate) mod pages;
#[cfg(test)]
mod samples;
mod store;
#[cfg(test)]
mod tests;

pub use pages::routes as page_routes;
