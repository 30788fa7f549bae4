//! The audit trail through the API.

use crate::app_tests;
use serde_json::json;
use timetracker_db::Read as _;

app_tests! {
    async fn activities_say_what_somebody_did(t: Test) {
        let bob = t.api(&t.bob);
        let body = json!({"project_id": t.project, "start_time": "2026-11-20T09:00", "end_time": "2026-11-20T10:00"});
        let id = bob.post("/api/v1/time-entries", body).await.created("time_entry");
        bob.patch(&format!("/api/v1/tasks/{}", t.task), json!({"priority": "high"})).await.is(200);
        let list = bob.get("/api/v1/activities?limit=1").await.is(200).json();
        assert_eq!((&list["pagination"]["total"], &list["pagination"]["per_page"]), (&json!(2), &json!(1)));
        assert_eq!(list["activities"][0]["description"], "Updated task “Fix login”: priority");
        let of_entries = bob.get("/api/v1/activities?entity_type=time_entry").await.json()["activities"][0].clone();
        for (key, value) in [("description", json!("Created time entry for Website - 01:00:00")), ("entity_id", json!(id)),
            ("entity_name", json!("Website")), ("username", json!("bob")), ("action", json!("created"))] {
            assert_eq!(of_entries[key], value, "{key}");
        }
        assert_eq!(of_entries["metadata"]["duration_hours"], 1.0);
        assert_eq!(t.api(&t.charlie).get("/api/v1/activities").await.json()["activities"], json!([]));
        t.api(&t.charlie).get(&format!("/api/v1/activities?user_id={}", t.bob.user.id)).await.is(403);
        assert!(t.api(&t.alice).get("/api/v1/activities").await.json()["pagination"]["total"].as_i64().unwrap() > 4);
    }

    async fn the_audit_log_is_for_administrators(t: Test) {
        let (alice, bob) = (t.api(&t.alice), t.api(&t.bob));
        bob.patch(&format!("/api/v1/tasks/{}", t.task), json!({"priority": "high"})).await.is(200);
        let path = format!("/api/v1/audit-logs?entity_type=task&entity_id={}&action=updated", t.task);
        let line = alice.get(&path).await.is(200).json()["audit_logs"][0].clone();
        for (key, value) in [("field_name", json!("priority")), ("old_value", json!("medium")), ("new_value", json!("high")),
            ("username", json!("bob")), ("change_description", json!("Updated task “Fix login”: priority"))] {
            assert_eq!(line[key], value, "{key}");
        }
        assert_eq!((&line["full_old_state"]["priority"], &line["full_new_state"]["priority"]), (&json!("medium"), &json!("high")));
        bob.get("/api/v1/audit-logs").await.is(403);
        alice.with_scopes("read:*").get("/api/v1/audit-logs").await.is(403).shows("admin:all");
    }

    async fn administrators_read_the_log_by_person_and_kind(t: Test) {
        let body = json!({"project_id": t.project, "start_time": "2026-11-20T09:00", "end_time": "2026-11-20T10:00"});
        let id = t.api(&t.bob).post("/api/v1/time-entries", body).await.created("time_entry");
        t.api(&t.bob).patch(&format!("/api/v1/time-entries/{id}"), json!({"notes": "<b>new</b>"})).await.is(200);
        let alice = t.page(&t.alice).await;
        let page = alice.get("/settings/audit").await.is(200);
        page.shows("Created time entry for Website").shows("<ins>&#60;b&#62;new&#60;/b&#62;</ins>").shows("Created project");
        alice.get(&format!("/settings/audit?person={}", t.bob.user.id)).await.is(200).shows("time entry for Website").hides("Created project");
        alice.get("/settings/audit?kind=project").await.is(200).shows("Created project").hides("time entry for");
        alice.get("/settings/audit?kind=nothing").await.is(200).shows("Nothing was changed");
        let first: i64 = t.app.db.scalar("SELECT MIN(id) FROM audit_events", timetracker_db::p![]).await.unwrap();
        alice.get(&format!("/settings/audit?before={first}")).await.is(200).shows("Nothing was changed");
        alice.get(&format!("/settings/audit?before={}", first + 1)).await.is(200).hides("time entry for");
        for other in [&t.bob, &t.vera] {
            t.page(other).await.get("/settings/audit").await.is(403);
        }
    }

    async fn a_long_log_goes_on_page_by_page(t: Test) {
        for number in 0..60 {
            t.api(&t.alice).post("/api/v1/clients", json!({"name": format!("Client {number:03}")})).await.is(201);
        }
        let alice = t.page(&t.alice).await;
        let first = alice.get("/settings/audit?kind=client").await.is(200);
        first.shows("Client 059").hides("Client 001");
        let older = first.text.split("href=\"/settings/audit?kind=client&#38;before=").nth(1).unwrap().split('"').next().unwrap().to_owned();
        alice.get(&format!("/settings/audit?kind=client&before={older}")).await.is(200).shows("Client 001").hides("Client 059");
    }
}
