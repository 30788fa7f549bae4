//! The queue: one job a key, leases, failures and giving up.

use super::store::Wanted;
use super::*;
use crate::app_tests;
use crate::testing::Test;
use timetracker_db::{Read as _, p};

const KEY: &str = "sync_run/7";

/// A job about a run that does not exist: done at once.
async fn queue(t: &Test, key: &str, run_at: Instant) {
    let tx = t.app.db.begin().await.unwrap();
    enqueue(&tx, &Job::SyncRun { run: 7 }, key, run_at, t.app.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// A job that no program knows: it fails each time.
async fn queue_unknown(t: &Test) {
    let now = t.app.now();
    let sql = "INSERT INTO jobs (kind, payload, dedupe_key, run_at, created_at) VALUES ('odd', '{\"kind\":\"odd\"}', $1, $2, $2)";
    t.app.db.exec(sql, p![KEY, now]).await.unwrap();
}

async fn count(t: &Test) -> i64 {
    t.app.db.scalar("SELECT COUNT(*) FROM jobs", p![]).await.unwrap()
}

app_tests! {
    async fn a_key_stands_in_the_queue_once(t: Test) {
        queue(&t, KEY, t.app.now()).await;
        queue(&t, KEY, t.app.now()).await;
        assert_eq!(count(&t).await, 1);
        queue(&t, "sync_run/8", t.app.now()).await;
        assert_eq!(count(&t).await, 2);
        assert_eq!(run_due(&t.app).await.unwrap(), 2);
        assert_eq!(count(&t).await, 0);
    }

    async fn a_job_that_was_rolled_back_never_was(t: Test) {
        let tx = t.app.db.begin().await.unwrap();
        enqueue(&tx, &Job::SyncRun { run: 7 }, KEY, t.app.now(), t.app.now()).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(run_due(&t.app).await.unwrap(), 0);
    }

    async fn a_job_waits_for_its_time(t: Test) {
        queue(&t, KEY, t.app.now().plus_seconds(60)).await;
        t.clock.advance(59);
        assert_eq!(run_due(&t.app).await.unwrap(), 0);
        assert!(!run_if_free(&t.app, KEY, &Stop::default()).await.unwrap());
        t.clock.advance(1);
        assert_eq!(run_due(&t.app).await.unwrap(), 1);
    }

    async fn a_leased_job_is_left_alone_until_its_lease_ends(t: Test) {
        queue(&t, KEY, t.app.now()).await;
        let (now, until) = (t.app.now(), t.app.now().plus_seconds(30));
        let claimed = store::claim(&t.app.db, Wanted::Of(Crew::Others), "elsewhere", now, until).await.unwrap().unwrap();
        assert_eq!(claimed.attempts, 1);
        assert!(store::claim(&t.app.db, Wanted::Of(Crew::Others), "another", now, until).await.unwrap().is_none());
        assert!(!run_if_free(&t.app, KEY, &Stop::default()).await.unwrap());
        t.clock.advance(20);
        let longer = t.app.now().plus_seconds(30);
        assert!(store::renew(&t.app.db, claimed.id, "elsewhere", longer).await.unwrap());
        t.clock.advance(30);
        assert_eq!(run_due(&t.app).await.unwrap(), 0);
        t.clock.advance(1);
        let taken = store::claim(&t.app.db, Wanted::Of(Crew::Others), "another", t.app.now(), t.app.now().plus_seconds(30)).await.unwrap().unwrap();
        assert_eq!((taken.id, taken.attempts), (claimed.id, 2));
        // Whoever lost it can neither keep, finish nor put back what is another's.
        assert!(!store::renew(&t.app.db, claimed.id, "elsewhere", longer).await.unwrap());
        store::remove(&t.app.db, claimed.id, "elsewhere").await.unwrap();
        store::put_back(&t.app.db, claimed.id, "elsewhere", t.app.now(), None).await.unwrap();
        assert_eq!(count(&t).await, 1);
        assert_eq!(run_due(&t.app).await.unwrap(), 0);
    }

    async fn of_many_that_claim_at_once_each_gets_its_own(t: Test) {
        for number in 0..20 {
            queue(&t, &format!("sync_run/{number}"), t.app.now()).await;
        }
        let claims = (0..30).map(|number| {
            let (db, now) = (t.app.db.clone(), t.app.now());
            tokio::spawn(async move {
                store::claim(&db, Wanted::Of(Crew::Others), &format!("owner {number}"), now, now.plus_seconds(30)).await.unwrap().map(|job| job.id)
            })
        });
        let mut ids = Vec::new();
        for claim in claims.collect::<Vec<_>>() {
            ids.extend(claim.await.unwrap());
        }
        let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!((ids.len(), distinct.len()), (20, 20));
    }

    async fn a_failed_job_is_tried_again_later_and_later(t: Test) {
        queue_unknown(&t).await;
        for pause in [5, 10, 20, 40] {
            assert_eq!(run_due(&t.app).await.unwrap(), 1);
            assert_eq!(run_due(&t.app).await.unwrap(), 0, "not at once");
            t.clock.advance(pause - 1);
            assert_eq!(run_due(&t.app).await.unwrap(), 0, "not before {pause} seconds");
            t.clock.advance(1);
        }
        let (attempts, error): (i64, String) = t.app.db.query_one("SELECT attempts, last_error FROM jobs", p![]).await.unwrap();
        assert_eq!(attempts, 4);
        assert!(!error.is_empty());
        t.app.db.exec("UPDATE jobs SET attempts = 40", p![]).await.unwrap();
        run_due(&t.app).await.unwrap();
        let (next,): (Instant,) = t.app.db.query_one("SELECT run_at FROM jobs", p![]).await.unwrap();
        assert_eq!(next.since(t.app.now()), 3600, "an hour at most");
    }

    async fn a_failing_job_does_not_hold_up_the_others(t: Test) {
        queue_unknown(&t).await;
        queue(&t, "sync_run/8", t.app.now()).await;
        assert_eq!(run_due(&t.app).await.unwrap(), 2);
        assert_eq!(count(&t).await, 1);
    }

    async fn a_run_that_never_ends_is_given_up_with_a_sentence(t: Test) {
        let now = t.app.now();
        let sql = "INSERT INTO connections (connector, state, created_at, updated_at) VALUES ('linear', 'ready', $1, $1)";
        t.app.db.exec(sql, p![now]).await.unwrap();
        let sql = "INSERT INTO sync_runs (connection_id, cause, status, queued_at)
            SELECT id, 'manual', 'running', $1 FROM connections";
        t.app.db.exec(sql, p![now]).await.unwrap();
        let (run,): (i64,) = t.app.db.query_one("SELECT id FROM sync_runs", p![]).await.unwrap();
        let tx = t.app.db.begin().await.unwrap();
        enqueue(&tx, &Job::SyncRun { run }, KEY, now, now).await.unwrap();
        tx.commit().await.unwrap();
        t.app.db.exec("UPDATE jobs SET attempts = 12", p![]).await.unwrap();
        assert_eq!(run_due(&t.app).await.unwrap(), 1);
        assert_eq!(count(&t).await, 0);
        let (status, problem): (String, String) = t.app.db.query_one("SELECT status, problem FROM sync_runs", p![]).await.unwrap();
        assert_eq!(status, "failed");
        assert!(problem.contains("broke off again and again"), "{problem}");
    }

    async fn a_job_of_a_process_that_is_gone_is_free_at_once(t: Test) {
        queue(&t, KEY, t.app.now()).await;
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let ours = new_owner().unwrap();
        let parts: Vec<&str> = ours.split('/').collect();
        let gone = format!("{}/{}/1/abc", parts[0], child.id());
        child.wait().unwrap();
        let now = t.app.now();
        store::claim(&t.app.db, Wanted::Of(Crew::Others), &gone, now, now.plus_seconds(30)).await.unwrap().unwrap();
        assert_eq!(run_due(&t.app).await.unwrap(), 0);
        assert!(run_if_free(&t.app, KEY, &Stop::default()).await.unwrap());
        assert_eq!(count(&t).await, 0);
    }
}
