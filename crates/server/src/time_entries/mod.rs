//! Time: entries and the timer. This is the room that the others are modelled on.
//!
//! An entry is the half-open interval from `started_at` to `ended_at`, in UTC instants, with the zone
//! of its person. A timer *is* an entry without an end; the database allows one per person. Raw time is
//! never rounded: rounding is a view.
//!
//! Start with `model.rs`; the rules for finished entries are in `actions.rs`, those of the timer in
//! `timer.rs`.

mod actions;
mod api;
pub mod bulk;
pub mod by_person;
mod days;
mod limit;
mod many;
mod model;
mod overlaps;
mod pages;
mod pieces;
mod place;
mod reshape;
mod room;
#[cfg(test)]
pub(crate) mod samples;
mod steps;
mod store;
mod timer;
mod timer_api;

#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod step_tests;
#[cfg(test)]
mod tests;

pub use actions::{create, delete, restore, update};
pub(crate) use actions::{duration as judged_duration, overlap_sentence};
#[cfg(test)]
pub use api::KNOWN_FIELDS;
pub use api::{on_the_wire, routes as api_routes};
pub use bulk::{Verb, change_many, left, routes as bulk_routes, undo_many};
pub use days::day_totals;
pub use limit::{cut, discard, keep};
pub use many::{Holder, Taken};
pub use model::{EntryPatch, EntryView, Moment, NewEntry, TimeEntry};
pub use overlaps::{Resolution, add, change};
pub use pages::routes as page_routes;
pub use place::{Place, find as find_place};
pub use reshape::{fit, merge, split};
pub use room::room;
pub use steps::{Step, undo};
pub use store::{
    Filter, PersonTotal, TaskTotal, all_running, count, find_view, for_task, list, overlaps, project_people,
    project_tasks, running, views,
};
pub use timer::{
    OnRunning, StartTimer, Started, pause, refuse_other, resume, start, start_again, stop, undo_start,
    undo_stop, undo_switch,
};
pub use timer_api::routes as timer_api_routes;
