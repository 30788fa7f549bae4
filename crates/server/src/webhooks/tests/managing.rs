//! Making, changing and removing webhooks in the API; who may.

use super::*;
use crate::app_tests;
use timetracker_db::{Read as _, p};

app_tests! {
    async fn a_webhook_is_as_the_contract_writes_it(t: Test) {
        let hook = hook(&t, "http://x.invalid", &["*"], json!({})).await;
        let keys = ["content_type", "created_at", "description", "events", "failed_deliveries", "headers", "http_method",
            "id", "is_active", "last_delivery_at", "last_failure_at", "last_success_at", "max_retries", "name",
            "retry_delay_seconds", "secret", "successful_deliveries", "timeout_seconds", "total_deliveries",
            "updated_at", "url", "user_id"];
        for key in keys {
            assert!(hook.get(key).is_some(), "{key} is missing in {hook}");
        }
        assert_eq!((&hook["content_type"], &hook["http_method"], &hook["is_active"]), (&json!("application/json"), &json!("POST"), &json!(true)));
        assert_eq!((&hook["headers"], &hook["events"], &hook["user_id"]), (&json!({}), &json!(["*"]), &json!(t.alice.user.id)));
        let shown = state(&t, &hook).await;
        assert_eq!(shown.get("secret"), None, "the secret is shown once");
        let list = t.api(&t.alice).get("/api/v1/webhooks?per_page=1").await.is(200).json();
        assert_eq!((&list["webhooks"], &list["pagination"]["total"]), (&json!([shown]), &json!(1)));
    }

    async fn changes_leave_alone_what_is_not_named(t: Test) {
        let more = json!({"headers": {"X-A": "1"}, "description": "what for", "max_retries": 5});
        let hook = hook(&t, "https://example.com/a", &["task.created"], more).await;
        let path = format!("/api/v1/webhooks/{}", hook["id"]);
        t.clock.advance(60);
        let answer = t.api(&t.alice).patch(&path, json!({"name": "Other", "events": ["task.created", "task.created", "*"]})).await.is(200).json();
        let changed = &answer["webhook"];
        assert_eq!((&changed["name"], &changed["events"]), (&json!("Other"), &json!(["task.created", "*"])));
        for key in ["headers", "description", "max_retries", "url", "created_at"] {
            assert_eq!(changed[key], hook[key], "{key}");
        }
        assert_ne!(changed["updated_at"], hook["updated_at"]);
        let answer = t.api(&t.alice).patch(&path, json!({"headers": null, "description": null, "is_active": false})).await.is(200).json();
        let changed = &answer["webhook"];
        assert_eq!((&changed["headers"], &changed["description"], &changed["is_active"]), (&json!({}), &json!(null), &json!(false)));
        assert_eq!(t.api(&t.alice).get("/api/v1/webhooks?is_active=true").await.json()["pagination"]["total"], 0);
        assert_eq!(t.api(&t.alice).get("/api/v1/webhooks?is_active=false").await.json()["pagination"]["total"], 1);
    }

    async fn a_new_secret_replaces_the_old_one(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        let hook = hook(&t, &receiver.url, &["client.created"], json!({})).await;
        let path = format!("/api/v1/webhooks/{}", hook["id"]);
        let answer = t.api(&t.alice).patch(&path, json!({"generate_secret": true})).await.is(200).json();
        let secret = answer["webhook"]["secret"].as_str().unwrap();
        assert_ne!(secret, hook["secret"]);
        happen(&t, "a").await;
        work(&t).await;
        let seen = &receiver.seen()[0];
        assert_eq!(seen.header("x-webhook-signature"), crate::webhooks::signature::of_body(secret, &seen.raw).unwrap());
    }

    async fn secrets_lie_sealed_in_the_database(t: Test) {
        let hook = hook(&t, "https://example.com/a", &["*"], json!({"headers": {"Authorization": "Bearer topsecret"}})).await;
        let (secret, headers): (Vec<u8>, Vec<u8>) = t.app.db.query_one("SELECT secret, headers FROM webhooks", p![]).await.unwrap();
        let plain = hook["secret"].as_str().unwrap().as_bytes();
        assert!(!secret.windows(plain.len()).any(|part| part == plain));
        assert!(!headers.windows(9).any(|part| part == b"topsecret"));
        let audit: Vec<(Option<String>,)> = t.app.db.query("SELECT after FROM audit_events WHERE entity = 'webhook'", p![]).await.unwrap();
        assert!(audit.iter().all(|(after,)| !after.as_deref().unwrap_or("").contains("topsecret")));
    }

    async fn mistakes_are_told_by_field(t: Test) {
        let api = t.api(&t.alice);
        let base = json!({"name": "x", "url": "https://example.com/", "events": ["*"]});
        for (field, value) in [
            ("name", json!("")), ("name", json!("x".repeat(201))), ("url", json!("")), ("url", json!("ftp://example.com")),
            ("url", json!("http://127.0.0.1/")), ("url", json!("http://169.254.169.254/latest")), ("url", json!("http://a:b@example.com")),
            ("url", json!(["x"])), ("events", json!([])), ("events", json!(["task.exploded"])), ("events", json!(5)), ("events", json!([5])),
            ("events", json!({})), ("http_method", json!("GET")), ("http_method", json!({})), ("content_type", json!("a\nb/c")),
            ("headers", json!([])), ("headers", json!({"Host": "x"})), ("headers", json!({"X": 5})), ("headers", json!({"X": "a\r\nb"})),
            ("max_retries", json!(-1)), ("max_retries", json!(1e9)), ("max_retries", json!("many")), ("retry_delay_seconds", json!(0)),
            ("timeout_seconds", json!(61)), ("timeout_seconds", json!(1.5)), ("is_active", json!("perhaps")), ("generate_secret", json!([])),
            ("description", json!("x".repeat(5001))), ("name", json!("a\0b")),
        ] {
            let mut body = base.clone();
            body[field] = value.clone();
            let answer = api.post("/api/v1/webhooks", body).await.is(400).json();
            assert!(answer["errors"][field].is_array(), "{field} = {value}: {answer}");
            assert!(answer["error"].is_string());
        }
        let answer = api.post_empty("/api/v1/webhooks").await.is(400).json();
        assert_eq!(answer["errors"].as_object().unwrap().len(), 3, "{answer}");
        assert_eq!(api.get("/api/v1/webhooks").await.json()["pagination"]["total"], 0);
    }

    async fn removing_a_webhook_takes_its_log_along(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        let hook = hook(&t, &receiver.url, &["client.created"], json!({})).await;
        happen(&t, "a").await;
        work(&t).await;
        happen(&t, "b").await;
        let path = format!("/api/v1/webhooks/{}", hook["id"]);
        t.api(&t.alice).delete(&path).await.is(200);
        assert_eq!(work(&t).await, 0);
        assert_eq!(receiver.clients(), ["a"]);
        t.api(&t.alice).get(&path).await.is(404);
        t.api(&t.alice).delete(&path).await.is(404);
        let left: i64 = t.app.db.scalar("SELECT COUNT(*) FROM webhook_deliveries", p![]).await.unwrap();
        assert_eq!(left, 0);
    }

    async fn another_persons_webhook_does_not_exist_except_for_administrators(t: Test) {
        let body = json!({"name": "Mine", "url": "https://example.com/", "events": ["*"]});
        let id = t.api(&t.bob).post("/api/v1/webhooks", body.clone()).await.created("webhook");
        let path = format!("/api/v1/webhooks/{id}");
        let charlie = t.api(&t.charlie);
        charlie.get(&path).await.is(404);
        charlie.patch(&path, json!({"url": "https://evil.example/"})).await.is(404);
        charlie.delete(&path).await.is(404);
        charlie.post_empty(&format!("{path}/test")).await.is(404);
        charlie.get(&format!("{path}/deliveries")).await.is(404);
        charlie.get(&format!("{path}/deliveries/1")).await.is(404);
        charlie.post_empty(&format!("{path}/deliveries/1/redeliver")).await.is(404);
        assert_eq!(charlie.get("/api/v1/webhooks").await.is(200).json()["pagination"]["total"], 0);
        t.api(&t.alice).get(&path).await.is(200);
        t.api(&t.vera).post("/api/v1/webhooks", body).await.is(403);
        // A delivery of one's own webhook is not reached through another's.
        t.api(&t.bob).post_empty(&format!("{path}/test")).await.is(202);
        let other = hook(&t, "https://example.com/", &["*"], json!({})).await;
        t.api(&t.alice).get(&format!("/api/v1/webhooks/{}/deliveries/1", other["id"])).await.is(404);
    }

    async fn a_token_needs_the_scopes_of_webhooks(t: Test) {
        let api = t.api(&t.alice).with_scopes("read:webhooks");
        api.get("/api/v1/webhooks").await.is(200);
        api.get("/api/v1/webhooks/events").await.is(200);
        let answer = api.post("/api/v1/webhooks", json!({})).await.is(403).json();
        assert_eq!(answer["required_scope"], "write:webhooks");
        let answer = t.api(&t.alice).with_scopes("write:webhooks").get("/api/v1/webhooks").await.is(403).json();
        assert_eq!(answer["required_scope"], "read:webhooks");
    }

    async fn the_list_of_events_says_which_are_sent(t: Test) {
        let answer = t.api(&t.alice).get("/api/v1/webhooks/events").await.is(200).json();
        let names = answer["events"].as_array().unwrap();
        assert_eq!(names.len(), 31);
        assert!(names.contains(&json!("time_entry.stopped")));
        let sent = answer["event_types"].as_array().unwrap().iter().filter(|event| event["is_sent"] == true).count();
        assert_eq!(sent, 24);
    }

    async fn the_log_is_narrowed_by_state(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        let hook = hook(&t, &receiver.url, &["client.created"], json!({})).await;
        happen(&t, "a").await;
        work(&t).await;
        happen(&t, "b").await;
        let total = async |status: &str| {
            let path = format!("/api/v1/webhooks/{}/deliveries?status={status}", hook["id"]);
            t.api(&t.alice).get(&path).await.is(200).json()["pagination"]["total"].as_i64().unwrap()
        };
        assert_eq!((total("success").await, total("pending").await, total("failed").await), (1, 1, 0));
        t.api(&t.alice).get(&format!("/api/v1/webhooks/{}/deliveries?status=odd", hook["id"])).await.is(400);
    }

    async fn one_person_has_a_bounded_number(t: Test) {
        for _ in 0..50 {
            hook(&t, "https://example.com/", &["*"], json!({"is_active": false})).await;
        }
        let body = json!({"name": "x", "url": "https://example.com/", "events": ["*"]});
        let answer = t.api(&t.alice).post("/api/v1/webhooks", body).await.is(400).json();
        assert_eq!(answer["error_code"], "too_many_webhooks");
    }
}
