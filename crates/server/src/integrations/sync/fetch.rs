//! A page on its way, on a task of its own, so that it is read and parsed while another is written.

use super::Trouble;
use crate::error::Error;
use std::sync::Arc;
use timetracker_connectors::{self as connectors, Call, Connector, Cursor, Page};
use tokio::task::JoinHandle;

/// A request for a page; dropping it gives it up.
pub struct Fetching(JoinHandle<Result<Page, connectors::Error>>);

/// What waiting for a page came to.
pub enum Fetched {
    /// The page.
    Page(Page),
    /// This process is to end.
    Stopped,
    /// Somebody wants the run to end.
    Cancelled,
}

impl Fetching {
    /// Asks for the page that `from` leads to.
    pub fn begin(connector: &'static dyn Connector, call: Arc<Call>, from: Option<Cursor>) -> Self {
        Self(tokio::spawn(
            async move { connector.pull(&call, from.as_ref()).await },
        ))
    }

    /// Waits for the page. May be given up and called again.
    pub async fn page(&mut self) -> Result<Page, Trouble> {
        match (&mut self.0).await {
            Ok(answer) => answer.map_err(Trouble::Service),
            Err(panic) => Err(Trouble::Ours(Error::Internal(format!(
                "fetching a page broke off: {panic}"
            )))),
        }
    }
}

impl Drop for Fetching {
    fn drop(&mut self) {
        self.0.abort();
    }
}
