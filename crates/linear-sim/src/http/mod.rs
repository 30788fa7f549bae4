//! The HTTP side: one endpoint, Linear's headers, and faults on demand.

pub(crate) mod control;
pub(crate) mod faults;
pub(crate) mod pages;
pub(crate) mod request;
pub(crate) mod server;
pub(crate) mod traffic;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::post;
use http_body_util::channel::Channel;

use crate::answer::moment;
use crate::linear::{Linear, Shared};
use faults::Fault;
use request::Reply;

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new().route("/graphql", post(serve)).with_state(shared)
}

async fn serve(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let arrival = shared.traffic().arrive();
    if !arrival.hooks.is_empty() {
        let linear = Linear::of(Arc::clone(&shared));
        arrival.hooks.into_iter().for_each(|hook| (hook.0)(&linear));
    }
    tokio::time::sleep(arrival.pause).await;
    if arrival.faults.is_empty() {
        return whole(request::answer(&shared, &headers, &body));
    }
    serve_badly(&shared, &headers, &body, arrival.faults).await
}

/// Answers a request that meets trouble: first what delays it, then what takes its place, then what spoils it.
async fn serve_badly(
    shared: &Arc<Shared>,
    headers: &HeaderMap,
    body: &Bytes,
    faults: Vec<Fault>,
) -> Response {
    for fault in &faults {
        if let Fault::Delay(pause) = fault {
            tokio::time::sleep(*pause).await;
        }
    }
    if faults.contains(&Fault::Hang) {
        request::note_unanswered(shared, body);
        shared.stopping().await;
        return Response::new(Body::empty());
    }
    for fault in &faults {
        if let Some(reply) = request::instead(shared, headers, body, fault) {
            return whole(reply);
        }
    }
    let mut reply = request::answer(shared, headers, body);
    for fault in &faults {
        spoil(&mut reply, fault);
    }
    send_badly(reply, &faults)
}

fn spoil(reply: &mut Reply, fault: &Fault) {
    match fault {
        Fault::TruncatedJson => reply.body.truncate(half(&reply.body)),
        Fault::EmptyBody => reply.body.clear(),
        Fault::WrongContentType => reply.content_type = "text/html; charset=utf-8".into(),
        Fault::PartialData { message } => reply.body = request::with_error(&reply.body, message),
        Fault::NoLimitHeaders => reply.headers.retain(|(name, _)| !name.starts_with("x-")),
        Fault::DateOff(seconds) => reply.date += seconds.saturating_mul(1_000),
        _ => {}
    }
}

fn send_badly(reply: Reply, faults: &[Fault]) -> Response {
    for fault in faults {
        match fault {
            Fault::Drip { bytes, pause } => return drip(reply, (*bytes).max(1), *pause),
            Fault::ResetMidBody => return reset(reply, true),
            Fault::ResetBeforeHeaders => return reset(reply, false),
            _ => {}
        }
    }
    whole(reply)
}

/// The middle of a text, moved back to a character boundary.
fn half(text: &str) -> usize {
    (0..=text.len() / 2)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

fn whole(mut reply: Reply) -> Response {
    let body = Body::from(std::mem::take(&mut reply.body));
    respond(&reply, body)
}

fn respond(reply: &Reply, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert("content-type", header_value(&reply.content_type));
    headers.insert("date", header_value(&moment::show_for_http(reply.date)));
    for (name, value) in &reply.headers {
        headers.insert(*name, header_value(value));
    }
    response
}

fn header_value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

/// Sends a few bytes at a time.
fn drip(mut reply: Reply, bytes: usize, pause: Duration) -> Response {
    let text = Bytes::from(std::mem::take(&mut reply.body));
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    tokio::spawn(async move {
        for start in (0..text.len()).step_by(bytes) {
            let end = text.len().min(start + bytes);
            if sender.send_data(text.slice(start..end)).await.is_err() {
                return;
            }
            tokio::time::sleep(pause).await;
        }
    });
    respond(&reply, Body::new(body))
}

/// Drops the connection: after half the answer, or before anything of it is sent.
fn reset(mut reply: Reply, begins: bool) -> Response {
    let mut text = Bytes::from(std::mem::take(&mut reply.body));
    text.truncate(text.len() / 2);
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    let error = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    if !begins {
        // The headers wait for the first piece of the body, and are lost with it.
        sender.abort(error);
        return respond(&reply, Body::new(body));
    }
    tokio::spawn(async move {
        if sender.send_data(text).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
            sender.abort(error);
        }
    });
    respond(&reply, Body::new(body))
}
