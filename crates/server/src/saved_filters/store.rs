//! The SQL about saved filters.

use super::model::SavedFilter;
use crate::error::Result;
use crate::users::User;
use timetracker_db::{Read, Sql, Tx, p};
use timetracker_types::Id;

/// One filter.
pub async fn find(db: &impl Read, id: Id<SavedFilter>) -> Result<Option<SavedFilter>> {
    Ok(db
        .query_opt("SELECT * FROM saved_filters WHERE id = $1", p![id])
        .await?)
}

/// Somebody's filters and the shared ones, newest first; of one scope, or of all.
pub async fn list(
    db: &impl Read,
    reader: Id<User>,
    scope: Option<&str>,
    limit: i64,
    offset: i64,
) -> Result<Vec<SavedFilter>> {
    let mut sql = Sql::new("SELECT * FROM saved_filters");
    narrow(&mut sql, reader, scope);
    sql.push(" ORDER BY id DESC LIMIT ")
        .bind(limit)
        .push(" OFFSET ")
        .bind(offset);
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

/// The scope under which the list of issues saves its views.
pub const ISSUES: &str = "issues";
/// How many of them are shown.
const MOST: i64 = 100;

/// The views of the list of issues that somebody sees: their own and the shared ones, by name.
pub async fn of_issues(db: &impl Read, reader: Id<User>) -> Result<Vec<SavedFilter>> {
    let mut sql = Sql::new("SELECT * FROM saved_filters");
    narrow(&mut sql, reader, Some(ISSUES));
    // One's own first, so that those of others never crowd them out.
    sql.push(" ORDER BY user_id = ").bind(reader);
    sql.push(" DESC, id DESC LIMIT ").bind(MOST);
    let (text, params) = sql.into_parts();
    let mut views: Vec<SavedFilter> = db.query(&text, params).await?;
    views.sort_by_cached_key(|view| (view.name.to_lowercase(), view.id.get()));
    Ok(views)
}

/// How many filters [`list`] has.
pub async fn count(db: &impl Read, reader: Id<User>, scope: Option<&str>) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM saved_filters");
    narrow(&mut sql, reader, scope);
    let (text, params) = sql.into_parts();
    Ok(db.scalar(&text, params).await?)
}

fn narrow(sql: &mut Sql, reader: Id<User>, scope: Option<&str>) {
    sql.push(" WHERE (user_id = ").bind(reader).push(" OR is_shared)");
    if let Some(scope) = scope {
        sql.push(" AND scope = ").bind(scope);
    }
}

/// Adds a filter.
pub async fn insert(tx: &Tx, filter: &SavedFilter) -> Result<Id<SavedFilter>> {
    let sql = "INSERT INTO saved_filters (user_id, name, scope, payload, is_shared, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING id";
    let params = p![
        filter.user_id,
        filter.name,
        filter.scope,
        filter.payload,
        filter.is_shared,
        filter.created_at
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Writes a filter's fields.
pub async fn update(tx: &Tx, filter: &SavedFilter) -> Result<()> {
    let sql = "UPDATE saved_filters SET name = $2, scope = $3, payload = $4, is_shared = $5, updated_at = $6
        WHERE id = $1";
    let params = p![
        filter.id,
        filter.name,
        filter.scope,
        filter.payload,
        filter.is_shared,
        filter.updated_at
    ];
    tx.exec(sql, params).await?;
    Ok(())
}

/// Removes a filter.
pub async fn delete(tx: &Tx, id: Id<SavedFilter>) -> Result<()> {
    tx.exec("DELETE FROM saved_filters WHERE id = $1", p![id]).await?;
    Ok(())
}
