//! What people read, in their language: messages, dates, numbers, lengths of time.
//!
//! Every page has a field `shell` with [`Words`] in it. Its template asks `shell.words.t("nav-today")` for a
//! message, `shell.words.with("form-colour-number", [("n", count.into())])` for one with arguments, and
//! `shell.words.rich(…)` for one that holds markup. Messages stand in `crates/server/locales`, one file a language
//! (Fluent); `en-US.ftl` and `de-CH.ftl` only say what differs there. Components do the same, since a macro sees the
//! fields of the page that uses it.
//!
//! What an action refuses is said in English, for the API speaks English: [`Words::said`] finds the sentence among
//! the messages named `said-…` and tells it in the reader's language. A sentence that is not there yet stays English.
//!
//! The language `en-XB` is English written backwards from right to left: chosen under Settings → Me like any other,
//! it shows what a right-to-left language would do to a page, and which words are no messages yet.

mod catalogue;
mod days;
mod language;
mod numbers;
mod reader;
mod said;
#[cfg(test)]
mod tests;

pub use language::Language;
pub(crate) use reader::Told;
pub use reader::{Bare, Reader, in_their_language};

use askama::filters::{Html, Safe, escape};
use fluent_bundle::FluentArgs;
/// An argument of a message: a text or a number, by `.into()`.
pub use fluent_bundle::FluentValue as Value;
use std::borrow::Cow;

/// The messages that scripts show; `web/src/words.ts` finds them in the page.
pub const OF_SCRIPTS: &[&str] = &[
    "script-dismiss",
    "script-signed-out",
    "script-sign-in",
    "script-server-error",
    "script-unreachable",
    "script-unreachable-typed",
    "script-copied",
    "script-not-copied",
    "script-lost",
    "script-draft",
];

/// The reader's language, at hand wherever something is said. Cheap to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Words {
    language: Language,
}

impl Words {
    /// The words of a language.
    pub fn of(language: Language) -> Self {
        Self { language }
    }

    /// The words for a language tag as a person chose it; the language that the browser asks for where we do not
    /// speak the chosen one.
    pub fn chosen(tag: &str, headers: &axum::http::HeaderMap) -> Self {
        Language::of_tag(tag).map_or_else(|| Self::asked(headers), Self::of)
    }

    /// The words of the language that a browser asks for, else English.
    pub fn asked(headers: &axum::http::HeaderMap) -> Self {
        let header = headers.get(axum::http::header::ACCEPT_LANGUAGE);
        let text = header.and_then(|value| value.to_str().ok()).unwrap_or("");
        Self::of(Language::accepted(text))
    }

    /// Which language it is.
    pub fn language(self) -> Language {
        self.language
    }

    /// For `<html lang>`.
    pub fn tag(self) -> &'static str {
        self.language.tag()
    }

    /// For `<html dir>`.
    pub fn direction(self) -> &'static str {
        self.language.direction()
    }

    /// A message.
    pub fn t(self, key: &str) -> Cow<'static, str> {
        catalogue::format(self.language, key, None).unwrap_or_else(|| Cow::Owned(key.to_owned()))
    }

    /// A message with arguments.
    pub fn with(self, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
        let arguments: FluentArgs = arguments
            .iter()
            .map(|(name, value)| (*name, value.clone()))
            .collect();
        let text = catalogue::format(self.language, key, Some(&arguments));
        text.map_or_else(|| key.to_owned(), Cow::into_owned)
    }

    /// A message that holds markup; its arguments are texts and are escaped.
    pub fn rich(self, key: &str, arguments: &[(&str, &str)]) -> Safe<String> {
        let escaped: Vec<(&str, Value<'_>)> = arguments
            .iter()
            .map(|(name, text)| (*name, Value::from(escaped(text))))
            .collect();
        Safe(self.with(key, &escaped))
    }
}

fn escaped(text: &str) -> String {
    match escape(text, Html) {
        Ok(safe) => safe.to_string(),
        Err(never) => match never {},
    }
}
