//! Sums over time entries, for those who may see them.
//!
//! Raw seconds are added up and rounded once, at the end. A day is a day in the reader's zone, and a report has all
//! of its last day. An entry belongs to the day on which it began, as in the list of entries, so that the list of a
//! range adds up to its report. Start with `range.rs`.

mod api;
mod capacity;
mod payroll;
mod range;
mod store;
#[cfg(test)]
mod tests;

pub use api::routes;
pub use range::{Range, readable};
