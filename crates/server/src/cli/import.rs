//! `timetracker import …`: files of time entries, from the shell.

use super::{say, user};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::imports::{self, DateOrder, Import, Status, Upload, Wishes};
use bytes::Bytes;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// How much of a file is read at once, in bytes.
const PIECE: usize = 256 * 1024;
/// So many failed rows are printed.
const PRINTED: i64 = 50;

/// What can be imported.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// A CSV file of time entries, into one person's time
    Csv(Csv),
}

/// A file and how it is read; what is not said is guessed.
#[derive(Debug, clap::Args)]
pub struct Csv {
    /// The file, or - for stdin
    file: PathBuf,
    /// Whose time it becomes: user name or e-mail address
    #[arg(long)]
    user: String,
    /// All rows or none
    #[arg(long)]
    atomic: bool,
    /// What stands between cells: comma, semicolon, tab or pipe
    #[arg(long)]
    delimiter: Option<String>,
    /// The encoding, such as utf-8 or windows-1252
    #[arg(long)]
    encoding: Option<String>,
    /// What 04/05/2024 means: dmy or mdy
    #[arg(long)]
    date_order: Option<String>,
    /// Zone of times without an offset [default: the person's]
    #[arg(long)]
    zone: Option<String>,
    /// The outcome as JSON, for programs
    #[arg(long)]
    json: bool,
}

/// Does what the command says.
pub async fn run(app: &App, command: Command) -> Result<()> {
    let Command::Csv(wish) = command;
    let actor = Actor {
        user: user::named(app, &wish.user).await?,
    };
    let wishes = wishes(&wish)?;
    let mut upload = open(&wish.file)?;
    let name = wish
        .file
        .file_name()
        .map_or_else(|| "stdin".into(), |name| name.to_string_lossy().into_owned());
    let id = imports::open(app, &actor, &name).await?;
    let taken = imports::take_in(app, id, &mut upload).await?;
    let import = imports::taken_in(app, &actor, id, taken, wishes).await?;
    imports::start(app, &actor, import.id).await?;
    let import = imports::finish_here(app, &actor, import.id).await?;
    tell(app, &import, wish.json).await?;
    if import.status == Status::Done {
        return Ok(());
    }
    let nothing = "Some rows cannot go in, so none did. Correct them, or leave --atomic out.".to_owned();
    Err(Error::rule("import", import.problem.unwrap_or(nothing)))
}

fn wishes(wish: &Csv) -> Result<Wishes> {
    let order = wish.date_order.as_deref().map(|text| {
        DateOrder::from_key(text)
            .ok_or_else(|| Error::field("date_order", "Say dmy or mdy with --date-order."))
    });
    let zone = wish.zone.as_deref().map(|name| {
        name.parse()
            .map_err(|error| Error::field("zone", format!("{error}")))
    });
    Ok(Wishes {
        delimiter: imports::delimiter_of(wish.delimiter.as_deref().unwrap_or_default())?,
        encoding: wish.encoding.clone(),
        order: order.transpose()?,
        zone: zone.transpose()?,
        atomic: wish.atomic,
    })
}

async fn tell(app: &App, import: &Import, as_json: bool) -> Result<()> {
    let failures = imports::findings(&app.db, import.id, true, 0, PRINTED).await?;
    if as_json {
        let rows: Vec<_> = failures
            .iter()
            .map(|kept| serde_json::json!({"row": kept.record, "line": kept.line, "column": kept.field, "error": kept.reason}))
            .collect();
        say(serde_json::json!({
            "id": import.id, "status": import.status.key(), "rows": import.records, "created": import.created,
            "already_present": import.present, "failed": import.failed, "errors": rows,
            "started_at": import.started_at, "finished_at": import.finished_at,
        }));
        return Ok(());
    }
    for kept in &failures {
        say(format_args!(
            "Row {} (line {}), {}: {}",
            kept.record, kept.line, kept.field, kept.reason
        ));
    }
    say(format_args!(
        "{} rows read: {} entries made, {} there already, {} failed.",
        import.records, import.created, import.present, import.failed
    ));
    Ok(())
}

fn open(path: &Path) -> Result<Reading> {
    if path == Path::new("-") {
        return Ok(Reading(Box::new(std::io::stdin())));
    }
    let file = File::open(path).map_err(|error| {
        Error::rule(
            "unreadable",
            format!("{} cannot be read: {error}.", path.display()),
        )
    })?;
    Ok(Reading(Box::new(file)))
}

/// A file on its way in.
struct Reading(Box<dyn Read + Send>);

impl Upload for Reading {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        let mut piece = vec![0; PIECE];
        let read = self.0.read(&mut piece).map_err(|error| {
            Error::rule(
                "unreadable",
                format!("The file cannot be read to its end: {error}."),
            )
        })?;
        piece.truncate(read);
        Ok((read > 0).then(|| Bytes::from(piece)))
    }
}
