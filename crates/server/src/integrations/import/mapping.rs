//! What an issue is as a task. Pure.

use crate::tasks::{Priority, Status};
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use timetracker_connectors::{self as connectors, Issue};
use timetracker_types::Day;

/// Raised when the mapping changes, so that every task is written anew on its next sight.
const VERSION: u8 = 1;

/// The part of a task that the service owns.
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
    /// By the settings.
    pub status: Status,
    /// `medium` where nobody said.
    pub priority: Priority,
    /// The user with the assignee's e-mail address.
    pub assignee_id: Option<i64>,
    /// The day it is due.
    pub due_on: Option<Day>,
    /// Whether it was put away there.
    pub archived: bool,
    /// `custom_fields.integration`.
    pub integration: Integration,
    /// Of all of the above: equal exactly when nothing has changed.
    pub hash: i64,
}

/// What is remembered of an issue beside the task's own fields.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Integration {
    identifier: String,
    #[serde(rename = "ref")]
    reference: String,
    source: String,
    state: String,
    state_type: String,
    url: Option<String>,
}

/// The task that an issue becomes.
pub fn mapped(issue: &Issue, source: &str, project_id: i64, assignee_id: Option<i64>) -> Mapped {
    let identifier = storable(&issue.identifier);
    let name = format!("{identifier}: {}", storable(&issue.title));
    let description = issue.url.as_deref().map(storable);
    let integration = Integration {
        identifier: identifier.clone(),
        reference: issue.reference.clone(),
        source: source.to_owned(),
        state: storable(&issue.state_name),
        state_type: storable(&issue.state_type),
        url: description.clone(),
    };
    let mut mapped = Mapped {
        project_id,
        name,
        identifier,
        description,
        status: status(issue.status),
        priority: priority(issue.priority),
        assignee_id,
        due_on: issue.due_on,
        archived: issue.archived,
        integration,
        hash: 0,
    };
    mapped.hash = hash(&mapped);
    mapped
}

/// Custom fields with their `integration` replaced and everything else as it was.
pub fn with_integration(custom_fields: &str, integration: &impl Serialize) -> String {
    let mut fields: Map<String, Value> = match custom_fields {
        "{}" => Map::new(),
        fields => serde_json::from_str(fields).unwrap_or_default(),
    };
    fields.remove("integration");
    if fields.is_empty() {
        return format!("{{\"integration\":{}}}", json_of(integration));
    }
    let integration = serde_json::to_value(integration).unwrap_or_default();
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

fn status(status: connectors::Status) -> Status {
    match status {
        connectors::Status::Todo => Status::Todo,
        connectors::Status::InProgress => Status::InProgress,
        connectors::Status::Done => Status::Done,
    }
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
    let whole = json_of(&(
        VERSION,
        task.project_id,
        &task.name,
        &task.description,
        task.status,
        task.priority,
        task.assignee_id,
        task.due_on.map(|day| day.to_string()),
        task.archived,
        &task.integration,
    ));
    let digest = Sha256::digest(whole);
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&digest[..8]);
    bytes[0] &= 0x7f;
    i64::from_be_bytes(bytes)
}
