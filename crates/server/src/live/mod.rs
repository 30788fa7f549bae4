//! Tells open pages that something changed, so that every tab and device is true within a second.
//!
//! `GET /events` is a stream of server-sent events: `timer`, `entries`, `tasks`, `sync`, each with a revision and
//! nothing else. The page that shows such a thing asks for itself again (`web/src/live.ts`) and so sees what it may.
//!
//! What changed is read from the audit log, where every action writes a line in its transaction, and from the runs of
//! the sync: a few times a second, by one task of each process, and only while somebody listens. So it does not
//! matter which process made the change (another node, a job, a shell command), and it is the same on both engines.
//! The revision is the number of the newest line. A page carries the one of the moment when its request began
//! ([`note`]); what is not newer than that needs no second look.

mod pages;
mod store;
#[cfg(test)]
mod tests;
mod watch;

pub use pages::{Stopping, page_routes};

use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast;

/// How many pages of one person may listen at once; scripts share one among the tabs of a browser.
const MOST_PER_PERSON: usize = 24;
/// How many changes a slow listener may be behind before it is only told that there were some.
const BACKLOG: usize = 256;
/// Carries the revision from the beginning of a request to its frame; set by us, whatever was sent.
const REVISION: HeaderName = HeaderName::from_static("x-timetracker-revision");
/// Carries the method of a request to its frame; set by us, whatever was sent.
const METHOD: HeaderName = HeaderName::from_static("x-timetracker-method");

/// What kind of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// A person's running timer.
    Timer,
    /// Time entries.
    Entries,
    /// Tasks, and the projects and clients around them.
    Tasks,
    /// How the sync is doing.
    Sync,
}

impl Topic {
    /// The event's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Timer => "timer",
            Self::Entries => "entries",
            Self::Tasks => "tasks",
            Self::Sync => "sync",
        }
    }
}

/// Something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Change {
    /// What.
    pub topic: Topic,
    /// Whose time it is; nobody's where it concerns everybody.
    pub owner: Option<i64>,
    /// The newest line of the audit log.
    pub revision: i64,
    /// Whether a page of this revision may lack it all the same: it was committed after a line with a higher number.
    pub late: bool,
}

impl Change {
    /// The rule of the pages: time is seen by its person and by managers, the rest by everybody.
    fn is_for(&self, actor: &Actor) -> bool {
        let own = actor.user.id.get();
        match self.topic {
            Topic::Timer => self.owner == Some(own),
            Topic::Entries => self.owner.is_none_or(|owner| owner == own) || actor.manages(),
            Topic::Tasks | Topic::Sync => true,
        }
    }
}

/// Who listens in this process.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    changes: broadcast::Sender<Change>,
    listening: Mutex<Listening>,
}

#[derive(Default)]
struct Listening {
    by_person: HashMap<i64, usize>,
    is_watched: bool,
}

impl Default for Live {
    fn default() -> Self {
        Self(Arc::new(Inner {
            changes: broadcast::Sender::new(BACKLOG),
            listening: Mutex::default(),
        }))
    }
}

impl Live {
    /// Begins to listen for a person; refuses where they listen too often already.
    fn listen(&self, app: &App, person: i64, revision: i64) -> Result<Listener> {
        let changes = self.0.changes.subscribe();
        let mut listening = self.lock();
        let count = listening.by_person.entry(person).or_default();
        if *count >= MOST_PER_PERSON {
            return Err(Error::TooMany {
                retry_after: 60,
                message: "Too many of your pages are open at once. Close some of them.".into(),
            });
        }
        *count += 1;
        if !std::mem::replace(&mut listening.is_watched, true) {
            tokio::spawn(watch::watch(app.clone(), self.clone(), revision));
        }
        drop(listening);
        let live = self.clone();
        Ok(Listener {
            live,
            person,
            changes,
        })
    }

    /// Says that the watch ends; it does not where somebody listens again.
    fn ends(&self) -> bool {
        let mut listening = self.lock();
        listening.is_watched = !listening.by_person.is_empty();
        !listening.is_watched
    }

    fn tell(&self, change: Change) {
        // An error means that nobody listens, which is fine.
        let _ = self.0.changes.send(change);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Listening> {
        self.0.listening.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One page that listens.
struct Listener {
    live: Live,
    person: i64,
    changes: broadcast::Receiver<Change>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut listening = self.live.lock();
        let left = listening.by_person.get(&self.person).map_or(0, |count| count - 1);
        if left == 0 {
            listening.by_person.remove(&self.person);
        } else {
            listening.by_person.insert(self.person, left);
        }
    }
}

/// Notes in a request what its page will certainly show, and how it was asked for; called where the session is read, before
/// anything else.
pub fn note(parts: &mut Parts, revision: i64) {
    parts.headers.insert(REVISION, HeaderValue::from(revision));
    let is_get = parts.method == Method::GET;
    let method = HeaderValue::from_static(if is_get { "GET" } else { "POST" });
    parts.headers.insert(METHOD, method);
}

/// Whether a request's page answers something that was sent. Asked for again by its address it would be another one: what
/// is shown once, such as a token, would be gone.
pub fn is_answer(headers: &HeaderMap) -> bool {
    headers.get(METHOD).is_some_and(|method| method != "GET")
}

/// The revision of a request's page, for its frame.
pub fn revision_of(headers: &HeaderMap) -> i64 {
    let header = headers.get(REVISION).and_then(|value| value.to_str().ok());
    header.and_then(|text| text.parse().ok()).unwrap_or(0)
}
