//! What may be done with imports: take a file in, say how it is read, look ahead, go, stop, undo.
//!
//! Everybody imports into their own time, and sees their own imports only.

use super::columns::{self, Column};
use super::dialect;
use super::model::{Import, Settings, Status};
use super::moments::DateOrder;
use super::spool::{self, Taken, Upload};
use super::store;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::jobs::{self, Job, Stop};
use encoding_rs::Encoding;
use std::time::Duration;
use timetracker_types::{Id, Zone};

/// A draft that nobody started is dropped after so many seconds.
const DRAFTS_LAST: i64 = 86_400;
/// How soon an import that another lane or process carries out is looked at, and how often at last.
const FIRST_LOOK: Duration = Duration::from_millis(10);
const LAST_LOOK: Duration = Duration::from_millis(500);

/// What the sender says about the file; what is not said is guessed.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// What stands between cells.
    pub delimiter: Option<char>,
    /// The encoding, by any of its names.
    pub encoding: Option<String>,
    /// What comes first in `04/05/2024`.
    pub order: Option<DateOrder>,
    /// In which times without an offset are meant; else the person's own.
    pub zone: Option<Zone>,
    /// All rows or none.
    pub atomic: bool,
}

/// Makes room for a file; [`taken_in`] follows.
pub async fn open(app: &App, actor: &Actor, file_name: &str) -> Result<Id<Import>> {
    actor.require_writer()?;
    let before = app.now().plus_seconds(-DRAFTS_LAST);
    for old in store::old_drafts(&app.db, actor.user.id, before).await? {
        store::delete(&app.db, old).await?;
    }
    let name: String = file_name.chars().filter(|c| !c.is_control()).take(200).collect();
    store::insert(&app.db, actor.user.id, &name, app.now()).await
}

/// Takes the file in; what came of one that cannot be taken is removed.
pub async fn take_in(app: &App, id: Id<Import>, upload: &mut impl Upload) -> Result<Taken> {
    let taken = spool::take(app, id, upload).await;
    if taken.is_err() {
        store::delete(&app.db, id).await?;
    }
    taken
}

/// A file that was taken in becomes a draft, read as was wished or guessed.
pub async fn taken_in(
    app: &App,
    actor: &Actor,
    id: Id<Import>,
    taken: Taken,
    wishes: Wishes,
) -> Result<Import> {
    let zone = wishes.zone.clone().unwrap_or_else(|| actor.user.timezone.clone());
    let settings = match guessed(app, id, &taken, &wishes, zone).await {
        Ok(settings) => settings,
        Err(error) => {
            store::delete(&app.db, id).await?;
            return Err(error);
        }
    };
    store::set_draft(&app.db, id, &settings, taken.bytes).await?;
    own(app, actor, id).await
}

async fn guessed(app: &App, id: Id<Import>, taken: &Taken, wishes: &Wishes, zone: Zone) -> Result<Settings> {
    let (encoding, head) = match &wishes.encoding {
        None => (taken.encoding, taken.head.clone()),
        Some(label) => {
            let encoding = encoding_of(label)?;
            (encoding, spool::head(app, id, encoding).await?)
        }
    };
    let mut settings = read_as(&head, wishes.delimiter)?;
    encoding.name().clone_into(&mut settings.encoding);
    settings.order = wishes
        .order
        .filter(|order| *order != DateOrder::Unsaid)
        .unwrap_or(settings.order);
    settings.zone = zone;
    settings.atomic = wishes.atomic;
    Ok(settings)
}

/// The settings that the beginning of a text suggests.
fn read_as(head: &str, delimiter: Option<char>) -> Result<Settings> {
    let delimiter = delimiter.and_then(|sign| u8::try_from(sign).ok());
    let sample = dialect::sample(head, delimiter);
    let Some(heading) = sample
        .records
        .first()
        .filter(|first| first.iter().any(|cell| !cell.trim().is_empty()))
    else {
        return Err(Error::rule("empty_csv", "Empty CSV"));
    };
    let columns = columns::guessed(heading);
    let unit = |column: Column| {
        let at = columns.iter().position(|found| *found == Some(column));
        at.and_then(|at| heading.get(at))
            .map(columns::unit_of)
            .unwrap_or_default()
    };
    Ok(Settings {
        encoding: String::new(),
        delimiter: char::from(sample.delimiter),
        order: dialect::order_of(&sample.records, &columns),
        zone: Zone::utc(),
        headings: heading.iter().map(str::to_owned).collect(),
        duration_unit: unit(Column::Duration),
        break_unit: unit(Column::Break),
        columns,
        atomic: false,
    })
}

/// An encoding by any of its names.
pub fn encoding_of(label: &str) -> Result<&'static Encoding> {
    Encoding::for_label(label.trim().as_bytes()).ok_or_else(|| {
        Error::field(
            "encoding",
            "That is no encoding we know. Use utf-8, utf-16, windows-1252, iso-8859-15 or leave it out.",
        )
    })
}

/// What stands between cells, as people write it.
pub fn delimiter_of(text: &str) -> Result<Option<char>> {
    match text.trim_matches(' ') {
        "" | "auto" => Ok(None),
        "\t" | "\\t" | "tab" => Ok(Some('\t')),
        "," | "comma" => Ok(Some(',')),
        ";" | "semicolon" => Ok(Some(';')),
        "|" | "pipe" => Ok(Some('|')),
        _ => Err(Error::field("delimiter", "Use comma, semicolon, tab or pipe.")),
    }
}

/// One's own import.
pub async fn own(app: &App, actor: &Actor, id: Id<Import>) -> Result<Import> {
    let found = store::find(&app.db, id)
        .await?
        .filter(|import| import.user_id == actor.user.id);
    found.ok_or(Error::NotFound("import"))
}

/// Reads a draft in another way: another encoding or delimiter makes other headings, and the meanings are
/// guessed anew for those that changed.
pub async fn configure(app: &App, actor: &Actor, id: Id<Import>, wished: Settings) -> Result<Import> {
    actor.require_writer()?;
    let import = own(app, actor, id).await?;
    let before = import.settings()?;
    let is_recut = (&before.encoding, before.delimiter) != (&wished.encoding, wished.delimiter);
    let settings = if is_recut {
        let head = spool::head(app, id, encoding_of(&wished.encoding)?).await?;
        let read = read_as(&head, Some(wished.delimiter))?;
        Settings {
            headings: read.headings,
            columns: read.columns,
            duration_unit: read.duration_unit,
            break_unit: read.break_unit,
            ..wished
        }
    } else {
        wished
    };
    if !store::set_draft(&app.db, id, &settings, import.file_bytes).await? {
        return Err(begun());
    }
    own(app, actor, id).await
}

fn begun() -> Error {
    Error::conflict(
        "import_begun",
        "This import has begun already. Reload the page to see how far it is.",
    )
}

/// Lets a draft go in.
pub async fn start(app: &App, actor: &Actor, id: Id<Import>) -> Result<()> {
    actor.require_writer()?;
    own(app, actor, id).await?.settings()?.check()?;
    queue(app, id, &[Status::Draft], Status::Queued).await
}

/// Takes out again what an import made, unless it was changed, paid or invoiced since.
pub async fn undo(app: &App, actor: &Actor, id: Id<Import>) -> Result<()> {
    actor.require_writer()?;
    own(app, actor, id).await?;
    let from = [Status::Done, Status::Cancelled, Status::Failed];
    queue(app, id, &from, Status::Undoing).await
}

async fn queue(app: &App, id: Id<Import>, from: &[Status], to: Status) -> Result<()> {
    let now = app.now();
    let tx = app.db.begin().await?;
    if !store::pass(&tx, id, from, to, now).await? {
        return Err(match to {
            Status::Undoing => Error::conflict(
                "not_undoable",
                "There is nothing to undo: it has not ended, or was undone already.",
            ),
            _ => begun(),
        });
    }
    let job = Job::Import { import: id.get() };
    jobs::enqueue(&tx, &job, &job_key(id), now, now).await?;
    tx.commit().await?;
    app.job_bell.notify_one();
    Ok(())
}

fn job_key(id: Id<Import>) -> String {
    format!("import:{id}")
}

/// Asks an import to stop after the batch it is in.
pub async fn cancel(app: &App, actor: &Actor, id: Id<Import>) -> Result<()> {
    own(app, actor, id).await?;
    if store::ask_to_stop(&app.db, id).await? {
        return Ok(());
    }
    Err(Error::conflict("not_running", "This import has ended already."))
}

/// Drops a draft with its file.
pub async fn discard(app: &App, actor: &Actor, id: Id<Import>) -> Result<()> {
    let import = own(app, actor, id).await?;
    if import.status != Status::Draft {
        return Err(begun());
    }
    store::delete(&app.db, id).await
}

/// Waits until nothing is under way any more; does the work here where no other process does.
pub async fn finish_here(app: &App, actor: &Actor, id: Id<Import>) -> Result<Import> {
    let mut pause = FIRST_LOOK;
    loop {
        let did = jobs::run_if_free(app, &job_key(id), &Stop::default()).await?;
        let import = own(app, actor, id).await?;
        if !import.status.is_under_way() {
            return Ok(import);
        }
        if !did {
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LAST_LOOK);
        }
    }
}
