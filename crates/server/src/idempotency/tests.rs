//! Keyed requests through the router, on both engines.

use super::REPLAYED;
use crate::app_tests;
use crate::auth::{Actor, tokens};
use crate::testing::{Answer, Test};
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use timetracker_db::{Read as _, p};

/// A program with one token for all its calls.
struct Program<'a> {
    t: &'a Test,
    token: String,
}

impl<'a> Program<'a> {
    async fn of(t: &'a Test, person: &Actor) -> Self {
        Self::with(t, person, "*").await
    }

    async fn with(t: &'a Test, person: &Actor, scopes: &str) -> Self {
        let token = tokens::create(&t.app, person, "program", &[scopes.into()], None)
            .await
            .unwrap();
        Self { t, token }
    }

    fn request(&self, method: Method, path: &str, key: &str, body: impl Into<Body>) -> Request<Body> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json");
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        request.header("idempotency-key", key).body(body.into()).unwrap()
    }

    async fn post(&self, path: &str, key: &str, body: Value) -> Answer {
        self.t
            .send(self.request(Method::POST, path, key, body.to_string()))
            .await
    }
}

fn is_replay(answer: &Answer) -> bool {
    answer.headers.get(REPLAYED).is_some_and(|value| value == "true")
}

/// An hour of work, the `n`th of a day.
fn entry(t: &Test, n: i64) -> Value {
    json!({"project_id": t.project, "start_time": format!("2026-03-04T{n:02}:00:00"), "end_time": format!("2026-03-04T{n:02}:30:00")})
}

async fn entries(t: &Test) -> i64 {
    t.app
        .db
        .scalar("SELECT COUNT(*) FROM time_entries", p![])
        .await
        .unwrap()
}

async fn keys(t: &Test) -> i64 {
    t.app
        .db
        .scalar("SELECT COUNT(*) FROM idempotency_keys", p![])
        .await
        .unwrap()
}

app_tests! {
    async fn the_same_key_and_body_give_the_same_bytes_and_one_entry(t: Test) {
        let program = Program::of(&t, &t.bob).await;
        let first = program.post("/api/v1/time-entries", "k-1", entry(&t, 9)).await.is(201);
        assert!(!is_replay(&first));
        t.clock.advance(3600);
        let again = program.post("/api/v1/time-entries", "k-1", entry(&t, 9)).await.is(201);
        assert!(is_replay(&again));
        assert_eq!(first.text, again.text);
        assert_eq!(first.headers[header::CONTENT_TYPE], again.headers[header::CONTENT_TYPE]);
        assert_eq!(entries(&t).await, 1);
        let lines: i64 = t.app.db.scalar("SELECT COUNT(*) FROM audit_events WHERE entity = 'time_entry'", p![]).await.unwrap();
        assert_eq!(lines, 1);
    }

    async fn another_body_path_or_method_with_the_key_is_refused(t: Test) {
        let program = Program::of(&t, &t.bob).await;
        program.post("/api/v1/time-entries", "k-1", entry(&t, 9)).await.is(201);
        let other = program.post("/api/v1/time-entries", "k-1", entry(&t, 10)).await.is(422);
        assert_eq!(other.json()["error_code"], "idempotency_key_reused");
        program.post("/api/v1/timer/start", "k-1", entry(&t, 9)).await.is(422);
        let request = program.request(Method::PUT, "/api/v1/time-entries/1", "k-1", entry(&t, 9).to_string());
        t.send(request).await.is(422);
        t.send(program.request(Method::POST, "/api/v1/time-entries", "k-1", "no json")).await.is(422);
        assert_eq!(entries(&t).await, 1);
    }

    async fn every_method_that_writes_is_done_once(t: Test) {
        let program = Program::of(&t, &t.alice).await;
        let id = program.post("/api/v1/time-entries", "make", entry(&t, 9)).await.created("time_entry");
        let path = format!("/api/v1/time-entries/{id}");
        for (method, key, body) in [
            (Method::PATCH, "patch", json!({"notes": "one"})), (Method::PUT, "put", json!({"notes": "two"})),
            (Method::DELETE, "delete", json!({})),
        ] {
            let first = t.send(program.request(method.clone(), &path, key, body.to_string())).await.is(200);
            let again = t.send(program.request(method, &path, key, body.to_string())).await.is(200);
            assert_eq!(first.text, again.text);
            assert!(is_replay(&again), "{key}");
        }
        program.post("/api/v1/timer/start", "start", json!({"project_id": t.project})).await.is(201);
        let request = || program.request(Method::POST, "/api/v1/timer/stop", "stop", "");
        let first = t.send(request()).await.is(200);
        assert_eq!(t.send(request()).await.is(200).text, first.text);
    }

    async fn a_refusal_leaves_nothing_and_can_be_put_right(t: Test) {
        let program = Program::of(&t, &t.bob).await;
        let in_the_way = program.post("/api/v1/time-entries", "", entry(&t, 9)).await.created("time_entry");
        let refused = program.post("/api/v1/time-entries", "k", entry(&t, 9)).await.is(400);
        assert_eq!(refused.json()["error_code"], "overlapping_entry");
        assert_eq!(keys(&t).await, 0);
        t.api(&t.bob).delete(&format!("/api/v1/time-entries/{in_the_way}")).await.is(200);
        program.post("/api/v1/time-entries", "k", entry(&t, 9)).await.is(201);
        assert!(is_replay(&program.post("/api/v1/time-entries", "k", entry(&t, 9)).await.is(201)));
        program.post("/api/v1/timer/stop", "s", json!({})).await.is(400);
        t.api(&t.bob).post("/api/v1/timer/start", json!({"project_id": t.project})).await.is(201);
        program.post("/api/v1/timer/stop", "s", json!({})).await.is(200);
    }

    async fn sixty_four_at_once_make_one_entry(t: Test) {
        let program = Program::of(&t, &t.bob).await;
        let body = entry(&t, 9);
        let calls = (0..64).map(|_| program.post("/api/v1/time-entries", "one", body.clone()));
        let answers = futures_util::future::join_all(calls).await;
        // Whoever waits too long for the first one is told to send it again; nobody does it twice.
        let (made, told): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
        assert!(made.iter().all(|answer| answer.text == made[0].text));
        assert!(told.iter().all(|answer| answer.status == 409 && answer.text.contains("idempotency_key_in_use")));
        assert_eq!(made.iter().filter(|answer| !is_replay(answer)).count(), 1);
        assert_eq!(entries(&t).await, 1);
    }

    async fn a_request_that_is_cut_off_did_nothing(t: Test) {
        let program = Program::of(&t, &t.bob).await;
        for nanos in [0_u64, 200_000, 1_000_000, 3_000_000] {
            let call = program.post("/api/v1/time-entries", "cut", entry(&t, 9));
            let _ = tokio::time::timeout(std::time::Duration::from_nanos(nanos), call).await;
            // Whatever was done by then: either both are there, or neither.
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            assert_eq!(entries(&t).await, keys(&t).await);
        }
        program.post("/api/v1/time-entries", "cut", entry(&t, 9)).await.is(201);
        assert_eq!((entries(&t).await, keys(&t).await), (1, 1));
    }

    async fn a_key_is_its_tokens_own_and_lasts_a_day(t: Test) {
        let (bob, charlie) = (Program::of(&t, &t.bob).await, Program::of(&t, &t.charlie).await);
        bob.post("/api/v1/time-entries", "k", entry(&t, 9)).await.is(201);
        assert!(!is_replay(&charlie.post("/api/v1/time-entries", "k", entry(&t, 9)).await.is(201)));
        t.clock.advance(86_399);
        assert!(is_replay(&bob.post("/api/v1/time-entries", "k", entry(&t, 9)).await.is(201)));
        t.clock.advance(2);
        assert!(!is_replay(&bob.post("/api/v1/time-entries", "k", entry(&t, 10)).await.is(201)));
        super::store::forget_expired(&t.app.db, t.app.now()).await.unwrap();
        assert_eq!(keys(&t).await, 1);
    }

    async fn a_key_that_is_too_long_is_told_and_a_blank_one_is_none(t: Test) {
        let program = Program::of(&t, &t.bob).await;
        let answer = program.post("/api/v1/time-entries", &"k".repeat(129), entry(&t, 9)).await.is(400);
        assert_eq!(answer.json()["error_code"], "invalid_idempotency_key");
        answer.shows("128");
        program.post("/api/v1/time-entries", &"k".repeat(128), entry(&t, 9)).await.is(201);
        program.post("/api/v1/time-entries", " ", entry(&t, 10)).await.is(201);
        assert_eq!(keys(&t).await, 1);
    }

    async fn who_is_not_let_in_hears_that_first(t: Test) {
        let program = Program::with(&t, &t.bob, "read:*").await;
        program.post("/api/v1/time-entries", &"k".repeat(500), entry(&t, 9)).await.is(400);
        let refused = program.post("/api/v1/time-entries", "k", entry(&t, 9)).await.is(403);
        assert_eq!(refused.json()["required_scope"], "write:time_entries");
        let stranger = Program { t: &t, token: "tt_unknown".into() };
        stranger.post("/api/v1/time-entries", "k", entry(&t, 9)).await.is(401);
        let login = stranger.post("/api/v1/auth/login", "k", json!({"username": "bob", "password": crate::testing::PASSWORD}));
        login.await.is(200);
        assert_eq!(keys(&t).await, 0);
    }

    async fn a_new_secret_is_not_kept_in_clear(t: Test) {
        let program = Program::of(&t, &t.bob).await;
        let body = json!({"name": "Phone", "scopes": ["read:*"]});
        let first = program.post("/api/v1/tokens", "k", body.clone()).await.is(201);
        assert_eq!(program.post("/api/v1/tokens", "k", body).await.text, first.text);
        let secret = first.json()["token"].as_str().unwrap().to_owned();
        let kept: Vec<(Option<Vec<u8>>,)> = t.app.db.query("SELECT body FROM idempotency_keys", p![]).await.unwrap();
        let kept = kept[0].0.clone().unwrap();
        assert!(!kept.windows(secret.len()).any(|part| part == secret.as_bytes()));
    }

    async fn a_body_too_large_for_memory_arrives_whole(t: Test) {
        let program = Program::of(&t, &t.bob).await;
        let mut body = entry(&t, 9).to_string();
        body.insert_str(1, &" ".repeat(3 * 1024 * 1024));
        let request = || program.request(Method::POST, "/api/v1/time-entries", "large", body.clone());
        let first = t.send(request()).await.is(201);
        assert_eq!(t.send(request()).await.is(201).text, first.text);
    }
}
