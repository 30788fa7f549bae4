//! Work that is done apart from requests. A job is a row, written in the transaction that makes it needed.

use crate::app::App;

/// The loop that does jobs, in this process.
pub struct Worker;

impl Worker {
    /// Begins to do jobs.
    pub fn start(_app: App) -> Self {
        Self
    }

    /// Lets the job that runs finish, and does no more.
    pub async fn stop(self) {}
}
