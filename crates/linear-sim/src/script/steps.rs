//! What a script may say. Every name here is a name in its JSON.

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::faults::FaultSpec;

/// One step, by its `do`.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Step {
    /// Here the client under test runs one sync.
    Sync(SyncMark),
    /// Queues a fault, `times` times over, or for the request that is `at`-th from here.
    Fault {
        fault: FaultSpec,
        #[serde(default = "one")]
        times: usize,
        at: Option<u64>,
    },
    /// So many of a hundred requests meet one of the faults, by a seed, `limit` of them in all.
    FaultShare {
        percent: usize,
        seed: u64,
        limit: usize,
        faults: Vec<FaultSpec>,
    },
    /// Edits that happen when the request that is `nth` from here arrives.
    AtRequest {
        nth: u64,
        steps: Vec<Step>,
    },
    ClearFaults,

    AddIssues {
        team: String,
        #[serde(default = "one")]
        count: usize,
        #[serde(default)]
        set: Map<String, Json>,
    },
    /// Sets fields of issues at one instant.
    Edit {
        issues: Pick,
        set: Map<String, Json>,
    },
    /// Gives issues a description of so many bytes.
    Describe {
        issues: Pick,
        bytes: usize,
    },
    /// Empties every field that may be null.
    Strip {
        issues: Pick,
    },
    /// Moves `updatedAt` and nothing else.
    Touch {
        issues: Pick,
    },
    Move {
        issues: Pick,
        team: String,
    },
    Archive {
        issues: Pick,
    },
    AutoArchive {
        issues: Pick,
    },
    Trash {
        issues: Pick,
    },
    Restore {
        issues: Pick,
    },
    Delete {
        issues: Pick,
    },
    Merge {
        issues: Pick,
    },
    /// Pages show another value in a field of these issues until they are mended.
    Break {
        issues: Pick,
        field: String,
        #[serde(default)]
        value: Json,
        /// Leaves the field out instead.
        #[serde(default)]
        leave_out: bool,
    },
    Mend {
        issues: Pick,
    },

    AddTeam {
        key: String,
        name: String,
    },
    RenameTeam {
        team: String,
        to: String,
    },
    RekeyTeam {
        team: String,
        to: String,
    },
    ArchiveTeam {
        team: String,
    },
    RetireTeam {
        team: String,
    },
    HideTeam {
        team: String,
    },
    ShowTeam {
        team: String,
    },
    AddState {
        team: String,
        name: String,
        #[serde(rename = "type")]
        kind: String,
    },
    RenameState {
        team: String,
        name: String,
        to: String,
    },
    RemoveState {
        team: String,
        name: String,
        into: String,
    },
    /// Adds labels called "Label 1", "Label 2" … to the workspace, and puts one on each issue in turn.
    SpreadLabels {
        count: usize,
        issues: Pick,
    },
    RenameLabel {
        name: String,
        to: String,
    },
    AddProject {
        name: String,
    },
    RenameProject {
        name: String,
        to: String,
    },
    AddMilestone {
        project: String,
        name: String,
    },
    RenameMilestone {
        project: String,
        name: String,
        to: String,
    },
    RenameCycle {
        team: String,
        number: u32,
        to: Option<String>,
    },
    /// Adds people called "New 1" and so on, and gives each of the issues to one of them in turn.
    SpreadPeople {
        count: usize,
        issues: Pick,
    },
    RenameUser {
        email: String,
        to: String,
    },
    ChangeEmail {
        email: String,
        to: String,
    },
    SuspendUser {
        email: String,
    },
    ReactivateUser {
        email: String,
    },

    RevokeKey,
    RestoreKey,
    /// Puts Linear's clock ahead by so many seconds; negative is behind.
    Skew {
        seconds: i64,
    },
    /// Lets so many seconds pass, as far as Linear can tell.
    Advance {
        seconds: u64,
    },
    Limits {
        requests: Option<f64>,
        complexity: Option<f64>,
        query_complexity: Option<f64>,
    },
    RefillLimits,
    PageCap {
        nodes: Option<usize>,
    },
    PageDelay {
        ms: u64,
    },
}

/// A place in a script where the client under test runs one sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyncMark {
    /// How it has to end.
    #[serde(default)]
    pub ends: Ends,
    /// Whether it has to compare everything there is, not only what changed.
    #[serde(default)]
    pub reconcile: bool,
}

/// How a sync has to end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ends {
    /// It succeeds.
    Well,
    /// It fails, and is not called anything else.
    Badly,
    /// Either; but it says which.
    #[default]
    Either,
}

impl Ends {
    /// The word in a script.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Badly => "badly",
            Self::Either => "either",
        }
    }
}

/// Some of the issues there are, in the order they were added. Without anything: the first.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Pick {
    /// Exactly the one with this identifier.
    pub(crate) identifier: Option<String>,
    /// Only those of the team with this key.
    pub(crate) team: Option<String>,
    /// Only those in a state of this type.
    pub(crate) state_type: Option<String>,
    /// Leaves out so many at the start.
    pub(crate) skip: usize,
    /// Takes every so many-th.
    pub(crate) every: Option<usize>,
    /// Shuffles them by this seed first.
    pub(crate) shuffle: Option<u64>,
    /// So many at most.
    pub(crate) count: Option<usize>,
    /// As many as there are.
    pub(crate) all: bool,
}

fn one() -> usize {
    1
}
