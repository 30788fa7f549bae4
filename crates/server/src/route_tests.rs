//! Every route that the sources declare is asked by somebody who is nobody: pages send them to sign in, the
//! API wants a token. A new route is asked by itself; one that is open to everybody must be named here.

use crate::app_tests;
use crate::testing::Test;
use axum::body::Body;
use axum::http::{Method, Request};
use std::path::Path;
use timetracker_db::{Read as _, p};

/// What is open to everybody, with its reason.
const OPEN: &[(&str, &str)] = &[
    ("/healthz", "watched from outside"),
    ("/readyz", "watched from outside"),
    ("/api/v1/health", "watched from outside"),
    ("/api/v1/info", "apps ask it before they have a token"),
    ("/api/openapi.json", "what the API is, is no secret"),
    ("/api/v1/openapi.json", "the same where v1's things are"),
    ("/api/docs", "the same for people"),
    ("/api/docs/", "as the existing system writes it"),
    (
        "/api/v1/auth/login",
        "where apps get their token; checks a password",
    ),
    (
        "/assets/{name}",
        "style sheets and scripts of the sign-in page too",
    ),
    ("/settings", "leads on to one's own, where one signs in"),
    ("/set-up", "closed once there is an organisation"),
    ("/sign-in", "where one signs in"),
    ("/sign-out", "ends a session where there is one"),
    ("/invitation", "opened by the secret in its link"),
];

app_tests! {
    async fn every_route_refuses_strangers(t: Test) {
        let routes = declared(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")));
        assert!(routes.len() > 60, "only {} routes found", routes.len());
        for (path, reason) in OPEN {
            assert!(routes.iter().any(|route| route == path), "{path} ({reason}) is no route any more");
        }
        for route in routes.iter().filter(|route| OPEN.iter().all(|(path, _)| path != route)) {
            for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                let request = Request::builder().method(&method).uri(filled(route)).body(Body::empty()).unwrap();
                let answer = t.send(request).await;
                let to_sign_in = answer.status == 303 && answer.location().starts_with("/sign-in");
                let refused = matches!(answer.status.as_u16(), 401 | 405);
                assert!(refused || to_sign_in, "{method} {route} answers a stranger {}", answer.status);
            }
        }
    }

    async fn nothing_that_changes_data_is_a_get(t: Test) {
        t.api(&t.alice).post("/api/v1/timer/start", serde_json::json!({"project_id": t.project})).await.is(201);
        let before = contents(&t).await;
        assert!(before.len() > 20, "only {} tables found", before.len());
        let browser = t.page(&t.alice).await;
        let routes = declared(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")));
        // The stream of events goes on for ever and is read elsewhere.
        for route in routes.iter().filter(|route| *route != "/events") {
            if route.starts_with("/api/") {
                t.api(&t.alice).get(&filled(route)).await;
            } else {
                browser.get(&filled(route)).await;
            }
            assert_eq!(contents(&t).await, before, "GET {route} changed something");
        }
    }
}

/// Tables in which looking at something may leave a trace: when a session or a token was last used.
const TRACES: &[&str] = &[
    "sessions",
    "api_tokens",
    "api_token_uses",
    "rate_limits",
    "api_token_calls",
];

/// How many rows each table holds, and the newest line of the audit log.
async fn contents(t: &Test) -> Vec<(String, i64)> {
    let mut found = Vec::new();
    for table in tables() {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        found.push((table, t.app.db.scalar(&sql, p![]).await.unwrap()));
    }
    let sql = "SELECT COALESCE(MAX(id), 0) FROM audit_events";
    found.push(("newest line".into(), t.app.db.scalar(sql, p![]).await.unwrap()));
    found
}

/// Every table that the migrations make.
fn tables() -> Vec<String> {
    let scripts = crate::app::MIGRATIONS.iter().map(|step| step.sqlite);
    let names = scripts.flat_map(|sql| sql.split("CREATE TABLE ").skip(1));
    let names = names.filter_map(|rest| rest.split_whitespace().next());
    let mut names: Vec<String> = names
        .filter(|name| !TRACES.contains(name) && !name.ends_with("_new"))
        .map(str::to_owned)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The paths in all `.route("…"` of the sources below a folder.
pub(crate) fn declared(folder: &Path) -> Vec<String> {
    let mut routes = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            routes.extend(declared(&entry.path()));
        } else if entry.path().extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            let text = text.replace(".api_route(", ".route(");
            let calls = text.split(".route(").skip(1).map(str::trim_start);
            let paths = calls.filter_map(|call| call.strip_prefix('"')?.split('"').next());
            routes.extend(paths.filter(|path| path.starts_with('/')).map(str::to_owned));
        }
    }
    routes
}

/// A path with something in each of its places.
pub(crate) fn filled(route: &str) -> String {
    let parts = route.split('/').map(|part| match part {
        "{connector}" => "linear",
        part if part.starts_with('{') => "1",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}
