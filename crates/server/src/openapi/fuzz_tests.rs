//! Every operation of the document with bodies, queries and ids that nobody means, and with some that somebody might.
//!
//! Whatever comes back is held against the document by `Test::send`; here only that nothing is ever our fault.
//! A longer run with another program: `cargo xtask fuzz`.

use super::schema;
use crate::app_tests;
use crate::auth::tokens;
use axum::body::Body;
use axum::http::{Request, header};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

/// Requests of each operation.
const EACH: usize = 12;

app_tests! {
    async fn nothing_that_anybody_sends_is_our_fault(t: Test) {
        let document = t.stranger().get("/api/openapi.json").await.json();
        let token = tokens::create(&t.app, &t.alice, "fuzz", &["*".to_owned()], None).await.unwrap();
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut chance = TestRunner::new_with_rng(Config::default(), rng);
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                // These wait for the network or end the token that is used here.
                if path.contains("/integrations/") || path == "/api/v1/auth/login" || (path.contains("/tokens/") && method != "get") {
                    continue;
                }
                for _ in 0..EACH {
                    let asked = asked(&mut chance, &document, path, method, operation, &token);
                    let what = format!("{asked:?}");
                    let answer = t.send(asked.request()).await;
                    assert!(answer.status.as_u16() < 500, "{what}: {} {}", answer.status, answer.text);
                }
            }
        }
    }
}

#[derive(Debug)]
struct Asked<'a> {
    method: &'a str,
    uri: String,
    body: Option<Value>,
    token: &'a str,
}

impl Asked<'_> {
    fn request(&self) -> Request<Body> {
        let request = Request::builder()
            .method(self.method.to_uppercase().as_str())
            .uri(&self.uri);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let body = self
            .body
            .as_ref()
            .map_or(Body::empty(), |body| Body::from(body.to_string()));
        request.body(body).unwrap()
    }
}

fn asked<'a>(
    chance: &mut TestRunner,
    document: &Value,
    path: &str,
    method: &'a str,
    operation: &Value,
    token: &'a str,
) -> Asked<'a> {
    let parts: Vec<String> = path
        .split('/')
        .map(|part| {
            if part.starts_with('{') {
                some(chance, &id())
            } else {
                part.to_owned()
            }
        })
        .collect();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        if parameter["in"] == "query" && some(chance, &any::<bool>()) {
            query.append_pair(parameter["name"].as_str().unwrap(), &some(chance, &asked_for()));
        }
    }
    let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let body = body.as_str().map(|name| {
        let body = &document["components"]["schemas"][schema::last(name)];
        a_body(chance, body)
    });
    Asked {
        method,
        uri: format!("{}?{}", parts.join("/"), query.finish()),
        body,
        token,
    }
}

/// Some of its fields, some of them as they should be.
fn a_body(chance: &mut TestRunner, body: &Value) -> Value {
    if some(chance, &(0..20)) == 0 {
        return some(chance, &anything());
    }
    let mut fields = Map::new();
    for (name, field) in body["properties"].as_object().unwrap() {
        let needed = body["required"]
            .as_array()
            .is_some_and(|list| list.contains(&json!(name)));
        if needed || some(chance, &any::<bool>()) {
            let value = if some(chance, &(0..4)) == 0 {
                some(chance, &anything())
            } else {
                fitting(chance, field)
            };
            fields.insert(name.clone(), value);
        }
    }
    fields.into()
}

fn fitting(chance: &mut TestRunner, field: &Value) -> Value {
    let kinds: Vec<Value> = field["type"]
        .as_array()
        .cloned()
        .unwrap_or_else(|| vec![field["type"].clone()]);
    if let Some(words) = field["enum"].as_array() {
        return some(chance, &prop::sample::select(words.clone()));
    }
    match kinds[0].as_str() {
        Some("integer") => some(chance, &prop_oneof![Just(1_i64), 0..5_i64, any::<i64>()]).into(),
        Some("number") => json!(some(chance, &prop_oneof![0.0..100.0_f64, any::<f64>()])),
        Some("boolean") => some(chance, &any::<bool>()).into(),
        Some("string") if field["format"] == "date-time" => some(
            chance,
            &"20[12][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9](Z|\\+0[0-9]:00|)",
        )
        .into(),
        Some("string") if field["format"] == "date" => {
            some(chance, &"20[12][0-9]-[01][0-9]-[0-3][0-9]").into()
        }
        Some("string") => some(chance, &prop_oneof!["[a-z]{1,8}", "\\PC{0,300}"]).into(),
        Some("array") => json!([1, some(chance, &any::<i64>())]),
        Some("object") => json!({"some": some(chance, &anything())}),
        _ => some(chance, &anything()),
    }
}

fn id() -> impl Strategy<Value = String> {
    let odd = prop_oneof![
        Just("0"),
        Just("-1"),
        Just("x"),
        Just("99999999999999999999"),
        Just("1.5"),
        Just("%00"),
        Just("%F0%9F%98%80")
    ];
    prop_oneof![
        (1..4_i64).prop_map(|id| id.to_string()),
        any::<i64>().prop_map(|id| id.to_string()),
        odd.prop_map(str::to_owned)
    ]
}

fn asked_for() -> impl Strategy<Value = String> {
    let days = prop_oneof![
        Just("2026-11-24"),
        Just("1900-01-01"),
        Just("9999-12-31"),
        Just("2026-02-30"),
        Just("2026-11-24T09:00:00Z")
    ];
    let words = prop_oneof![
        Just("active"),
        Just("all"),
        Just("true"),
        Just("time_entry"),
        Just("done")
    ];
    prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        days.prop_map(str::to_owned),
        words.prop_map(str::to_owned),
        any::<String>()
    ]
}

/// Any JSON at all, NUL and large numbers included.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<String>().prop_map(Value::from),
        Just(json!("\0")),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn some<S: Strategy>(chance: &mut TestRunner, of: &S) -> S::Value {
    of.new_tree(chance).unwrap().current()
}
