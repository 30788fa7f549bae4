//! The HTTP side: one endpoint, Linear's headers, and faults on demand.

pub(crate) mod faults;
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

use crate::linear::Shared;
use faults::Fault;
use request::Reply;

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new().route("/graphql", post(serve)).with_state(shared)
}

async fn serve(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let (fault, pause) = shared.traffic().next_fault();
    tokio::time::sleep(pause).await;
    match fault {
        None => whole(request::answer(&shared, &headers, &body)),
        Some(fault) => serve_badly(&shared, &headers, &body, fault).await,
    }
}

async fn serve_badly(shared: &Arc<Shared>, headers: &HeaderMap, body: &Bytes, fault: Fault) -> Response {
    if let Some(reply) = request::instead(shared, headers, body, &fault) {
        return whole(reply);
    }
    if let Fault::Hang = fault {
        request::note_unanswered(shared, body);
        shared.stopping().await;
        return Response::new(Body::empty());
    }
    if let Fault::Delay(pause) = fault {
        tokio::time::sleep(pause).await;
    }
    let mut reply = request::answer(shared, headers, body);
    match fault {
        Fault::TruncatedJson => reply.body.truncate(half(&reply.body)),
        Fault::WrongContentType => reply.content_type = "text/html; charset=utf-8",
        Fault::PartialData { message } => reply.body = request::with_error(&reply.body, &message),
        Fault::Drip { bytes, pause } => return drip(reply, bytes.max(1), pause),
        Fault::ResetMidBody => return reset_mid_body(reply),
        _ => {}
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
    headers.insert("content-type", HeaderValue::from_static(reply.content_type));
    for (name, value) in &reply.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(*name, value);
        }
    }
    response
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

/// Sends half the answer, then drops the connection.
fn reset_mid_body(mut reply: Reply) -> Response {
    let mut text = Bytes::from(std::mem::take(&mut reply.body));
    text.truncate(text.len() / 2);
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    tokio::spawn(async move {
        if sender.send_data(text).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
            sender.abort(std::io::Error::from(std::io::ErrorKind::ConnectionReset));
        }
    });
    respond(&reply, Body::new(body))
}
