//! The document is whole, its examples are what it says, and it knows every route.

use crate::app_tests;
use crate::route_tests::declared;
use serde_json::{Value, json};
use std::path::Path;

/// Addresses below `/api/` that are about the document itself.
const ABOUT_IT: &[&str] = &[
    "/api/openapi.json",
    "/api/v1/openapi.json",
    "/api/docs",
    "/api/docs/",
];

app_tests! {
    async fn it_knows_every_route_of_the_api_and_no_other(t: Test) {
        let document = t.stranger().get("/api/openapi.json").await.is(200).json();
        let paths = document["paths"].as_object().unwrap();
        let routes = declared(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")));
        let of_api = routes.iter().filter(|path| path.starts_with("/api/") && !ABOUT_IT.contains(&path.as_str()));
        let mut count = 0;
        for path in of_api {
            count += 1;
            assert!(paths.contains_key(path), "{path} is not in the document");
        }
        assert_eq!(count, paths.len(), "the document knows more than the routes");
        assert_eq!(document["openapi"], "3.1.0");
    }

    async fn every_operation_is_told_whole(t: Test) {
        let document = t.stranger().get("/api/openapi.json").await.json();
        let mut ids = std::collections::HashSet::new();
        for (path, method, operation) in operations(&document) {
            let place = format!("{method} {path}");
            assert!(ids.insert(operation["operationId"].to_string()), "{place}: its id is another's too");
            assert!(operation["summary"].is_string(), "{place} says nothing");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{place}: no success");
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(parameter["schema"].is_object(), "{place}: {} is not in parameters.txt", parameter["name"]);
            }
            if let Some(body) = operation.get("requestBody") {
                assert!(body["content"]["application/json"]["example"].is_object(), "{place}: no example of its body");
            }
            let is_open = ["/api/v1/info", "/api/v1/health", "/api/v1/auth/login"].contains(&path);
            assert_eq!(operation["security"].is_array(), !is_open, "{place}");
        }
    }

    async fn its_examples_are_what_it_says(t: Test) {
        let document = t.stranger().get("/api/openapi.json").await.json();
        let components = json!({"schemas": document["components"]["schemas"]});
        for (path, method, operation) in operations(&document) {
            let answers = operation["responses"].as_object().unwrap().values();
            for content in answers.chain([&operation["requestBody"]]).filter_map(|holder| holder["content"].as_object()).flat_map(|map| map.values()) {
                let Some(example) = content.get("example") else { continue };
                let schema = json!({"allOf": [content["schema"]], "components": components});
                let wrong = jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap();
                let wrong: Vec<String> = wrong.iter_errors(example).map(|error| format!("{}: {error}", error.instance_path())).collect();
                assert!(wrong.is_empty(), "{method} {path}: {wrong:?} in {example}");
            }
        }
    }

    async fn the_page_needs_nothing_of_other_hosts(t: Test) {
        let page = t.stranger().get("/api/docs").await.is(200);
        assert!(!page.text.contains("http:") && !page.text.contains("https:"), "{}", page.text);
        page.shows("/api/openapi.json");
        assert_eq!(t.stranger().get("/api/v1/info").await.json()["documentation_url"], "/api/docs");
    }
}

/// A word of the tables that means nothing would be a schema that holds everything.
#[test]
fn the_tables_hold_known_words_only() {
    let schemas = Value::from(super::schema::named());
    let text = schemas.to_string();
    assert!(!text.contains("$comment"), "{text}");
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas.get(name).is_some(), "there is no {name}");
    }
}

/// Where unknown fields are refused, the handler and the document know the same ones.
#[test]
fn strict_bodies_are_those_of_the_handlers() {
    let schemas = super::schema::named();
    for (name, known) in [
        ("NewTimeEntry", crate::time_entries::KNOWN_FIELDS),
        ("TimeEntryChange", crate::time_entries::KNOWN_FIELDS),
        ("NewProject", crate::projects::KNOWN_FIELDS),
        ("ProjectChange", crate::projects::KNOWN_FIELDS),
    ] {
        let mut documented: Vec<&str> = schemas[name]["properties"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let mut known = known.to_vec();
        documented.sort_unstable();
        known.sort_unstable();
        assert_eq!(documented, known, "{name}");
    }
}

fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().unwrap();
        item.iter()
            .map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}
