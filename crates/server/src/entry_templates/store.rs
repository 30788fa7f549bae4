//! The SQL about templates of time entries.

use super::model::{EntryTemplate, TemplateView};
use crate::error::Result;
use crate::users::User;
use timetracker_db::{Read, Sql, Tx, p};
use timetracker_types::{Id, Instant};

const VIEW: &str = "SELECT m.*, p.name AS project_name, t.name AS task_name FROM time_entry_templates m
    LEFT JOIN projects p ON p.id = m.project_id LEFT JOIN tasks t ON t.id = m.task_id
    WHERE m.user_id = ";

/// One template of this person.
pub async fn find(db: &impl Read, owner: Id<User>, id: Id<EntryTemplate>) -> Result<Option<EntryTemplate>> {
    let sql = "SELECT * FROM time_entry_templates WHERE id = $1 AND user_id = $2";
    Ok(db.query_opt(sql, p![id, owner]).await?)
}

/// The same with its names.
pub async fn view(db: &impl Read, owner: Id<User>, id: Id<EntryTemplate>) -> Result<Option<TemplateView>> {
    let mut sql = Sql::new(VIEW);
    sql.bind(owner).push(" AND m.id = ").bind(id);
    let (text, params) = sql.into_parts();
    Ok(db.query_opt(&text, params).await?)
}

/// A person's templates, those used most first.
pub async fn list(db: &impl Read, owner: Id<User>, limit: i64, offset: i64) -> Result<Vec<TemplateView>> {
    let mut sql = Sql::new(VIEW);
    sql.bind(owner).push(" ORDER BY m.usage_count DESC, m.id LIMIT ");
    sql.bind(limit).push(" OFFSET ").bind(offset);
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

/// How many templates a person has.
pub async fn count(db: &impl Read, owner: Id<User>) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM time_entry_templates WHERE user_id = $1";
    Ok(db.scalar(sql, p![owner]).await?)
}

/// Adds a template.
pub async fn insert(tx: &Tx, template: &EntryTemplate) -> Result<Id<EntryTemplate>> {
    let sql = "INSERT INTO time_entry_templates (user_id, name, description, project_id, task_id,
            default_minutes, default_notes, tags, billable, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) RETURNING id";
    let params = p![
        template.user_id,
        template.name,
        template.description,
        template.project_id,
        template.task_id,
        template.default_minutes,
        template.default_notes,
        template.tags,
        template.billable,
        template.created_at
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Writes a template's fields.
pub async fn update(tx: &Tx, template: &EntryTemplate) -> Result<()> {
    let sql = "UPDATE time_entry_templates SET name = $2, description = $3, project_id = $4, task_id = $5,
            default_minutes = $6, default_notes = $7, tags = $8, billable = $9, updated_at = $10 WHERE id = $1";
    let params = p![
        template.id,
        template.name,
        template.description,
        template.project_id,
        template.task_id,
        template.default_minutes,
        template.default_notes,
        template.tags,
        template.billable,
        template.updated_at
    ];
    tx.exec(sql, params).await?;
    Ok(())
}

/// Counts one use.
pub async fn count_use(tx: &Tx, id: Id<EntryTemplate>, now: Instant) -> Result<()> {
    let sql =
        "UPDATE time_entry_templates SET usage_count = usage_count + 1, last_used_at = $2, updated_at = $2
        WHERE id = $1";
    tx.exec(sql, p![id, now]).await?;
    Ok(())
}

/// Removes a template.
pub async fn delete(tx: &Tx, id: Id<EntryTemplate>) -> Result<()> {
    tx.exec("DELETE FROM time_entry_templates WHERE id = $1", p![id])
        .await?;
    Ok(())
}
