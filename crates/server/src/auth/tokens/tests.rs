//! Tokens through the router, on both engines: made, narrowed, replaced, ended, counted.

use crate::app_tests;
use crate::auth::tokens::{self, NewToken};
use crate::testing::{Answer, Test};
use crate::users;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use std::net::SocketAddr;
use timetracker_db::{Read as _, p};

async fn send(t: &Test, token: &str, method: Method, path: &str, body: Value) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json");
    let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    t.send(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn get(t: &Test, token: &str) -> Answer {
    send(t, token, Method::GET, "/api/v1/users/me", json!({})).await
}

async fn from(t: &Test, token: &str, peer: &str) -> Answer {
    let peer: SocketAddr = peer.parse().unwrap();
    let request = Request::get("/api/v1/users/me")
        .header("x-api-key", token)
        .extension(ConnectInfo(peer));
    t.send(
        request
            .header("x-forwarded-for", "10.1.1.1")
            .body(Body::empty())
            .unwrap(),
    )
    .await
}

app_tests! {
    async fn a_program_makes_lists_replaces_and_revokes_tokens(t: Test) {
        let body = json!({"name": "Phone", "description": "the blue one", "scopes": "read:*, write:time_entries", "expires_in_days": 30,
            "allowed_networks": ["10.0.0.7/8", "192.0.2.1"]});
        let made = t.api(&t.bob).post("/api/v1/tokens", body).await.is(201).json();
        let token = &made["api_token"];
        assert_eq!(token["scopes"], json!(["read:*", "write:time_entries"]));
        assert_eq!(token["allowed_networks"], json!(["10.0.0.0/8", "192.0.2.1/32"]));
        assert_eq!(token["expires_at"], "2026-12-24T09:00:00Z");
        let text = made["token"].as_str().unwrap();
        assert!(text.starts_with("tt_") && text.len() == 35 && token["prefix"] == text[..8]);
        let path = format!("/api/v1/tokens/{}", token["id"]);
        let shown = t.api(&t.bob).get(&path).await.is(200);
        assert!(!shown.text.contains(text) && shown.json()["api_token"]["name"] == "Phone");
        t.api(&t.charlie).get(&path).await.is(404);
        t.api(&t.charlie).delete(&path).await.is(404);
        t.api(&t.alice).get(&path).await.is(200);
        let list = t.api(&t.bob).get("/api/v1/tokens?per_page=2").await.is(200).json();
        assert_eq!((list["tokens"].as_array().unwrap().len(), &list["pagination"]["has_next"]), (2, &json!(true)));
        t.api(&t.bob).get(&format!("/api/v1/tokens?user_id={}", t.alice.user.id)).await.is(403);
        t.api(&t.bob).delete(&path).await.is(200);
        assert_eq!(t.api(&t.bob).get(&path).await.json()["api_token"]["is_active"], false);
        t.api(&t.bob).delete(&path).await.is(404);
    }

    async fn a_token_hands_on_no_more_than_it_has(t: Test) {
        let narrow = t.api(&t.alice).with_scopes("write:tokens,read:*");
        let answer = narrow.post("/api/v1/tokens", json!({"name": "x", "scopes": ["write:projects"]})).await.is(400);
        answer.shows("does not carry write:projects");
        narrow.post("/api/v1/tokens", json!({"name": "x", "scopes": ["admin:all"]})).await.is(400);
        narrow.post("/api/v1/tokens", json!({"name": "x", "scopes": ["read:tasks", "read:*"]})).await.is(201);
        let strong = t.api(&t.alice).post("/api/v1/tokens", json!({"name": "y", "scopes": ["admin:all"]})).await.is(201).json();
        let path = format!("/api/v1/tokens/{}/rotate", strong["api_token"]["id"]);
        narrow.post(&path, json!({})).await.is(403);
        t.api(&t.bob).post("/api/v1/tokens", json!({"name": "x", "scopes": ["admin:all"]})).await.is(400);
        t.api(&t.bob).with_scopes("read:*").post("/api/v1/tokens", json!({})).await.is(403);
    }

    async fn only_an_administrator_makes_tokens_for_others(t: Test) {
        let body = json!({"name": "robot", "scopes": ["read:tasks"], "user_id": t.bob.user.id});
        t.api(&t.charlie).post("/api/v1/tokens", body.clone()).await.is(403);
        let made = t.api(&t.alice).post("/api/v1/tokens", body).await.is(201).json();
        assert_eq!(made["api_token"]["user_id"], json!(t.bob.user.id));
        assert_eq!(made["api_token"]["created_by"], json!(t.alice.user.id));
        let events: Vec<(String, Option<String>)> = t.app.db
            .query("SELECT action, after FROM audit_events WHERE entity = 'api_token'", p![]).await.unwrap();
        assert_eq!(events[0].0, "created");
        let text = made["token"].as_str().unwrap();
        assert!(!events[0].1.as_ref().unwrap().contains(text));
        let mine = t.page(&t.bob).await;
        mine.get("/settings/tokens").await.is(200).shows("robot");
        mine.get(&format!("/settings/people/{}/tokens", t.alice.user.id)).await.is(403);
        let admin = t.page(&t.alice).await;
        let path = format!("/settings/people/{}/tokens", t.bob.user.id);
        admin.get(&path).await.is(200).shows("robot").hides("Everything an administrator may");
        let form = [("name", "second"), ("preset", "own"), ("scope", "read:tasks"), ("scope", "read:users"), ("days", "0")];
        admin.post(&path, &form).await.is(200).shows("<code>tt_");
        let rows = tokens::list(&t.app, &t.bob, t.bob.user.id).await.unwrap();
        assert_eq!((rows[0].name.as_str(), rows[0].scopes.as_str()), ("second", "read:tasks,read:users"));
        admin.get(&format!("/settings/tokens/{}", rows[0].id)).await.is(200).shows("Replace it");
        t.page(&t.charlie).await.get(&format!("/settings/tokens/{}", rows[0].id)).await.is(404);
    }

    async fn a_replaced_text_works_for_as_long_as_was_chosen(t: Test) {
        let old = tokens::create(&t.app, &t.bob, "x", &["*".into()], None).await.unwrap();
        let id = tokens::list(&t.app, &t.bob, t.bob.user.id).await.unwrap()[0].id;
        let new = tokens::rotate(&t.app, &t.bob, id, 3600).await.unwrap().text;
        assert_ne!(old, new);
        get(&t, &old).await.is(200);
        get(&t, &new).await.is(200);
        t.clock.advance(3600);
        get(&t, &old).await.is(401).shows("replaced");
        get(&t, &new).await.is(200);
        let path = format!("/api/v1/tokens/{id}/rotate");
        let third = send(&t, &new, Method::POST, &path, json!({"overlap_seconds": 0})).await.is(200).json();
        get(&t, &new).await.is(401);
        get(&t, third["token"].as_str().unwrap()).await.is(200);
        t.api(&t.bob).post(&path, json!({"overlap_seconds": 31 * 86_400})).await.is(400).shows("30 days");
        let page = t.page(&t.bob).await.post(&format!("/settings/tokens/{id}/rotate"), &[("overlap", "86400")]).await.is(200);
        page.shows("<code>tt_").shows("The old one works until");
        get(&t, third["token"].as_str().unwrap()).await.is(200);
        tokens::revoke(&t.app, &t.bob, id).await.unwrap();
        get(&t, third["token"].as_str().unwrap()).await.is(401).shows("revoked");
        t.page(&t.bob).await.post(&format!("/settings/tokens/{id}/rotate"), &[("overlap", "0")]).await.is(422);
    }

    async fn a_token_opens_from_its_networks_only(t: Test) {
        let new = NewToken { name: "office".into(), scopes: vec!["*".into()], networks: "192.0.2.0/24, 2001:db8::/32".into(), ..NewToken::default() };
        let token = tokens::make(&t.app, &t.bob, new, None).await.unwrap().text;
        from(&t, &token, "192.0.2.77:1").await.is(200);
        from(&t, &token, "[::ffff:192.0.2.77]:1").await.is(200);
        from(&t, &token, "[2001:db8::1]:1").await.is(200);
        from(&t, &token, "198.51.100.1:1").await.is(401).shows("address");
        get(&t, &token).await.is(401);
        let wrong = NewToken { name: "x".into(), scopes: vec!["*".into()], networks: "the office".into(), ..NewToken::default() };
        assert!(tokens::make(&t.app, &t.bob, wrong, None).await.unwrap_err().of_field("allowed_networks").is_some());
    }

    async fn use_is_counted_without_a_write_each_time(t: Test) {
        let token = tokens::create(&t.app, &t.bob, "x", &["*".into()], None).await.unwrap();
        let stored = async || {
            let sql = "SELECT usage_count, last_used_at FROM api_tokens WHERE name = 'x'";
            t.app.db.query_one::<(i64, Option<i64>)>(sql, p![]).await.unwrap()
        };
        for _ in 0..5 {
            get(&t, &token).await.is(200);
            t.clock.advance(10);
        }
        assert_eq!(stored().await, (1, Some(t.app.now().as_millis() - 50_000)));
        let row = tokens::list(&t.app, &t.bob, t.bob.user.id).await.unwrap().remove(0);
        assert_eq!((row.usage_count, row.last_used_at), (5, Some(t.app.now().plus_seconds(-10))));
        get(&t, &token).await.is(200);
        t.clock.advance(60);
        get(&t, &token).await.is(200);
        assert_eq!(stored().await.0, 7);
    }

    async fn whoever_is_deactivated_opens_nothing_at_once(t: Test) {
        let token = tokens::create(&t.app, &t.bob, "x", &["*".into()], None).await.unwrap();
        let id = tokens::list(&t.app, &t.bob, t.bob.user.id).await.unwrap()[0].id;
        let new = tokens::rotate(&t.app, &t.bob, id, 3600).await.unwrap().text;
        users::deactivate(&t.app, &t.alice, t.bob.user.id).await.unwrap();
        get(&t, &token).await.is(401).shows("deactivated");
        get(&t, &new).await.is(401).shows("deactivated");
        let body = json!({"name": "x", "scopes": ["*"], "user_id": t.bob.user.id});
        t.api(&t.alice).post("/api/v1/tokens", body).await.is(400).shows("deactivated");
    }
}
