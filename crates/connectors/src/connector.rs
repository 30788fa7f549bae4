//! The trait that every connector implements, and the words in which it answers.

use std::pin::Pin;

use serde::{Deserialize, Serialize};
use timetracker_types::{Day, Instant};

use crate::call::Call;
use crate::error::Error;
use crate::manifest::Manifest;

/// An answer that is on its way.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// A translator between one service and this product. It has no state of its own.
pub trait Connector: Send + Sync {
    /// What the connector is called, what it needs to be told, and what it can do.
    fn manifest(&self) -> &'static Manifest;

    /// "Test connection": whose key this is, in which workspace, and which containers it can see.
    ///
    /// Downloads no issues. Fails with a sentence when the key or a setting does not work.
    fn check<'a>(&'a self, call: &'a Call) -> Pending<'a, Account>;

    /// Reads one page of issues.
    ///
    /// Without a cursor a first, full pass begins. With the cursor of an earlier page the pass continues, or, when that
    /// page ended its pass, a pass over what has changed since begins. The host stores [`Page::next`] together with the
    /// page's rows; the same cursor may be asked for again at any time, and an error leaves the old one good. A page may
    /// bring an issue again that an earlier page brought; the later one is right.
    fn pull<'a>(&'a self, call: &'a Call, from: Option<&'a Cursor>) -> Pending<'a, Page>;
}

/// Where a connector goes on reading. Only the connector that made it can read it; the host stores it as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub serde_json::Value);

/// Whom a key belongs to and what it can see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The person the key acts as.
    pub name: String,
    /// That person's e-mail address.
    pub email: Option<String>,
    /// The workspace's name, as people there know it.
    pub workspace: String,
    /// The workspace's stable short name, as in its URLs.
    pub workspace_key: String,
    /// Every container the key can see, whether or not the settings choose it.
    pub containers: Vec<Container>,
}

/// What issues lie in, and what becomes one project here: a team, a board, a repository.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Container {
    /// The service's own id. It stays when the container is renamed; match by it.
    pub reference: String,
    /// The short name in front of identifiers, such as `ENG`. May change.
    pub key: String,
    /// The name. May change, and two containers may share it.
    pub name: String,
}

/// One page of issues, and how to go on.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Every container that the settings choose, on the first page of a pass; empty on later pages.
    pub containers: Vec<Container>,
    /// The issues, in no promised order.
    pub issues: Vec<Issue>,
    /// Where the next call goes on; to be stored with this page's rows.
    pub next: Cursor,
    /// Whether this pass has more pages: ask for them soon.
    pub more: bool,
    /// What this page cost.
    pub usage: Usage,
}

/// What a call cost and what is left, as far as the service tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Requests sent, repeated ones included.
    pub requests: u32,
    /// The service's own measure of the work, rounded up; 0 where it has none.
    pub points: u64,
    /// Requests left in the current allowance.
    pub requests_left: Option<u64>,
    /// Requests in the whole allowance, usually of an hour.
    pub requests_limit: Option<u64>,
    /// Points left in the current allowance.
    pub points_left: Option<u64>,
    /// Points in the whole allowance, usually of an hour.
    pub points_limit: Option<u64>,
}

/// A piece of work in the service; it becomes a task here.
#[derive(Debug, Clone, PartialEq)]
pub struct Issue {
    /// The service's own id. It stays when the issue is renamed or moved; match by it alone.
    pub reference: String,
    /// Where the issue lies now.
    pub container: Container,
    /// The name people use, such as `ENG-42`. Changes when the issue moves.
    pub identifier: String,
    /// Identifiers it had before, oldest first.
    pub previous_identifiers: Vec<String>,
    /// The title, whole.
    pub title: String,
    /// Where people open it.
    pub url: Option<String>,
    /// Its state in our words, by the settings.
    pub status: Status,
    /// Its state's name in the service.
    pub state_name: String,
    /// Its state's type in the service, in the service's word.
    pub state_type: String,
    /// How urgent it is, if anybody said.
    pub priority: Option<Priority>,
    /// The estimate in the unit that the container uses there.
    pub estimate: Option<f64>,
    /// The day it is due.
    pub due_on: Option<Day>,
    /// Who works on it.
    pub assignee: Option<Person>,
    /// Whether it was archived or put in the trash there.
    pub archived: bool,
    /// When it last changed there.
    pub updated_at: Instant,
}

/// A state of work in our words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Not begun.
    Todo,
    /// Begun.
    InProgress,
    /// Finished, or not to be done any more.
    Done,
}

/// How urgent an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Priority {
    Low,
    Medium,
    High,
    Urgent,
}

/// A person in the service.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Person {
    /// The service's own id.
    pub reference: String,
    /// The name shown there.
    pub name: String,
    /// The e-mail address, by which people are matched to users here.
    pub email: Option<String>,
}
