//! The way to the network: time limits, a bound on what is read, and patience with what passes.
//!
//! One exchange sends a request up to a few times. A failure that may pass ([`ErrorKind::is_passing`]) is tried again
//! after a pause that doubles and has chance in it; where the service names a time, that time is kept if it is short
//! and left to the host if it is not. No attempt begins once twice the time limit of one
//! has gone by. Redirects are not followed: they would carry the key elsewhere. What an answer
//! means is judged by the connector alone, so that nothing here knows any service.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{StatusCode, redirect};

use timetracker_types::Instant;

use crate::error::{Error, ErrorKind};

/// Limits of every exchange.
#[derive(Debug, Clone, Copy)]
pub struct HttpOptions {
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// How long one request may take, until the last byte of its answer.
    pub timeout: Duration,
    /// How often a request is sent at most.
    pub attempts: u32,
    /// The pause before the second attempt, on average; before the third it is twice as long.
    pub backoff: Duration,
    /// The longest time asked for by the service that is waited for here; a longer one is handed to the host.
    pub longest_wait: Duration,
    /// The longest answer that is read, in bytes after decompression.
    pub longest_answer: usize,
    /// Chance, from 0 to 1, by which pauses differ so that many callers do not come back at once.
    pub chance: fn() -> f64,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            attempts: 3,
            backoff: Duration::from_millis(500),
            longest_wait: Duration::from_secs(5),
            longest_answer: 32 << 20,
            chance,
        }
    }
}

/// A client for every connector of the process. Cheap to clone; clones share their connections.
#[derive(Debug, Clone)]
pub struct Http {
    client: reqwest::Client,
    options: HttpOptions,
}

/// A JSON text to be posted.
#[derive(Debug)]
pub struct Request {
    service: &'static str,
    url: url::Url,
    headers: HeaderMap,
    body: String,
}

/// What came back, whole.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The HTTP headers.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Vec<u8>,
}

/// What an exchange came to, and in how many requests.
#[derive(Debug)]
pub struct Exchanged<T> {
    /// What the connector read from the last answer.
    pub value: T,
    /// How many requests were sent.
    pub requests: u32,
}

impl Request {
    /// A request to `url`; `service` is the name that error sentences use.
    pub fn post(service: &'static str, url: url::Url, body: String) -> Self {
        Self {
            service,
            url,
            headers: HeaderMap::new(),
            body,
        }
    }

    /// The same request with a header that is kept out of every log.
    #[must_use]
    pub fn with_secret_header(mut self, name: HeaderName, mut value: HeaderValue) -> Self {
        value.set_sensitive(true);
        self.headers.insert(name, value);
        self
    }
}

impl Answer {
    /// A header that holds a number that is not negative; a fraction is rounded up.
    pub fn number(&self, header: &str) -> Option<u64> {
        let text = self.headers.get(header)?.to_str().ok()?.trim();
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let whole: u64 = whole.parse().ok()?;
        Some(whole.saturating_add(u64::from(fraction.bytes().any(|digit| digit != b'0'))))
    }

    /// How long the `Retry-After` header asks to wait, in seconds or until a date. That date is compared with the one at
    /// which the answer was sent, so that it does not matter if our clock is another.
    pub fn retry_after(&self) -> Option<Duration> {
        if let Some(seconds) = self.number("retry-after") {
            return Some(Duration::from_secs(seconds));
        }
        let (until, sent) = (self.date_in("retry-after")?, self.date()?);
        Some(Duration::from_secs(
            u64::try_from(until.since(sent)).unwrap_or_default(),
        ))
    }

    /// When the answer was sent, by the clock of whoever sent it, to the second.
    pub fn date(&self) -> Option<Instant> {
        self.date_in("date")
    }

    fn date_in(&self, header: &str) -> Option<Instant> {
        let date = httpdate::parse_http_date(self.headers.get(header)?.to_str().ok()?).ok()?;
        let since_epoch = date.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(Instant::from_millis(i64::try_from(since_epoch.as_millis()).ok()?))
    }

    /// Status, kind and length, for a log: never the body.
    pub fn outline(&self) -> String {
        let kind = self
            .headers
            .get(reqwest::header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok());
        format!(
            "HTTP {}, {}, {} bytes",
            self.status.as_u16(),
            kind.unwrap_or("no type"),
            self.body.len()
        )
    }
}

impl Http {
    /// Makes the client. Fails only where the machine has no usable TLS.
    pub fn new(options: HttpOptions) -> Result<Self, Error> {
        let client = reqwest::Client::builder()
            .user_agent(concat!("TimeTracker/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(options.connect_timeout)
            .timeout(options.timeout)
            .redirect(redirect::Policy::none())
            .build()
            .map_err(|cause| {
                let message = "This server cannot open encrypted connections. Check its TLS certificates.";
                Error::new(ErrorKind::GiveUp, message).with_detail(chain(&cause))
            })?;
        Ok(Self { client, options })
    }

    /// Sends the request until `read` accepts an answer, fails for good, or the attempts are used up.
    pub async fn exchange<T>(
        &self,
        request: &Request,
        read: impl Fn(&Answer) -> Result<T, Error>,
    ) -> Result<Exchanged<T>, Error> {
        let (mut requests, begun) = (0, tokio::time::Instant::now());
        loop {
            requests += 1;
            let failure = match self.send(request).await.and_then(|answer| read(&answer)) {
                Ok(value) => return Ok(Exchanged { value, requests }),
                Err(failure) => failure,
            };
            // A service that lets each attempt run into the time limit is not waited for again and again.
            let is_late = begun.elapsed() >= self.options.timeout * 2;
            let Some(pause) = self.pause_after(&failure, requests).filter(|_| !is_late) else {
                return Err(failure);
            };
            // The kind alone: what the service said is not free of secrets before the connector has gone over it.
            tracing::debug!(service = request.service, requests, kind = ?failure.kind, "trying again");
            tokio::time::sleep(pause).await;
        }
    }

    /// How long to wait before trying again; nothing where there is no use in it.
    fn pause_after(&self, failure: &Error, requests: u32) -> Option<Duration> {
        if requests >= self.options.attempts {
            return None;
        }
        match failure.kind {
            ErrorKind::RetryAfter(wait) => (wait <= self.options.longest_wait).then_some(wait),
            kind if kind.is_passing() => Some(self.backoff(requests)),
            _ => None,
        }
    }

    fn backoff(&self, requests: u32) -> Duration {
        let pause = self.options.backoff * (1 << (requests - 1).min(10));
        jittered(pause, (self.options.chance)())
    }

    async fn send(&self, request: &Request) -> Result<Answer, Error> {
        let broken = |cause: reqwest::Error| self.unreachable(request, cause);
        let mut response = self
            .client
            .post(request.url.clone())
            .headers(request.headers.clone())
            .header(reqwest::header::CONTENT_TYPE, "application/json")
            .header(reqwest::header::ACCEPT, "application/json")
            .body(request.body.clone())
            .send()
            .await
            .map_err(broken)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(broken)? {
            if body.len() + chunk.len() > self.options.longest_answer {
                return Err(self.too_long(request));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            body,
        })
    }

    fn too_long(&self, request: &Request) -> Error {
        let limit = self.options.longest_answer >> 20;
        let message = format!(
            "The answer to a request to {} was longer than {limit} MiB and was not read. Something between this server \
             and {} (a proxy?) may have answered instead.",
            request.service, request.service
        );
        Error::new(ErrorKind::GiveUp, message).with_detail(format!("more than {limit} MiB"))
    }

    fn unreachable(&self, request: &Request, cause: reqwest::Error) -> Error {
        let (service, host) = (
            request.service,
            request.url.host_str().unwrap_or("the given address"),
        );
        let (is_timeout, is_connect, is_dns) = (cause.is_timeout(), cause.is_connect(), cause.is_dns());
        let detail = chain(&cause.without_url());
        let message = if is_dns {
            format!(
                "{service} could not be found: there is no address for {host}. Check this server's network and DNS."
            )
        } else if is_connect && detail.contains("certificate") {
            format!(
                "{host} did not prove to be {service}: its certificate is not valid here. Check this server's clock, \
                 and whether a proxy reads its traffic."
            )
        } else if is_connect {
            format!(
                "{service} could not be reached at {host}. Check that this server may open connections to the internet \
                 (network, firewall, proxy)."
            )
        } else if is_timeout {
            let limit = self.options.timeout.as_secs().max(1);
            format!(
                "{service} did not answer within {limit} seconds. Nothing was lost; the next sync tries again. If this \
                 goes on, check the network between this server and {host}."
            )
        } else {
            format!(
                "The connection to {service} broke before its answer was complete. Nothing was lost; the next sync tries \
                 again. If this goes on, check the network between this server and {host}."
            )
        };
        Error::new(ErrorKind::Unreachable, message).with_detail(detail)
    }
}

/// An error and its causes, on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Between half and one and a half times as long.
fn jittered(pause: Duration, chance: f64) -> Duration {
    pause.mul_f64(0.5 + chance.clamp(0.0, 1.0))
}

/// A number from 0 to 1 that nobody can tell beforehand.
fn chance() -> f64 {
    getrandom::u32().map_or(0.5, |number| f64::from(number) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests;
