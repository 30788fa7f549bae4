//! Templates through the API, and the timers started from them.

use crate::app_tests;
use serde_json::{Value, json};

const TEMPLATES: &str = "/api/v1/time-entry-templates";

app_tests! {
    async fn a_template_fills_what_a_timer_does_not_say(t: Test) {
        let bob = t.api(&t.bob);
        let body = json!({"name": "Stand-up", "task_id": t.task, "default_notes": "daily", "tags": "meeting, team",
            "default_duration_minutes": "15", "billable": false});
        let template = bob.post(TEMPLATES, body).await.is(201).json()["template"].clone();
        assert_eq!((&template["project_id"], &template["task_name"], &template["default_duration"]),
            (&json!(t.project), &json!("Fix login"), &json!(0.25)));
        let started = bob.post("/api/v1/timer/start", json!({"template_id": template["id"]})).await.is(201).json()["timer"].clone();
        for (key, value) in [("task_id", json!(t.task)), ("notes", json!("daily")), ("tags", json!("meeting, team")), ("billable", json!(false))] {
            assert_eq!(started[key], value, "{key}");
        }
        bob.post_empty("/api/v1/timer/stop").await.is(200);
        t.clock.advance(60);
        let own = json!({"template_id": template["id"], "notes": "mine", "project_id": t.project});
        let started = bob.post("/api/v1/timer/start", own).await.is(201).json()["timer"].clone();
        assert_eq!(started["notes"], "mine");
        let used = bob.get(&format!("{TEMPLATES}/{}", template["id"])).await.is(200).json()["template"].clone();
        assert_eq!(used["usage_count"], 2);
        assert!(used["last_used_at"].is_string());
    }

    async fn others_templates_do_not_exist(t: Test) {
        let id = t.api(&t.bob).post(TEMPLATES, json!({"name": "x", "project_id": t.project})).await.created("template");
        let (charlie, path) = (t.api(&t.charlie), format!("{TEMPLATES}/{id}"));
        charlie.get(&path).await.is(404);
        charlie.patch(&path, json!({"name": "y"})).await.is(404);
        charlie.delete(&path).await.is(404);
        charlie.post("/api/v1/timer/start", json!({"template_id": id})).await.is(400).shows("template_id");
        assert_eq!(charlie.get(TEMPLATES).await.json()["templates"], json!([]));
        let bob = t.api(&t.bob);
        let cleared = bob.patch(&path, json!({"project_id": null, "tags": "a"})).await.is(200).json()["template"].clone();
        assert_eq!((&cleared["project_id"], &cleared["tag_list"]), (&Value::Null, &json!(["a"])));
        bob.delete(&path).await.is(200);
        bob.get(&path).await.is(404);
    }

    async fn a_template_is_judged_like_an_entry(t: Test) {
        let bob = t.api(&t.bob);
        let wrong = [json!({}), json!({"name": "x", "project_id": 99}), json!({"name": "x", "task_id": 99}),
            json!({"name": "x", "default_duration_minutes": 0}), json!({"name": "x", "default_duration_minutes": "long"}),
            json!({"name": "x", "tags": "t".repeat(501)}), json!({"name": 5, "billable": "maybe"})];
        for body in wrong {
            bob.post(TEMPLATES, body.clone()).await.is(400).shows("errors");
        }
        t.api(&t.vera).post(TEMPLATES, json!({"name": "x"})).await.is(403);
    }
}
