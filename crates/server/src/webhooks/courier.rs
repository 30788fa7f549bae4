//! One attempt: a request is sent to a webhook's address, and what came back is judged.
//!
//! Only public addresses are connected to (`networks.rs`), no proxy is used that would do so for us, redirects
//! are not followed, the time is bounded, and of the answer only the beginning is read. Not here: when to try
//! again (`schedule.rs`).

use super::networks::{Networks, Refused};
use super::signature;
use crate::config::Config;
use crate::error::{Error, Result};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Method, Response, StatusCode, redirect};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const OUR_NAME: &str = "TimeTracker-Webhook/1.0";
/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How much of an answer is kept, in bytes, and how long it is waited for once the status is known.
const EXCERPT: usize = 4_096;
const EXCERPT_TIMEOUT: Duration = Duration::from_secs(2);
/// The longest wait that a receiver may ask for.
const LONGEST_WAIT: Duration = Duration::from_hours(2);

/// Sends requests of webhooks. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Courier {
    client: reqwest::Client,
    networks: Networks,
}

/// What is to be sent.
#[derive(Debug)]
pub struct Letter {
    /// Where to.
    pub url: String,
    /// `POST`, `PUT` or `PATCH`.
    pub method: String,
    /// As the webhook wants it named.
    pub content_type: String,
    /// The webhook's own headers.
    pub headers: BTreeMap<String, String>,
    /// The webhook's id.
    pub webhook: i64,
    /// The delivery's own id.
    pub key: String,
    /// The event's name.
    pub event: String,
    /// The body.
    pub body: String,
    /// What signs it.
    pub secret: Option<String>,
    /// When it is sent, in seconds since 1970.
    pub seconds: i64,
    /// How long it may take.
    pub timeout: Duration,
}

/// What came back.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    /// The status, where there was an answer.
    pub status: Option<u16>,
    /// The beginning of the answer.
    pub excerpt: Option<String>,
    /// What went wrong; nothing where the delivery was accepted.
    pub trouble: Option<Trouble>,
}

/// Why an attempt failed.
#[derive(Debug, Clone)]
pub struct Trouble {
    /// In a word: `timeout`, `connection`, `dns`, `private_address`, `certificate`, `redirect`, `status`, `gone`.
    pub kind: &'static str,
    /// In a sentence.
    pub sentence: String,
    /// How long the receiver asks us to wait.
    pub retry_after: Option<Duration>,
}

impl Trouble {
    fn new(kind: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            kind,
            sentence: sentence.into(),
            retry_after: None,
        }
    }
}

impl Courier {
    /// Makes the client. Fails only where the machine has no usable TLS.
    pub fn new(config: &Config) -> Result<Self> {
        let networks = Networks::allowing(&config.webhook_allow_private);
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(redirect::Policy::none())
            .no_proxy()
            // An answer that was packed could be huge once unpacked.
            .no_gzip()
            .no_brotli()
            .pool_max_idle_per_host(2)
            .dns_resolver(Arc::new(networks.clone()))
            .build()
            .map_err(|error| {
                Error::Unavailable(format!("Encrypted connections cannot be opened: {error}."))
            })?;
        Ok(Self { client, networks })
    }

    /// Where webhooks may be sent.
    pub fn networks(&self) -> &Networks {
        &self.networks
    }

    /// Sends it once. What went wrong is part of the reply.
    pub async fn send(&self, letter: &Letter) -> Reply {
        match self.request(letter) {
            Err(trouble) => Reply {
                trouble: Some(trouble),
                ..Reply::default()
            },
            Ok(request) => match self.client.execute(request).await {
                Ok(response) => judged(response).await,
                Err(error) => Reply {
                    trouble: Some(unreachable(&error, letter)),
                    ..Reply::default()
                },
            },
        }
    }

    fn request(&self, letter: &Letter) -> Result<reqwest::Request, Trouble> {
        let unusable = |error: &dyn std::fmt::Display| {
            Trouble::new("request", format!("The request could not be made: {error}."))
        };
        let url: url::Url = letter.url.parse().map_err(|error| unusable(&error))?;
        self.networks
            .refuse_literal(&url)
            .map_err(|refused| Trouble::new("private_address", refused.to_string()))?;
        let method = Method::from_bytes(letter.method.as_bytes()).map_err(|error| unusable(&error))?;
        let headers = headers(letter).map_err(|error| unusable(&error))?;
        self.client
            .request(method, url)
            .headers(headers)
            .timeout(letter.timeout)
            .body(letter.body.clone())
            .build()
            .map_err(|error| unusable(&error.without_url()))
    }
}

/// The headers as they are sent, in an order that people can read: the webhook's own first.
fn headers(letter: &Letter) -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    let mut put = |name: &str, value: &str| -> Result<()> {
        let broken = || Error::Internal(format!("the header {name} cannot be sent"));
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| broken())?;
        headers.insert(name, HeaderValue::from_str(value).map_err(|_| broken())?);
        Ok(())
    };
    for (name, value) in &letter.headers {
        put(name, value)?;
    }
    for (name, value) in our_headers(letter)? {
        put(name, &value)?;
    }
    Ok(headers)
}

/// The headers that this server sets.
pub fn our_headers(letter: &Letter) -> Result<Vec<(&'static str, String)>> {
    let seconds = letter.seconds.to_string();
    let mut headers = vec![
        ("content-type", letter.content_type.clone()),
        ("user-agent", OUR_NAME.into()),
        ("x-webhook-event", letter.event.clone()),
        ("x-webhook-id", letter.webhook.to_string()),
        ("x-webhook-delivery", letter.key.clone()),
        ("x-webhook-timestamp", seconds.clone()),
        ("webhook-id", letter.key.clone()),
        ("webhook-timestamp", seconds),
    ];
    if let Some(secret) = &letter.secret {
        headers.push(("x-webhook-signature", signature::of_body(secret, &letter.body)?));
        let signed = signature::of_message(secret, &letter.key, letter.seconds, &letter.body)?;
        headers.push(("webhook-signature", signed));
    }
    Ok(headers)
}

/// The status decides; the answer's text is only for whoever looks at the log.
async fn judged(mut response: Response) -> Reply {
    let status = response.status();
    let trouble = (!status.is_success()).then(|| refusal(status, response.headers()));
    let excerpt = excerpt(&mut response).await;
    Reply {
        status: Some(status.as_u16()),
        excerpt: Some(excerpt),
        trouble,
    }
}

fn refusal(status: StatusCode, headers: &HeaderMap) -> Trouble {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    if status.is_redirection() {
        let place = text(LOCATION).unwrap_or("another address");
        let sentence = format!(
            "The receiver answered {status} and sends on to {place}. Redirects are not followed: enter the address \
             that it sends to."
        );
        return Trouble::new("redirect", sentence);
    }
    if status == StatusCode::GONE {
        return Trouble::new(
            "gone",
            "The receiver answered 410 Gone: it wants no more of this.",
        );
    }
    let wait = text(RETRY_AFTER).and_then(|seconds| seconds.trim().parse().ok());
    Trouble {
        retry_after: wait.map(|seconds| Duration::from_secs(seconds).min(LONGEST_WAIT)),
        ..Trouble::new("status", format!("The receiver answered {status}."))
    }
}

/// The beginning of the answer, as text that every database stores.
async fn excerpt(response: &mut Response) -> String {
    let mut bytes = Vec::new();
    let reading = async {
        while bytes.len() < EXCERPT
            && let Ok(Some(chunk)) = response.chunk().await
        {
            bytes.extend_from_slice(&chunk);
        }
    };
    // Whoever is slow to the end has answered all the same.
    let _ = tokio::time::timeout(EXCERPT_TIMEOUT, reading).await;
    bytes.truncate(EXCERPT);
    String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}")
}

fn unreachable(error: &reqwest::Error, letter: &Letter) -> Trouble {
    if let Some(refused) = refused_address(error) {
        return Trouble::new("private_address", format!("The name leads to {refused}"));
    }
    let detail = causes(error);
    if error.is_timeout() {
        let limit = letter.timeout.as_secs();
        return Trouble::new(
            "timeout",
            format!("The receiver did not answer within {limit} seconds."),
        );
    }
    if error.is_dns() {
        return Trouble::new("dns", "There is no address for that name. Check the URL.");
    }
    if error.is_connect() && detail.contains("certificate") {
        let sentence = format!("The receiver's certificate is not valid here: {detail}.");
        return Trouble::new("certificate", sentence);
    }
    if error.is_connect() {
        return Trouble::new(
            "connection",
            format!("The receiver could not be reached: {detail}."),
        );
    }
    let sentence = format!("The connection broke before the receiver had answered: {detail}.");
    Trouble::new("connection", sentence)
}

fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    let first: &(dyn std::error::Error + 'static) = error;
    std::iter::successors(Some(first), |error| error.source())
}

fn refused_address(error: &reqwest::Error) -> Option<Refused> {
    chain(error).find_map(|cause| cause.downcast_ref::<Refused>().copied())
}

/// The last cause alone: those before it only say that something failed, and name the URL.
fn causes(error: &reqwest::Error) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}
