//! What is sent, in which order, and what the log says of it.

use super::*;
use crate::app_tests;
use crate::jobs::Worker;
use crate::webhooks::signature;
use std::time::Duration;
use timetracker_db::{Read as _, p};

app_tests! {
    async fn a_request_is_signed_and_says_what_it_is(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        let more = json!({"http_method": "put", "content_type": "application/vnd.acme+json",
            "headers": {"Authorization": "Bearer abc", "X-Team": "north"}});
        let hook = hook(&t, &receiver.url, &["client.created"], more).await;
        happen(&t, "Bêta & Söhne ☃").await;
        work(&t).await;
        let [seen] = &receiver.seen()[..] else { panic!("{:?}", receiver.seen()) };
        let secret = hook["secret"].as_str().unwrap();
        assert_eq!(secret.len(), 43);
        assert_eq!(seen.method, "PUT");
        for (name, value) in [
            ("user-agent", "TimeTracker-Webhook/1.0"), ("content-type", "application/vnd.acme+json"),
            ("x-webhook-event", "client.created"), ("x-webhook-id", &hook["id"].to_string()),
            ("authorization", "Bearer abc"), ("x-team", "north"), ("x-webhook-timestamp", "1795510800"),
            ("webhook-timestamp", "1795510800"), ("webhook-id", seen.header("x-webhook-delivery")),
            ("x-webhook-signature", &signature::of_body(secret, &seen.raw).unwrap()),
            ("webhook-signature",
                &signature::of_message(secret, seen.header("webhook-id"), 1_795_510_800, &seen.raw).unwrap()),
        ] {
            assert_eq!(seen.header(name), value, "{name}");
        }
        let body = seen.json();
        assert_eq!(body["event_type"], "client.created");
        assert_eq!(body["timestamp"], "2026-11-24T09:00:00Z");
        assert_eq!(body["data"]["client"]["name"], "Bêta & Söhne ☃");
        let delivery = last(&t, &hook).await;
        assert_eq!(delivery["delivery_id"], seen.header("x-webhook-delivery"));
        assert_eq!(delivery["event_id"], body["event_id"]);
        assert_eq!((&delivery["status"], &delivery["response_status_code"]), (&json!("success"), &json!(200)));
        assert_eq!((&delivery["attempt_number"], &delivery["retry_count"]), (&json!(1), &json!(0)));
    }

    async fn a_webhook_without_a_secret_is_not_signed(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        let hook = hook(&t, &receiver.url, &["*"], json!({"generate_secret": false})).await;
        assert_eq!((&hook["secret"], &hook["is_signed"]), (&json!(null), &json!(false)));
        happen(&t, "a").await;
        work(&t).await;
        let seen = &receiver.seen()[0];
        assert_eq!((seen.header("x-webhook-signature"), seen.header("webhook-signature")), ("", ""));
    }

    async fn events_come_in_their_order_and_a_failure_holds_back_only_its_own(t: Test) {
        let t = open(&t).await;
        let (slow, quick) = (Receiver::start().await, Receiver::start().await);
        let first = hook(&t, &slow.url, &["client.created"], json!({})).await;
        hook(&t, &quick.url, &["client.created"], json!({})).await;
        slow.answers([receiver::Manner::Status(500, "broken")]);
        for name in ["a", "b", "c"] {
            happen(&t, name).await;
        }
        work(&t).await;
        assert_eq!(slow.clients(), ["a"]);
        assert_eq!(quick.clients(), ["a", "b", "c"]);
        let rows = deliveries(&t, &first).await;
        let statuses: Vec<&Value> = rows.iter().map(|row| &row["status"]).collect();
        assert_eq!(statuses, ["retrying", "pending", "pending"]);
        assert_ne!(rows[0]["next_retry_at"], Value::Null);
        t.clock.advance(40);
        work(&t).await;
        assert_eq!(slow.clients(), ["a"], "not before its time");
        t.clock.advance(60);
        work(&t).await;
        assert_eq!(slow.clients(), ["a", "a", "b", "c"]);
        let ids: Vec<String> = slow.seen().iter().map(|seen| seen.header("x-webhook-delivery").into()).collect();
        assert_eq!(ids[0], ids[1], "the id stays over attempts");
        assert_ne!(ids[1], ids[2]);
        let state = state(&t, &first).await;
        assert_eq!((&state["total_deliveries"], &state["successful_deliveries"], &state["failed_deliveries"]),
            (&json!(3), &json!(3), &json!(0)));
        assert_eq!((&state["failing_since"], &state["blocked_until"]), (&Value::Null, &Value::Null));
    }

    async fn what_was_rolled_back_is_never_told(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        hook(&t, &receiver.url, &["*"], json!({})).await;
        let entry = json!({"project_id": t.project, "start_time": "2026-11-23T09:00:00", "end_time": "2026-11-23T08:00:00"});
        t.api(&t.bob).post("/api/v1/time-entries", entry).await.is(400);
        work(&t).await;
        assert_eq!(receiver.events(), Vec::<String>::new());
    }

    async fn killed_between_sending_and_writing_it_is_sent_again_with_its_id(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        let hook = hook(&t, &receiver.url, &["client.created"], json!({})).await;
        happen(&t, "a").await;
        // What is left when a process dies there: a job with a lease that nobody renews.
        receiver.answers([receiver::Manner::Slow(300)]);
        let app = t.app.clone();
        let dying = tokio::spawn(async move { run_due(&app).await });
        while receiver.seen().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        dying.abort();
        assert!(dying.await.unwrap_err().is_cancelled());
        assert_eq!(work(&t).await, 0, "its lease still runs");
        t.clock.advance(31);
        work(&t).await;
        let ids: Vec<String> = receiver.seen().iter().map(|seen| seen.header("webhook-id").into()).collect();
        assert_eq!((ids.len(), &ids[0]), (2, &ids[1]));
        assert_eq!(state(&t, &hook).await["successful_deliveries"], 1);
    }

    async fn two_nodes_send_each_event_once(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        let hook = hook(&t, &receiver.url, &["client.created"], json!({})).await;
        let names: Vec<String> = (0..60).map(|number| format!("client {number:02}")).collect();
        for name in &names {
            happen(&t, name).await;
        }
        let nodes = [open(&t).await, open(&t).await];
        let workers = nodes.each_ref().map(|node| Worker::start(node.app.clone()));
        for _ in 0..400 {
            if receiver.seen().len() >= names.len() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        for worker in workers {
            worker.stop().await;
        }
        assert_eq!(receiver.clients(), names);
        assert_eq!(state(&t, &hook).await["successful_deliveries"], 60);
    }

    async fn what_was_sent_by_hand_stands_beside_the_order(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        let hook = hook(&t, &receiver.url, &["client.created"], json!({})).await;
        receiver.answers([receiver::Manner::Status(500, "")]);
        happen(&t, "a").await;
        happen(&t, "b").await;
        work(&t).await;
        let path = format!("/api/v1/webhooks/{}", hook["id"]);
        let answer = t.api(&t.alice).post_empty(&format!("{path}/test")).await.is(202).json();
        assert_eq!((&answer["delivery"]["event_type"], &answer["delivery"]["status"]), (&json!("webhook.test"), &json!("pending")));
        // Accepted, it shows that the receiver is back: the order goes on without waiting.
        work(&t).await;
        work(&t).await;
        assert_eq!(receiver.events(), ["client.created", "webhook.test", "client.created", "client.created"]);
        let first = &deliveries(&t, &hook).await[0];
        let again = format!("{path}/deliveries/{}/redeliver", first["id"]);
        let answer = t.api(&t.alice).post_empty(&again).await.is(202).json();
        assert_ne!(answer["delivery"]["id"], first["id"]);
        assert_eq!(answer["delivery"]["delivery_id"], first["delivery_id"]);
        work(&t).await;
        let seen = receiver.seen();
        assert_eq!(seen[4].raw, seen[2].raw);
        assert_eq!(seen[4].header("x-webhook-delivery"), seen[2].header("x-webhook-delivery"));
        assert_eq!(state(&t, &hook).await["total_deliveries"], 4);
    }

    async fn what_still_waits_cannot_be_sent_again(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        let hook = hook(&t, &receiver.url, &["client.created"], json!({})).await;
        happen(&t, "a").await;
        let path = format!("/api/v1/webhooks/{}/deliveries/{}/redeliver", hook["id"], last(&t, &hook).await["id"]);
        let answer = t.api(&t.alice).post_empty(&path).await.is(409).json();
        assert_eq!(answer["error_code"], "delivery_open");
    }

    async fn old_rows_are_removed_and_those_of_webhooks_that_are_gone(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        let hook = hook(&t, &receiver.url, &["client.created"], json!({})).await;
        happen(&t, "old").await;
        work(&t).await;
        t.clock.advance(29 * 86_400);
        happen(&t, "new").await;
        work(&t).await;
        let orphan = "INSERT INTO webhook_deliveries (webhook_id, delivery_key, event_type, event_id, payload, created_at)
            VALUES (4711, 'x', 'client.created', 'x', '{}', $1)";
        t.app.db.exec(orphan, p![t.app.now()]).await.unwrap();
        t.clock.advance(86_401);
        crate::webhooks::keep_pruning(&t.app).await.unwrap();
        work(&t).await;
        let rows = deliveries(&t, &hook).await;
        assert_eq!(rows.len(), 1);
        let left: i64 = t.app.db.scalar("SELECT COUNT(*) FROM webhook_deliveries", p![]).await.unwrap();
        assert_eq!(left, 1);
        // The statistics remember what the log has forgotten.
        assert_eq!(state(&t, &hook).await["total_deliveries"], 2);
    }
}
