//! The job: reads the file batch by batch, from where it stands, until its end or until it is asked to stop.
//!
//! Killed anywhere, it goes on with the batch that was under way: entries, counters and place are written
//! together.

use super::batch::{self, Run};
use super::draft::Reading;
use super::judge;
use super::model::{Import, Status};
use super::places::Places;
use super::source::Rows;
use super::store::{self, Progress};
use super::{spool, undo};
use crate::app::App;
use crate::audit::{self, Event};
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::jobs::{Outcome, Stop};
use crate::users::{self, User};
use timetracker_types::Id;

/// After so many batches the database is told how much has come.
const STATISTICS_AFTER: [usize; 4] = [1, 10, 50, 200];

/// Carries out what is to be done with an import.
pub async fn carry_out(app: &App, import: i64, stop: &Stop) -> Result<Outcome> {
    let Some(import) = store::find(&app.db, Id::new(import)).await? else {
        return Ok(Outcome::Done);
    };
    match import.status {
        Status::Queued | Status::Running => read(app, import, stop).await,
        Status::Undoing => undo::take_out(app, &import, stop).await,
        _ => Ok(Outcome::Done),
    }
}

/// Ends an import whose job was begun too often.
pub async fn abandon(app: &App, import: i64) -> Result<()> {
    let problem = "The import broke off several times. What was in stays; the server's log says more.";
    end(app, Id::new(import), Status::Failed, Some(problem)).await
}

async fn read(app: &App, import: Import, stop: &Stop) -> Result<Outcome> {
    let tx = app.db.begin().await?;
    let goes = store::pass(
        &tx,
        import.id,
        &[Status::Queued, Status::Running],
        Status::Running,
        app.now(),
    );
    let goes = goes.await?;
    tx.commit().await?;
    if !goes {
        return Ok(Outcome::Done);
    }
    let user = users::find(&app.db, import.user_id)
        .await?
        .filter(|user| user.is_active);
    let Some(user) = user else {
        end(
            app,
            import.id,
            Status::Failed,
            Some("The account is deactivated."),
        )
        .await?;
        return Ok(Outcome::Done);
    };
    match batches(app, &import, &user, stop).await {
        Ok(true) => settle(app, import.id, &user).await?,
        Ok(false) if stop.is_asked() => return Ok(Outcome::Again(app.now())),
        Ok(false) => stopped(app, import.id).await?,
        Err(Error::Rule { message, .. }) => end(app, import.id, Status::Failed, Some(&message)).await?,
        Err(other) => return Err(other),
    }
    Ok(Outcome::Done)
}

/// Reads to the end of the file; false where it was stopped before.
async fn batches(app: &App, import: &Import, user: &User, stop: &Stop) -> Result<bool> {
    let reading = Reading::new(import.settings()?);
    let settings = reading.settings();
    let file = spool::fetch(app, import.id, &settings.encoding).await?;
    let mut rows = Rows::open(file, settings.delimiter, import.place()?)?;
    if import.place()?.row == 0 {
        rows.next()?;
        store::begin_at(&app.db, import.id, rows.place()).await?;
    }
    let mut places = Places::default();
    let so_far = Progress {
        failed: import.failed,
        remarks: import.remarks,
        ..Progress::default()
    };
    let mut run = Run {
        import,
        user,
        reading: &reading,
        so_far,
    };
    let mut written = 0;
    loop {
        let from = rows.place();
        let some = rows.some(batch::ROWS)?;
        if some.is_empty() {
            return Ok(true);
        }
        let some = judge::understood(&app.db, &reading, &mut places, some).await?;
        if stop.is_asked() || !batch::write(app, &mut run, &some, (from, rows.place())).await? {
            return Ok(false);
        }
        written += 1;
        if STATISTICS_AFTER.contains(&written) {
            store::refresh_statistics(&app.db).await?;
        }
    }
}

/// Every row was read: what was staged goes in or is dropped.
async fn settle(app: &App, id: Id<Import>, user: &User) -> Result<()> {
    let import = store::find(&app.db, id).await?.ok_or(Error::NotFound("import"))?;
    if import.settings()?.atomic {
        return settle_whole(app, &import, user).await;
    }
    end(app, id, Status::Done, None).await
}

async fn settle_whole(app: &App, import: &Import, user: &User) -> Result<()> {
    if import.failed > 0 {
        return end(app, import.id, Status::Refused, None).await;
    }
    let tx = app.db.begin_bulk().await?;
    tx.lock("user_time", user.id.get()).await?;
    if batch::is_in_the_way(&tx, import, user, app.now()).await? {
        tx.rollback().await?;
        let problem = "Time was entered meanwhile that overlaps this file. Nothing went in; import it again.";
        return end(app, import.id, Status::Refused, Some(problem)).await;
    }
    store::publish(&tx, import.id).await?;
    tx.commit().await?;
    end(app, import.id, Status::Done, None).await
}

/// A batch was not taken: somebody cancelled, or another process goes on with it.
async fn stopped(app: &App, id: Id<Import>) -> Result<()> {
    let import = store::find(&app.db, id).await?.ok_or(Error::NotFound("import"))?;
    if import.cancel_requested {
        return end(app, id, Status::Cancelled, None).await;
    }
    Ok(())
}

/// Ends an import, keeps a line of it in the audit log, and lets go of the file.
async fn end(app: &App, id: Id<Import>, status: Status, problem: Option<&str>) -> Result<()> {
    let tx = app.db.begin().await?;
    if store::pass(&tx, id, &[Status::Queued, Status::Running], status, app.now()).await? {
        if let Some(problem) = problem {
            store::set_problem(&tx, id, problem).await?;
        }
        if status != Status::Done {
            store::nothing_staged_counts(&tx, id).await?;
        }
        note(&tx, app, id, "imported").await?;
    }
    tx.commit().await?;
    store::drop_file(&app.db, id).await
}

/// One line for the whole import: each entry names it.
pub(super) async fn note(tx: &timetracker_db::Tx, app: &App, id: Id<Import>, action: &str) -> Result<()> {
    let Some(import) = store::find(tx, id).await? else {
        return Ok(());
    };
    let Some(user) = users::find(tx, import.user_id).await? else {
        return Ok(());
    };
    let event = Event {
        action,
        entity: "import",
        id,
    };
    audit::record(tx, &Actor { user }, app.now(), event, None, Some(&import)).await
}
