//! Many tasks with time on them, for measuring by hand.

use crate::testing::Test;
use serde_json::json;
use timetracker_db::{Read as _, p};

/// Adds so many tasks to the test's world, in ten projects, each state, every tenth one bob's.
pub(crate) async fn fill(t: &Test, count: i64) {
    let tx = t.app.db.begin_bulk().await.unwrap();
    for number in 1..10 {
        let sql = "INSERT INTO projects (client_id, name, created_at, updated_at)
            SELECT client_id, $1, 0, 0 FROM projects WHERE id = $2";
        tx.exec(sql, p![format!("Project {number}"), t.project])
            .await
            .unwrap();
    }
    let projects: Vec<(i64,)> = tx
        .query("SELECT id FROM projects ORDER BY id", p![])
        .await
        .unwrap();
    let sql = "INSERT INTO tasks (project_id, name, identifier, search_text, description, status, priority, assignee_id,
            estimate_seconds, labels, custom_fields, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)";
    for number in 0..count {
        let place = usize::try_from(number).unwrap();
        let identifier = format!("ENG-{number}");
        let name = format!("{identifier}: Make the {number}th thing work on every page of the application");
        let custom = json!({"integration": {
            "source": "linear", "url": format!("https://linear.app/acme/issue/{identifier}"),
            "cycle": {"name": format!("Cycle {}", number % 20)}, "ref": "0".repeat(36),
        }});
        let params = p![
            projects[place % projects.len()].0,
            name,
            identifier,
            name.to_lowercase(),
            "d".repeat(120),
            [
                "todo",
                "in_progress",
                "review",
                "done",
                "done",
                "done",
                "cancelled"
            ][place % 7],
            ["low", "medium", "high", "urgent"][place % 4],
            (number % 10 == 0).then_some(t.bob.user.id),
            (number % 3 == 0).then_some(3600 * (number % 9 + 1)),
            ["", "bug", "bug, security", "design"][place % 4],
            custom.to_string(),
            number * 1000
        ];
        tx.exec(sql, params).await.unwrap();
    }
    let sql = "INSERT INTO time_entries (user_id, project_id, task_id, started_at, ended_at, duration_seconds, timezone,
            created_at, updated_at)
        SELECT $1, project_id, id, id * 1000, id * 1000 + 600000, 600, 'UTC', 0, 0 FROM tasks WHERE id % 2 = 0";
    tx.exec(sql, p![t.bob.user.id]).await.unwrap();
    tx.commit().await.unwrap();
    if t.app.db.engine() == timetracker_db::Engine::Postgres {
        t.app.db.exec("ANALYZE", vec![]).await.unwrap();
    }
}
