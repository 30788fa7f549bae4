//! Every answer of every test against the document; and what was accepted, against the bodies it says are taken.
//!
//! Stricter than the document itself: an answer may hold nothing that the document does not name.

use crate::testing::Answer;
use axum::http::{Method, header};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

/// Validators by where their schema stands; compiling one takes longer than using it a thousand times.
static COMPILED: LazyLock<Mutex<HashMap<String, &'static Validator>>> = LazyLock::new(Mutex::default);

/// A request, as far as the document speaks of it.
pub struct Asked {
    /// Its method.
    pub method: Method,
    /// Its path, without the query.
    pub path: String,
    /// Its body, where that is JSON.
    pub body: Option<Value>,
}

/// Panics where an answer is not as the document has it.
pub fn check(document: &Value, asked: &Asked, answer: &Answer) {
    let Some((path, item)) = documented(document, &asked.path) else {
        return;
    };
    let method = asked.method.as_str().to_lowercase();
    if matches!(method.as_str(), "options" | "head") {
        return;
    }
    let place = format!("{method} {path} {}", answer.status.as_u16());
    let Some(operation) = item.get(&method) else {
        assert_eq!(
            answer.status, 405,
            "{place}: the document does not know the method"
        );
        assert!(answer.headers.contains_key(header::ALLOW), "{place}: no Allow");
        return;
    };
    let responses = &operation["responses"];
    let response = &responses[answer.status.as_str()];
    let response = match response["$ref"].as_str() {
        Some(reference) => &document["components"]["responses"][super::schema::last(reference)],
        None => response,
    };
    assert!(
        response.is_object(),
        "{place}: no such answer in the document: {}",
        answer.text
    );
    check_content(document, &place, response, answer);
    if answer.status.is_success() {
        check_body(document, &place, operation, asked);
    }
}

fn check_content(document: &Value, place: &str, response: &Value, answer: &Answer) {
    let kind = answer
        .headers
        .get(header::CONTENT_TYPE)
        .map(|kind| kind.to_str().unwrap());
    let kind = kind.unwrap_or("").split(';').next().unwrap_or("");
    let content = &response["content"][kind];
    assert!(content.is_object(), "{place}: “{kind}” is not in the document");
    if kind == "application/json" {
        let value: Value = serde_json::from_str(&answer.text).unwrap();
        hold(document, place, &content["schema"], &value, true);
    }
}

fn check_body(document: &Value, place: &str, operation: &Value, asked: &Asked) {
    let Some(body) = &asked.body else { return };
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if schema.is_object() {
        hold(document, &format!("{place} body"), schema, body, false);
    }
}

fn hold(document: &Value, place: &str, schema: &Value, value: &Value, strict: bool) {
    let validator = compiled(document, place, schema, strict);
    let wrong: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{place}: {}\n{value}", wrong.join("; "));
}

fn compiled(document: &Value, place: &str, schema: &Value, strict: bool) -> &'static Validator {
    let mut known = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(place.to_owned()).or_insert_with(|| {
        let mut whole =
            json!({"allOf": [schema], "components": {"schemas": document["components"]["schemas"]}});
        if strict {
            close(&mut whole);
        }
        Box::leak(Box::new(jsonschema::draft202012::new(&whole).unwrap()))
    })
}

/// Lets objects hold only what is named.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.get("properties").is_some_and(Value::is_object)
                && map.get("type").is_some_and(|kind| kind == "object")
            {
                map.entry("additionalProperties").or_insert(json!(false));
            }
            map.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// The path of the document that a request's path is one of; one without places first.
fn documented<'d>(document: &'d Value, asked: &str) -> Option<(&'d str, &'d Value)> {
    let paths = document["paths"].as_object()?;
    if let Some((path, item)) = paths.get_key_value(asked) {
        return Some((path, item));
    }
    let fits = |path: &str| {
        let (path, asked): (Vec<_>, Vec<_>) = (path.split('/').collect(), asked.split('/').collect());
        path.len() == asked.len()
            && path
                .iter()
                .zip(&asked)
                .all(|(part, asked)| part.starts_with('{') || part == asked)
    };
    paths
        .iter()
        .find(|(path, _)| fits(path))
        .map(|(path, item)| (path.as_str(), item))
}
