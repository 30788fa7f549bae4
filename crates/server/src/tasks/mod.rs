//! Things to be done in a project. A Linear issue becomes one task, with its identifier and URL.
//!
//! Not here: what the Linear sync writes (`integrations::import`). Start with `model.rs`.

mod actions;
mod api;
mod arrange;
mod asides;
mod behind;
pub(crate) mod board;
mod bulk;
mod bulk_pages;
mod chips;
pub(crate) mod filters_page;
mod groups;
mod headings;
pub(crate) mod issue_page;
mod model;
mod narrow;
pub(crate) mod new_page;
pub(crate) mod pages;
pub(crate) mod row;
mod store;
pub(crate) mod suggestions;
pub(crate) mod tracked;
mod typed;
pub(crate) mod views;
mod wanted;

#[cfg(test)]
mod list_tests;
#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod samples;
#[cfg(test)]
pub(crate) mod samples_at_scale;
#[cfg(test)]
mod tests;

pub use actions::{create, delete, update};
pub use api::{on_the_wire, routes};
pub use asides::recent_labels;
pub use model::{NewTask, Priority, Status, Task, TaskPatch, TaskView, search_text};
pub use pages::routes as page_routes;
pub use store::{Filter, count, find, find_by_identifier, find_by_name, list, suggest, view};
pub use typed::{is_identifier, meant};
pub use views::view_address;
