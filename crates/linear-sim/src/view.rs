//! What a test sees of an issue.

use jiff::Timestamp;

use crate::world::World;
use crate::world::entities::{Issue, Millis};
use crate::world::ids::{IssueId, TeamId, UserId};

/// An issue as it is now.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueView {
    /// The UUID.
    pub id: IssueId,
    /// "ENG-12".
    pub identifier: String,
    /// Its number within the team.
    pub number: u32,
    /// Identifiers it had in other teams, oldest first.
    pub previous_identifiers: Vec<String>,
    /// The team's UUID.
    pub team: TeamId,
    /// The team's key.
    pub team_key: String,
    /// The title.
    pub title: String,
    /// Markdown.
    pub description: Option<String>,
    /// The name of its state.
    pub state: String,
    /// The type of its state.
    pub state_type: String,
    /// Who works on it.
    pub assignee: Option<UserId>,
    /// 0 none, 1 urgent to 4 low.
    pub priority: u8,
    /// In the team's scale.
    pub estimate: Option<f64>,
    /// "YYYY-MM-DD".
    pub due_date: Option<String>,
    /// Names of its labels.
    pub labels: Vec<String>,
    /// The address a browser would open.
    pub url: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed meaningfully.
    pub updated_at: Timestamp,
    /// When it was archived, if it is.
    pub archived_at: Option<Timestamp>,
    /// When it entered a completed state, if it is in one.
    pub completed_at: Option<Timestamp>,
    /// Whether it is in the trash.
    pub trashed: bool,
}

impl IssueView {
    pub(crate) fn of(world: &World, issue: &Issue) -> Self {
        let team = &world.teams[issue.team];
        let state = &world.states[issue.state];
        Self {
            id: IssueId(issue.record.id),
            identifier: world.identifier(issue),
            number: issue.number,
            previous_identifiers: issue.previous_identifiers.clone(),
            team: TeamId(team.record.id),
            team_key: team.key.clone(),
            title: issue.title.clone(),
            description: issue.description.clone(),
            state: state.name.clone(),
            state_type: state.kind.clone(),
            assignee: issue.assignee.map(|user| UserId(world.users[user].record.id)),
            priority: issue.priority,
            estimate: issue.estimate,
            due_date: issue.due_date.clone(),
            labels: issue
                .labels
                .iter()
                .map(|label| world.labels[*label].name.clone())
                .collect(),
            url: world.issue_url(issue),
            created_at: instant(issue.record.created_at),
            updated_at: instant(issue.record.updated_at),
            archived_at: issue.record.archived_at.map(instant),
            completed_at: issue.completed_at.map(instant),
            trashed: issue.trashed,
        }
    }
}

fn instant(at: Millis) -> Timestamp {
    Timestamp::from_millisecond(at).unwrap_or(Timestamp::MAX)
}
