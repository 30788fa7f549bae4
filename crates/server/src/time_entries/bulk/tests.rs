use crate::app_tests;
use crate::auth::Actor;
use crate::testing::Test;
use serde_json::{Value, json};
use timetracker_db::{Read as _, p};

const BULK: &str = "/api/v1/time-entries/bulk";

/// An hour on the test's project, at this hour of the day.
async fn entry(t: &Test, person: &Actor, hour: u8, more: Value) -> i64 {
    let mut body = json!({
        "project_id": t.project,
        "start_time": format!("2026-11-20T{hour:02}:00:00Z"), "end_time": format!("2026-11-20T{:02}:00:00Z", hour + 1),
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    t.api(person)
        .post("/api/v1/time-entries", body)
        .await
        .created("time_entry")
}

async fn shown(t: &Test, person: &Actor, id: i64) -> Value {
    let path = format!("/api/v1/time-entries/{id}");
    t.api(person).get(&path).await.is(200).json()["time_entry"].clone()
}

async fn status(t: &Test, person: &Actor, id: i64) -> u16 {
    let path = format!("/api/v1/time-entries/{id}");
    t.api(person).get(&path).await.status.as_u16()
}

app_tests! {
    async fn each_verb_is_done_and_told_for_each_entry(t: Test) {
        let (one, two) = (entry(&t, &t.bob, 8, json!({"tags": "b"})).await, entry(&t, &t.bob, 9, json!({})).await);
        let bob = t.api(&t.bob);
        let body = json!({"entry_ids": [one, two.to_string(), one, 999_999], "action": "add_tag", "value": " a "});
        let answer = bob.post(BULK, body).await.is(200).json();
        assert_eq!((&answer["success"], &answer["affected"]), (&json!(true), &json!(2)));
        assert_eq!(answer["results"][0], json!({"id": one, "status": "updated"}));
        assert_eq!(answer["results"][2]["status"], "not_found");
        assert_eq!(answer["results"].as_array().unwrap().len(), 3);
        assert_eq!(shown(&t, &t.bob, one).await["tags"], "a, b");
        assert_eq!(shown(&t, &t.bob, two).await["tags"], "a");

        let again = bob.post(BULK, json!({"entry_ids": [one], "action": "add_tag", "value": "a"})).await.is(200).json();
        assert_eq!((&again["affected"], &again["results"][0]["status"]), (&json!(1), &json!("unchanged")));
        assert_eq!(again["undo"], Value::Null);
        bob.post(BULK, json!({"entry_ids": [one], "action": "remove_tag", "value": "b"})).await.is(200);
        assert_eq!(shown(&t, &t.bob, one).await["tags"], "a");
        bob.post(BULK, json!({"entry_ids": [one, two], "action": "set_billable", "value": "false"})).await.is(200);
        assert_eq!(shown(&t, &t.bob, two).await["billable"], false);
        bob.post(BULK, json!({"entry_ids": [one], "action": "set_paid", "value": 1})).await.is(200);
        assert_eq!(shown(&t, &t.bob, one).await["paid"], true);
        bob.post(BULK, json!({"entry_ids": [one, two], "action": "delete"})).await.is(200);
        assert_eq!((status(&t, &t.bob, one).await, status(&t, &t.bob, two).await), (404, 404));
    }

    async fn the_text_false_is_false_and_takes_off_the_invoice(t: Test) {
        let one = entry(&t, &t.bob, 8, json!({"paid": true, "invoice_number": "INV-1"})).await;
        t.api(&t.bob).post(BULK, json!({"entry_ids": [one], "action": "set_paid", "value": "false"})).await.is(200);
        let entry = shown(&t, &t.bob, one).await;
        assert_eq!((&entry["paid"], &entry["invoice_number"]), (&json!(false), &Value::Null));
    }

    async fn what_is_on_an_invoice_stays_and_says_why(t: Test) {
        let one = entry(&t, &t.bob, 8, json!({"invoice_number": "INV-1"})).await;
        let two = entry(&t, &t.bob, 9, json!({})).await;
        for (action, value) in [("delete", Value::Null), ("set_billable", json!(false))] {
            let body = json!({"entry_ids": [one, two], "action": action, "value": value});
            let answer = t.api(&t.bob).post(BULK, body).await.is(200).json();
            assert_eq!((&answer["affected"], &answer["results"][0]["status"]), (&json!(1), &json!("skipped")));
            assert!(answer["results"][0]["reason"].as_str().unwrap().contains("INV-1"));
            t.api(&t.bob).post_empty(answer["undo"].as_str().unwrap()).await.is(200);
        }
        assert_eq!(shown(&t, &t.bob, one).await["billable"], true);
        t.api(&t.bob).delete(&format!("/api/v1/time-entries/{one}")).await.is(400);
    }

    async fn running_timers_are_skipped_and_alone_refused(t: Test) {
        let one = entry(&t, &t.bob, 8, json!({})).await;
        let running = t.api(&t.bob).post("/api/v1/timer/start", json!({"project_id": t.project})).await.created("timer");
        let answer = t.api(&t.bob).post(BULK, json!({"entry_ids": [running, one], "action": "delete"})).await.is(200).json();
        assert_eq!((&answer["affected"], &answer["results"][0]["status"]), (&json!(1), &json!("skipped")));
        t.api(&t.bob).post(BULK, json!({"entry_ids": [running], "action": "delete"})).await.is(400);
    }

    async fn anothers_entry_refuses_all_and_a_manager_may(t: Test) {
        let (mine, theirs) = (entry(&t, &t.bob, 8, json!({})).await, entry(&t, &t.charlie, 9, json!({})).await);
        let body = json!({"entry_ids": [mine, theirs], "action": "delete"});
        t.api(&t.bob).post(BULK, body.clone()).await.is(403);
        assert_eq!(status(&t, &t.bob, mine).await, 200);
        t.api(&t.vera).post(BULK, body.clone()).await.is(403);
        t.api(&t.bob).post(BULK, json!({"entry_ids": [999_999], "action": "delete"})).await.is(404);
        let answer = t.api(&t.alice).post(BULK, body).await.is(200).json();
        assert_eq!(answer["affected"], 2);
        t.api(&t.bob).post_empty(answer["undo"].as_str().unwrap()).await.is(404);
    }

    async fn nonsense_is_refused_with_the_fields_name(t: Test) {
        let one = entry(&t, &t.bob, 8, json!({})).await;
        let many: Vec<i64> = (1..=5_001).collect();
        let wrong = [
            ("entry_ids", json!({"entry_ids": [], "action": "delete"})),
            ("entry_ids", json!({"entry_ids": one, "action": "delete"})),
            ("entry_ids", json!({"entry_ids": ["x"], "action": "delete"})),
            ("entry_ids", json!({"entry_ids": [true], "action": "delete"})),
            ("entry_ids", json!({"entry_ids": [1.5], "action": "delete"})),
            ("entry_ids", json!({"action": "delete"})),
            ("entry_ids", json!({"entry_ids": many, "action": "delete"})),
            ("action", json!({"entry_ids": [one]})),
            ("action", json!({"entry_ids": [one], "action": "explode"})),
            ("action", json!({"entry_ids": [one], "action": ["delete"]})),
            ("value", json!({"entry_ids": [one], "action": "set_billable"})),
            ("value", json!({"entry_ids": [one], "action": "set_paid", "value": {}})),
            ("value", json!({"entry_ids": [one], "action": "add_tag", "value": "  "})),
            ("value", json!({"entry_ids": [one], "action": "add_tag", "value": "a,b"})),
            ("value", json!({"entry_ids": [one], "action": "add_tag", "value": "a\u{0}"})),
            ("value", json!({"entry_ids": [one], "action": "remove_tag", "value": [1]})),
        ];
        for (field, body) in wrong {
            let answer = t.api(&t.bob).post(BULK, body.clone()).await.is(400).json();
            assert!(answer["errors"][field][0].is_string(), "{body} was answered {answer}");
        }
        let long = json!({"entry_ids": [one], "action": "add_tag", "value": "x".repeat(500)});
        t.api(&t.bob).post(BULK, json!({"entry_ids": [one], "action": "add_tag", "value": "y"})).await.is(200);
        let answer = t.api(&t.bob).post(BULK, long).await.is(200).json();
        assert_eq!((&answer["affected"], &answer["results"][0]["status"]), (&json!(0), &json!("skipped")));
    }

    async fn an_undo_gives_back_what_nobody_touched_since(t: Test) {
        let ids = [entry(&t, &t.bob, 8, json!({})).await, entry(&t, &t.bob, 9, json!({})).await, entry(&t, &t.bob, 10, json!({})).await];
        let answer = t.api(&t.bob).post(BULK, json!({"entry_ids": ids, "action": "delete"})).await.is(200).json();
        let undo = answer["undo"].as_str().unwrap().to_owned();
        t.clock.advance(60);
        // Somebody uses one of the hours meanwhile.
        let other = entry(&t, &t.bob, 9, json!({"notes": "Else"})).await;
        t.api(&t.charlie).post_empty(&undo).await.is(404);
        let answer = t.api(&t.bob).post_empty(&undo).await.is(200).json();
        assert_eq!((&answer["affected"], &answer["results"][1]["status"]), (&json!(2), &json!("skipped")));
        assert!(answer["results"][1]["reason"].as_str().unwrap().contains("Else"));
        assert_eq!((status(&t, &t.bob, ids[0]).await, status(&t, &t.bob, ids[1]).await), (200, 404));
        t.api(&t.bob).post_empty(&undo).await.is(409);

        let change = json!({"entry_ids": [ids[0], ids[2], other], "action": "set_billable", "value": false});
        let answer = t.api(&t.bob).post(BULK, change).await.is(200).json();
        t.clock.advance(60);
        t.api(&t.bob).patch(&format!("/api/v1/time-entries/{}", ids[0]), json!({"notes": "New"})).await.is(200);
        let answer = t.api(&t.bob).post_empty(answer["undo"].as_str().unwrap()).await.is(200).json();
        assert_eq!(answer["affected"], 2);
        assert_eq!(shown(&t, &t.bob, ids[0]).await["billable"], false);
        assert_eq!(shown(&t, &t.bob, ids[2]).await["billable"], true);
    }

    async fn every_entry_has_its_line_in_the_audit_log(t: Test) {
        let ids = [entry(&t, &t.bob, 8, json!({})).await, entry(&t, &t.bob, 9, json!({})).await];
        let answer = t.api(&t.bob).post(BULK, json!({"entry_ids": ids, "action": "delete"})).await.is(200).json();
        t.api(&t.bob).post_empty(answer["undo"].as_str().unwrap()).await.is(200);
        for id in ids {
            let sql = "SELECT action FROM audit_events WHERE entity = 'time_entry' AND entity_id = $1 ORDER BY id";
            let lines: Vec<(String,)> = t.app.db.query(sql, p![id]).await.unwrap();
            let actions: Vec<&str> = lines.iter().map(|(action,)| action.as_str()).collect();
            assert_eq!(actions, ["created", "deleted", "restored"]);
        }
    }
}
