//! Files of time entries from elsewhere: taken in, looked at, put into a person's time, taken out again.
//!
//! A file lies in pieces in the database until its import has ended. A job reads it batch by batch; each
//! batch is judged and written in one transaction with the place from which the next goes on. Start with
//! `model.rs`, then `run.rs`. Not here: what a single entry must fulfil (`time_entries`).

mod actions;
mod api;
mod batch;
mod columns;
mod dialect;
mod draft;
pub(crate) mod draft_view;
mod failed_rows;
mod judge;
mod key;
mod model;
mod moments;
pub(crate) mod pages;
mod places;
mod preview;
mod run;
#[cfg(test)]
mod samples;
mod source;
mod spool;
mod store;
mod undo;
mod upload;

mod wording;

#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod reading_tests;
#[cfg(test)]
mod tests;

pub use actions::{Wishes, delimiter_of, finish_here, open, start, take_in, taken_in};
pub use api::routes as api_routes;
pub use model::{Import, Kept, Status};
pub use moments::DateOrder;
pub use pages::routes as page_routes;
pub use run::{abandon, carry_out};
pub use spool::Upload;
pub use store::findings;

/// Whether a request to this address may take longer than others: it brings a file, or waits for an import.
pub fn takes_long(path: &str) -> bool {
    path == "/imports" || path == "/api/v1/time-entries/import-csv" || path.starts_with("/api/v1/imports/")
}
