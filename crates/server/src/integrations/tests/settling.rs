//! What there is to settle by the API: previews, states, people, what a reconciliation finds, a refused key.

use super::*;

const HOME: &str = "/api/v1/integrations/linear";

async fn notices(w: &World) -> Vec<String> {
    let answer = w.t.api(&w.t.alice).get("/api/v1/notices").await.is(200).json();
    let notices = answer["notices"].as_array().unwrap();
    notices
        .iter()
        .map(|notice| notice["text"].as_str().unwrap().to_owned())
        .collect()
}

async fn reconcile(w: &World) -> Value {
    let alice = w.t.api(&w.t.alice);
    alice.post(&format!("{HOME}/reconcile"), json!({})).await.is(202);
    run_due(&w.t.app).await.unwrap();
    w.status().await["last_run"].clone()
}

both_engines! {
    migrations = crate::app::MIGRATIONS;

    async fn a_preview_counts_and_writes_no_task(db: TestDb) {
        let w = World::new(db.db()).await;
        let jo = w.linear.users()[0].0;
        for title in ["one", "two", "three"] {
            let issue = w.issue(w.eng, title, "In Progress");
            w.linear.edit_issue(issue, |issue| issue.assignee = Some(jo));
        }
        let gone = w.issue(w.eng, "old", "Done");
        w.linear.archive_issue(gone);
        connect(&w.t.app, &w.t.alice, linear(), KEY, &settings(&[]), Beginning::Preview).await.unwrap();
        let alice = w.t.api(&w.t.alice);
        alice.get(&format!("{HOME}/preview")).await.is(404);
        run_due(&w.t.app).await.unwrap();
        assert_eq!(w.tasks().await, []);
        let preview = alice.get(&format!("{HOME}/preview")).await.is(200).json()["preview"].clone();
        assert_eq!((&preview["issues"], &preview["archived"]), (&json!(3), &json!(1)));
        let teams = preview["teams"].as_array().unwrap();
        let eng = teams.iter().find(|team| team["key"] == "ENG").unwrap();
        assert_eq!((&eng["project_id"], &eng["project"], &eng["issues"]), (&Value::Null, &json!("Platform"), &json!(3)));
        let states = eng["states"].as_array().unwrap();
        let state = states.iter().find(|state| state["issues"] == 3).unwrap();
        assert_eq!((&state["name"], &state["status"]), (&json!("In Progress"), &json!("in_progress")));
        assert_eq!(state["examples"].as_array().unwrap().len(), 3);
        assert_eq!((&preview["unmatched_people"][0]["name"], &preview["unmatched_people"][0]["issues"]), (&json!("Jo Doe"), &json!(3)));

        let id = state["state_id"].as_i64().unwrap();
        alice.patch(&format!("{HOME}/states/{id}"), json!({"status": "nonsense"})).await.is(400);
        alice.patch(&format!("{HOME}/states/{id}"), json!({"status": "review"})).await.is(200);
        w.t.api(&w.t.bob).patch(&format!("{HOME}/states/{id}"), json!({"status": "done"})).await.is(403);
        assert_eq!(w.status().await["waits_for_go"], true);
        w.sync().await;
        assert_eq!(w.task("ENG-1").await.unwrap()["status"], "review");
        alice.patch(&format!("{HOME}/states/{id}"), json!({"status": null})).await.is(200);
        assert_eq!(w.task("ENG-1").await.unwrap()["status"], "in_progress", "tasks follow at once");
    }

    async fn a_mapping_that_is_changed_while_a_run_reads_holds_for_its_next_page(db: TestDb) {
        let w = World::new(db.db()).await;
        for number in 0..600 {
            w.issue(w.eng, &format!("issue {number}"), "Todo");
        }
        w.connect(&[("max_pages", "1")]).await;
        let run = super::super::overview(&w.t.app, linear()).await.unwrap().unwrap().open_run.unwrap().id.get();
        carry_out(&w.t.app, run, &Stop::default()).await.unwrap();
        let alice = w.t.api(&w.t.alice);
        let states = alice.get(&format!("{HOME}/states")).await.is(200).json();
        let states = states["states"].as_array().unwrap();
        let todo: Vec<_> = states.iter().filter(|state| state["name"] == "Todo").collect();
        for state in todo {
            alice.patch(&format!("{HOME}/states/{}", state["id"]), json!({"status": "review"})).await.is(200);
        }
        run_due(&w.t.app).await.unwrap();
        let other: i64 = w.t.app.db.scalar("SELECT COUNT(*) FROM tasks WHERE external_ref IS NOT NULL AND status <> 'review'", p![]).await.unwrap();
        assert_eq!((w.tasks().await.len(), other), (600, 0));
    }

    async fn people_are_matched_by_hand_and_back(db: TestDb) {
        let w = World::new(db.db()).await;
        let jo = w.linear.users()[0].0;
        let issue = w.issue(w.eng, "one", "Todo");
        w.linear.edit_issue(issue, |issue| issue.assignee = Some(jo));
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        assert_eq!(w.status().await["unmatched_people"], 1);
        let alice = w.t.api(&w.t.alice);
        let people = alice.get(&format!("{HOME}/people?unmatched=true")).await.is(200).json();
        let person = &people["people"][0];
        assert_eq!((&person["name"], &person["unassigned_issues"]), (&json!("Jo Doe"), &json!(1)));
        let address = format!("{HOME}/people/{}", person["id"]);
        let (bob, assignee) = (w.t.bob.user.id.get(), async || w.task("ENG-1").await.unwrap()["assigned_to"].clone());
        alice.patch(&address, json!({"user_id": 99_999})).await.is(400);
        alice.patch(&address, json!({})).await.is(400);
        alice.patch(&address, json!({"user_id": bob})).await.is(200);
        assert_eq!(assignee().await, bob);
        w.linear.edit_issue(issue, |issue| issue.title = "uno".into());
        w.sync().await;
        assert_eq!(assignee().await, bob, "a sync keeps what was chosen");
        alice.patch(&address, json!({"user_id": null})).await.is(200);
        assert_eq!((assignee().await, w.status().await["unmatched_people"].clone()), (Value::Null, json!(0)));
        alice.patch(&address, json!({"match": "email"})).await.is(200);
        assert_eq!(w.status().await["unmatched_people"], 1);
    }

    async fn a_reconciliation_marks_what_is_gone_and_finds_what_was_missed(db: TestDb) {
        let w = World::new(db.db()).await;
        let (kept, gone) = (w.issue(w.eng, "kept", "Todo"), w.issue(w.eng, "gone", "Todo"));
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let alice = w.t.api(&w.t.alice);
        let id = w.task("ENG-2").await.unwrap()["id"].as_i64().unwrap();
        let body = json!({"task_id": id, "start_time": "2026-11-23T09:00", "end_time": "2026-11-23T10:00"});
        w.t.api(&w.t.bob).post("/api/v1/time-entries", body).await.is(201);
        w.linear.delete_issue(gone);
        // What no delta tells: a task that fell out of step.
        let sql = "UPDATE tasks SET name = 'ENG-1: wrong', external_updated_at = 1, external_hash = 0 WHERE external_ref = $1";
        w.t.app.db.exec(sql, p![kept.to_string()]).await.unwrap();
        let run = w.sync().await;
        assert_eq!(run["missing"], 0);
        let run = reconcile(&w).await;
        assert_eq!((&run["kind"], &run["status"], &run["missing"]), (&json!("reconcile"), &json!("succeeded"), &json!(1)));
        assert_eq!(w.task("ENG-1").await.unwrap()["name"], "ENG-1: kept");
        let marked = w.task("ENG-2").await.unwrap();
        assert!(!marked["missing_at"].is_null());
        assert_eq!((&marked["id"], &marked["total_hours"]), (&json!(id), &json!(1.0)), "its time stays");
        let again = reconcile(&w).await;
        assert_eq!((&again["missing"], &again["updated"], &again["seen"]), (&json!(0), &json!(0), &json!(1)));
        assert!(!w.status().await["reconciled_at"].is_null());
        alice.delete(&format!("/api/v1/tasks/{id}")).await.is(200);
    }

    async fn what_was_reconciled_is_looked_at_again_a_day_later(db: TestDb) {
        let w = World::new(db.db()).await;
        w.issue(w.eng, "one", "Todo");
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let kinds = async || -> Vec<String> {
            let rows: Vec<(String,)> = w.t.app.db.query("SELECT kind FROM sync_runs ORDER BY id", p![]).await.unwrap();
            rows.into_iter().map(|(kind,)| kind).collect()
        };
        for _ in 0..2 {
            w.t.clock.advance(15 * 3600);
            run_due(&w.t.app).await.unwrap();
            run_due(&w.t.app).await.unwrap();
        }
        let kinds = kinds().await;
        assert_eq!(kinds.iter().filter(|kind| *kind == "reconcile").count(), 1, "{kinds:?}");
    }

    async fn a_service_that_suddenly_lists_nothing_marks_nothing(db: TestDb) {
        let w = World::new(db.db()).await;
        let issue = w.issue(w.eng, "one", "Todo");
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        w.linear.delete_issue(issue);
        let run = reconcile(&w).await;
        assert_eq!((&run["status"], &run["missing"]), (&json!("failed"), &json!(0)));
        assert!(run["problem"].as_str().unwrap().contains("lists no issue at all"), "{run}");
        assert!(w.task("ENG-1").await.unwrap()["missing_at"].is_null());
    }

    async fn a_refused_key_is_told_to_administrators_once(db: TestDb) {
        let w = World::new(db.db()).await;
        w.issue(w.eng, "one", "Todo");
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        assert_eq!(notices(&w).await, Vec::<String>::new());
        w.linear.revoke_key(KEY);
        for _ in 0..3 {
            w.sync().await;
        }
        let told = notices(&w).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("refused the key") && told[0].contains("paste it here") && !told[0].contains(KEY), "{told:?}");
        assert_eq!(w.status().await["state"], "needs_attention");
        let jo = w.linear.users()[0].0;
        w.linear.add_key(KEY, jo);
        super::super::test(&w.t.app, &w.t.alice, linear()).await.unwrap();
        assert_eq!(notices(&w).await, Vec::<String>::new());
    }

    async fn labels_are_tags_beside_peoples_own(db: TestDb) {
        let w = World::new(db.db()).await;
        let issue = w.issue(w.eng, "one", "Todo");
        w.linear.edit_issue(issue, |issue| issue.labels = vec!["bug".into(), "ui".into()]);
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let id = w.task("ENG-1").await.unwrap()["id"].as_i64().unwrap();
        let bob = w.t.api(&w.t.bob);
        let path = format!("/api/v1/tasks/{id}");
        bob.patch(&path, json!({"tags": "bug, ui, mine"})).await.is(200);
        assert_eq!(w.task("ENG-1").await.unwrap()["tag_list"], json!(["bug", "ui", "mine"]));
        w.linear.edit_issue(issue, |issue| issue.labels = vec!["backend".into()]);
        w.sync().await;
        let task = w.task("ENG-1").await.unwrap();
        assert_eq!((&task["tag_list"], &task["labels"]), (&json!(["backend", "mine"]), &json!(["backend"])));
        let found = bob.get("/api/v1/tasks?tags=backend").await.is(200).json();
        assert_eq!(found["tasks"].as_array().unwrap().len(), 1);
    }
}
