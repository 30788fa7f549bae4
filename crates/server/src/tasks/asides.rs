//! The SQL of what only the pages about issues ask: names, labels in use, favourites, time in the way.

use super::model::{Task, TaskView};
use super::store::{BESIDE, JOINS};
use crate::error::Result;
use crate::projects::Project;
use crate::time_entries::TimeEntry;
use crate::users::User;
use timetracker_db::{Read, Sql, Tx, p};
use timetracker_types::{Id, Instant};

/// The most issues beneath one that its page shows.
const CHILDREN: i64 = 50;

/// The tasks of the issues beneath one, by the service's own id of it, as they were numbered.
pub async fn children(db: &impl Read, connection: i64, reference: &str) -> Result<Vec<TaskView>> {
    let mut sql = Sql::new("SELECT t.*, ");
    sql.push(BESIDE).push(" FROM tasks t ").push(JOINS);
    sql.push(" WHERE t.archived_at IS NULL AND t.connection_id = ")
        .bind(connection);
    sql.push(" AND t.parent_ref = ").bind(reference);
    sql.push(" ORDER BY t.id LIMIT ").bind(CHILDREN);
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

/// Every project's name and place in the palette, archived ones too.
pub async fn project_names(db: &impl Read) -> Result<Vec<(i64, String, i64)>> {
    Ok(db.query("SELECT id, name, color FROM projects", p![]).await?)
}

/// How many of the tasks that changed last are looked at for their labels and cycles.
const LATELY: i64 = 3_000;

/// The labels and own tags of the tasks that changed last, whole texts.
pub async fn recent_labels(db: &impl Read) -> Result<Vec<(String, String)>> {
    let sql = "SELECT DISTINCT labels, tags FROM (SELECT labels, tags FROM tasks WHERE archived_at IS NULL
        ORDER BY updated_at DESC, id DESC LIMIT $1) n WHERE labels <> '' OR tags <> ''";
    Ok(db.query(sql, p![LATELY]).await?)
}

/// The cycles of the tasks that changed last.
pub async fn recent_cycles(db: &impl Read) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT cycle FROM (SELECT cycle FROM tasks WHERE archived_at IS NULL
        ORDER BY updated_at DESC, id DESC LIMIT $1) n WHERE cycle IS NOT NULL AND cycle <> ''";
    let rows: Vec<(String,)> = db.query(sql, p![LATELY]).await?;
    Ok(rows.into_iter().map(|(cycle,)| cycle).collect())
}

/// Whether time is booked on a task, running time too.
pub async fn has_time(db: &impl Read, id: Id<Task>) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM time_entries WHERE task_id = $1 AND deleted_at IS NULL LIMIT 1) n";
    Ok(db.scalar::<i64>(sql, p![id]).await? > 0)
}

/// The most entries that are changed together by way of their tasks.
pub const MOST_ENTRIES: usize = 5_000;

/// The finished entries on these tasks, of one person or of everybody, the newest first; one more than
/// [`MOST_ENTRIES`] where there are more.
pub async fn entries_of(
    db: &impl Read,
    tasks: &[Id<Task>],
    owner: Option<Id<User>>,
) -> Result<Vec<Id<TimeEntry>>> {
    let mut sql =
        Sql::new("SELECT id FROM time_entries WHERE deleted_at IS NULL AND ended_at IS NOT NULL AND ");
    sql.push_in("task_id", tasks.iter().copied());
    if let Some(owner) = owner {
        sql.push(" AND user_id = ").bind(owner);
    }
    sql.push(" ORDER BY id DESC LIMIT ")
        .bind(i64::try_from(MOST_ENTRIES + 1).unwrap_or(i64::MAX));
    let (text, params) = sql.into_parts();
    let rows: Vec<(Id<TimeEntry>,)> = db.query(&text, params).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Puts a task into another project.
pub async fn set_project(tx: &Tx, id: Id<Task>, project: Id<Project>, now: Instant) -> Result<()> {
    let sql = "UPDATE tasks SET project_id = $2, column_key = NULL, updated_at = $3 WHERE id = $1";
    tx.exec(sql, p![id, project, now]).await?;
    Ok(())
}

/// Marks a task as somebody's favourite; false where it is marked already.
pub async fn star(tx: &Tx, person: Id<User>, task: Id<Task>, now: Instant) -> Result<bool> {
    let sql = "INSERT INTO favorite_tasks (user_id, task_id, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (user_id, task_id) DO NOTHING";
    Ok(tx.exec(sql, p![person, task, now]).await? == 1)
}

/// Takes the mark away.
pub async fn unstar(tx: &Tx, person: Id<User>, task: Id<Task>) -> Result<()> {
    let sql = "DELETE FROM favorite_tasks WHERE user_id = $1 AND task_id = $2";
    tx.exec(sql, p![person, task]).await?;
    Ok(())
}

/// Whether it is marked.
pub async fn is_starred(db: &impl Read, person: Id<User>, task: Id<Task>) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM favorite_tasks WHERE user_id = $1 AND task_id = $2";
    Ok(db.scalar::<i64>(sql, p![person, task]).await? > 0)
}
