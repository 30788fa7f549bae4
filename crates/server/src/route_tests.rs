//! Every route that the sources declare is asked by somebody who is nobody: pages send them to sign in, the
//! API wants a token. A new route is asked by itself; one that is open to everybody must be named here.

use crate::app_tests;
use axum::body::Body;
use axum::http::{Method, Request};
use std::path::Path;

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
