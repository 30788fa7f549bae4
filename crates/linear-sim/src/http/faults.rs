//! What can go wrong on purpose.

use std::time::Duration;

use serde_json::Value as Json;

/// A misbehaviour of the server. Each one applies to one request, in the order they were queued.
///
/// Those about pages wait for the next request that reads root `issues` with success, and those about cursors
/// for the next that brings one; the others take whatever request comes.
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
    /// As [`Fault::RateLimited`], with `Retry-After` as a date so many seconds from now.
    RateLimitedUntil {
        /// The HTTP status it comes with.
        http_status: u16,
        /// How far away the date is.
        seconds: u64,
    },
    /// The connection drops before a byte of the answer. The request has been carried out.
    ResetBeforeHeaders,
    /// Success, and nothing in the body.
    EmptyBody,
    /// Something else altogether, without Linear's headers.
    Body {
        /// The HTTP status it comes with.
        http_status: u16,
        /// `Content-Type`.
        content_type: String,
        /// The body.
        text: String,
    },
    /// The right answer without any header about limits.
    NoLimitHeaders,
    /// The right answer with a `Date` that is off by so many seconds.
    DateOff(i64),
    /// Page: `hasNextPage` is true, with this `endCursor`.
    EndCursor(Option<String>),
    /// Page: no nodes, and `hasNextPage` with the cursor that the request brought.
    EmptyPage,
    /// Page: its first nodes stand at its end once more.
    RepeatNodes(usize),
    /// Page: its last nodes stand at the front of the next page once more.
    OverlapPages(usize),
    /// Page: one node is null, and an `errors` entry points at it.
    NullNode {
        /// Which, counted from 0; past the end is the last.
        nth: usize,
    },
    /// Page: one field of one node is null, and an `errors` entry points at it.
    NodeError {
        /// Which, counted from 0; past the end is the last.
        nth: usize,
        /// The field, with dots for what is inside: `state.type`.
        field: String,
        /// `message` of the entry.
        message: String,
    },
    /// Page: a field of a node holds something else, or is left out, without a word.
    Field {
        /// Which node, counted from 0; past the end is the last; without it, all.
        nth: Option<usize>,
        /// The field, with dots for what is inside: `state.type`.
        field: String,
        /// What it holds; without it, the field is left out.
        value: Option<Json>,
    },
    /// Cursor: the first page is given again, with its own `endCursor`.
    FirstPageAgain,
    /// Refuses the cursor of the next request that brings one.
    ExpiredCursor,
    /// Answers so many more requests, then revokes the key that asks next.
    RevokeKeyAfter(usize),
}

impl Fault {
    /// Whether it changes a page of issues.
    pub(crate) fn is_about_pages(&self) -> bool {
        matches!(
            self,
            Self::EndCursor(_)
                | Self::EmptyPage
                | Self::RepeatNodes(_)
                | Self::OverlapPages(_)
                | Self::NullNode { .. }
                | Self::NodeError { .. }
                | Self::Field { .. }
        )
    }

    /// Whether it is about the cursor that a request brings.
    pub(crate) fn is_about_cursors(&self) -> bool {
        matches!(self, Self::ExpiredCursor | Self::FirstPageAgain)
    }
}
