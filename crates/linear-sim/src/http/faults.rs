//! What can go wrong on purpose.

use std::time::Duration;

/// A misbehaviour of the server. Each one applies to one request, in the order they were queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// This status with a line of plain text, as the edge in front of Linear sends it.
    Status(u16),
    /// This status with an HTML page.
    Html(u16),
    /// No answer until the server stops.
    Hang,
    /// The right answer, after this long.
    Delay(Duration),
    /// The right answer, so many bytes at a time with a pause after each.
    Drip {
        /// Bytes in one piece.
        bytes: usize,
        /// Time between pieces.
        pause: Duration,
    },
    /// The first half of the right answer, complete as far as HTTP can tell.
    TruncatedJson,
    /// The right answer labelled as HTML.
    WrongContentType,
    /// Half of the right answer, then the connection drops.
    ResetMidBody,
    /// An `errors` entry of this kind, with `data: null`.
    GraphqlError {
        /// The HTTP status it comes with.
        http_status: u16,
        /// `message`.
        message: String,
        /// `extensions.type`.
        kind: &'static str,
        /// `extensions.code`.
        code: &'static str,
    },
    /// The right `data`, and an `errors` entry beside it.
    PartialData {
        /// `message` of the entry.
        message: String,
    },
    /// The rate-limit error under one of the statuses seen in the wild (400, 429 or 200).
    RateLimited {
        /// The HTTP status it comes with.
        http_status: u16,
        /// Seconds for a `Retry-After` header; Linear itself sends none.
        retry_after: Option<u64>,
    },
    /// Refuses the cursor of the next request that brings one.
    ExpiredCursor,
    /// Answers so many more requests, then revokes the key that asks next.
    RevokeKeyAfter(usize),
}
