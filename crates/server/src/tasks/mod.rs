//! Things to be done in a project. A Linear issue becomes one task, with its identifier and URL.
//!
//! Not here: what the Linear sync writes (`integrations::import`). Start with `model.rs`.

mod actions;
mod api;
pub(crate) mod issue_page;
mod model;
pub(crate) mod pages;
pub(crate) mod row;
mod store;
pub(crate) mod suggestions;
mod totals;
pub(crate) mod tracked;
mod typed;

#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub use actions::{create, delete, update};
pub use api::{on_the_wire, routes};
pub use model::{NewTask, Priority, Status, Task, TaskPatch, TaskView, search_text};
pub use pages::routes as page_routes;
pub use store::{Filter, count, find, find_by_identifier, find_by_name, list, suggest, view};
pub use typed::{is_identifier, meant};
