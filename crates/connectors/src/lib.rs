//! Connectors: translators between a service that people already use and `TimeTracker`.
//!
//! A connector says what it needs ([`Manifest`]), checks a key ([`Connector::check`]) and reads issues page by page
//! ([`Connector::pull`]). It keeps nothing: the host owns the schedule, the cursor, the secrets, the database, the log
//! of runs, and decides what becomes of an issue.
//!
//! Read `linear/mod.rs` first; it is the one to copy. To add a connector, make a folder like it and add one line to
//! [`ALL`]. Deliberately not here: a database, a router, a scheduler, and any word about another connector.

pub mod call;
pub mod connector;
pub mod contract;
pub mod error;
pub mod http;
pub mod linear;
pub mod manifest;

pub use call::{Call, Secret};
pub use connector::{
    Account, Census, CensusEntry, Connector, Container, Cursor, Detail, Failure, Fetched, Issue, IssueState,
    Landing, MOST_FETCHED, Named, Page, Pending, Person, Priority, Status, Usage, WorkflowState,
};
pub use error::{Error, ErrorKind};
pub use http::{Http, HttpOptions};
pub use manifest::{Capabilities, Field, FieldKind, Manifest, SecretField, Settings};

/// Every connector there is, in the order in which they are offered.
pub const ALL: &[&dyn Connector] = &[
    &linear::Linear, //
];

/// The connector whose manifest has this name.
pub fn by_name(name: &str) -> Option<&'static dyn Connector> {
    ALL.iter()
        .copied()
        .find(|connector| connector.manifest().name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_connector_is_found_by_a_name_that_no_other_has() {
        for connector in ALL {
            contract::manifest_is_complete(connector.manifest());
            let found = by_name(connector.manifest().name).unwrap();
            assert!(
                std::ptr::eq(found.manifest(), connector.manifest()),
                "two share a name"
            );
        }
        assert!(by_name("nobody").is_none());
    }
}
