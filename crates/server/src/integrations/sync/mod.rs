//! Carries out one run, of whichever kind: a pull of what changed (`pull.rs`), a reconciliation of what is
//! there with what is here (`reconcile.rs`), a preview of what would be (`preview.rs`).
//!
//! One run of a connection at a time, on any node: a run holds the connection's lease, and whatever a run
//! that has lost it wants to write is refused by its own transaction.
//! Not here: what a page's rows are (`import`), what an end means for the schedule (`ending.rs`).

mod ending;
mod fetch;
mod preview;
mod pull;
mod reconcile;
mod statistics;

pub use ending::notice_key;
pub use preview::Preview;

use super::import::{Counts, Importer};
use super::model::{Connection, Run, RunKind};
use super::{calls, store};
use crate::app::App;
use crate::error::{Error, Result};
use crate::jobs::{Outcome, Stop, is_gone, new_owner};
use ending::End;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use timetracker_connectors::{self as connectors, Call, Connector, ErrorKind, Usage};
use timetracker_db::Tx;
use timetracker_types::Id;

/// How long a connection belongs to a run that gives no sign of life, and how often one gives it.
const LEASE: Duration = Duration::from_secs(30);
const RENEW_EVERY: Duration = Duration::from_secs(8);
/// How long to leave a connection alone that another run has.
const LOOK_AGAIN: Duration = Duration::from_secs(3);

/// Why a run could not go on.
#[derive(Debug)]
enum Trouble {
    /// The service, or the way to it.
    Service(connectors::Error),
    /// Ours: the database, or a defect.
    Ours(Error),
    /// The connection belongs to another run by now, or to none.
    Lost,
}

impl Trouble {
    /// How long the service asks to be left alone, where that is all there is to it.
    fn pause(&self) -> Option<Duration> {
        match self {
            Self::Service(connectors::Error {
                kind: ErrorKind::RetryAfter(pause),
                ..
            }) => Some(*pause),
            _ => None,
        }
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

impl From<timetracker_db::Error> for Trouble {
    fn from(error: timetracker_db::Error) -> Self {
        Self::Ours(error.into())
    }
}

/// Carries a run out until it ends, is stopped or is taken away. Does nothing for one that has ended.
pub async fn carry_out(app: &App, run: i64, stop: &Stop) -> Result<Outcome> {
    let Some(run) = store::run(&app.db, Id::new(run))
        .await?
        .filter(|run| run.status.is_open())
    else {
        return Ok(Outcome::Done);
    };
    let owner = new_owner()?;
    if !take_lease(app, run.connection_id, &owner).await? {
        return Ok(Outcome::Again(app.now().plus(LOOK_AGAIN)));
    }
    let outcome = with_lease(app, run.id, &owner, stop).await;
    store::release_lease(&app.db, run.connection_id, &owner).await?;
    outcome
}

/// Ends a run that was begun many times and never came to an end.
pub async fn abandon(app: &App, run: i64) -> Result<()> {
    let Some(run) = store::run(&app.db, Id::new(run))
        .await?
        .filter(|run| run.status.is_open())
    else {
        return Ok(());
    };
    let owner = new_owner()?;
    let tx = app.db.begin().await?;
    store::break_lease(&tx, run.connection_id).await?;
    tx.commit().await?;
    take_lease(app, run.connection_id, &owner).await?;
    let error = Error::Unavailable(
        "The sync broke off again and again before its end. What it had fetched stays. The server's log says more; \
         the next sync goes on from there."
            .into(),
    );
    ending::write(app, run.id, &owner, &End::Failed(Trouble::Ours(error))).await?;
    Ok(())
}

async fn take_lease(app: &App, connection: Id<Connection>, owner: &str) -> Result<bool> {
    let until = app.now().plus(LEASE);
    if store::take_lease(&app.db, connection, owner, app.now(), until).await? {
        return Ok(true);
    }
    let holder = store::lease_owner(&app.db, connection).await?;
    match holder.filter(|holder| is_gone(holder)) {
        None => Ok(false),
        Some(gone) => {
            store::release_lease(&app.db, connection, &gone).await?;
            store::take_lease(&app.db, connection, owner, app.now(), until).await
        }
    }
}

async fn with_lease(app: &App, run: Id<Run>, owner: &str, stop: &Stop) -> Result<Outcome> {
    if !store::begin_run(&app.db, run, app.now()).await? {
        return Ok(Outcome::Done);
    }
    let end = match Work::begin(app, run, owner, stop).await {
        Ok(work) => work.until_it_ends().await,
        Err(trouble) => Err(trouble),
    };
    match end.unwrap_or_else(End::Failed) {
        End::Stopped => {
            store::requeue_run(&app.db, run).await?;
            Ok(Outcome::Again(app.now()))
        }
        End::Failed(Trouble::Lost) => {
            tracing::info!(run = run.get(), "the sync's connection was taken away");
            Ok(Outcome::Again(app.now().plus(LOOK_AGAIN)))
        }
        end => {
            ending::write(app, run, owner, &end).await?;
            Ok(Outcome::Done)
        }
    }
}

/// A run under way.
struct Work<'a> {
    app: &'a App,
    run: Run,
    connection: Connection,
    connector: &'static dyn Connector,
    call: Arc<Call>,
    owner: &'a str,
    stop: &'a Stop,
}

/// What waiting for something came to.
enum Waited<T> {
    /// It is there.
    Came(T),
    /// The run is to end first, so.
    Ended(End),
}

impl<'a> Work<'a> {
    async fn begin(app: &'a App, run: Id<Run>, owner: &'a str, stop: &'a Stop) -> Result<Self, Trouble> {
        let run = store::run(&app.db, run).await?.ok_or(Trouble::Lost)?;
        let connection = store::find_by_id(&app.db, run.connection_id)
            .await?
            .ok_or(Trouble::Lost)?;
        let connector = calls::connector(&connection.connector)?;
        let call = Arc::new(calls::call(app, &connection).map_err(Trouble::Service)?);
        Ok(Self {
            app,
            run,
            connection,
            connector,
            call,
            owner,
            stop,
        })
    }

    async fn until_it_ends(self) -> Result<End, Trouble> {
        match self.run.kind {
            RunKind::Sync => pull::carry_out(self).await,
            RunKind::Reconcile => reconcile::carry_out(&self).await,
            RunKind::Preview => preview::carry_out(&self).await,
        }
    }

    async fn importer(&self) -> Result<Importer, Trouble> {
        let manifest = self.connector.manifest();
        Ok(Importer::new(self.app, &self.connection, self.run.id, manifest).await?)
    }

    /// Waits for something, and keeps the connection meanwhile. What has not come when the run is to end is
    /// given up.
    async fn wait_for<T>(&self, mut coming: Pin<&mut impl Future<Output = T>>) -> Result<Waited<T>, Trouble> {
        loop {
            tokio::select! {
                came = &mut coming => return Ok(Waited::Came(came)),
                () = self.stop.asked() => return Ok(Waited::Ended(End::Stopped)),
                () = tokio::time::sleep(RENEW_EVERY) => {}
            }
            if let Some(end) = self.keep().await? {
                return Ok(Waited::Ended(end));
            }
        }
    }

    /// Renews the hold on the connection, and answers whether somebody wants the run to end.
    async fn keep(&self) -> Result<Option<End>, Trouble> {
        let until = self.app.now().plus(LEASE);
        if !store::renew_lease(&self.app.db, self.connection.id, self.owner, until).await? {
            return Err(Trouble::Lost);
        }
        let run = store::run(&self.app.db, self.run.id).await?;
        let is_unwanted = run.is_none_or(|run| run.cancel_requested);
        Ok(is_unwanted.then_some(End::Cancelled))
    }

    /// Takes the breather that the service's allowance asks for before the next request.
    async fn breathe(&self, usage: &Usage) -> Result<Waited<()>, Trouble> {
        let pause = self.app.clock.sleeps_for(usage.breather());
        if pause.is_zero() {
            let is_asked = self.stop.is_asked();
            return Ok(if is_asked {
                Waited::Ended(End::Stopped)
            } else {
                Waited::Came(())
            });
        }
        tracing::debug!(?pause, "slowing down before the service's limit");
        self.wait_for(std::pin::pin!(tokio::time::sleep(pause))).await
    }

    /// The connection for the length of this transaction, if it is still ours; answers the version of its
    /// mappings. Stands first in a transaction: on PostgreSQL it makes everybody else wait for its end.
    async fn hold(&self, tx: &Tx, usage: &Usage) -> Result<i64, Trouble> {
        let now = self.app.now();
        let held = store::hold(tx, self.connection.id, self.owner, usage, now.plus(LEASE), now).await?;
        held.ok_or(Trouble::Lost)
    }

    /// Adds what one request brought to the run; answers whether somebody wants it to end.
    async fn count(&self, tx: &Tx, counts: &Counts, usage: &Usage) -> Result<bool, Trouble> {
        Ok(store::add_page(tx, self.run.id, counts, usage).await?)
    }
}
