//! The SQL about connections and the runs of their syncs.

use super::import::Counts;
use super::model::{Connection, Run, RunKind, RunStatus, State};
use super::schedule::NewRun;
use crate::error::Result;
use std::collections::HashMap;
use timetracker_connectors::{Container, Usage};
use timetracker_db::{Db, Read, Sql, Tx, p, record};
use timetracker_types::{Id, Instant};

/// The connection of a connector, whatever its state.
pub async fn find(db: &impl Read, connector: &str) -> Result<Option<Connection>> {
    Ok(db
        .query_opt("SELECT * FROM connections WHERE connector = $1", p![connector])
        .await?)
}

/// One connection by id.
pub async fn find_by_id(db: &impl Read, id: Id<Connection>) -> Result<Option<Connection>> {
    Ok(db
        .query_opt("SELECT * FROM connections WHERE id = $1", p![id])
        .await?)
}

/// The row of a connector, made if there is none.
pub async fn ensure(tx: &Tx, connector: &str, now: Instant) -> Result<Id<Connection>> {
    let sql = "INSERT INTO connections (connector, state, created_at, updated_at) VALUES ($1, $2, $3, $3)
        ON CONFLICT (connector) DO NOTHING";
    tx.exec(sql, p![connector, State::Disconnected, now]).await?;
    Ok(tx
        .scalar("SELECT id FROM connections WHERE connector = $1", p![connector])
        .await?)
}

/// Writes what people set and what a check told.
pub async fn update(tx: &Tx, connection: &Connection, now: Instant) -> Result<()> {
    let sql = "UPDATE connections SET settings = $2, secret = $3, secret_hint = $4, account = $5,
            acting_user_id = $6, auto_sync = $7, interval_minutes = $8, state = $9, problem = $10,
            next_sync_at = $11, updated_at = $12, daily_at_minute = $13, is_held = $14, next_reconcile_at = $15
        WHERE id = $1";
    let params = p![
        connection.id,
        connection.settings,
        connection.secret,
        connection.secret_hint,
        connection.account,
        connection.acting_user_id,
        connection.auto_sync,
        connection.interval_minutes,
        connection.state,
        connection.problem,
        connection.next_sync_at,
        now,
        connection.daily_at_minute,
        connection.is_held,
        connection.next_reconcile_at
    ];
    tx.exec(sql, params).await?;
    Ok(())
}

/// Sets where the next run begins, between two passes; nothing means from the first.
pub async fn set_cursor(tx: &Tx, id: Id<Connection>, cursor: Option<&str>) -> Result<()> {
    let sql = "UPDATE connections SET cursor = $2, pass_unfinished = FALSE WHERE id = $1";
    tx.exec(sql, p![id, cursor]).await?;
    Ok(())
}

/// Takes the connection from whatever run has it: its next page will not be written.
pub async fn break_lease(tx: &Tx, id: Id<Connection>) -> Result<()> {
    let sql = "UPDATE connections SET sync_lease_until = NULL, sync_lease_owner = NULL WHERE id = $1";
    tx.exec(sql, p![id]).await?;
    Ok(())
}

/// The connections that the schedule calls now, and for what. A pass that the service has put off goes on
/// even where nothing else is on the schedule.
pub async fn due(db: &impl Read, now: Instant) -> Result<Vec<(Id<Connection>, RunKind)>> {
    let sql = "SELECT id, 'sync' AS kind FROM connections
        WHERE state = 'ready' AND NOT is_held AND (auto_sync OR pass_unfinished) AND next_sync_at <= $1
        UNION ALL
        SELECT id, 'reconcile' AS kind FROM connections c
        WHERE state = 'ready' AND NOT is_held AND auto_sync AND NOT pass_unfinished AND next_reconcile_at <= $1
            AND NOT EXISTS (SELECT 1 FROM sync_runs r
                WHERE r.connection_id = c.id AND r.status IN ('queued', 'running'))
        ORDER BY id, kind DESC";
    Ok(db.query(sql, p![now]).await?)
}

/// Moves the schedule on, if it still stands where `due` saw it; false where another node was first.
pub async fn take_turn(tx: &Tx, id: Id<Connection>, now: Instant, next: Instant) -> Result<bool> {
    let sql = "UPDATE connections SET next_sync_at = $3
        WHERE id = $1 AND state = 'ready' AND (auto_sync OR pass_unfinished) AND next_sync_at <= $2";
    Ok(tx.exec(sql, p![id, now, next]).await? > 0)
}

/// The same for the reconciliation.
pub async fn take_reconcile_turn(tx: &Tx, id: Id<Connection>, now: Instant, next: Instant) -> Result<bool> {
    let sql = "UPDATE connections SET next_reconcile_at = $3
        WHERE id = $1 AND state = 'ready' AND auto_sync AND next_reconcile_at <= $2";
    Ok(tx.exec(sql, p![id, now, next]).await? > 0)
}

/// Adds a run; nothing where the connection has an open one.
pub async fn insert_run(
    tx: &Tx,
    connection: Id<Connection>,
    new: NewRun,
    now: Instant,
) -> Result<Option<Id<Run>>> {
    let sql = "INSERT INTO sync_runs (connection_id, kind, cause, requested_by, status, queued_at)
        VALUES ($1, $2, $3, $4, 'queued', $5)
        ON CONFLICT (connection_id) WHERE status IN ('queued', 'running') DO NOTHING RETURNING id";
    let params = p![connection, new.kind, new.cause, new.requested_by, now];
    let row: Option<(Id<Run>,)> = tx.query_opt(sql, params).await?;
    Ok(row.map(|(id,)| id))
}

/// One run by id.
pub async fn run(db: &impl Read, id: Id<Run>) -> Result<Option<Run>> {
    Ok(db
        .query_opt("SELECT * FROM sync_runs WHERE id = $1", p![id])
        .await?)
}

/// The run that has not ended yet.
pub async fn open_run(db: &impl Read, connection: Id<Connection>) -> Result<Option<Run>> {
    let sql = "SELECT * FROM sync_runs WHERE connection_id = $1 AND status IN ('queued', 'running')";
    Ok(db.query_opt(sql, p![connection]).await?)
}

/// Runs, the last one first.
pub async fn runs(db: &impl Read, connection: Id<Connection>, limit: i64, offset: i64) -> Result<Vec<Run>> {
    let sql = "SELECT * FROM sync_runs WHERE connection_id = $1 ORDER BY id DESC LIMIT $2 OFFSET $3";
    Ok(db.query(sql, p![connection, limit, offset]).await?)
}

/// The last run that made a preview.
pub async fn last_preview(db: &impl Read, connection: Id<Connection>) -> Result<Option<Run>> {
    let sql = "SELECT * FROM sync_runs WHERE connection_id = $1 AND kind = 'preview' AND status = 'succeeded'
        AND result IS NOT NULL ORDER BY id DESC LIMIT 1";
    Ok(db.query_opt(sql, p![connection]).await?)
}

record! {
    /// What the runs of one kind and end came to.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct RunTotal {
        /// What they did.
        pub kind: RunKind,
        /// How they ended, or how far they are.
        pub status: RunStatus,
        /// How many.
        pub runs: i64,
        /// Requests sent.
        pub requests: i64,
        /// Their cost in the service's own measure.
        pub points: i64,
        /// Issues read.
        pub seen: i64,
        /// New tasks.
        pub created: i64,
        /// Changed tasks.
        pub updated: i64,
        /// Issues that could not be read or written.
        pub failed: i64,
        /// How long they took.
        pub milliseconds: i64,
    }
}

/// All runs of a connection, by kind and end.
pub async fn run_totals(db: &impl Read, connection: Id<Connection>) -> Result<Vec<RunTotal>> {
    let sql = "SELECT kind, status, COUNT(*) AS runs, CAST(SUM(requests) AS BIGINT) AS requests,
            CAST(SUM(points) AS BIGINT) AS points, CAST(SUM(seen) AS BIGINT) AS seen,
            CAST(SUM(created) AS BIGINT) AS created, CAST(SUM(updated) AS BIGINT) AS updated,
            CAST(SUM(failed) AS BIGINT) AS failed,
            CAST(SUM(COALESCE(finished_at - started_at, 0)) AS BIGINT) AS milliseconds
        FROM sync_runs WHERE connection_id = $1 GROUP BY kind, status ORDER BY kind, status";
    Ok(db.query(sql, p![connection]).await?)
}

/// How many runs there were.
pub async fn count_runs(db: &impl Read, connection: Id<Connection>) -> Result<i64> {
    Ok(db
        .scalar(
            "SELECT COUNT(*) FROM sync_runs WHERE connection_id = $1",
            p![connection],
        )
        .await?)
}

/// Marks the open run as to be stopped; one that nobody has begun ends at once.
pub async fn request_cancel(tx: &Tx, connection: Id<Connection>, now: Instant) -> Result<()> {
    let waiting = "UPDATE sync_runs SET status = 'cancelled', cancel_requested = TRUE, finished_at = $2
        WHERE connection_id = $1 AND status = 'queued'";
    tx.exec(waiting, p![connection, now]).await?;
    let running =
        "UPDATE sync_runs SET cancel_requested = TRUE WHERE connection_id = $1 AND status = 'running'";
    tx.exec(running, p![connection]).await?;
    Ok(())
}

/// Ends the open run, if there is one, wherever it is being carried out.
pub async fn cancel_now(tx: &Tx, connection: Id<Connection>, now: Instant) -> Result<()> {
    let sql = "UPDATE sync_runs SET status = 'cancelled', cancel_requested = TRUE, finished_at = $2
        WHERE connection_id = $1 AND status IN ('queued', 'running')";
    tx.exec(sql, p![connection, now]).await?;
    Ok(())
}

/// The same for a run that was begun; one that only waits finds what is new when its turn comes.
pub async fn cancel_begun(tx: &Tx, connection: Id<Connection>, now: Instant) -> Result<()> {
    let sql = "UPDATE sync_runs SET status = 'cancelled', cancel_requested = TRUE, finished_at = $2
        WHERE connection_id = $1 AND status IN ('queued', 'running') AND started_at IS NOT NULL";
    tx.exec(sql, p![connection, now]).await?;
    Ok(())
}

/// How many live tasks came through the connection, and how many projects.
pub async fn counts(db: &impl Read, connection: Id<Connection>) -> Result<(i64, i64)> {
    let sql = "SELECT (SELECT COUNT(*) FROM tasks
            WHERE connection_id = $1 AND external_ref IS NOT NULL AND archived_at IS NULL),
        (SELECT COUNT(*) FROM projects WHERE connection_id = $1 AND external_ref IS NOT NULL)";
    Ok(db.query_one(sql, p![connection]).await?)
}

/// How many live tasks are in each state, by the service's id of the state.
pub async fn issues_by_state(db: &impl Read, connection: Id<Connection>) -> Result<HashMap<String, i64>> {
    let sql = "SELECT state_ref, COUNT(*) FROM tasks
        WHERE connection_id = $1 AND state_ref IS NOT NULL AND external_ref IS NOT NULL AND archived_at IS NULL
        GROUP BY state_ref";
    let rows: Vec<(String, i64)> = db.query(sql, p![connection]).await?;
    Ok(rows.into_iter().collect())
}

/// How many live tasks each person of the service has, by the service's id of the person.
pub async fn issues_by_assignee(db: &impl Read, connection: Id<Connection>) -> Result<HashMap<String, i64>> {
    let sql = "SELECT assignee_ref, COUNT(*) FROM tasks
        WHERE connection_id = $1 AND assignee_ref IS NOT NULL AND archived_at IS NULL GROUP BY assignee_ref";
    let rows: Vec<(String, i64)> = db.query(sql, p![connection]).await?;
    Ok(rows.into_iter().collect())
}

/// The tasks of some issues, by the service's ids of these.
pub async fn tasks_of(
    db: &impl Read,
    connection: Id<Connection>,
    references: &[String],
) -> Result<HashMap<String, i64>> {
    if references.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new("SELECT external_ref, id FROM tasks WHERE connection_id = ");
    sql.bind(connection)
        .push(" AND ")
        .push_in("external_ref", references.iter().cloned());
    let (text, params) = sql.into_parts();
    let rows: Vec<(String, i64)> = db.query(&text, params).await?;
    Ok(rows.into_iter().collect())
}

/// Gives the connection to `owner` until then, unless somebody else has it. The new run counts from there.
pub async fn take_lease(
    db: &Db,
    id: Id<Connection>,
    owner: &str,
    now: Instant,
    until: Instant,
) -> Result<bool> {
    let sql = "UPDATE connections SET sync_lease_owner = $2, sync_lease_until = $4
        WHERE id = $1 AND (sync_lease_until IS NULL OR sync_lease_until < $3 OR sync_lease_owner = $2)";
    Ok(db.exec(sql, p![id, owner, now, until]).await? > 0)
}

/// Keeps the connection; false where it was taken away.
pub async fn renew_lease(db: &Db, id: Id<Connection>, owner: &str, until: Instant) -> Result<bool> {
    let sql = "UPDATE connections SET sync_lease_until = $3 WHERE id = $1 AND sync_lease_owner = $2";
    Ok(db.exec(sql, p![id, owner, until]).await? > 0)
}

/// Lets the connection go.
pub async fn release_lease(db: &Db, id: Id<Connection>, owner: &str) -> Result<()> {
    let sql = "UPDATE connections SET sync_lease_until = NULL, sync_lease_owner = NULL
        WHERE id = $1 AND sync_lease_owner = $2";
    db.exec(sql, p![id, owner]).await?;
    Ok(())
}

/// Who has the connection.
pub async fn lease_owner(db: &impl Read, id: Id<Connection>) -> Result<Option<String>> {
    Ok(db
        .scalar("SELECT sync_lease_owner FROM connections WHERE id = $1", p![id])
        .await?)
}

/// Marks a run as begun; false where it has ended.
pub async fn begin_run(db: &Db, id: Id<Run>, now: Instant) -> Result<bool> {
    let sql = "UPDATE sync_runs SET status = 'running', started_at = COALESCE(started_at, $2)
        WHERE id = $1 AND status IN ('queued', 'running')";
    Ok(db.exec(sql, p![id, now]).await? > 0)
}

/// Ends a run; false where it has ended already.
pub async fn end_run(
    tx: &Tx,
    id: Id<Run>,
    status: RunStatus,
    problem: Option<&str>,
    now: Instant,
) -> Result<bool> {
    let sql = "UPDATE sync_runs SET status = $2, problem = $3, finished_at = $4
        WHERE id = $1 AND status IN ('queued', 'running')";
    Ok(tx.exec(sql, p![id, status, problem, now]).await? > 0)
}

/// Keeps the connection until `until`, if it still belongs to `owner`, and notes what the service said of its
/// allowance; answers the version of the mappings, or nothing where it was taken away.
pub async fn hold(
    tx: &Tx,
    id: Id<Connection>,
    owner: &str,
    usage: &Usage,
    until: Instant,
    now: Instant,
) -> Result<Option<i64>> {
    let number = |value: Option<u64>| value.map(|value| i64::try_from(value).unwrap_or(i64::MAX));
    let sql = "UPDATE connections SET sync_lease_until = $3,
            requests_left = COALESCE($4, requests_left), requests_limit = COALESCE($5, requests_limit),
            points_left = COALESCE($6, points_left), points_limit = COALESCE($7, points_limit),
            usage_at = CASE WHEN CAST($4 AS BIGINT) IS NULL THEN usage_at ELSE $8 END
        WHERE id = $1 AND sync_lease_owner = $2 RETURNING mapping_version";
    let params = p![
        id,
        owner,
        until,
        number(usage.requests_left),
        number(usage.requests_limit),
        number(usage.points_left),
        number(usage.points_limit),
        now
    ];
    let row: Option<(i64,)> = tx.query_opt(sql, params).await?;
    Ok(row.map(|(version,)| version))
}

/// Moves the cursor on.
pub async fn advance(tx: &Tx, id: Id<Connection>, cursor: &str, more: bool) -> Result<()> {
    let sql = "UPDATE connections SET cursor = $2, pass_unfinished = $3 WHERE id = $1";
    tx.exec(sql, p![id, cursor, more]).await?;
    Ok(())
}

/// Notes what a pass that begins is about: the containers chosen, and how many issues there will be.
pub async fn begin_pass(
    tx: &Tx,
    id: Id<Connection>,
    run: Id<Run>,
    chosen: &[Container],
    expected: Option<u64>,
) -> Result<()> {
    let chosen = chosen.iter().map(|place| place.reference.as_str());
    let chosen = chosen.collect::<serde_json::Value>().to_string();
    let sql = "UPDATE connections SET chosen_refs = $2 WHERE id = $1";
    tx.exec(sql, p![id, chosen]).await?;
    match expected {
        Some(expected) => expect(tx, run, expected).await,
        None => Ok(()),
    }
}

/// Notes how many issues there will be in all.
pub async fn expect(tx: &Tx, run: Id<Run>, expected: u64) -> Result<()> {
    let sql = "UPDATE sync_runs SET expected = $2 WHERE id = $1";
    tx.exec(sql, p![run, i64::try_from(expected).unwrap_or(i64::MAX)])
        .await?;
    Ok(())
}

/// Makes a run under way read the mappings again before it writes its next page.
pub async fn raise_mapping_version(tx: &Tx, id: Id<Connection>) -> Result<()> {
    let sql = "UPDATE connections SET mapping_version = mapping_version + 1 WHERE id = $1";
    tx.exec(sql, p![id]).await?;
    Ok(())
}

/// Adds a page to its run, and answers whether somebody wants the run to end.
pub async fn add_page(tx: &Tx, run: Id<Run>, counts: &Counts, usage: &Usage) -> Result<bool> {
    let sql = "UPDATE sync_runs SET pages = pages + 1, requests = requests + $2, points = points + $3,
            seen = seen + $4, created = created + $5, updated = updated + $6, unchanged = unchanged + $7,
            archived = archived + $8, missing = missing + $9, failed = failed + $10,
            projects_created = projects_created + $11, projects_updated = projects_updated + $12
        WHERE id = $1 RETURNING cancel_requested";
    let params = p![
        run,
        usage.requests,
        i64::try_from(usage.points).unwrap_or(i64::MAX),
        counts.seen,
        counts.created,
        counts.updated,
        counts.unchanged,
        counts.archived,
        counts.missing,
        counts.failed,
        counts.projects_created,
        counts.projects_updated
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Forgets what a run has counted that begins anew; what it cost stays.
pub async fn restart_counts(db: &Db, run: Id<Run>) -> Result<()> {
    let sql = "UPDATE sync_runs SET pages = 0, seen = 0, expected = NULL WHERE id = $1";
    db.exec(sql, p![run]).await?;
    Ok(())
}

/// Keeps what a preview found.
pub async fn keep_result(tx: &Tx, run: Id<Run>, result: &str) -> Result<()> {
    tx.exec("UPDATE sync_runs SET result = $2 WHERE id = $1", p![run, result])
        .await?;
    Ok(())
}

record! {
    /// A task that a connection keeps, as far as a reconciliation needs it.
    #[derive(Debug, Clone)]
    pub struct Known {
        /// The service's own id of the issue.
        pub external_ref: String,
        /// The service's own id of the place where it was last seen.
        pub container_ref: String,
        /// When it last changed there, as far as is known here.
        pub external_updated_at: Option<Instant>,
        /// When it was put away there.
        pub archived_at: Option<Instant>,
        /// Since when it cannot be seen.
        pub missing_at: Option<Instant>,
    }
}

/// Every task that a connection keeps.
pub async fn known_tasks(db: &impl Read, connection: Id<Connection>) -> Result<Vec<Known>> {
    let sql = "SELECT t.external_ref, p.external_ref AS container_ref, t.external_updated_at, t.archived_at,
            t.missing_at
        FROM tasks t JOIN projects p ON p.id = t.project_id
        WHERE t.connection_id = $1 AND t.external_ref IS NOT NULL AND p.external_ref IS NOT NULL
        ORDER BY t.id";
    Ok(db.query(sql, p![connection]).await?)
}

/// What the end of a run means for its connection.
#[derive(Clone, Copy)]
pub struct Ending<'a> {
    /// Whether it can still be used.
    pub state: State,
    /// What went wrong, in sentences.
    pub problem: Option<&'a str>,
    /// How many runs have failed one after the other.
    pub failures: i64,
    /// When everything was last here.
    pub last_success_at: Option<Instant>,
    /// When the schedule calls next.
    pub next_sync_at: Option<Instant>,
    /// When what is here was last known to be what is there.
    pub reconciled_at: Option<Instant>,
    /// When that is to be found out again.
    pub next_reconcile_at: Option<Instant>,
}

/// Writes the end of a run and lets the connection go; false where it was taken away.
pub async fn conclude(tx: &Tx, id: Id<Connection>, owner: &str, ending: &Ending<'_>) -> Result<bool> {
    let sql = "UPDATE connections SET state = $3, problem = $4, failures = $5, last_success_at = $6,
            next_sync_at = $7, reconciled_at = $8, next_reconcile_at = $9, sync_lease_until = NULL, sync_lease_owner = NULL
        WHERE id = $1 AND sync_lease_owner = $2";
    let Ending {
        state,
        problem,
        failures,
        last_success_at,
        next_sync_at,
        reconciled_at,
        next_reconcile_at,
    } = ending;
    let params = p![
        id,
        owner,
        state,
        problem,
        failures,
        last_success_at,
        next_sync_at,
        reconciled_at,
        next_reconcile_at
    ];
    Ok(tx.exec(sql, params).await? > 0)
}

/// Puts an interrupted run back into the queue.
pub async fn requeue_run(db: &Db, id: Id<Run>) -> Result<()> {
    db.exec(
        "UPDATE sync_runs SET status = 'queued' WHERE id = $1 AND status = 'running'",
        p![id],
    )
    .await?;
    Ok(())
}
