//! The stream of events.

use super::{Change, Listener, Live, Topic};
use crate::app::App;
use crate::auth::{self, Actor, Visitor};
use crate::error::Error;
use crate::http::PageResult;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Extension, Router};
use futures_util::stream;
use serde_json::json;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

/// How often something is sent, so that nobody in between takes the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How often it is asked whether the session still stands, beside before each event.
const CHECK: Duration = Duration::from_secs(10);

/// `GET /events`.
pub fn page_routes() -> Router<App> {
    Router::new()
        .route("/events", get(events))
        .layer(Extension(Live::default()))
}

/// Turns true when the process is asked to stop: streams end then, instead of being waited for.
#[derive(Clone)]
pub struct Stopping(pub watch::Receiver<bool>);

async fn events(
    State(app): State<App>,
    Extension(live): Extension<Live>,
    stopping: Option<Extension<Stopping>>,
    Visitor(visitor): Visitor,
    headers: HeaderMap,
) -> PageResult {
    // A browser would follow a redirect to the sign-in page and find no events there.
    let (Some(actor), Some(session)) = (visitor, auth::session_of(&headers)) else {
        return Err(Error::Unauthenticated("Sign in to be told what changes.".into()).into());
    };
    let revision = super::revision_of(&headers);
    let listener = live.listen(&app, actor.user.id.get(), revision)?;
    let telling = Telling {
        app,
        session,
        actor,
        listener,
        stopping: stopping.map(|Extension(Stopping(stopping))| stopping),
        waiting: VecDeque::from([said("hello", revision, false)]),
        is_over: false,
    };
    let events = stream::unfold(telling, Telling::next);
    let mut response = Sse::new(events)
        .keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
        .into_response();
    unbuffered(&mut response);
    Ok(response)
}

/// Asks a proxy to pass events on as they come.
fn unbuffered(response: &mut Response) {
    let name = HeaderName::from_static("x-accel-buffering");
    response
        .headers_mut()
        .insert(name, HeaderValue::from_static("no"));
}

fn said(name: &str, revision: i64, late: bool) -> Event {
    Event::default()
        .event(name)
        .data(json!({ "revision": revision, "late": late }).to_string())
}

/// One stream, from one event to the next.
struct Telling {
    app: App,
    session: String,
    actor: Actor,
    listener: Listener,
    stopping: Option<watch::Receiver<bool>>,
    waiting: VecDeque<Event>,
    is_over: bool,
}

/// Why a stream woke up.
enum Woken {
    Changed(Change),
    Behind,
    Checked,
    Ended,
}

impl Telling {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some((Ok(event), self));
            }
            if self.is_over {
                return None;
            }
            let woken = self.wake().await;
            if matches!(woken, Woken::Ended) {
                return None;
            }
            if matches!(&woken, Woken::Changed(change) if !change.is_for(&self.actor)) {
                continue;
            }
            self.is_over = !self.still_signed_in().await;
            if self.is_over {
                self.waiting.push_back(said("ended", 0, true));
                continue;
            }
            self.take(&woken);
        }
    }

    fn take(&mut self, woken: &Woken) {
        match woken {
            Woken::Changed(change) if change.is_for(&self.actor) => {
                let event = said(change.topic.name(), change.revision, change.late);
                self.waiting.push_back(event);
            }
            // What was missed may have been anything.
            Woken::Behind => {
                let all = [Topic::Timer, Topic::Entries, Topic::Tasks, Topic::Sync];
                self.waiting.extend(all.map(|topic| said(topic.name(), 0, true)));
            }
            Woken::Changed(_) | Woken::Checked | Woken::Ended => {}
        }
    }

    async fn wake(&mut self) -> Woken {
        tokio::select! {
            change = self.listener.changes.recv() => match change {
                Ok(change) => Woken::Changed(change),
                Err(RecvError::Lagged(_)) => Woken::Behind,
                Err(RecvError::Closed) => Woken::Ended,
            },
            () = tokio::time::sleep(CHECK) => Woken::Checked,
            () = stopped(self.stopping.as_mut()) => Woken::Ended,
        }
    }

    /// Whether the session still stands, and with which role. A database that does not answer ends nothing.
    async fn still_signed_in(&mut self) -> bool {
        match auth::person_of(&self.app, &self.session).await {
            Ok(Some(user)) => {
                self.actor = Actor { user };
                true
            }
            Ok(None) => false,
            Err(_) => true,
        }
    }
}

async fn stopped(stopping: Option<&mut watch::Receiver<bool>>) {
    match stopping {
        // An error means that nobody can tell any more, which is a reason to end too.
        Some(stopping) => _ = stopping.wait_for(|stop| *stop).await,
        None => std::future::pending().await,
    }
}
