//! What changes in Linear arrives; what was done here stays.

use super::*;

async fn project(t: &Test, reference: TeamId) -> (i64, String, Option<String>) {
    let sql = "SELECT id, name, code FROM projects WHERE external_ref = $1";
    t.app.db.query_one(sql, p![reference.to_string()]).await.unwrap()
}

both_engines! {
    migrations = crate::app::MIGRATIONS;

    async fn the_trash_hides_and_restoring_shows_again(db: TestDb) {
        let w = World::new(db.db()).await;
        let issue = w.issue(w.eng, "one", "In Progress");
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let id = w.task("ENG-1").await.unwrap()["id"].clone();
        let bob = w.t.api(&w.t.bob);
        bob.post("/api/v1/timer/start", json!({"task_id": id})).await.is(201);
        w.linear.trash_issue(issue);
        assert_eq!(w.sync().await["archived"], 1);
        assert!(w.task("ENG-1").await.is_none());
        bob.get("/api/v1/timer/status").await.is(200).shows("ENG-1: one");
        bob.post_empty("/api/v1/timer/stop").await.is(200);
        w.linear.restore_issue(issue);
        w.sync().await;
        let back = w.task("ENG-1").await.unwrap();
        assert_eq!((&back["id"], &back["status"]), (&id, &json!("in_progress")));
    }

    async fn what_was_added_to_a_task_here_survives(db: TestDb) {
        let w = World::new(db.db()).await;
        let issue = w.issue(w.eng, "one", "Todo");
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let id = w.task("ENG-1").await.unwrap()["id"].clone();
        let ours = json!({"estimated_hours": 2.5, "tags": "mine, too"});
        w.t.api(&w.t.bob).patch(&format!("/api/v1/tasks/{id}"), ours).await.is(200);
        let (fields,): (String,) = w.t.app.db.query_one("SELECT custom_fields FROM tasks WHERE identifier = 'ENG-1'", p![]).await.unwrap();
        let mut fields: Value = serde_json::from_str(&fields).unwrap();
        fields["cost_centre"] = json!(4711);
        w.t.app.db.exec("UPDATE tasks SET custom_fields = $1 WHERE identifier = 'ENG-1'", p![fields.to_string()]).await.unwrap();
        w.linear.edit_issue(issue, |issue| issue.state = Some("Done".into()));
        w.sync().await;
        let task = w.task("ENG-1").await.unwrap();
        assert_eq!((&task["status"], &task["estimated_hours"], &task["tags"]), (&json!("done"), &json!(2.5), &json!("mine, too")));
        assert_eq!(task["custom_fields"]["cost_centre"], 4711);
        assert_eq!(task["custom_fields"]["integration"]["state"], "Done");
        assert!(task["completed_at"].is_string(), "{task}");
        w.linear.edit_issue(issue, |issue| issue.state = Some("Todo".into()));
        w.sync().await;
        assert_eq!(w.task("ENG-1").await.unwrap()["completed_at"], Value::Null);
    }

    async fn a_moved_issue_leaves_its_hours_where_they_were_booked(db: TestDb) {
        let w = World::new(db.db()).await;
        let issue = w.issue(w.eng, "one", "Todo");
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let (eng, mob) = (project(&w.t, w.eng).await.0, project(&w.t, w.mob).await.0);
        let id = w.task("ENG-1").await.unwrap()["id"].clone();
        let bob = w.t.api(&w.t.bob);
        let body = json!({"task_id": id, "start_time": "2026-11-23T09:00", "end_time": "2026-11-23T10:00"});
        let entry = bob.post("/api/v1/time-entries", body).await.created("time_entry");
        w.linear.move_issue(issue, w.mob);
        w.sync().await;
        let entry = bob.get(&format!("/api/v1/time-entries/{entry}")).await.json()["time_entry"].clone();
        assert_eq!((&entry["task_id"], &entry["project_id"]), (&id, &json!(eng)));
        let moved = w.task("MOB-1").await.unwrap();
        assert_eq!((&moved["id"], &moved["project_id"]), (&id, &json!(mob)));
        let page = w.t.page(&w.t.bob).await.get("/issues?q=MOB-1").await.is(200);
        page.shows("MOB-1");
    }

    async fn a_code_that_another_project_has_is_left_to_it(db: TestDb) {
        let w = World::new(db.db()).await;
        let alice = w.t.api(&w.t.alice);
        let client = alice.post("/api/v1/clients", json!({"name": "Us"})).await.created("client");
        let ours = json!({"name": "Ours", "code": "eng", "client_id": client});
        let ours = alice.post("/api/v1/projects", ours).await;
        let ours = ours.created("project");
        w.issue(w.eng, "one", "Todo");
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        assert_eq!(w.status().await["last_run"]["status"], "succeeded");
        let (id, name, code) = project(&w.t, w.eng).await;
        assert!(id != ours && name == "Platform" && code.is_none(), "{code:?}");
        assert_eq!(alice.get(&format!("/api/v1/projects/{ours}")).await.json()["project"]["code"], "ENG");
        let before = w.dump().await;
        w.sync().await;
        assert_eq!(w.dump().await, before);
    }

    async fn a_team_with_another_key_keeps_its_project(db: TestDb) {
        let w = World::new(db.db()).await;
        let issue = w.issue(w.eng, "one", "Todo");
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let before = project(&w.t, w.eng).await;
        w.linear.rekey_team(w.eng, "CORE");
        let successor = w.linear.add_team("ENG", "Platform");
        w.linear.edit_issue(issue, |issue| issue.title = "uno".into());
        w.issue(successor, "other", "Todo");
        w.sync().await;
        let after = project(&w.t, w.eng).await;
        assert_eq!((after.0, after.2.as_deref()), (before.0, Some("CORE")));
        assert_eq!(project(&w.t, successor).await.2.as_deref(), Some("ENG"));
        assert!(w.task("CORE-1").await.is_some() && w.task("ENG-1").await.is_some());
    }

    async fn issues_of_one_instant_are_all_followed(db: TestDb) {
        let w = World::new(db.db()).await;
        let issues: Vec<_> = (0..600).map(|number| w.issue(w.eng, &format!("issue {number}"), "Todo")).collect();
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        w.linear.mass_update(&issues, |issue| issue.state = Some("Done".into()));
        w.sync().await;
        assert_eq!(w.status().await["last_run"]["updated"], 600);
        assert!(w.tasks().await.iter().all(|task| task.2 == "done"));
        assert_eq!(w.sync().await["updated"], 0);
    }

    async fn what_changes_while_pages_are_read_is_not_lost(db: TestDb) {
        let w = World::new(db.db()).await;
        let issues: Vec<_> = (0..1000).map(|number| w.issue(w.eng, &format!("issue {number}"), "Todo")).collect();
        w.connect(&[]).await;
        w.linear.set_page_delay(Duration::from_millis(60));
        let app = w.t.app.clone();
        let running = tokio::spawn(async move { run_due(&app).await });
        for step in 0..8 {
            tokio::time::sleep(Duration::from_millis(30)).await;
            w.linear.edit_issue(issues[step * 120], |issue| issue.title = format!("changed {step}"));
        }
        running.await.unwrap().unwrap();
        w.linear.set_page_delay(Duration::ZERO);
        w.sync().await;
        let mut expected: Vec<_> = w.linear.issues().iter()
            .map(|issue| (issue.id.to_string(), format!("{}: {}", issue.identifier, issue.title))).collect();
        expected.sort();
        let arrived: Vec<_> = w.tasks().await.into_iter().map(|task| (task.0, task.1)).collect();
        assert_eq!(arrived, expected);
    }
}
