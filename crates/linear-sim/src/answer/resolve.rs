//! From a node and a field name to a value.

use serde_json::{Map, Value as Json};

use super::Context;
use super::failure::Failure;
use super::values::{Belonging, Node, Source, Value};
use crate::world::Place;
use crate::world::entities::{Cycle, Issue, Label, Milestone, Organization, Project, State, Team, User};
use crate::world::ids::Uuid;

type Arguments = Map<String, Json>;
type Resolved<'w> = Result<Value<'w>, Failure>;

impl<'w> Context<'w> {
    /// The value of a field of a node. Fields unknown here are a gap between schema and simulation.
    pub(crate) fn resolve(&self, node: Node<'w>, name: &str, arguments: &Arguments) -> Resolved<'w> {
        let own = match node {
            Node::Query => return self.query(name, arguments),
            Node::RateLimits => self.rate_limits(name),
            Node::RateLimit(allowance) => allowance.field(name, self.now),
            Node::Organization(organization) => self.organization(organization, name),
            Node::User(user) => self.user(user, name),
            Node::Team(team) => self.team(team, name, arguments),
            Node::State(state) => self.state(state, name),
            Node::Label(label) => self.label(label, name),
            Node::Project(project) => self.project(project, name),
            Node::Cycle(cycle) => self.cycle(cycle, name),
            Node::Milestone(milestone) => self.milestone(milestone, name),
            Node::Issue(issue) => self.issue(issue, name),
        };
        own.or_else(|| common(node, name)).ok_or_else(|| missing(name))
    }

    fn query(&self, name: &str, arguments: &Arguments) -> Resolved<'w> {
        let world = self.world;
        let id = arguments.get("id").and_then(Json::as_str).unwrap_or_default();
        match name {
            "viewer" => Ok(Value::One(Node::User(&world.users[self.key.user]))),
            "organization" => Ok(Value::One(Node::Organization(&world.organization))),
            "rateLimitStatus" => Ok(Value::One(Node::RateLimits)),
            "issue" => found(self.visible_issue(id).map(Node::Issue), "Issue"),
            "team" => {
                let visible = world.find_team(id).filter(|team| self.key.reads(*team));
                found(visible.map(|team| Node::Team(&world.teams[team])), "Team")
            }
            "user" => found(self.user_by_id(id), "User"),
            "workflowState" => found(self.state_by_id(id), "WorkflowState"),
            "issues" => Ok(Value::Connection(Source::Issues(Belonging::Anything))),
            "users" => Ok(few(world.users.iter().map(Node::User))),
            "teams" => Ok(self.visible_teams()),
            "workflowStates" => Ok(few(world
                .states
                .iter()
                .filter(|it| self.key.reads(it.team))
                .map(Node::State))),
            "issueLabels" => Ok(self.labels_within(None)),
            "projects" => Ok(few(world.projects.iter().map(Node::Project))),
            "projectMilestone" => found(self.milestone_by_id(id), "ProjectMilestone"),
            "projectMilestones" => Ok(few(world.milestones.iter().map(Node::Milestone))),
            "cycles" => Ok(few(world
                .cycles
                .iter()
                .filter(|it| self.key.reads(it.team))
                .map(Node::Cycle))),
            _ => Err(missing(name)),
        }
    }

    fn visible_issue(&self, reference: &str) -> Option<&'w Issue> {
        let issue = self.world.issue(self.world.find_issue(reference)?)?;
        self.key.reads(issue.team).then_some(issue)
    }

    fn user_by_id(&self, id: &str) -> Option<Node<'w>> {
        match self.world.place(Uuid::parse(id)?)? {
            Place::User(user) => Some(Node::User(&self.world.users[user])),
            _ => None,
        }
    }

    fn milestone_by_id(&self, id: &str) -> Option<Node<'w>> {
        match self.world.place(Uuid::parse(id)?)? {
            Place::Milestone(at) => Some(Node::Milestone(&self.world.milestones[at])),
            _ => None,
        }
    }

    fn state_by_id(&self, id: &str) -> Option<Node<'w>> {
        match self.world.place(Uuid::parse(id)?)? {
            Place::State(state) => Some(&self.world.states[state]),
            _ => None,
        }
        .filter(|state| self.key.reads(state.team))
        .map(Node::State)
    }

    fn visible_teams(&self) -> Value<'w> {
        let visible = self
            .world
            .teams
            .iter()
            .enumerate()
            .filter(|(place, _)| self.key.reads(*place));
        few(visible.map(|(_, team)| Node::Team(team)))
    }

    fn labels_within(&self, team: Option<&Team>) -> Value<'w> {
        let world = self.world;
        let wanted = |label: &&Label| match (label.team, team) {
            (None, None) => true,
            (Some(owner), None) => self.key.reads(owner),
            (Some(owner), Some(team)) => world.teams[owner].record.id == team.record.id,
            (None, Some(_)) => false,
        };
        few(world.labels.iter().filter(wanted).map(Node::Label))
    }

    fn rate_limits(&self, name: &str) -> Option<Value<'w>> {
        match name {
            "identifier" => Some(Value::Id(self.world.users[self.key.user].record.id)),
            "kind" => Some(Value::text("user")),
            "limits" => Some(Value::Many(
                self.allowances.iter().map(|it| Node::RateLimit(*it)).collect(),
            )),
            _ => None,
        }
    }

    fn organization(&self, organization: &'w Organization, name: &str) -> Option<Value<'w>> {
        Some(match name {
            "name" => Value::text(&organization.name),
            "urlKey" => Value::text(&organization.url_key),
            "userCount" => Value::count(self.world.users.iter().filter(|user| user.active).count()),
            "users" => few(self.world.users.iter().map(Node::User)),
            "teams" => self.visible_teams(),
            _ => return None,
        })
    }

    fn user(&self, user: &'w User, name: &str) -> Option<Value<'w>> {
        let url_key = &self.world.organization.url_key;
        Some(match name {
            "name" => Value::text(&user.name),
            "displayName" => Value::text(&user.display_name),
            "email" => Value::text(&user.email),
            "active" => Value::Flag(user.active),
            "admin" => Value::Flag(user.admin),
            "app" | "guest" => Value::Flag(false),
            "isMe" => Value::Flag(self.world.users[self.key.user].record.id == user.record.id),
            "timezone" => Value::text("Europe/Berlin"),
            "url" => Value::owned(format!(
                "https://linear.app/{url_key}/profiles/{}",
                user.display_name
            )),
            "organization" => Value::One(Node::Organization(&self.world.organization)),
            "teams" => self.visible_teams(),
            "assignedIssues" => Value::Connection(Source::Issues(Belonging::Assignee(user))),
            "createdIssues" => Value::Connection(Source::Issues(Belonging::Creator(user))),
            _ => return None,
        })
    }

    fn team(&self, team: &'w Team, name: &str, arguments: &Arguments) -> Option<Value<'w>> {
        let world = self.world;
        let is_own = |place: usize| world.teams[place].record.id == team.record.id;
        Some(match name {
            "key" => Value::text(&team.key),
            "name" | "displayName" => Value::text(&team.name),
            "description" | "icon" | "parent" => Value::Null,
            "color" => Value::text("#5e6ad2"),
            "issueEstimationType" => Value::text("fibonacci"),
            "private" => Value::Flag(team.private),
            "visibility" => Value::text(if team.private { "private" } else { "public" }),
            "timezone" => Value::text("Europe/Berlin"),
            "triageEnabled" => Value::Flag(
                team.states
                    .iter()
                    .any(|state| world.states[*state].kind == "triage"),
            ),
            "retiredAt" => Value::time_or_null(team.retired_at),
            "issueCount" => Value::count(self.issues_in(team, arguments)),
            "organization" => Value::One(Node::Organization(&world.organization)),
            "states" => few(team.states.iter().map(|state| Node::State(&world.states[*state]))),
            "labels" => self.labels_within(Some(team)),
            "cycles" => few(world
                .cycles
                .iter()
                .filter(|cycle| is_own(cycle.team))
                .map(Node::Cycle)),
            "issues" => Value::Connection(Source::Issues(Belonging::Team(team))),
            _ => return None,
        })
    }

    fn issues_in(&self, team: &Team, arguments: &Arguments) -> usize {
        let archived_too = arguments.get("includeArchived").and_then(Json::as_bool) == Some(true);
        let counts = |issue: &Issue| {
            self.world.teams[issue.team].record.id == team.record.id
                && (archived_too || issue.record.archived_at.is_none())
        };
        self.world.issues().filter(|(_, issue)| counts(issue)).count()
    }

    fn state(&self, state: &'w State, name: &str) -> Option<Value<'w>> {
        Some(match name {
            "name" => Value::text(&state.name),
            "type" => Value::text(&state.kind),
            "color" => Value::text(state.color),
            "position" => Value::Number(state.position),
            "description" | "inheritedFrom" => Value::Null,
            "team" => Value::One(Node::Team(&self.world.teams[state.team])),
            "issues" => Value::Connection(Source::Issues(Belonging::State(state))),
            _ => return None,
        })
    }

    fn label(&self, label: &'w Label, name: &str) -> Option<Value<'w>> {
        Some(match name {
            "name" => Value::text(&label.name),
            "color" => Value::text("#bb87fc"),
            "isGroup" => Value::Flag(false),
            "description" | "creator" | "parent" => Value::Null,
            "team" => Value::one_or_null(label.team.map(|team| Node::Team(&self.world.teams[team]))),
            _ => return None,
        })
    }

    fn project(&self, project: &'w Project, name: &str) -> Option<Value<'w>> {
        let slug_id = || project.record.id.to_string().replace('-', "").split_off(20);
        let url_key = &self.world.organization.url_key;
        Some(match name {
            "name" => Value::text(&project.name),
            "description" => Value::text(""),
            "color" => Value::text("#f2994a"),
            "icon" | "startDate" | "targetDate" | "trashed" => Value::Null,
            "slugId" => Value::owned(slug_id()),
            "url" => Value::owned(format!(
                "https://linear.app/{url_key}/project/{}-{}",
                super::writer::slug(&project.name),
                slug_id()
            )),
            "lead" | "creator" => {
                Value::one_or_null(project.lead.map(|user| Node::User(&self.world.users[user])))
            }
            "issues" => Value::Connection(Source::Issues(Belonging::Project(project))),
            "projectMilestones" => few(self
                .world
                .milestones
                .iter()
                .filter(|it| self.world.projects[it.project].record.id == project.record.id)
                .map(Node::Milestone)),
            _ => return None,
        })
    }

    fn milestone(&self, milestone: &'w Milestone, name: &str) -> Option<Value<'w>> {
        Some(match name {
            "name" => Value::text(&milestone.name),
            "description" | "targetDate" => Value::Null,
            "progress" => Value::Number(self.progress_of(milestone)),
            "sortOrder" => Value::Number(0.0),
            "status" => Value::text(if self.progress_of(milestone) < 1.0 {
                "unstarted"
            } else {
                "done"
            }),
            "project" => Value::One(Node::Project(&self.world.projects[milestone.project])),
            "issues" => Value::Connection(Source::Issues(Belonging::Milestone(milestone))),
            _ => return None,
        })
    }

    /// The share of a milestone's issues that are completed.
    fn progress_of(&self, milestone: &Milestone) -> f64 {
        let is_in = |issue: &&Issue| {
            let at = issue.milestone.map(|at| self.world.milestones[at].record.id);
            at == Some(milestone.record.id)
        };
        let issues: Vec<&Issue> = self.world.issues().map(|(_, it)| it).filter(is_in).collect();
        let completed = issues.iter().filter(|issue| issue.completed_at.is_some()).count();
        let [completed, all] =
            [completed, issues.len().max(1)].map(|it| u32::try_from(it).unwrap_or(u32::MAX));
        f64::from(completed) / f64::from(all)
    }

    fn cycle(&self, cycle: &'w Cycle, name: &str) -> Option<Value<'w>> {
        Some(match name {
            "name" => Value::text_or_null(cycle.name.as_deref()),
            "number" => Value::Number(f64::from(cycle.number)),
            "description" => Value::Null,
            "startsAt" => Value::Time(cycle.starts_at),
            "endsAt" => Value::Time(cycle.ends_at),
            "isActive" => Value::Flag(cycle.starts_at <= self.now && self.now < cycle.ends_at),
            "isFuture" => Value::Flag(self.now < cycle.starts_at),
            "isPast" => Value::Flag(cycle.ends_at <= self.now),
            "team" => Value::One(Node::Team(&self.world.teams[cycle.team])),
            "issues" => Value::Connection(Source::Issues(Belonging::Cycle(cycle))),
            _ => return None,
        })
    }

    fn issue(&self, issue: &'w Issue, name: &str) -> Option<Value<'w>> {
        let world = self.world;
        Some(match name {
            "identifier" => Value::owned(world.identifier(issue)),
            "number" => Value::Number(f64::from(issue.number)),
            "title" => Value::text(&issue.title),
            "description" => Value::text_or_null(issue.description.as_deref()),
            "url" => Value::owned(world.issue_url(issue)),
            "branchName" => Value::owned(world.branch_name(issue)),
            "priority" => Value::Number(f64::from(issue.priority)),
            "priorityLabel" => Value::text(priority_label(issue.priority)),
            "estimate" => issue.estimate.map_or(Value::Null, Value::Number),
            "dueDate" => Value::text_or_null(issue.due_date.as_deref()),
            "sortOrder" => Value::Number(-f64::from(issue.number)),
            "trashed" => {
                if issue.trashed {
                    Value::Flag(true)
                } else {
                    Value::Null
                }
            }
            "previousIdentifiers" => Value::Texts(
                issue
                    .previous_identifiers
                    .iter()
                    .map(|it| it.as_str().into())
                    .collect(),
            ),
            "labelIds" => Value::Texts(
                issue
                    .labels
                    .iter()
                    .map(|at| world.labels[*at].record.id.to_string().into())
                    .collect(),
            ),
            _ => {
                return issue_time(issue, name).or_else(|| self.issue_relation(issue, name));
            }
        })
    }

    fn issue_relation(&self, issue: &'w Issue, name: &str) -> Option<Value<'w>> {
        let world = self.world;
        let user = |at: Option<usize>| Value::one_or_null(at.map(|at| Node::User(&world.users[at])));
        Some(match name {
            "team" => Value::One(Node::Team(&world.teams[issue.team])),
            "state" => Value::One(Node::State(&world.states[issue.state])),
            "assignee" => user(issue.assignee),
            "creator" => user(issue.creator),
            "delegate" => Value::Null,
            "labels" => few(issue.labels.iter().map(|at| Node::Label(&world.labels[*at]))),
            "project" => Value::one_or_null(issue.project.map(|at| Node::Project(&world.projects[at]))),
            "projectMilestone" => {
                Value::one_or_null(issue.milestone.map(|at| Node::Milestone(&world.milestones[at])))
            }
            "cycle" => Value::one_or_null(issue.cycle.map(|at| Node::Cycle(&world.cycles[at]))),
            "parent" => {
                let above = issue.parent.and_then(|slot| world.issue(slot));
                Value::one_or_null(above.filter(|above| self.key.reads(above.team)).map(Node::Issue))
            }
            "children" => {
                let below = world
                    .children(issue.record.id)
                    .filter(|below| self.key.reads(below.team));
                few(below.map(Node::Issue))
            }
            _ => return None,
        })
    }
}

fn found<'w>(node: Option<Node<'w>>, entity: &str) -> Resolved<'w> {
    node.map(Value::One).ok_or_else(|| Failure::not_found(entity))
}

fn issue_time<'w>(issue: &Issue, name: &str) -> Option<Value<'w>> {
    Some(Value::time_or_null(match name {
        "startedAt" => issue.started_at,
        "completedAt" => issue.completed_at,
        "canceledAt" => issue.canceled_at,
        "autoArchivedAt" => issue.auto_archived_at,
        "triagedAt" => issue.triaged_at,
        "startedTriageAt" => issue.started_triage_at,
        "addedToTeamAt" => issue.added_to_team_at,
        "addedToCycleAt" => issue.added_to_cycle_at,
        "addedToProjectAt" => issue.added_to_project_at,
        "autoClosedAt" | "snoozedUntilAt" => None,
        _ => return None,
    }))
}

/// The fields that every entity has.
fn common<'w>(node: Node<'w>, name: &str) -> Option<Value<'w>> {
    let record = node.record()?;
    Some(match name {
        "id" => Value::Id(record.id),
        "createdAt" => Value::Time(record.created_at),
        "updatedAt" => Value::Time(record.updated_at),
        "archivedAt" => Value::time_or_null(record.archived_at),
        _ => return None,
    })
}

fn few<'w>(nodes: impl Iterator<Item = Node<'w>>) -> Value<'w> {
    Value::Connection(Source::Few(nodes.collect()))
}

fn missing(name: &str) -> Failure {
    Failure::injected(
        200,
        &format!("The simulation has no answer for field \"{name}\"."),
        "internal error",
        "INTERNAL_SERVER_ERROR",
    )
}

fn priority_label(priority: u8) -> &'static str {
    match priority {
        1 => "Urgent",
        2 => "High",
        3 => "Medium",
        4 => "Low",
        _ => "No priority",
    }
}
