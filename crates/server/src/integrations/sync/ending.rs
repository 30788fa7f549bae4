//! What the end of a run means: for its line in the log, for the connection, for the schedule.

use super::super::model::{Cause, Connection, Run, RunKind, RunStatus, State};
use super::super::schedule::{self, NewRun, Schedule};
use super::super::store;
use super::Trouble;
use crate::app::App;
use crate::error::{Error, Result};
use crate::notices;
use timetracker_connectors::ErrorKind;
use timetracker_db::Tx;
use timetracker_types::{Id, Instant};

/// How a run ended.
#[derive(Debug)]
pub enum End {
    /// Everything is here.
    Finished,
    /// Everything is here but so many issues, which are tried again by the next run.
    Incomplete(i64),
    /// What is here is what is there.
    Reconciled,
    /// Somebody may look at what would be.
    Previewed,
    /// The bound of pages was reached; there is more.
    Bound,
    /// Somebody wanted it to end.
    Cancelled,
    /// The process is to end: the run is not over.
    Stopped,
    /// It could not go on.
    Failed(Trouble),
}

impl End {
    fn status(&self) -> RunStatus {
        match self {
            Self::Finished | Self::Reconciled | Self::Previewed => RunStatus::Succeeded,
            Self::Incomplete(_) => RunStatus::Incomplete,
            Self::Bound => RunStatus::Partial,
            Self::Cancelled => RunStatus::Cancelled,
            Self::Stopped => RunStatus::Queued,
            Self::Failed(trouble) if trouble.pause().is_some() => RunStatus::Partial,
            Self::Failed(_) => RunStatus::Failed,
        }
    }

    /// What people read about it.
    fn problem(&self) -> Option<String> {
        match self {
            Self::Incomplete(1) => Some("One issue could not be brought over; the next sync tries it again.".into()),
            Self::Incomplete(issues) => Some(format!(
                "{issues} issues could not be brought over; the next sync tries them again."
            )),
            Self::Failed(Trouble::Service(error)) => Some(error.message.clone()),
            Self::Failed(Trouble::Ours(Error::Internal(_))) => Some(
                "Something went wrong on our side; the server's log says what. Nothing was lost: the next sync goes on \
                 from here."
                    .into(),
            ),
            Self::Failed(Trouble::Ours(error)) => Some(error.sentence()),
            _ => None,
        }
    }

    fn log(&self, run: Id<Run>) {
        let run = run.get();
        match self {
            Self::Failed(Trouble::Service(error)) => {
                tracing::warn!(run, kind = ?error.kind, message = %error.message, detail = %error.detail, "sync failed");
            }
            Self::Failed(Trouble::Ours(error)) => tracing::error!(run, %error, "sync failed"),
            other => tracing::info!(run, status = other.status().as_str(), "sync ended"),
        }
    }
}

/// Writes the end of a run, unless it has ended or the connection was taken away meanwhile.
pub async fn write(app: &App, run: Id<Run>, owner: &str, end: &End) -> Result<()> {
    end.log(run);
    let (now, problem) = (app.now(), end.problem());
    let tx = app.db.begin().await?;
    let found = store::run(&tx, run).await?.ok_or(Error::NotFound("run"))?;
    let connection = store::find_by_id(&tx, found.connection_id)
        .await?
        .ok_or(Error::NotFound("connection"))?;
    let schedule = Schedule::new(app, &tx, now).await?;
    let ending = ending(&connection, end, problem.as_deref(), &schedule);
    let is_ours = store::conclude(&tx, connection.id, owner, &ending).await?;
    if !is_ours || !store::end_run(&tx, run, end.status(), problem.as_deref(), now).await? {
        return Ok(tx.rollback().await?);
    }
    if matches!(end, End::Bound) {
        let next = NewRun {
            kind: RunKind::Sync,
            cause: Cause::Continued,
            requested_by: found.requested_by,
        };
        schedule::queue(&tx, connection.id, next, now).await?;
    }
    tell_administrators(&tx, &connection, &ending, now).await?;
    tx.commit().await?;
    app.job_bell.notify_one();
    Ok(())
}

fn ending<'a>(
    connection: &'a Connection,
    end: &End,
    problem: Option<&'a str>,
    schedule: &Schedule,
) -> store::Ending<'a> {
    let now = schedule.now;
    let as_before = store::Ending {
        state: connection.state,
        problem: connection.problem.as_deref(),
        failures: connection.failures,
        last_success_at: connection.last_success_at,
        next_sync_at: connection.auto_sync.then(|| schedule.next(connection)),
        reconciled_at: connection.reconciled_at,
        next_reconcile_at: connection.next_reconcile_at,
    };
    let well = store::Ending {
        state: State::Ready,
        problem,
        failures: 0,
        ..as_before
    };
    match end {
        End::Finished => store::Ending {
            last_success_at: Some(now),
            next_reconcile_at: connection
                .next_reconcile_at
                .or_else(|| connection.auto_sync.then(|| schedule.next_reconcile(connection))),
            ..well
        },
        End::Incomplete(_) | End::Bound => well,
        End::Reconciled => store::Ending {
            reconciled_at: Some(now),
            next_reconcile_at: connection.auto_sync.then(|| schedule.next_reconcile(connection)),
            ..as_before
        },
        End::Failed(trouble) => failed(
            connection,
            trouble,
            store::Ending { problem, ..as_before },
            schedule,
        ),
        // The pass is not over: what is left comes with the schedule's next call.
        End::Cancelled | End::Stopped | End::Previewed => as_before,
    }
}

fn failed<'a>(
    connection: &Connection,
    trouble: &Trouble,
    kept: store::Ending<'a>,
    schedule: &Schedule,
) -> store::Ending<'a> {
    let now = schedule.now;
    if let Some(pause) = trouble.pause() {
        // Not a failure: the service asks for patience and says for how long. An unfinished pass goes on by
        // itself even where nothing else is on a schedule.
        return store::Ending {
            next_sync_at: Some(now.plus(pause)),
            ..kept
        };
    }
    let failures = connection.failures.saturating_add(1);
    let is_refused = matches!(trouble, Trouble::Service(error) if error.kind == ErrorKind::Reauthorise);
    let again = schedule.after_failures(failures, connection);
    store::Ending {
        state: if is_refused {
            State::NeedsAttention
        } else {
            connection.state
        },
        failures,
        next_sync_at: (connection.auto_sync && !is_refused).then_some(again),
        // A reconciliation that failed waits as long.
        next_reconcile_at: connection.next_reconcile_at.map(|due| due.max(again)),
        ..kept
    }
}

/// A key that is refused stops everything until somebody acts: administrators are told, once.
async fn tell_administrators(
    tx: &Tx,
    connection: &Connection,
    ending: &store::Ending<'_>,
    now: Instant,
) -> Result<()> {
    let key = notice_key(connection);
    match (ending.state, ending.problem) {
        (State::NeedsAttention, Some(problem)) => {
            let title = connection
                .connector()
                .map_or("", |connector| connector.manifest().title);
            let text = format!("{title}: {problem}");
            let link = format!("/integrations/{}", connection.connector);
            notices::tell_admins(tx, &key, notices::Severity::Error, &text, &link, now).await
        }
        (State::Ready, _) => notices::resolve(tx, &key, now).await,
        _ => Ok(()),
    }
}

/// The name of the notice about a connection's key.
pub fn notice_key(connection: &Connection) -> String {
    format!("connections/{}/key_refused", connection.id.get())
}
