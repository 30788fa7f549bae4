//! One call: its attempts, its key, its answer.

use crate::Error;
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

/// How long one attempt may take where nothing else is said.
const TIMEOUT: Duration = Duration::from_secs(15);
/// How often a call is tried in all where nothing else is said.
const ATTEMPTS: u32 = 4;
/// The pause before the second attempt; it doubles from then on.
const PAUSE: Duration = Duration::from_millis(200);
/// The longest that a server's `Retry-After` is waited for.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// A TimeTracker, as the owner of one token sees it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    base: String,
    token: Option<String>,
    http: reqwest::Client,
    timeout: Duration,
    attempts: u32,
}

impl Client {
    /// The server at `base`, such as `https://time.example.com`, called with this token.
    ///
    /// # Errors
    /// [`Error::Unusable`] where the token cannot stand in a header.
    pub fn new(base: &str, token: &str) -> Result<Self, Error> {
        if HeaderValue::from_str(token).is_err() {
            return Err(Error::Unusable(
                "The token holds characters that no token has.".into(),
            ));
        }
        Ok(Self {
            token: Some(token.to_owned()),
            ..Self::stranger(base)?
        })
    }

    /// The server as anybody sees it: for [`Client::info`] and [`Client::sign_in`].
    ///
    /// # Errors
    /// [`Error::Unusable`] where this machine cannot do TLS.
    pub fn stranger(base: &str) -> Result<Self, Error> {
        let http = reqwest::Client::builder();
        let http = http.build().map_err(|error| Error::Unusable(error.to_string()))?;
        Ok(Self {
            base: base.trim().trim_end_matches('/').to_owned(),
            token: None,
            http,
            timeout: TIMEOUT,
            attempts: ATTEMPTS,
        })
    }

    /// The same, and one attempt may take so long.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// The same, and a call is tried so often in all; one at least.
    #[must_use]
    pub fn with_attempts(self, attempts: u32) -> Self {
        Self {
            attempts: attempts.max(1),
            ..self
        }
    }

    /// Calls any operation below `/api/v1/`, and reads its answer.
    ///
    /// # Errors
    /// As every call: see [`Error`].
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<T, Error> {
        let key = (method != Method::GET).then(new_key).transpose()?;
        let mut attempt = 1;
        loop {
            let outcome = self.attempt(&method, path, body, key.as_deref()).await;
            let pause = match &outcome {
                Ok((status, headers, _)) if comes_again(*status) => waits(headers, attempt),
                Err(_) => waits(&HeaderMap::new(), attempt),
                Ok(_) => return read(outcome),
            };
            if attempt >= self.attempts {
                return read(outcome);
            }
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    async fn attempt(
        &self,
        method: &Method,
        path: &str,
        body: Option<&(impl Serialize + Sync)>,
        key: Option<&str>,
    ) -> Outcome {
        let request = self
            .http
            .request(method.clone(), format!("{}/api/v1/{path}", self.base));
        let mut request = request.timeout(self.timeout);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        Ok((status, headers, answer.text().await?))
    }
}

/// What an attempt came to: an answer of any kind, or none.
type Outcome = Result<(StatusCode, HeaderMap, String), reqwest::Error>;

/// Whether the same call may be answered better in a moment.
fn comes_again(status: StatusCode) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error()
}

/// As long as the server wishes, else longer with each attempt.
fn waits(headers: &HeaderMap, attempt: u32) -> Duration {
    let wished = headers
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    let wished = wished.map(Duration::from_secs);
    wished
        .unwrap_or(PAUSE * 2_u32.saturating_pow(attempt - 1))
        .min(LONGEST_PAUSE)
}

/// 128 bits of chance in hexadecimal digits.
fn new_key() -> Result<String, Error> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| Error::Unusable(error.to_string()))?;
    Ok(bytes.iter().fold(String::with_capacity(32), |mut key, byte| {
        let _ = write!(key, "{byte:02x}"); // writing to a String cannot fail
        key
    }))
}

fn read<T: DeserializeOwned>(outcome: Outcome) -> Result<T, Error> {
    let (status, _, text) = outcome.map_err(Error::Unreachable)?;
    let unexpected = |why: String| Error::Unexpected {
        status: status.as_u16(),
        why,
    };
    let value: Value = serde_json::from_str(&text).map_err(|error| unexpected(error.to_string()))?;
    if status.is_success() {
        return serde_json::from_value(value).map_err(|error| unexpected(error.to_string()));
    }
    Err(refused(status.as_u16(), &value))
}

fn refused(status: u16, body: &Value) -> Error {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let fields = body["errors"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(field, texts)| {
            let texts = texts.as_array().into_iter().flatten();
            (
                field.clone(),
                texts
                    .filter_map(|text| text.as_str().map(str::to_owned))
                    .collect(),
            )
        });
    Error::Refused {
        status,
        code: text("error_code").unwrap_or_default(),
        message: text("message").or(text("error")).unwrap_or_default(),
        fields: fields.collect::<BTreeMap<_, Vec<_>>>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_waits_as_long_as_the_server_wishes_but_no_longer_than_a_minute() {
        let wishes =
            |text: &'static str| HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(text))]);
        assert_eq!(waits(&wishes("7"), 1), Duration::from_secs(7));
        assert_eq!(waits(&wishes("86400"), 1), LONGEST_PAUSE);
        assert_eq!(waits(&HeaderMap::new(), 1), Duration::from_millis(200));
        assert_eq!(waits(&HeaderMap::new(), 3), Duration::from_millis(800));
    }

    #[test]
    fn a_refusal_names_the_fields() {
        let body = serde_json::json!({"error": "Validation failed", "message": "Validation failed",
            "error_code": "validation_error", "errors": {"name": ["A name is needed."]}});
        let Error::Refused { code, fields, .. } = refused(400, &body) else {
            unreachable!()
        };
        assert_eq!(
            (code.as_str(), fields["name"][0].as_str()),
            ("validation_error", "A name is needed.")
        );
    }

    /// A server that says twice that it is busy; the keys that it was sent.
    async fn busy_at_first(listener: tokio::net::TcpListener) -> Vec<String> {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let mut keys = Vec::new();
        for attempt in 1..=3 {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = vec![0; 4096];
            let length = stream.read(&mut head).await.unwrap();
            let head = String::from_utf8_lossy(&head[..length]).to_lowercase();
            let key = head
                .lines()
                .find_map(|line| line.strip_prefix("idempotency-key: "));
            keys.push(key.unwrap_or_default().to_owned());
            let (status, body) = if attempt < 3 {
                ("503 Busy", "{}")
            } else {
                ("200 OK", "{\"message\": \"Done\"}")
            };
            let answer = format!(
                "HTTP/1.1 {status}\r\nretry-after: 0\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        keys
    }

    #[tokio::test]
    async fn every_attempt_of_a_write_carries_the_same_key() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let client = Client::new(&base, "tt_x").unwrap();
        let (keys, answer) = tokio::join!(busy_at_first(listener), client.delete_entry(1));
        assert_eq!(answer.unwrap(), "Done");
        assert_eq!(keys[0].len(), 32);
        assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
    }

    #[tokio::test]
    async fn what_never_gets_through_says_so() {
        let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", nobody.local_addr().unwrap());
        drop(nobody);
        let client = Client::new(&base, "tt_x").unwrap().with_attempts(1);
        assert!(matches!(client.me().await, Err(Error::Unreachable(_))));
    }
}
