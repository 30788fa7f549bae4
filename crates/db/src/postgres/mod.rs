//! PostgreSQL: a pool of connections; a transaction holds one of them.

mod manners;
mod values;

use std::sync::Arc;
use std::time::{Duration, Instant};

use deadpool_postgres::{
    ClientWrapper, Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod,
    Runtime, Timeouts,
};
use tokio_postgres::config::SslMode;
use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Config, NoTls};

use crate::sql::BY_VALUE;
use crate::{Error, Options, Params, Result, Row, Upsert, Val};
use manners::Manners;

/// How long a caller waits for a free connection, and a new connection for the server.
const WAIT_LIMIT: Duration = Duration::from_secs(30);
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// How many connections are opened before anybody asks for them.
const READY: usize = 8;
/// How many rows one statement of an upsert takes.
const UPSERT_ROWS: usize = 1000;

/// PostgreSQL compiles what it thinks dear to machine code, for each connection and each time anew: that pays from
/// seconds on, and no statement of ours may take so long. A sum of a tenth of a second took half of one, or two.
const MANNER: &str = "SET jit = off";

/// The connections to a database.
pub(crate) struct Store {
    pool: Pool,
    manners: Arc<Manners>,
}

impl std::fmt::Debug for Store {
    /// Without the configuration, which holds the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("pool", &self.pool.status())
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Connects once, so that a wrong URL shows at once.
    pub(crate) async fn open(url: &str, options: &Options) -> Result<Self> {
        let mut config: Config = url.parse().map_err(translate)?;
        if config.get_ssl_mode() == SslMode::Require {
            return Err(Error::Unsupported(
                "sslmode=require: TLS to PostgreSQL is not built in; use a socket or a private network",
            ));
        }
        config.connect_timeout(CONNECT_LIMIT);
        if config.get_application_name().is_none() {
            config.application_name("timetracker");
        }
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let limits = Timeouts {
            wait: Some(WAIT_LIMIT),
            create: Some(CONNECT_LIMIT),
            recycle: Some(CONNECT_LIMIT),
        };
        let pool = Pool::builder(Manager::from_config(config, NoTls, recycling))
            .post_create(Hook::async_fn(|client, _| Box::pin(prepare(client))))
            .max_size(options.pool_size.max(1))
            .timeouts(limits)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| Error::Driver(error.to_string()))?;
        let store = Self {
            pool,
            manners: Arc::default(),
        };
        drop(store.connection().await?);
        Ok(store)
    }

    async fn connection(&self) -> Result<Object> {
        self.pool.get().await.map_err(|error| match error {
            PoolError::Timeout(_) => Error::Busy,
            PoolError::Backend(error) => translate(error),
            PoolError::Closed => Error::Gone,
            other => Error::Driver(other.to_string()),
        })
    }

    /// Opens some connections, which takes PostgreSQL a while for each.
    pub(crate) async fn warm_up(&self) -> Result<()> {
        let mut held = Vec::new();
        while held.len() < READY.min(self.pool.status().max_size) {
            held.push(self.connection().await?);
        }
        Ok(())
    }

    pub(crate) async fn begin(&self, bulk: bool) -> Result<Session> {
        if bulk {
            tokio::time::sleep(self.manners.rest()).await;
        } else {
            self.manners.note_people();
        }
        let session = Session {
            connection: Some(self.connection().await?),
            bulk: bulk.then(|| (self.manners.clone(), Instant::now())),
        };
        // A lost bulk transaction can be had again, and the next commit of anybody takes it to the disk.
        let script = if bulk {
            "BEGIN; SET LOCAL synchronous_commit = off"
        } else {
            "BEGIN"
        };
        session.script(script).await?;
        Ok(session)
    }

    /// One statement is a transaction by itself.
    pub(crate) async fn exec(&self, sql: &str, params: Params) -> Result<u64> {
        exec(&self.connection().await?, sql, &params).await
    }

    pub(crate) async fn rows(&self, sql: &str, params: Params) -> Result<Vec<Row>> {
        let connection = self.connection().await?;
        match query(&connection, sql, &params).await {
            // Refused before it was begun, and forgotten: the second time it is prepared anew.
            Err(error) if is_stale(&error) => rows(&connection, sql, &params).await,
            found => read(&found.map_err(translate)?),
        }
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }
}

/// A connection on which a transaction was begun. Dropping it rolls that back.
#[derive(Debug)]
pub(crate) struct Session {
    /// `None` only after the end.
    connection: Option<Object>,
    /// Of a bulk transaction, since when it runs.
    bulk: Option<(Arc<Manners>, Instant)>,
}

impl Session {
    fn connection(&self) -> Result<&Object> {
        self.connection.as_ref().ok_or(Error::Gone)
    }

    pub(crate) async fn exec(&self, sql: &str, params: Params) -> Result<u64> {
        exec(self.connection()?, sql, &params).await
    }

    pub(crate) async fn rows(&self, sql: &str, params: Params) -> Result<Vec<Row>> {
        rows(self.connection()?, sql, &params).await
    }

    pub(crate) async fn upsert(&self, upsert: &Upsert, rows: Vec<Vec<Val>>) -> Result<u64> {
        let connection = self.connection()?;
        let statement = connection
            .prepare_cached(&upsert.postgres_text())
            .await
            .map_err(translate)?;
        let mut affected = 0;
        for chunk in rows.chunks(UPSERT_ROWS) {
            let arrays = values::arrays(upsert.columns, chunk)?;
            let arrays: Vec<&(dyn ToSql + Sync)> = arrays.iter().map(|array| &**array as _).collect();
            affected += connection.execute(&statement, &arrays).await.map_err(translate)?;
        }
        Ok(affected)
    }

    pub(crate) async fn script(&self, sql: &str) -> Result<()> {
        self.connection()?.batch_execute(sql).await.map_err(translate)
    }

    /// Locks that two different keys share by chance only cost waiting.
    pub(crate) async fn lock(&self, class: &str, id: i64) -> Result<()> {
        let keys = [
            Val::Int(folded(fnv1a(class)).into()),
            Val::Int(folded(id.cast_unsigned()).into()),
        ];
        exec(self.connection()?, "SELECT pg_advisory_xact_lock($1, $2)", &keys)
            .await
            .map(drop)
    }

    pub(crate) async fn commit(self) -> Result<()> {
        self.end("COMMIT").await
    }

    pub(crate) async fn rollback(self) -> Result<()> {
        self.end("ROLLBACK").await
    }

    /// A connection that did not confirm the end is not used again.
    async fn end(mut self, verb: &str) -> Result<()> {
        self.script(verb).await?;
        self.connection = None;
        if let Some((manners, since)) = &self.bulk {
            manners.note_bulk(since.elapsed());
        }
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            drop(Object::take(connection)); // closed, so the server rolls back
            return;
        };
        runtime.spawn(async move {
            if connection.batch_execute("ROLLBACK").await.is_err() {
                drop(Object::take(connection));
            }
        });
    }
}

/// By a statement, for poolers in between refuse options of the connection.
async fn prepare(client: &ClientWrapper) -> Result<(), HookError> {
    client.batch_execute(MANNER).await.map_err(HookError::Backend)
}

async fn exec(connection: &Object, sql: &str, params: &[Val]) -> Result<u64> {
    let statement = connection.prepare_cached(sql).await.map_err(translate)?;
    connection
        .execute(&statement, &references(params))
        .await
        .map_err(translate)
}

async fn rows(connection: &Object, sql: &str, params: &[Val]) -> Result<Vec<Row>> {
    read(&query(connection, sql, params).await.map_err(translate)?)
}

/// What a connection prepared before the schema changed is forgotten when the server refuses it.
async fn query(
    connection: &Object,
    sql: &str,
    params: &[Val],
) -> std::result::Result<Vec<tokio_postgres::Row>, tokio_postgres::Error> {
    let statement = if sql.starts_with(BY_VALUE) {
        connection.prepare(sql).await? // a plan that fits all values is made for the sixth execution only
    } else {
        connection.prepare_cached(sql).await?
    };
    let found = connection.query(&statement, &references(params)).await;
    if found.as_ref().is_err_and(is_stale) {
        connection.statement_cache.clear();
    }
    found
}

/// Whether a statement was prepared for a schema that has changed since. The code alone says "not supported".
fn is_stale(error: &tokio_postgres::Error) -> bool {
    let failure = error.as_db_error();
    failure.is_some_and(|failure| {
        *failure.code() == SqlState::FEATURE_NOT_SUPPORTED
            && failure.routine() == Some("RevalidateCachedQuery")
    })
}

fn read(found: &[tokio_postgres::Row]) -> Result<Vec<Row>> {
    let Some(first) = found.first() else {
        return Ok(vec![]);
    };
    let columns: Arc<[String]> = first
        .columns()
        .iter()
        .map(|column| column.name().to_owned())
        .collect();
    let decode = |row: &tokio_postgres::Row| {
        let values = columns.iter().enumerate().map(|(index, name)| {
            let failed = |error: tokio_postgres::Error| Error::Decode {
                column: name.clone(),
                message: full_text(&error),
            };
            row.try_get::<_, Val>(index).map_err(failed)
        });
        Ok(Row::new(Arc::clone(&columns), values.collect::<Result<_>>()?))
    };
    found.iter().map(decode).collect()
}

fn references(params: &[Val]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as _).collect()
}

/// A hash that is the same on every node and in every version.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "both halves are kept by the exclusive or"
)]
fn folded(wide: u64) -> i32 {
    ((wide >> 32) as u32 ^ wide as u32).cast_signed()
}

/// The kind of failure behind what the server or the driver reported.
#[expect(clippy::needless_pass_by_value, reason = "so that map_err takes it as it is")]
fn translate(error: tokio_postgres::Error) -> Error {
    let Some(failure) = error.as_db_error() else {
        return without_server(&error);
    };
    match failure.code() {
        _ if is_stale(&error) => Error::Busy,
        &SqlState::UNIQUE_VIOLATION => Error::Unique {
            detail: unique_columns(failure),
        },
        &SqlState::FOREIGN_KEY_VIOLATION => Error::ForeignKey,
        &SqlState::CHECK_VIOLATION => Error::Check {
            detail: failure.constraint().unwrap_or_default().to_owned(),
        },
        &SqlState::NOT_NULL_VIOLATION => Error::Check {
            detail: column_path(failure),
        },
        &SqlState::CHARACTER_NOT_IN_REPERTOIRE => Error::Check {
            detail: "text holds a NUL character".to_owned(),
        },
        &(SqlState::T_R_DEADLOCK_DETECTED
        | SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::LOCK_NOT_AVAILABLE
        | SqlState::TOO_MANY_CONNECTIONS) => Error::Busy,
        &SqlState::IN_FAILED_SQL_TRANSACTION => Error::Aborted,
        &(SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW) => Error::Gone,
        code => Error::Driver(format!("{} ({})", failure.message(), code.code())),
    }
}

/// What went wrong on this side of the connection, or with it.
fn without_server(error: &tokio_postgres::Error) -> Error {
    let mut source = std::error::Error::source(error);
    let mut connection_lost = error.is_closed();
    while let Some(cause) = source {
        connection_lost |= cause.is::<std::io::Error>();
        source = cause.source();
    }
    if connection_lost {
        Error::Gone
    } else {
        Error::Driver(full_text(error))
    }
}

fn full_text(error: &tokio_postgres::Error) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

/// `task.project_id, task.name` from `Key (project_id, name)=(…) already exists.`, without the values.
fn unique_columns(failure: &DbError) -> String {
    let table = failure.table().unwrap_or_default();
    let listed = failure
        .detail()
        .and_then(|detail| Some(detail.split_once('(')?.1.split_once(")=(")?.0));
    match listed {
        Some(columns) => columns
            .split(", ")
            .map(|column| format!("{table}.{column}"))
            .collect::<Vec<_>>()
            .join(", "),
        None => failure.constraint().unwrap_or(table).to_owned(),
    }
}

fn column_path(failure: &DbError) -> String {
    format!(
        "{}.{}",
        failure.table().unwrap_or_default(),
        failure.column().unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_server_that_cannot_be_used_is_told_apart() {
        let open = async |url: &str| Store::open(url, &Options::postgres(url)).await.unwrap_err();
        let encrypted = open("postgres://somebody@127.0.0.1:1/x?sslmode=require").await;
        assert!(matches!(encrypted, Error::Unsupported(text) if text.contains("sslmode=require")));
        assert_eq!(open("postgres://somebody@127.0.0.1:1/x").await, Error::Gone);
        assert!(matches!(open("not a url").await, Error::Driver(_)));
    }

    #[test]
    fn lock_keys_stay_the_same_for_ever() {
        // Nodes of different versions run side by side during an update, so these values are an agreement.
        assert_eq!(fnv1a(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(folded(0x0000_0001_0000_0002), 3);
        assert_eq!(folded((-1_i64).cast_unsigned()), 0);
    }
}
