//! The queries we send, and what goes with them.

use serde::Serialize;
use timetracker_types::Instant;

/// A query text and the name of the operation in it.
#[derive(Debug, Clone, Copy)]
pub struct Query {
    pub operation: &'static str,
    pub text: &'static str,
}

macro_rules! query {
    ($operation:literal, $($file:literal),+) => {
        Query { operation: $operation, text: concat!($(include_str!(concat!("queries/", $file, ".graphql"))),+) }
    };
}

pub const ACCOUNT: Query = query!("Account", "account");
pub const WORKSPACE: Query = query!("Workspace", "workspace", "issue_fields");
pub const CHANGES: Query = query!("Changes", "changes", "issue_fields");
pub const ISSUES: Query = query!("Issues", "issues", "issue_fields");
pub const ISSUE_LABELS: Query = query!("IssueLabels", "issue_labels");
pub const COUNT: Query = query!("Count", "count");
pub const LANDING: Query = query!("Landing", "landing");
pub const TEAMS: Query = query!("Teams", "teams");
pub const STATES: Query = query!("States", "states");
pub const PEOPLE: Query = query!("People", "people");
pub const LABELS: Query = query!("Labels", "labels");
pub const PROJECTS: Query = query!("Projects", "projects");
pub const MILESTONES: Query = query!("Milestones", "milestones");
pub const CYCLES: Query = query!("Cycles", "cycles");

/// Which issues a page is to hold.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PageOf<'a> {
    pub first: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<&'a str>,
    #[serde(skip_serializing_if = "IssueFilter::is_empty")]
    pub filter: IssueFilter<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_archived: Option<bool>,
}

/// Linear's own filter: what it leaves out is not downloaded.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IssueFilter<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<OneOf<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<ById<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<InTeam<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub or: Option<Vec<IssueFilter<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<NotBefore>,
}

impl<'a> IssueFilter<'a> {
    /// The issues of these teams; of all where none is named.
    pub fn of_teams(teams: Vec<&'a str>) -> Self {
        let team = (!teams.is_empty()).then(|| ById::of(teams));
        Self {
            team,
            ..Self::default()
        }
    }

    /// The issues of some teams, and those below them in hierarchy, as far as these are in `within`; an empty list
    /// stands for all teams.
    pub fn of_teams_and_below(teams: &[&'a str], within: Vec<&'a str>) -> Self {
        let team = ById::of(teams.to_vec());
        let parent = InTeam {
            team: ById::of(teams.to_vec()),
        };
        let of_team = Self {
            team: Some(team),
            ..Self::default()
        };
        let below = Self {
            parent: Some(parent),
            ..Self::default()
        };
        Self {
            or: Some(vec![of_team, below]),
            ..Self::of_teams(within)
        }
    }

    fn is_empty(&self) -> bool {
        self.id.is_none() && self.team.is_none() && self.or.is_none() && self.updated_at.is_none()
    }
}

#[derive(Debug, Serialize)]
pub struct ById<'a> {
    pub id: OneOf<'a>,
}

impl<'a> ById<'a> {
    fn of(ids: Vec<&'a str>) -> Self {
        Self {
            id: OneOf { r#in: ids },
        }
    }
}

#[derive(Debug, Serialize)]
pub struct InTeam<'a> {
    pub team: ById<'a>,
}

#[derive(Debug, Serialize)]
pub struct OneOf<'a> {
    pub r#in: Vec<&'a str>,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct NotBefore {
    pub gte: Instant,
}

/// How many entries of each list [`WORKSPACE`] and [`CHANGES`] bring.
#[derive(Debug, Serialize)]
pub struct Sizes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub teams: Option<u32>,
    pub lists: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Instant>,
}

/// Which page of a list.
#[derive(Debug, Default, Serialize)]
pub struct ListPage<'a> {
    pub first: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<Since>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
}

/// Only what changed since.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Since {
    pub updated_at: NotBefore,
}

impl Since {
    /// What changed at that instant or later.
    pub fn of(instant: Instant) -> Self {
        Self {
            updated_at: NotBefore { gte: instant },
        }
    }
}

/// Which labels of which issues.
#[derive(Debug, Serialize)]
pub struct LabelsOf<'a> {
    pub issues: &'a [String],
    pub first: usize,
    pub labels: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<&'a str>,
}
