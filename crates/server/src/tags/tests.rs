//! Tags through the API.

use crate::app_tests;
use serde_json::json;

app_tests! {
    async fn tags_are_counted_by_name(t: Test) {
        let bob = t.api(&t.bob);
        for (hour, tags) in [(8, "Review, bug"), (9, "bug"), (10, "")] {
            let body = json!({"project_id": t.project, "start_time": format!("2026-11-20T{hour:02}:00"),
                "end_time": format!("2026-11-20T{hour:02}:30"), "tags": tags});
            bob.post("/api/v1/time-entries", body).await.is(201);
        }
        bob.patch(&format!("/api/v1/tasks/{}", t.task), json!({"tags": "bug"})).await.is(200);
        let tags = bob.get("/api/v1/tags").await.is(200).json()["tags"].clone();
        assert_eq!(tags, json!([{"name": "bug", "count": 3, "time_entries": 2, "tasks": 1},
            {"name": "Review", "count": 1, "time_entries": 1, "tasks": 0}]));
        let of_charlie = t.api(&t.charlie).get("/api/v1/tags").await.json()["tags"].clone();
        assert_eq!(of_charlie, json!([{"name": "bug", "count": 1, "time_entries": 0, "tasks": 1}]));
    }
}
