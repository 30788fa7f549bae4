//! What goes wrong on the way, and what becomes of the webhook.

use super::receiver::Manner;
use super::*;
use crate::app_tests;
use std::time::{Duration, Instant};

/// One event to this receiver or address, one attempt, and the delivery as it then is.
async fn attempt(t: &Test, url: &str) -> (Value, Value) {
    let hook = hook(t, url, &["client.created"], json!({"timeout_seconds": 1})).await;
    happen(t, &format!("client {}", hook["id"])).await;
    work(t).await;
    let row = last(t, &hook).await;
    let path = format!("/api/v1/webhooks/{}/deliveries/{}", hook["id"], row["id"]);
    let delivery = t.api(&t.alice).get(&path).await.is(200).json()["delivery"].clone();
    (hook, delivery)
}

async fn failure(t: &Test, url: &str) -> Value {
    let (_, delivery) = attempt(t, url).await;
    assert_eq!(delivery["status"], "retrying", "{delivery}");
    assert!(
        delivery["error_message"].as_str().unwrap().ends_with('.'),
        "{delivery}"
    );
    delivery
}

app_tests! {
    async fn an_answer_that_refuses_is_kept_with_its_text(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        receiver.answers([Manner::Status(500, "no \0 room")]);
        let delivery = failure(&t, &receiver.url).await;
        assert_eq!((&delivery["error_type"], &delivery["response_status_code"]), (&json!("status"), &json!(500)));
        assert_eq!(delivery["response_body"], "no \u{fffd} room");
        assert_eq!(delivery["payload"]["event_type"], "client.created");
    }

    async fn who_hangs_is_left_after_the_time_limit(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        receiver.answers([Manner::Hang]);
        let began = Instant::now();
        let delivery = failure(&t, &receiver.url).await;
        assert_eq!(delivery["error_type"], "timeout");
        assert!(began.elapsed() < Duration::from_secs(5));
    }

    async fn a_redirect_is_not_followed(t: Test) {
        let (t, receiver, other) = (open(&t).await, Receiver::start().await, Receiver::start().await);
        receiver.answers([Manner::Redirect(other.url.clone())]);
        let delivery = failure(&t, &receiver.url).await;
        assert_eq!((&delivery["error_type"], &delivery["response_status_code"]), (&json!("redirect"), &json!(307)));
        assert!(delivery["error_message"].as_str().unwrap().contains(&other.url));
        assert_eq!(other.seen().len(), 0);
    }

    async fn a_slow_body_is_not_waited_for(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        receiver.answers([Manner::SlowBody]);
        let began = Instant::now();
        let (_, delivery) = attempt(&t, &receiver.url).await;
        assert_eq!((&delivery["status"], &delivery["response_body"]), (&json!("success"), &json!("drop")));
        assert!(began.elapsed() < Duration::from_secs(6));
    }

    async fn of_a_huge_body_only_the_beginning_is_read(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        receiver.answers([Manner::HugeBody(50_000_000)]);
        let (_, delivery) = attempt(&t, &receiver.url).await;
        assert_eq!(delivery["status"], "success");
        assert_eq!(delivery["response_body"].as_str().unwrap().chars().count(), 2048);
    }

    async fn nobody_there_is_no_mistake_of_ours(t: Test) {
        let t = open(&t).await;
        let free = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap();
        let delivery = failure(&t, &format!("http://{free}/")).await;
        assert_eq!((&delivery["error_type"], &delivery["response_status_code"]), (&json!("connection"), &json!(null)));
        let t2 = failure(&t, "http://nowhere.invalid/").await;
        assert_eq!(t2["error_type"], "dns");
    }

    async fn a_name_that_leads_to_a_private_address_is_refused_at_the_connection(t: Test) {
        // `t` itself allows nothing private.
        let receiver = Receiver::start().await;
        let url = receiver.url.replace("127.0.0.1", "localhost");
        let delivery = failure(&t, &url).await;
        assert_eq!(delivery["error_type"], "private_address");
        assert!(delivery["error_message"].as_str().unwrap().contains("TIMETRACKER_WEBHOOK_ALLOW_PRIVATE"));
        assert_eq!(receiver.seen().len(), 0);
    }

    async fn an_address_that_was_allowed_once_is_judged_again_when_it_is_sent(t: Test) {
        let receiver = Receiver::start().await;
        hook(&open(&t).await, &receiver.url, &["client.created"], json!({})).await;
        happen(&t, "a").await;
        work(&t).await;
        assert_eq!(receiver.seen().len(), 0);
    }

    async fn a_receiver_that_names_a_time_is_left_alone_until_then(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        receiver.answers([Manner::Later(600)]);
        attempt(&t, &receiver.url).await;
        t.clock.advance(599);
        work(&t).await;
        assert_eq!(receiver.seen().len(), 1);
        t.clock.advance(1);
        work(&t).await;
        assert_eq!(receiver.seen().len(), 2);
    }

    async fn a_delivery_is_tried_for_a_day_and_the_webhook_for_two(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        receiver.answers(vec![Manner::Status(500, ""); 1000]);
        let hook = hook(&t, &receiver.url, &["client.created"], json!({})).await;
        for name in ["a", "b", "c"] {
            happen(&t, name).await;
        }
        let mut hours = 0;
        while state(&t, &hook).await["is_active"] == true {
            work(&t).await;
            t.clock.advance(900);
            hours += 1;
            assert!(hours < 400, "never switched off");
        }
        let rows = deliveries(&t, &hook).await;
        let statuses: Vec<&Value> = rows.iter().map(|row| &row["status"]).collect();
        assert_eq!(statuses, ["failed", "failed", "pending"]);
        for row in &rows[..2] {
            let attempts = row["attempt_number"].as_i64().unwrap();
            assert!((15..=21).contains(&attempts), "{attempts} attempts in a day");
        }
        assert!((48 * 4..50 * 4).contains(&hours), "{hours} quarters of an hour");
        let state = state(&t, &hook).await;
        assert_eq!((&state["failed_deliveries"], &state["total_deliveries"]), (&json!(2), &json!(2)));
        assert!(state["switched_off_because"].as_str().unwrap().contains("two days"));
        let text = "The webhook “Mirror” was switched off";
        t.page(&t.alice).await.get("/").await.is(200).shows(text);
        // Off, it is told nothing; on again, what waited comes first.
        happen(&t, "while off").await;
        assert_eq!(deliveries(&t, &hook).await.len(), 3);
        let path = format!("/api/v1/webhooks/{}", hook["id"]);
        t.api(&t.alice).patch(&path, json!({"is_active": true})).await.is(200);
        t.page(&t.alice).await.get("/").await.is(200).hides(text);
        receiver.answers([]);
    }

    async fn who_says_gone_is_switched_off_at_once_and_its_maker_told(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        let body = json!({"name": "Zapier", "url": receiver.url, "events": ["project.created"]});
        let hook = t.api(&t.bob).post("/api/v1/webhooks", body).await.is(201).json()["webhook"].clone();
        receiver.answers([Manner::Status(410, "")]);
        let project = json!({"name": "New", "client_id": 1});
        t.api(&t.alice).post("/api/v1/projects", project).await.is(201);
        work(&t).await;
        let state = state(&t, &hook).await;
        assert_eq!((&state["is_active"], &state["failed_deliveries"]), (&json!(false), &json!(1)));
        for person in [&t.alice, &t.bob] {
            t.page(person).await.get("/").await.is(200).shows("The webhook “Zapier” was switched off");
        }
        t.page(&t.charlie).await.get("/").await.is(200).hides("was switched off");
        // Removed, it is nobody's trouble any more.
        t.api(&t.bob).delete(&format!("/api/v1/webhooks/{}", hook["id"])).await.is(200);
        t.page(&t.alice).await.get("/").await.is(200).hides("was switched off");
    }

    async fn whoever_wishes_fewer_attempts_gets_them(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        receiver.answers(vec![Manner::Status(404, ""); 3]);
        let more = json!({"max_retries": 2, "retry_delay_seconds": 10});
        let hook = hook(&t, &receiver.url, &["client.created"], more).await;
        happen(&t, "a").await;
        happen(&t, "b").await;
        for _ in 0..3 {
            work(&t).await;
            t.clock.advance(60);
        }
        assert_eq!(receiver.clients(), ["a", "a", "a", "b"]);
        let rows = deliveries(&t, &hook).await;
        assert_eq!((&rows[0]["status"], &rows[0]["retry_count"], &rows[1]["status"]), (&json!("failed"), &json!(2), &json!("success")));
    }

    async fn what_failed_by_hand_is_not_tried_again_and_holds_up_nothing(t: Test) {
        let (t, receiver) = (open(&t).await, Receiver::start().await);
        let hook = hook(&t, &receiver.url, &["client.created"], json!({})).await;
        receiver.answers([Manner::Status(500, "")]);
        t.api(&t.alice).post_empty(&format!("/api/v1/webhooks/{}/test", hook["id"])).await.is(202);
        work(&t).await;
        happen(&t, "a").await;
        work(&t).await;
        let rows = deliveries(&t, &hook).await;
        assert_eq!((&rows[0]["status"], &rows[1]["status"]), (&json!("failed"), &json!("success")));
    }

    async fn slow_receivers_do_not_hold_up_other_webhooks_or_requests(t: Test) {
        let (t, slow, quick) = (open(&t).await, Receiver::start().await, Receiver::start().await);
        slow.answers(vec![Manner::Hang; 10]);
        for _ in 0..5 {
            hook(&t, &slow.url, &["client.created"], json!({"timeout_seconds": 5})).await;
        }
        hook(&t, &quick.url, &["client.created"], json!({})).await;
        let worker = crate::jobs::Worker::start(t.app.clone());
        let began = Instant::now();
        happen(&t, "a").await;
        assert!(began.elapsed() < Duration::from_millis(900), "a request waits for nobody");
        while quick.seen().is_empty() {
            assert!(began.elapsed() < Duration::from_secs(4), "the quick one waits for the slow ones");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let began = Instant::now();
        worker.stop().await;
        assert!(began.elapsed() < Duration::from_secs(5), "whoever hangs does not keep the process from ending");
    }
}
