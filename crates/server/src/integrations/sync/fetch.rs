//! Pages on their way, on a task of its own, so that they are read and parsed while others are written.

use super::Trouble;
use crate::error::Error;
use std::sync::Arc;
use std::time::Duration;
use timetracker_connectors::{self as connectors, Call, Connector, Cursor, Page};
use timetracker_types::Clock;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// How many pages lie ready at most.
pub const AHEAD: usize = 4;

/// Requests for one page after the other; dropping it gives them up.
pub struct Fetching {
    task: JoinHandle<()>,
    ready: mpsc::Receiver<Result<Page, connectors::Error>>,
    /// What ended the fetching, while pages before it are written.
    failed: Option<connectors::Error>,
}

impl Fetching {
    /// Asks for the page that `from` leads to and those behind it, `most` at most.
    pub fn begin(
        connector: &'static dyn Connector,
        call: Arc<Call>,
        mut from: Option<Cursor>,
        most: i64,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let (pages, ready) = mpsc::channel(AHEAD);
        let task = tokio::spawn(async move {
            for _ in 0..most {
                let page = connector.pull(&call, from.as_ref()).await;
                let goes_on = page.as_ref().ok().filter(|page| page.more);
                let breather = goes_on.map_or(Duration::ZERO, |page| page.usage.breather());
                from = goes_on.map(|page| page.next.clone());
                if pages.send(page).await.is_err() || from.is_none() {
                    return;
                }
                // Slow down before the wall; dropping this gives the wait up too.
                tokio::time::sleep(clock.sleeps_for(breather)).await;
            }
        });
        Self {
            task,
            ready,
            failed: None,
        }
    }

    /// Waits for a page, and takes along those behind it that are there too, `most` at most. May be given up and
    /// called again.
    pub async fn pages(&mut self, most: usize) -> Result<Vec<Page>, Trouble> {
        if let Some(error) = self.failed.take() {
            return Err(Trouble::Service(error));
        }
        let first = self.ready.recv().await;
        let broke_off = || Trouble::Ours(Error::Internal("fetching a page broke off".into()));
        let mut pages = vec![first.ok_or_else(broke_off)?.map_err(Trouble::Service)?];
        while pages.len() < most {
            match self.ready.try_recv() {
                Ok(Ok(page)) => pages.push(page),
                Ok(Err(error)) => {
                    self.failed = Some(error);
                    break;
                }
                Err(_) => break,
            }
        }
        Ok(pages)
    }
}

impl Drop for Fetching {
    fn drop(&mut self) {
        self.task.abort();
    }
}
