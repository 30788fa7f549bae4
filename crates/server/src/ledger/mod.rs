//! The list of finished entries: what a filter finds, what it adds up to, what is done to many of them at once, and
//! the same as a file. Every number of a report leads here.
//!
//! Not here: the entries of a day, where one is added or changed (`today`), and the rules of both (`time_entries`).
//! What is filtered by is the report's (`reports::Selection`), so that both always mean the same entries.

mod bulk;
mod export;
pub(crate) mod pages;
#[cfg(test)]
mod samples;
mod store;
#[cfg(test)]
mod tests;

pub use pages::routes as page_routes;
