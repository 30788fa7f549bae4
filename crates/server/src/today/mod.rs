//! Home: one day of one's own time, editable in place, beside the week and what is assigned.
//!
//! A read that crosses features, and the forms by which people add and change their entries. The rules
//! about entries are in `time_entries`; the timer's own buttons are there too. Start with `pages.rs`.

mod clash;
mod day;
mod entry_form;
mod forms;
mod jot;
pub(crate) mod pages;
pub(crate) mod preview;
mod quick;
#[cfg(test)]
mod samples;
mod timeline;
mod timer_forms;
mod week;

#[cfg(test)]
mod tests;

pub(crate) use entry_form::SHOWN;
pub use pages::routes;
