//! What the end of a run means: for its line in the log, for the connection, for the schedule.

use super::super::model::{Cause, Connection, Run, RunStatus, State};
use super::super::{schedule, store};
use super::Trouble;
use crate::app::App;
use crate::error::{Error, Result};
use timetracker_connectors::ErrorKind;
use timetracker_types::{Id, Instant};

/// How a run ended.
#[derive(Debug)]
pub enum End {
    /// Everything is here.
    Finished,
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
            Self::Finished => RunStatus::Succeeded,
            Self::Bound => RunStatus::Partial,
            Self::Cancelled => RunStatus::Cancelled,
            Self::Stopped => RunStatus::Queued,
            Self::Failed(_) => RunStatus::Failed,
        }
    }

    /// What people read about it.
    fn problem(&self) -> Option<String> {
        match self {
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
    let ending = ending(&connection, end, problem.as_deref(), now);
    let is_ours = store::conclude(&tx, connection.id, owner, &ending).await?;
    if !is_ours || !store::end_run(&tx, run, end.status(), problem.as_deref(), now).await? {
        return Ok(tx.rollback().await?);
    }
    if matches!(end, End::Bound) {
        schedule::queue(&tx, connection.id, Cause::Continued, found.requested_by, now).await?;
    }
    tx.commit().await?;
    app.job_bell.notify_one();
    Ok(())
}

fn ending<'a>(
    connection: &'a Connection,
    end: &End,
    problem: Option<&'a str>,
    now: Instant,
) -> store::Ending<'a> {
    let kept = store::Ending {
        state: connection.state,
        problem,
        failures: 0,
        last_success_at: connection.last_success_at,
        next_sync_at: connection.auto_sync.then(|| schedule::next(connection, now)),
    };
    match end {
        End::Finished => store::Ending {
            state: State::Ready,
            last_success_at: Some(now),
            ..kept
        },
        End::Failed(trouble) => failed(connection, trouble, &kept, now),
        End::Bound => store::Ending {
            state: State::Ready,
            ..kept
        },
        // The pass is not over: what is left comes with the schedule's next call.
        End::Cancelled | End::Stopped => store::Ending {
            problem: connection.problem.as_deref(),
            failures: connection.failures,
            ..kept
        },
    }
}

fn failed<'a>(
    connection: &Connection,
    trouble: &Trouble,
    kept: &store::Ending<'a>,
    now: Instant,
) -> store::Ending<'a> {
    let failures = connection.failures.saturating_add(1);
    let kind = match trouble {
        Trouble::Service(error) => error.kind,
        Trouble::Ours(_) | Trouble::Lost => ErrorKind::Unreachable,
    };
    let (state, next) = match kind {
        ErrorKind::Reauthorise => (State::NeedsAttention, None),
        ErrorKind::RetryAfter(wait) => (connection.state, Some(now.plus(wait))),
        _ => (connection.state, Some(schedule::after_failures(failures, now))),
    };
    let next_sync_at = next.filter(|_| connection.auto_sync);
    store::Ending {
        state,
        failures,
        next_sync_at,
        problem: kept.problem,
        last_success_at: kept.last_success_at,
    }
}
