//! Carries the write-ahead log over into the database on a thread of its own, so that no commit waits for it.

use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::thread::JoinHandle;

use rusqlite::Connection;

use super::connection::{self, Role};
use super::spawn;
use crate::Result;

/// After this many more pages (of 4 KiB) in the log it is carried over.
const WORTHWHILE: i32 = 2_000;
/// From this many pages on the writer helps after each commit: while somebody always writes, only the writer itself can
/// reach the log's end, where it begins anew.
const OVERDUE: i32 = 16_000;

/// Starts the thread, which ends with the writer's connection.
pub(super) fn beside(writer: &mut Connection, path: &Path) -> Result<JoinHandle<()>> {
    let own = connection::open(path, Role::Checkpointer)?;
    let (ask, asked) = mpsc::sync_channel(1);
    let mut due = WORTHWHILE;
    let hook = move |log: &mut rusqlite::hooks::Wal, pages: i32| {
        if pages + WORTHWHILE < due {
            due = WORTHWHILE; // the log began anew
        }
        if pages >= due {
            due = pages + WORTHWHILE;
            let _ = ask.try_send(()); // it has been asked already, then
        }
        if pages >= OVERDUE {
            let _ = log.checkpoint(); // busy where the thread is at it; the next commit tries again
        }
        Ok(())
    };
    writer.wal_hook(Some(hook)).map_err(connection::translate)?;
    spawn("db-checkpoint", move || carry_over(&own, &asked))
}

fn carry_over(own: &Connection, asked: &Receiver<()>) {
    while asked.recv().is_ok() {
        let outcome = own.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        if let Err(error) = outcome {
            tracing::warn!(%error, "SQLite's log was not carried over; the next commits try again");
        }
    }
}
