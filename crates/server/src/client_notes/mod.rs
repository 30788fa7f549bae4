//! What people note about a client. Everybody reads; the author changes; the author and managers delete.

mod actions;
mod api;
mod store;
#[cfg(test)]
mod tests;

pub use api::routes;
