//! What went wrong, for three readers: the host (`kind`), people (`message`) and the log (`detail`).

use std::time::Duration;

use crate::call::Secret;

/// The longest detail that is kept, in characters.
const LONGEST_DETAIL: usize = 500;

/// A failure of one call to a service.
///
/// The message is whole sentences for people: what happened and what to do. It never holds a secret or a raw answer.
/// The detail is for the log, bounded, and holds no secret either.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What the host should do.
    pub kind: ErrorKind,
    /// What happened and what to do, for people.
    pub message: String,
    /// What the service or the network said, for the log. May be empty.
    pub detail: String,
}

/// What the host should do about an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The service asks for patience: call again after this time, not earlier.
    RetryAfter(Duration),
    /// The secret is refused: stop the schedule and ask for a new one.
    Reauthorise,
    /// A setting does not fit; `field` is its name in the manifest, or [`ErrorKind::SECRET`].
    FixSettings {
        /// The name of the setting in the manifest.
        field: &'static str,
    },
    /// The service could not be reached, or broke off. The next run may well succeed.
    Unreachable,
    /// The service answered, but not as it should have. The next run may succeed.
    Unexpected,
    /// The service, or the person's plan or permission there, does not allow what was asked.
    Unsupported,
    /// Trying again soon is pointless: something has to change first, here or there. The schedule may go on.
    GiveUp,
}

impl ErrorKind {
    /// The field that stands for the secret in [`ErrorKind::FixSettings`].
    pub const SECRET: &'static str = "secret";

    /// Whether the same call may succeed a moment later without anybody doing anything.
    pub const fn is_passing(self) -> bool {
        matches!(self, Self::RetryAfter(_) | Self::Unreachable | Self::Unexpected)
    }
}

impl Error {
    /// An error without detail.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            detail: String::new(),
        }
    }

    /// The same error with what the log should know beside the message.
    #[must_use]
    pub fn with_detail(mut self, detail: impl AsRef<str>) -> Self {
        self.detail = bounded(detail.as_ref());
        self
    }

    /// The same error with every trace of the secret replaced.
    #[must_use]
    pub fn without(self, secret: &Secret) -> Self {
        Self {
            kind: self.kind,
            message: secret.redact(&self.message),
            detail: secret.redact(&self.detail),
        }
    }
}

/// The first characters on one line, controls replaced.
fn bounded(text: &str) -> String {
    let mut kept: String = text
        .chars()
        .take(LONGEST_DETAIL)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(LONGEST_DETAIL).is_some() {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detail_is_one_line_and_has_an_end() {
        let error = Error::new(ErrorKind::Unexpected, "It failed.").with_detail("é\n".repeat(600));
        assert!(error.detail.starts_with("é é é") && error.detail.ends_with('…'));
        assert_eq!(error.detail.chars().count(), LONGEST_DETAIL + 1);
    }

    #[test]
    fn an_error_can_be_freed_of_its_secret() {
        let secret = Secret::new("lin_api_0123456789");
        let error =
            Error::new(ErrorKind::GiveUp, "Not lin_api_0123456789.").with_detail("lin_api_0123456789");
        let error = error.without(&secret);
        assert_eq!(
            (error.message.as_str(), error.detail.as_str()),
            ("Not ••••.", "••••")
        );
    }
}
