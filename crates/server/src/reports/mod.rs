//! Sums over time entries, for those who may see them.
//!
//! Raw seconds are added up and rounded once, at the end. A day is a day in the reader's zone, and a report has all
//! of its last day. An entry belongs to the day on which it began, as in the list of entries, so that the list of a
//! range adds up to its report. Start with `range.rs`; the sums by any two dimensions are in `sums`.

mod api;
mod bar;
mod capacity;
mod chart;
mod csv;
mod dimension;
mod export;
mod names;
pub(crate) mod page;
#[cfg(test)]
mod page_tests;
mod payroll;
mod preset;
mod range;
#[cfg(test)]
pub(crate) mod samples;
mod selection;
mod store;
mod sums;
mod table;
#[cfg(test)]
mod tests;

pub use api::routes;
pub use bar::{Bar, Drawn};
pub use csv::{quoted as csv_field, streamed as csv_file};
pub use page::{routes as page_routes, selection as read_selection};
pub use preset::Preset;
pub use range::{Range, readable};
pub use selection::{Asked, Selection, address};
pub use sums::{Filter, Sum, narrow, total};
