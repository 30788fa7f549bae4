//! The trait that every connector implements, and the words in which it answers.

use std::pin::Pin;
use std::time::Duration;

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
    /// Without a cursor a first, full pass begins, which leaves archived issues out; any later full pass brings them, so
    /// that what was archived meanwhile is told. With the cursor of an earlier page the pass continues, or, when that
    /// page ended its pass, a pass over what has changed since begins. The host stores [`Page::next`] together with the
    /// page's rows; the same cursor may be asked for again at any time, and an error leaves the old one good. A page may
    /// bring an issue again that an earlier page brought; the later one is right.
    fn pull<'a>(&'a self, call: &'a Call, from: Option<&'a Cursor>) -> Pending<'a, Page>;

    /// Counts what there is, page by page, archived issues included, in an order in which nothing moves while it is
    /// read: what a reconciliation compares with, and what a preview is drawn from.
    ///
    /// Begins without a cursor or, better, with that of the last pull, from which the connector knows containers whose
    /// key has changed since they were chosen; goes on with [`Census::next`]. Needs no stored state: a broken count
    /// begins again. An issue that is missing may have moved or be hidden as well as be gone: [`Connector::fetch`] it
    /// before anything is concluded.
    fn census<'a>(&'a self, call: &'a Call, detail: Detail, from: Option<&'a Cursor>) -> Pending<'a, Census>;

    /// Reads these issues whole, archived ones included, wherever they lie now. Those that are not there, or not to be
    /// seen, are simply absent from the answer. At most [`MOST_FETCHED`] at a time.
    fn fetch<'a>(&'a self, call: &'a Call, references: &'a [String]) -> Pending<'a, Fetched>;
}

/// How many issues [`Connector::fetch`] takes at most.
pub const MOST_FETCHED: usize = 100;

/// Where a connector goes on reading. Only the connector that made it can read it; the host stores it as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub serde_json::Value);

/// What a cursor holds that asks for everything again: the place before it.
const AGAIN: &str = "again";

impl Cursor {
    /// The same place, but with the wish that all be read again, archived issues included: first what changed since that
    /// place, then a full pass.
    #[must_use]
    pub fn again(self) -> Self {
        if self.place_to_read_again_from().is_some() {
            return self;
        }
        let mut wish = serde_json::Map::new();
        wish.insert(AGAIN.to_owned(), self.0);
        Self(serde_json::Value::Object(wish))
    }

    /// The place that this cursor had before all was asked for again; nothing in any other cursor.
    pub fn place_to_read_again_from(&self) -> Option<&serde_json::Value> {
        let wish = self.0.as_object().filter(|wish| wish.len() == 1)?;
        wish.get(AGAIN)
    }
}

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

/// A state of a container's workflow, as the service has it.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkflowState {
    /// The service's own id.
    pub reference: String,
    /// The reference of the container whose workflow it belongs to.
    pub container: String,
    /// What people call it. May change.
    pub name: String,
    /// What it means, in the service's word.
    pub kind: String,
    /// Whether the connector knows that word; what it does not know counts as open.
    pub is_known: bool,
    /// Its status in our words where nobody has chosen another, by the settings.
    pub status: Status,
    /// Its place in the workflow, smallest first.
    pub position: f64,
}

/// One page of issues, and how to go on.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Every container that the settings choose, on the first page of a pass; empty on later pages.
    pub containers: Vec<Container>,
    /// The references of all containers that the key can see, chosen or not, on the first page of a pass; nothing on
    /// later pages.
    pub visible: Option<Vec<String>>,
    /// Workflow states: on the first page of a full pass all of the chosen containers, on that of a later pass those
    /// that are new or changed.
    pub states: Vec<WorkflowState>,
    /// People: on the first page of a full pass all, on that of a later pass those that are new or changed.
    pub people: Vec<Person>,
    /// What else has another name since the pass before, for issues that did not change with it.
    pub names: Vec<Named>,
    /// The issues, in no promised order.
    pub issues: Vec<Issue>,
    /// Changed issues that lie in no chosen container but may have lain in one: take them up only where they are known
    /// already, to follow an issue that has moved away.
    pub outside: Vec<Issue>,
    /// Issues on this page that could not be read, each by itself; the page is good without them. No later pass needs to
    /// bring them again: [`Connector::fetch`] those with a reference at the next run. (One without is read again by the
    /// next pass.)
    pub failures: Vec<Failure>,
    /// About how many issues the pass will bring in all, if it can be told; on the first page of a full pass.
    pub expected: Option<u64>,
    /// Where the next call goes on; to be stored with this page's rows.
    pub next: Cursor,
    /// Whether there is more to read at once: further pages of this pass, or another pass that is due, over what changed
    /// while this one was read or over all of some container. A run that ends where this is false has all that there
    /// was when it began.
    pub more: bool,
    /// What this page cost.
    pub usage: Usage,
}

/// An issue that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its reference, if at least that could be read.
    pub reference: Option<String>,
    /// Its identifier, if that could be read.
    pub identifier: Option<String>,
    /// What is wrong with it and what to do, for people.
    pub message: String,
}

/// How much a census tells of each issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What there is and when it changed: the cheapest.
    Existence,
    /// Also where each issue would land: container, state, assignee, identifier.
    Landing,
}

/// One page of a census.
#[derive(Debug, Clone, PartialEq)]
pub struct Census {
    /// Every container that the settings choose, on the first page.
    pub containers: Vec<Container>,
    /// Every workflow state of them, on the first page of a census with [`Detail::Landing`].
    pub states: Vec<WorkflowState>,
    /// How many entries all pages will have, if it can be told; on the first page.
    pub expected: Option<u64>,
    /// What there is.
    pub entries: Vec<CensusEntry>,
    /// What is there but could not be read.
    pub failures: Vec<Failure>,
    /// Where the next page is; nothing after the last.
    pub next: Option<Cursor>,
    /// What this page cost.
    pub usage: Usage,
}

/// One issue in a census.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CensusEntry {
    /// The service's own id.
    pub reference: String,
    /// When it last changed there.
    pub updated_at: Instant,
    /// Whether it was archived or put in the trash there.
    pub archived: bool,
    /// Where it would land; only with [`Detail::Landing`].
    pub landing: Option<Landing>,
}

/// Where an issue would land.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landing {
    /// The name people use, such as `ENG-42`.
    pub identifier: String,
    /// The reference of the container it lies in.
    pub container: String,
    /// The reference of its workflow state.
    pub state: String,
    /// Who works on it.
    pub assignee: Option<Person>,
}

/// Issues that were asked for by reference.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetched {
    /// Those that are to be seen, in no promised order.
    pub issues: Vec<Issue>,
    /// Those that are there but could not be read.
    pub failures: Vec<Failure>,
    /// What it cost.
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

/// Below this share of an allowance the host begins to pause.
const PLENTY: f64 = 0.20;
/// This share is left to the other tools of the person whose key it is, who has one allowance for all of them.
const RESERVE: f64 = 0.10;
/// The longest pause between two pages.
const LONGEST_BREATHER: Duration = Duration::from_mins(2);
const HOUR_SECONDS: f64 = 3_600.0;

impl Usage {
    /// How long to pause before the next call, so that the allowance does not run out while pages are read.
    ///
    /// Nothing while a fifth of it is left. Below that the pause grows until, at the last tenth, it is as long as the
    /// allowance takes to regain what this call cost: from there on as much comes back as is spent. Below the last tenth
    /// it is longer still, up to twice as long, so that the reserve fills again.
    pub fn breather(&self) -> Duration {
        let requests = breather(u64::from(self.requests), self.requests_left, self.requests_limit);
        let points = breather(self.points, self.points_left, self.points_limit);
        requests.max(points).min(LONGEST_BREATHER)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a pause need not be exact to the last of 2^53 points"
)]
fn breather(cost: u64, left: Option<u64>, limit: Option<u64>) -> Duration {
    let (Some(left), Some(limit)) = (left, limit.filter(|limit| *limit > 0)) else {
        return Duration::ZERO;
    };
    let share = left as f64 / limit as f64;
    let refill = cost as f64 * HOUR_SECONDS / limit as f64;
    let factor = if share >= RESERVE {
        ((PLENTY - share) / (PLENTY - RESERVE)).clamp(0.0, 1.0)
    } else {
        2.0 - share / RESERVE
    };
    Duration::try_from_secs_f64(refill * factor).unwrap_or(LONGEST_BREATHER)
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
    /// Its state in the service: reference, name and kind, and the status that this means by the settings. Its
    /// `position` is not told here.
    pub state: IssueState,
    /// How urgent it is, if anybody said.
    pub priority: Option<Priority>,
    /// The estimate in the unit that the container uses there.
    pub estimate: Option<f64>,
    /// The day it is due.
    pub due_on: Option<Day>,
    /// Who works on it.
    pub assignee: Option<Person>,
    /// Who wrote it; nobody where that account is gone or it was another program.
    pub creator: Option<Person>,
    /// All its labels, by name.
    pub labels: Vec<Named>,
    /// The reference of the issue above it.
    pub parent: Option<String>,
    /// The cycle, sprint or iteration it is planned in.
    pub cycle: Option<Named>,
    /// The project it belongs to there (which is not a project here).
    pub project: Option<Named>,
    /// The milestone of that project.
    pub milestone: Option<Named>,
    /// The name of the branch on which to work on it.
    pub branch_name: Option<String>,
    /// Whether it was archived or put in the trash there.
    pub archived: bool,
    /// When it was written.
    pub created_at: Instant,
    /// When work on it began.
    pub started_at: Option<Instant>,
    /// When it was finished or given up.
    pub completed_at: Option<Instant>,
    /// When it last changed there.
    pub updated_at: Instant,
}

/// The state an issue is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueState {
    /// The service's own id of the state.
    pub reference: String,
    /// What people call it.
    pub name: String,
    /// What it means, in the service's word.
    pub kind: String,
    /// Whether the connector knows that word; what it does not know counts as open.
    pub is_known: bool,
    /// What that is in our words, by the settings.
    pub status: Status,
}

/// Something that issues are given, and that may be renamed without them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Named {
    /// The service's own id.
    pub reference: String,
    /// What people call it now.
    pub name: String,
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
    /// Whether the account can be used.
    pub active: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page_with(points_left: u64) -> Usage {
        Usage {
            requests: 1,
            points: 6_000,
            requests_left: Some(2_000),
            requests_limit: Some(2_500),
            points_left: Some(points_left),
            points_limit: Some(3_000_000),
        }
    }

    #[test]
    fn there_is_no_pause_while_there_is_plenty_and_a_growing_one_before_the_wall() {
        let pause = |points_left| page_with(points_left).breather().as_secs_f64();
        assert_eq!((pause(3_000_000), pause(600_000)), (0.0, 0.0));
        // 6,000 of 3,000,000 points come back in 7.2 seconds.
        assert!((pause(450_000) - 3.6).abs() < 1e-6 && (pause(300_000) - 7.2).abs() < 1e-6);
        assert!((pause(150_000) - 10.8).abs() < 1e-6 && (pause(0) - 14.4).abs() < 1e-6);
    }

    #[test]
    fn the_scarcer_allowance_decides_and_an_unknown_one_does_not() {
        let scarce = Usage {
            requests_left: Some(0),
            ..page_with(3_000_000)
        };
        assert!((scarce.breather().as_secs_f64() - 2.88).abs() < 1e-6);
        assert_eq!(Usage::default().breather(), Duration::ZERO);
        let odd = Usage {
            points: u64::MAX,
            points_left: Some(0),
            points_limit: Some(1),
            ..Usage::default()
        };
        assert_eq!(odd.breather(), LONGEST_BREATHER);
        let none = Usage {
            points_limit: Some(0),
            ..odd
        };
        assert_eq!(none.breather(), Duration::ZERO);
    }

    #[test]
    fn a_wish_to_read_all_again_keeps_the_place_and_is_made_once() {
        let place = Cursor(serde_json::json!({"page": 7}));
        assert_eq!(place.place_to_read_again_from(), None);
        let wish = place.clone().again().again();
        assert_eq!(wish.place_to_read_again_from(), Some(&place.0));
    }
}
