//! Linear's answers as they travel.
//!
//! Lists and where they go on must be there; of what is in them nothing needs to be, so that one broken entry does not
//! cost the others (`lenient.rs`). What Linear may add to (types of states, numbers of priority) stays text or number.

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess};
use serde_json::Value;
use timetracker_types::{Day, Instant};

use super::lenient::{Field, Wire};
use super::refusal;
use crate::error::Error;

/// The data of an answer.
pub trait Data: DeserializeOwned {
    /// Marks the one entry that an error at `path` is about, so that it is not taken for whole. False where the error is
    /// about more than one entry of a list of issues.
    fn spoil(&mut self, _path: &[Value]) -> bool {
        false
    }
}

/// One page of a list.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", bound = "T: Wire")]
pub struct Connection<T> {
    pub nodes: Vec<Field<T>>,
    pub page_info: PageInfo,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageInfo {
    pub has_next_page: bool,
    pub end_cursor: Option<String>,
}

impl PageInfo {
    /// The cursor of the next page, if there is one. A page that points nowhere, or back to where it began, is an
    /// error: taken for the end, it would silently leave out the rest.
    pub fn next(&self, after: Option<&str>) -> Result<Option<String>, Error> {
        match self.end_cursor.as_deref() {
            _ if !self.has_next_page => Ok(None),
            Some(next) if !next.is_empty() && after != Some(next) => Ok(Some(next.to_owned())),
            _ => Err(refusal::no_way_on(
                "hasNextPage with an empty or unchanged endCursor",
            )),
        }
    }
}

/// An issue, or what is asked of one.
pub trait Spoilable: Wire {
    /// Remembers that Linear reported an error about it.
    fn spoil(&mut self);
}

/// A page of issues, or of what is asked of them.
#[derive(Debug, Deserialize)]
#[serde(bound = "T: Wire")]
pub struct WireIssues<T> {
    pub issues: Connection<T>,
}

impl<T: Spoilable> Data for WireIssues<T> {
    fn spoil(&mut self, path: &[Value]) -> bool {
        spoil_node(&mut self.issues, path)
    }
}

/// A page of anything else, under the name that all such queries give it.
#[derive(Debug, Deserialize)]
#[serde(bound = "T: Wire")]
pub struct WireList<T> {
    pub list: Connection<T>,
}

impl<T: Wire> Data for WireList<T> {}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WireWorkspace {
    /// Only where it was asked for.
    pub latest: Option<Connection<WireIssue>>,
    pub teams: Connection<WireTeam>,
    pub workflow_states: Connection<WireState>,
    pub users: Connection<WireUser>,
}

impl Data for WireWorkspace {
    fn spoil(&mut self, path: &[Value]) -> bool {
        let is_latest = path.first().is_some_and(|list| list == "latest");
        if is_latest {
            self.latest = None;
        }
        is_latest
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WireChanges {
    pub issues: Connection<WireIssue>,
    pub teams: Connection<WireTeam>,
    pub workflow_states: Connection<WireState>,
    pub users: Connection<WireUser>,
    pub issue_labels: Connection<WireNamed>,
    pub projects: Connection<WireNamed>,
    pub project_milestones: Connection<WireNamed>,
    pub cycles: Connection<WireNamed>,
}

impl Data for WireChanges {
    fn spoil(&mut self, path: &[Value]) -> bool {
        spoil_node(&mut self.issues, path)
    }
}

fn spoil_node<T: Spoilable>(issues: &mut Connection<T>, path: &[Value]) -> bool {
    let [list, nodes, index, ..] = path else {
        return false;
    };
    if list != "issues" || nodes != "nodes" {
        return false;
    }
    let index = index.as_u64().and_then(|index| usize::try_from(index).ok());
    match index.and_then(|index| issues.nodes.get_mut(index)) {
        Some(Field::Is(issue)) => issue.spoil(),
        Some(node) => *node = Field::Odd,
        None => return false,
    }
    true
}

#[derive(Debug, Deserialize)]
pub struct WireAccount {
    pub viewer: WireViewer,
    pub teams: Connection<WireTeam>,
}

impl Data for WireAccount {}

#[derive(Debug, Deserialize)]
pub struct WireViewer {
    pub name: String,
    pub email: Option<String>,
    pub organization: WireOrganization,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WireOrganization {
    pub name: String,
    pub url_key: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct WireTeam {
    pub id: Field<String>,
    pub key: Field<String>,
    pub name: Field<String>,
    pub issue_count: Field<f64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WireState {
    pub id: Field<String>,
    pub name: Field<String>,
    #[serde(rename = "type")]
    pub kind: Field<String>,
    pub position: Field<f64>,
    pub team: Field<WireId>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WireUser {
    pub id: Field<String>,
    pub name: Field<String>,
    pub email: Field<String>,
    pub active: Field<bool>,
}

/// A label, a project, a milestone or a cycle. Only cycles have a number.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WireNamed {
    pub id: Field<String>,
    pub name: Field<String>,
    pub number: Field<f64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WireId {
    pub id: Field<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct WireLabels {
    pub nodes: Field<Vec<Field<WireNamed>>>,
    pub page_info: Field<WireLabelsEnd>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct WireLabelsEnd {
    pub has_next_page: Field<bool>,
    pub end_cursor: Field<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct WireIssue {
    pub id: Field<String>,
    pub identifier: Field<String>,
    pub previous_identifiers: Field<Vec<Field<String>>>,
    pub title: Field<String>,
    pub url: Field<String>,
    pub priority: Field<f64>,
    pub estimate: Field<f64>,
    pub due_date: Field<Day>,
    pub created_at: Field<Instant>,
    pub updated_at: Field<Instant>,
    pub started_at: Field<Instant>,
    pub completed_at: Field<Instant>,
    pub canceled_at: Field<Instant>,
    pub archived_at: Field<String>,
    pub trashed: Field<bool>,
    pub branch_name: Field<String>,
    pub team: Field<WireTeam>,
    pub state: Field<WireState>,
    pub assignee: Field<WireUser>,
    pub creator: Field<WireUser>,
    pub parent: Field<WireId>,
    pub cycle: Field<WireNamed>,
    pub project: Field<WireNamed>,
    pub project_milestone: Field<WireNamed>,
    pub labels: Field<WireLabels>,
    /// Whether Linear reported an error about it.
    #[serde(skip)]
    pub spoilt: bool,
}

/// The labels of an issue, asked for apart.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WireIssueLabels {
    pub id: Field<String>,
    pub labels: Field<WireLabels>,
    #[serde(skip)]
    pub spoilt: bool,
}

/// An issue as it is counted.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct WireEntry {
    pub id: Field<String>,
    pub identifier: Field<String>,
    pub updated_at: Field<Instant>,
    pub archived_at: Field<String>,
    pub trashed: Field<bool>,
    pub team: Field<WireId>,
    pub state: Field<WireId>,
    pub assignee: Field<WireUser>,
    #[serde(skip)]
    pub spoilt: bool,
}

macro_rules! objects {
    ($($name:ident),*) => {$(
        impl Wire for $name {
            fn object<'de, A: MapAccess<'de>>(entries: A) -> Result<Option<Self>, A::Error> {
                Self::deserialize(MapAccessDeserializer::new(entries)).map(Some)
            }
        }
    )*};
}

macro_rules! spoilable {
    ($($name:ident),*) => {$(
        impl Spoilable for $name {
            fn spoil(&mut self) {
                self.spoilt = true;
            }
        }
    )*};
}

objects!(
    WireTeam,
    WireState,
    WireUser,
    WireNamed,
    WireId,
    WireLabels,
    WireLabelsEnd,
    WireIssue,
    WireIssueLabels,
    WireEntry
);
spoilable!(WireIssue, WireIssueLabels, WireEntry);
