//! The one thread that writes.
//!
//! Transactions wait in a queue. The thread opens SQLite's transaction, gives each of them a savepoint and serves its
//! statements until it ends, and takes the next. When nobody waits any more, or enough are together, one `COMMIT` puts
//! all of them on disk, and only then are their callers answered.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::connection::{exec, exec_each, rows, translate};
use super::queue::Queue;
use crate::{Error, Params, Result, Row, Val};

/// How many transactions share a commit at most.
const GROUP_SIZE: usize = 256;
/// How long the first that ended waits for others at least, where any come (and for the one whose turn it is then). It
/// waits no longer than the last commit took, so that a slow disk is shared by more; everybody who shares a commit is
/// answered at the same moment, and clients that are answered together come back together.
const GROUP_TIME: Duration = Duration::from_millis(3);
/// How often `BEGIN` is tried, each time for the connection's busy timeout, while another process writes.
const BEGIN_ATTEMPTS: usize = 2;

/// Where a result is sent.
pub(super) type Reply<T> = oneshot::Sender<Result<T>>;

/// What the queue holds.
pub(super) enum Turn {
    Transaction(Waiting),
    Close,
}

/// A transaction that waits for its turn.
pub(super) struct Waiting {
    /// Whether it must not share a commit.
    pub bulk: bool,
    /// Told when the turn comes, or why it cannot.
    pub started: Reply<()>,
    /// Its statements. When the sending side is dropped, the transaction is rolled back.
    pub commands: Receiver<Command>,
}

/// What a transaction asks for.
pub(super) enum Command {
    Rows(String, Params, Reply<Vec<Row>>),
    Exec(String, Params, Reply<u64>),
    ExecEach(String, Vec<Vec<Val>>, Reply<u64>),
    Script(String, Reply<()>),
    /// One statement that is the whole transaction.
    ExecAndCommit(String, Params, Reply<u64>),
    Commit(Reply<()>),
    Rollback(Reply<()>),
}

/// Tells a caller how its transaction ended.
type Answer = Box<dyn FnOnce(Result<()>) + Send>;

/// What a transaction wants to happen at its end.
enum End {
    Commit(Answer),
    Rollback(Answer),
}

/// The thread's state.
pub(super) struct Writer {
    connection: Connection,
    /// Whether commits reach the disk before they are answered; those of bulk transactions need not.
    synchronous_full: bool,
    /// How long a transaction may leave the writer waiting for its next statement.
    idle_limit: Duration,
    /// The callers whose transactions ended well and wait for the common commit.
    ended: Vec<Answer>,
    /// How long the last commit took that others shared.
    last_commit: Duration,
}

impl Writer {
    pub(super) fn new(connection: Connection, synchronous_full: bool, idle_limit: Duration) -> Self {
        Self {
            connection,
            synchronous_full,
            idle_limit,
            ended: Vec::new(),
            last_commit: Duration::ZERO,
        }
    }

    /// Serves the queue until it is closed or nobody can send to it any more.
    pub(super) fn run(mut self, mut queue: Queue) {
        while let Some(first) = queue.wait() {
            if !self.serve_group(first, &mut queue) {
                break;
            }
        }
        if let Err(error) = self.connection.execute_batch("PRAGMA optimize") {
            tracing::debug!(%error, "SQLite's statistics were not refreshed");
        }
    }

    /// Serves this transaction and those that wait behind it, then commits them; `false` when the queue was closed.
    fn serve_group(&mut self, first: Turn, queue: &mut Queue) -> bool {
        let mut first_ended = None;
        let mut next = Some(first);
        while let Some(turn) = next {
            match turn {
                Turn::Close => {
                    self.commit_group();
                    return false;
                }
                Turn::Transaction(waiting) if waiting.started.is_closed() => {} // its caller left
                Turn::Transaction(waiting) if waiting.bulk => {
                    let begun = Instant::now();
                    self.serve_alone(waiting);
                    queue.rest_after(begun.elapsed());
                }
                Turn::Transaction(waiting) => self.serve_in_group(waiting),
            }
            if self.ended.is_empty() {
                first_ended = None;
            } else if first_ended.get_or_insert_with(Instant::now).elapsed()
                > GROUP_TIME.max(self.last_commit)
            {
                break;
            }
            next = if self.ended.len() < GROUP_SIZE {
                queue.next()
            } else {
                None
            };
        }
        self.commit_group();
        true
    }

    fn serve_in_group(&mut self, waiting: Waiting) {
        if let Err(error) = self.begin().and_then(|()| self.sql("SAVEPOINT one")) {
            let _ = waiting.started.send(Err(error)); // the caller may have left
            return;
        }
        if waiting.started.send(Ok(())).is_err() {
            return self.undo_one(); // the caller gave up, so not even a statement that lies ready is run
        }
        let end = serve(&self.connection, &waiting.commands, self.idle_limit);
        if self.connection.is_autocommit() {
            return self.answer_lost(end); // a full disk and the like end the whole transaction
        }
        match end {
            End::Commit(answer) => match self.sql("RELEASE one") {
                Ok(()) => self.ended.push(answer),
                Err(error) => {
                    self.undo_one();
                    answer(Err(error));
                }
            },
            End::Rollback(answer) => {
                self.undo_one();
                answer(Ok(()));
            }
        }
    }

    /// A transaction without a savepoint, which would make each of its many statements slower than the last, and
    /// whose commit need not reach the disk before the next one's does.
    fn serve_alone(&mut self, waiting: Waiting) {
        self.commit_group();
        self.synchronous("NORMAL");
        self.serve_bulk(waiting);
        self.synchronous("FULL");
    }

    /// Sets what a commit waits for. Between transactions only: SQLite refuses it inside one.
    fn synchronous(&self, level: &str) {
        if self.synchronous_full
            && let Err(error) = self.sql(&format!("PRAGMA synchronous = {level}"))
        {
            tracing::error!(%error, level, "SQLite's way to the disk could not be changed");
        }
    }

    fn serve_bulk(&mut self, waiting: Waiting) {
        if let Err(error) = self.begin() {
            let _ = waiting.started.send(Err(error)); // the caller may have left
            return;
        }
        if waiting.started.send(Ok(())).is_err() {
            return self.undo_all();
        }
        let end = serve(&self.connection, &waiting.commands, self.idle_limit);
        if self.connection.is_autocommit() {
            return self.answer_lost(end);
        }
        match end {
            End::Commit(answer) => {
                self.ended.push(answer);
                self.commit_group();
            }
            End::Rollback(answer) => {
                self.undo_all();
                answer(Ok(()));
            }
        }
    }

    /// Opens SQLite's transaction unless it is open.
    fn begin(&self) -> Result<()> {
        let mut outcome = Ok(());
        for _ in 0..BEGIN_ATTEMPTS {
            if !self.connection.is_autocommit() {
                break;
            }
            outcome = self.sql("BEGIN IMMEDIATE");
            if outcome != Err(Error::Busy) {
                break;
            }
        }
        outcome
    }

    /// Puts what was done on disk and answers everybody who waits for that.
    fn commit_group(&mut self) {
        if self.connection.is_autocommit() {
            return;
        }
        let begun = Instant::now();
        let outcome = self.sql("COMMIT");
        self.last_commit = begun.elapsed();
        if outcome.is_err() {
            self.undo_all();
        }
        self.ended.drain(..).for_each(|answer| answer(outcome.clone()));
    }

    /// Answers everybody after SQLite itself gave up the transaction that they shared.
    fn answer_lost(&mut self, end: End) {
        let lost =
            Error::Driver("SQLite rolled back the transaction and those that shared its commit".to_owned());
        self.ended.drain(..).for_each(|answer| answer(Err(lost.clone())));
        match end {
            End::Commit(answer) => answer(Err(lost)),
            End::Rollback(answer) => answer(Ok(())),
        }
    }

    fn undo_one(&self) {
        if let Err(error) = self.sql("ROLLBACK TO one").and_then(|()| self.sql("RELEASE one")) {
            tracing::error!(%error, "a savepoint could not be rolled back");
        }
    }

    fn undo_all(&self) {
        if !self.connection.is_autocommit()
            && let Err(error) = self.sql("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }

    fn sql(&self, text: &str) -> Result<()> {
        exec(&self.connection, text, &[]).map(drop)
    }
}

/// Serves one transaction's statements until it ends, and tells how it wants to.
fn serve(connection: &Connection, commands: &Receiver<Command>, idle_limit: Duration) -> End {
    loop {
        let command = match commands.recv_timeout(idle_limit) {
            Ok(command) => command,
            Err(RecvTimeoutError::Disconnected) => return End::Rollback(Box::new(drop)),
            Err(RecvTimeoutError::Timeout) => {
                tracing::warn!("a transaction kept the writer waiting and was rolled back");
                return End::Rollback(Box::new(drop));
            }
        };
        let succeeded = match command {
            Command::Rows(sql, params, reply) => answer(reply, rows(connection, &sql, &params)),
            Command::Exec(sql, params, reply) => answer(reply, exec(connection, &sql, &params)),
            Command::ExecEach(sql, rows, reply) => answer(reply, exec_each(connection, &sql, &rows)),
            Command::Script(sql, reply) => answer(reply, connection.execute_batch(&sql).map_err(translate)),
            Command::Commit(reply) => return End::Commit(Box::new(|outcome| drop(reply.send(outcome)))),
            Command::Rollback(reply) => return End::Rollback(Box::new(|outcome| drop(reply.send(outcome)))),
            Command::ExecAndCommit(sql, params, reply) => {
                return exec_and_end(connection, &sql, &params, reply);
            }
        };
        if !succeeded {
            return End::Rollback(Box::new(drop)); // it can never commit, so it shall not keep others waiting
        }
    }
}

/// Sends an outcome and tells whether it was good. A caller that left is noticed at the next command.
fn answer<T>(reply: Reply<T>, outcome: Result<T>) -> bool {
    let succeeded = outcome.is_ok();
    let _ = reply.send(outcome);
    succeeded
}

fn exec_and_end(connection: &Connection, sql: &str, params: &[Val], reply: Reply<u64>) -> End {
    match exec(connection, sql, params) {
        Ok(affected) => End::Commit(Box::new(move |outcome| {
            drop(reply.send(outcome.map(|()| affected)));
        })),
        Err(error) => End::Rollback(Box::new(move |_| drop(reply.send(Err(error))))),
    }
}
