//! Carries out one run: pages are fetched one after the other and written in transactions of those that are
//! there, together with the cursor that leads on from them. Killed anywhere, a run goes on where it was written.
//!
//! One run of a connection at a time, on any node: a run holds the connection's lease, and a page of a
//! run that has lost it is refused by its own transaction. While pages are written the next ones are
//! fetched already; they count for nothing until those before are written.
//! Not here: what a page's rows are (`import`), what an end means for the schedule (`ending.rs`).

mod ending;
mod fetch;

use super::import::{Counts, Importer};
use super::model::{Connection, Run};
use super::{calls, store};
use crate::app::App;
use crate::error::{Error, Result};
use crate::jobs::{Outcome, Stop, is_gone, new_owner};
use ending::End;
use fetch::{Fetched, Fetching};
use std::sync::Arc;
use std::time::Duration;
use timetracker_connectors::{self as connectors, Call, Connector, Cursor, Page};
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
    let end = match Syncing::begin(app, run, owner, stop).await {
        Ok(syncing) => syncing.until_it_ends().await,
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
struct Syncing<'a> {
    app: &'a App,
    run: Run,
    connection: Connection,
    connector: &'static dyn Connector,
    call: Arc<Call>,
    importer: Importer,
    owner: &'a str,
    stop: &'a Stop,
}

impl<'a> Syncing<'a> {
    async fn begin(app: &'a App, run: Id<Run>, owner: &'a str, stop: &'a Stop) -> Result<Self, Trouble> {
        let run = store::run(&app.db, run).await?.ok_or(Trouble::Lost)?;
        let connection = store::find_by_id(&app.db, run.connection_id)
            .await?
            .ok_or(Trouble::Lost)?;
        let connector = calls::connector(&connection.connector)?;
        let call = Arc::new(calls::call(app, &connection).map_err(Trouble::Service)?);
        let importer = Importer::new(app, &connection, connector.manifest()).await?;
        Ok(Self {
            app,
            run,
            connection,
            connector,
            call,
            importer,
            owner,
            stop,
        })
    }

    async fn until_it_ends(mut self) -> Result<End, Trouble> {
        let bound = self.connection.max_pages();
        let mut pages = self.run.pages;
        if pages > 0 && !self.connection.pass_unfinished {
            return Ok(End::Finished); // it was killed between its last page and its end
        }
        let mut fetching = Fetching::begin(
            self.connector,
            self.call.clone(),
            self.cursor()?,
            bound.saturating_sub(pages),
        );
        while pages < bound {
            if self.run.cancel_requested {
                return Ok(End::Cancelled);
            }
            let ready = match self.keep_until(&mut fetching).await? {
                Fetched::Pages(ready) => ready,
                Fetched::Stopped => return Ok(End::Stopped),
                Fetched::Cancelled => return Ok(End::Cancelled),
            };
            pages = pages.saturating_add(i64::try_from(ready.len()).unwrap_or(i64::MAX));
            let Some(last) = ready.last() else { continue };
            self.run.cancel_requested = self.write(&ready, last).await?;
            if !last.more {
                return Ok(End::Finished);
            }
            if pages < bound && self.stop.is_asked() {
                return Ok(End::Stopped);
            }
        }
        Ok(End::Bound)
    }

    fn cursor(&self) -> Result<Option<Cursor>, Trouble> {
        let read = self
            .connection
            .cursor
            .as_deref()
            .map(serde_json::from_str)
            .transpose();
        read.map_err(|error| {
            Trouble::Ours(Error::Internal(format!("the stored cursor is not JSON: {error}")))
        })
    }

    /// Waits for pages, and keeps the connection meanwhile.
    async fn keep_until(&self, fetching: &mut Fetching) -> Result<Fetched, Trouble> {
        loop {
            tokio::select! {
                pages = fetching.pages() => return pages.map(Fetched::Pages),
                () = self.stop.asked() => return Ok(Fetched::Stopped),
                () = tokio::time::sleep(RENEW_EVERY) => {}
            }
            let until = self.app.now().plus(LEASE);
            if !store::renew_lease(&self.app.db, self.connection.id, self.owner, until).await? {
                return Err(Trouble::Lost);
            }
            if store::run(&self.app.db, self.run.id)
                .await?
                .is_none_or(|run| run.cancel_requested)
            {
                return Ok(Fetched::Cancelled);
            }
        }
    }

    /// Writes pages up to the last one, and answers whether somebody wants the run to end.
    async fn write(&mut self, pages: &[Page], last: &Page) -> Result<bool, Trouble> {
        let now = self.app.now();
        let cursor =
            serde_json::to_string(&last.next).map_err(|error| Error::Internal(format!("cursor: {error}")))?;
        let tx = self.app.db.begin_bulk().await?;
        let mut mark = store::PageMark {
            cursor: &cursor,
            more: last.more,
            counts: Counts::default(),
            usage: last.usage,
            lease_until: now.plus(LEASE),
            now,
        };
        if !store::advance(&tx, self.connection.id, self.owner, &mark).await? {
            return Err(Trouble::Lost);
        }
        let mut is_unwanted = false;
        for page in pages {
            mark.usage = page.usage;
            mark.counts = self.importer.write(&tx, page, now).await?;
            is_unwanted = store::add_page(&tx, self.run.id, &mark).await?;
        }
        tx.commit().await?;
        Ok(is_unwanted)
    }
}
