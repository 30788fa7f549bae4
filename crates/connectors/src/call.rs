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
