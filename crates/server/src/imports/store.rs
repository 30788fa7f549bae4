//! The SQL about imports.

use super::model::{Import, Kept, Place, Settings, Status};
use crate::error::{Error, Result};
use crate::users::User;
use std::collections::HashMap;
use timetracker_db::{Db, Engine, Kind, Read, Sql, Tx, Upsert, Val, p};
use timetracker_types::{Id, Instant};

/// How many values one statement names.
const AT_ONCE: usize = 1024;

/// The columns of an entry that an import makes, in the order of [`entry_row`](super::batch::entry_row)'s values.
const ENTRY_COLUMNS: &[(&str, Kind)] = &[
    ("import_id", Kind::Int),
    ("import_key", Kind::Int),
    ("user_id", Kind::Int),
    ("project_id", Kind::Int),
    ("task_id", Kind::Int),
    ("started_at", Kind::Int),
    ("ended_at", Kind::Int),
    ("break_seconds", Kind::Int),
    ("duration_seconds", Kind::Int),
    ("timezone", Kind::Text),
    ("notes", Kind::Text),
    ("tags", Kind::Text),
    ("source", Kind::Text),
    ("billable", Kind::Bool),
    ("created_at", Kind::Int),
    ("updated_at", Kind::Int),
];

/// Straight into people's time; what is there by its key stays.
pub const ENTRIES: Upsert = Upsert {
    table: "time_entries",
    columns: ENTRY_COLUMNS,
    conflict: &["user_id", "import_key"],
    conflict_where: Some("import_key IS NOT NULL AND deleted_at IS NULL"),
    update: &[],
};

/// Aside, until it is known whether all of them may go in.
pub const STAGED: Upsert = Upsert {
    table: "import_staged",
    columns: ENTRY_COLUMNS,
    conflict: &["import_id", "import_key"],
    conflict_where: None,
    update: &[],
};

/// What was found wrong or remarkable.
pub const FINDINGS: Upsert = Upsert {
    table: "import_findings",
    columns: &[
        ("import_id", Kind::Int),
        ("record", Kind::Int),
        ("line", Kind::Int),
        ("is_failure", Kind::Bool),
        ("field", Kind::Text),
        ("reason", Kind::Text),
        ("cells", Kind::Text),
    ],
    conflict: &["import_id", "record"],
    conflict_where: None,
    update: &[],
};

/// How often rows without times were met.
pub const COUNTS: Upsert = Upsert {
    table: "import_counts",
    columns: &[
        ("import_id", Kind::Int),
        ("import_key", Kind::Int),
        ("seen", Kind::Int),
    ],
    conflict: &["import_id", "import_key"],
    conflict_where: None,
    update: &["seen"],
};

pub async fn insert(db: &Db, user: Id<User>, file_name: &str, now: Instant) -> Result<Id<Import>> {
    let sql = "INSERT INTO imports (user_id, file_name, file_bytes, settings, status, created_at)
        VALUES ($1, $2, 0, '{}', 'draft', $3) RETURNING id";
    let tx = db.begin().await?;
    let id = tx.scalar(sql, p![user, file_name, now]).await?;
    tx.commit().await?;
    Ok(id)
}

pub async fn find(db: &impl Read, id: Id<Import>) -> Result<Option<Import>> {
    Ok(db
        .query_opt("SELECT * FROM imports WHERE id = $1", p![id])
        .await?)
}

/// Somebody's imports, the last one first.
pub async fn list(db: &impl Read, user: Id<User>, most: i64) -> Result<Vec<Import>> {
    let sql = "SELECT * FROM imports WHERE user_id = $1 ORDER BY id DESC LIMIT $2";
    Ok(db.query(sql, p![user, most]).await?)
}

/// Drafts of somebody that were left lying since before an instant.
pub async fn old_drafts(db: &impl Read, user: Id<User>, before: Instant) -> Result<Vec<Id<Import>>> {
    let sql = "SELECT id FROM imports WHERE user_id = $1 AND status = 'draft' AND created_at < $2";
    let found: Vec<(Id<Import>,)> = db.query(sql, p![user, before]).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Keeps one piece of a file.
pub async fn add_piece(db: &Db, import: Id<Import>, number: i64, bytes: Vec<u8>) -> Result<()> {
    let tx = db.begin_bulk().await?;
    let sql = "INSERT INTO import_chunks (import_id, number, bytes) VALUES ($1, $2, $3)";
    tx.exec(sql, p![import, number, Val::Bytes(bytes)]).await?;
    Ok(tx.commit().await?)
}

/// One piece of a file.
pub async fn piece(db: &impl Read, import: Id<Import>, number: i64) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT bytes FROM import_chunks WHERE import_id = $1 AND number = $2";
    let row: Option<(Vec<u8>,)> = db.query_opt(sql, p![import, number]).await?;
    Ok(row.map(|(bytes,)| bytes))
}

/// Lets go of the file and of what was only needed while it was read, a little at a time.
pub async fn drop_file(db: &Db, import: Id<Import>) -> Result<()> {
    for sql in [
        "DELETE FROM import_chunks WHERE import_id = $1 AND number < (
            SELECT MIN(number) + 64 FROM import_chunks WHERE import_id = $1)",
        "DELETE FROM import_counts WHERE import_id = $1",
        "DELETE FROM import_staged WHERE import_id = $1 AND id < (
            SELECT MIN(id) + 5000 FROM import_staged WHERE import_id = $1)",
    ] {
        while db.exec(sql, p![import]).await? > 0 {}
    }
    Ok(())
}

/// Removes an import of which nothing came.
pub async fn delete(db: &Db, import: Id<Import>) -> Result<()> {
    drop_file(db, import).await?;
    db.exec("DELETE FROM import_findings WHERE import_id = $1", p![import])
        .await?;
    db.exec("DELETE FROM imports WHERE id = $1 AND created = 0", p![import])
        .await?;
    Ok(())
}

/// Keeps how a draft is to be read; false where it is no draft any more.
pub async fn set_draft(db: &Db, import: Id<Import>, settings: &Settings, bytes: i64) -> Result<bool> {
    let settings = json(settings)?;
    let sql = "UPDATE imports SET settings = $2, file_bytes = $3 WHERE id = $1 AND status = 'draft'";
    Ok(db.exec(sql, p![import, settings, bytes]).await? > 0)
}

/// From one state to another; false where it was in none of those any more.
pub async fn pass(tx: &Tx, import: Id<Import>, from: &[Status], to: Status, now: Instant) -> Result<bool> {
    let mut sql = Sql::new("UPDATE imports SET status = ");
    sql.bind(to);
    match to {
        Status::Running => sql
            .push(", started_at = COALESCE(started_at, ")
            .bind(now)
            .push(")"),
        Status::Queued | Status::Undoing => sql.push(", cancel_requested = FALSE"),
        _ => sql.push(", finished_at = ").bind(now),
    };
    sql.push(" WHERE id = ").bind(import).push(" AND ");
    sql.push_in("status", from.iter().copied());
    let (text, params) = sql.into_parts();
    Ok(tx.exec(&text, params).await? > 0)
}

pub async fn set_problem(tx: &Tx, import: Id<Import>, problem: &str) -> Result<()> {
    tx.exec(
        "UPDATE imports SET problem = $2 WHERE id = $1",
        p![import, problem],
    )
    .await?;
    Ok(())
}

/// What was set aside and does not go in was not made.
pub async fn nothing_staged_counts(tx: &Tx, import: Id<Import>) -> Result<()> {
    let sql =
        "UPDATE imports SET created = created - (SELECT COUNT(*) FROM import_staged WHERE import_id = $1)
        WHERE id = $1";
    tx.exec(sql, p![import]).await?;
    Ok(())
}

pub async fn ask_to_stop(db: &Db, import: Id<Import>) -> Result<bool> {
    let sql = "UPDATE imports SET cancel_requested = TRUE WHERE id = $1 AND status IN ('queued', 'running')";
    Ok(db.exec(sql, p![import]).await? > 0)
}

/// Tells PostgreSQL how much there is by now. Until somebody does, it plans for the few rows that it saw
/// last, and reads a person's whole time for every batch. SQLite plans well without.
pub async fn refresh_statistics(db: &Db) -> Result<()> {
    if db.engine() == Engine::Postgres {
        db.exec("ANALYZE time_entries", p![]).await?;
        db.exec("ANALYZE import_staged", p![]).await?;
    }
    Ok(())
}

/// What one batch adds to the counters.
#[derive(Debug, Clone, Copy, Default)]
pub struct Progress {
    /// Rows read.
    pub records: i64,
    /// Entries made.
    pub created: i64,
    /// Rows there already.
    pub present: i64,
    /// Rows refused.
    pub failed: i64,
    /// Rows with a remark.
    pub remarks: i64,
}

/// Moves an import on from `from` to `to`; false where somebody else has moved or stopped it meanwhile.
pub async fn advance(tx: &Tx, import: Id<Import>, (from, to): (Place, Place), by: Progress) -> Result<bool> {
    let sql = "UPDATE imports SET position = $3, records = records + $4, created = created + $5,
            present = present + $6, failed = failed + $7, remarks = remarks + $8
        WHERE id = $1 AND status = 'running' AND position = $2 AND cancel_requested = FALSE";
    let (from, to) = (json(&from)?, json(&to)?);
    let params = p![
        import, from, to, by.records, by.created, by.present, by.failed, by.remarks
    ];
    Ok(tx.exec(sql, params).await? > 0)
}

/// Writes the first place, from which [`advance`] goes on.
pub async fn begin_at(db: &Db, import: Id<Import>, place: Place) -> Result<()> {
    let sql = "UPDATE imports SET position = $2 WHERE id = $1 AND position = '{}'";
    db.exec(sql, p![import, json(&place)?]).await?;
    Ok(())
}

/// Which of these keys a person has among live entries, and from which import.
pub async fn present(db: &impl Read, user: Id<User>, keys: &[i64]) -> Result<HashMap<i64, Option<i64>>> {
    let mut found = HashMap::new();
    for some in keys.chunks(AT_ONCE) {
        let mut sql = Sql::new("SELECT import_key, import_id FROM time_entries WHERE user_id = ");
        sql.bind(user)
            .push(" AND deleted_at IS NULL AND import_key IS NOT NULL AND ");
        sql.push_in("import_key", some.iter().copied());
        let (text, params) = sql.into_parts();
        found.extend(db.query::<(i64, Option<i64>)>(&text, params).await?);
    }
    Ok(found)
}

/// Which of these keys are staged.
pub async fn staged_keys(db: &impl Read, import: Id<Import>, keys: &[i64]) -> Result<Vec<i64>> {
    let mut found = Vec::new();
    for some in keys.chunks(AT_ONCE) {
        let mut sql = Sql::new("SELECT import_key FROM import_staged WHERE import_id = ");
        sql.bind(import)
            .push(" AND ")
            .push_in("import_key", some.iter().copied());
        let (text, params) = sql.into_parts();
        found.extend(
            db.query::<(i64,)>(&text, params)
                .await?
                .into_iter()
                .map(|(key,)| key),
        );
    }
    Ok(found)
}

/// What is staged between two instants, an entry that reaches in included.
pub async fn staged_times(
    db: &impl Read,
    import: Id<Import>,
    from: Instant,
    to: Instant,
) -> Result<Vec<(Instant, Instant)>> {
    let sql = "SELECT started_at, ended_at FROM import_staged WHERE import_id = $1 AND started_at < $3
        AND ended_at > $2 AND started_at >= COALESCE((SELECT x.started_at FROM import_staged x
            WHERE x.import_id = $1 AND x.started_at < $2 ORDER BY x.started_at DESC LIMIT 1), $2)";
    Ok(db.query(sql, p![import, from, to]).await?)
}

/// How often these rows without times were met in this file.
pub async fn counts(db: &impl Read, import: Id<Import>, keys: &[i64]) -> Result<Vec<(i64, i64)>> {
    let mut found = Vec::new();
    for some in keys.chunks(AT_ONCE) {
        let mut sql = Sql::new("SELECT import_key, seen FROM import_counts WHERE import_id = ");
        sql.bind(import)
            .push(" AND ")
            .push_in("import_key", some.iter().copied());
        let (text, params) = sql.into_parts();
        found.extend(db.query::<(i64, i64)>(&text, params).await?);
    }
    Ok(found)
}

/// Times of a person that were changed since an instant, as far as they still count.
pub async fn changed_since(
    db: &impl Read,
    user: Id<User>,
    since: Instant,
    now: Instant,
) -> Result<Vec<(Instant, Instant)>> {
    let sql = "SELECT started_at, COALESCE(ended_at, $3) AS ended_at FROM time_entries
        WHERE user_id = $1 AND deleted_at IS NULL AND (updated_at >= $2 OR ended_at IS NULL)";
    Ok(db.query(sql, p![user, since, now]).await?)
}

/// Puts everything that is staged into people's time; answers how many entries that were.
pub async fn publish(tx: &Tx, import: Id<Import>) -> Result<u64> {
    const COLUMNS: &str =
        "import_id, import_key, user_id, project_id, task_id, started_at, ended_at, break_seconds,
        duration_seconds, timezone, notes, tags, source, billable, created_at, updated_at";
    let sql = format!(
        "INSERT INTO time_entries ({COLUMNS}) SELECT {COLUMNS} FROM import_staged WHERE import_id = $1 ORDER BY id
        ON CONFLICT (user_id, import_key) WHERE import_key IS NOT NULL AND deleted_at IS NULL DO NOTHING"
    );
    let published = tx.exec(&sql, p![import]).await?;
    let published = i64::try_from(published).unwrap_or(0);
    tx.exec(
        "UPDATE imports SET created = $2 WHERE id = $1",
        p![import, published],
    )
    .await?;
    Ok(tx
        .exec("DELETE FROM import_staged WHERE import_id = $1", p![import])
        .await?)
}

/// Findings in the order of rows, from after a row on.
pub async fn findings(
    db: &impl Read,
    import: Id<Import>,
    is_failure: bool,
    after: i64,
    most: i64,
) -> Result<Vec<Kept>> {
    let sql = "SELECT record, line, is_failure, field, reason, cells FROM import_findings
        WHERE import_id = $1 AND is_failure = $2 AND record > $3 ORDER BY record LIMIT $4";
    Ok(db.query(sql, p![import, is_failure, after, most]).await?)
}

/// The id up to which the next entries of an undo reach; nothing where none are left.
pub async fn undo_window(db: &impl Read, import: Id<Import>, after: i64, most: i64) -> Result<Option<i64>> {
    let sql = "SELECT MAX(id) FROM (SELECT id FROM time_entries WHERE import_id = $1 AND id > $2
        ORDER BY id LIMIT $3) AS next";
    Ok(db.scalar(sql, p![import, after, most]).await?)
}

/// Takes out the entries of a window that are as the import made them; answers how many.
pub async fn take_out(tx: &Tx, import: Id<Import>, (after, to): (i64, i64), now: Instant) -> Result<i64> {
    let sql = "UPDATE time_entries SET deleted_at = $4, updated_at = $4, version = version + 1
        WHERE import_id = $1 AND id > $2 AND id <= $3 AND deleted_at IS NULL AND updated_at = created_at
            AND invoice_number IS NULL AND paid = FALSE";
    let removed = i64::try_from(tx.exec(sql, p![import, after, to, now]).await?).unwrap_or(0);
    tx.exec(
        "UPDATE imports SET removed = removed + $2 WHERE id = $1",
        p![import, removed],
    )
    .await?;
    Ok(removed)
}

/// Counts what an undo left, and notes it.
pub async fn count_kept(tx: &Tx, import: Id<Import>) -> Result<()> {
    let sql = "UPDATE imports SET kept = (SELECT COUNT(*) FROM time_entries
        WHERE import_id = $1 AND deleted_at IS NULL) WHERE id = $1";
    tx.exec(sql, p![import]).await?;
    Ok(())
}

/// The first entries of an import, for a look at them.
pub async fn first_day(db: &impl Read, import: Id<Import>) -> Result<Option<Instant>> {
    let sql = "SELECT MIN(started_at) FROM time_entries WHERE import_id = $1 AND deleted_at IS NULL";
    Ok(db.scalar(sql, p![import]).await?)
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(format!("an import's JSON: {error}")))
}
