//! What the service's states, people and names mean here, and who says so.
//!
//! A sync meets them and keeps them current; administrators choose where the rule (a state by its kind, a
//! person by e-mail) is not what they want. Either way the tasks follow at once, without asking the service
//! again. Not here: how an issue becomes a row (`import`).

mod actions;
mod names;
mod people;
mod states;

pub use actions::{Choice, choose_person, choose_state};
pub use names::{Names, label_text, rename};
pub use people::{People, Person, list as people, unmatched};
pub use states::{States, WorkflowState, list as states};
