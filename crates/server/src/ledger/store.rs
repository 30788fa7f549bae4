//! The SQL of the list of entries: ids in the order of their starts, within a span and a filter.

use crate::error::Result;
use crate::reports::{self, Filter};
use crate::time_entries::TimeEntry;
use timetracker_db::{Read, Sql};
use timetracker_types::{Id, Instant};

/// Entries begun in a half-open span, by a filter.
#[derive(Debug, Clone)]
pub struct Found {
    /// Which entries.
    pub filter: Filter,
    /// From here …
    pub from: Instant,
    /// … to before here.
    pub to: Instant,
}

fn narrowed(text: &'static str, found: &Found) -> Sql {
    let mut sql = Sql::new(text);
    sql.push(" FROM time_entries WHERE deleted_at IS NULL AND ended_at IS NOT NULL AND started_at >= ")
        .bind(found.from);
    sql.push(" AND started_at < ").bind(found.to);
    reports::narrow(&mut sql, &found.filter);
    sql
}

/// The newest first.
pub async fn newest(db: &impl Read, found: &Found, most: i64, skip: i64) -> Result<Vec<Id<TimeEntry>>> {
    let mut sql = narrowed("SELECT id", found);
    sql.push(" ORDER BY started_at DESC, id DESC LIMIT ").bind(most);
    sql.push(" OFFSET ").bind(skip);
    let (text, params) = sql.into_parts();
    let rows: Vec<(Id<TimeEntry>,)> = db.query(&text, params).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The oldest first, after one of them: for reading all of them piece by piece.
pub async fn after(
    db: &impl Read,
    found: &Found,
    after: Option<(Instant, Id<TimeEntry>)>,
    most: i64,
) -> Result<Vec<(Id<TimeEntry>, Instant)>> {
    let mut sql = narrowed("SELECT id, started_at", found);
    if let Some((start, id)) = after {
        // Said twice, so that the index over the start is entered at the right place.
        sql.push(" AND started_at >= ").bind(start);
        sql.push(" AND (started_at, id) > (CAST(").bind(start);
        sql.push(" AS BIGINT), CAST(").bind(id).push(" AS BIGINT))");
    }
    sql.push(" ORDER BY started_at, id LIMIT ").bind(most);
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}
