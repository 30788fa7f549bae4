//! One connection: how it is opened, and how statements run on it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Statement, ffi};

use crate::sql::numbered;
use crate::{Error, Result, Row, Val};

/// SQLite before this could corrupt a database whose write-ahead log was reset at the wrong moment.
const OLDEST_VERSION: i32 = 3_051_003;
const STATEMENTS_KEPT: usize = 256;
/// How long, and how often, a lock that another process holds is asked for. More often than SQLite would by itself: the
/// time between two bulk transactions is short.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const BUSY_PAUSE: Duration = Duration::from_millis(1);

/// What a connection is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Role {
    /// The only one that writes.
    Writer { synchronous_full: bool },
    /// One of those that only read.
    Reader,
    /// Copies the database to another file.
    Backup,
    /// Carries the log over into the database.
    Checkpointer,
}

/// Opens the file, which the writer creates readable for its owner only.
pub(super) fn open(path: &Path, role: Role) -> Result<Connection> {
    if rusqlite::version_number() < OLDEST_VERSION {
        return Err(Error::Unsupported(
            "SQLite before 3.51.3 can corrupt its write-ahead log",
        ));
    }
    if matches!(role, Role::Writer { .. }) && !path.exists() {
        create_private(path)?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(translate)?;
    configure(&mut connection, role).map_err(translate)?;
    Ok(connection)
}

/// Creates an empty file that only its owner may read; another process doing the same meanwhile is fine.
pub(super) fn create_private(path: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let failed = |error| Error::Driver(format!("{} cannot be created: {error}", path.display()));
    options.open(path).map(drop).map_err(failed)
}

fn configure(connection: &mut Connection, role: Role) -> rusqlite::Result<()> {
    connection.busy_handler(Some(wait_for_lock))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    match role {
        Role::Writer { synchronous_full } => {
            // Else every statement whose plan could depend on its values is prepared anew each time it runs, which costs
            // ten times what the writer's short statements do: https://www.sqlite.org/queryplanner-ng.html#qpstab
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            connection.execute_batch(&format!(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = {}; PRAGMA foreign_keys = ON;
                 PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 67108864;",
                if synchronous_full { "FULL" } else { "NORMAL" }
            ))
        }
        Role::Reader => connection.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -4096;"),
        Role::Backup | Role::Checkpointer => Ok(()),
    }
}

/// Called again and again while another process holds the lock; `false` gives up.
fn wait_for_lock(times: i32) -> bool {
    std::thread::sleep(BUSY_PAUSE);
    BUSY_PAUSE * times.unsigned_abs() < BUSY_TIMEOUT
}

/// All rows of a statement.
pub(super) fn rows(connection: &Connection, sql: &str, params: &[Val]) -> Result<Vec<Row>> {
    let mut statement = connection.prepare_cached(&numbered(sql)).map_err(translate)?;
    bind(&mut statement, params)?;
    let mut found = statement.raw_query();
    let mut rows = Vec::new();
    let mut columns: Arc<[String]> = Arc::new([]);
    while let Some(row) = found.next().map_err(translate)? {
        if rows.is_empty() {
            // Only now: the first step prepares the statement anew where the schema has changed, and `*` may mean more.
            columns = row.as_ref().column_names().map(str::to_owned).collect();
        }
        let values = columns.iter().enumerate().map(|(index, name)| {
            let value = row.get_ref(index).map_err(translate)?;
            decode(value).map_err(|message| Error::Decode {
                column: name.clone(),
                message,
            })
        });
        rows.push(Row::new(Arc::clone(&columns), values.collect::<Result<_>>()?));
    }
    Ok(rows)
}

/// Runs a statement once and counts the rows it affected.
pub(super) fn exec(connection: &Connection, sql: &str, params: &[Val]) -> Result<u64> {
    let mut statement = connection.prepare_cached(&numbered(sql)).map_err(translate)?;
    run(connection, &mut statement, params)
}

/// Runs a statement for each row of values and counts the rows it affected.
pub(super) fn exec_each(connection: &Connection, sql: &str, rows: &[Vec<Val>]) -> Result<u64> {
    let mut statement = connection.prepare_cached(sql).map_err(translate)?;
    rows.iter()
        .map(|params| run(connection, &mut statement, params))
        .sum()
}

fn run(connection: &Connection, statement: &mut Statement<'_>, params: &[Val]) -> Result<u64> {
    bind(statement, params)?;
    let before = connection.total_changes();
    let mut found = statement.raw_query();
    while found.next().map_err(translate)?.is_some() {}
    drop(found);
    // A statement that touches nothing leaves the count of the one before it.
    Ok(if connection.total_changes() == before {
        0
    } else {
        connection.changes()
    })
}

/// Binds by number, never by order of appearance.
fn bind(statement: &mut Statement<'_>, params: &[Val]) -> Result<()> {
    if statement.parameter_count() != params.len() {
        let expected = statement.parameter_count();
        return Err(Error::Driver(format!(
            "{expected} parameters expected, {} given",
            params.len()
        )));
    }
    for (number, value) in (1..).zip(params) {
        let bound = match value {
            Val::Null => ValueRef::Null,
            Val::Int(int) => ValueRef::Integer(*int),
            Val::Real(real) => ValueRef::Real(*real),
            Val::Bool(truth) => ValueRef::Integer(i64::from(*truth)),
            Val::Text(text) if text.contains('\0') => return Err(nul_in_text()),
            Val::Text(text) => ValueRef::Text(text.as_bytes()),
            Val::Bytes(bytes) => ValueRef::Blob(bytes),
        };
        let bound = rusqlite::types::ToSqlOutput::Borrowed(bound);
        statement.raw_bind_parameter(number, bound).map_err(translate)?;
    }
    Ok(())
}

/// PostgreSQL refuses it, so SQLite does not get it either.
fn nul_in_text() -> Error {
    Error::Check {
        detail: "text holds a NUL character".to_owned(),
    }
}

fn decode(value: ValueRef<'_>) -> Result<Val, String> {
    Ok(match value {
        ValueRef::Null => Val::Null,
        ValueRef::Integer(int) => Val::Int(int),
        ValueRef::Real(real) => Val::Real(real),
        ValueRef::Text(bytes) => Val::Text(
            str::from_utf8(bytes)
                .map_err(|_| "text that is not UTF-8".to_owned())?
                .to_owned(),
        ),
        ValueRef::Blob(bytes) => Val::Bytes(bytes.to_owned()),
    })
}

/// The kind of failure behind what SQLite reported.
#[expect(clippy::needless_pass_by_value, reason = "so that map_err takes it as it is")]
pub(super) fn translate(error: rusqlite::Error) -> Error {
    let Some(failure) = error.sqlite_error().copied() else {
        return Error::Driver(error.to_string());
    };
    let text = error.to_string();
    // "UNIQUE constraint failed: task.project_id, task.name"
    let detail = || {
        text.split_once("failed: ")
            .map_or(text.as_str(), |(_, detail)| detail)
            .to_owned()
    };
    match failure.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            Error::Unique { detail: detail() }
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::ForeignKey,
        ffi::SQLITE_CONSTRAINT_CHECK | ffi::SQLITE_CONSTRAINT_NOTNULL | ffi::SQLITE_CONSTRAINT_DATATYPE => {
            Error::Check { detail: detail() }
        }
        code if matches!(code & 0xff, ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED) => Error::Busy,
        _ => Error::Driver(text),
    }
}
