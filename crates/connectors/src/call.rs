//! What the host lends to a connector for one call.

use std::fmt;
use std::sync::Arc;

use timetracker_types::Clock;

use crate::http::Http;
use crate::manifest::Settings;

/// The shortest piece of a secret that is looked for when redacting; shorter ones would hit ordinary words.
const SHORTEST_PIECE: usize = 8;

/// Everything a connector may use during one call.
pub struct Call {
    /// The way to the network: timeouts, retries and limits are set.
    pub http: Http,
    /// The connection's settings, validated by the connector's manifest.
    pub settings: Settings,
    /// The connection's key, as people pasted it.
    pub secret: Secret,
    /// Another address of the service, for tests and for people behind a gateway; the connector knows its own.
    pub base_url: Option<String>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

/// A key or password. It shows itself only through [`Secret::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps the text as it was pasted or decrypted.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself: for the request and for the encrypted store, for nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last four characters, by which people recognise a key; nothing of a key too short to spare them.
    pub fn hint(&self) -> String {
        let characters: Vec<char> = self.0.trim().trim_matches(['"', '\'']).chars().collect();
        match characters.len() {
            0..12 => String::new(),
            length => characters[length - 4..].iter().collect(),
        }
    }

    /// The text with the secret, and each longer piece of it, replaced by dots.
    pub fn redact(&self, text: &str) -> String {
        let whole = self.0.trim();
        let pieces = whole.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
        let mut pieces: Vec<&str> = pieces.filter(|piece| piece.len() >= SHORTEST_PIECE).collect();
        if !whole.is_empty() {
            pieces.push(whole);
        }
        pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
        pieces
            .into_iter()
            .fold(text.to_owned(), |text, piece| text.replace(piece, "••••"))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(••••)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("••••")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_itself_to_nobody_who_did_not_ask() {
        let secret = Secret::new("lin_api_0123456789abcdef");
        assert_eq!(format!("{secret} {secret:?}"), "•••• Secret(••••)");
        assert_eq!(secret.expose(), "lin_api_0123456789abcdef");
    }

    #[test]
    fn a_hint_is_the_last_four_characters_unless_that_were_too_much() {
        assert_eq!(Secret::new(" \"lin_api_0123456789abcdef\"\n").hint(), "cdef");
        assert_eq!(Secret::new("short").hint(), "");
        assert_eq!(Secret::new("12345678901é").hint(), "901é");
    }

    #[test]
    fn redacting_finds_the_key_however_it_was_wrapped() {
        let secret = Secret::new(" 'Bearer lin_api_0123456789abcdef' ");
        assert_eq!(
            secret.redact("key lin_api_0123456789abcdef is bad"),
            "key •••• is bad"
        );
        assert_eq!(Secret::new("").redact("nothing to hide"), "nothing to hide");
        assert_eq!(Secret::new("abc").redact("a b abc"), "a b ••••");
    }
}
