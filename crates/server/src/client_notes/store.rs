//! What a note about a client is, and the SQL about them.

use crate::clients::Client;
use crate::error::Result;
use crate::users::User;
use timetracker_db::{FromRow, Read, Row, Sql, Tx, p, record};
use timetracker_types::{Id, Instant};

record! {
    /// A note about a client.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Note {
        /// The row's id.
        pub id: Id<Note>,
        /// About whom.
        pub client_id: Id<Client>,
        /// Who wrote it.
        pub user_id: Id<User>,
        /// At most 5,000 characters.
        pub content: String,
        /// Whether it stands out.
        pub is_important: bool,
        /// When it was made.
        pub created_at: Instant,
        /// When it last changed.
        pub updated_at: Instant,
    }
}

/// A note with the names beside it.
#[derive(Debug, Clone)]
pub struct NoteView {
    /// The note.
    pub note: Note,
    /// The client's name.
    pub client_name: String,
    /// The author's user name.
    pub username: String,
    /// The author by the name people read.
    pub author: String,
}

impl FromRow for NoteView {
    fn from_row(row: &Row) -> timetracker_db::Result<Self> {
        Ok(Self {
            note: Note::from_row(row)?,
            client_name: row.get("client_name")?,
            username: row.get("username")?,
            author: row.get("author")?,
        })
    }
}

const VIEW: &str = "SELECT n.*, c.name AS client_name, u.username AS username,
        CASE WHEN u.full_name = '' THEN u.username ELSE u.full_name END AS author
    FROM client_notes n JOIN clients c ON c.id = n.client_id JOIN users u ON u.id = n.user_id WHERE ";

/// One note.
pub async fn find(db: &impl Read, id: Id<Note>) -> Result<Option<Note>> {
    Ok(db
        .query_opt("SELECT * FROM client_notes WHERE id = $1", p![id])
        .await?)
}

/// One note with its names.
pub async fn view(db: &impl Read, id: Id<Note>) -> Result<Option<NoteView>> {
    let mut sql = Sql::new(VIEW);
    sql.push("n.id = ").bind(id);
    let (text, params) = sql.into_parts();
    Ok(db.query_opt(&text, params).await?)
}

/// The notes about a client, newest first.
pub async fn list(db: &impl Read, client: Id<Client>, limit: i64, offset: i64) -> Result<Vec<NoteView>> {
    let mut sql = Sql::new(VIEW);
    sql.push("n.client_id = ")
        .bind(client)
        .push(" ORDER BY n.id DESC LIMIT ");
    sql.bind(limit).push(" OFFSET ").bind(offset);
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

/// How many notes there are about a client.
pub async fn count(db: &impl Read, client: Id<Client>) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM client_notes WHERE client_id = $1";
    Ok(db.scalar(sql, p![client]).await?)
}

/// Adds a note.
pub async fn insert(tx: &Tx, note: &Note) -> Result<Id<Note>> {
    let sql = "INSERT INTO client_notes (client_id, user_id, content, is_important, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $5) RETURNING id";
    let params = p![
        note.client_id,
        note.user_id,
        note.content,
        note.is_important,
        note.created_at
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Writes a note's fields.
pub async fn update(tx: &Tx, note: &Note) -> Result<()> {
    let sql = "UPDATE client_notes SET content = $2, is_important = $3, updated_at = $4 WHERE id = $1";
    tx.exec(sql, p![note.id, note.content, note.is_important, note.updated_at])
        .await?;
    Ok(())
}

/// Removes a note.
pub async fn delete(tx: &Tx, id: Id<Note>) -> Result<()> {
    tx.exec("DELETE FROM client_notes WHERE id = $1", p![id]).await?;
    Ok(())
}
