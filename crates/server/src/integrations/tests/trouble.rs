//! Failures, cancelling, disconnecting and replacing while a run is under way.

use super::interrupted::{assert_all_here, pages};
use super::*;

async fn big_world(db: Db) -> (World, i64) {
    let w = World::new(db).await;
    for number in 0..1000 {
        w.issue(w.eng, &format!("issue {number}"), "Todo");
    }
    w.connect(&[]).await;
    w.linear.set_page_delay(Duration::from_millis(80));
    let overview = super::super::overview(&w.t.app, linear()).await.unwrap().unwrap();
    let run = overview.open_run.unwrap().id.get();
    (w, run)
}

async fn runs(w: &World) -> i64 {
    w.t.app
        .db
        .scalar("SELECT COUNT(*) FROM sync_runs", p![])
        .await
        .unwrap()
}

/// Seconds until the schedule calls.
async fn pause(w: &World) -> Option<i64> {
    let (next,): (Option<Instant>,) =
        w.t.app
            .db
            .query_one("SELECT next_sync_at FROM connections", p![])
            .await
            .unwrap();
    next.map(|next| next.since(w.t.app.now()))
}

both_engines! {
    migrations = crate::app::MIGRATIONS;

    async fn a_key_revoked_in_mid_run_stops_the_schedule_until_it_works_again(db: TestDb) {
        let (w, _) = big_world(db.db()).await;
        w.linear.set_page_delay(Duration::ZERO);
        w.linear.fault(Fault::RevokeKeyAfter(3)); // the workspace and two pages
        run_due(&w.t.app).await.unwrap();
        let status = w.status().await;
        assert_eq!((&status["last_run"]["status"], &status["last_run"]["pages"]), (&json!("failed"), &json!(2)));
        assert!(status["last_run"]["problem"].as_str().unwrap().contains("refused the key"));
        assert_eq!((&status["state"], &status["tasks"], &status["unfinished"]), (&json!("needs_attention"), &json!(500), &json!(true)));
        let browser = w.t.page(&w.t.alice).await;
        browser.get("/integrations/linear").await.is(200).shows("Needs attention").shows("refused the key").hides(KEY);
        w.t.clock.advance(3 * 86_400);
        run_due(&w.t.app).await.unwrap();
        assert_eq!(runs(&w).await, 1, "nobody knocks at a closed door");
        browser.post("/integrations/linear/test", &[]).await.is(422).shows("refused the key");

        let jo = w.linear.users()[0].0;
        w.linear.add_key(KEY, jo);
        browser.post("/integrations/linear/test", &[]).await.is(303);
        run_due(&w.t.app).await.unwrap();
        let status = w.status().await;
        assert_eq!((&status["health"], &status["last_run"]["cause"]), (&json!("Up to date"), &json!("schedule")));
        assert_eq!(status["last_run"]["created"], 500, "it goes on where it was");
        assert_all_here(&w).await;
    }

    async fn failures_back_off_and_a_success_forgets_them(db: TestDb) {
        let w = World::new(db.db()).await;
        w.issue(w.eng, "one", "Todo");
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        assert_eq!(pause(&w).await, Some(900));
        for expected in [60, 120, 240] {
            w.linear.fault_times(3, &Fault::Status(500));
            assert_eq!(w.sync().await["status"], "failed");
            let pause = pause(&w).await.unwrap();
            assert!((expected * 4 / 5..=expected * 6 / 5).contains(&pause), "{pause} is not about {expected}");
            assert_eq!(w.task("ENG-1").await.unwrap()["status"], "todo");
        }
        let status = w.status().await;
        assert_eq!((&status["health"], status["last_success_at"].is_null()), (&json!("The last sync failed"), false));
        w.t.page(&w.t.alice).await.get("/integrations/linear").await.is(200).shows("HTTP 500").shows("1 issue in 3 teams");
        let left = pause(&w).await.unwrap();
        w.t.clock.advance(left - 1);
        run_due(&w.t.app).await.unwrap();
        assert_eq!(runs(&w).await, 4);
        w.t.clock.advance(1);
        run_due(&w.t.app).await.unwrap();
        assert_eq!((runs(&w).await, pause(&w).await), (5, Some(900)));
        w.linear.fault_times(3, &Fault::ResetMidBody);
        w.sync().await;
        assert!((48..=72).contains(&pause(&w).await.unwrap()), "one failure again");
        w.linear.fault(Fault::RateLimited { http_status: 400, retry_after: Some(700) });
        w.sync().await;
        assert_eq!(pause(&w).await, Some(700), "as long as Linear asks for");
    }

    async fn a_passing_fault_is_not_even_noticed(db: TestDb) {
        let w = World::new(db.db()).await;
        w.issue(w.eng, "one", "Todo");
        w.connect(&[]).await;
        w.linear.fault_times(2, &Fault::Status(503));
        run_due(&w.t.app).await.unwrap();
        let run = w.status().await["last_run"].clone();
        assert_eq!((&run["status"], &run["requests"], &run["created"]), (&json!("succeeded"), &json!(4), &json!(1)));
    }

    async fn a_cursor_that_is_refused_begins_the_pass_again(db: TestDb) {
        let (w, _) = big_world(db.db()).await;
        w.linear.set_page_delay(Duration::ZERO);
        w.linear.fault(Fault::ExpiredCursor);
        run_due(&w.t.app).await.unwrap();
        assert_eq!(w.status().await["last_run"]["status"], "succeeded");
        assert_all_here(&w).await;
    }

    async fn a_run_is_cancelled_after_the_page_it_is_on(db: TestDb) {
        let (w, id) = big_world(db.db()).await;
        let app = w.t.app.clone();
        let running = tokio::spawn(async move { run_due(&app).await });
        pages(&w, id, 1).await;
        let browser = w.t.page(&w.t.alice).await;
        browser.get("/integrations/linear/progress").await.is(200).shows("data-poll").shows("Syncing");
        browser.post("/integrations/linear/cancel", &[]).await.is(303);
        running.await.unwrap().unwrap();
        w.linear.set_page_delay(Duration::ZERO);
        let status = w.status().await;
        let written = status["last_run"]["pages"].as_i64().unwrap();
        assert_eq!(status["last_run"]["status"], "cancelled");
        assert!((1..4).contains(&written), "{written}");
        assert_eq!((&status["health"], &status["unfinished"]), (&json!("More to fetch"), &json!(true)));
        assert_eq!(status["tasks"], written * 250);
        let rest = w.sync().await;
        assert_eq!((&rest["status"], rest["pages"].as_i64()), (&json!("succeeded"), Some(5 - written)), "with the page of what changed meanwhile");
        assert_all_here(&w).await;
    }

    async fn disconnecting_ends_a_run_at_once(db: TestDb) {
        let (w, id) = big_world(db.db()).await;
        let app = w.t.app.clone();
        let running = tokio::spawn(async move { run_due(&app).await });
        pages(&w, id, 1).await;
        disconnect(&w.t.app, &w.t.alice, linear()).await.unwrap();
        let left = w.tasks().await;
        running.await.unwrap().unwrap();
        w.t.clock.advance(3600);
        run_due(&w.t.app).await.unwrap();
        assert_eq!(w.tasks().await, left, "nothing is written after it");
        let (status, secret): (String, Option<Vec<u8>>) = w.t.app.db
            .query_one("SELECT r.status, c.secret FROM sync_runs r JOIN connections c ON c.id = r.connection_id", p![]).await.unwrap();
        assert_eq!((status.as_str(), secret), ("cancelled", None));
        assert_eq!((runs(&w).await, pause(&w).await), (1, None));
        w.t.page(&w.t.alice).await.get("/integrations/linear").await.is(200).shows("Connect").hides("action=\"/integrations/linear/sync\"");
        w.linear.set_page_delay(Duration::ZERO);
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        assert_all_here(&w).await;
    }

    async fn new_settings_count_at_once_even_while_a_run_is_under_way(db: TestDb) {
        let (w, id) = big_world(db.db()).await;
        let app = w.t.app.clone();
        let running = tokio::spawn(async move { run_due(&app).await });
        pages(&w, id, 1).await;
        w.issue(w.mob, "another team's", "Todo");
        save_settings(&w.t.app, &w.t.alice, linear(), None, &settings(&[("team_keys", "MOB"), ("auto_sync", "off")]), QUARTERLY)
            .await.unwrap();
        let before = w.tasks().await.len();
        running.await.unwrap().unwrap();
        run_due(&w.t.app).await.unwrap();
        let after = w.tasks().await;
        assert!(after.iter().any(|task| task.1 == "MOB-1: another team's"));
        assert_eq!(after.len(), before + 1, "no page of the old settings is written any more");
        assert_eq!((w.status().await["health"].clone(), runs(&w).await), (json!("Up to date"), 2));
    }

    async fn another_workspace_is_read_from_its_beginning(db: TestDb) {
        let (w, id) = big_world(db.db()).await;
        let app = w.t.app.clone();
        let running = tokio::spawn(async move { run_due(&app).await });
        pages(&w, id, 1).await;
        running.abort();
        let _ = running.await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        w.linear.set_page_delay(Duration::ZERO);
        w.linear.organization("Elsewhere", "elsewhere");
        w.connect(&[]).await;
        w.t.clock.advance(31);
        run_due(&w.t.app).await.unwrap();
        assert_all_here(&w).await;
        assert!(w.task("ENG-1").await.unwrap()["url"].as_str().unwrap().contains("/elsewhere/"));
    }
}
