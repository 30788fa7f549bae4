//! SQLite: one thread that writes, a few that read.

mod checkpoint;
mod connection;
mod queue;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::{Error, Options, Params, Result, Row, Upsert, Val};
use connection::Role;
use queue::Queue;
use writer::{Command, Reply, Turn, Waiting, Writer};

/// How long a transaction waits for its turn.
const TURN_LIMIT: Duration = Duration::from_secs(30);
/// How long a transaction may keep the writer waiting for its next statement.
const IDLE_LIMIT: Duration = Duration::from_secs(30);
/// How many reads may wait before those who ask for more have to wait as well.
const READS_WAITING: usize = 1024;

/// An open database file and its threads.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
    turns: mpsc::Sender<Turn>,
    reads: async_channel::Sender<ReadJob>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

struct ReadJob {
    sql: String,
    params: Params,
    reply: Reply<Vec<Row>>,
}

impl Store {
    /// Opens the file and starts the threads.
    pub(crate) async fn open(path: &Path, options: &Options) -> Result<Self> {
        let (path, readers) = (path.to_owned(), options.readers.max(1));
        let role = Role::Writer {
            synchronous_full: options.synchronous_full,
        };
        blocking(move || Self::open_blocking(path, role, readers, IDLE_LIMIT)).await
    }

    fn open_blocking(path: PathBuf, role: Role, readers: usize, idle_limit: Duration) -> Result<Self> {
        let full = matches!(role, Role::Writer { synchronous_full } if synchronous_full);
        let mut writing = connection::open(&path, role)?;
        let mut threads = vec![checkpoint::beside(&mut writing, &path)?];
        let writer = Writer::new(writing, full, idle_limit);
        let (turns, incoming) = mpsc::channel();
        let (reads, jobs) = async_channel::bounded(READS_WAITING);
        for _ in 0..readers {
            let (connection, jobs) = (connection::open(&path, Role::Reader)?, jobs.clone());
            threads.push(spawn("db-reader", move || read(&connection, &jobs))?);
        }
        threads.push(spawn("db-writer", move || writer.run(Queue::new(incoming)))?);
        Ok(Self {
            path,
            turns,
            reads,
            threads: Mutex::new(threads),
        })
    }

    /// Waits for the writer's turn.
    pub(crate) async fn begin(&self, bulk: bool) -> Result<Session> {
        let (commands, waiting) = mpsc::channel();
        self.turn(bulk, waiting).await?;
        Ok(Session { commands })
    }

    /// Runs one statement as a transaction; it lies ready when its turn comes, so the writer need not wait for it.
    pub(crate) async fn exec(&self, sql: &str, params: Params) -> Result<u64> {
        let (commands, waiting) = mpsc::channel();
        let (reply, answer) = oneshot::channel();
        let command = Command::ExecAndCommit(sql.to_owned(), params, reply);
        commands.send(command).map_err(|_| Error::Gone)?;
        self.turn(false, waiting).await?;
        answer.await.unwrap_or(Err(Error::Gone))
    }

    async fn turn(&self, bulk: bool, commands: mpsc::Receiver<Command>) -> Result<()> {
        let (started, turn) = oneshot::channel();
        self.turns
            .send(Turn::Transaction(Waiting {
                bulk,
                started,
                commands,
            }))
            .map_err(|_| Error::Gone)?;
        match tokio::time::timeout(TURN_LIMIT, turn).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(Error::Gone),
            Err(_) => Err(Error::Busy),
        }
    }

    /// Reads what is committed.
    pub(crate) async fn rows(&self, sql: &str, params: Params) -> Result<Vec<Row>> {
        let (reply, answer) = oneshot::channel();
        let job = ReadJob {
            sql: sql.to_owned(),
            params,
            reply,
        };
        self.reads.send(job).await.map_err(|_| Error::Gone)?;
        answer.await.unwrap_or(Err(Error::Gone))
    }

    /// Copies the database as it is now to a file that does not exist yet.
    pub(crate) async fn backup_to(&self, target: &Path) -> Result<()> {
        let (path, target) = (self.path.clone(), target.to_owned());
        blocking(move || {
            if target.exists() {
                return Err(Error::Driver(format!("{} exists already", target.display())));
            }
            let Some(name) = target.to_str() else {
                return Err(Error::Unsupported("the backup's path is not UTF-8"));
            };
            connection::create_private(&target)?; // SQLite fills an empty file and keeps who may read it
            let connection = connection::open(&path, Role::Backup)?;
            connection::exec(&connection, "VACUUM INTO $1", &[Val::Text(name.to_owned())]).map(drop)
        })
        .await
    }

    /// Lets the threads finish what is waiting and end.
    pub(crate) async fn close(&self) {
        self.reads.close();
        let _ = self.turns.send(Turn::Close); // fails when it was closed before
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        let joined = blocking(move || {
            let panicked = threads
                .into_iter()
                .map(JoinHandle::join)
                .filter(std::result::Result::is_err)
                .count();
            if panicked == 0 {
                Ok(())
            } else {
                Err(Error::Driver(format!("{panicked} threads panicked")))
            }
        });
        if let Err(error) = joined.await {
            tracing::error!(%error, "the database was not closed in order");
        }
    }
}

/// A reader thread: one query after the other, each on what is committed when it starts.
fn read(connection: &Connection, jobs: &async_channel::Receiver<ReadJob>) {
    while let Ok(job) = jobs.recv_blocking() {
        if !job.reply.is_closed() {
            let _ = job
                .reply
                .send(connection::rows(connection, &job.sql, &job.params)); // the caller may leave
        }
    }
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    let builder = std::thread::Builder::new().name(name.to_owned());
    builder
        .spawn(body)
        .map_err(|error| Error::Driver(format!("no thread for {name}: {error}")))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(Error::Driver(error.to_string())))
}

/// A transaction whose turn it is. Dropping it rolls it back.
#[derive(Debug)]
pub(crate) struct Session {
    commands: mpsc::Sender<Command>,
}

impl Session {
    pub(crate) async fn exec(&self, sql: &str, params: Params) -> Result<u64> {
        self.ask(|reply| Command::Exec(sql.to_owned(), params, reply))
            .await
    }

    pub(crate) async fn rows(&self, sql: &str, params: Params) -> Result<Vec<Row>> {
        self.ask(|reply| Command::Rows(sql.to_owned(), params, reply))
            .await
    }

    pub(crate) async fn upsert(&self, upsert: &Upsert, rows: Vec<Vec<Val>>) -> Result<u64> {
        self.ask(|reply| Command::ExecEach(upsert.sqlite_text(), rows, reply))
            .await
    }

    pub(crate) async fn script(&self, sql: &str) -> Result<()> {
        self.ask(|reply| Command::Script(sql.to_owned(), reply)).await
    }

    pub(crate) async fn commit(self) -> Result<()> {
        self.ask(Command::Commit).await
    }

    /// That the writer no longer listens means that it rolled back by itself.
    pub(crate) async fn rollback(self) -> Result<()> {
        match self.ask(Command::Rollback).await {
            Err(Error::Busy) => Ok(()),
            outcome => outcome,
        }
    }

    /// The writer stops listening when it gave up a transaction that was idle for too long.
    async fn ask<T>(&self, command: impl FnOnce(Reply<T>) -> Command) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.commands.send(command(reply)).map_err(|_| Error::Busy)?;
        answer.await.unwrap_or(Err(Error::Busy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Backend;

    #[tokio::test]
    async fn an_idle_transaction_gives_the_writer_up() {
        let t = Backend::Sqlite.create(&[]).await.unwrap();
        let crate::Location::Sqlite(path) = &t.options().location else {
            panic!("not a file")
        };
        let role = Role::Writer {
            synchronous_full: true,
        };
        let store = Store::open_blocking(path.clone(), role, 1, Duration::from_millis(50)).unwrap();
        store
            .exec("CREATE TABLE x (n INTEGER) STRICT", vec![])
            .await
            .unwrap();
        let idle = store.begin(false).await.unwrap();
        idle.exec("INSERT INTO x VALUES (1)", vec![]).await.unwrap();
        store.exec("INSERT INTO x VALUES (2)", vec![]).await.unwrap(); // its turn comes when the idle one loses its own
        assert_eq!(
            idle.exec("INSERT INTO x VALUES (3)", vec![]).await,
            Err(Error::Busy)
        );
        assert_eq!(idle.commit().await, Err(Error::Busy));
        let rows = store.rows("SELECT n FROM x", vec![]).await.unwrap();
        assert_eq!(
            rows.iter()
                .map(|row| row.get::<i64>("n").unwrap())
                .collect::<Vec<_>>(),
            [2]
        );
        store.close().await;
        t.remove().await.unwrap();
    }

    #[tokio::test]
    async fn only_the_writer_plans_once_for_all_values() {
        use rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG as ONCE;
        let t = Backend::Sqlite.create(&[]).await.unwrap();
        let crate::Location::Sqlite(path) = &t.options().location else {
            panic!("not a file")
        };
        let role = Role::Writer {
            synchronous_full: true,
        };
        for (role, expected) in [(role, true), (Role::Reader, false)] {
            let connection = connection::open(path, role).unwrap();
            assert_eq!(connection.db_config(ONCE), Ok(expected));
        }
        t.remove().await.unwrap();
    }

    #[tokio::test]
    async fn a_file_that_another_process_keeps_locked_is_busy() {
        let t = Backend::Sqlite.create(&[]).await.unwrap();
        let crate::Location::Sqlite(path) = &t.options().location else {
            panic!("not a file")
        };
        let other = Connection::open(path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        assert_eq!(
            t.exec("CREATE TABLE x (n INTEGER) STRICT", vec![]).await,
            Err(Error::Busy)
        );
        other.execute_batch("ROLLBACK").unwrap();
        t.exec("CREATE TABLE x (n INTEGER) STRICT", vec![]).await.unwrap();
        t.remove().await.unwrap();
    }

    #[tokio::test]
    async fn nobody_is_told_done_when_the_shared_transaction_is_lost() {
        let t = Backend::Sqlite.create(&[]).await.unwrap();
        t.exec("CREATE TABLE x (n INTEGER UNIQUE) STRICT", vec![])
            .await
            .unwrap();
        t.exec("INSERT INTO x VALUES (0)", vec![]).await.unwrap();
        let first = t.begin().await.unwrap();
        first.exec("INSERT INTO x VALUES (1)", vec![]).await.unwrap();
        let spawn_exec = |sql: &'static str| {
            let db = t.db();
            tokio::spawn(async move { db.exec(sql, vec![]).await })
        };
        // `OR ROLLBACK` stands for a full disk: SQLite gives up everything since BEGIN.
        let lost = spawn_exec("INSERT OR ROLLBACK INTO x VALUES (0)");
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(matches!(first.commit().await, Err(Error::Driver(_))));
        assert!(matches!(lost.await.unwrap(), Err(Error::Unique { .. })));
        t.exec("INSERT INTO x VALUES (2)", vec![]).await.unwrap();
        let kept: Vec<(i64,)> = crate::Read::query(&*t, "SELECT n FROM x ORDER BY n", vec![])
            .await
            .unwrap();
        assert_eq!(kept, [(0,), (2,)]);
        t.remove().await.unwrap();
    }
}
