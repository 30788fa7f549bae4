//! Bodies of work. A project belongs to a client and holds tasks; time is put on either.
//!
//! Not here: what the Linear sync writes (`integrations::import`). Start with `model.rs`.

mod actions;
mod api;
mod choice;
pub(crate) mod form;
mod model;
pub(crate) mod pages;
#[cfg(test)]
mod samples;
mod store;

#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod tests;

pub use actions::{archive, create, restore, update};
pub(crate) use actions::{color_of, hours};
#[cfg(test)]
pub use api::KNOWN_FIELDS;
pub use api::{on_the_wire, routes};
pub use choice::{labels, typed};
pub(crate) use form::SHOWN;
pub use model::{NewProject, Project, ProjectPatch, ProjectView};
pub use pages::{Row as ProjectRow, of_client, routes as page_routes};
pub use store::{Choice, Filter, choices, count, find, find_by_code, list, named, of_connection, view};
