//! The SQL of the list in groups: how many there are and what they come to, over the whole filter, and the rows of
//! a part of one group.

use super::arrange::{Group, Sort};
use super::model::TaskView;
use super::narrow::narrow;
use super::store::{BESIDE, Filter, JOINS};
use crate::error::Result;
use timetracker_db::{Read, Sql};

/// What tells one group from the others: a word, or an id as text; none for what has neither.
pub type Key = Option<String>;

/// A group over the whole filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// Which.
    pub key: Key,
    /// How many tasks.
    pub tasks: i64,
    /// What they were thought to take together, in seconds.
    pub estimated_seconds: i64,
}

/// The column that a grouping reads, and whether it holds ids.
fn column(group: Group) -> Option<(&'static str, bool)> {
    match group {
        Group::State => Some(("status", false)),
        Group::Project => Some(("project_id", true)),
        Group::Assignee => Some(("assignee_id", true)),
        Group::Priority => Some(("priority", false)),
        Group::Cycle => Some(("cycle", false)),
        Group::Label => Some(("first_label", false)),
        Group::None => None,
    }
}

/// Every group that the filter leaves, in no order.
pub async fn totals(db: &impl Read, filter: &Filter, group: Group) -> Result<Vec<Total>> {
    let Some((column, is_id)) = column(group) else {
        return all(db, filter).await;
    };
    let mut sql = Sql::new("SELECT ");
    sql.push(column).push(
        ", COUNT(*), CAST(COALESCE(SUM(estimate_seconds), 0) AS BIGINT) FROM tasks WHERE archived_at IS NULL",
    );
    narrow(&mut sql, filter);
    sql.push(" GROUP BY ").push(column);
    let (text, params) = sql.into_parts();
    let rows: Vec<(Key, i64, i64)> = if is_id {
        let rows: Vec<(Option<i64>, i64, i64)> = db.query(&text, params).await?;
        let keyed = rows.into_iter();
        keyed
            .map(|(id, tasks, seconds)| (id.map(|id| id.to_string()), tasks, seconds))
            .collect()
    } else {
        db.query(&text, params).await?
    };
    Ok(rows.into_iter().map(total).collect())
}

/// The same where no more than `most` tasks are left, else nothing: counting all of very many takes longer than
/// reading a page of them. By state or not at all.
pub async fn totals_of_few(
    db: &impl Read,
    filter: &Filter,
    group: Group,
    most: i64,
) -> Result<Option<Vec<Total>>> {
    let mut sql = Sql::new("SELECT ");
    sql.push(if group == Group::State { "status" } else { "''" })
        .push(
            ", COUNT(*), CAST(COALESCE(SUM(estimate_seconds), 0) AS BIGINT)
            FROM (SELECT status, estimate_seconds FROM tasks WHERE archived_at IS NULL",
        );
    narrow(&mut sql, filter);
    sql.push(" LIMIT ").bind(most + 1).push(") x GROUP BY 1");
    let (text, params) = sql.into_parts();
    let rows: Vec<(Key, i64, i64)> = db.query(&text, params).await?;
    let counted: i64 = rows.iter().map(|(_, tasks, _)| tasks).sum();
    Ok((counted <= most).then(|| rows.into_iter().map(total).collect()))
}

fn total((key, tasks, estimated_seconds): (Key, i64, i64)) -> Total {
    Total {
        // A label that is empty is none.
        key: key.filter(|key| !key.is_empty()),
        tasks,
        estimated_seconds,
    }
}

async fn all(db: &impl Read, filter: &Filter) -> Result<Vec<Total>> {
    let mut sql = Sql::new(
        "SELECT COUNT(*), CAST(COALESCE(SUM(estimate_seconds), 0) AS BIGINT) FROM tasks WHERE archived_at IS NULL",
    );
    narrow(&mut sql, filter);
    let (text, params) = sql.into_parts();
    let (tasks, seconds): (i64, i64) = db.query_one(&text, params).await?;
    Ok(if tasks == 0 {
        vec![]
    } else {
        vec![total((None, tasks, seconds))]
    })
}

/// Finished worked time of each group that has some, in seconds. Begins with the entries where those are fewer.
pub async fn worked(db: &impl Read, filter: &Filter, group: Group) -> Result<Vec<(Key, i64)>> {
    let of_key = column(group);
    let mut sql = Sql::new("SELECT ");
    sql.push(if of_key.is_some() {
        "t.part"
    } else {
        "CAST(NULL AS TEXT)"
    })
    .push(", CAST(SUM(e.duration_seconds) AS BIGINT) FROM (SELECT id AS number");
    if let Some((column, _)) = of_key {
        sql.push(", ").push(column).push(" AS part");
    }
    sql.push(" FROM tasks WHERE archived_at IS NULL");
    narrow(&mut sql, filter);
    sql.push(") t JOIN time_entries e ON e.task_id = t.number AND e.deleted_at IS NULL");
    sql.push(" WHERE e.duration_seconds IS NOT NULL");
    if of_key.is_none() {
        sql.push(" HAVING COUNT(*) > 0");
        return Ok(whole(db, sql)
            .await?
            .map(|seconds| (None, seconds))
            .into_iter()
            .collect());
    }
    sql.push(" GROUP BY t.part");
    let (text, params) = sql.into_parts();
    let rows: Vec<(Key, i64)> = if of_key.is_some_and(|(_, is_id)| is_id) {
        let rows: Vec<(Option<i64>, i64)> = db.query(&text, params).await?;
        rows.into_iter()
            .map(|(id, seconds)| (id.map(|id| id.to_string()), seconds))
            .collect()
    } else {
        db.query(&text, params).await?
    };
    let named = rows.into_iter();
    Ok(named
        .map(|(key, seconds)| (key.filter(|key| !key.is_empty()), seconds))
        .collect())
}

async fn whole(db: &impl Read, sql: Sql) -> Result<Option<i64>> {
    let (text, params) = sql.into_parts();
    let row: Option<(Option<String>, i64)> = db.query_opt(&text, params).await?;
    Ok(row.map(|(_, seconds)| seconds))
}

/// A part of one group, in its order.
pub async fn rows(
    db: &impl Read,
    filter: &Filter,
    (group, key): (Group, &Key),
    sort: Sort,
    (limit, offset): (i64, i64),
) -> Result<Vec<TaskView>> {
    let mut sql = Sql::new("SELECT t.*, ");
    sql.push(BESIDE)
        .push(" FROM (SELECT id AS number FROM tasks WHERE archived_at IS NULL");
    of_group(&mut sql, group, key);
    narrow(&mut sql, filter);
    sql.push(" ORDER BY ")
        .push(order(sort).0)
        .push(" LIMIT ")
        .bind(limit);
    sql.push(" OFFSET ").bind(offset);
    sql.push(") f JOIN tasks t ON t.id = f.number ").push(JOINS);
    sql.push(" ORDER BY ").push(order(sort).1);
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

fn of_group(sql: &mut Sql, group: Group, key: &Key) {
    let Some((column, is_id)) = column(group) else {
        return;
    };
    sql.push(" AND ");
    match (key, is_id) {
        (None, true) => sql.push(column).push(" IS NULL"),
        (None, false) => sql.push("COALESCE(").push(column).push(", '') = ''"),
        (Some(key), true) => sql.push(column).push(" = ").bind(key.parse::<i64>().unwrap_or(0)),
        (Some(key), false) => sql.push(column).push(" = ").bind(key.as_str()),
    };
}

/// The order within a group: of `tasks`, and of the rows `t` with what is beside them.
fn order(sort: Sort) -> (&'static str, &'static str) {
    match sort {
        Sort::Updated => ("updated_at DESC, id DESC", "t.updated_at DESC, t.id DESC"),
        Sort::Created => ("created_at DESC, id DESC", "t.created_at DESC, t.id DESC"),
        Sort::Priority => (
            "CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END,
                updated_at DESC, id DESC",
            "CASE t.priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END,
                t.updated_at DESC, t.id DESC",
        ),
        Sort::Due => (
            "due_on ASC NULLS LAST, id DESC",
            "t.due_on ASC NULLS LAST, t.id DESC",
        ),
        Sort::Estimate => (
            "estimate_seconds DESC NULLS LAST, id DESC",
            "t.estimate_seconds DESC NULLS LAST, t.id DESC",
        ),
        Sort::Time => (
            "COALESCE((SELECT SUM(e.duration_seconds) FROM time_entries e
                WHERE e.task_id = tasks.id AND e.deleted_at IS NULL), 0) DESC, id DESC",
            "total_seconds DESC, t.id DESC",
        ),
        // Without the identifier, which stands in front of a linked task's name, it would need a column of its own.
        Sort::Title => ("search_text, id", "t.search_text, t.id"),
    }
}
