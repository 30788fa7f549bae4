//! What nobody should send, sent to every route of the API: always an answer in the error's shape, never our fault,
//! never half a write.

use crate::app_tests;
use crate::auth::tokens;
use crate::route_tests::{declared, filled};
use crate::testing::{Answer, Test};
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use std::path::Path;
use timetracker_db::{Engine, Read as _, p};

/// What a read changes too, and what a keyed request would.
const COUNTED_ELSEWHERE: [&str; 3] = ["api_tokens", "api_token_calls", "idempotency_keys"];

/// Bodies that are wrong as a whole.
fn broken_bodies() -> Vec<(&'static str, Vec<u8>)> {
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let deep_object = format!("{}1{}", "{\"name\":".repeat(5_000), "}".repeat(5_000));
    vec![
        ("cut off", b"{\"name\": \"x".to_vec()),
        ("a word", b"hello".to_vec()),
        ("a list", b"[]".to_vec()),
        ("a list of objects", b"[{\"name\": \"x\"}]".to_vec()),
        ("a text", b"\"name\"".to_vec()),
        ("a number", b"5".to_vec()),
        ("null", b"null".to_vec()),
        ("a number out of range", b"{\"project_id\": 1e999}".to_vec()),
        ("invalid UTF-8", b"{\"name\": \"\xff\xfe\"}".to_vec()),
        ("half a surrogate", b"{\"name\": \"\\ud800\"}".to_vec()),
        ("NUL in a text", b"{\"name\": \"a\\u0000b\"}".to_vec()),
        ("NUL in a list", b"{\"tags\": [\"a\\u0000b\"]}".to_vec()),
        ("NUL in a name", b"{\"na\\u0000me\": 1}".to_vec()),
        ("NUL bytes", b"\0\0\0\0".to_vec()),
        ("deep lists", deep.clone().into_bytes()),
        (
            "deep lists in a field",
            format!("{{\"payload\": {deep}}}").into_bytes(),
        ),
        ("deep objects", deep_object.into_bytes()),
        ("two values", b"{} {}".to_vec()),
    ]
}

/// Values that hardly any field takes, and some that only some take.
fn odd_values() -> Vec<Value> {
    vec![
        json!([]),
        json!({}),
        json!([[1]]),
        json!({"a": {"b": []}}),
        json!(true),
        json!(null),
        json!(-1),
        json!(0),
        json!(1.5),
        json!(1e308),
        json!(-1e308),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!("9223372036854775807"),
        json!("99999999999999999999"),
        json!(""),
        json!("   "),
        json!("NaN"),
        json!("1e5"),
        json!("2026-02-30"),
        json!("0000-00-00"),
        json!("9999-12-31"),
        json!("9999-12-31T23:59:59Z"),
        json!("1900-01-01T00:00:00+23:59"),
        json!("2026-13-01T25:61:61"),
        json!("\u{202e}\u{1f600}é'\";--"),
        json!("%_\\"),
        json!("x".repeat(6_000)),
        json!("-5"),
        json!("5:"),
        json!("é".repeat(500)),
    ]
}

/// A program with one token.
struct Program<'a> {
    t: &'a Test,
    token: String,
}

impl Program<'_> {
    async fn send(&self, method: &Method, path: &str, body: Vec<u8>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json");
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        self.t.send(request.body(Body::from(body)).unwrap()).await
    }
}

async fn program(t: &Test) -> Program<'_> {
    let token = tokens::create(&t.app, &t.alice, "hostile", &["*".into()], None)
        .await
        .unwrap();
    Program { t, token }
}

/// How many rows each table has.
async fn rows(t: &Test) -> Vec<(String, i64)> {
    let sql = match t.app.db.engine() {
        Engine::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        }
        Engine::Postgres => {
            "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
        }
    };
    let tables: Vec<(String,)> = t.app.db.query(sql, p![]).await.unwrap();
    let counted = tables
        .iter()
        .filter(|(table,)| !COUNTED_ELSEWHERE.contains(&table.as_str()));
    let counts: Vec<String> = counted
        .map(|(table,)| format!("SELECT '{table}', COUNT(*) FROM {table}"))
        .collect();
    t.app.db.query(&counts.join(" UNION ALL "), p![]).await.unwrap()
}

/// An error of the API, in its shape: JSON with a sentence and a code.
fn check_shape(answer: &Answer, what: &str) {
    assert!(
        answer.status.as_u16() < 500,
        "{what}: {} {}",
        answer.status,
        answer.text
    );
    if !answer.status.is_client_error() {
        return;
    }
    assert!(
        answer
            .headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|value| value.to_str().unwrap().starts_with("application/json")),
        "{what}: {:?}",
        answer.headers
    );
    let body: Value =
        serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("{what}: {}", answer.text));
    assert!(
        body["error"].as_str().is_some_and(|text| !text.is_empty()),
        "{what}: {body}"
    );
    assert!(body["error_code"].is_string(), "{what}: {body}");
}

fn api_routes() -> Vec<String> {
    let routes = declared(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")));
    // Signing in takes whatever it is sent, and says one thing only.
    routes
        .into_iter()
        .filter(|route| route.starts_with("/api/v1/") && route != "/api/v1/auth/login")
        .collect()
}

fn base_bodies(t: &Test) -> Vec<(Method, &'static str, Value)> {
    let (project, task) = (t.project, t.task);
    let entry = json!({"project_id": project, "task_id": task, "client_id": null, "start_time": "2026-03-04T09:00:00", "end_time": "2026-03-04T10:00:00",
        "break_seconds": 0, "notes": "n", "tags": "a", "billable": true, "paid": false, "invoice_number": "x", "user_id": null});
    let patch = json!({"project_id": project, "task_id": task, "start_time": "2026-03-05T09:00:00", "end_time": "2026-03-05T10:00:00", "break_seconds": 60,
        "notes": "n", "tags": "a", "billable": true, "paid": true, "invoice_number": "x", "if_updated_at": null});
    let lasting = json!({"project_id": project, "date": "2026-03-06", "duration_minutes": 30});
    let project_body = json!({"name": "P", "client_id": 1, "description": "d", "billable": true, "hourly_rate": 95.5, "billing_ref": "r", "code": "C1",
        "estimated_hours": 3, "budget_amount": 100, "budget_threshold_percent": 80, "color": 3});
    let task_body = json!({"name": "T", "project_id": project, "description": "d", "assignee_id": null, "priority": "low", "status": "todo",
        "due_date": "2026-05-01", "estimated_hours": 2.5, "tags": "a,b", "custom_fields": {}});
    let mut task_patch = task_body.clone();
    for field in ["project_id", "custom_fields"] {
        task_patch.as_object_mut().unwrap().remove(field); // stay as they are, and are ignored
    }
    let client = json!({"name": "C", "description": "d", "contact_person": "p", "email": "a@b.c", "phone": "1", "address": "a",
        "default_hourly_rate": "85.50", "custom_fields": {}});
    let start = json!({"project_id": project, "task_id": task, "notes": "n", "tags": "a", "billable": true, "switch": true});
    let token = json!({"name": "n", "description": "d", "scopes": ["read:*"], "allowed_networks": [], "expires_at": null, "expires_in_days": 3, "user_id": null});
    vec![
        (Method::POST, "/api/v1/time-entries", entry),
        (Method::PATCH, "/api/v1/time-entries/1", patch),
        (Method::POST, "/api/v1/time-entries", lasting),
        (Method::POST, "/api/v1/projects", project_body.clone()),
        (Method::PATCH, "/api/v1/projects/1", project_body),
        (Method::POST, "/api/v1/tasks", task_body.clone()),
        (Method::PATCH, "/api/v1/tasks/1", task_patch),
        (Method::POST, "/api/v1/clients", client.clone()),
        (Method::PATCH, "/api/v1/clients/1", client),
        (Method::POST, "/api/v1/timer/start", start),
        (Method::POST, "/api/v1/tokens", token),
        (
            Method::POST,
            "/api/v1/tokens/1/rotate",
            json!({"overlap_seconds": 60}),
        ),
    ]
}

app_tests! {
    async fn no_route_falls_over_a_broken_body(t: Test) {
        let program = program(&t).await;
        let mut asked = 0;
        for route in api_routes() {
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                let path = filled(&route);
                for (name, body) in broken_bodies() {
                    let before = rows(&t).await;
                    let answer = program.send(&method, &path, body).await;
                    if answer.status == 405 {
                        break;
                    }
                    let what = format!("{method} {route} with {name}");
                    check_shape(&answer, &what);
                    if answer.status.is_client_error() {
                        assert_eq!(rows(&t).await, before, "{what} left something behind");
                    }
                    asked += 1;
                }
            }
        }
        assert!(asked > 300, "only {asked} requests reached a route");
    }

    async fn ten_megabytes_of_text_are_too_long_for_every_route(t: Test) {
        let program = program(&t).await;
        let body = format!("{{\"name\": \"{0}\", \"notes\": \"{0}\"}}", "x".repeat(5 * 1024 * 1024)).into_bytes();
        let larger = vec![b' '; 17 * 1024 * 1024];
        for (path, method) in [("/api/v1/projects", Method::POST), ("/api/v1/tasks", Method::POST), ("/api/v1/clients", Method::POST),
            ("/api/v1/time-entries", Method::POST), ("/api/v1/projects/1", Method::PATCH), ("/api/v1/tasks/1", Method::PUT)] {
            check_shape(&program.send(&method, path, body.clone()).await.is(400), path);
        }
        let answer = program.send(&Method::POST, "/api/v1/tasks", larger).await.is(413);
        assert_eq!(answer.json()["error_code"], "too_large");
    }

    async fn no_field_falls_over_an_odd_value(t: Test) {
        let entry = json!({"project_id": t.project, "start_time": "2026-03-01T09:00:00", "end_time": "2026-03-01T10:00:00"});
        t.api(&t.alice).post("/api/v1/time-entries", entry).await.is(201);
        let program = program(&t).await;
        for (method, path, base) in base_bodies(&t) {
            for field in base.as_object().unwrap().keys() {
                for value in odd_values() {
                    let mut body = base.clone();
                    body[field] = value.clone();
                    let shown: String = value.to_string().chars().take(60).collect();
                    let what = format!("{method} {path} with {field} = {shown}");
                    let before = rows(&t).await;
                    let answer = program.send(&method, path, body.to_string().into_bytes()).await;
                    check_shape(&answer, &what);
                    if answer.status.is_client_error() {
                        assert_eq!(rows(&t).await, before, "{what} left something behind");
                    }
                    let shape_is_wrong = value.is_object() || value == json!([[1]]);
                    if shape_is_wrong && field != "custom_fields" {
                        let answer = answer.is(400).json();
                        assert!(answer["errors"][field].is_array(), "{what} does not name it: {answer}");
                    }
                }
            }
        }
    }

    async fn no_list_falls_over_an_odd_query(t: Test) {
        let program = program(&t).await;
        let queries = ["page=0", "page=-1", "page=abc", "page=1000000000", "page=99999999999999999999", "per_page=0", "per_page=-5",
            "per_page=1000000", "per_page=1.5", "page=1000000000&per_page=1000000", "status=%00", "search=%00", "q=%ff%fe", "status=%zz",
            "project_id=99999999999999999999", "project_id=-1", "project_id=x", "user_id=x", "client_id=x", "task_id=1e9",
            "start_date=2026-02-30", "end_date=9999-12-31", "start_date=9999-12-31T23:59:59-23:59", "start_date=&end_date=",
            "billable=maybe", "include_active=5", "tags=,,%25,_", "limit=-1", "limit=999999999999", "%00=1", "a=1&a=2&a[]=3"];
        for route in api_routes() {
            for query in queries {
                let path = format!("{}?{query}", filled(&route));
                let answer = program.send(&Method::GET, &path, vec![]).await;
                if answer.status == 405 {
                    break;
                }
                check_shape(&answer, &path);
            }
        }
        let first = program.send(&Method::GET, "/api/v1/projects?page=0&per_page=0", vec![]).await.is(200).json();
        assert_eq!((&first["pagination"]["page"], &first["pagination"]["per_page"]), (&json!(1), &json!(50)));
        let far = program.send(&Method::GET, "/api/v1/time-entries?page=1000000000&per_page=1000000", vec![]).await.is(200).json();
        assert_eq!((&far["time_entries"], &far["pagination"]["per_page"]), (&json!([]), &json!(100)));
        assert_eq!(far["pagination"]["has_next"], false);
    }

    async fn no_path_falls_over_an_odd_id(t: Test) {
        let program = program(&t).await;
        for route in api_routes().iter().filter(|route| route.contains('{')) {
            for id in ["-1", "0", "99999999999999999999", "9223372036854775807", "1.5", "abc", "%00", "%ff", "1%2F2", "%20", "1e3"] {
                let path = route.split('/').map(|part| if part.starts_with('{') { id } else { part }).collect::<Vec<_>>().join("/");
                for method in [Method::GET, Method::POST, Method::PATCH, Method::DELETE] {
                    let answer = program.send(&method, &path, b"{}".to_vec()).await;
                    check_shape(&answer, &format!("{method} {path}"));
                }
            }
        }
    }

    async fn an_unknown_field_is_named_where_the_contract_says_so(t: Test) {
        let entry = json!({"project_id": t.project, "start_time": "2026-03-01T09:00:00", "end_time": "2026-03-01T10:00:00", "colour": "red"});
        let answer = t.api(&t.bob).post("/api/v1/time-entries", entry).await.is(400).json();
        assert_eq!(answer["error_code"], "validation_error");
        assert!(answer["errors"]["colour"][0].as_str().unwrap().starts_with("Unknown field"), "{answer}");
        t.api(&t.alice).post("/api/v1/projects", json!({"name": "x", "client_id": 1, "colour": 1})).await.is(400);
        t.api(&t.alice).post("/api/v1/tasks", json!({"name": "x", "project_id": t.project, "colour": 1})).await.is(201);
        t.api(&t.alice).post("/api/v1/clients", json!({"name": "y", "company": "z"})).await.is(201);
    }

    async fn a_rate_with_more_digits_than_the_currency_is_rounded(t: Test) {
        let body = json!({"name": "x", "client_id": 1, "hourly_rate": 33.335, "budget_amount": "10,004"});
        let project = t.api(&t.alice).post("/api/v1/projects", body).await.is(201).json();
        assert_eq!((&project["project"]["hourly_rate"], &project["project"]["budget_amount"]), (&json!(33.34), &json!(10.0)));
    }
}
