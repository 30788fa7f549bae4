//! What can go wrong.

use std::collections::BTreeMap;

/// Why a call came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server said no: what was sent is wrong, or may not be.
    #[error("{message} ({code}, {status})")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The machine's word for it, such as `timer_already_running`.
        code: String,
        /// The sentence for people.
        message: String,
        /// By field: what is wrong and what would be right.
        fields: BTreeMap<String, Vec<String>>,
    },
    /// No attempt got through.
    #[error("The server does not answer: {0}")]
    Unreachable(#[source] reqwest::Error),
    /// An answer that is not of this API.
    #[error("The server answered {status} with something that is not of the API v1: {why}")]
    Unexpected {
        /// The HTTP status.
        status: u16,
        /// What is odd about it.
        why: String,
    },
    /// The address or the token cannot be used.
    #[error("{0}")]
    Unusable(String),
}
