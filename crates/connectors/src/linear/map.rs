//! Theirs to ours. Nothing here asks anybody anything.
//!
//! An entry that cannot be read is told by the field that is in the way: as a [`Failure`] where it is an issue, as an
//! error where it is a team, and not at all where it is a name, which every issue brings along anyway.

use super::lenient::{Field, Flaw};
use super::refusal;
use super::wire::{WireEntry, WireIssue, WireLabels, WireNamed, WireState, WireTeam, WireUser, WireViewer};
use crate::connector::{
    Account, CensusEntry, Container, Detail, Failure, Issue, IssueState, Landing, Named, Person, Priority,
    Status, WorkflowState,
};
use crate::error::Error;

/// Longer than any identifier; what is longer is not shown.
const LONGEST_IDENTIFIER: usize = 64;

/// How a workflow state becomes a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusMapping {
    /// By the state's type, which says what a state means whatever people call it.
    Type,
    /// By the state's name: done, completed and canceled are done, everything else is to do.
    Simple,
}

impl StatusMapping {
    /// The status of an issue in a state of this type and name. A type that is not known yet counts as open.
    pub fn status(self, state_type: &str, state_name: &str) -> Status {
        match self {
            Self::Type => match state_type {
                "completed" | "canceled" | "duplicate" => Status::Done,
                "started" => Status::InProgress,
                _ => Status::Todo,
            },
            Self::Simple => match state_name.trim().to_lowercase().as_str() {
                "done" | "completed" | "canceled" => Status::Done,
                _ => Status::Todo,
            },
        }
    }
}

/// Whether a state's type is one of those that Linear documents.
fn is_known(state_type: &str) -> bool {
    const TYPES: [&str; 7] = [
        "triage",
        "backlog",
        "unstarted",
        "started",
        "completed",
        "canceled",
        "duplicate",
    ];
    TYPES.contains(&state_type)
}

/// Linear counts from 1, urgent, to 4, low; 0 and anything else means that nobody said.
pub fn priority(number: f64) -> Option<Priority> {
    match number {
        1.0 => Some(Priority::Urgent),
        2.0 => Some(Priority::High),
        3.0 => Some(Priority::Medium),
        4.0 => Some(Priority::Low),
        _ => None,
    }
}

/// An issue as we see it, or why we cannot.
pub fn issue(node: Field<WireIssue>, mapping: StatusMapping) -> Result<Issue, Failure> {
    let Field::Is(wire) = node else {
        return Err(failure(None, None, &nothing_at_all()));
    };
    let (reference, identifier) = (wire.id.known().cloned(), wire.identifier.known().cloned());
    if wire.spoilt {
        return Err(failure(
            reference,
            identifier,
            "Linear reported an error about it",
        ));
    }
    readable(wire, mapping).map_err(|flaw| failure(reference, identifier, &flaw.to_string()))
}

fn readable(wire: WireIssue, mapping: StatusMapping) -> Result<Issue, Flaw> {
    let trashed = wire.trashed.optional("trashed")?;
    let completed_at = wire.completed_at.optional("completedAt")?;
    let canceled_at = wire.canceled_at.optional("canceledAt")?;
    Ok(Issue {
        reference: wire.id.named("id")?,
        container: container(wire.team.needed("team")?).map_err(|flaw| flaw.within("team"))?,
        identifier: wire.identifier.named("identifier")?,
        previous_identifiers: texts(wire.previous_identifiers, "previousIdentifiers")?,
        title: wire.title.needed("title")?,
        url: text(wire.url, "url")?,
        state: issue_state(wire.state.needed("state")?, mapping).map_err(|flaw| flaw.within("state"))?,
        priority: wire.priority.optional("priority")?.and_then(priority),
        estimate: wire.estimate.optional("estimate")?,
        due_on: wire.due_date.optional("dueDate")?,
        assignee: person_in(wire.assignee, "assignee")?,
        creator: person_in(wire.creator, "creator")?,
        labels: labels(wire.labels)?,
        parent: match wire.parent.optional("parent")? {
            Some(parent) => Some(parent.id.named("parent.id")?),
            None => None,
        },
        cycle: named_in(wire.cycle, "cycle")?,
        project: named_in(wire.project, "project")?,
        milestone: named_in(wire.project_milestone, "projectMilestone")?,
        branch_name: text(wire.branch_name, "branchName")?,
        archived: trashed == Some(true) || wire.archived_at.optional("archivedAt")?.is_some(),
        created_at: wire.created_at.needed("createdAt")?,
        started_at: wire.started_at.optional("startedAt")?,
        completed_at: completed_at.or(canceled_at),
        updated_at: wire.updated_at.needed("updatedAt")?,
    })
}

/// Whether the issue lies in none of these teams, as far as it says where it lies.
pub fn lies_outside(node: &Field<WireIssue>, teams: &[impl AsRef<str>]) -> bool {
    let team = node.known().and_then(|issue| issue.team.known());
    team.and_then(|team| team.id.known())
        .is_some_and(|id| !teams.iter().any(|team| team.as_ref() == id))
}

/// Whether the issue has had another identifier, and so may have lain in another team; true where it does not say.
pub fn has_moved(node: &Field<WireIssue>) -> bool {
    let before = node.known().and_then(|issue| issue.previous_identifiers.known());
    before.is_none_or(|before| !before.is_empty())
}

/// An issue as it is counted, or why it cannot be.
pub fn entry(node: Field<WireEntry>, detail: Detail) -> Result<CensusEntry, Failure> {
    let Field::Is(wire) = node else {
        return Err(failure(None, None, &nothing_at_all()));
    };
    let (reference, identifier) = (wire.id.known().cloned(), wire.identifier.known().cloned());
    if wire.spoilt {
        return Err(failure(
            reference,
            identifier,
            "Linear reported an error about it",
        ));
    }
    readable_entry(wire, detail).map_err(|flaw| failure(reference, identifier, &flaw.to_string()))
}

fn readable_entry(wire: WireEntry, detail: Detail) -> Result<CensusEntry, Flaw> {
    let trashed = wire.trashed.optional("trashed")?;
    let landing = match detail {
        Detail::Existence => None,
        Detail::Landing => Some(Landing {
            identifier: wire.identifier.named("identifier")?,
            container: wire.team.needed("team")?.id.named("team.id")?,
            state: wire.state.needed("state")?.id.named("state.id")?,
            assignee: person_in(wire.assignee, "assignee")?,
        }),
    };
    Ok(CensusEntry {
        reference: wire.id.named("id")?,
        updated_at: wire.updated_at.needed("updatedAt")?,
        archived: trashed == Some(true) || wire.archived_at.optional("archivedAt")?.is_some(),
        landing,
    })
}

/// An issue that could not be read, told without a word of the answer but its identifier.
pub fn failure(reference: Option<String>, identifier: Option<String>, why: &str) -> Failure {
    let is_plain = |text: &String| {
        !text.is_empty() && text.len() <= LONGEST_IDENTIFIER && !text.contains(char::is_control)
    };
    let (reference, identifier) = (reference.filter(is_plain), identifier.filter(is_plain));
    let which = identifier.as_ref().map_or_else(
        || "An issue".to_owned(),
        |identifier| format!("Issue {identifier}"),
    );
    let message = format!(
        "{which} could not be read: {why}. Nothing here was changed. It is read again with the next sync; if that does \
         not help, open the issue in Linear and change something in it."
    );
    Failure {
        reference,
        identifier,
        message,
    }
}

fn nothing_at_all() -> String {
    "Linear sent nothing, or nothing that we understand, in its place".to_owned()
}

/// A team, and how many issues it has where that was asked.
pub fn team(node: Field<WireTeam>) -> Result<(Container, u64), Error> {
    let read = |node: Field<WireTeam>| {
        let team = node.needed("team")?;
        let count = team.issue_count.known().copied().unwrap_or_default();
        Ok((container(team)?, count))
    };
    let (container, count) = read(node).map_err(|flaw: Flaw| refusal::unreadable_team(&flaw))?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count; a negative one becomes 0"
    )]
    Ok((container, count as u64))
}

fn container(wire: WireTeam) -> Result<Container, Flaw> {
    Ok(Container {
        reference: wire.id.named("id")?,
        key: wire.key.named("key")?,
        name: wire.name.needed("name")?,
    })
}

/// Those of the states that can be read.
pub fn states(nodes: Vec<Field<WireState>>, mapping: StatusMapping) -> Vec<WorkflowState> {
    kept("workflow state", nodes, |wire: WireState| {
        let (name, kind) = (wire.name.needed("name")?, wire.kind.needed("type")?);
        Ok(WorkflowState {
            reference: wire.id.named("id")?,
            container: wire.team.needed("team")?.id.named("team.id")?,
            is_known: is_known(&kind),
            status: mapping.status(&kind, &name),
            name,
            kind,
            position: wire.position.optional("position")?.unwrap_or_default(),
        })
    })
}

/// Those of the people that can be read.
pub fn people(nodes: Vec<Field<WireUser>>) -> Vec<Person> {
    kept("person", nodes, person)
}

/// Those of the labels, projects, milestones or cycles that can be read.
pub fn names(nodes: Vec<Field<WireNamed>>) -> Vec<Named> {
    kept("name", nodes, named)
}

/// What can be read. The rest is left as it was here: issues bring the same names along.
fn kept<T, U>(what: &str, nodes: Vec<Field<T>>, read: impl Fn(T) -> Result<U, Flaw>) -> Vec<U> {
    let read = |node: Field<T>| match node.needed(what).and_then(&read) {
        Ok(kept) => Some(kept),
        Err(flaw) => {
            tracing::warn!(what, %flaw, "Linear sent an entry that cannot be read; it is left out");
            None
        }
    };
    nodes.into_iter().filter_map(read).collect()
}

/// The labels of an issue, as far as they came along.
pub fn labels(wire: Field<WireLabels>) -> Result<Vec<Named>, Flaw> {
    let nodes = wire.needed("labels")?.nodes.needed("labels.nodes")?;
    let read = |node: Field<WireNamed>| {
        let label = node.needed("node")?;
        named(label)
    };
    nodes
        .into_iter()
        .map(|node| read(node).map_err(|flaw| flaw.within("labels")))
        .collect()
}

fn issue_state(wire: WireState, mapping: StatusMapping) -> Result<IssueState, Flaw> {
    let (name, kind) = (wire.name.needed("name")?, wire.kind.needed("type")?);
    Ok(IssueState {
        reference: wire.id.named("id")?,
        is_known: is_known(&kind),
        status: mapping.status(&kind, &name),
        name,
        kind,
    })
}

fn person_in(wire: Field<WireUser>, field: &str) -> Result<Option<Person>, Flaw> {
    let person = wire.optional(field)?.map(person).transpose();
    person.map_err(|flaw| flaw.within(field))
}

fn person(wire: WireUser) -> Result<Person, Flaw> {
    Ok(Person {
        reference: wire.id.named("id")?,
        name: wire.name.needed("name")?,
        email: text(wire.email, "email")?,
        active: wire.active.optional("active")?.unwrap_or(true),
    })
}

fn named_in(wire: Field<WireNamed>, field: &str) -> Result<Option<Named>, Flaw> {
    let named = wire.optional(field)?.map(named).transpose();
    named.map_err(|flaw| flaw.within(field))
}

/// A name. A cycle that nobody gave one goes by its number.
fn named(wire: WireNamed) -> Result<Named, Flaw> {
    let reference = wire.id.named("id")?;
    let name = match (text(wire.name, "name")?, wire.number.optional("number")?) {
        (Some(name), _) => name,
        (None, Some(number)) => format!("Cycle {number}"),
        (None, None) => return Err(Flaw::missing("name")),
    };
    Ok(Named { reference, name })
}

/// A text, if there is one with anything in it.
fn text(wire: Field<String>, field: &str) -> Result<Option<String>, Flaw> {
    Ok(wire.optional(field)?.filter(|text| !text.is_empty()))
}

fn texts(wire: Field<Vec<Field<String>>>, field: &str) -> Result<Vec<String>, Flaw> {
    let texts = wire.optional(field)?.unwrap_or_default();
    texts.into_iter().map(|text| text.needed(field)).collect()
}

/// Whose key it is and what it sees.
pub fn account(viewer: WireViewer, containers: Vec<Container>) -> Account {
    Account {
        name: viewer.name,
        email: viewer.email.filter(|email| !email.is_empty()),
        workspace: viewer.organization.name,
        workspace_key: viewer.organization.url_key,
        containers,
    }
}
