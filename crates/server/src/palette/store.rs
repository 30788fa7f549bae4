//! The SQL of what only the palette asks.

use crate::error::Result;
use crate::tasks::Task;
use crate::users::User;
use timetracker_db::{Read, p, record};
use timetracker_types::Id;

record! {
    /// An issue as a line.
    #[derive(Debug, Clone)]
    pub struct Issue {
        /// Which.
        pub id: Id<Task>,
        /// Its whole name.
        pub name: String,
        /// `ENG-42`, where it comes from a tracker.
        pub identifier: Option<String>,
        /// Where it stands.
        pub status: String,
        /// Its project's name.
        pub project_name: String,
        /// Identifier and name in lower case.
        pub search_text: String,
    }
}

/// How many of a person's newest entries are looked at for what they worked on last.
const NEWEST: i64 = 60;

/// The issues that somebody worked on last, the latest first.
pub async fn recent(db: &impl Read, person: Id<User>, most: usize) -> Result<Vec<Issue>> {
    let sql = "SELECT t.id, t.name, t.identifier, t.status, p.name AS project_name, t.search_text
        FROM (SELECT task_id, MAX(started_at) AS last FROM (SELECT task_id, started_at FROM time_entries
            WHERE user_id = $1 AND deleted_at IS NULL ORDER BY started_at DESC LIMIT $2) n
            WHERE task_id IS NOT NULL GROUP BY task_id) r
        JOIN tasks t ON t.id = r.task_id JOIN projects p ON p.id = t.project_id
        WHERE t.archived_at IS NULL ORDER BY r.last DESC, t.id";
    let mut found: Vec<Issue> = db.query(sql, p![person, NEWEST]).await?;
    found.truncate(most);
    Ok(found)
}

/// The open issues that are assigned to somebody, what they are at first; all of them, for they are few.
pub async fn assigned(db: &impl Read, person: Id<User>, most: i64) -> Result<Vec<Issue>> {
    let sql = "SELECT t.id, t.name, t.identifier, t.status, p.name AS project_name, t.search_text
        FROM (SELECT id FROM tasks WHERE assignee_id = $1 AND status IN ('in_progress', 'review', 'todo')
            AND archived_at IS NULL
            ORDER BY CASE status WHEN 'in_progress' THEN 0 WHEN 'review' THEN 1 ELSE 2 END, updated_at DESC, id DESC
            LIMIT $2) f
        JOIN tasks t ON t.id = f.id JOIN projects p ON p.id = t.project_id
        ORDER BY CASE t.status WHEN 'in_progress' THEN 0 WHEN 'review' THEN 1 ELSE 2 END, t.updated_at DESC, t.id DESC";
    Ok(db.query(sql, p![person, most]).await?)
}
