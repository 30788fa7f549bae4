//! Taking a whole import out again: every entry that is still as the import made it.

use super::model::{Import, Status};
use super::{run, store};
use crate::app::App;
use crate::error::Result;
use crate::jobs::{Outcome, Stop};

/// How many entries are taken out at once.
const AT_ONCE: i64 = 2_000;

/// Takes the entries out, a few thousand at once, and counts what stays.
pub async fn take_out(app: &App, import: &Import, stop: &Stop) -> Result<Outcome> {
    let mut after = 0;
    while let Some(to) = store::undo_window(&app.db, import.id, after, AT_ONCE).await? {
        if stop.is_asked() {
            return Ok(Outcome::Again(app.now()));
        }
        let tx = app.db.begin_bulk().await?;
        tx.lock("user_time", import.user_id.get()).await?;
        store::take_out(&tx, import.id, (after, to), app.now()).await?;
        tx.commit().await?;
        after = to;
    }
    let tx = app.db.begin().await?;
    if store::pass(&tx, import.id, &[Status::Undoing], Status::Undone, app.now()).await? {
        store::count_kept(&tx, import.id).await?;
        run::note(&tx, app, import.id, "undone").await?;
    }
    tx.commit().await?;
    Ok(Outcome::Done)
}
