//! Runs that are killed, stopped, taken over or begun twice end like runs that were left alone.

use super::*;
use crate::integrations::store;
use crate::jobs::{Outcome, Worker};
use timetracker_types::Id;
use tokio::task::JoinHandle;

/// A world of so many issues, connected, with its first run waiting.
async fn waiting(db: Db, issues: usize, fields: &[(&str, &str)]) -> (World, i64) {
    let w = World::new(db).await;
    for number in 0..issues {
        w.issue(w.eng, &format!("issue {number}"), "Todo");
    }
    w.connect(fields).await;
    let run = open_run(&w).await;
    w.linear.forget_requests();
    (w, run)
}

async fn open_run(w: &World) -> i64 {
    let overview = super::super::overview(&w.t.app, linear()).await.unwrap().unwrap();
    overview.open_run.unwrap().id.get()
}

fn carried_out(w: &World, run: i64, stop: &Stop) -> JoinHandle<crate::error::Result<Outcome>> {
    let (app, stop) = (w.t.app.clone(), stop.clone());
    tokio::spawn(async move { carry_out(&app, run, &stop).await })
}

async fn run(w: &World, id: i64) -> crate::integrations::Run {
    store::run(&w.t.app.db, Id::new(id)).await.unwrap().unwrap()
}

/// Waits until a run has written so many pages.
pub async fn pages(w: &World, id: i64, wanted: i64) {
    for _ in 0..2000 {
        if run(w, id).await.pages >= wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("no {wanted} pages within ten seconds");
}

/// Every issue once, as it is.
pub async fn assert_all_here(w: &World) {
    let mut expected: Vec<_> = w
        .linear
        .issues()
        .iter()
        .map(|issue| {
            (
                issue.id.to_string(),
                format!("{}: {}", issue.identifier, issue.title),
            )
        })
        .collect();
    expected.sort();
    let arrived: Vec<_> = w.tasks().await.into_iter().map(|task| (task.0, task.1)).collect();
    assert_eq!(arrived, expected);
    let twice: i64 =
        w.t.app
            .db
            .scalar(
                "SELECT COUNT(*) FROM sync_runs WHERE status IN ('queued', 'running')",
                p![],
            )
            .await
            .unwrap();
    assert_eq!(twice, 0, "no run is left open");
    let jobs: i64 =
        w.t.app
            .db
            .scalar("SELECT COUNT(*) FROM jobs WHERE kind = 'sync_run'", p![])
            .await
            .unwrap();
    assert_eq!(jobs, 0, "no job is left over");
}

both_engines! {
    migrations = crate::app::MIGRATIONS;

    async fn killed_after_any_page_a_run_counts_every_issue_once(db: TestDb) {
        let (w, id) = waiting(db.db(), 1100, &[]).await;
        w.linear.set_page_delay(Duration::from_millis(40));
        for wanted in 1..=3 {
            let killed = carried_out(&w, id, &Stop::default());
            pages(&w, id, wanted).await;
            killed.abort();
            let _ = killed.await;
            assert_eq!(carry_out(&w.t.app, id, &Stop::default()).await.unwrap(),
                Outcome::Again(w.t.app.now().plus_seconds(3)), "the lease of the one that was killed still holds");
            w.t.clock.advance(31);
        }
        w.linear.set_page_delay(Duration::ZERO);
        run_due(&w.t.app).await.unwrap();
        let run = run(&w, id).await;
        assert_eq!((run.status.as_str(), run.pages, run.seen, run.created), ("succeeded", 6, 1100, 1100));
        assert_all_here(&w).await;
        let before = w.dump().await;
        w.sync().await;
        assert_eq!(w.dump().await, before);
    }

    async fn a_job_that_is_killed_is_taken_over_when_its_lease_ends(db: TestDb) {
        let (w, id) = waiting(db.db(), 600, &[]).await;
        w.linear.set_page_delay(Duration::from_millis(60));
        let app = w.t.app.clone();
        let killed = tokio::spawn(async move { run_due(&app).await });
        pages(&w, id, 1).await;
        killed.abort();
        let _ = killed.await;
        tokio::time::sleep(Duration::from_millis(200)).await; // what the dropped task had begun comes to its end
        w.linear.set_page_delay(Duration::ZERO);
        assert_eq!(run_due(&w.t.app).await.unwrap(), 0);
        w.t.clock.advance(31);
        assert!(run_due(&w.t.app).await.unwrap() > 0);
        assert_eq!(run(&w, id).await.seen, 600);
        assert_all_here(&w).await;
    }

    async fn two_workers_at_once_make_one_run(db: TestDb) {
        let (w, id) = waiting(db.db(), 600, &[]).await;
        w.linear.set_page_delay(Duration::from_millis(30));
        let both = tokio::join!(carried_out(&w, id, &Stop::default()), carried_out(&w, id, &Stop::default()));
        let mut outcomes = [both.0.unwrap().unwrap(), both.1.unwrap().unwrap()];
        outcomes.sort_by_key(|outcome| matches!(outcome, Outcome::Done));
        assert_eq!(outcomes, [Outcome::Again(w.t.app.now().plus_seconds(3)), Outcome::Done]);
        assert_eq!(w.linear.requests().len(), 5, "the workspace, three pages, and what changed meanwhile");
        assert_eq!(run(&w, id).await.created, 600);
        run_due(&w.t.app).await.unwrap();
        assert_eq!(w.linear.requests().len(), 5, "a run that has ended is not carried out again");
        assert_all_here(&w).await;
    }

    async fn a_run_that_has_lost_its_connection_writes_nothing(db: TestDb) {
        let (w, id) = waiting(db.db(), 300, &[]).await;
        w.linear.set_page_delay(Duration::from_millis(300));
        let running = carried_out(&w, id, &Stop::default());
        tokio::time::sleep(Duration::from_millis(100)).await;
        let until = w.t.app.now().plus_seconds(30);
        w.t.app.db.exec("UPDATE connections SET sync_lease_owner = 'another', sync_lease_until = $1", p![until]).await.unwrap();
        assert_eq!(running.await.unwrap().unwrap(), Outcome::Again(w.t.app.now().plus_seconds(3)));
        assert_eq!(w.tasks().await.len(), 0);
        assert_eq!(run(&w, id).await.pages, 0);
        w.t.clock.advance(31);
        run_due(&w.t.app).await.unwrap();
        assert_all_here(&w).await;
    }

    async fn a_run_that_is_stopped_goes_on_where_it_was(db: TestDb) {
        let (w, id) = waiting(db.db(), 1000, &[]).await;
        w.linear.set_page_delay(Duration::from_millis(250));
        let stop = Stop::default();
        let running = carried_out(&w, id, &stop);
        pages(&w, id, 1).await;
        stop.ask();
        let asked = std::time::Instant::now();
        assert_eq!(running.await.unwrap().unwrap(), Outcome::Again(w.t.app.now()));
        assert!(asked.elapsed() < Duration::from_secs(2));
        let stopped = run(&w, id).await;
        assert_eq!(stopped.status.as_str(), "queued");
        assert!(stopped.pages < 4);
        run_due(&w.t.app).await.unwrap();
        assert_eq!((run(&w, id).await.pages, run(&w, id).await.seen), (5, 1000));
        assert_all_here(&w).await;
    }

    async fn bounded_runs_that_are_killed_forget_nothing(db: TestDb) {
        let (w, _) = waiting(db.db(), 1000, &[("max_pages", "1")]).await;
        w.linear.set_page_delay(Duration::from_millis(20));
        for _ in 0..3 {
            let app = w.t.app.clone();
            let killed = tokio::spawn(async move { run_due(&app).await });
            tokio::time::sleep(Duration::from_millis(70)).await;
            killed.abort();
            let _ = killed.await;
            w.t.clock.advance(31);
        }
        run_due(&w.t.app).await.unwrap();
        assert_eq!(w.status().await["health"], "Up to date");
        assert_all_here(&w).await;
        let seen: i64 = w.t.app.db.scalar("SELECT CAST(SUM(created) AS BIGINT) FROM sync_runs", p![]).await.unwrap();
        assert_eq!(seen, 1000);
    }

    async fn a_worker_does_what_comes_and_ends_when_asked(db: TestDb) {
        let w = World::new(db.db()).await;
        w.issue(w.eng, "one", "Todo");
        let worker = Worker::start(w.t.app.clone());
        w.connect(&[]).await;
        for _ in 0..500 {
            // The run ends a moment before its job is gone.
            let jobs: i64 = w.t.app.db.scalar("SELECT COUNT(*) FROM jobs WHERE kind = 'sync_run'", p![]).await.unwrap();
            if jobs == 0 && w.status().await["last_run"]["status"] == "succeeded" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_all_here(&w).await;
        w.linear.fault(Fault::Hang);
        request_sync(&w.t.app, &w.t.alice, linear(), Cause::Manual, false).await.unwrap();
        let id = open_run(&w).await;
        for _ in 0..500 {
            if run(&w, id).await.status.as_str() == "running" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let asked = std::time::Instant::now();
        worker.stop().await;
        assert!(asked.elapsed() < Duration::from_secs(5), "a service that hangs does not hold the end");
        assert_eq!(run(&w, id).await.status.as_str(), "queued");
        run_due(&w.t.app).await.unwrap();
        assert_eq!(run(&w, id).await.status.as_str(), "succeeded");
    }
}
