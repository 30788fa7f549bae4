//! The SQL about tasks.

use super::arrange::Estimate;
use super::model::{Priority, Status, Task, TaskView, search_text};
use super::narrow::narrow;
use crate::error::Result;
use crate::projects::Project;
use crate::users::User;
use timetracker_db::{Read, Sql, Tx, p};
use timetracker_types::{Id, Instant};

/// Which tasks are wanted. Archived ones never are.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Every word must occur in the identifier or name.
    pub search: String,
    /// Only of these projects; empty means all.
    pub projects: Vec<Id<Project>>,
    /// Only in these states; empty means all.
    pub statuses: Vec<Status>,
    /// Only in this column of people's own making, or only in none of them.
    pub column_key: Option<Option<String>>,
    /// Only of this person.
    pub assignee_id: Option<Id<User>>,
    /// Any of these tags, as parts of the text.
    pub tags: Vec<String>,
    /// Any of these labels or tags, whole.
    pub labels: Vec<String>,
    /// Only of these people, or of nobody; empty means all.
    pub whose: Vec<Whose>,
    /// Only of these priorities; empty means all.
    pub priorities: Vec<Priority>,
    /// Only in these cycles, by name; empty means all.
    pub cycles: Vec<String>,
    /// Only so far from the estimate.
    pub estimate: Option<Estimate>,
    /// Only with time on them, or only without.
    pub has_time: Option<bool>,
    /// Only this person's favourites.
    pub starred_by: Option<Id<User>>,
    /// At most so many; 0 means 50.
    pub limit: i64,
    /// How many to skip.
    pub offset: i64,
}

/// Whose tasks are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Those that nobody does.
    Nobody,
    /// Somebody's.
    Person(Id<User>),
}

/// One task by id, archived or not.
pub async fn find(db: &impl Read, id: Id<Task>) -> Result<Option<Task>> {
    Ok(db.query_opt("SELECT * FROM tasks WHERE id = $1", p![id]).await?)
}

/// The task that people mean by `ENG-42`, whatever its case; a live one before an archived one.
pub async fn find_by_identifier(db: &impl Read, identifier: &str) -> Result<Option<Task>> {
    let sql = "SELECT * FROM tasks WHERE lower(identifier) = $1
        ORDER BY CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END, id LIMIT 1";
    Ok(db.query_opt(sql, p![identifier.trim().to_lowercase()]).await?)
}

/// The task of an issue, by the service's own id of it.
pub async fn find_by_reference(db: &impl Read, connection: i64, reference: &str) -> Result<Option<Task>> {
    let sql = "SELECT * FROM tasks WHERE connection_id = $1 AND external_ref = $2";
    Ok(db.query_opt(sql, p![connection, reference]).await?)
}

/// The task of a project by its whole name, whatever its case; a live one before an archived one.
pub async fn find_by_name(db: &impl Read, project: Id<Project>, name: &str) -> Result<Option<Task>> {
    let sql = "SELECT * FROM tasks WHERE project_id = $1 AND lower(name) = lower($2)
        ORDER BY CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END, id LIMIT 1";
    Ok(db.query_opt(sql, p![project, name]).await?)
}

/// One task with its hours.
pub async fn view(db: &impl Read, id: Id<Task>) -> Result<Option<TaskView>> {
    let mut sql = Sql::new("SELECT t.*, ");
    sql.push(BESIDE)
        .push(" FROM tasks t ")
        .push(JOINS)
        .push(" WHERE t.id = ")
        .bind(id);
    let (text, params) = sql.into_parts();
    Ok(db.query_opt(&text, params).await?)
}

/// Tasks with their hours: work in progress first, then to do, then the rest; last changed first.
pub async fn list(db: &impl Read, filter: &Filter) -> Result<Vec<TaskView>> {
    let mut sql = Sql::new("SELECT t.*, ");
    sql.push(BESIDE)
        .push(" FROM (SELECT * FROM tasks WHERE archived_at IS NULL");
    narrow(&mut sql, filter);
    sql.push(" ORDER BY ")
        .push(ORDER)
        .push(" LIMIT ")
        .bind(if filter.limit > 0 { filter.limit } else { 50 });
    sql.push(" OFFSET ")
        .bind(filter.offset)
        .push(") t ")
        .push(JOINS)
        .push(" ORDER BY ")
        .push(ORDER_OF_T);
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

/// How many tasks there are, by state.
pub async fn count(db: &impl Read, filter: &Filter) -> Result<Vec<(Status, i64)>> {
    let mut sql = Sql::new("SELECT status, COUNT(*) FROM tasks WHERE archived_at IS NULL");
    narrow(&mut sql, filter);
    sql.push(" GROUP BY status ORDER BY status");
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

/// A few tasks for what somebody types: an exact identifier first, then open ones, own ones before.
pub async fn suggest(db: &impl Read, typed: &str, person: Id<User>, most: i64) -> Result<Vec<TaskView>> {
    let filter = Filter {
        search: typed.to_owned(),
        ..Filter::default()
    };
    let mut sql = Sql::new("SELECT t.*, ");
    sql.push(BESIDE)
        .push(" FROM (SELECT * FROM tasks WHERE archived_at IS NULL");
    narrow(&mut sql, &filter);
    sql.push(" ORDER BY CASE WHEN lower(identifier) = ")
        .bind(typed.trim().to_lowercase());
    sql.push(" THEN 0 ELSE 1 END, CASE status WHEN 'in_progress' THEN 0 WHEN 'todo' THEN 1 WHEN 'review' THEN 1 ELSE 2 END");
    sql.push(", CASE WHEN assignee_id = ")
        .bind(person)
        .push(" THEN 0 ELSE 1 END, updated_at DESC, id DESC LIMIT ");
    sql.bind(most)
        .push(") t ")
        .push(JOINS)
        .push(" ORDER BY CASE WHEN lower(t.identifier) = ");
    sql.bind(typed.trim().to_lowercase());
    sql.push(" THEN 0 ELSE 1 END, CASE t.status WHEN 'in_progress' THEN 0 WHEN 'todo' THEN 1 WHEN 'review' THEN 1 ELSE 2 END");
    sql.push(", CASE WHEN t.assignee_id = ")
        .bind(person)
        .push(" THEN 0 ELSE 1 END, t.updated_at DESC, t.id DESC");
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

const ORDER: &str = "CASE status WHEN 'in_progress' THEN 0 WHEN 'review' THEN 1 WHEN 'todo' THEN 2
    WHEN 'done' THEN 3 ELSE 4 END,
    updated_at DESC, id DESC";
const ORDER_OF_T: &str = "CASE t.status WHEN 'in_progress' THEN 0 WHEN 'review' THEN 1 WHEN 'todo' THEN 2
    WHEN 'done' THEN 3 ELSE 4 END,
    t.updated_at DESC, t.id DESC";

/// What is shown beside the task `t`; the sums are answered from the index over task, billable and duration.
pub(super) const BESIDE: &str = "p.name AS project_name, p.color AS project_color,
    CASE WHEN u.full_name = '' THEN u.username ELSE u.full_name END AS assignee_name,
    CAST(COALESCE((SELECT SUM(e.duration_seconds) FROM time_entries e
        WHERE e.task_id = t.id AND e.deleted_at IS NULL), 0) AS BIGINT) AS total_seconds,
    CAST(COALESCE((SELECT SUM(e.duration_seconds) FROM time_entries e
        WHERE e.task_id = t.id AND e.deleted_at IS NULL AND e.billable), 0) AS BIGINT) AS billable_seconds";
pub(super) const JOINS: &str =
    "JOIN projects p ON p.id = t.project_id LEFT JOIN users u ON u.id = t.assignee_id";

/// The most words of a search that count, and the most characters of each: SQLite takes no endless
/// expression, and nobody types one.
pub(super) const MOST_WORDS: usize = 10;
pub(super) const LONGEST_WORD: usize = 200;

/// Adds a task.
pub async fn insert(tx: &Tx, task: &Task) -> Result<Id<Task>> {
    let sql = "INSERT INTO tasks (project_id, name, identifier, search_text, description, status, priority,
            assignee_id, estimate_seconds, due_on, tags, custom_fields, started_at, completed_at, created_by,
            created_at, updated_at, column_key)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17) RETURNING id";
    let params = p![
        task.project_id,
        task.name,
        task.identifier,
        search_text(task.identifier.as_deref(), &task.name),
        task.description,
        task.status,
        task.priority,
        task.assignee_id,
        task.estimate_seconds,
        task.due_on,
        task.tags,
        task.custom_fields,
        task.started_at,
        task.completed_at,
        task.created_by,
        task.created_at,
        task.column_key
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Writes what people own of a linked task: a sync may be writing the rest at this moment.
pub async fn update_own(tx: &Tx, task: &Task, now: Instant) -> Result<()> {
    let sql = "UPDATE tasks SET estimate_seconds = $2, tags = $3, updated_at = $4 WHERE id = $1";
    tx.exec(sql, p![task.id, task.estimate_seconds, task.tags, now])
        .await?;
    Ok(())
}

/// Writes a task's changed fields.
pub async fn update(tx: &Tx, task: &Task, now: Instant) -> Result<()> {
    let sql = "UPDATE tasks SET name = $2, search_text = $3, description = $4, status = $5, priority = $6,
            assignee_id = $7, estimate_seconds = $8, due_on = $9, tags = $10, started_at = $11,
            completed_at = $12, archived_at = $13, updated_at = $14, column_key = $15 WHERE id = $1";
    let params = p![
        task.id,
        task.name,
        search_text(task.identifier.as_deref(), &task.name),
        task.description,
        task.status,
        task.priority,
        task.assignee_id,
        task.estimate_seconds,
        task.due_on,
        task.tags,
        task.started_at,
        task.completed_at,
        task.archived_at,
        now,
        task.column_key
    ];
    tx.exec(sql, params).await?;
    Ok(())
}
