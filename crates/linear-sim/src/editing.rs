//! Changing everything but issues by the handle that tests hold.
//!
//! Whatever is renamed moves its own `updatedAt`; the issues that show the name do not move.

use jiff::Timestamp;

use crate::linear::Linear;
use crate::world::World;
use crate::world::entities::{Cycle, Milestone, Record};
use crate::world::ids::{CycleId, IssueId, LabelId, MilestoneId, ProjectId, StateId, TeamId, UserId};

/// Stamps a record.
fn touch(record: &mut Record, now: i64) {
    record.updated_at = now;
}

impl Linear {
    fn edit<T>(&self, edit: impl FnOnce(&mut World, i64) -> T) -> T {
        let mut world = self.shared().world_mut();
        let now = world.clock.now();
        edit(&mut world, now)
    }

    /// Adds a user; the first one is an admin.
    pub fn add_user(&self, name: &str, email: &str) -> UserId {
        self.shared().world_mut().add_user(name, email)
    }

    fn edit_user(&self, user: UserId, edit: impl FnOnce(&mut crate::world::entities::User)) {
        self.edit(|world, now| {
            let at = world.user_at(user);
            edit(&mut world.users[at]);
            touch(&mut world.users[at].record, now);
        });
    }

    /// Suspends a user, who then is only listed with `includeDisabled`.
    pub fn suspend_user(&self, user: UserId) {
        self.edit_user(user, |user| user.active = false);
    }

    /// Lets a suspended user back in.
    pub fn reactivate_user(&self, user: UserId) {
        self.edit_user(user, |user| user.active = true);
    }

    /// Renames a user. Issues assigned to them do not move.
    pub fn rename_user(&self, user: UserId, name: &str) {
        self.edit_user(user, |user| name.clone_into(&mut user.name));
    }

    /// Gives a user another e-mail address. Issues assigned to them do not move.
    pub fn change_email(&self, user: UserId, email: &str) {
        self.edit_user(user, |user| email.clone_into(&mut user.email));
    }

    /// Adds a team with Linear's stock workflow: Triage, Backlog, Todo, In Progress, In Review, Done,
    /// Canceled, Duplicate. Names need not be unique, keys do.
    pub fn add_team(&self, key: &str, name: &str) -> TeamId {
        self.shared().world_mut().add_team(key, name)
    }

    fn edit_team(&self, team: TeamId, edit: impl FnOnce(&mut crate::world::entities::Team, i64)) {
        self.edit(|world, now| {
            let at = world.team_at(team);
            edit(&mut world.teams[at], now);
            touch(&mut world.teams[at].record, now);
        });
    }

    /// Renames a team. Its issues do not move.
    pub fn rename_team(&self, team: TeamId, name: &str) {
        self.edit_team(team, |team, _| name.clone_into(&mut team.name));
    }

    /// Changes a team's key and with it the identifiers of all its issues, whose `updatedAt` stays.
    pub fn rekey_team(&self, team: TeamId, key: &str) {
        let mut world = self.shared().world_mut();
        let team = world.team_at(team);
        world.rekey_team(team, key);
    }

    /// Archives a team: it is only listed with `includeArchived`.
    pub fn archive_team(&self, team: TeamId) {
        self.edit_team(team, |team, now| team.record.archived_at = Some(now));
    }

    /// Retires a team: it stays listed, and takes no new issues.
    pub fn retire_team(&self, team: TeamId) {
        self.edit_team(team, |team, now| team.retired_at = Some(now));
    }

    /// Makes a team private, and takes it from every key: with its issues, states, labels and cycles it
    /// disappears without a word.
    pub fn hide_team(&self, team: TeamId) {
        self.edit_team(team, |team, _| team.private = true);
        self.edit(|world, _| {
            let at = world.team_at(team);
            world.keys.values_mut().for_each(|key| key.hidden.push(at));
        });
    }

    /// Gives a team back to every key; it stays private.
    pub fn show_team(&self, team: TeamId) {
        self.edit(|world, _| {
            let at = world.team_at(team);
            world
                .keys
                .values_mut()
                .for_each(|key| key.hidden.retain(|it| *it != at));
        });
    }

    /// Adds a state at the end of a team's workflow. `type_` is Linear's: triage, backlog, unstarted,
    /// started, completed, canceled or duplicate (others are taken as they are).
    pub fn add_state(&self, team: TeamId, name: &str, type_: &str) -> StateId {
        let mut world = self.shared().world_mut();
        let team = world.team_at(team);
        world.add_state(team, name, type_)
    }

    /// The state of a team with this name.
    pub fn state(&self, team: TeamId, name: &str) -> Option<StateId> {
        let world = self.shared().world();
        let states = &world.teams[world.team_at(team)].states;
        let found = states
            .iter()
            .map(|at| &world.states[*at])
            .find(|state| state.name == name);
        found.map(|state| StateId(state.record.id))
    }

    /// Renames a state. Issues in it do not move.
    pub fn rename_state(&self, state: StateId, name: &str) {
        self.edit(|world, now| {
            let at = world.state_at(state);
            name.clone_into(&mut world.states[at].name);
            touch(&mut world.states[at].record, now);
        });
    }

    /// Takes a state out of its workflow. Its issues go to another state of the team and move; archived
    /// ones stay where they are, in a state that is only listed with `includeArchived`.
    pub fn remove_state(&self, state: StateId, into: StateId) {
        self.edit(|world, now| {
            let (from, to) = (world.state_at(state), world.state_at(into));
            world.empty_state(from, to, now);
            world.states[from].record.archived_at = Some(now);
            touch(&mut world.states[from].record, now);
        });
    }

    /// Adds a label to a team, or to the whole workspace.
    pub fn add_label(&self, team: Option<TeamId>, name: &str) -> LabelId {
        let mut world = self.shared().world_mut();
        let team = team.map(|team| world.team_at(team));
        world.add_label(team, name)
    }

    /// Renames a label. Issues that carry it do not move.
    pub fn rename_label(&self, label: LabelId, name: &str) {
        self.edit(|world, now| {
            let at = world.label_at(label);
            name.clone_into(&mut world.labels[at].name);
            touch(&mut world.labels[at].record, now);
        });
    }

    /// Adds a project.
    pub fn add_project(&self, name: &str, lead: Option<UserId>) -> ProjectId {
        let mut world = self.shared().world_mut();
        let lead = lead.map(|user| world.user_at(user));
        world.add_project(name, lead)
    }

    /// Renames a project. Its issues do not move.
    pub fn rename_project(&self, project: ProjectId, name: &str) {
        self.edit(|world, now| {
            let at = world.project_at(project);
            name.clone_into(&mut world.projects[at].name);
            touch(&mut world.projects[at].record, now);
        });
    }

    /// Adds a milestone to a project.
    pub fn add_milestone(&self, project: ProjectId, name: &str) -> MilestoneId {
        let mut world = self.shared().world_mut();
        let project = world.project_at(project);
        world.add_milestone(project, name)
    }

    /// Renames a milestone. Its issues do not move.
    pub fn rename_milestone(&self, milestone: MilestoneId, name: &str) {
        self.edit(|world, now| {
            let at = world.milestone_at(milestone);
            name.clone_into(&mut world.milestones[at].name);
            touch(&mut world.milestones[at].record, now);
        });
    }

    /// Adds a cycle to a team.
    pub fn add_cycle(&self, team: TeamId, starts_at: Timestamp, ends_at: Timestamp) -> CycleId {
        let mut world = self.shared().world_mut();
        let team = world.team_at(team);
        world.add_cycle(team, starts_at.as_millisecond(), ends_at.as_millisecond())
    }

    /// Names a cycle, which until then only has its number, or takes the name away. Its issues do not move.
    pub fn rename_cycle(&self, cycle: CycleId, name: Option<&str>) {
        self.edit(|world, now| {
            let at = world.cycle_at(cycle);
            world.cycles[at].name = name.map(ToOwned::to_owned);
            touch(&mut world.cycles[at].record, now);
        });
    }

    /// Moves an issue to the team's first state of type `duplicate`, as merging it into another does.
    /// The other issue does not move.
    pub fn merge_duplicate(&self, issue: IssueId) {
        self.edit(|world, now| {
            let slot = world.issue_at(issue);
            world.change_issue(slot, Some(now), |world, issue| {
                if let Some(state) = world.state_of_kind(issue.team, "duplicate") {
                    world.enter_state(issue, state, now);
                }
            });
        });
    }

    /// The name of a team's first state of a type.
    pub fn first_state_of_type(&self, team: TeamId, type_: &str) -> Option<String> {
        let world = self.shared().world();
        let state = world.state_of_kind(world.team_at(team), type_)?;
        Some(world.states[state].name.clone())
    }

    /// The first project with this name.
    pub fn project_named(&self, name: &str) -> Option<ProjectId> {
        let world = self.shared().world();
        let found = world.projects.iter().find(|project| project.name == name)?;
        Some(ProjectId(found.record.id))
    }

    /// The first milestone of a project with this name.
    pub fn milestone_named(&self, project: ProjectId, name: &str) -> Option<MilestoneId> {
        let world = self.shared().world();
        let project = world.project_at(project);
        let is_it = |it: &&Milestone| it.project == project && it.name == name;
        let found = world.milestones.iter().find(is_it)?;
        Some(MilestoneId(found.record.id))
    }

    /// A team's cycle of this number.
    pub fn cycle_numbered(&self, team: TeamId, number: u32) -> Option<CycleId> {
        let world = self.shared().world();
        let team = world.team_at(team);
        let is_it = |it: &&Cycle| it.team == team && it.number == number;
        let found = world.cycles.iter().find(is_it)?;
        Some(CycleId(found.record.id))
    }
}
