//! Tasks through the API, on both engines.

use super::{Filter, find_by_identifier, list, suggest};
use crate::app_tests;
use serde_json::{Value, json};
use timetracker_db::{Read as _, p};
use timetracker_types::Id;

const TASKS: &str = "/api/v1/tasks";

app_tests! {
    async fn a_task_is_made_and_changed(t: Test) {
        let bob = t.api(&t.bob);
        let body = json!({"name": "Ship it", "project_id": t.project, "status": "in_progress", "priority": "high",
            "assignee_id": t.bob.user.id, "due_date": "2026-11-20", "estimated_hours": "1,5", "tags": "a,b"});
        let id = bob.post(TASKS, body).await.created("task");
        let path = format!("{TASKS}/{id}");
        let task = bob.get(&path).await.is(200).json()["task"].clone();
        for (key, value) in [("status_display", json!("In Progress")), ("assigned_user", json!("bob")),
            ("estimated_hours", json!(1.5)), ("is_overdue", json!(true)), ("tag_list", json!(["a", "b"])),
            ("creator", json!("bob"))] {
            assert_eq!(task[key], value, "{key}");
        }
        assert!(task["started_at"].is_string());
        let task = bob.patch(&path, json!({"status": "done", "assignee_id": null})).await.is(200).json()["task"].clone();
        assert_eq!((&task["assigned_to"], &task["is_overdue"]), (&Value::Null, &json!(false)));
        assert!(task["completed_at"].is_string());
        let task = bob.patch(&path, json!({"status": "todo"})).await.is(200).json()["task"].clone();
        assert_eq!(task["completed_at"], Value::Null);
        bob.delete(&path).await.is(200);
        assert_eq!(bob.get(TASKS).await.json()["pagination"]["total"], 1);
    }

    async fn bad_fields_are_named(t: Test) {
        let body = json!({"name": "", "status": "someday", "priority": "!", "due_date": "2026-02-30", "custom_fields": []});
        let errors = t.api(&t.bob).post(TASKS, body).await.is(400).json()["errors"].clone();
        for field in ["name", "project_id", "status", "priority", "due_date", "custom_fields"] {
            assert!(errors[field][0].is_string(), "{field} in {errors}");
        }
        t.api(&t.vera).post(TASKS, json!({"name": "x", "project_id": t.project})).await.is(403);
    }

    async fn active_means_neither_done_nor_cancelled(t: Test) {
        let bob = t.api(&t.bob);
        for status in ["done", "cancelled", "review"] {
            bob.post(TASKS, json!({"name": status, "project_id": t.project, "status": status})).await.is(201);
        }
        for (word, total) in [("active", 2), ("open", 2), ("done", 1), ("nonsense", 0), ("all", 4)] {
            let answer = bob.get(&format!("{TASKS}?project_id={}&status={word}", t.project)).await.is(200).json();
            assert_eq!(answer["pagination"]["total"], total, "{word}");
        }
        assert_eq!(bob.get(&format!("{TASKS}?project_id=99")).await.json()["pagination"]["total"], 0);
    }

    async fn search_takes_every_word_in_any_script_and_no_wildcards(t: Test) {
        let bob = t.api(&t.bob);
        for name in ["Größe ändern", "100% sicher", "שלום עולם", "plain"] {
            bob.post(TASKS, json!({"name": name, "project_id": t.project})).await.is(201);
        }
        for (typed, found) in [("GRÖSSE", 0), ("größe ÄNDERN", 1), ("100%", 1), ("%", 1), ("_", 0), ("עולם", 1), ("in pla", 1)] {
            let filter = Filter { search: typed.into(), ..Filter::default() };
            assert_eq!(list(&t.app.db, &filter).await.unwrap().len(), found, "{typed}");
        }
    }

    async fn a_search_without_end_is_answered(t: Test) {
        let words = "a+".repeat(3000);
        t.api(&t.bob).get(&format!("{TASKS}?search={words}")).await.is(200);
        t.api(&t.bob).get(&format!("{TASKS}?search={}", "x".repeat(60_000))).await.is(200);
        assert_eq!(t.api(&t.bob).get(&format!("{TASKS}?tags=zzz,")).await.is(200).json()["pagination"]["total"], 0);
    }

    async fn an_identifier_is_found_and_comes_first(t: Test) {
        linked(&t, "ENG-4", "Other").await;
        let id = linked(&t, "ENG-42", "Fix login").await;
        let found = find_by_identifier(&t.app.db, " eng-42 ").await.unwrap().unwrap();
        assert_eq!((found.id.get(), found.title()), (id, "Fix login"));
        let suggested = suggest(&t.app.db, "eng-4", t.bob.user.id, 8).await.unwrap();
        let names: Vec<_> = suggested.iter().map(|view| view.task.identifier.clone().unwrap()).collect();
        assert_eq!(names, ["ENG-4", "ENG-42"]);
    }

    async fn what_the_tracker_owns_is_refused_and_the_rest_is_ours(t: Test) {
        let bob = t.api(&t.bob);
        let path = format!("{TASKS}/{}", linked(&t, "ENG-42", &"long ".repeat(100)).await);
        for body in [json!({"name": "x"}), json!({"status": "done"}), json!({"assignee_id": t.bob.user.id})] {
            bob.patch(&path, body).await.is(400).shows("tracker");
        }
        let task = bob.patch(&path, json!({"estimated_hours": 3, "tags": "mine"})).await.is(200).json()["task"].clone();
        assert_eq!((&task["estimated_hours"], &task["tags"]), (&json!(3.0), &json!("mine")));
        bob.delete(&path).await.is(400);
    }
}

/// A task as the sync would have made it.
async fn linked(t: &crate::testing::Test, identifier: &str, title: &str) -> i64 {
    let tx = t.app.db.begin().await.unwrap();
    let now = t.app.now();
    tx.exec(
        "INSERT INTO connections (connector, created_at, updated_at) VALUES ('linear', $1, $1) ON CONFLICT DO NOTHING",
        p![now],
    )
    .await
    .unwrap();
    let name = format!("{identifier}: {title}");
    let sql = "INSERT INTO tasks (project_id, name, identifier, search_text, connection_id, external_ref, created_at, updated_at)
        VALUES ($1, $2, $3, $4, (SELECT id FROM connections), $3, $5, $5) RETURNING id";
    let text = super::search_text(Some(identifier), &name);
    let id: Id<super::Task> = tx
        .scalar(sql, p![t.project, name, identifier, text, now])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id.get()
}
