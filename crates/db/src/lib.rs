//! One set of queries on two engines: SQLite inside the process, or PostgreSQL.
//!
//! Nothing else in the product knows a driver. A query is written once, with `$1`, `$2`, … for its values, in the SQL
//! that both engines read alike (the rules, each with its test, are in `PORTABLE.md` beside this crate):
//!
//! ```
//! use timetracker_db::{Db, Options, Read, Result, p, record};
//!
//! record! {
//!     /// A task.
//!     pub struct Task {
//!         /// Its key.
//!         pub id: i64,
//!         /// What people call it.
//!         pub name: String,
//!     }
//! }
//!
//! async fn rename(db: &Db, id: i64, name: &str) -> Result<Task> {
//!     let tx = db.begin().await?; // dropped without commit, it rolls back
//!     tx.exec("UPDATE task SET name = $2 WHERE id = $1", p![id, name]).await?;
//!     let task = tx.query_one::<Task>("SELECT id, name FROM task WHERE id = $1", p![id]).await?;
//!     tx.commit().await?; // returns when the change is on disk
//!     Ok(task)
//! }
//! ```
//!
//! # What holds on both engines
//!
//! * [`Db`] reads committed data; after a [`Tx::commit`] returned, every reader sees it.
//! * A [`Tx`] sees its own changes. It ends with [`Tx::commit`]; anything else (rollback, drop, a panic, a future that
//!   is dropped while it waits) undoes it.
//! * After a statement of a transaction failed, the transaction is lost: whatever follows is [`Error::Aborted`].
//!   Use `ON CONFLICT` where a violation is expected.
//! * A transaction waits only for the database. It must not wait for the network, a person or another transaction: on
//!   SQLite it holds the only writer, and one that is idle for 30 seconds is rolled back.
//! * A request that must be done once is one transaction, whatever its actions begin: [`Joined`].
//! * Constraints are checked by the statement that violates them: schemas do not defer them.
//!
//! # How SQLite is driven
//!
//! One thread owns the only writing connection and serves the transactions one after the other, each inside a
//! savepoint; those that ended while others waited are committed to disk together, and only then are their callers
//! answered. That makes durable writes cheap under load. [`Db::begin_bulk`] gives a transaction of many thousand
//! statements a turn of its own, because a savepoint makes those very slow, and lets others go before it. Another thread
//! carries the write-ahead log over into the database, so that no commit waits for that. Reads go to a few threads of their own
//! and never wait for the writer.

mod company;
mod error;
mod joined;
mod migrate;
mod postgres;
mod row;
mod sql;
mod sqlite;
pub mod testing;
mod transaction;
mod upsert;
mod value;
mod vocabulary;

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use company::Company;
pub use error::{Error, Result};
pub use joined::{Joined, apart};
pub use migrate::Migration;
pub use row::{FromRow, Row};
pub use sql::Sql;
use transaction::Root;
pub use transaction::Tx;
pub use upsert::{Kind, Upsert};
pub use value::{FromVal, Params, ToVal, Val};

/// Which database answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, inside this process.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// Where the database is.
#[derive(Debug, Clone)]
pub enum Location {
    /// A file, created readable for its owner only if it does not exist.
    Sqlite(PathBuf),
    /// A URL: `postgres://user:password@host:5432/database`.
    Postgres(String),
}

/// How to open a database.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it is.
    pub location: Location,
    /// SQLite: how many threads read.
    pub readers: usize,
    /// SQLite: whether each commit reaches the disk before it is answered. Without it a loss of power may lose the
    /// last commits, but never damages the file.
    pub synchronous_full: bool,
    /// PostgreSQL: how many connections there are at most.
    pub pool_size: usize,
}

impl Options {
    /// A SQLite file with as many readers as the machine has cores (2 to 4, each with a cache of up to
    /// 8 MiB), every commit on disk.
    pub fn sqlite(path: impl Into<PathBuf>) -> Self {
        Self::at(Location::Sqlite(path.into()))
    }

    /// A PostgreSQL database with at most 16 connections.
    pub fn postgres(url: impl Into<String>) -> Self {
        Self::at(Location::Postgres(url.into()))
    }

    fn at(location: Location) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            location,
            readers: cores.clamp(2, 4),
            synchronous_full: true,
            pool_size: 16,
        }
    }
}

/// A database. Cloning it is cheap, and all clones are the same one.
#[derive(Debug, Clone)]
pub struct Db {
    store: Arc<Store>,
    company: Arc<Company>,
}

#[derive(Debug)]
enum Store {
    Sqlite(sqlite::Store),
    Postgres(postgres::Store),
}

impl Db {
    /// Opens the database; on PostgreSQL it must exist and answer.
    pub async fn open(options: Options) -> Result<Db> {
        let store = match &options.location {
            Location::Sqlite(path) => Store::Sqlite(sqlite::Store::open(path, &options).await?),
            Location::Postgres(url) => Store::Postgres(postgres::Store::open(url, &options).await?),
        };
        Ok(Db {
            store: Arc::new(store),
            company: Arc::default(),
        })
    }

    /// Which engine answers, for the few statements that differ.
    pub fn engine(&self) -> Engine {
        match &*self.store {
            Store::Sqlite(_) => Engine::Sqlite,
            Store::Postgres(_) => Engine::Postgres,
        }
    }

    /// Begins a transaction. On SQLite this waits for its turn at the writer, for at most 30 seconds.
    pub async fn begin(&self) -> Result<Tx> {
        self.begin_as(false).await
    }

    /// Gets ready for many callers at once, before the first one waits for it. On PostgreSQL it opens connections.
    pub async fn warm_up(&self) -> Result<()> {
        match &*self.store {
            Store::Sqlite(_) => Ok(()),
            Store::Postgres(store) => store.warm_up().await,
        }
    }

    /// Begins a transaction for thousands of rows that can be had again. It stands back while others write. On SQLite
    /// nobody else's commit shares it, and a loss of power may undo it whole until the next ordinary commit puts both
    /// on disk.
    pub async fn begin_bulk(&self) -> Result<Tx> {
        self.begin_as(true).await
    }

    /// Whether anybody wrote just now but in bulk; then a bulk transaction is better kept short.
    pub fn has_company(&self) -> bool {
        self.company.is_there()
    }

    async fn begin_as(&self, bulk: bool) -> Result<Tx> {
        match joined::current(self) {
            Some(joined) => joined.part().await.map(Tx::part_of),
            None => self.begin_alone(bulk).await.map(Tx::of),
        }
    }

    /// A transaction that is part of no other.
    pub(crate) async fn begin_alone(&self, bulk: bool) -> Result<Root> {
        if !bulk {
            self.company.note();
        }
        Ok(match &*self.store {
            Store::Sqlite(store) => Root::on_sqlite(store.begin(bulk).await?),
            Store::Postgres(store) => Root::on_postgres(store.begin(bulk).await?),
        })
    }

    /// Whether both are the same database, opened once.
    pub(crate) fn is_same(&self, other: &Db) -> bool {
        Arc::ptr_eq(&self.store, &other.store)
    }

    /// Runs one statement as a transaction of its own and returns how many rows it affected.
    pub async fn exec(&self, sql: &str, params: Params) -> Result<u64> {
        if let Some(joined) = joined::current(self) {
            let tx = Tx::part_of(joined.part().await?);
            let affected = tx.exec(sql, params).await?;
            tx.commit().await?;
            return Ok(affected);
        }
        self.company.note();
        match &*self.store {
            Store::Sqlite(store) => store.exec(sql, params).await,
            Store::Postgres(store) => store.exec(sql, params).await,
        }
    }

    /// Runs one statement that writes as a transaction of its own, and returns the rows of its `RETURNING`.
    pub async fn returning<R: FromRow>(&self, sql: &str, params: Params) -> Result<Vec<R>> {
        let rows = match &*self.store {
            Store::Postgres(store) if joined::current(self).is_none() => store.rows(sql, params).await?,
            _ => {
                let tx = self.begin().await?;
                let rows = tx.rows(sql, params).await?;
                tx.commit().await?;
                rows
            }
        };
        rows.iter().map(R::from_row).collect()
    }

    /// Brings the schema up to date and returns how many migrations were applied now.
    ///
    /// Each runs in a transaction of its own; several nodes may do this at once.
    /// [`Error::NewerDatabase`] when the database holds a version that is not in `migrations`,
    /// [`Error::ChangedMigration`] when one of them was changed after it had been applied.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<usize> {
        migrate::run(self, migrations).await
    }

    /// Writes a consistent copy of the database to a file that does not exist yet. The product goes on meanwhile.
    ///
    /// [`Error::Unsupported`] on PostgreSQL, which has `pg_dump` for that.
    pub async fn backup_to(&self, path: impl AsRef<Path>) -> Result<()> {
        match &*self.store {
            Store::Sqlite(store) => store.backup_to(path.as_ref()).await,
            Store::Postgres(_) => Err(Error::Unsupported("use pg_dump to back up a PostgreSQL database")),
        }
    }

    /// Finishes what is waiting and lets go of the database; any later call on any clone is [`Error::Gone`].
    pub async fn close(&self) {
        match &*self.store {
            Store::Sqlite(store) => store.close().await,
            Store::Postgres(store) => store.close(),
        }
    }
}

/// Reading: from [`Db`] what is committed, from [`Tx`] also its own changes.
pub trait Read: Sync {
    /// The rows of a query.
    fn rows(&self, sql: &str, params: Params) -> impl Future<Output = Result<Vec<Row>>> + Send;

    /// All rows of a query, each as an `R`.
    fn query<R: FromRow>(&self, sql: &str, params: Params) -> impl Future<Output = Result<Vec<R>>> + Send {
        async move { self.rows(sql, params).await?.iter().map(R::from_row).collect() }
    }

    /// The first row of a query, if there is one.
    fn query_opt<R: FromRow>(
        &self,
        sql: &str,
        params: Params,
    ) -> impl Future<Output = Result<Option<R>>> + Send {
        async move { self.rows(sql, params).await?.first().map(R::from_row).transpose() }
    }

    /// The first row of a query; [`Error::NoRow`] when there is none.
    fn query_one<R: FromRow>(&self, sql: &str, params: Params) -> impl Future<Output = Result<R>> + Send {
        async move { R::from_row(self.rows(sql, params).await?.first().ok_or(Error::NoRow)?) }
    }

    /// The first column of the first row; [`Error::NoRow`] when there is none.
    fn scalar<V: FromVal>(&self, sql: &str, params: Params) -> impl Future<Output = Result<V>> + Send {
        async move { self.rows(sql, params).await?.first().ok_or(Error::NoRow)?.at(0) }
    }
}

impl Read for Db {
    /// A statement that writes is [`Error::Unsupported`] here: it belongs to [`Db::exec`] or to a transaction.
    async fn rows(&self, sql: &str, params: Params) -> Result<Vec<Row>> {
        if sql::writes(sql) {
            return Err(Error::Unsupported(
                "a statement that writes belongs to Db::exec or to a transaction",
            ));
        }
        if let Some(joined) = joined::current(self)
            && let Some(rows) = joined::rows(&joined, sql, &params).await?
        {
            return Ok(rows);
        }
        match &*self.store {
            Store::Sqlite(store) => store.rows(sql, params).await,
            Store::Postgres(store) => store.rows(sql, params).await,
        }
    }
}
