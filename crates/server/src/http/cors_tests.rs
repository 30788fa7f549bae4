//! Pages of other sites may call the API with a token, and nothing else.

use crate::app_tests;
use axum::body::Body;
use axum::http::Request;

app_tests! {
    async fn the_api_answers_other_sites_also_when_it_refuses(t: Test) {
        let ask = |method: &str, path: &str| {
            let request = Request::builder().method(method).uri(path).header("origin", "https://app.example");
            request.header("access-control-request-method", "POST").body(Body::empty()).unwrap()
        };
        for (method, path) in [("OPTIONS", "/api/v1/timer/start"), ("OPTIONS", "/api/v1/nowhere"), ("GET", "/api/v1/info"),
            ("GET", "/api/v1/health"), ("GET", "/api/v1/nowhere"), ("GET", "/api/v1/tasks"), ("DELETE", "/api/v1/tasks")] {
            let answer = t.send(ask(method, path)).await;
            let allowed = answer.headers.get("access-control-allow-origin").and_then(|value| value.to_str().ok());
            assert_eq!(allowed, Some("https://app.example"), "{method} {path} {}", answer.status);
            assert!(!answer.headers.contains_key("access-control-allow-credentials"));
            if method == "OPTIONS" {
                assert!(answer.status.is_success(), "{path} {}", answer.status);
                let names = answer.headers["access-control-allow-headers"].to_str().unwrap().to_lowercase();
                assert!(names.contains("authorization") && names.contains("idempotency-key"), "{names}");
            }
        }
        assert!(!t.send(ask("GET", "/sign-in")).await.headers.contains_key("access-control-allow-origin"));
    }
}
