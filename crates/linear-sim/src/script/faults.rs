//! Faults as a script writes them.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value as Json;

use crate::http::faults::Fault;

/// A fault by its `kind`; see [`Fault`] for what each does.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum FaultSpec {
    Status {
        status: u16,
    },
    Html {
        status: u16,
    },
    Body {
        status: u16,
        content_type: String,
        text: String,
    },
    Hang,
    Delay {
        ms: u64,
    },
    Drip {
        bytes: usize,
        pause_ms: u64,
    },
    TruncatedJson,
    EmptyBody,
    WrongContentType,
    ResetMidBody,
    ResetBeforeHeaders,
    NoLimitHeaders,
    DateOff {
        seconds: i64,
    },
    /// An `errors` entry of Linear's type that belongs to the code.
    GraphqlError {
        status: u16,
        code: ErrorCode,
        message: String,
    },
    PartialData {
        message: String,
    },
    RateLimited {
        status: u16,
        retry_after: Option<u64>,
    },
    RateLimitedUntil {
        status: u16,
        seconds: u64,
    },
    EndCursor {
        cursor: Option<String>,
    },
    EmptyPage,
    RepeatNodes {
        count: usize,
    },
    OverlapPages {
        count: usize,
    },
    NullNode {
        nth: usize,
    },
    NodeError {
        nth: usize,
        field: String,
        message: String,
    },
    Field {
        nth: Option<usize>,
        field: String,
        #[serde(default)]
        value: Json,
        #[serde(default)]
        leave_out: bool,
    },
    FirstPageAgain,
    ExpiredCursor,
    RevokeKeyAfter {
        requests: usize,
    },
}

/// The codes that Linear puts on errors.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ErrorCode {
    AuthenticationError,
    Forbidden,
    GraphqlValidationFailed,
    InputError,
    InternalServerError,
    Ratelimited,
    /// One that nobody has heard of.
    SolarFlare,
}

impl ErrorCode {
    /// `extensions.type` and `extensions.code`.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::AuthenticationError => ("authentication error", "AUTHENTICATION_ERROR"),
            Self::Forbidden => ("forbidden", "FORBIDDEN"),
            Self::GraphqlValidationFailed => ("graphql error", "GRAPHQL_VALIDATION_FAILED"),
            Self::InputError => ("invalid input", "INPUT_ERROR"),
            Self::InternalServerError => ("internal error", "INTERNAL_SERVER_ERROR"),
            Self::Ratelimited => ("ratelimited", "RATELIMITED"),
            Self::SolarFlare => ("solar flare", "SOLAR_FLARE"),
        }
    }
}

impl FaultSpec {
    pub(crate) fn fault(&self) -> Fault {
        match self.clone() {
            Self::Status { status } => Fault::Status(status),
            Self::Html { status } => Fault::Html(status),
            Self::Body {
                status,
                content_type,
                text,
            } => Fault::Body {
                http_status: status,
                content_type,
                text,
            },
            Self::Hang => Fault::Hang,
            Self::Delay { ms } => Fault::Delay(Duration::from_millis(ms)),
            Self::Drip { bytes, pause_ms } => Fault::Drip {
                bytes,
                pause: Duration::from_millis(pause_ms),
            },
            Self::TruncatedJson => Fault::TruncatedJson,
            Self::EmptyBody => Fault::EmptyBody,
            Self::WrongContentType => Fault::WrongContentType,
            Self::ResetMidBody => Fault::ResetMidBody,
            Self::ResetBeforeHeaders => Fault::ResetBeforeHeaders,
            Self::NoLimitHeaders => Fault::NoLimitHeaders,
            Self::DateOff { seconds } => Fault::DateOff(seconds),
            Self::GraphqlError {
                status,
                code,
                message,
            } => Fault::GraphqlError {
                http_status: status,
                message,
                kind: code.words().0,
                code: code.words().1,
            },
            Self::PartialData { message } => Fault::PartialData { message },
            Self::RateLimited { status, retry_after } => Fault::RateLimited {
                http_status: status,
                retry_after,
            },
            Self::RateLimitedUntil { status, seconds } => Fault::RateLimitedUntil {
                http_status: status,
                seconds,
            },
            other => other.about_pages(),
        }
    }

    fn about_pages(self) -> Fault {
        match self {
            Self::EndCursor { cursor } => Fault::EndCursor(cursor),
            Self::RepeatNodes { count } => Fault::RepeatNodes(count),
            Self::OverlapPages { count } => Fault::OverlapPages(count),
            Self::NullNode { nth } => Fault::NullNode { nth },
            Self::NodeError { nth, field, message } => Fault::NodeError { nth, field, message },
            Self::Field {
                nth,
                field,
                value,
                leave_out,
            } => Fault::Field {
                nth,
                field,
                value: (!leave_out).then_some(value),
            },
            Self::FirstPageAgain => Fault::FirstPageAgain,
            Self::ExpiredCursor => Fault::ExpiredCursor,
            Self::RevokeKeyAfter { requests } => Fault::RevokeKeyAfter(requests),
            _ => Fault::EmptyPage,
        }
    }
}
