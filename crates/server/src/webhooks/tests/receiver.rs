//! A receiver on this machine that remembers what it was sent and answers as it was told.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How an answer is.
#[derive(Debug, Clone)]
pub enum Manner {
    /// This status, and the text.
    Status(u16, &'static str),
    /// 503, and when to come back, in seconds.
    Later(u64),
    /// 307 to this address.
    Redirect(String),
    /// Nothing for ever.
    Hang,
    /// 200 after so many milliseconds.
    Slow(u64),
    /// 200 at once, and a body that never ends and hardly comes.
    SlowBody,
    /// 200, and a body of so many bytes.
    HugeBody(usize),
}

/// What was received.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: Method,
    pub headers: HeaderMap,
    pub raw: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.raw).unwrap()
    }
}

#[derive(Debug, Clone, Default)]
pub struct Receiver {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    script: Arc<Mutex<VecDeque<Manner>>>,
}

impl Receiver {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let receiver = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            ..Self::default()
        };
        let router = Router::new().fallback(receive).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        receiver
    }

    /// How the next answers are; after them every one is 200.
    pub fn answers(&self, manners: impl IntoIterator<Item = Manner>) {
        self.script.lock().unwrap().extend(manners);
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The names of the clients that were told of, in the order in which they came.
    pub fn clients(&self) -> Vec<String> {
        let seen = self.seen();
        seen.iter()
            .map(|seen| {
                seen.json()["data"]["client_name"]
                    .as_str()
                    .unwrap_or("")
                    .to_owned()
            })
            .collect()
    }

    /// The events in the order in which they came.
    pub fn events(&self) -> Vec<String> {
        self.seen()
            .iter()
            .map(|seen| seen.header("x-webhook-event").to_owned())
            .collect()
    }
}

async fn receive(
    State(receiver): State<Receiver>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let raw = String::from_utf8(body.to_vec()).unwrap();
    receiver.seen.lock().unwrap().push(Seen { method, headers, raw });
    let manner = receiver.script.lock().unwrap().pop_front();
    match manner {
        None => (StatusCode::OK, "ok").into_response(),
        Some(Manner::Status(status, text)) => (StatusCode::from_u16(status).unwrap(), text).into_response(),
        Some(Manner::Later(seconds)) => (
            StatusCode::SERVICE_UNAVAILABLE,
            [("retry-after", seconds.to_string())],
        )
            .into_response(),
        Some(Manner::Redirect(to)) => (StatusCode::TEMPORARY_REDIRECT, [("location", to)]).into_response(),
        Some(Manner::Hang) => std::future::pending().await,
        Some(Manner::Slow(milliseconds)) => {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            StatusCode::OK.into_response()
        }
        Some(Manner::SlowBody) => {
            let drops = futures_util::stream::unfold(0, |count| async move {
                if count > 0 {
                    tokio::time::sleep(Duration::from_secs(30)).await;
                }
                Some((Ok::<_, std::io::Error>("drop"), count + 1))
            });
            Body::from_stream(drops).into_response()
        }
        Some(Manner::HugeBody(length)) => "é".repeat(length / 2).into_response(),
    }
}
