//! Fetches what is new or changed: pages one after the other, each written in one transaction together with the
//! cursor that leads on from it; where nobody else writes, with those behind it that are there too. Killed
//! anywhere, a run goes on where it was written. While pages are written the next ones are fetched already;
//! they count for nothing until those before are written.

use super::super::import::{Counts, Importer};
use super::super::{store, troubles};
use super::ending::End;
use super::fetch::{AHEAD, Fetching};
use super::statistics::Statistics;
use super::{Trouble, Waited, Work};
use crate::error::Error;
use timetracker_connectors::{Cursor, MOST_FETCHED, Page};

/// Issues in trouble that one run tries again, in requests of [`MOST_FETCHED`].
const MOST_TRIED_AGAIN: usize = 5 * MOST_FETCHED;

pub async fn carry_out(mut work: Work<'_>) -> Result<End, Trouble> {
    if work.run.pages > 0 && !work.connection.pass_unfinished {
        return finished(&work).await; // it was killed between its last page and its end
    }
    let mut importer = work.importer().await?;
    let end = match try_again(&work, &mut importer).await? {
        Some(end) => end,
        None => pages(&mut work, &mut importer).await?,
    };
    match end {
        End::Finished => finished(&work).await,
        other => Ok(other),
    }
}

async fn pages(work: &mut Work<'_>, importer: &mut Importer) -> Result<End, Trouble> {
    let bound = work.connection.max_pages();
    let mut pages = work.run.pages;
    let most = bound.saturating_sub(pages);
    let clock = work.app.clock.clone();
    let mut fetching = Fetching::begin(work.connector, work.call.clone(), cursor(work)?, most, clock);
    let mut statistics = Statistics::default();
    while pages < bound {
        if work.run.cancel_requested {
            return Ok(End::Cancelled);
        }
        // One at a time beside people, so that nobody waits long for a transaction to end.
        let together = if work.app.db.has_company() { 1 } else { AHEAD };
        let coming = std::pin::pin!(fetching.pages(together));
        let ready = match work.wait_for(coming).await? {
            Waited::Came(ready) => ready?,
            Waited::Ended(end) => return Ok(end),
        };
        pages = pages.saturating_add(i64::try_from(ready.len()).unwrap_or(i64::MAX));
        let Some(last) = ready.last() else { continue };
        let created = write(work, importer, &ready, last).await?;
        if !last.more {
            return Ok(End::Finished);
        }
        if pages < bound && work.stop.is_asked() {
            return Ok(End::Stopped);
        }
        statistics.grow(&work.app.db, created).await?;
    }
    Ok(End::Bound)
}

/// Where the last pull, of this run or one before, left off.
pub fn cursor(work: &Work<'_>) -> Result<Option<Cursor>, Trouble> {
    let read = work
        .connection
        .cursor
        .as_deref()
        .map(serde_json::from_str)
        .transpose();
    read.map_err(|error| Trouble::Ours(Error::Internal(format!("the stored cursor is not JSON: {error}"))))
}

/// Writes pages up to the last one, and answers how many tasks they made.
async fn write(
    work: &mut Work<'_>,
    importer: &mut Importer,
    pages: &[Page],
    last: &Page,
) -> Result<i64, Trouble> {
    let now = work.app.now();
    let (connection, run) = (work.connection.id, work.run.id);
    let cursor =
        serde_json::to_string(&last.next).map_err(|error| Error::Internal(format!("cursor: {error}")))?;
    let tx = work.app.db.begin_bulk().await?;
    importer.refresh(&tx, work.hold(&tx, &last.usage).await?).await?;
    store::advance(&tx, connection, &cursor, last.more).await?;
    let (mut is_unwanted, mut created) = (false, 0);
    for page in pages {
        if page.visible.is_some() {
            store::begin_pass(&tx, connection, run, &page.containers, page.expected).await?;
        }
        let counts = importer.write(&tx, page, now).await?;
        created += counts.created;
        is_unwanted = work.count(&tx, &counts, &page.usage).await?;
    }
    tx.commit().await?;
    work.run.cancel_requested = is_unwanted;
    Ok(created)
}

/// Asks again for the issues that could not be brought over.
async fn try_again(work: &Work<'_>, importer: &mut Importer) -> Result<Option<End>, Trouble> {
    let mut references = importer.in_trouble();
    references.truncate(MOST_TRIED_AGAIN);
    for some in references.chunks(MOST_FETCHED) {
        let coming = std::pin::pin!(work.connector.fetch(&work.call, some));
        let fetched = match work.wait_for(coming).await? {
            Waited::Came(fetched) => fetched.map_err(Trouble::Service)?,
            Waited::Ended(end) => return Ok(Some(end)),
        };
        let tx = work.app.db.begin().await?;
        importer
            .refresh(&tx, work.hold(&tx, &fetched.usage).await?)
            .await?;
        let mut counts = Counts::default();
        importer
            .write_fetched(&tx, some, &fetched, work.app.now(), &mut counts)
            .await?;
        work.count(&tx, &counts, &fetched.usage).await?;
        tx.commit().await?;
    }
    Ok(None)
}

/// Everything is here, but for the issues that are in trouble.
async fn finished(work: &Work<'_>) -> Result<End, Trouble> {
    let tx = work.app.db.begin().await?;
    // Without an id an issue cannot be asked for; had this pass met it, it would stand with this run.
    troubles::close_nameless(&tx, work.connection.id, work.run.id, work.app.now()).await?;
    let open = troubles::count_open(&tx, work.connection.id).await?;
    tx.commit().await?;
    Ok(match open {
        0 => End::Finished,
        open => End::Incomplete(open),
    })
}
