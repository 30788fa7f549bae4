//! What a test sees of an issue.

use std::fmt::Display;

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::world::World;
use crate::world::entities::{Cycle, Issue, Millis};
use crate::world::ids::{CycleId, IssueId, MilestoneId, ProjectId, StateId, TeamId, UserId};

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
    /// The UUID of its state.
    pub state_id: StateId,
    /// The name of its state.
    pub state: String,
    /// The type of its state.
    pub state_type: String,
    /// Who works on it.
    pub assignee: Option<UserId>,
    /// Their e-mail address.
    pub assignee_email: Option<String>,
    /// Who wrote it.
    pub creator: Option<UserId>,
    /// Their e-mail address.
    pub creator_email: Option<String>,
    /// 0 none, 1 urgent to 4 low.
    pub priority: u8,
    /// In the team's scale.
    pub estimate: Option<f64>,
    /// "YYYY-MM-DD".
    pub due_date: Option<String>,
    /// Names of its labels.
    pub labels: Vec<String>,
    /// The issue above it, as a key that reads everything sees it; nothing if that was deleted.
    pub parent: Option<IssueId>,
    /// The cycle it is planned in: its UUID, number, and name if it has one.
    pub cycle: Option<(CycleId, u32, Option<String>)>,
    /// Its project: UUID and name.
    pub project: Option<(ProjectId, String)>,
    /// Its milestone: UUID and name.
    pub milestone: Option<(MilestoneId, String)>,
    /// The branch name that Linear proposes.
    pub branch_name: String,
    /// The address a browser would open.
    pub url: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed meaningfully.
    pub updated_at: Timestamp,
    /// When it was archived, if it is.
    pub archived_at: Option<Timestamp>,
    /// When Linear archived it by itself, if it did.
    pub auto_archived_at: Option<Timestamp>,
    /// When it first entered a started state.
    pub started_at: Option<Timestamp>,
    /// When it entered a canceled or duplicate state, if it is in one.
    pub canceled_at: Option<Timestamp>,
    /// When it entered a completed state, if it is in one.
    pub completed_at: Option<Timestamp>,
    /// Whether it is in the trash.
    pub trashed: bool,
}

impl IssueView {
    /// Every field as JSON, named as here.
    pub fn to_json(&self) -> Json {
        let id = |id: &dyn Display| Json::from(id.to_string());
        let named = |(at, name): &(&dyn Display, &String)| json!({ "id": at.to_string(), "name": name });
        json!({
            "id": id(&self.id), "identifier": self.identifier, "number": self.number,
            "previous_identifiers": self.previous_identifiers,
            "team": id(&self.team), "team_key": self.team_key,
            "title": self.title, "description": self.description,
            "state_id": id(&self.state_id), "state": self.state, "state_type": self.state_type,
            "assignee": self.assignee.map(|it| id(&it)), "assignee_email": self.assignee_email,
            "creator": self.creator.map(|it| id(&it)), "creator_email": self.creator_email,
            "priority": self.priority, "estimate": self.estimate, "due_date": self.due_date,
            "labels": self.labels, "parent": self.parent.map(|it| id(&it)),
            "cycle": self.cycle.as_ref().map(|(at, number, name)| json!({ "id": id(at), "number": number, "name": name })),
            "project": self.project.as_ref().map(|(at, name)| named(&(at, name))),
            "milestone": self.milestone.as_ref().map(|(at, name)| named(&(at, name))),
            "branch_name": self.branch_name, "url": self.url,
            "created_at": id(&self.created_at), "updated_at": id(&self.updated_at),
            "archived_at": self.archived_at.map(|it| id(&it)),
            "auto_archived_at": self.auto_archived_at.map(|it| id(&it)),
            "started_at": self.started_at.map(|it| id(&it)), "completed_at": self.completed_at.map(|it| id(&it)),
            "canceled_at": self.canceled_at.map(|it| id(&it)), "trashed": self.trashed,
        })
    }

    pub(crate) fn of(world: &World, issue: &Issue) -> Self {
        let team = &world.teams[issue.team];
        let state = &world.states[issue.state];
        let user = |at: Option<usize>| at.map(|at| UserId(world.users[at].record.id));
        let email = |at: Option<usize>| at.map(|at| world.users[at].email.clone());
        Self {
            id: IssueId(issue.record.id),
            identifier: world.identifier(issue),
            number: issue.number,
            previous_identifiers: issue.previous_identifiers.clone(),
            team: TeamId(team.record.id),
            team_key: team.key.clone(),
            title: issue.title.clone(),
            description: issue.description.clone(),
            state_id: StateId(state.record.id),
            state: state.name.clone(),
            state_type: state.kind.clone(),
            assignee: user(issue.assignee),
            assignee_email: email(issue.assignee),
            creator: user(issue.creator),
            creator_email: email(issue.creator),
            priority: issue.priority,
            estimate: issue.estimate,
            due_date: issue.due_date.clone(),
            labels: issue
                .labels
                .iter()
                .map(|label| world.labels[*label].name.clone())
                .collect(),
            parent: issue
                .parent
                .and_then(|slot| world.issue(slot))
                .map(|above| IssueId(above.record.id)),
            cycle: issue.cycle.map(|at| cycle_shown(&world.cycles[at])),
            project: issue
                .project
                .map(|at| &world.projects[at])
                .map(|it| (ProjectId(it.record.id), it.name.clone())),
            milestone: issue
                .milestone
                .map(|at| &world.milestones[at])
                .map(|it| (MilestoneId(it.record.id), it.name.clone())),
            branch_name: world.branch_name(issue),
            url: world.issue_url(issue),
            created_at: instant(issue.record.created_at),
            updated_at: instant(issue.record.updated_at),
            archived_at: issue.record.archived_at.map(instant),
            auto_archived_at: issue.auto_archived_at.map(instant),
            started_at: issue.started_at.map(instant),
            canceled_at: issue.canceled_at.map(instant),
            completed_at: issue.completed_at.map(instant),
            trashed: issue.trashed,
        }
    }
}

fn cycle_shown(cycle: &Cycle) -> (CycleId, u32, Option<String>) {
    (CycleId(cycle.record.id), cycle.number, cycle.name.clone())
}

fn instant(at: Millis) -> Timestamp {
    Timestamp::from_millisecond(at).unwrap_or(Timestamp::MAX)
}
