//! What a sync changes is told to webhooks, within bounds.

use super::*;

/// The events that wait to be told, with the issue each is about, the oldest first.
async fn told(w: &World) -> Vec<(String, String)> {
    let sql = "SELECT event_type, payload FROM webhook_deliveries ORDER BY id";
    let rows: Vec<(String, String)> = w.t.app.db.query(sql, p![]).await.unwrap();
    let issue = |body: String| {
        let body: Value = serde_json::from_str(&body).unwrap();
        body["data"]["task"]["identifier"].as_str().unwrap().to_owned()
    };
    rows.into_iter().map(|(name, body)| (name, issue(body))).collect()
}

async fn forget(w: &World) {
    w.t.app
        .db
        .exec("DELETE FROM webhook_deliveries", p![])
        .await
        .unwrap();
}

async fn listen(w: &World, events: &[&str]) {
    let body = json!({"name": "Mirror", "url": "http://x.invalid/", "events": events, "max_retries": 0});
    w.t.api(&w.t.alice).post("/api/v1/webhooks", body).await.is(201);
}

fn names(told: &[(String, String)]) -> Vec<&str> {
    told.iter().map(|(name, _)| name.as_str()).collect()
}

both_engines! {
    migrations = crate::app::MIGRATIONS;

    async fn what_linear_changes_is_told_and_the_first_import_is_not(db: TestDb) {
        let w = World::new(db.db()).await;
        listen(&w, &["*"]).await;
        let issue = w.issue(w.eng, "one", "Todo");
        w.issue(w.eng, "two", "Todo");
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        assert_eq!(told(&w).await, []);
        w.t.clock.advance(60);
        w.issue(w.eng, "three", "Todo");
        w.linear.edit_issue(issue, |issue| issue.state = Some("Done".into()));
        w.sync().await;
        let mut events = told(&w).await;
        events.sort();
        let event = |name: &str, issue: &str| (name.to_owned(), issue.to_owned());
        assert_eq!(events, [event("task.completed", "ENG-1"), event("task.created", "ENG-3"),
            event("task.status_changed", "ENG-1"), event("task.updated", "ENG-1")]);
        forget(&w).await;
        w.t.clock.advance(60);
        w.linear.trash_issue(issue);
        w.sync().await;
        assert_eq!(names(&told(&w).await), ["task.deleted"]);
        forget(&w).await;
        w.t.clock.advance(60);
        w.linear.restore_issue(issue);
        w.sync().await;
        assert_eq!(names(&told(&w).await)[0], "task.created");
        forget(&w).await;
        // A sync that changes nothing tells nothing.
        w.t.clock.advance(60);
        w.sync().await;
        assert_eq!(told(&w).await, []);
    }

    async fn who_does_not_ask_for_tasks_is_not_told(db: TestDb) {
        let w = World::new(db.db()).await;
        listen(&w, &["time_entry.started"]).await;
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        w.t.clock.advance(60);
        w.issue(w.eng, "one", "Todo");
        w.sync().await;
        assert_eq!(told(&w).await, []);
    }

    async fn a_run_tells_a_thousand_events_and_that_there_were_more(db: TestDb) {
        let w = World::new(db.db()).await;
        listen(&w, &["task.created"]).await;
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        w.t.clock.advance(60);
        for number in 0..1_050 {
            w.issue(w.mob, &format!("issue {number}"), "Todo");
        }
        assert_eq!(w.sync().await["created"], 1_050);
        let count: i64 = w.t.app.db.scalar("SELECT COUNT(*) FROM webhook_deliveries", p![]).await.unwrap();
        assert_eq!(count, 1_000);
        w.t.page(&w.t.alice).await.get("/").await.is(200).shows("more tasks than webhooks are told of");
    }
}
