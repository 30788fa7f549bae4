//! What can go wrong, in the few kinds that a caller acts on.
//!
//! The API draws an [`Error`] in the v1 shapes (`http::api`), the pages as HTML with ways out
//! (`http::page`). The cause of an internal error goes to the log once, never to the reader.

use std::borrow::Cow;
use std::fmt;

/// The result of an action.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A mistake in one field of a form or body, said in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name as the API spells it.
    pub field: Cow<'static, str>,
    /// What is wrong and what would be right.
    pub message: String,
}

/// Every way a request can end badly.
#[derive(Debug, Clone)]
pub enum Error {
    /// Nothing there that this person may see. Also used where the thing belongs to somebody else.
    NotFound(&'static str),
    /// Nobody is signed in, or the session or token ended.
    Unauthenticated(String),
    /// Signed in, but not allowed. The sentence says who is.
    Forbidden(String),
    /// One or more fields are wrong; all of them are listed.
    Invalid(Vec<FieldError>),
    /// A rule of the domain refuses this: code for programs, sentence for people.
    Rule {
        /// The machine's word for it, e.g. `overlapping_entry`.
        code: &'static str,
        /// What happened and what to do.
        message: String,
    },
    /// The thing changed meanwhile, or is already so.
    Conflict {
        /// The machine's word for it, e.g. `timer_already_running`.
        code: &'static str,
        /// What happened and what to do.
        message: String,
    },
    /// Too many requests; try again after so many seconds.
    TooMany {
        /// Seconds to wait.
        retry_after: u64,
        /// What happened and what to do.
        message: String,
    },
    /// The body is larger than this server takes.
    TooLarge,
    /// Something we depend on is busy or away; the same request may work in a moment.
    Unavailable(String),
    /// Our fault. The text is for the log.
    Internal(String),
}

impl Error {
    /// One wrong field.
    pub fn field(field: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError {
            field: field.into(),
            message: message.into(),
        }])
    }

    /// A rule of the domain that refuses.
    pub fn rule(code: &'static str, message: impl Into<String>) -> Self {
        Self::Rule {
            code,
            message: message.into(),
        }
    }

    /// A conflict with the present state.
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::Conflict {
            code,
            message: message.into(),
        }
    }

    /// The sentence a person reads.
    pub fn sentence(&self) -> String {
        match self {
            Self::NotFound(what) => format!("There is no such {what}, or you may not see it."),
            Self::Unauthenticated(message)
            | Self::Forbidden(message)
            | Self::Rule { message, .. }
            | Self::Conflict { message, .. }
            | Self::TooMany { message, .. }
            | Self::Unavailable(message) => message.clone(),
            Self::Invalid(fields) => fields
                .iter()
                .map(|field| field.message.as_str())
                .collect::<Vec<_>>()
                .join(" "),
            Self::TooLarge => "That is larger than this server accepts.".into(),
            Self::Internal(_) => {
                "Something went wrong on our side. It has been logged; please try again.".into()
            }
        }
    }

    /// The sentence about one field, where that field is wrong.
    pub fn of_field(&self, name: &str) -> Option<&str> {
        match self {
            Self::Invalid(fields) => fields
                .iter()
                .find(|field| field.field == name)
                .map(|field| field.message.as_str()),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Internal(cause) => write!(f, "internal: {cause}"),
            other => f.write_str(&other.sentence()),
        }
    }
}

impl std::error::Error for Error {}

impl From<timetracker_db::Error> for Error {
    fn from(error: timetracker_db::Error) -> Self {
        use timetracker_db::Error as Db;
        match error {
            Db::NoRow => Self::NotFound("row"),
            Db::Unique { detail } => {
                tracing::warn!(%detail, "unique constraint refused a write");
                Self::conflict(
                    "conflict",
                    "Somebody saved the same thing at the same moment. Reload and try again.",
                )
            }
            // PostgreSQL cannot store NUL and neither engine is asked to.
            Db::Check { detail } if detail.contains("NUL") => Self::rule(
                "bad_request",
                "A text holds a NUL character. Remove it and try again.",
            ),
            // Nobody reads this: the answer of whoever was first is sent instead.
            Db::Taken => Self::conflict(
                "idempotency_key_in_use",
                "Another request with this Idempotency-Key was first. Send it again.",
            ),
            Db::Busy | Db::Gone => {
                tracing::error!(%error, "database unavailable");
                Self::Unavailable(
                    "The database is busy or away. Nothing was saved; try again in a moment.".into(),
                )
            }
            other => Self::Internal(other.to_string()),
        }
    }
}

/// Collects every mistake of a form before refusing it.
#[derive(Debug, Default)]
pub struct Mistakes(Vec<FieldError>);

impl Mistakes {
    /// Notes one mistake.
    pub fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push(FieldError {
            field: field.into(),
            message: message.into(),
        });
    }

    /// Takes the value, or notes why there is none.
    pub fn take<T, E: fmt::Display>(&mut self, field: &'static str, value: Result<T, E>) -> Option<T> {
        value.map_err(|error| self.add(field, error.to_string())).ok()
    }

    /// Fails with all mistakes when there are any.
    pub fn check(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(self.0))
        }
    }
}
