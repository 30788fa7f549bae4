//! Who may read the numbers, and that they are there.

use crate::app_tests;
use crate::testing::Test;
use timetracker_db::{Read as _, p};

/// Adds a connection with two runs, as syncs leave them.
async fn synced(t: &Test) {
    let tx = t.app.db.begin().await.unwrap();
    let now = t.app.now();
    let sql =
        "INSERT INTO connections (connector, state, requests_left, requests_limit, points_left, points_limit,
            last_success_at, created_at, updated_at)
        VALUES ('linear', 'ready', 2214, 2500, 2900000, 3000000, $1, $2, $2) RETURNING id";
    let ago = timetracker_types::Instant::from_millis(now.as_millis() - 90_000);
    let id: i64 = tx.scalar(sql, p![ago, now]).await.unwrap();
    for status in ["succeeded", "succeeded", "failed"] {
        let sql = "INSERT INTO sync_runs (connection_id, kind, cause, status, queued_at, started_at, finished_at, pages,
                requests, points, seen, created, updated, failed)
            VALUES ($1, 'sync', 'schedule', $2, $3, $3, $4, 1, 2, 2400, 30, 20, 4, 1)";
        tx.exec(sql, p![id, status, ago, now]).await.unwrap();
    }
    let sql = "INSERT INTO sync_troubles (connection_id, run_id, external_ref, message, first_at, last_at)
        VALUES ($1, 1, 'x', 'odd', $2, $2)";
    tx.exec(sql, p![id, now]).await.unwrap();
    let sql = "INSERT INTO jobs (kind, payload, run_at, created_at) VALUES ('sync_run', '{}', $1, $2)";
    tx.exec(sql, p![ago, now]).await.unwrap();
    tx.commit().await.unwrap();
}

app_tests! {
    async fn a_token_with_the_scope_reads_the_numbers(t: Test) {
        synced(&t).await;
        let page = t.page(&t.alice).await;
        page.get("/issues/999999").await.is(404);
        page.get("/nowhere/at/all").await.is(404);
        let text = t.api(&t.alice).with_scopes("read:metrics").get("/metrics").await.is(200);
        let runs = "timetracker_sync_runs_total{service=\"linear\",kind=\"sync\",status=\"succeeded\"} 2";
        text.shows(runs)
            .shows("timetracker_sync_requests_total{service=\"linear\",kind=\"sync\",status=\"failed\"} 2")
            .shows("timetracker_sync_issues_seen_total{service=\"linear\",kind=\"sync\",status=\"succeeded\"} 60")
            .shows("timetracker_sync_run_milliseconds_total{service=\"linear\",kind=\"sync\",status=\"succeeded\"} 180000")
            .shows("timetracker_sync_requests_left{service=\"linear\"} 2214")
            .shows("timetracker_sync_points_limit{service=\"linear\"} 3000000")
            .shows("timetracker_sync_last_success_age_seconds{service=\"linear\"} 90")
            .shows("timetracker_sync_open_troubles{service=\"linear\"} 1")
            .shows("timetracker_jobs{kind=\"sync_run\"} 1")
            .shows("timetracker_jobs_due{kind=\"sync_run\"} 1")
            .shows("timetracker_http_request_duration_seconds_count{method=\"GET\",route=\"/issues/{id}\",status=\"404\"} 1")
            .shows("route=\"none\",status=\"404\"")
            .hides("999999").hides("nowhere")
            .shows("# EOF");
        // One description a metric, however many label sets it has.
        assert_eq!(text.text.matches("# TYPE timetracker_sync_runs counter").count(), 1, "{}", text.text);
    }

    async fn nobody_else_does(t: Test) {
        t.stranger().get("/metrics").await.is(401);
        t.page(&t.alice).await.get("/metrics").await.is(401);
        t.api(&t.alice).with_scopes("read:tasks").get("/metrics").await.is(403);
        t.api(&t.alice).with_scopes("admin:all").get("/metrics").await.is(200).shows("# EOF");
    }
}
