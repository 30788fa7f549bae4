//! What the watch asks of the database, a few times a second.

use crate::error::Result;
use timetracker_db::{Read, p};

/// A line of the audit log: its number, the kind of thing, the verb, and whose time it is.
pub type Line = (i64, String, String, Option<i64>);

/// The newest lines above one, newest first, at most `limit`.
pub async fn lines(db: &impl Read, above: i64, limit: i64) -> Result<Vec<Line>> {
    let sql = "SELECT a.id, a.entity, a.action, e.user_id FROM audit_events a
        LEFT JOIN time_entries e ON a.entity = 'time_entry' AND e.id = a.entity_id
        WHERE a.id > $1 ORDER BY a.id DESC LIMIT $2";
    Ok(db.query(sql, p![above, limit]).await?)
}

/// The newest runs of the sync: number, state, and how many rows they changed.
pub async fn runs(db: &impl Read) -> Result<Vec<(i64, String, i64)>> {
    let sql = "SELECT id, status, created + updated + archived FROM sync_runs ORDER BY id DESC LIMIT 3";
    Ok(db.query(sql, p![]).await?)
}
