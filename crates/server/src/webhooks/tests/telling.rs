//! Which events follow from what is done, to whom they are told, and what they say.

use super::*;
use crate::app_tests;
use timetracker_db::{Read as _, p};

/// What waits to be told, the oldest first, as name and body.
async fn told(t: &Test) -> Vec<(String, Value)> {
    let sql = "SELECT event_type, payload FROM webhook_deliveries ORDER BY id";
    let rows: Vec<(String, String)> = t.app.db.query(sql, p![]).await.unwrap();
    rows.into_iter()
        .map(|(name, body)| (name, serde_json::from_str(&body).unwrap()))
        .collect()
}

async fn names(t: &Test) -> Vec<String> {
    told(t).await.into_iter().map(|(name, _)| name).collect()
}

async fn forget(t: &Test) {
    t.app
        .db
        .exec("DELETE FROM webhook_deliveries", p![])
        .await
        .unwrap();
}

async fn listen(t: &Test) -> Value {
    hook(t, "https://example.com/", &["*"], json!({})).await
}

app_tests! {
    async fn a_day_of_time_is_told(t: Test) {
        listen(&t).await;
        let bob = t.api(&t.bob);
        bob.post("/api/v1/timer/start", json!({"task_id": t.task})).await.is(201);
        t.clock.advance(600);
        bob.post_empty("/api/v1/timer/pause").await.is(200);
        bob.post_empty("/api/v1/timer/resume").await.is(200);
        t.clock.advance(600);
        let entry = bob.post_empty("/api/v1/timer/stop").await.is(200).json()["time_entry"]["id"].clone();
        bob.patch(&format!("/api/v1/time-entries/{entry}"), json!({"notes": "done"})).await.is(200);
        bob.delete(&format!("/api/v1/time-entries/{entry}")).await.is(200);
        t.page(&t.bob).await.post(&format!("/time-entries/{entry}/restore"), &[]).await.is(303);
        assert_eq!(names(&t).await, ["time_entry.created", "time_entry.started", "time_entry.updated", "time_entry.updated",
            "time_entry.updated", "time_entry.stopped", "time_entry.updated", "time_entry.deleted", "time_entry.created"]);
        let (_, stopped) = &told(&t).await[5];
        assert_eq!(stopped["entity"], json!({"type": "time_entry", "id": entry, "name": "Fix login"}));
        assert_eq!((&stopped["action"], &stopped["user"]["username"]), (&json!("stopped"), &json!("bob")));
        let data = &stopped["data"];
        assert_eq!((&data["project_name"], &data["client_name"], &data["task_name"]), (&json!("Website"), &json!("Acme"), &json!("Fix login")));
        assert_eq!((&data["duration_formatted"], &data["target_user_id"]), (&json!("00:20:00"), &json!(t.bob.user.id)));
        // The thing itself, as its maker's API shows it: alice is in UTC.
        let object = &data["time_entry"];
        assert_eq!((&object["start_time"], &object["duration_seconds"]), (&json!("2026-11-24T09:00:00"), &json!(1200)));
        let (_, deleted) = &told(&t).await[7];
        assert_eq!(deleted["data"]["time_entry"]["id"], entry, "what is gone is still shown as it was");
    }

    async fn every_event_of_a_name_has_the_same_keys(t: Test) {
        listen(&t).await;
        let bob = t.api(&t.bob);
        for body in [json!({"task_id": t.task}), json!({"project_id": t.project}), json!({"client_id": 1})] {
            bob.post("/api/v1/timer/start", body).await.is(201);
            t.clock.advance(60);
            bob.post_empty("/api/v1/timer/stop").await.is(200);
        }
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let stops: Vec<Value> = told(&t).await.into_iter().filter(|(name, _)| name == "time_entry.stopped").map(|(_, body)| body).collect();
        assert_eq!(stops.len(), 3);
        for stop in &stops {
            assert_eq!(keys(stop), keys(&stops[0]));
            assert_eq!(keys(&stop["data"]), keys(&stops[0]["data"]));
            assert_eq!(keys(&stop["data"]["time_entry"]), keys(&stops[0]["data"]["time_entry"]));
        }
    }

    async fn projects_tasks_clients_and_people_are_told(t: Test) {
        listen(&t).await;
        let api = t.api(&t.alice);
        let client = api.post("/api/v1/clients", json!({"name": "Beta"})).await.created("client");
        api.patch(&format!("/api/v1/clients/{client}"), json!({"phone": "1"})).await.is(200);
        let project = api.post("/api/v1/projects", json!({"name": "P", "client_id": client})).await.created("project");
        api.delete(&format!("/api/v1/projects/{project}")).await.is(200);
        api.patch(&format!("/api/v1/projects/{project}"), json!({"status": "active"})).await.is(200);
        api.delete(&format!("/api/v1/clients/{client}")).await.is(200);
        assert_eq!(names(&t).await, ["client.created", "client.updated", "project.created", "project.updated",
            "project.archived", "project.updated", "project.unarchived", "client.deleted"]);
        forget(&t).await;
        let task = api.post("/api/v1/tasks", json!({"name": "T", "project_id": t.project, "assignee_id": t.bob.user.id})).await.created("task");
        api.patch(&format!("/api/v1/tasks/{task}"), json!({"status": "done"})).await.is(200);
        api.delete(&format!("/api/v1/tasks/{task}")).await.is(200);
        assert_eq!(names(&t).await, ["task.created", "task.assigned", "task.updated", "task.status_changed", "task.completed", "task.deleted"]);
        let (_, moved) = &told(&t).await[3];
        assert_eq!((&moved["data"]["previous_status"], &moved["data"]["task"]["status"]), (&json!("todo"), &json!("done")));
        forget(&t).await;
        let comment = api.post("/api/v1/comments", json!({"content": "hi", "task_id": t.task})).await.created("comment");
        api.patch(&format!("/api/v1/comments/{comment}"), json!({"content": "ho"})).await.is(200);
        api.delete(&format!("/api/v1/comments/{comment}")).await.is(200);
        assert_eq!(names(&t).await, ["comment.created", "comment.updated", "comment.deleted"]);
        let (_, gone) = &told(&t).await[2];
        assert_eq!((&gone["entity"]["name"], &gone["data"]["comment"]["content"]), (&json!("Fix login"), &json!("ho")));
        forget(&t).await;
        let page = t.page(&t.alice).await;
        page.post(&format!("/settings/people/{}/deactivate", t.charlie.user.id.get()), &[]).await.is(303);
        page.post(&format!("/settings/people/{}/reactivate", t.charlie.user.id.get()), &[]).await.is(303);
        assert_eq!(names(&t).await, ["user.deleted", "user.created"]);
        let (_, body) = &told(&t).await[0];
        assert_eq!((&body["data"]["user"]["username"], &body["data"]["user"]["is_active"]), (&json!("charlie"), &json!(false)));
        assert!(!body.to_string().contains("password"));
    }

    async fn a_bulk_change_tells_each_entry(t: Test) {
        let mut entries = Vec::new();
        for hour in [6, 7] {
            let entry = json!({"project_id": t.project, "start_time": format!("2026-11-23T0{hour}:00:00"), "end_time": format!("2026-11-23T0{hour}:30:00")});
            entries.push(t.api(&t.bob).post("/api/v1/time-entries", entry).await.created("time_entry"));
        }
        listen(&t).await;
        let bulk = json!({"entry_ids": entries, "action": "add_tag", "value": "x"});
        t.api(&t.bob).post("/api/v1/time-entries/bulk", bulk).await.is(200);
        t.api(&t.bob).post("/api/v1/time-entries/bulk", json!({"entry_ids": entries, "action": "delete"})).await.is(200);
        assert_eq!(names(&t).await, ["time_entry.updated", "time_entry.updated", "time_entry.deleted", "time_entry.deleted"]);
        let (_, first) = &told(&t).await[0];
        assert_eq!((&first["data"]["time_entry"]["id"], &first["data"]["time_entry"]["tag_list"]), (&json!(entries[0]), &json!(["x"])));
    }

    async fn a_switch_tells_both_timers(t: Test) {
        listen(&t).await;
        let bob = t.api(&t.bob);
        bob.post("/api/v1/timer/start", json!({"task_id": t.task})).await.is(201);
        t.clock.advance(60);
        forget(&t).await;
        bob.post("/api/v1/timer/start", json!({"project_id": t.project, "switch": true})).await.is(201);
        assert_eq!(names(&t).await, ["time_entry.updated", "time_entry.stopped", "time_entry.created", "time_entry.started"]);
    }

    async fn a_webhook_is_told_what_it_asks_for_and_its_maker_may_read(t: Test) {
        let make = async |person, events: &[&str]| {
            let body = json!({"name": "x", "url": "https://example.com/", "events": events});
            t.api(person).post("/api/v1/webhooks", body).await.created("webhook")
        };
        let (of_alice, of_bob, of_charlie) = (make(&t.alice, &["time_entry.started"]).await,
            make(&t.bob, &["time_entry.started", "task.created", "user.updated"]).await, make(&t.charlie, &["*"]).await);
        t.api(&t.bob).post("/api/v1/timer/start", json!({"task_id": t.task})).await.is(201);
        t.api(&t.bob).post("/api/v1/tasks", json!({"name": "T", "project_id": t.project})).await.is(201);
        let profile = [("full_name", "Bob B"), ("email", "bob@example.org"), ("timezone", "Europe/Brussels"), ("locale", "en"),
            ("week_start", "0"), ("daily_goal", "8"), ("rounding_minutes", "0"), ("rounding_method", "nearest")];
        t.page(&t.bob).await.post("/settings/me", &profile).await.is(303);
        let of = async |webhook: i64| -> Vec<String> {
            let sql = "SELECT event_type FROM webhook_deliveries WHERE webhook_id = $1 ORDER BY id";
            let rows: Vec<(String,)> = t.app.db.query(sql, p![webhook]).await.unwrap();
            rows.into_iter().map(|(name,)| name).collect()
        };
        assert_eq!(of(of_alice).await, ["time_entry.started"]);
        assert_eq!(of(of_bob).await, ["time_entry.started", "task.created", "user.updated"]);
        assert_eq!(of(of_charlie).await, ["task.created"]);
        // In the zone of whoever made it.
        let (_, body) = told(&t).await.into_iter().find(|(name, body)| name == "time_entry.started" && body["data"]["time_entry"]["start_time"] == "2026-11-24T10:00:00").unwrap();
        assert_eq!(body["data"]["time_entry"]["started_at"], "2026-11-24T10:00:00+01:00");
    }

    async fn whoever_is_deactivated_is_told_nothing_more(t: Test) {
        let body = json!({"name": "x", "url": "https://example.com/", "events": ["*"]});
        t.api(&t.bob).post("/api/v1/webhooks", body).await.created("webhook");
        t.page(&t.alice).await.post(&format!("/settings/people/{}/deactivate", t.bob.user.id.get()), &[]).await.is(303);
        forget(&t).await;
        happen(&t, "a").await;
        assert_eq!(names(&t).await, Vec::<String>::new());
    }

    async fn without_webhooks_nothing_is_written(t: Test) {
        let hook = listen(&t).await;
        t.api(&t.alice).patch(&format!("/api/v1/webhooks/{}", hook["id"]), json!({"is_active": false})).await.is(200);
        happen(&t, "a").await;
        assert_eq!(names(&t).await, Vec::<String>::new());
        assert_eq!(work(&t).await, 0);
    }
}
