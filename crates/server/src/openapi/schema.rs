//! The three tables of words as JSON Schema: what is answered, what is taken, and what names mean.

use serde_json::{Map, Value, json};

const ANSWERS: &str = include_str!("answers.txt");
const BODIES: &str = include_str!("bodies.txt");
const WORDS: &str = include_str!("words.txt");
const PARAMETERS: &str = include_str!("parameters.txt");

/// Local times as answers write them.
const LOCAL: &str = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$";
/// Numbers as texts, or nothing.
const NUMBER: &str = r"^\s*(\+?\d+([.,]\d*)?([eE][+-]?\d+)?)?\s*$";
/// Yes and no as texts.
const FLAG: &str =
    r"^\s*([Tt]rue|TRUE|[Ff]alse|FALSE|[Yy]es|YES|[Nn]o|NO|[YyNn]|[Oo]n|ON|[Oo]ff|OFF|0|1)\s*$";

/// Every schema that has a name, those of answers and those of bodies.
pub fn named() -> Map<String, Value> {
    let answers = rows(ANSWERS).map(|(name, keys)| (name.to_owned(), answer(keys)));
    let bodies = rows(BODIES).map(|(name, fields)| {
        let strict = name.starts_with('!');
        (name.trim_start_matches('!').to_owned(), body(fields, strict))
    });
    answers.chain(bodies).collect()
}

/// The lines of a table: a name, and what stands behind it.
fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').unwrap_or((line, "")))
}

/// The lines of a table with three columns.
fn columns(table: &'static str, name: &str) -> Option<(&'static str, &'static str)> {
    let mut lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.find_map(|line| {
        let (found, rest) = line.split_once('|')?;
        let (middle, last) = rest.split_once(" |")?;
        (found.trim() == name).then_some((middle.trim(), last.trim()))
    })
}

/// What a name means in bodies and answers: its example and its description, as far as there are.
pub fn word(name: &str) -> (Option<Value>, Option<&'static str>) {
    let (example, says) = columns(WORDS, name).unwrap_or_default();
    (
        serde_json::from_str(example).ok(),
        Some(says).filter(|says| !says.is_empty()),
    )
}

/// The schema and the description of a parameter; none for a name that the table does not know.
pub fn parameter(name: &str) -> Option<(Value, &'static str)> {
    let (schema, says) = columns(PARAMETERS, name)?;
    Some((serde_json::from_str(schema).ok()?, says))
}

/// An answer's object from its line of words, as `answers.txt` has them.
///
/// `One or Another` are the names of whole objects.
pub fn answer(keys: &str) -> Value {
    if !keys.contains(':') {
        let mut names: Vec<Value> = keys.split(" or ").map(reference).collect();
        return match names.len() {
            1 => names.remove(0),
            _ => json!({"anyOf": names}),
        };
    }
    let mut properties = Map::new();
    let mut required = Vec::new();
    for word in keys.split_whitespace() {
        let (name, kind) = word.trim_start_matches('~').split_once(':').unwrap_or((word, ""));
        properties.insert(name.to_owned(), described(name, answered(kind)));
        if !word.starts_with('~') {
            required.push(name);
        }
    }
    json!({"type": "object", "properties": properties, "required": required})
}

fn answered(kind: &str) -> Value {
    if let Some(kind) = kind.strip_suffix('?') {
        return or_null(answered(kind));
    }
    if let Some(of) = kind.strip_prefix('[').and_then(|kind| kind.strip_suffix(']')) {
        return json!({"type": "array", "items": answered(of)});
    }
    match kind {
        "id" => json!({"type": "integer", "format": "int64", "minimum": 1}),
        "int" => json!({"type": "integer", "format": "int64"}),
        "num" => json!({"type": "number"}),
        "bool" => json!({"type": "boolean"}),
        "text" => json!({"type": "string"}),
        "day" => json!({"type": "string", "format": "date"}),
        "local" => json!({"type": "string", "pattern": LOCAL}),
        "moment" => json!({"type": "string", "format": "date-time"}),
        "texts" => json!({"type": "array", "items": {"type": "string"}}),
        "list" => json!({"type": "array"}),
        "object" => json!({"type": "object"}),
        "any" => json!({}),
        "true" | "false" => json!({"type": "boolean", "const": kind == "true"}),
        _ if kind.contains('|') => json!({"type": "string", "enum": kind.split('|').collect::<Vec<_>>()}),
        _ => reference(kind),
    }
}

/// Where a named schema is.
pub fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// The last part of a reference: the schema's name.
pub fn last(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

fn or_null(mut schema: Value) -> Value {
    if let Some(kind) = schema.get("type").cloned() {
        schema["type"] = match kind {
            Value::Array(kinds) => kinds.into_iter().chain([json!("null")]).collect(),
            kind => json!([kind, "null"]),
        };
        if let Some(texts) = schema.get_mut("enum").and_then(Value::as_array_mut) {
            texts.push(Value::Null);
        }
        return schema;
    }
    if schema.as_object().is_some_and(Map::is_empty) {
        return schema;
    }
    json!({"anyOf": [schema, {"type": "null"}]})
}

/// A body's object from its line of words, as `bodies.txt` has them.
fn body(fields: &str, strict: bool) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for word in fields.split_whitespace() {
        let (name, kind) = word.split_once(':').unwrap_or((word, ""));
        let schema = match kind.strip_suffix('!') {
            Some(kind) => {
                required.push(name);
                needed(kind, taken(kind))
            }
            // A blank text is none, also where a day or one of some words is meant.
            None if kind == "day" || kind.contains('|') => {
                json!({"anyOf": [or_null(taken(kind)), {"type": "string", "pattern": r"^\s*$"}]})
            }
            None => or_null(taken(kind)),
        };
        properties.insert(name.to_owned(), described(name, schema));
    }
    let mut object = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    if strict {
        object["additionalProperties"] = json!(false);
    }
    object
}

/// What a field takes; `http/fields.rs` reads it so.
fn taken(kind: &str) -> Value {
    let range = |text: &str| {
        let (least, most) = text.split_once("..")?;
        Some((least.parse::<i64>().ok()?, most.parse::<i64>().ok()?))
    };
    match kind {
        "id" => {
            json!({"type": ["integer", "string"], "format": "int64", "minimum": 1, "maximum": i64::MAX, "pattern": r"^\s*\d*\s*$"})
        }
        "int" => json!({"type": ["integer", "string"], "minimum": 0, "pattern": r"^\s*\d*\s*$"}),
        "num" | "amount" => {
            json!({"type": ["number", "string"], "minimum": 0, "pattern": NUMBER})
        }
        "flag" => {
            json!({"type": ["boolean", "integer", "string"], "minimum": 0, "maximum": 1, "pattern": FLAG})
        }
        "text" => json!({"type": "string"}),
        "day" => json!({"type": "string", "format": "date"}),
        "moment" => json!({"type": "string", "format": "date-time"}),
        "tags" => {
            json!({"type": ["string", "array"], "maxLength": 500, "items": {"type": "string"}})
        }
        "texts" => json!({"type": ["string", "array"], "items": {"type": "string"}}),
        "ids" => json!({"type": "array", "minItems": 1, "maxItems": 5000, "items": taken("id")}),
        "object" => json!({"type": "object"}),
        "any" => json!({}),
        _ if kind.contains('|') => answered(kind),
        _ => match (
            kind.strip_prefix("text"),
            kind.strip_prefix("int").and_then(range),
        ) {
            (Some(most), _) => json!({"type": "string", "maxLength": most.parse::<i64>().unwrap_or(0)}),
            (None, Some((least, most))) => {
                json!({"type": ["integer", "string"], "minimum": least, "maximum": most, "pattern": r"^\s*\d*\s*$"})
            }
            (None, None) => json!({"$comment": format!("no such type: {kind}")}),
        },
    }
}

/// The same where it may not be blank.
fn needed(kind: &str, mut schema: Value) -> Value {
    if kind.starts_with("text") && kind != "texts" {
        schema["minLength"] = json!(1);
        schema["pattern"] = json!(r"\S");
    } else if kind == "id" {
        schema["pattern"] = json!(r"^\s*\d+\s*$");
    } else if kind == "object" {
        schema["minProperties"] = json!(1);
    }
    schema
}

fn described(name: &str, mut schema: Value) -> Value {
    if let (_, Some(says)) = word(name)
        && let Some(schema) = schema.as_object_mut()
        && !schema.contains_key("$ref")
    {
        schema.insert("description".into(), json!(says));
    }
    schema
}
