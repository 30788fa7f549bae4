//! The audit trail through the API.

use crate::app_tests;
use serde_json::json;

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
}
