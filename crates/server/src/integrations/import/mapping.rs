//! What an issue is as a task. Pure.

use super::super::meaning::label_text;
use crate::tasks::Priority;
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use timetracker_connectors::{self as connectors, Issue};
use timetracker_types::{Day, Instant};

/// Raised when the mapping changes, so that every task is written anew on its next sight.
const VERSION: u8 = 2;

/// The part of a task that the service owns, as far as it is the same for everybody: who the assignee is
/// here, and what the state means, is found when it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapped {
    /// Where it lies.
    pub project_id: i64,
    /// `ENG-42: Fix login`.
    pub name: String,
    /// `ENG-42`.
    pub identifier: String,
    /// The issue's URL.
    pub description: Option<String>,
    /// `medium` where nobody said.
    pub priority: Priority,
    /// The day it is due.
    pub due_on: Option<Day>,
    /// The names of its labels, as tags.
    pub labels: String,
    /// Whether it was put away there.
    pub archived: bool,
    /// `custom_fields.integration`, as JSON.
    pub integration: String,
    /// Of all of the above: equal exactly when nothing has changed.
    pub hash: i64,
}

/// What is remembered of an issue beside the task's own fields. Fields without a value are left out.
#[derive(Debug, Serialize)]
struct Integration {
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    branch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    completed_at: Option<Instant>,
    created_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    creator: Option<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle: Option<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    estimate: Option<f64>,
    identifier: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    milestone: Option<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_ref: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    previous_identifiers: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<Named>,
    #[serde(rename = "ref")]
    reference: String,
    source: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<Instant>,
    state: String,
    state_ref: String,
    state_type: String,
    url: Option<String>,
}

/// Something with a name of its own there.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Named {
    name: String,
    #[serde(rename = "ref")]
    reference: String,
}

impl Named {
    fn of(named: &connectors::Named) -> Self {
        Self {
            name: storable(&named.name),
            reference: named.reference.clone(),
        }
    }

    fn person(person: &connectors::Person) -> Self {
        Self {
            name: storable(&person.name),
            reference: person.reference.clone(),
        }
    }
}

/// The task that an issue becomes.
pub fn mapped(issue: &Issue, source: &'static str, project_id: i64) -> Mapped {
    let identifier = storable(&issue.identifier);
    let integration = integration(issue, source, &identifier);
    let mut mapped = Mapped {
        project_id,
        name: format!("{identifier}: {}", storable(&issue.title)),
        description: issue.url.as_deref().map(storable),
        priority: priority(issue.priority),
        due_on: issue.due_on,
        labels: label_text(integration.labels.iter().map(|label| label.name.as_str())),
        archived: issue.archived,
        integration: json_of(&integration),
        identifier,
        hash: 0,
    };
    mapped.hash = hash(&mapped);
    mapped
}

fn integration(issue: &Issue, source: &'static str, identifier: &str) -> Integration {
    let mut labels: Vec<Named> = issue.labels.iter().map(Named::of).collect();
    // By name, as after a renaming: Linear promises no order.
    labels.sort_by(|a, b| (&a.name, &a.reference).cmp(&(&b.name, &b.reference)));
    Integration {
        assignee: issue.assignee.as_ref().map(Named::person),
        branch: issue.branch_name.as_deref().map(storable),
        completed_at: issue.completed_at,
        created_at: issue.created_at,
        creator: issue.creator.as_ref().map(Named::person),
        cycle: issue.cycle.as_ref().map(Named::of),
        estimate: issue.estimate.filter(|points| points.is_finite()),
        identifier: identifier.to_owned(),
        labels,
        milestone: issue.milestone.as_ref().map(Named::of),
        parent_ref: issue.parent.clone(),
        previous_identifiers: issue
            .previous_identifiers
            .iter()
            .map(|name| storable(name))
            .collect(),
        project: issue.project.as_ref().map(Named::of),
        reference: issue.reference.clone(),
        source,
        started_at: issue.started_at,
        state: storable(&issue.state.name),
        state_ref: issue.state.reference.clone(),
        state_type: storable(&issue.state.kind),
        url: issue.url.as_deref().map(storable),
    }
}

/// What makes an issue impossible to keep, in a sentence.
pub fn unfit(issue: &Issue) -> Option<String> {
    let bounded = [
        ("id", &issue.reference, 200),
        ("identifier", &issue.identifier, 200),
        ("title", &issue.title, 10_000),
    ];
    let too_long = bounded
        .into_iter()
        .find(|(_, text, most)| text.chars().nth(*most).is_some());
    if let Some((field, _, most)) = too_long {
        return Some(format!(
            "Its {field} has more than {most} characters. Shorten it there, then try again."
        ));
    }
    let empty = [("id", &issue.reference), ("identifier", &issue.identifier)];
    let empty = empty
        .into_iter()
        .find(|(_, text)| storable(text).trim().is_empty());
    empty.map(|(field, _)| format!("It came without {field}. Try again; if it stays so, open it there."))
}

/// Custom fields with their `integration` replaced by this JSON, and everything else as it was.
pub fn with_integration(custom_fields: &str, integration: &str) -> String {
    let mut fields: Map<String, Value> = match custom_fields {
        "{}" => Map::new(),
        fields => serde_json::from_str(fields).unwrap_or_default(),
    };
    fields.remove("integration");
    if fields.is_empty() {
        return format!("{{\"integration\":{integration}}}");
    }
    let integration = serde_json::from_str(integration).unwrap_or_default();
    fields.insert("integration".into(), integration);
    Value::Object(fields).to_string()
}

/// The JSON text of something made of strings and numbers, which always has one.
fn json_of(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The text as databases can hold it: PostgreSQL stores no NUL.
pub fn storable(text: &str) -> String {
    text.replace('\0', "")
}

fn priority(priority: Option<connectors::Priority>) -> Priority {
    match priority {
        Some(connectors::Priority::Low) => Priority::Low,
        Some(connectors::Priority::High) => Priority::High,
        Some(connectors::Priority::Urgent) => Priority::Urgent,
        Some(connectors::Priority::Medium) | None => Priority::Medium,
    }
}

/// 63 bits, since columns are signed.
fn hash(task: &Mapped) -> i64 {
    let fields = json_of(&(
        VERSION,
        task.project_id,
        &task.name,
        &task.description,
        task.priority,
        task.due_on.map(|day| day.to_string()),
        task.archived,
    ));
    // One array with the JSON that is there already as its last item.
    let whole = format!("{},{}]", fields.trim_end_matches(']'), task.integration);
    let digest = Sha256::digest(whole);
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&digest[..8]);
    bytes[0] &= 0x7f;
    i64::from_be_bytes(bytes)
}
