//! The events that a webhook can be told, and which of them one line of the audit log stands for.
//!
//! Of each thing `created`, `updated` and `deleted` together tell everything: who follows those three has the
//! same list as we do. `created` means that it is there, perhaps again; `deleted` that it is gone from the
//! lists. The other names pick something out and come in addition: `time_entry.started` beside
//! `time_entry.created`, `task.completed` beside `task.updated`.

use serde_json::Value;

/// An event that can be chosen.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    /// As it is sent, e.g. `task.completed`.
    pub name: &'static str,
    /// When it is sent; empty for those that nothing here sends yet.
    pub when: &'static str,
}

const fn event(name: &'static str, when: &'static str) -> Name {
    Name { name, when }
}

/// What the button “Test” sends.
pub const TEST: &str = "webhook.test";
/// Stands for every event.
pub const ALL: &str = "*";

/// Every name that a webhook may ask for.
pub const NAMES: &[Name] = &[
    event("project.created", "A project was added."),
    event("project.updated", "A project was changed in any way."),
    event("project.deleted", ""),
    event("project.archived", "A project was archived."),
    event("project.unarchived", "An archived project was brought back."),
    event(
        "task.created",
        "A task was added, here or in the connected tracker.",
    ),
    event("task.updated", "A task was changed in any way."),
    event("task.deleted", "A task was deleted, or its issue archived."),
    event("task.completed", "A task became done."),
    event("task.assigned", "A task was given to somebody."),
    event("task.status_changed", "A task came into another state."),
    event(
        "time_entry.created",
        "Time was added, a timer started, or deleted time brought back.",
    ),
    event(
        "time_entry.updated",
        "Time was changed in any way; a timer stopped, paused or went on.",
    ),
    event("time_entry.deleted", "Time was deleted."),
    event("time_entry.started", "A timer was started."),
    event("time_entry.stopped", "A timer was stopped."),
    event("invoice.created", ""),
    event("invoice.updated", ""),
    event("invoice.deleted", ""),
    event("invoice.sent", ""),
    event("invoice.paid", ""),
    event("invoice.overdue", ""),
    event("client.created", "A client was added or brought back."),
    event("client.updated", "A client was changed in any way."),
    event("client.deleted", "A client was archived."),
    event("user.created", "A person was added, joined or was let in again."),
    event("user.updated", "A person's details were changed."),
    event("user.deleted", "A person was deactivated."),
    event("comment.created", "A comment was written."),
    event("comment.updated", "A comment was changed."),
    event("comment.deleted", "A comment was deleted."),
];

/// The name as it is known, if it is one.
pub fn known(name: &str) -> Option<&'static str> {
    NAMES.iter().map(|event| event.name).find(|known| *known == name)
}

/// What one change is called: nothing where nobody is to be told. States are those of the audit log.
pub fn of_change(entity: &str, action: &str, before: &Value, after: &Value) -> Vec<&'static str> {
    match entity {
        "time_entry" => of_time(action),
        "project" => of_project(action, before, after),
        "task" => of_task(action, before, after),
        "client" => crud(["client.created", "client.updated", "client.deleted"], action),
        "user" => crud(["user.created", "user.updated", "user.deleted"], action),
        "comment" => crud(["comment.created", "comment.updated", "comment.deleted"], action),
        _ => Vec::new(),
    }
}

fn crud([created, updated, deleted]: [&'static str; 3], action: &str) -> Vec<&'static str> {
    match action {
        "created" | "restored" | "active" | "reactivated" => vec![created],
        "deleted" | "archived" | "deactivated" => vec![deleted],
        // Nobody else needs to know.
        "password_changed" => Vec::new(),
        _ => vec![updated],
    }
}

fn of_time(action: &str) -> Vec<&'static str> {
    match action {
        "started" => vec!["time_entry.created", "time_entry.started"],
        "stopped" => vec!["time_entry.updated", "time_entry.stopped"],
        _ => crud(
            ["time_entry.created", "time_entry.updated", "time_entry.deleted"],
            action,
        ),
    }
}

fn of_project(action: &str, before: &Value, after: &Value) -> Vec<&'static str> {
    if action == "created" {
        return vec!["project.created"];
    }
    let archived = |state: &Value| state["status"] == "archived";
    match (archived(before), archived(after)) {
        (false, true) => vec!["project.updated", "project.archived"],
        (true, false) => vec!["project.updated", "project.unarchived"],
        _ => vec!["project.updated"],
    }
}

fn of_task(action: &str, before: &Value, after: &Value) -> Vec<&'static str> {
    let mut names = crud(["task.created", "task.updated", "task.deleted"], action);
    if names == ["task.deleted"] {
        return names;
    }
    let moved = !before.is_null() && task_state(before) != task_state(after);
    if moved {
        names.push("task.status_changed");
    }
    if before["completed_at"].is_null() && !after["completed_at"].is_null() && !before.is_null() {
        names.push("task.completed");
    }
    if !after["assignee_id"].is_null() && after["assignee_id"] != before["assignee_id"] {
        names.push("task.assigned");
    }
    names
}

/// The column of people's own making that a task is in, or else its state, as the API names both.
pub fn task_state(task: &Value) -> &Value {
    match &task["column_key"] {
        Value::Null => &task["status"],
        column => column,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn names(entity: &str, action: &str, before: &Value, after: &Value) -> Vec<&'static str> {
        let names = of_change(entity, action, before, after);
        for name in &names {
            let event = NAMES.iter().find(|event| event.name == *name);
            assert!(
                !event.unwrap().when.is_empty(),
                "{name} is sent and must say when"
            );
        }
        names
    }

    #[test]
    fn a_timer_is_an_entry_that_starts_and_stops() {
        let name = |action| names("time_entry", action, &Value::Null, &json!({}));
        assert_eq!(name("started"), ["time_entry.created", "time_entry.started"]);
        assert_eq!(name("stopped"), ["time_entry.updated", "time_entry.stopped"]);
        assert_eq!(name("paused"), ["time_entry.updated"]);
        assert_eq!(name("restored"), ["time_entry.created"]);
        assert_eq!(name("deleted"), ["time_entry.deleted"]);
    }

    #[test]
    fn a_task_tells_its_state_and_its_person() {
        let state = |status, person: Option<i64>| {
            let completed_at = (status == "done").then_some(1);
            json!({"status": status, "assignee_id": person, "completed_at": completed_at})
        };
        let name = |action, before: Value, after: Value| names("task", action, &before, &after);
        assert_eq!(
            name("created", Value::Null, state("todo", None)),
            ["task.created"]
        );
        assert_eq!(
            name("created", Value::Null, state("todo", Some(7))),
            ["task.created", "task.assigned"]
        );
        assert_eq!(
            name("updated", state("todo", Some(7)), state("done", Some(7))),
            ["task.updated", "task.status_changed", "task.completed"]
        );
        assert_eq!(
            name("updated", state("todo", Some(7)), state("todo", Some(8))),
            ["task.updated", "task.assigned"]
        );
        assert_eq!(
            name("updated", state("todo", Some(7)), state("todo", None)),
            ["task.updated"]
        );
        assert_eq!(
            name("deleted", state("todo", None), state("todo", None)),
            ["task.deleted"]
        );
    }

    #[test]
    fn a_project_is_archived_whichever_way_it_came_about() {
        let state = |status| json!({"status": status});
        let name = |action, before, after| names("project", action, &state(before), &state(after));
        assert_eq!(
            name("archived", "active", "archived"),
            ["project.updated", "project.archived"]
        );
        assert_eq!(
            name("updated", "active", "archived"),
            ["project.updated", "project.archived"]
        );
        assert_eq!(
            name("active", "archived", "active"),
            ["project.updated", "project.unarchived"]
        );
        assert_eq!(name("updated", "active", "active"), ["project.updated"]);
    }

    #[test]
    fn what_is_private_or_not_a_thing_of_theirs_is_not_told() {
        assert!(names("user", "password_changed", &json!({}), &json!({})).is_empty());
        assert!(names("webhook", "created", &Value::Null, &json!({})).is_empty());
        assert!(names("connection", "updated", &Value::Null, &json!({})).is_empty());
    }
}
