//! The SQL about tags: whole texts with how often they occur, taken apart by the reader.

use crate::error::Result;
use crate::users::User;
use timetracker_db::{Read, Sql, p};
use timetracker_types::Id;

/// The tags of time entries; of one person's, or of everybody's.
pub async fn of_entries(db: &impl Read, owner: Option<Id<User>>) -> Result<Vec<(String, i64)>> {
    let mut sql = Sql::new("SELECT tags, COUNT(*) FROM time_entries WHERE deleted_at IS NULL AND tags <> ''");
    if let Some(owner) = owner {
        sql.push(" AND user_id = ").bind(owner);
    }
    sql.push(" GROUP BY tags");
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

/// The tags of tasks that are not archived.
pub async fn of_tasks(db: &impl Read) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT tags, COUNT(*) FROM tasks WHERE archived_at IS NULL AND tags <> '' GROUP BY tags";
    Ok(db.query(sql, p![]).await?)
}
