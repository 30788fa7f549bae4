//! The SQL that reads the audit trail. Only `record` in `mod.rs` writes it.

use crate::error::Result;
use crate::users::User;
use std::collections::HashMap;
use timetracker_db::{Read, Sql, p, record};
use timetracker_types::{Id, Instant};

record! {
    /// One line of the trail, with the names of who did it.
    #[derive(Debug, Clone)]
    pub struct Line {
        /// The row's id.
        pub id: i64,
        /// When it happened.
        pub at: Instant,
        /// Who did it; nobody where the product did.
        pub user_id: Option<Id<User>>,
        /// Their user name.
        pub username: Option<String>,
        /// Their name as people read it.
        pub display_name: Option<String>,
        /// `created`, `updated`, …
        pub action: String,
        /// `time_entry`, `project`, …
        pub entity: String,
        /// The thing's id.
        pub entity_id: i64,
        /// What it was, as JSON.
        pub before: Option<String>,
        /// What it became, as JSON.
        pub after: Option<String>,
    }
}

/// Which lines are wanted.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only of this person.
    pub user_id: Option<Id<User>>,
    /// Only about such things.
    pub entity: Option<String>,
    /// Only about the thing with this id.
    pub entity_id: Option<i64>,
    /// Only such changes.
    pub action: Option<String>,
    /// Only those that were written before this line.
    pub before: Option<i64>,
}

/// A page of lines, newest first.
pub async fn list(db: &impl Read, filter: &Filter, limit: i64, offset: i64) -> Result<Vec<Line>> {
    let mut sql = Sql::new(
        "SELECT a.*, u.username AS username,
            CASE WHEN u.full_name = '' THEN u.username ELSE u.full_name END AS display_name
        FROM (SELECT * FROM audit_events WHERE 1 = 1",
    );
    narrow(&mut sql, filter);
    sql.push(" ORDER BY id DESC LIMIT ")
        .bind(limit)
        .push(" OFFSET ")
        .bind(offset);
    sql.push(") a LEFT JOIN users u ON u.id = a.user_id ORDER BY a.id DESC");
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

/// How many lines there are.
pub async fn count(db: &impl Read, filter: &Filter) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM audit_events WHERE 1 = 1");
    narrow(&mut sql, filter);
    let (text, params) = sql.into_parts();
    Ok(db.scalar(&text, params).await?)
}

fn narrow(sql: &mut Sql, filter: &Filter) {
    if let Some(person) = filter.user_id {
        sql.push(" AND user_id = ").bind(person);
    }
    if let Some(entity) = &filter.entity {
        sql.push(" AND entity = ").bind(entity.as_str());
    }
    if let Some(id) = filter.entity_id {
        sql.push(" AND entity_id = ").bind(id);
    }
    if let Some(action) = &filter.action {
        sql.push(" AND action = ").bind(action.as_str());
    }
    if let Some(line) = filter.before {
        sql.push(" AND id < ").bind(line);
    }
}

/// The kinds of things that there are lines about, in the order of the alphabet. Each is one step into the index, so
/// that the length of the log does not matter.
pub async fn kinds(db: &impl Read) -> Result<Vec<String>> {
    let sql = "WITH RECURSIVE kinds (kind) AS (
            SELECT MIN(entity) FROM audit_events
            UNION ALL SELECT (SELECT MIN(a.entity) FROM audit_events a WHERE a.entity > kinds.kind)
            FROM kinds WHERE kinds.kind IS NOT NULL)
        SELECT kind FROM kinds WHERE kind IS NOT NULL";
    let rows: Vec<(String,)> = db.query(sql, p![]).await?;
    let mut kinds: Vec<String> = rows.into_iter().map(|(kind,)| kind).collect();
    kinds.sort_unstable();
    Ok(kinds)
}

/// The names of projects, for entries that know theirs only by number.
pub async fn project_names(db: &impl Read, ids: Vec<i64>) -> Result<HashMap<i64, String>> {
    let mut sql = Sql::new("SELECT id, name FROM projects WHERE ");
    sql.push_in("id", ids);
    let (text, params) = sql.into_parts();
    let rows: Vec<(i64, String)> = db.query(&text, params).await?;
    Ok(rows.into_iter().collect())
}
