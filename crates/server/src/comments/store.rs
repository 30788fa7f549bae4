//! The SQL about comments. Deleted ones are seen by `any_view` only; answers to them stay.

use super::model::{Comment, CommentView, Target};
use crate::error::Result;
use timetracker_db::{Read, Sql, Tx, p};
use timetracker_types::{Id, Instant};

const VIEW: &str = "SELECT m.*, u.username AS username,
        CASE WHEN u.full_name = '' THEN u.username ELSE u.full_name END AS author,
        COALESCE(t.name, p.name, '') AS target_name,
        (SELECT COUNT(*) FROM comments r WHERE r.parent_id = m.id AND r.deleted_at IS NULL) AS replies
    FROM comments m JOIN users u ON u.id = m.user_id
    LEFT JOIN tasks t ON t.id = m.task_id LEFT JOIN projects p ON p.id = m.project_id";
const LIVE: &str = " WHERE m.deleted_at IS NULL";

/// One comment.
pub async fn find(db: &impl Read, id: Id<Comment>) -> Result<Option<Comment>> {
    let sql = "SELECT * FROM comments WHERE id = $1 AND deleted_at IS NULL";
    Ok(db.query_opt(sql, p![id]).await?)
}

/// One comment with its names.
pub async fn view(db: &impl Read, id: Id<Comment>) -> Result<Option<CommentView>> {
    let mut sql = Sql::new(VIEW);
    sql.push(LIVE);
    sql.push(" AND m.id = ").bind(id);
    let (text, params) = sql.into_parts();
    Ok(db.query_opt(&text, params).await?)
}

/// One comment with its names, deleted or not.
pub async fn any_view(db: &impl Read, id: Id<Comment>) -> Result<Option<CommentView>> {
    let mut sql = Sql::new(VIEW);
    sql.push(" WHERE m.id = ").bind(id);
    let (text, params) = sql.into_parts();
    Ok(db.query_opt(&text, params).await?)
}

/// The comments about something, oldest first.
pub async fn list(db: &impl Read, target: Target, limit: i64, offset: i64) -> Result<Vec<CommentView>> {
    let mut sql = Sql::new(VIEW);
    sql.push(LIVE);
    about(&mut sql, target);
    sql.push(" ORDER BY m.id LIMIT ")
        .bind(limit)
        .push(" OFFSET ")
        .bind(offset);
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

/// The last so many comments about something, oldest first.
pub async fn last(db: &impl Read, target: Target, most: i64) -> Result<Vec<CommentView>> {
    let mut sql = Sql::new(VIEW);
    sql.push(LIVE);
    about(&mut sql, target);
    sql.push(" ORDER BY m.id DESC LIMIT ").bind(most);
    let (text, params) = sql.into_parts();
    let mut rows: Vec<CommentView> = db.query(&text, params).await?;
    rows.reverse();
    Ok(rows)
}

/// How many comments there are about something.
pub async fn count(db: &impl Read, target: Target) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM comments m WHERE m.deleted_at IS NULL");
    about(&mut sql, target);
    let (text, params) = sql.into_parts();
    Ok(db.scalar(&text, params).await?)
}

fn about(sql: &mut Sql, target: Target) {
    match target {
        Target::Project(id) => sql.push(" AND m.project_id = ").bind(id),
        Target::Task(id) => sql.push(" AND m.task_id = ").bind(id),
    };
}

/// Adds a comment.
pub async fn insert(tx: &Tx, comment: &Comment) -> Result<Id<Comment>> {
    let sql =
        "INSERT INTO comments (project_id, task_id, parent_id, user_id, content, is_internal, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING id";
    let params = p![
        comment.project_id,
        comment.task_id,
        comment.parent_id,
        comment.user_id,
        comment.content,
        comment.is_internal,
        comment.created_at
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Writes a comment's words.
pub async fn update(tx: &Tx, comment: &Comment) -> Result<()> {
    let sql = "UPDATE comments SET content = $2, is_internal = $3, updated_at = $4 WHERE id = $1";
    let params = p![
        comment.id,
        comment.content,
        comment.is_internal,
        comment.updated_at
    ];
    tx.exec(sql, params).await?;
    Ok(())
}

/// Hides a comment.
pub async fn delete(tx: &Tx, id: Id<Comment>, now: Instant) -> Result<()> {
    let sql = "UPDATE comments SET deleted_at = $2, updated_at = $2 WHERE id = $1";
    tx.exec(sql, p![id, now]).await?;
    Ok(())
}
