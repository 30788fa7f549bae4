//! What holds for every operation and is said nowhere else: names, parameters of paths, errors, headers, examples.

use super::{example, schema, shared};
use serde_json::{Map, Value, json};

const JSON: &str = "application/json";
/// Said, and not listed among the parameters: a value that a fuzzer makes up twice is a refusal by design.
const ONCE: &str =
    "With the header `Idempotency-Key` it is done once, see `#/components/parameters/IdempotencyKey`.";

/// The whole document, from what the routes said.
pub fn finished(mut document: Value) -> Value {
    let schemas = schema::named();
    for (path, item) in objects(&mut document["paths"]) {
        for (method, operation) in objects(item) {
            finish(path, method, operation, &schemas);
        }
    }
    let mut components = shared::components();
    components["schemas"] = schemas.into();
    components["parameters"]["IdempotencyKey"] = parameter("Idempotency-Key", "header");
    for (name, schema) in shared::errors() {
        components["schemas"][name] = schema;
    }
    document["components"] = components;
    document["tags"] = tags(&document["paths"]);
    document
}

fn objects(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}

fn finish(path: &str, method: &str, operation: &mut Value, schemas: &Map<String, Value>) {
    operation["operationId"] = json!(id(path, method));
    operation["tags"] = json!([tag(path)]);
    for name in places(path) {
        add_parameter(operation, name, "path");
    }
    let scope = operation
        .as_object_mut()
        .and_then(|operation| operation.remove("x-scope"));
    let writes = method != "get";
    if let Some(scope) = scope.as_ref().and_then(Value::as_str) {
        secure(operation, scope);
        if writes {
            say(operation, ONCE);
        }
    }
    let mut statuses = vec![503];
    match (operation.get("requestBody"), &scope) {
        (Some(_), Some(_)) => statuses.extend([400, 413, 415]),
        (Some(_), None) => statuses.push(413),
        (None, _) => {}
    }
    if writes && scope.is_some() {
        statuses.extend([400, 409, 413, 422]);
    }
    if path.contains('{') {
        statuses.push(404);
    }
    for status in statuses {
        let responses = &mut operation["responses"];
        if responses.get(status.to_string()).is_none() {
            responses[status.to_string()] = json!({});
        }
    }
    finish_body(operation, schemas);
    finish_responses(operation, schemas, scope.is_some(), writes);
}

/// `getTasksById`, `postTimerStart`.
fn id(path: &str, method: &str) -> String {
    let parts = path.trim_start_matches("/api/v1/").split(['/', '-']);
    let words = parts.map(|part| match part.strip_prefix('{') {
        Some(place) => format!("By{}", capital(place.trim_end_matches('}'))),
        None => capital(part),
    });
    format!("{method}{}", words.collect::<String>())
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The first part of the path, as a heading.
fn tag(path: &str) -> String {
    let path = path.trim_start_matches("/api/v1/");
    let first = path.split('/').next().unwrap_or(path);
    capital(&first.replace('-', " "))
}

fn tags(paths: &Value) -> Value {
    let mut tags: Vec<String> = paths
        .as_object()
        .into_iter()
        .flatten()
        .map(|(path, _)| tag(path))
        .collect();
    tags.sort();
    tags.dedup();
    tags.into_iter().map(|name| json!({"name": name})).collect()
}

fn places(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn parameter(name: &str, place: &str) -> Value {
    let (schema, says) = schema::parameter(name).unwrap_or_default();
    json!({"name": name, "in": place, "required": place == "path", "description": says, "schema": schema})
}

fn add_parameter(operation: &mut Value, name: &str, place: &str) {
    let parameter = parameter(name, place);
    match operation["parameters"].as_array_mut() {
        Some(parameters) => parameters.push(parameter),
        None => operation["parameters"] = json!([parameter]),
    }
}

fn secure(operation: &mut Value, scope: &str) {
    let scopes: Vec<&str> = Some(scope)
        .filter(|scope| !scope.is_empty())
        .into_iter()
        .collect();
    operation["security"] = json!([{"bearer": scopes}, {"api_key": scopes}]);
    let needed = match scopes.first() {
        Some(scope) => format!("The token needs the scope `{scope}`."),
        None => "Any token will do.".to_owned(),
    };
    say(operation, &needed);
}

fn say(operation: &mut Value, sentence: &str) {
    let said = operation["description"].as_str();
    let whole = said.map_or_else(|| sentence.to_owned(), |said| format!("{said}\n\n{sentence}"));
    operation["description"] = json!(whole);
}

fn finish_body(operation: &mut Value, schemas: &Map<String, Value>) {
    let Some(body) = operation.get_mut("requestBody") else {
        return;
    };
    let content = &mut body["content"][JSON];
    let name = content["schema"]["$ref"]
        .as_str()
        .map(schema::last)
        .unwrap_or_default();
    if let Some(schema) = schemas.get(name) {
        let example = example::of_body(name, schema, schemas);
        content["example"] = example;
        body["required"] = json!(schema.get("required").is_some());
    }
}

fn finish_responses(operation: &mut Value, schemas: &Map<String, Value>, counted: bool, writes: bool) {
    for (status, response) in objects(&mut operation["responses"]) {
        let number: u16 = status.parse().unwrap_or(0);
        if number >= 400 && response.get("content").is_none() {
            *response = json!({"$ref": format!("#/components/responses/{number}")});
            continue;
        }
        response["description"] = json!(shared::meaning(number));
        let mut headers = json!({"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}});
        if counted {
            for name in shared::LIMIT_HEADERS {
                headers[*name] = json!({"$ref": format!("#/components/headers/{name}")});
            }
        }
        if counted && writes {
            headers["Idempotent-Replayed"] = json!({"$ref": "#/components/headers/Idempotent-Replayed"});
        }
        response["headers"] = headers;
        if let Some(content) = response["content"].get_mut(JSON) {
            content["example"] = example::of(&content["schema"], schemas);
        }
    }
    sort_statuses(&mut operation["responses"]);
}

fn sort_statuses(responses: &mut Value) {
    if let Some(map) = responses.as_object_mut() {
        map.sort_keys();
    }
}
