//! Sums over all tasks that a filter leaves, not over the page of them that is shown.

use super::model::Status;
use super::store::{Filter, narrow};
use crate::error::Result;
use timetracker_db::{Read, Sql};

/// What the tasks in one state come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusTotal {
    /// The state.
    pub status: Status,
    /// How many tasks are in it.
    pub tasks: i64,
    /// Finished worked time on them, in seconds.
    pub worked_seconds: i64,
    /// What they were thought to take together, in seconds.
    pub estimated_seconds: i64,
}

/// The totals of each state that occurs, whatever the filter's limit and offset.
pub async fn by_status(db: &impl Read, filter: &Filter) -> Result<Vec<StatusTotal>> {
    let mut sql = Sql::new(
        "SELECT status, COUNT(*), CAST(COALESCE(SUM(estimate_seconds), 0) AS BIGINT)
        FROM tasks WHERE archived_at IS NULL",
    );
    narrow(&mut sql, filter);
    sql.push(" GROUP BY status");
    let (text, params) = sql.into_parts();
    let counts: Vec<(Status, i64, i64)> = db.query(&text, params).await?;
    let worked = worked_by_status(db, filter).await?;
    let total = |(status, tasks, estimated_seconds)| {
        let found = worked.iter().find(|(of, _)| *of == status);
        StatusTotal {
            status,
            tasks,
            worked_seconds: found.map_or(0, |(_, seconds)| *seconds),
            estimated_seconds,
        }
    };
    Ok(counts.into_iter().map(total).collect())
}

/// Begins with the entries, which are fewer than the tasks of a tracker.
async fn worked_by_status(db: &impl Read, filter: &Filter) -> Result<Vec<(Status, i64)>> {
    let mut sql = Sql::new(
        "SELECT t.state, CAST(SUM(e.duration_seconds) AS BIGINT)
        FROM (SELECT id AS number, status AS state FROM tasks WHERE archived_at IS NULL",
    );
    narrow(&mut sql, filter);
    sql.push(") t JOIN time_entries e ON e.task_id = t.number AND e.deleted_at IS NULL");
    sql.push(" WHERE e.duration_seconds IS NOT NULL GROUP BY t.state");
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}
