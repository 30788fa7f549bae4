//! Theirs to ours. Nothing here asks anybody anything.

use super::api::{WireIssue, WireTeam, WireUser, WireViewer};
use crate::connector::{Account, Container, Issue, Person, Priority, Status};

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

/// An issue as we see it.
pub fn issue(wire: WireIssue, mapping: StatusMapping) -> Issue {
    Issue {
        status: mapping.status(&wire.state.kind, &wire.state.name),
        priority: wire.priority.and_then(priority),
        due_on: wire.due_date.and_then(|text| text.parse().ok()),
        archived: wire.archived_at.is_some() || wire.trashed == Some(true),
        reference: wire.id,
        container: container(wire.team),
        identifier: wire.identifier,
        previous_identifiers: wire.previous_identifiers.unwrap_or_default(),
        title: wire.title,
        url: wire.url.filter(|url| !url.is_empty()),
        state_name: wire.state.name,
        state_type: wire.state.kind,
        estimate: wire.estimate,
        assignee: wire.assignee.map(person),
        updated_at: wire.updated_at,
    }
}

/// A team as we see it.
pub fn container(wire: WireTeam) -> Container {
    Container {
        reference: wire.id,
        key: wire.key,
        name: wire.name,
    }
}

fn person(wire: WireUser) -> Person {
    Person {
        reference: wire.id,
        name: wire.name,
        email: wire.email.filter(|email| !email.is_empty()),
    }
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
