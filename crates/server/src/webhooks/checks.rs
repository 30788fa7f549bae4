//! What a webhook may be: names, addresses, headers and numbers, judged before they are stored.

use super::events;
use super::model::{Webhook, Wish};
use super::networks::Networks;
use crate::error::Mistakes;
use crate::http::text;
use reqwest::header::{HeaderName, HeaderValue};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The longest URL, in characters.
const LONGEST_URL: usize = 500;
/// How many headers of its own a webhook may have, and how long each value may be.
const MOST_HEADERS: usize = 20;
const LONGEST_VALUE: usize = 2_000;

/// Headers that belong to the connection, to the body, or to us.
const OURS: &[&str] = &[
    "host",
    "content-length",
    "content-type",
    "content-encoding",
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "expect",
    "user-agent",
];

/// Puts what was wished into the webhook and notes what is wrong with it. Headers and secret are the caller's.
pub fn apply(mistakes: &mut Mistakes, webhook: &mut Webhook, wish: &Wish, networks: &Networks) {
    if let Some(name) = &wish.name {
        webhook.name = text::required(mistakes, "name", "A name", name, 200);
    }
    if let Some(description) = &wish.description {
        let description = description.as_deref();
        webhook.description = text::optional(
            mistakes,
            "description",
            "The description",
            description,
            text::LONG,
        );
    }
    if let Some(wished) = &wish.url {
        webhook.url = url(mistakes, wished, networks);
    }
    if let Some(method) = &wish.http_method {
        webhook.http_method = method.trim().to_uppercase();
        if !["POST", "PUT", "PATCH"].contains(&webhook.http_method.as_str()) {
            mistakes.add("http_method", "The method is POST, PUT or PATCH.");
        }
    }
    if let Some(kind) = &wish.content_type {
        webhook.content_type = text::required(mistakes, "content_type", "A content type", kind, 100);
        if !webhook.content_type.contains('/') || HeaderValue::from_str(&webhook.content_type).is_err() {
            mistakes.add("content_type", "Write the content type as application/json.");
        }
    }
    if let Some(wished) = &wish.events {
        webhook.events = names(mistakes, wished);
    }
    webhook.max_retries = number(
        mistakes,
        "max_retries",
        wish.max_retries,
        0..=100,
        webhook.max_retries,
    );
    webhook.retry_delay_seconds = number(
        mistakes,
        "retry_delay_seconds",
        wish.retry_delay_seconds,
        1..=7_200,
        webhook.retry_delay_seconds,
    );
    webhook.timeout_seconds = number(
        mistakes,
        "timeout_seconds",
        wish.timeout_seconds,
        1..=60,
        webhook.timeout_seconds,
    );
}

fn number(
    mistakes: &mut Mistakes,
    field: &'static str,
    wished: Option<i64>,
    allowed: RangeInclusive<i64>,
    otherwise: i64,
) -> i64 {
    let number = wished.unwrap_or(otherwise);
    if !allowed.contains(&number) {
        let (least, most) = (allowed.start(), allowed.end());
        mistakes.add(field, format!("Send a whole number from {least} to {most}."));
    }
    number
}

fn url(mistakes: &mut Mistakes, wished: &str, networks: &Networks) -> String {
    let text = text::required(mistakes, "url", "A URL", wished, LONGEST_URL);
    if text.is_empty() {
        return text;
    }
    match text.parse::<url::Url>() {
        Ok(url) if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() => {
            mistakes.add("url", "The URL begins with https:// or http://.");
        }
        Ok(url) if !url.username().is_empty() || url.password().is_some() => mistakes.add(
            "url",
            "Leave the user name and password out of the URL: put them into a header, which is kept secret.",
        ),
        Ok(url) => {
            if let Err(refused) = networks.refuse_literal(&url) {
                mistakes.add("url", refused.to_string());
            }
        }
        Err(_) => mistakes.add("url", "That is not a URL. Write it as https://example.com/hook."),
    }
    text
}

/// The wished names once each, as stored.
fn names(mistakes: &mut Mistakes, wished: &[String]) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for name in wished
        .iter()
        .map(|name| name.trim())
        .filter(|name| !name.is_empty())
    {
        if name != events::ALL && events::known(name).is_none() {
            let sentence = format!("“{name}” is no event. GET /api/v1/webhooks/events lists them; * is all.");
            mistakes.add("events", sentence);
        } else if !kept.contains(&name) {
            kept.push(name);
        }
    }
    if wished.iter().all(|name| name.trim().is_empty()) {
        mistakes.add("events", "Choose at least one event, or * for all.");
    }
    serde_json::json!(kept).to_string()
}

/// The headers by name, each judged.
pub fn headers(mistakes: &mut Mistakes, wished: &[(String, String)]) -> BTreeMap<String, String> {
    let mut kept = BTreeMap::new();
    for (name, value) in wished {
        let (name, value) = (name.trim(), value.trim());
        let lower = name.to_lowercase();
        if HeaderName::from_bytes(name.as_bytes()).is_err() {
            mistakes.add("headers", format!("“{name}” is not the name of a header."));
        } else if OURS.contains(&lower.as_str())
            || lower.starts_with("x-webhook-")
            || lower.starts_with("webhook-")
        {
            mistakes.add("headers", format!("The header {name} is set by this server."));
        } else if HeaderValue::from_str(value).is_err() || value.len() > LONGEST_VALUE {
            let sentence = format!(
                "The value of the header {name} must be one line of at most {LONGEST_VALUE} plain characters."
            );
            mistakes.add("headers", sentence);
        } else {
            kept.insert(name.to_owned(), value.to_owned());
        }
    }
    if wished.len() > MOST_HEADERS {
        mistakes.add(
            "headers",
            format!("A webhook may have {MOST_HEADERS} headers of its own."),
        );
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &str, value: &str) -> bool {
        let mut mistakes = Mistakes::default();
        headers(&mut mistakes, &[(name.into(), value.into())]);
        mistakes.check().is_err()
    }

    #[test]
    fn headers_of_the_connection_and_ours_are_refused() {
        for name in [
            "Host",
            "TE",
            "transfer-encoding",
            "X-Webhook-Signature",
            "webhook-id",
            "User-Agent",
            "a b",
            "",
        ] {
            assert!(refused(name, "x"), "{name}");
        }
        for value in ["a\r\nX-Evil: 1", "a\0b", &"x".repeat(2_001)] {
            assert!(refused("Authorization", value), "{value:?}");
        }
        assert!(!refused("Authorization", "Bearer abc"));
        assert!(!refused("X-Team", "north"));
    }

    #[test]
    fn a_url_is_one_that_can_be_called() {
        let refused = |text: &str| {
            let mut mistakes = Mistakes::default();
            url(&mut mistakes, text, &Networks::default());
            mistakes.check().is_err()
        };
        for text in [
            "",
            "example.com",
            "ftp://example.com/",
            "javascript:alert(1)",
            "http://user:secret@example.com/",
            "http://127.0.0.1/",
            "http://[::1]/",
            "http:///",
            &format!("https://example.com/{}", "x".repeat(500)),
        ] {
            assert!(refused(text), "{text}");
        }
        for text in [
            "http://x.invalid",
            "https://hooks.zapier.com/hooks/catch/1/2/",
            "https://bücher.example/ä?q=1",
        ] {
            assert!(!refused(text), "{text}");
        }
    }
}
