//! The SQL about time entries. Deleted ones are seen by `find_deleted` and `find_any_view` only.

use super::model::{EntryView, TimeEntry};
use super::steps::Step;
use crate::error::Result;
use crate::projects::Project;
use crate::tasks::Task;
use crate::users::User;
use timetracker_db::{Read, Sql, Tx, p, record};
use timetracker_types::{Id, Instant, Interval};

/// Which entries are wanted.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only of this person.
    pub user_id: Option<Id<User>>,
    /// Only on this project.
    pub project_id: Option<Id<Project>>,
    /// Only on this task.
    pub task_id: Option<Id<Task>>,
    /// Started at or after this.
    pub from: Option<Instant>,
    /// Started before this.
    pub to: Option<Instant>,
    /// Only those that overlap this.
    pub overlapping: Option<Interval>,
    /// Only billable ones, or only others.
    pub billable: Option<bool>,
    /// Running timers too.
    pub with_running: bool,
    /// At most so many; 0 means all.
    pub limit: i64,
    /// How many to skip.
    pub offset: i64,
}

record! {
    /// The hours of one person on something.
    #[derive(Debug, Clone)]
    pub struct PersonTotal {
        /// Who.
        pub user_id: Id<User>,
        /// By the name people read.
        pub name: String,
        /// Finished worked time in seconds, unrounded.
        pub seconds: i64,
        /// How many entries.
        pub entries: i64,
    }
}

record! {
    /// The hours on one task of a project; without a task, those on the project itself.
    #[derive(Debug, Clone)]
    pub struct TaskTotal {
        /// Which task.
        pub task_id: Option<Id<Task>>,
        /// Its whole name.
        pub name: Option<String>,
        /// Its identifier.
        pub identifier: Option<String>,
        /// Finished worked time in seconds, unrounded.
        pub seconds: i64,
        /// How many entries.
        pub entries: i64,
    }
}

record! {
    /// A break within an entry, as pause and resume made it.
    #[derive(Debug, Clone)]
    pub struct Break {
        /// Within which entry.
        pub time_entry_id: Id<TimeEntry>,
        /// When the timer was paused.
        pub started_at: Instant,
        /// When it went on.
        pub ended_at: Instant,
    }
}

/// How many stretches one statement reads.
const TAKEN_AT_ONCE: usize = 1024;
/// How many ids one statement names.
const AT_ONCE: usize = 1024;

/// What is shown beside the entry `e`.
const BESIDE: &str = "
    CASE WHEN u.full_name = '' THEN u.username ELSE u.full_name END AS user_name, u.username AS username,
    p.name AS project_name, p.color AS project_color, c.name AS client_name,
    t.name AS task_name, t.identifier AS identifier";
const JOINS: &str = " JOIN users u ON u.id = e.user_id
    LEFT JOIN projects p ON p.id = e.project_id
    LEFT JOIN clients c ON c.id = COALESCE(p.client_id, e.client_id)
    LEFT JOIN tasks t ON t.id = e.task_id";

/// One entry by id, unless it was deleted.
pub async fn find(db: &impl Read, id: Id<TimeEntry>) -> Result<Option<TimeEntry>> {
    Ok(db
        .query_opt(
            "SELECT * FROM time_entries WHERE id = $1 AND deleted_at IS NULL",
            p![id],
        )
        .await?)
}

/// One deleted entry by id.
pub async fn find_deleted(db: &impl Read, id: Id<TimeEntry>) -> Result<Option<TimeEntry>> {
    Ok(db
        .query_opt(
            "SELECT * FROM time_entries WHERE id = $1 AND deleted_at IS NOT NULL",
            p![id],
        )
        .await?)
}

/// One entry by id, deleted or not.
pub async fn find_any(db: &impl Read, id: Id<TimeEntry>) -> Result<Option<TimeEntry>> {
    Ok(db
        .query_opt("SELECT * FROM time_entries WHERE id = $1", p![id])
        .await?)
}

/// One entry with its names.
pub async fn find_view(db: &impl Read, id: Id<TimeEntry>) -> Result<Option<EntryView>> {
    let view = find_any_view(db, id).await?;
    Ok(view.filter(|view| view.entry.deleted_at.is_none()))
}

/// One entry with its names, deleted or not.
pub async fn find_any_view(db: &impl Read, id: Id<TimeEntry>) -> Result<Option<EntryView>> {
    let mut sql = Sql::new("SELECT e.*, ");
    sql.push(BESIDE)
        .push(" FROM time_entries e")
        .push(JOINS)
        .push(" WHERE e.id = ");
    let (text, params) = sql.bind(id).clone().into_parts();
    Ok(db.query_opt(&text, params).await?)
}

/// Somebody's running timer with its names.
pub async fn running(db: &impl Read, person: Id<User>) -> Result<Option<EntryView>> {
    let mut sql = Sql::new("SELECT e.*, ");
    sql.push(BESIDE).push(" FROM time_entries e").push(JOINS);
    sql.push(" WHERE e.deleted_at IS NULL AND e.ended_at IS NULL AND e.user_id = ")
        .bind(person);
    let (text, params) = sql.into_parts();
    Ok(db.query_opt(&text, params).await?)
}

/// Everybody's running timers with their names, the longest first.
pub async fn all_running(db: &impl Read) -> Result<Vec<EntryView>> {
    let mut sql = Sql::new("SELECT e.*, ");
    sql.push(BESIDE).push(" FROM time_entries e").push(JOINS);
    sql.push(" WHERE e.deleted_at IS NULL AND e.ended_at IS NULL ORDER BY e.started_at, e.id");
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

/// Somebody's running timer.
pub async fn running_entry(db: &impl Read, person: Id<User>) -> Result<Option<TimeEntry>> {
    let sql = "SELECT * FROM time_entries WHERE user_id = $1 AND ended_at IS NULL AND deleted_at IS NULL";
    Ok(db.query_opt(sql, p![person]).await?)
}

/// The first of somebody's other entries that overlaps, with its names; a running one ends `now`.
pub async fn overlapping(
    db: &impl Read,
    person: Id<User>,
    span: Interval,
    except: Id<TimeEntry>,
    now: Instant,
) -> Result<Option<EntryView>> {
    Ok(overlaps(db, person, span, except, now, 1).await?.pop())
}

/// The first `most` of somebody's other entries that overlap, in order, with their names; a running one ends
/// `now`.
pub async fn overlaps(
    db: &impl Read,
    person: Id<User>,
    span: Interval,
    except: Id<TimeEntry>,
    now: Instant,
    most: i64,
) -> Result<Vec<EntryView>> {
    let mut sql = Sql::new("SELECT e.*, ");
    sql.push(BESIDE)
        .push(" FROM (SELECT * FROM time_entries WHERE deleted_at IS NULL AND user_id = ")
        .bind(person);
    sql.push(" AND started_at < ")
        .bind(span.end())
        .push(" AND COALESCE(ended_at, ")
        .bind(now)
        .push(") > ");
    sql.bind(span.start()).push(" AND id <> ").bind(except);
    // An empty interval overlaps nothing.
    sql.push(" AND (ended_at IS NULL OR ended_at > started_at)");
    sql.push(" ORDER BY started_at, id LIMIT ").bind(most);
    sql.push(") e").push(JOINS).push(" ORDER BY e.started_at, e.id");
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

/// What a person's entries take of these stretches, each as id, start and end; a running one ends `now`. An
/// entry that reaches into two stretches comes twice.
pub async fn taken(
    db: &impl Read,
    person: Id<User>,
    stretches: &[(Instant, Instant)],
    now: Instant,
) -> Result<Vec<(Id<TimeEntry>, Instant, Instant)>> {
    let mut found = Vec::new();
    for some in stretches.chunks(TAKEN_AT_ONCE) {
        let mut sql = Sql::new("WITH span (a, b) AS (");
        push_values(&mut sql, some, |sql, (from, to)| {
            sql.push("CAST(")
                .bind(*from)
                .push(" AS BIGINT), CAST(")
                .bind(*to)
                .push(" AS BIGINT)");
        });
        // Entries of one person do not overlap, so of those that begin before a stretch only the last may
        // reach into it.
        sql.push(") SELECT e.id, e.started_at, COALESCE(e.ended_at, ")
            .bind(now)
            .push(") AS ended_at FROM span CROSS JOIN time_entries e WHERE e.user_id = ")
            .bind(person);
        sql.push(
            " AND e.deleted_at IS NULL AND e.started_at < span.b AND e.started_at >= COALESCE((
                SELECT x.started_at FROM time_entries x WHERE x.user_id = ",
        )
        .bind(person);
        sql.push(
            " AND x.deleted_at IS NULL AND x.started_at < span.a
                    AND (x.ended_at IS NULL OR x.ended_at > x.started_at)
                ORDER BY x.started_at DESC LIMIT 1), span.a)
            AND COALESCE(e.ended_at, ",
        )
        .bind(now);
        sql.push(") > span.a AND (e.ended_at IS NULL OR e.ended_at > e.started_at)");
        let (text, params) = sql.into_parts();
        found.extend(
            db.query::<(Id<TimeEntry>, Instant, Instant)>(&text, params)
                .await?,
        );
    }
    Ok(found)
}

/// `VALUES (…), (…)`, filled up to a power of two by repeating the last one, so that lists of every length
/// share a handful of prepared statements.
fn push_values<T>(sql: &mut Sql, rows: &[T], mut push: impl FnMut(&mut Sql, &T)) {
    sql.push("VALUES ");
    let Some(last) = rows.last() else { return };
    let padded = rows.len().next_power_of_two();
    for (index, row) in rows
        .iter()
        .chain(std::iter::repeat(last))
        .take(padded)
        .enumerate()
    {
        sql.push(if index == 0 { "(" } else { ", (" });
        push(sql, row);
        sql.push(")");
    }
}

/// Entries with their names, in no order.
pub async fn views(db: &impl Read, ids: &[Id<TimeEntry>]) -> Result<Vec<EntryView>> {
    let mut found = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        let mut sql = Sql::new("SELECT e.*, ");
        sql.push(BESIDE).push(" FROM time_entries e").push(JOINS);
        sql.push(" WHERE ").push_in("e.id", some.iter().copied());
        let (text, params) = sql.into_parts();
        found.extend(db.query::<EntryView>(&text, params).await?);
    }
    Ok(found)
}

/// Entries, newest start first: first the page of entries, then the names beside them.
pub async fn list(db: &impl Read, filter: &Filter) -> Result<Vec<EntryView>> {
    let mut sql = Sql::new("SELECT e.*, ");
    sql.push(BESIDE)
        .push(" FROM (SELECT * FROM time_entries WHERE deleted_at IS NULL");
    narrow(&mut sql, filter);
    sql.push(" ORDER BY started_at DESC, id DESC");
    if filter.limit > 0 {
        sql.push(" LIMIT ")
            .bind(filter.limit)
            .push(" OFFSET ")
            .bind(filter.offset);
    }
    sql.push(") e")
        .push(JOINS)
        .push(" ORDER BY e.started_at DESC, e.id DESC");
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

/// How many entries there are.
pub async fn count(db: &impl Read, filter: &Filter) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM time_entries WHERE deleted_at IS NULL");
    narrow(&mut sql, filter);
    let (text, params) = sql.into_parts();
    Ok(db.scalar(&text, params).await?)
}

/// The breaks of entries that overlap a span.
pub async fn breaks(db: &impl Read, person: Id<User>, span: Interval) -> Result<Vec<Break>> {
    let sql = "SELECT b.* FROM time_entry_breaks b JOIN time_entries e ON e.id = b.time_entry_id
        WHERE e.user_id = $1 AND e.deleted_at IS NULL AND e.started_at < $3 AND (e.ended_at IS NULL OR e.ended_at > $2)
        ORDER BY b.started_at, b.id";
    Ok(db.query(sql, p![person, span.start(), span.end()]).await?)
}

/// Hours by person on a task, most first.
pub async fn for_task(db: &impl Read, task: Id<Task>) -> Result<Vec<PersonTotal>> {
    let sql =
        "SELECT u.id AS user_id, CASE WHEN u.full_name = '' THEN u.username ELSE u.full_name END AS name,
            CAST(SUM(e.duration_seconds) AS BIGINT) AS seconds, COUNT(*) AS entries
        FROM time_entries e JOIN users u ON u.id = e.user_id
        WHERE e.task_id = $1 AND e.deleted_at IS NULL AND e.ended_at IS NOT NULL
        GROUP BY u.id, u.full_name, u.username ORDER BY 3 DESC, u.id";
    Ok(db.query(sql, p![task]).await?)
}

/// Hours by person on a project, most first.
pub async fn project_people(db: &impl Read, project: Id<Project>) -> Result<Vec<PersonTotal>> {
    let sql =
        "SELECT u.id AS user_id, CASE WHEN u.full_name = '' THEN u.username ELSE u.full_name END AS name,
            CAST(SUM(e.duration_seconds) AS BIGINT) AS seconds, COUNT(*) AS entries
        FROM time_entries e JOIN users u ON u.id = e.user_id
        WHERE e.project_id = $1 AND e.deleted_at IS NULL AND e.ended_at IS NOT NULL
        GROUP BY u.id, u.full_name, u.username ORDER BY 3 DESC, u.id";
    Ok(db.query(sql, p![project]).await?)
}

/// Hours by task on a project, most first, at most so many tasks.
pub async fn project_tasks(db: &impl Read, project: Id<Project>, most: i64) -> Result<Vec<TaskTotal>> {
    // Only finished entries have a duration, and the index over the project holds it.
    let sql = "SELECT t.id AS task_id, t.name AS name, t.identifier AS identifier, s.seconds AS seconds,
            s.entries AS entries
        FROM (SELECT task_id, CAST(SUM(duration_seconds) AS BIGINT) AS seconds, COUNT(*) AS entries
            FROM time_entries WHERE project_id = $1 AND deleted_at IS NULL AND duration_seconds IS NOT NULL
            GROUP BY task_id ORDER BY 2 DESC, task_id LIMIT $2) s
        LEFT JOIN tasks t ON t.id = s.task_id ORDER BY s.seconds DESC, t.id NULLS FIRST";
    Ok(db.query(sql, p![project, most]).await?)
}

fn narrow(sql: &mut Sql, filter: &Filter) {
    if !filter.with_running {
        sql.push(" AND ended_at IS NOT NULL");
    }
    if let Some(person) = filter.user_id {
        sql.push(" AND user_id = ").bind(person);
    }
    if let Some(project) = filter.project_id {
        sql.push(" AND project_id = ").bind(project);
    }
    if let Some(task) = filter.task_id {
        sql.push(" AND task_id = ").bind(task);
    }
    if let Some(from) = filter.from {
        sql.push(" AND started_at >= ").bind(from);
    }
    if let Some(to) = filter.to {
        sql.push(" AND started_at < ").bind(to);
    }
    if let Some(span) = filter.overlapping {
        sql.push(" AND started_at < ")
            .bind(span.end())
            .push(" AND (ended_at IS NULL OR ended_at > ");
        sql.bind(span.start()).push(")");
    }
    if let Some(billable) = filter.billable {
        sql.push(" AND billable = ").bind(billable);
    }
}

/// Adds an entry.
pub async fn insert(tx: &Tx, entry: &TimeEntry) -> Result<Id<TimeEntry>> {
    let sql = "INSERT INTO time_entries (user_id, project_id, client_id, task_id, started_at, ended_at,
            break_seconds, paused_at, duration_seconds, timezone, notes, tags, source, billable, paid,
            invoice_number, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17) RETURNING id";
    let params = p![
        entry.user_id,
        entry.project_id,
        entry.client_id,
        entry.task_id,
        entry.started_at,
        entry.ended_at,
        entry.break_seconds,
        entry.paused_at,
        entry.duration_seconds,
        entry.timezone,
        entry.notes,
        entry.tags,
        entry.source,
        entry.billable,
        entry.paid,
        entry.invoice_number,
        entry.created_at
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Writes an entry's changed fields.
pub async fn update(tx: &Tx, entry: &TimeEntry, now: Instant) -> Result<()> {
    let sql = "UPDATE time_entries SET project_id = $2, client_id = $3, task_id = $4, started_at = $5,
            ended_at = $6, break_seconds = $7, paused_at = $8, duration_seconds = $9, notes = $10, tags = $11,
            billable = $12, paid = $13, invoice_number = $14, deleted_at = $15, updated_at = $16,
            stopped_at = $17, kept_at = $18, version = version + 1 WHERE id = $1";
    let params = p![
        entry.id,
        entry.project_id,
        entry.client_id,
        entry.task_id,
        entry.started_at,
        entry.ended_at,
        entry.break_seconds,
        entry.paused_at,
        entry.duration_seconds,
        entry.notes,
        entry.tags,
        entry.billable,
        entry.paid,
        entry.invoice_number,
        entry.deleted_at,
        now,
        entry.stopped_at,
        entry.kept_at
    ];
    tx.exec(sql, params).await?;
    Ok(())
}

/// Keeps a break.
pub async fn insert_break(tx: &Tx, entry: Id<TimeEntry>, span: Interval) -> Result<()> {
    let sql = "INSERT INTO time_entry_breaks (time_entry_id, started_at, ended_at) VALUES ($1, $2, $3)";
    tx.exec(sql, p![entry, span.start(), span.end()]).await?;
    Ok(())
}

/// Forgets the breaks of an entry that begin at or after an instant: they lie outside of it.
pub async fn forget_breaks(tx: &Tx, entry: Id<TimeEntry>, from: Instant) -> Result<()> {
    let sql = "DELETE FROM time_entry_breaks WHERE time_entry_id = $1 AND started_at >= $2";
    tx.exec(sql, p![entry, from]).await?;
    Ok(())
}

/// The breaks of one entry, as pause and resume made them.
pub async fn breaks_of(db: &impl Read, entry: Id<TimeEntry>) -> Result<Vec<Break>> {
    let sql = "SELECT * FROM time_entry_breaks WHERE time_entry_id = $1 ORDER BY started_at, id";
    Ok(db.query(sql, p![entry]).await?)
}

/// When the first of somebody's other entries begins that lies after an instant.
pub async fn next_start(
    db: &impl Read,
    person: Id<User>,
    after: Instant,
    before: Instant,
) -> Result<Option<Instant>> {
    let sql = "SELECT started_at FROM time_entries
        WHERE user_id = $1 AND deleted_at IS NULL AND ended_at > started_at AND started_at >= $2 AND started_at < $3
        ORDER BY started_at LIMIT 1";
    let row: Option<(Instant,)> = db.query_opt(sql, p![person, after, before]).await?;
    Ok(row.map(|(start,)| start))
}

/// Keeps what an act did.
pub async fn insert_step(tx: &Tx, person: Id<User>, changes: &str, now: Instant) -> Result<Id<Step>> {
    let sql = "INSERT INTO entry_steps (user_id, changes, created_at) VALUES ($1, $2, $3) RETURNING id";
    Ok(tx.scalar(sql, p![person, changes, now]).await?)
}

/// What an act did.
pub async fn find_step(db: &impl Read, id: Id<Step>) -> Result<Option<Step>> {
    Ok(db
        .query_opt("SELECT * FROM entry_steps WHERE id = $1", p![id])
        .await?)
}

/// Notes that an act was taken back.
pub async fn mark_step_undone(tx: &Tx, id: Id<Step>, now: Instant) -> Result<()> {
    tx.exec("UPDATE entry_steps SET undone_at = $2 WHERE id = $1", p![id, now])
        .await?;
    Ok(())
}

/// Forgets somebody's acts before an instant.
pub async fn forget_steps(tx: &Tx, person: Id<User>, before: Instant) -> Result<()> {
    let sql = "DELETE FROM entry_steps WHERE user_id = $1 AND created_at < $2";
    tx.exec(sql, p![person, before]).await?;
    Ok(())
}
