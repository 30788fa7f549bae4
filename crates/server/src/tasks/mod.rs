//! Things to be done in a project. A Linear issue becomes one task, with its identifier and URL.
//!
//! Not here: what the Linear sync writes (`integrations::import`). Start with `model.rs`.

mod actions;
mod api;
mod model;
mod store;

pub use actions::{create, delete, update};
pub use api::routes;
pub use model::{NewTask, Priority, Status, Task, TaskPatch, TaskView, search_text};
pub use store::{Filter, count, find, find_by_identifier, list, suggest, view};
