//! The SQL of the search. Tasks carry their folded text; projects and clients are few and folded here; notes are
//! many, so only the newest are looked through.

use super::words::Words;
use crate::clients::Client;
use crate::error::Result;
use crate::projects::Project;
use crate::tasks::Task;
use crate::time_entries::TimeEntry;
use crate::users::User;
use timetracker_db::{Read, Sql, p, record};
use timetracker_types::{Id, Instant};

/// How many entries with a note are looked through, the newest.
pub const NOTES: i64 = 20_000;

record! {
    /// A project that fits.
    #[derive(Debug, Clone)]
    pub struct FoundProject {
        /// Which.
        pub id: Id<Project>,
        /// Its name.
        pub name: String,
        /// What tells it from namesakes.
        pub code: Option<String>,
        /// Free text.
        pub description: Option<String>,
        /// Its client's name.
        pub client_name: String,
    }

    /// A task that fits.
    #[derive(Debug, Clone)]
    pub struct FoundTask {
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
    }

    /// A client that fits.
    #[derive(Debug, Clone)]
    pub struct FoundClient {
        /// Which.
        pub id: Id<Client>,
        /// Its name.
        pub name: String,
        /// Whom to talk to.
        pub contact_person: Option<String>,
        /// Where invoices go.
        pub email: Option<String>,
    }

    /// A time entry whose note fits.
    #[derive(Debug, Clone)]
    pub struct FoundEntry {
        /// Which.
        pub id: Id<TimeEntry>,
        /// What was done.
        pub notes: String,
        /// When it began.
        pub started_at: Instant,
        /// Its project's name.
        pub project_name: Option<String>,
        /// Whose it is.
        pub username: String,
    }
}

/// Active projects by name.
pub async fn projects(db: &impl Read, words: &Words, most: usize) -> Result<Vec<FoundProject>> {
    let sql = "SELECT p.id, p.name, p.code, p.description, c.name AS client_name
        FROM projects p JOIN clients c ON c.id = p.client_id
        WHERE p.status = 'active' ORDER BY lower(p.name), p.id";
    let all: Vec<FoundProject> = db.query(sql, p![]).await?;
    let text = |found: &FoundProject| {
        let (code, about) = (found.code.as_deref(), found.description.as_deref());
        format!(
            "{} {} {}",
            found.name,
            code.unwrap_or_default(),
            about.unwrap_or_default()
        )
    };
    let fits = all.into_iter().filter(|found| words.occur_in(&text(found)));
    Ok(fits.take(most).collect())
}

/// Active clients by name.
pub async fn clients(db: &impl Read, words: &Words, most: usize) -> Result<Vec<FoundClient>> {
    let sql = "SELECT id, name, contact_person, email FROM clients WHERE status = 'active' ORDER BY lower(name), id";
    let all: Vec<FoundClient> = db.query(sql, p![]).await?;
    let text = |found: &FoundClient| {
        let (person, email) = (found.contact_person.as_deref(), found.email.as_deref());
        format!(
            "{} {} {}",
            found.name,
            person.unwrap_or_default(),
            email.unwrap_or_default()
        )
    };
    let fits = all.into_iter().filter(|found| words.occur_in(&text(found)));
    Ok(fits.take(most).collect())
}

/// Tasks that are not archived, last changed first.
pub async fn tasks(db: &impl Read, words: &Words, most: i64) -> Result<Vec<FoundTask>> {
    let mut sql = Sql::new(
        "SELECT t.id, t.name, t.identifier, COALESCE(t.column_key, t.status) AS status, p.name AS project_name
        FROM (SELECT id FROM tasks WHERE archived_at IS NULL",
    );
    for pattern in words.patterns() {
        sql.push(" AND search_text LIKE ")
            .bind(pattern)
            .push(" ESCAPE '\\'");
    }
    sql.push(" ORDER BY updated_at DESC, id DESC LIMIT ").bind(most);
    sql.push(") f JOIN tasks t ON t.id = f.id JOIN projects p ON p.id = t.project_id");
    sql.push(" ORDER BY t.updated_at DESC, t.id DESC");
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

/// The task with this identifier, whatever its case.
pub async fn task_called(db: &impl Read, identifier: &str) -> Result<Option<FoundTask>> {
    let sql = "SELECT t.id, t.name, t.identifier, COALESCE(t.column_key, t.status) AS status, p.name AS project_name
        FROM tasks t JOIN projects p ON p.id = t.project_id
        WHERE lower(t.identifier) = $1 AND t.archived_at IS NULL ORDER BY t.id LIMIT 1";
    Ok(db.query_opt(sql, p![identifier.to_lowercase()]).await?)
}

/// Time entries by their notes, newest first; of one person, or of everybody.
pub async fn entries(
    db: &impl Read,
    words: &Words,
    owner: Option<Id<User>>,
    most: usize,
) -> Result<Vec<FoundEntry>> {
    let mut sql = Sql::new(
        "SELECT e.id, e.notes, e.started_at, p.name AS project_name, u.username
        FROM (SELECT * FROM (",
    );
    newest(&mut sql, owner);
    sql.push(") n WHERE 1 = 1");
    if words.are_plain() {
        for pattern in words.patterns() {
            sql.push(" AND lower(notes) LIKE ")
                .bind(pattern)
                .push(" ESCAPE '\\'");
        }
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        sql.push(" ORDER BY started_at DESC, id DESC LIMIT ").bind(limit);
    }
    sql.push(") e JOIN users u ON u.id = e.user_id LEFT JOIN projects p ON p.id = e.project_id");
    sql.push(" ORDER BY e.started_at DESC, e.id DESC");
    let (text, params) = sql.into_parts();
    let found: Vec<FoundEntry> = db.query(&text, params).await?;
    // SQLite folds A to Z only.
    let fits = found.into_iter().filter(|entry| words.occur_in(&entry.notes));
    Ok(fits.take(most).collect())
}

/// Whether there are more entries with a note than [`entries`] looks through.
pub async fn has_more_notes(db: &impl Read, owner: Option<Id<User>>) -> Result<bool> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM (");
    newest(&mut sql, owner);
    sql.push(" OFFSET ").bind(NOTES).push(") n");
    let (text, params) = sql.into_parts();
    Ok(db.scalar::<i64>(&text, params).await? > 0)
}

fn newest(sql: &mut Sql, owner: Option<Id<User>>) {
    sql.push(
        "SELECT id, notes, started_at, project_id, user_id FROM time_entries
        WHERE deleted_at IS NULL AND notes IS NOT NULL",
    );
    if let Some(owner) = owner {
        sql.push(" AND user_id = ").bind(owner);
    }
    sql.push(" ORDER BY started_at DESC LIMIT ").bind(NOTES);
}
