//! What a line of the audit trail says to people: who did what to which thing, and what of it changed.

use super::store::Line;
use serde_json::{Map, Value};
use std::collections::HashMap;
use timetracker_types::hh_mm_ss;

/// Fields that change with everything and say nothing.
const SILENT: [&str; 4] = ["updated_at", "created_at", "id", "version"];
/// The longest name in a sentence, in characters.
const LONGEST_NAME: usize = 80;

/// A line taken apart.
pub struct Told {
    /// What the thing is called.
    pub name: String,
    /// One sentence.
    pub sentence: String,
    /// The names of the fields that changed.
    pub changed: Vec<String>,
    /// What it was.
    pub before: Map<String, Value>,
    /// What it became.
    pub after: Map<String, Value>,
}

/// The project that an entry's line is about.
pub fn project_of(line: &Line) -> Option<i64> {
    let state = state(line.after.as_deref().or(line.before.as_deref()));
    state.get("project_id")?.as_i64()
}

/// Tells a line; `projects` are names by id.
pub fn told(line: &Line, projects: &HashMap<i64, String>) -> Told {
    let (before, after) = (state(line.before.as_deref()), state(line.after.as_deref()));
    let latest = if after.is_empty() { &before } else { &after };
    let name = name(line, latest, projects);
    let changed = changed(&before, &after);
    let sentence = sentence(line, &name, latest, &changed);
    Told {
        name,
        sentence,
        changed,
        before,
        after,
    }
}

fn state(json: Option<&str>) -> Map<String, Value> {
    json.and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default()
}

/// Its name; of a time entry its project's; else the beginning of what it says.
fn name(line: &Line, state: &Map<String, Value>, projects: &HashMap<i64, String>) -> String {
    let text = |field: &str| {
        state
            .get(field)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let project = state.get("project_id").and_then(Value::as_i64);
    let project = project.and_then(|id| projects.get(&id)).map(String::as_str);
    let of_entry = project.filter(|_| line.entity == "time_entry");
    let found = of_entry.or_else(|| {
        ["name", "label", "first_name", "username", "notes", "content"]
            .into_iter()
            .find_map(text)
    });
    match found {
        Some(found) if found.chars().count() > LONGEST_NAME => {
            let cut: String = found.chars().take(LONGEST_NAME).collect();
            format!("{cut}…")
        }
        Some(found) => found.to_owned(),
        None => format!("#{}", line.entity_id),
    }
}

/// The fields that differ; none where the thing came or went.
fn changed(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<String> {
    if before.is_empty() || after.is_empty() {
        return vec![];
    }
    let differs = |field: &&String| before.get(*field) != after.get(*field);
    let spoken = |field: &&String| !SILENT.contains(&field.as_str());
    let fields = after.keys().filter(spoken).filter(differs);
    fields.cloned().collect()
}

/// `Created time entry for Website - 01:00:00`, `Updated task “Fix login”: status, priority`.
fn sentence(line: &Line, name: &str, state: &Map<String, Value>, changed: &[String]) -> String {
    let (verb, noun) = (capital(&line.action), line.entity.replace('_', " "));
    let worked = state.get("duration_seconds").and_then(Value::as_i64);
    let mut text = match (line.entity.as_str(), worked) {
        ("time_entry", Some(seconds)) => format!("{verb} {noun} for {name} - {}", hh_mm_ss(seconds)),
        ("time_entry", None) => format!("{verb} timer for {name}"),
        _ => format!("{verb} {noun} “{name}”"),
    };
    if !changed.is_empty() {
        let fields: Vec<String> = changed.iter().map(|field| field.replace('_', " ")).collect();
        text.push_str(": ");
        text.push_str(&fields.join(", "));
    }
    text
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
