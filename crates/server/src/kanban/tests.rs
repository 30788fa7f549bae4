//! The board's columns, and the tasks in them.

use crate::app_tests;
use serde_json::{Value, json};

const COLUMNS: &str = "/api/v1/kanban/columns";

app_tests! {
    async fn every_project_has_a_board_and_may_have_its_own(t: Test) {
        let (alice, bob) = (t.api(&t.alice), t.api(&t.bob));
        let of_project = format!("{COLUMNS}?project_id={}", t.project);
        let keys = |answer: Value| answer["columns"].as_array().unwrap().iter()
            .map(|column| column["status"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(keys(bob.get(&of_project).await.is(200).json()), ["todo", "in_progress", "review", "done"]);
        alice.post(COLUMNS, json!({"key": "Doing", "label": "Doing", "project_id": t.project})).await.is(201);
        assert_eq!(keys(bob.get(&of_project).await.json()), ["doing"]);
        assert_eq!(keys(bob.get(COLUMNS).await.json()).len(), 4);
        alice.post(COLUMNS, json!({"key": "doing", "label": "Again", "project_id": t.project})).await.is(400).shows("key");
        alice.post(COLUMNS, json!({"key": "a b", "label": ""})).await.is(400).shows("label");
        bob.post(COLUMNS, json!({"key": "x", "label": "x"})).await.is(403);
    }

    async fn a_task_moves_into_a_column_of_peoples_own(t: Test) {
        let (alice, bob) = (t.api(&t.alice), t.api(&t.bob));
        let column = alice.post(COLUMNS, json!({"key": "blocked", "name": "Blocked ✋"})).await.created("column");
        let task = format!("/api/v1/tasks/{}", t.task);
        let moved = bob.patch(&task, json!({"status": "blocked", "kanban_column": column})).await.is(200).json()["task"].clone();
        assert_eq!((&moved["status"], &moved["status_display"]), (&json!("blocked"), &json!("Blocked ✋")));
        let listed = async |word: &str| {
            bob.get(&format!("/api/v1/tasks?status={word}")).await.is(200).json()["pagination"]["total"].clone()
        };
        assert_eq!([listed("blocked").await, listed("in_progress").await, listed("active").await], [json!(1), json!(0), json!(1)]);
        bob.patch(&task, json!({"name": "Fix log-in"})).await.is(200).shows("blocked");
        bob.patch(&task, json!({"status": "nowhere"})).await.is(400).shows("status");
        alice.delete(&format!("{COLUMNS}/{column}")).await.is(200);
        assert_eq!(bob.get(&task).await.json()["task"]["status"], "in_progress");
        let done = alice.post(COLUMNS, json!({"key": "shipped", "label": "Shipped", "is_complete_state": true})).await.created("column");
        let shipped = bob.patch(&task, json!({"status": "shipped"})).await.is(200).json()["task"].clone();
        assert!(shipped["completed_at"].is_string());
        assert_eq!(alice.get(&format!("{COLUMNS}/{done}")).await.json()["column"]["is_complete_state"], true);
        assert_eq!(bob.patch(&task, json!({"status": "todo"})).await.json()["task"]["status_display"], "To Do");
    }

    async fn columns_are_renamed_ordered_and_the_four_stay(t: Test) {
        let (alice, bob) = (t.api(&t.alice), t.api(&t.bob));
        let columns = bob.get(COLUMNS).await.json()["columns"].clone();
        let id = |index: usize| columns[index]["id"].as_i64().unwrap();
        let todo = format!("{COLUMNS}/{}", id(0));
        alice.patch(&todo, json!({"label": "Later", "wip_limit": 5})).await.is(200);
        alice.patch(&todo, json!({"wip_limit": 0})).await.is(400).shows("wip_limit");
        alice.patch(&todo, json!({"key": "later"})).await.is(400).shows("key");
        alice.patch(&todo, json!({"is_complete_state": true})).await.is(400);
        alice.delete(&todo).await.is(400).shows("cannot be removed");
        bob.delete(&todo).await.is(403);
        assert_eq!(bob.get(&format!("/api/v1/tasks/{}", t.task)).await.json()["task"]["status_display"], "Later");
        let order = json!({"column_ids": [id(3), id(0).to_string()]});
        let board = alice.post(&format!("{COLUMNS}/reorder"), order).await.is(200).json();
        let keys: Vec<&str> = board["columns"].as_array().unwrap().iter().map(|column| column["key"].as_str().unwrap()).collect();
        assert_eq!(keys, ["done", "todo", "in_progress", "review"]);
        alice.post(&format!("{COLUMNS}/reorder"), json!({"column_ids": [99]})).await.is(400).shows("column_ids");
        alice.post(&format!("{COLUMNS}/reorder"), json!({"column_ids": "1"})).await.is(400);
        for nowhere in [-1, 999_999] {
            let order = json!({"column_ids": [1], "project_id": nowhere});
            alice.post(&format!("{COLUMNS}/reorder"), order).await.is(400).shows("There is no such project");
        }
        alice.patch(&todo, json!({"is_active": "no"})).await.is(200);
        assert_eq!(bob.get(COLUMNS).await.json()["columns"].as_array().unwrap().len(), 3);
    }
}
