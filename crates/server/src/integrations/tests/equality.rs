//! Our tasks beside Linear's issues, field by field. The benchmarks compare with this file too.

use linear_sim::{IssueView, Linear};
use serde_json::{Value, json};
use std::collections::HashMap;
use timetracker_db::{Db, Read as _, Result, p, record};
use timetracker_types::Instant;

record! {
    /// A task with what is known of its issue.
    #[derive(Debug)]
    pub struct Row {
        id: i64,
        external_ref: String,
        identifier: Option<String>,
        name: String,
        description: Option<String>,
        status: String,
        priority: String,
        assignee: Option<String>,
        due_on: Option<String>,
        labels: String,
        custom_fields: String,
        project_ref: Option<String>,
        archived_at: Option<Instant>,
        missing_at: Option<Instant>,
        started_at: Option<Instant>,
        completed_at: Option<Instant>,
    }
}

impl Row {
    /// Whether it is this task, of this issue.
    pub fn is(&self, task: i64, issue: &str) -> bool {
        self.id == task && self.external_ref == issue
    }
}

/// Every task that came from an issue.
pub async fn rows(db: &Db) -> Result<Vec<Row>> {
    let sql = "SELECT tasks.id, tasks.external_ref, tasks.identifier, tasks.name, tasks.description, tasks.status,
            tasks.priority, users.email AS assignee, tasks.due_on, tasks.labels, tasks.custom_fields,
            projects.external_ref AS project_ref, tasks.archived_at, tasks.missing_at, tasks.started_at,
            tasks.completed_at
        FROM tasks JOIN projects ON projects.id = tasks.project_id LEFT JOIN users ON users.id = tasks.assignee_id
        WHERE tasks.external_ref IS NOT NULL ORDER BY tasks.id";
    db.query(sql, p![]).await
}

/// What is different from what a key sees there, a line each; nothing where all is equal. `people` are the
/// addresses of the people here.
pub async fn differences(db: &Db, linear: &Linear, key: &str, people: &[String]) -> Result<Vec<String>> {
    let seen: HashMap<String, IssueView> = linear
        .issues_seen_by(key)
        .into_iter()
        .map(|issue| (issue.id.to_string(), issue))
        .collect();
    let mut found = Vec::new();
    let mut rows_of: HashMap<String, Row> = HashMap::new();
    for row in rows(db).await? {
        if let Some(double) = rows_of.insert(row.external_ref.clone(), row) {
            found.push(format!("{} is there twice", double.name));
        }
    }
    for issue in seen.values() {
        match rows_of.get(&issue.id.to_string()) {
            Some(row) => compare(&mut found, &there(issue, people, &seen), row, &seen),
            // What was archived before it was ever seen never becomes a task.
            None if issue.archived_at.is_some() => {}
            None => found.push(format!("{} has no task", issue.identifier)),
        }
    }
    let gone = rows_of
        .values()
        .filter(|row| !seen.contains_key(&row.external_ref));
    let unmarked = gone.filter(|row| row.missing_at.is_none());
    found.extend(unmarked.map(|row| format!("{} is gone in Linear and not marked", row.name)));
    found.sort();
    Ok(found)
}

fn compare(found: &mut Vec<String>, there: &Value, row: &Row, seen: &HashMap<String, IssueView>) {
    let mut here = here(row);
    // An issue above that is gone is no issue above, whether or not we still know which it was.
    if here["parent"]
        .as_str()
        .is_some_and(|parent| !seen.contains_key(parent))
    {
        here["parent"] = Value::Null;
    }
    for (field, there) in there.as_object().into_iter().flatten() {
        if here[field] != *there {
            let (name, here) = (&row.name, &here[field]);
            found.push(format!("{name} {field}: {here} here, {there} there"));
        }
    }
}

/// What Linear says, as it ought to be here.
fn there(issue: &IssueView, people: &[String], seen: &HashMap<String, IssueView>) -> Value {
    let email = issue.assignee_email.as_ref().map(|email| email.to_lowercase());
    let mut labels = issue.labels.clone();
    labels.sort();
    let cycle = issue.cycle.as_ref();
    let completed_at = issue.completed_at.or(issue.canceled_at);
    let cycle = cycle.map(|(_, number, name)| name.clone().unwrap_or_else(|| format!("Cycle {number}")));
    json!({
        "identifier": issue.identifier,
        "name": format!("{}: {}", issue.identifier, issue.title),
        "url": issue.url,
        "status": status(&issue.state_type),
        "state": issue.state,
        "state_type": issue.state_type,
        "priority": priority(issue.priority),
        "assignee": email.filter(|email| people.contains(email)),
        "assignee_there": issue.assignee.map(|user| user.to_string()),
        "creator": issue.creator.map(|user| user.to_string()),
        "due_date": issue.due_date,
        "estimate": issue.estimate,
        "labels": labels,
        "tags": labels.join(", "),
        "parent": issue.parent.map(|parent| parent.to_string()).filter(|parent| seen.contains_key(parent)),
        "cycle": cycle,
        "project": issue.project.as_ref().map(|(_, name)| name),
        "milestone": issue.milestone.as_ref().map(|(_, name)| name),
        "branch": issue.branch_name,
        "previous_identifiers": issue.previous_identifiers,
        "team": issue.team.to_string(),
        "archived": issue.archived_at.is_some(),
        "missing": false,
        "started_at": issue.started_at.map(|at| Instant::from_millis(at.as_millisecond())),
        "completed_at": completed_at.map(|at| Instant::from_millis(at.as_millisecond())),
    })
}

/// What we say.
fn here(row: &Row) -> Value {
    let fields: Value = serde_json::from_str(&row.custom_fields).unwrap_or_default();
    let known = &fields["integration"];
    let mut labels: Vec<&str> = Vec::new();
    labels.extend(
        known["labels"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|label| label["name"].as_str()),
    );
    labels.sort_unstable();
    let previous = known["previous_identifiers"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    json!({
        "identifier": row.identifier,
        "name": row.name,
        "url": row.description,
        "status": row.status,
        "state": known["state"],
        "state_type": known["state_type"],
        "priority": row.priority,
        "assignee": row.assignee,
        "assignee_there": known["assignee"]["ref"],
        "creator": known["creator"]["ref"],
        "due_date": row.due_on,
        "estimate": known["estimate"],
        "labels": labels,
        "tags": row.labels,
        "parent": known["parent_ref"],
        "cycle": known["cycle"]["name"],
        "project": known["project"]["name"],
        "milestone": known["milestone"]["name"],
        "branch": known["branch"],
        "previous_identifiers": previous,
        "team": row.project_ref,
        "archived": row.archived_at.is_some(),
        "missing": row.missing_at.is_some(),
        "started_at": row.started_at,
        "completed_at": row.completed_at,
    })
}

fn status(state_type: &str) -> &'static str {
    match state_type {
        "completed" | "canceled" | "duplicate" => "done",
        "started" => "in_progress",
        _ => "todo",
    }
}

fn priority(number: u8) -> &'static str {
    match number {
        1 => "urgent",
        2 => "high",
        4 => "low",
        _ => "medium",
    }
}
