//! Adding, changing and removing issues, with the indexes that follow them.

use super::entities::{Issue, Millis, Record};
use super::ids::{CycleId, IssueId, MilestoneId, ProjectId, UserId};
use super::{Place, World};

/// What a person can set on an issue. Fill what matters and leave the rest to [`Default`].
///
/// The same fields are handed to the closure of [`Linear::edit_issue`](crate::Linear::edit_issue).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IssueFields {
    /// The title, any text.
    pub title: String,
    /// Markdown.
    pub description: Option<String>,
    /// A state of the team, by name. `None` on a new issue: the first state of type `backlog`.
    pub state: Option<String>,
    /// Who works on it.
    pub assignee: Option<UserId>,
    /// Who wrote it.
    pub creator: Option<UserId>,
    /// 0 none, 1 urgent, 2 high, 3 medium, 4 low.
    pub priority: u8,
    /// In the team's estimate scale.
    pub estimate: Option<f64>,
    /// "YYYY-MM-DD".
    pub due_date: Option<String>,
    /// Labels by name: the team's own first, then the workspace's; an unknown one is made for the workspace.
    pub labels: Vec<String>,
    /// The project it belongs to.
    pub project: Option<ProjectId>,
    /// The milestone of that project; one of another project is left out, as Linear does.
    pub milestone: Option<MilestoneId>,
    /// The cycle it is planned in.
    pub cycle: Option<CycleId>,
    /// The issue above it.
    pub parent: Option<IssueId>,
}

/// The fields of an issue that is about to be added.
pub type NewIssue = IssueFields;

impl World {
    pub(crate) fn add_issue(&mut self, team: usize, fields: NewIssue) -> IssueId {
        let record = self.record();
        let id = record.id;
        let slot = self.issues.len();
        let number = self.take_number(team);
        let mut issue = blank(record, team, number, self.initial_state(team));
        self.apply(&mut issue, fields, true);
        self.places.insert(id, Place::Issue(slot));
        self.numbers.insert((team, number), slot);
        self.by_created.insert((issue.record.created_at, id, slot));
        self.by_updated.insert((issue.record.updated_at, id, slot));
        self.issues.push(Some(issue));
        IssueId(id)
    }

    /// Lets `change` loose on an issue and stamps it; false if there is no such issue.
    pub(crate) fn change_issue(
        &mut self,
        slot: usize,
        stamp: Option<Millis>,
        change: impl FnOnce(&mut Self, &mut Issue),
    ) -> bool {
        let Some(mut issue) = self.issues.get_mut(slot).and_then(Option::take) else {
            return false;
        };
        change(self, &mut issue);
        if let Some(now) = stamp {
            let id = issue.record.id;
            self.by_updated.remove(&(issue.record.updated_at, id, slot));
            issue.record.updated_at = now;
            self.by_updated.insert((now, id, slot));
        }
        self.issues[slot] = Some(issue);
        true
    }

    /// The fields of an issue as a person would see them.
    pub(crate) fn fields_of(&self, issue: &Issue) -> IssueFields {
        IssueFields {
            title: issue.title.clone(),
            description: issue.description.clone(),
            state: Some(self.states[issue.state].name.clone()),
            assignee: issue.assignee.map(|user| UserId(self.users[user].record.id)),
            creator: issue.creator.map(|user| UserId(self.users[user].record.id)),
            priority: issue.priority,
            estimate: issue.estimate,
            due_date: issue.due_date.clone(),
            labels: issue
                .labels
                .iter()
                .map(|label| self.labels[*label].name.clone())
                .collect(),
            project: issue
                .project
                .map(|project| ProjectId(self.projects[project].record.id)),
            milestone: issue
                .milestone
                .map(|at| MilestoneId(self.milestones[at].record.id)),
            cycle: issue.cycle.map(|cycle| CycleId(self.cycles[cycle].record.id)),
            parent: issue
                .parent
                .and_then(|slot| self.issue(slot))
                .map(|above| IssueId(above.record.id)),
        }
    }

    /// Writes fields into an issue, moving the instants that depend on them.
    pub(crate) fn apply(&mut self, issue: &mut Issue, fields: IssueFields, is_new: bool) {
        let now = self.clock.now();
        if let Some(name) = fields.state {
            let state = self.state_named(issue.team, &name);
            if is_new || state != issue.state {
                self.enter_state(issue, state, now);
            }
        } else if is_new {
            self.enter_state(issue, issue.state, now);
        }
        let (cycle, project) = (
            fields.cycle.map(|id| self.cycle_at(id)),
            fields.project.map(|id| self.project_at(id)),
        );
        if cycle != issue.cycle {
            issue.added_to_cycle_at = cycle.map(|_| now);
        }
        if project != issue.project {
            issue.added_to_project_at = project.map(|_| now);
        }
        let milestone = fields.milestone.map(|id| self.milestone_at(id));
        issue.milestone = milestone.filter(|at| Some(self.milestones[*at].project) == project);
        (issue.cycle, issue.project) = (cycle, project);
        issue.labels = fields
            .labels
            .iter()
            .map(|name| self.label_kept_or_named(issue, name))
            .collect();
        issue.assignee = fields.assignee.map(|id| self.user_at(id));
        issue.creator = fields.creator.map(|id| self.user_at(id));
        issue.parent = fields.parent.map(|id| self.issue_at(id));
        issue.title = fields.title;
        issue.description = fields.description;
        issue.priority = fields.priority;
        issue.estimate = fields.estimate;
        issue.due_date = fields.due_date;
    }

    /// Moves an issue to another team, which gives it a new identifier and one of that team's states.
    pub(crate) fn move_issue(&mut self, slot: usize, team: usize) -> bool {
        let now = self.clock.now();
        self.change_issue(slot, Some(now), |world, issue| {
            let old = world.identifier(issue);
            world.numbers.remove(&(issue.team, issue.number));
            world.former_identifiers.insert(old.clone(), slot);
            issue.previous_identifiers.push(old);
            let state = world.matching_state(team, issue.state);
            issue.team = team;
            issue.number = world.take_number(team);
            issue.added_to_team_at = Some(now);
            world.numbers.insert((team, issue.number), slot);
            if world.states[state].kind != world.states[issue.state].kind {
                world.enter_state(issue, state, now);
            }
            issue.state = state;
            issue.labels.retain(|label| world.labels[*label].team.is_none());
            issue.cycle = None;
            issue.added_to_cycle_at = None;
        })
    }

    /// Removes an issue without trace; its sub-issues stay.
    pub(crate) fn delete_issue(&mut self, slot: usize) -> bool {
        let Some(issue) = self.issues.get_mut(slot).and_then(Option::take) else {
            return false;
        };
        let id = issue.record.id;
        self.by_created.remove(&(issue.record.created_at, id, slot));
        self.by_updated.remove(&(issue.record.updated_at, id, slot));
        self.places.remove(&id);
        self.numbers.remove(&(issue.team, issue.number));
        for identifier in &issue.previous_identifiers {
            self.former_identifiers.remove(identifier);
        }
        true
    }

    fn take_number(&mut self, team: usize) -> u32 {
        let team = &mut self.teams[team];
        let number = team.next_number;
        team.next_number += 1;
        number
    }

    fn initial_state(&self, team: usize) -> usize {
        let states = &self.teams[team].states;
        states
            .iter()
            .copied()
            .find(|state| self.states[*state].kind == "backlog")
            .unwrap_or(states[0])
    }

    /// The new team's state of the same name and type, or of the same type, or its first open one.
    fn matching_state(&self, team: usize, old: usize) -> usize {
        let old = &self.states[old];
        let states = || self.teams[team].states.iter().copied();
        let same_kind = |state: &usize| self.states[*state].kind == old.kind;
        states()
            .find(|state| same_kind(state) && self.states[*state].name == old.name)
            .or_else(|| states().find(same_kind))
            .unwrap_or_else(|| self.initial_state(team))
    }

    pub(crate) fn enter_state(&self, issue: &mut Issue, state: usize, now: Millis) {
        let left_triage = self.states[issue.state].kind == "triage";
        issue.state = state;
        let kind = self.states[state].kind.as_str();
        let is_done = kind == "completed";
        let is_dropped = matches!(kind, "canceled" | "duplicate");
        match kind {
            "triage" => issue.started_triage_at = Some(now),
            _ if left_triage && issue.started_triage_at.is_some() => issue.triaged_at = Some(now),
            _ => {}
        }
        if kind == "started" || is_done {
            issue.started_at.get_or_insert(now);
        } else if !is_dropped {
            issue.started_at = None;
        }
        issue.completed_at = is_done.then_some(now);
        issue.canceled_at = is_dropped.then_some(now);
    }

    fn state_named(&self, team: usize, name: &str) -> usize {
        let found = self.teams[team]
            .states
            .iter()
            .copied()
            .find(|state| self.states[*state].name == name);
        let Some(state) = found else {
            panic!("team {} has no state named {name:?}", self.teams[team].key);
        };
        state
    }

    /// A team's first state of a type.
    pub(crate) fn state_of_kind(&self, team: usize, kind: &str) -> Option<usize> {
        let mut states = self.teams[team].states.iter().copied();
        states.find(|state| self.states[*state].kind == kind)
    }

    /// Moves the issues of a state that are not archived into another.
    pub(crate) fn empty_state(&mut self, from: usize, to: usize, now: Millis) {
        let is_there = |issue: &Issue| issue.state == from && issue.record.archived_at.is_none();
        let slots: Vec<usize> = self
            .issues()
            .filter(|(_, issue)| is_there(issue))
            .map(|(slot, _)| slot)
            .collect();
        for slot in slots {
            self.change_issue(slot, Some(now), |world, issue| world.enter_state(issue, to, now));
        }
        let team = self.states[from].team;
        self.teams[team].states.retain(|state| *state != from);
    }

    /// A label that the issue carries already, though others may share its name, or as [`Self::label_named`].
    fn label_kept_or_named(&mut self, issue: &Issue, name: &str) -> usize {
        let mut carried = issue.labels.iter().copied();
        let kept = carried.find(|label| self.labels[*label].name == name);
        kept.unwrap_or_else(|| self.label_named(issue.team, name))
    }

    fn label_named(&mut self, team: usize, name: &str) -> usize {
        let of = |owner: Option<usize>| {
            self.labels
                .iter()
                .position(|label| label.team == owner && label.name == name)
        };
        if let Some(found) = of(Some(team)).or_else(|| of(None)) {
            return found;
        }
        self.add_label(None, name);
        self.labels.len() - 1
    }
}

macro_rules! positions {
    ($($name:ident: $id:ty => $kind:ident),* $(,)?) => {
        impl World {$(
            /// The position an id stands for; an id of another world is a mistake in the test at hand.
            pub(crate) fn $name(&self, id: $id) -> usize {
                let Some(Place::$kind(position)) = self.place(id.0) else {
                    panic!("no {} {id} in this workspace", stringify!($kind));
                };
                position
            }
        )*}
    };
}

positions! {
    user_at: UserId => User,
    team_at: super::ids::TeamId => Team,
    state_at: super::ids::StateId => State,
    project_at: ProjectId => Project,
    cycle_at: CycleId => Cycle,
    label_at: super::ids::LabelId => Label,
    milestone_at: MilestoneId => Milestone,
    issue_at: IssueId => Issue,
}

fn blank(record: Record, team: usize, number: u32, state: usize) -> Issue {
    let added_to_team_at = Some(record.created_at);
    Issue {
        record,
        team,
        number,
        previous_identifiers: Vec::new(),
        title: String::new(),
        description: None,
        state,
        assignee: None,
        creator: None,
        priority: 0,
        estimate: None,
        due_date: None,
        labels: Vec::new(),
        project: None,
        milestone: None,
        cycle: None,
        parent: None,
        trashed: false,
        auto_archived_at: None,
        started_at: None,
        completed_at: None,
        canceled_at: None,
        triaged_at: None,
        started_triage_at: None,
        added_to_team_at,
        added_to_cycle_at: None,
        added_to_project_at: None,
    }
}
