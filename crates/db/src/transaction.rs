//! A transaction, whichever engine runs it.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::joined::Part;
use crate::{Error, Params, Read, Result, Row, Upsert, Val, postgres, sqlite};

/// A transaction. Dropped without [`Tx::commit`], it is rolled back.
#[derive(Debug)]
pub struct Tx(Kind);

#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there are few of them, and none lies in a list"
)]
enum Kind {
    Root(Root),
    /// Part of another transaction.
    Part(Part),
}

impl Tx {
    pub(crate) fn of(root: Root) -> Self {
        Self(Kind::Root(root))
    }

    pub(crate) fn part_of(part: Part) -> Self {
        Self(Kind::Part(part))
    }

    fn root(&self) -> Result<&Root> {
        match &self.0 {
            Kind::Root(root) => Ok(root),
            Kind::Part(part) => part.outer(),
        }
    }

    /// Runs a statement and returns how many rows it affected.
    pub async fn exec(&self, sql: &str, params: Params) -> Result<u64> {
        self.root()?.exec(sql, params).await
    }

    /// Puts rows into a table and returns how many were inserted or changed.
    ///
    /// Of several rows with the same key the last one counts. For thousands of rows begin the transaction with
    /// [`Db::begin_bulk`](crate::Db::begin_bulk).
    pub async fn upsert(&self, upsert: &Upsert, rows: Vec<Vec<Val>>) -> Result<u64> {
        self.root()?.upsert(upsert, rows).await
    }

    /// Does something whole or not at all: where it fails, what it wrote is undone, and the transaction goes on without
    /// it. Not after a statement that failed: then the transaction is lost, as ever.
    pub fn whole<T, E: From<Error>>(
        &self,
        work: impl Future<Output = std::result::Result<T, E>>,
    ) -> impl Future<Output = std::result::Result<T, E>> {
        let work = Box::pin(work); // it may be large, and is carried through many others
        async move {
            self.exec("SAVEPOINT whole", vec![]).await?;
            let outcome = work.await;
            if outcome.is_err()
                && let Err(_lost) = self.exec("ROLLBACK TO SAVEPOINT whole", vec![]).await
            {
                return outcome;
            }
            self.exec("RELEASE SAVEPOINT whole", vec![]).await?;
            outcome
        }
    }

    /// Waits until no other transaction holds the lock of this class and id, and holds it until the end.
    ///
    /// On SQLite there is nothing to do: no two transactions run at once.
    pub async fn lock(&self, class: &str, id: i64) -> Result<()> {
        self.root()?.lock(class, id).await
    }

    /// Runs a script of several statements without parameters.
    pub(crate) async fn script(&self, sql: &str) -> Result<()> {
        self.root()?.script(sql).await
    }

    /// Makes the changes permanent: when this returns `Ok`, they are on disk and every reader sees them. (Those of
    /// [`Db::begin_bulk`](crate::Db::begin_bulk) are on disk with the next ordinary commit at the latest.)
    ///
    /// [`Error::Aborted`] when a statement failed before. After [`Error::Gone`] it is not known whether they are.
    pub async fn commit(self) -> Result<()> {
        match self.0 {
            Kind::Root(root) => root.commit().await,
            Kind::Part(part) => part.commit().await,
        }
    }

    /// Undoes the changes; the same as dropping the transaction, but waits until it is done.
    pub async fn rollback(self) -> Result<()> {
        match self.0 {
            Kind::Root(root) => root.rollback().await,
            Kind::Part(part) => {
                drop(part);
                Ok(())
            }
        }
    }
}

impl Read for Tx {
    async fn rows(&self, sql: &str, params: Params) -> Result<Vec<Row>> {
        self.root()?.rows(sql, params).await
    }
}

/// A transaction of an engine. Dropped without commit, it is rolled back.
#[derive(Debug)]
pub(crate) struct Root {
    session: Session,
    /// Set by a statement that failed or was abandoned half-way.
    failed: AtomicBool,
}

#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there are few of them, and none lies in a list"
)]
enum Session {
    Sqlite(sqlite::Session),
    Postgres(postgres::Session),
}

impl Root {
    pub(crate) fn on_sqlite(session: sqlite::Session) -> Self {
        Self {
            session: Session::Sqlite(session),
            failed: AtomicBool::new(false),
        }
    }

    pub(crate) fn on_postgres(session: postgres::Session) -> Self {
        Self {
            session: Session::Postgres(session),
            failed: AtomicBool::new(false),
        }
    }

    pub(crate) async fn exec(&self, sql: &str, params: Params) -> Result<u64> {
        self.unless_failed(async {
            match &self.session {
                Session::Sqlite(session) => session.exec(sql, params).await,
                Session::Postgres(session) => session.exec(sql, params).await,
            }
        })
        .await
    }

    pub(crate) async fn upsert(&self, upsert: &Upsert, rows: Vec<Vec<Val>>) -> Result<u64> {
        let rows = upsert.prepare(rows)?;
        self.unless_failed(async {
            match &self.session {
                Session::Sqlite(session) => session.upsert(upsert, rows).await,
                Session::Postgres(session) => session.upsert(upsert, rows).await,
            }
        })
        .await
    }

    pub(crate) async fn lock(&self, class: &str, id: i64) -> Result<()> {
        self.unless_failed(async {
            match &self.session {
                Session::Sqlite(_) => Ok(()),
                Session::Postgres(session) => session.lock(class, id).await,
            }
        })
        .await
    }

    pub(crate) async fn script(&self, sql: &str) -> Result<()> {
        self.unless_failed(async {
            match &self.session {
                Session::Sqlite(session) => session.script(sql).await,
                Session::Postgres(session) => session.script(sql).await,
            }
        })
        .await
    }

    pub(crate) async fn commit(self) -> Result<()> {
        if self.failed.load(Ordering::SeqCst) {
            self.rollback().await?;
            return Err(Error::Aborted);
        }
        match self.session {
            Session::Sqlite(session) => session.commit().await,
            Session::Postgres(session) => session.commit().await,
        }
    }

    pub(crate) async fn rollback(self) -> Result<()> {
        match self.session {
            Session::Sqlite(session) => session.rollback().await,
            Session::Postgres(session) => session.rollback().await,
        }
    }

    /// Whether a statement failed, so that nothing of it can be committed.
    pub(crate) fn is_failed(&self) -> bool {
        self.failed.load(Ordering::SeqCst)
    }

    /// Runs one step; a step that fails, or whose future is dropped, is the last of its transaction.
    async fn unless_failed<T>(&self, step: impl Future<Output = Result<T>>) -> Result<T> {
        if self.failed.load(Ordering::SeqCst) {
            return Err(Error::Aborted);
        }
        let mut step_under_way = Step {
            failed: &self.failed,
            succeeded: false,
        };
        let outcome = step.await;
        step_under_way.succeeded = outcome.is_ok();
        outcome
    }
}

/// Marks the transaction as failed unless its step is known to have succeeded.
struct Step<'a> {
    failed: &'a AtomicBool,
    succeeded: bool,
}

impl Drop for Step<'_> {
    fn drop(&mut self) {
        if !self.succeeded {
            self.failed.store(true, Ordering::SeqCst);
        }
    }
}

impl Root {
    pub(crate) async fn rows(&self, sql: &str, params: Params) -> Result<Vec<Row>> {
        self.unless_failed(async {
            match &self.session {
                Session::Sqlite(session) => session.rows(sql, params).await,
                Session::Postgres(session) => session.rows(sql, params).await,
            }
        })
        .await
    }
}
