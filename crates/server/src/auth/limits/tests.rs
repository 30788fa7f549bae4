//! Limits through the router, on both engines, with one node and with two.

use crate::app_tests;
use crate::auth::tokens;
use crate::config::Options;
use crate::testing::{Answer, Test};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, header};
use serde_json::json;
use std::net::SocketAddr;
use timetracker_db::{Db, Engine};
use timetracker_types::{Instant, ManualClock};

/// Every node's.
const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

async fn node(db: Db, clock: &ManualClock, per_minute: u32, per_hour: u32, redis: Option<String>) -> Test {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        data_dir: Some(folder.path().into()),
        secret_key: Some(KEY.into()),
        api_token_rate_limit_per_minute: Some(per_minute),
        api_token_rate_limit_per_hour: Some(per_hour),
        trust_proxy: Some("10.0.0.0/8".into()),
        redis_url: redis,
        ..Options::default()
    };
    Test::with_options(db, folder, options, clock.clone()).await
}

fn clock() -> ManualClock {
    ManualClock::new(Instant::from_rfc3339("2026-11-24T09:59:30Z").unwrap())
}

async fn ask(t: &Test, token: &str, path: &str) -> Answer {
    let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    t.send(request.body(Body::empty()).unwrap()).await
}

fn number(headers: &HeaderMap, name: &str) -> i64 {
    headers[name].to_str().unwrap().parse().unwrap()
}

app_tests! {
    async fn every_answer_announces_the_limits(t: Test) {
        let t = limited(t, 3, 100).await;
        let token = tokens::create(&t.app, &t.bob, "x", &["read:time_entries".into()], None).await.unwrap();
        let answer = ask(&t, &token, "/api/v1/timer/status").await.is(200);
        assert_eq!(answer.headers["ratelimit-policy"], "\"minute\";q=3;w=60, \"hour\";q=100;w=3600");
        assert_eq!(answer.headers["ratelimit"], "\"minute\";r=2;t=30, \"hour\";r=99;t=30");
        assert_eq!((number(&answer.headers, "x-ratelimit-limit"), number(&answer.headers, "x-ratelimit-remaining")), (3, 2));
        assert_eq!(number(&answer.headers, "x-ratelimit-reset"), t.app.now().as_millis() / 1000 + 30);
        // Neither an unknown token nor a scope that is missing counts.
        assert!(ask(&t, "tt_nobody", "/api/v1/timer/status").await.is(401).headers.contains_key("ratelimit-policy"));
        assert!(ask(&t, &token, "/api/v1/projects").await.is(403).headers.contains_key("x-ratelimit-limit"));
        ask(&t, &token, "/api/v1/time-entries/999").await.is(404);
        let last = ask(&t, &token, "/api/v1/timer/status").await.is(200);
        assert_eq!(number(&last.headers, "x-ratelimit-remaining"), 0);
    }

    async fn one_call_too_many_says_when_to_come_back(t: Test) {
        let t = limited(t, 2, 3).await;
        let token = tokens::create(&t.app, &t.bob, "x", &["*".into()], None).await.unwrap();
        for _ in 0..2 {
            ask(&t, &token, "/api/v1/timer/status").await.is(200);
        }
        let refused = ask(&t, &token, "/api/v1/timer/status").await.is(429);
        assert_eq!(number(&refused.headers, "retry-after"), 30);
        assert_eq!(number(&refused.headers, "x-ratelimit-remaining"), 0);
        let body = refused.json();
        assert_eq!((&body["error"], &body["error_code"]), (&json!("Rate limit exceeded"), &json!("rate_limited")));
        assert_eq!((&body["limit_per_minute"], &body["limit_per_hour"]), (&json!(2), &json!(3)));
        assert_eq!((&body["remaining_per_minute"], &body["remaining_per_hour"]), (&json!(0), &json!(0)));
        // The clock's next minute is also its next hour.
        t.clock.advance(30);
        ask(&t, &token, "/api/v1/timer/status").await.is(200);
        ask(&t, &token, "/api/v1/timer/status").await.is(200);
        t.clock.advance(60);
        ask(&t, &token, "/api/v1/timer/status").await.is(200);
        let refused = ask(&t, &token, "/api/v1/timer/status").await.is(429);
        assert_eq!(number(&refused.headers, "retry-after"), 3600 - 60, "the hour is used up, not the minute");
        let other = tokens::create(&t.app, &t.bob, "y", &["*".into()], None).await.unwrap();
        ask(&t, &other, "/api/v1/timer/status").await.is(200);
    }

    async fn of_a_thousand_calls_over_all_nodes_a_hundred_pass(t: Test) {
        let (db, clock) = (t.app.db.clone(), clock());
        // Two nodes share PostgreSQL; SQLite has one node.
        let nodes = if db.engine() == Engine::Postgres { 2 } else { 1 };
        let t = limited(t, 100, 1000).await;
        let mut all = vec![t];
        for _ in 1..nodes {
            all.push(node(db.clone(), &clock, 100, 1000, None).await);
        }
        let token = tokens::create(&all[0].app, &all[0].bob, "x", &["*".into()], None).await.unwrap();
        let calls = (0..1000).map(|n| ask(&all[n % nodes], &token, "/api/v1/timer/status"));
        let answers = futures_util::future::join_all(calls).await;
        let passed = answers.iter().filter(|answer| answer.status == 200).count();
        let refused = answers.iter().filter(|answer| answer.status == 429).count();
        assert_eq!((passed, refused), (100, 900));
    }

    async fn the_sixth_sign_in_of_a_minute_waits(t: Test) {
        let t = limited(t, 100, 1000).await;
        let login = async |peer: &str, forwarded: &str| {
            let peer: SocketAddr = peer.parse().unwrap();
            let request = Request::post("/api/v1/auth/login").extension(ConnectInfo(peer));
            let request = request.header("x-forwarded-for", forwarded).body(Body::from("{}")).unwrap();
            t.send(request).await
        };
        for n in 0..5 {
            // A header of somebody who is no proxy of ours changes nothing.
            login("203.0.113.9:1", &format!("1.2.3.{n}")).await.is(401);
            t.clock.advance(10);
        }
        let refused = login("203.0.113.9:1", "5.5.5.5").await.is(429);
        assert_eq!(number(&refused.headers, "retry-after"), 10);
        assert_eq!(refused.json()["error_code"], "rate_limited");
        login("203.0.113.10:1", "").await.is(401);
        login("10.0.0.2:1", "203.0.113.9").await.is(429);
        login("10.0.0.2:1", "203.0.113.11").await.is(401);
        t.clock.advance(10);
        login("203.0.113.9:1", "").await.is(401);
        login("203.0.113.9:1", "").await.is(429);
        for n in 0..5 {
            login(&format!("[2001:db8::{n}]:1"), "").await.is(401);
        }
        login("[2001:db8::77]:1", "").await.is(429);
    }

    async fn nodes_with_a_redis_count_there_together(t: Test) {
        let (db, clock, redis) = (t.app.db.clone(), clock(), super::redis_double::serve().await);
        let first = limited(t, 100, 1000).await;
        let token = tokens::create(&first.app, &first.bob, "x", &["*".into()], None).await.unwrap();
        let nodes = [
            node(db.clone(), &clock, 20, 1000, Some(redis.clone())).await,
            node(db, &clock, 20, 1000, Some(redis)).await,
        ];
        let calls = (0..100).map(|n| ask(&nodes[n % 2], &token, "/api/v1/timer/status"));
        let answers = futures_util::future::join_all(calls).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 20);
        clock.advance(30);
        ask(&nodes[0], &token, "/api/v1/timer/status").await.is(200);
    }

    async fn without_its_redis_a_node_counts_by_itself(t: Test) {
        let (db, clock) = (t.app.db.clone(), clock());
        let t = limited(t, 3, 100).await;
        let token = tokens::create(&t.app, &t.bob, "x", &["*".into()], None).await.unwrap();
        let node = node(db, &clock, 3, 100, Some("redis://127.0.0.1:1/".into())).await;
        for status in [200, 200, 200, 429] {
            ask(&node, &token, "/api/v1/timer/status").await.is(status);
        }
    }
}

/// The cast of a test, with limits.
async fn limited(t: Test, per_minute: u32, per_hour: u32) -> Test {
    // The first installation's key file would differ from every node's key.
    t.app
        .db
        .exec("DELETE FROM installation WHERE name = 'secret_key_proof'", vec![])
        .await
        .unwrap();
    let node = node(t.app.db.clone(), &clock(), per_minute, per_hour, None).await;
    node.with_cast_of(&t)
}
