//! Carries out the steps of a script.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Map, Value as Json};

use super::patch;
use super::steps::{Pick, Step};
use crate::dice::Dice;
use crate::limits::Limits;
use crate::linear::Linear;
use crate::world::ids::{CycleId, IssueId, LabelId, MilestoneId, ProjectId, StateId, TeamId, UserId};
use crate::world::issues::NewIssue;

/// What a step came to; the error says what in the script is wrong.
pub(super) type Outcome<T = ()> = Result<T, String>;

/// Carries out steps against a workspace; `key` is the key of the client under test.
#[derive(Debug, Clone)]
pub(crate) struct Editor {
    pub(crate) linear: Linear,
    pub(crate) key: String,
}

impl Editor {
    pub(crate) fn run(&self, step: &Step) -> Outcome {
        match step {
            Step::Sync(_) => Err("a sync can only be asked for at the top of a script".into()),
            Step::Fault { .. } | Step::FaultShare { .. } | Step::AtRequest { .. } | Step::ClearFaults => {
                self.trouble(step);
                Ok(())
            }
            Step::AddIssues { .. }
            | Step::Edit { .. }
            | Step::Describe { .. }
            | Step::SpreadLabels { .. }
            | Step::SpreadPeople { .. } => self.write_issues(step),
            Step::Strip { issues }
            | Step::Touch { issues }
            | Step::Move { issues, .. }
            | Step::Archive { issues }
            | Step::AutoArchive { issues }
            | Step::Trash { issues }
            | Step::Restore { issues }
            | Step::Delete { issues }
            | Step::Merge { issues }
            | Step::Break { issues, .. }
            | Step::Mend { issues } => {
                let issues = self.pick(issues)?;
                issues.into_iter().try_for_each(|issue| self.treat(step, issue))
            }
            Step::AddTeam { key, name } => {
                self.linear.add_team(key, name);
                Ok(())
            }
            Step::RenameTeam { team, .. }
            | Step::RekeyTeam { team, .. }
            | Step::ArchiveTeam { team }
            | Step::RetireTeam { team }
            | Step::HideTeam { team }
            | Step::ShowTeam { team }
            | Step::AddState { team, .. }
            | Step::RenameState { team, .. }
            | Step::RemoveState { team, .. }
            | Step::RenameCycle { team, .. } => self.edit_team(step, self.team(team)?),
            Step::RenameUser { email, .. }
            | Step::ChangeEmail { email, .. }
            | Step::SuspendUser { email }
            | Step::ReactivateUser { email } => {
                self.edit_user(step, self.user(email)?);
                Ok(())
            }
            Step::RenameLabel { .. }
            | Step::AddProject { .. }
            | Step::RenameProject { .. }
            | Step::AddMilestone { .. }
            | Step::RenameMilestone { .. } => self.rename(step),
            _ => {
                self.govern(step);
                Ok(())
            }
        }
    }

    fn trouble(&self, step: &Step) {
        let linear = &self.linear;
        match step {
            Step::Fault {
                fault, at: Some(at), ..
            } => linear.fault_at(*at, fault.fault()),
            Step::Fault { fault, times, .. } => linear.fault_times(*times, &fault.fault()),
            Step::FaultShare {
                percent,
                seed,
                limit,
                faults,
            } => {
                let faults: Vec<_> = faults.iter().map(super::faults::FaultSpec::fault).collect();
                linear.fault_share(*percent, *seed, *limit, &faults);
            }
            Step::AtRequest { nth, steps } => {
                let (editor, steps) = (self.clone(), steps.clone());
                linear.at_request(*nth, move |linear| {
                    if let Err(problem) = steps.iter().try_for_each(|step| editor.run(step)) {
                        linear.shared().traffic().problems.push(problem);
                    }
                });
            }
            _ => linear.clear_faults(),
        }
    }

    fn write_issues(&self, step: &Step) -> Outcome {
        match step {
            Step::AddIssues { team, count, set } => self.add_issues(team, *count, set),
            Step::Edit { issues, set } => {
                let issues = self.pick(issues)?;
                let patches = issues.iter().map(|issue| self.patch(*issue, set));
                let mut patches = patches.collect::<Outcome<Vec<_>>>()?.into_iter();
                self.linear.mass_update(&issues, |fields| {
                    patches.next().into_iter().for_each(|patch| patch(fields));
                });
                Ok(())
            }
            Step::Describe { issues, bytes } => {
                let line = "Ein langer Text, der \"nichts\" sagt. 🧵\n";
                let text = line.repeat(bytes.div_ceil(line.len()));
                let issues = self.pick(issues)?;
                self.linear
                    .mass_update(&issues, |fields| fields.description = Some(text.clone()));
                Ok(())
            }
            Step::SpreadLabels { count, issues } => self.spread(*count, issues, |issue, at| {
                issue.labels = vec![format!("Label {}", at + 1)];
            }),
            Step::SpreadPeople { count, issues } => {
                let add = |at| {
                    let (name, email) = (format!("New {}", at + 1), format!("new{}@sample.example", at + 1));
                    self.linear.add_user(&name, &email)
                };
                let people: Vec<UserId> = (0..*count).map(add).collect();
                self.spread(*count, issues, |issue, at| {
                    issue.assignee = people.get(at).copied();
                })
            }
            _ => Ok(()),
        }
    }

    /// Edits issues, each with its turn among `count`.
    fn spread(&self, count: usize, issues: &Pick, edit: impl Fn(&mut NewIssue, usize)) -> Outcome {
        let issues = self.pick(issues)?;
        let mut turns = (0..count.max(1)).cycle();
        self.linear
            .mass_update(&issues, |fields| edit(fields, turns.next().unwrap_or_default()));
        Ok(())
    }

    fn add_issues(&self, key: &str, count: usize, set: &Map<String, Json>) -> Outcome {
        let team = self.team(key)?;
        let patch = patch::read(&self.linear, team, set)?;
        for _ in 0..count {
            let number = self.linear.issue_count() + 1;
            let mut fields = NewIssue {
                title: format!("Added issue {number}"),
                ..NewIssue::default()
            };
            patch(&mut fields);
            self.linear.add_issue(team, fields);
        }
        Ok(())
    }

    fn patch(&self, issue: IssueId, set: &Map<String, Json>) -> Outcome<patch::Patch> {
        let view = self.linear.issue(&issue.to_string());
        let view = view.ok_or_else(|| format!("there is no issue {issue}"))?;
        patch::read(&self.linear, view.team, set)
    }

    fn treat(&self, step: &Step, issue: IssueId) -> Outcome {
        let linear = &self.linear;
        match step {
            Step::Strip { .. } => linear.strip_issue(issue),
            Step::Touch { .. } => linear.touch_issue(issue),
            Step::Move { team, .. } => linear.move_issue(issue, self.team(team)?),
            Step::Archive { .. } => linear.archive_issue(issue),
            Step::AutoArchive { .. } => linear.auto_archive_issue(issue),
            Step::Trash { .. } => linear.trash_issue(issue),
            Step::Restore { .. } => linear.restore_issue(issue),
            Step::Delete { .. } => linear.delete_issue(issue),
            Step::Merge { .. } => linear.merge_duplicate(issue),
            Step::Break {
                field,
                value,
                leave_out,
                ..
            } => linear.break_issue(issue, field, (!leave_out).then(|| value.clone())),
            _ => linear.mend_issue(issue),
        }
        Ok(())
    }

    fn edit_team(&self, step: &Step, team: TeamId) -> Outcome {
        let linear = &self.linear;
        match step {
            Step::RenameTeam { to, .. } => linear.rename_team(team, to),
            Step::RekeyTeam { to, .. } => linear.rekey_team(team, to),
            Step::ArchiveTeam { .. } => linear.archive_team(team),
            Step::RetireTeam { .. } => linear.retire_team(team),
            Step::HideTeam { .. } => linear.hide_team(team),
            Step::ShowTeam { .. } => linear.show_team(team),
            Step::AddState { name, kind, .. } => {
                linear.add_state(team, name, kind);
            }
            Step::RenameState { name, to, .. } => linear.rename_state(self.state(team, name)?, to),
            Step::RemoveState { name, into, .. } => {
                linear.remove_state(self.state(team, name)?, self.state(team, into)?);
            }
            Step::RenameCycle { number, to, .. } => {
                linear.rename_cycle(self.cycle(team, *number)?, to.as_deref());
            }
            _ => {}
        }
        Ok(())
    }

    fn edit_user(&self, step: &Step, user: UserId) {
        match step {
            Step::RenameUser { to, .. } => self.linear.rename_user(user, to),
            Step::ChangeEmail { to, .. } => self.linear.change_email(user, to),
            Step::SuspendUser { .. } => self.linear.suspend_user(user),
            _ => self.linear.reactivate_user(user),
        }
    }

    fn rename(&self, step: &Step) -> Outcome {
        match step {
            Step::RenameLabel { name, to } => self.linear.rename_label(self.label(name)?, to),
            Step::AddProject { name } => {
                self.linear.add_project(name, None);
            }
            Step::RenameProject { name, to } => self.linear.rename_project(self.project(name)?, to),
            Step::AddMilestone { project, name } => {
                self.linear.add_milestone(self.project(project)?, name);
            }
            Step::RenameMilestone { project, name, to } => {
                let milestone = self.milestone(self.project(project)?, name)?;
                self.linear.rename_milestone(milestone, to);
            }
            _ => {}
        }
        Ok(())
    }

    fn govern(&self, step: &Step) {
        let linear = &self.linear;
        match step {
            Step::RevokeKey => linear.revoke_key(&self.key),
            Step::RestoreKey => linear.restore_key(&self.key),
            Step::Skew { seconds } => linear.skew(SignedDuration::from_secs(*seconds)),
            Step::Advance { seconds } => linear.advance(Duration::from_secs(*seconds)),
            Step::RefillLimits => linear.refill_limits(),
            Step::PageCap { nodes } => linear.cap_pages(*nodes),
            Step::PageDelay { ms } => linear.set_page_delay(Duration::from_millis(*ms)),
            Step::Limits {
                requests,
                complexity,
                query_complexity,
            } => {
                let usual = Limits::default();
                linear.set_limits(Limits {
                    requests: requests.unwrap_or(usual.requests),
                    complexity: complexity.unwrap_or(usual.complexity),
                    query_complexity: query_complexity.unwrap_or(usual.query_complexity),
                    ..usual
                });
            }
            _ => {}
        }
    }

    fn pick(&self, pick: &Pick) -> Outcome<Vec<IssueId>> {
        if let Some(identifier) = &pick.identifier {
            let issue = self.linear.issue(identifier);
            return issue
                .map(|issue| vec![issue.id])
                .ok_or_else(|| format!("there is no issue {identifier}"));
        }
        let mut issues = self.linear.issues();
        issues.retain(|issue| {
            pick.team.as_ref().is_none_or(|team| *team == issue.team_key)
                && pick
                    .state_type
                    .as_ref()
                    .is_none_or(|kind| *kind == issue.state_type)
        });
        let mut issues: Vec<IssueId> = issues.into_iter().map(|issue| issue.id).collect();
        if let Some(seed) = pick.shuffle {
            Dice(seed).shuffle(&mut issues);
        }
        let most = if pick.all {
            usize::MAX
        } else {
            pick.count.unwrap_or(1)
        };
        let picked: Vec<IssueId> = issues
            .into_iter()
            .skip(pick.skip)
            .step_by(pick.every.unwrap_or(1).max(1))
            .take(most)
            .collect();
        if picked.is_empty() {
            return Err(format!("no issue fits {pick:?}"));
        }
        Ok(picked)
    }

    fn team(&self, key: &str) -> Outcome<TeamId> {
        let found = self.linear.teams().into_iter().find(|(_, its, _)| its == key);
        found
            .map(|(id, _, _)| id)
            .ok_or_else(|| format!("there is no team {key}"))
    }

    fn user(&self, email: &str) -> Outcome<UserId> {
        let found = self.linear.users().into_iter().find(|(_, _, its)| its == email);
        found
            .map(|(id, _, _)| id)
            .ok_or_else(|| format!("nobody has the address {email}"))
    }

    fn state(&self, team: TeamId, name: &str) -> Outcome<StateId> {
        let found = self.linear.state(team, name);
        found.ok_or_else(|| format!("the team has no state {name}"))
    }

    fn label(&self, name: &str) -> Outcome<LabelId> {
        let world = self.linear.shared().world();
        let found = world.labels.iter().find(|label| label.name == name);
        let found = found.map(|label| LabelId(label.record.id));
        found.ok_or_else(|| format!("there is no label {name}"))
    }

    fn project(&self, name: &str) -> Outcome<ProjectId> {
        let found = self.linear.project_named(name);
        found.ok_or_else(|| format!("there is no project {name}"))
    }

    fn milestone(&self, project: ProjectId, name: &str) -> Outcome<MilestoneId> {
        let found = self.linear.milestone_named(project, name);
        found.ok_or_else(|| format!("the project has no milestone {name}"))
    }

    fn cycle(&self, team: TeamId, number: u32) -> Outcome<CycleId> {
        let found = self.linear.cycle_numbered(team, number);
        found.ok_or_else(|| format!("the team has no cycle {number}"))
    }
}
