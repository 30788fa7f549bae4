//! One question over projects, tasks, clients and one's own notes.
//!
//! Nothing ranks here but time: an issue asked for by its identifier comes first, then what changed last. Start
//! with `words.rs`: what matches.

mod api;
mod store;
#[cfg(test)]
mod tests;
mod words;

pub use api::routes;
pub use store::{FoundClient, FoundProject, FoundTask, clients, projects, task_called, tasks};
pub use words::Words;
