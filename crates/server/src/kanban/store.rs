//! The SQL about columns.

use super::model::{Board, Column};
use crate::error::Result;
use crate::projects::Project;
use timetracker_db::{Read, Tx, p};
use timetracker_types::{Id, Instant};

/// Every column, in the order of the boards.
pub async fn boards(db: &impl Read) -> Result<Board> {
    let sql = "SELECT * FROM kanban_columns ORDER BY project_id NULLS FIRST, position, id";
    Ok(Board(db.query(sql, p![]).await?))
}

/// One column.
pub async fn find(db: &impl Read, id: Id<Column>) -> Result<Option<Column>> {
    Ok(db
        .query_opt("SELECT * FROM kanban_columns WHERE id = $1", p![id])
        .await?)
}

/// Adds a column.
pub async fn insert(tx: &Tx, column: &Column) -> Result<Id<Column>> {
    let sql =
        "INSERT INTO kanban_columns (project_id, key, label, icon, color, position, is_active, is_system,
            is_complete_state, wip_limit, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) RETURNING id";
    let params = p![
        column.project_id,
        column.key,
        column.label,
        column.icon,
        column.color,
        column.position,
        column.is_active,
        column.is_system,
        column.is_complete_state,
        column.wip_limit,
        column.created_at
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Writes a column's fields, but its key.
pub async fn update(tx: &Tx, column: &Column) -> Result<()> {
    let sql = "UPDATE kanban_columns SET label = $2, icon = $3, color = $4, position = $5, is_active = $6,
            is_complete_state = $7, wip_limit = $8, updated_at = $9 WHERE id = $1";
    let params = p![
        column.id,
        column.label,
        column.icon,
        column.color,
        column.position,
        column.is_active,
        column.is_complete_state,
        column.wip_limit,
        column.updated_at
    ];
    tx.exec(sql, params).await?;
    Ok(())
}

/// Moves a column.
pub async fn set_position(tx: &Tx, id: Id<Column>, position: i64, now: Instant) -> Result<()> {
    let sql = "UPDATE kanban_columns SET position = $2, updated_at = $3 WHERE id = $1";
    tx.exec(sql, p![id, position, now]).await?;
    Ok(())
}

/// Removes a column.
pub async fn delete(tx: &Tx, id: Id<Column>) -> Result<()> {
    tx.exec("DELETE FROM kanban_columns WHERE id = $1", p![id])
        .await?;
    Ok(())
}

/// Takes the tasks out of a column that goes; they keep their status.
pub async fn leave(tx: &Tx, project: Option<Id<Project>>, key: &str, now: Instant) -> Result<()> {
    let sql = "UPDATE tasks SET column_key = NULL, updated_at = $3
        WHERE column_key = $1 AND (project_id = $2 OR CAST($2 AS BIGINT) IS NULL)";
    tx.exec(sql, p![key, project, now]).await?;
    Ok(())
}
