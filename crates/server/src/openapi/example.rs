//! Examples, put together from what the names of fields mean.

use super::schema;
use serde_json::{Map, Value, json};

const BODIES: &str = include_str!("body_examples.txt");

/// The example of a body: the one that is written down, else one of what it needs.
pub fn of_body(name: &str, body: &Value, schemas: &Map<String, Value>) -> Value {
    let mut lines = BODIES.lines().filter_map(|line| line.split_once(' '));
    let written = lines.find(|(found, _)| *found == name);
    let written = written.and_then(|(_, text)| serde_json::from_str(text).ok());
    written.unwrap_or_else(|| {
        let mut whole = of(body, schemas);
        let needed: Vec<&str> = body["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        if let Some(fields) = whole.as_object_mut().filter(|_| !needed.is_empty()) {
            fields.retain(|name, _| needed.contains(&name.as_str()));
        }
        whole
    })
}

/// A value that fits the schema.
pub fn of(wanted: &Value, schemas: &Map<String, Value>) -> Value {
    if let Some(name) = wanted["$ref"].as_str().map(schema::last) {
        return schemas
            .get(name)
            .map_or(Value::Null, |schema| of(schema, schemas));
    }
    if let Some(first) = wanted["anyOf"].get(0) {
        return of(first, schemas);
    }
    if let Some(value) = wanted.get("const").or_else(|| wanted["enum"].get(0)) {
        return value.clone();
    }
    let kind = wanted["type"]
        .as_str()
        .or_else(|| wanted["type"][0].as_str())
        .unwrap_or("");
    match kind {
        "object" => wanted["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, schema)| (name.clone(), of_field(name, schema, schemas)))
            .collect::<Map<_, _>>()
            .into(),
        "array" if wanted.get("items").is_some() => json!([of(&wanted["items"], schemas)]),
        "array" => json!([]),
        "integer" => json!(1),
        "number" => json!(1.5),
        "boolean" => json!(true),
        "string" => text(wanted),
        _ => Value::Null,
    }
}

fn text(schema: &Value) -> Value {
    match schema["format"].as_str() {
        Some("date") => json!("2026-11-24"),
        Some("date-time") => json!("2026-11-24T09:00:00Z"),
        _ if schema["pattern"]
            .as_str()
            .is_some_and(|pattern| pattern.contains('T')) =>
        {
            json!("2026-11-24T09:00:00")
        }
        _ => json!("text"),
    }
}

/// The example of the name where it is of the field's type.
fn of_field(name: &str, field: &Value, schemas: &Map<String, Value>) -> Value {
    let (known, _) = schema::word(name);
    match known {
        Some(value) if is_of_type(&value, &field["type"]) && is_of_form(&value, field) => value,
        _ => of(field, schemas),
    }
}

/// Days, local times and moments may share a name.
fn is_of_form(value: &Value, field: &Value) -> bool {
    let Some(text) = value.as_str() else {
        return field.get("enum").is_none();
    };
    let has_offset = text.contains('+') || text.ends_with('Z');
    match (field["format"].as_str(), field["pattern"].as_str()) {
        (Some("date"), _) => !text.contains('T'),
        (Some("date-time"), _) => text.contains('T') && has_offset,
        (_, Some(pattern)) if pattern.contains('T') => text.contains('T') && !has_offset,
        _ => field.get("enum").is_none(),
    }
}

fn is_of_type(value: &Value, kind: &Value) -> bool {
    let name = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let kinds = kind.as_array().map_or_else(|| vec![kind.clone()], Clone::clone);
    kinds
        .iter()
        .any(|kind| *kind == name || (name == "integer" && *kind == "number"))
}
