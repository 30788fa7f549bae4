//! The body that is sent: the shape of the existing system's activity log, and the thing itself as the API
//! shows it.
//!
//! Every event of a name has the same keys. `data` holds six facts, of which those that do not apply are null,
//! and the thing under its own kind: `data.time_entry`, `data.task`, …

use super::events;
use crate::auth::Actor;
use serde_json::{Value, json};
use timetracker_types::Instant;

/// What happened, as one event tells it.
#[derive(Debug)]
pub struct Story<'a> {
    /// The event's name.
    pub event_type: &'a str,
    /// The same in every webhook's delivery of it.
    pub event_id: &'a str,
    /// When.
    pub at: Instant,
    /// Who did it.
    pub actor: &'a Actor,
    /// `time_entry`, `task`, …
    pub entity: &'a str,
    /// The thing's id.
    pub id: i64,
    /// The audit log's verb.
    pub verb: &'a str,
    /// The thing as the API shows it.
    pub object: &'a Value,
    /// What it was, as the audit log keeps it.
    pub before: &'a Value,
}

/// The body of an event.
pub fn body(story: &Story<'_>) -> Value {
    let user = &story.actor.user;
    let name = name(story.entity, story.object);
    json!({
        "event_type": story.event_type,
        "event_id": story.event_id,
        "timestamp": story.at.to_rfc3339(),
        "user": {"id": user.id, "username": user.username, "display_name": user.display_name()},
        "entity": {"type": story.entity, "id": story.id, "name": name},
        "action": story.event_type.split_once('.').map_or(story.verb, |(_, action)| action),
        "description": format!("{} {} {} “{name}”", user.display_name(), verb(story.verb), kind(story.entity, story.verb)),
        "data": data(story),
    })
}

/// The six facts of the contract's sample, and the thing itself.
fn data(story: &Story<'_>) -> Value {
    let object = story.object;
    let is = |entity: &str| story.entity == entity;
    let own = |is: bool, key: &str| if is { &object["name"] } else { &object[key] };
    let person = match story.entity {
        "time_entry" | "comment" => &object["user_id"],
        "task" => &object["assigned_to"],
        "user" => &object["id"],
        _ => &Value::Null,
    };
    let mut data = json!({
        "project_name": own(is("project"), "project_name"),
        "client_name": own(is("client"), "client_name"),
        "task_name": own(is("task"), "task_name"),
        "duration_formatted": object["duration_formatted"],
        "duration_hours": object["duration_hours"],
        "target_user_id": person,
        story.entity: object,
    });
    if is("task") {
        data["previous_status"] = events::task_state(story.before).clone();
        data["previous_assigned_to"] = story.before["assignee_id"].clone();
    }
    data
}

/// What to call the thing.
fn name<'a>(entity: &str, object: &'a Value) -> &'a str {
    let first = |keys: &[&str]| {
        let texts = keys.iter().filter_map(|key| object[*key].as_str());
        texts.into_iter().find(|text| !text.is_empty())
    };
    let found = match entity {
        "time_entry" => first(&["task_name", "notes", "project_name", "client_name"]),
        "user" => first(&["display_name", "username"]),
        "comment" => first(&["target_name"]),
        _ => first(&["name"]),
    };
    found.unwrap_or("no name")
}

fn verb(action: &str) -> &str {
    match action {
        "created" => "added",
        "updated" => "changed",
        "active" | "restored" => "brought back",
        "inactive" => "put to rest",
        "resumed" => "went on with",
        other => other,
    }
}

fn kind(entity: &str, action: &str) -> String {
    match (entity, action) {
        ("time_entry", "started" | "stopped" | "paused" | "resumed") => "the timer on".into(),
        ("time_entry", _) => "time on".into(),
        ("user", _) => "the person".into(),
        ("comment", _) => "a comment on".into(),
        (other, _) => format!("the {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::samples::{now, person};
    use crate::users::Role;

    fn told(entity: &str, event_type: &str, verb: &str, object: &Value) -> Value {
        let actor = person(Role::User, "Jo Doe");
        body(&Story {
            event_type,
            event_id: "activity_51",
            at: now(),
            actor: &actor,
            entity,
            id: 4,
            verb,
            object,
            before: &Value::Null,
        })
    }

    #[test]
    fn an_entry_is_told_in_the_shape_of_the_contract() {
        let entry = json!({"id": 4, "user_id": 7, "task_name": "Fix login", "project_name": "Website",
            "client_name": "Acme", "duration_formatted": "01:30:00", "duration_hours": 1.5});
        let body = told("time_entry", "time_entry.stopped", "stopped", &entry);
        let expected = json!({
            "event_type": "time_entry.stopped", "event_id": "activity_51", "timestamp": "2026-11-24T09:55:00Z",
            "user": {"id": 7, "username": "sample", "display_name": "Jo Doe"},
            "entity": {"type": "time_entry", "id": 4, "name": "Fix login"},
            "action": "stopped", "description": "Jo Doe stopped the timer on “Fix login”",
            "data": {"project_name": "Website", "client_name": "Acme", "task_name": "Fix login",
                "duration_formatted": "01:30:00", "duration_hours": 1.5, "target_user_id": 7, "time_entry": entry},
        });
        assert_eq!(body, expected);
    }

    #[test]
    fn what_does_not_apply_is_null_and_never_absent() {
        let body = told(
            "client",
            "client.created",
            "created",
            &json!({"id": 4, "name": "Acme"}),
        );
        for key in [
            "project_name",
            "task_name",
            "duration_formatted",
            "duration_hours",
            "target_user_id",
        ] {
            assert_eq!(body["data"].get(key), Some(&Value::Null), "{key}");
        }
        assert_eq!(body["data"]["client_name"], "Acme");
        assert_eq!(body["description"], "Jo Doe added the client “Acme”");
    }
}
