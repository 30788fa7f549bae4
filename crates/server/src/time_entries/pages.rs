//! The timer's buttons. Each leads back to the page it was pressed on.
//!
//! Not here: the forms of entries, which stand on the page of their day (`today`).

use super::timer::{self, OnRunning, StartTimer};
use super::{EntryPatch, actions, store};
use crate::app::App;
use crate::auth::{Actor, SignedIn, Writer};
use crate::error::{Error, Result};
use crate::http::{Back, Done, Flash, Form, PageResult, Path, see_other};
use crate::tasks::{self, Task};
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use timetracker_types::Id;

/// The buttons' addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/timer/start", post(start))
        .route("/timer/stop", post(stop))
        .route("/timer/pause", post(pause))
        .route("/timer/resume", post(resume))
        .route("/timer/note", post(note))
        .route("/timer/undo-start/{id}", post(undo_start))
        .route("/timer/undo-stop/{id}", post(undo_stop))
        .route("/timer/undo-switch/{started}/{stopped}", post(undo_switch))
}

/// On what to start: an issue from a row, an entry to go on with, or what was typed.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct StartForm {
    task_id: String,
    entry_id: String,
    query: String,
}

async fn start(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    Form(form): Form<StartForm>,
) -> PageResult {
    let wish = wish(&app, &actor, &form).await?;
    let started = timer::start(&app, &actor, wish, OnRunning::Switch).await?;
    let flash = Flash::Started {
        entry: started.entry.id.get(),
        stopped: started.stopped.map(|stopped| stopped.id.get()),
    };
    Ok(see_other(&back, Some(&flash)))
}

async fn wish(app: &App, actor: &Actor, form: &StartForm) -> Result<StartTimer> {
    if let Ok(id) = form.entry_id.parse() {
        return again(app, actor, id).await;
    }
    if let Ok(id) = form.task_id.parse() {
        return Ok(StartTimer {
            task_id: Some(Id::new(id)),
            ..StartTimer::default()
        });
    }
    let typed = Typed::read(&form.query);
    let task = find_typed(app, actor, &typed.about).await?;
    let notes = if task.is_none() { typed.about } else { typed.notes };
    Ok(StartTimer {
        task_id: task.map(|task| task.id),
        notes: Some(notes),
        tags: Some(typed.tags.join(", ")),
        ..StartTimer::default()
    })
}

/// What was typed into the bar: an issue or words about one, a note behind an identifier, tags.
struct Typed {
    about: String,
    notes: String,
    tags: Vec<String>,
}

impl Typed {
    fn read(query: &str) -> Self {
        let is_tag = |word: &&str| word.len() > 1 && word.starts_with('#');
        let (tags, words): (Vec<&str>, Vec<&str>) = query.split_whitespace().partition(is_tag);
        let issue = words
            .iter()
            .position(|word| tasks::is_identifier(&tasks::meant(word)));
        let (about, notes) = match issue {
            Some(at) => (
                words[at].to_owned(),
                [&words[..at], &words[at + 1..]].concat().join(" "),
            ),
            None => (words.join(" "), String::new()),
        };
        Self {
            about,
            notes,
            tags: tags.iter().map(|tag| tag[1..].replace(',', " ")).collect(),
        }
    }
}

/// The issue that typed text means: by identifier or link, or the only one whose name holds it.
async fn find_typed(app: &App, actor: &Actor, typed: &str) -> Result<Option<Task>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let meant = tasks::meant(typed);
    if tasks::is_identifier(&meant) {
        let found = tasks::find_by_identifier(&app.db, &meant).await?;
        let missing = || {
            Error::rule(
                "not_found",
                format!("There is no issue {meant} here. Sync Linear, or type a note."),
            )
        };
        return found.ok_or_else(missing).map(Some);
    }
    let mut found = tasks::suggest(&app.db, &meant, actor.user.id, 2).await?;
    Ok(if found.len() == 1 {
        found.pop().map(|view| view.task)
    } else {
        None
    })
}

/// The same again as an earlier entry of one's own.
async fn again(app: &App, actor: &Actor, id: i64) -> Result<StartTimer> {
    let entry = store::find(&app.db, Id::new(id))
        .await?
        .filter(|entry| entry.user_id == actor.user.id);
    let entry = entry.ok_or(Error::NotFound("time entry"))?;
    Ok(StartTimer::like(entry))
}

async fn stop(SignedIn(actor): SignedIn, State(app): State<App>, Back(back): Back) -> PageResult {
    let stopped = timer::stop(&app, &actor).await?;
    let flash = Flash::Stopped {
        entry: stopped.id.get(),
        seconds: stopped.duration_seconds.unwrap_or(0),
    };
    Ok(see_other(&back, Some(&flash)))
}

async fn pause(SignedIn(actor): SignedIn, State(app): State<App>, Back(back): Back) -> PageResult {
    timer::pause(&app, &actor).await?;
    Ok(see_other(&back, None))
}

async fn resume(SignedIn(actor): SignedIn, State(app): State<App>, Back(back): Back) -> PageResult {
    timer::resume(&app, &actor).await?;
    Ok(see_other(&back, None))
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct NoteForm {
    notes: String,
    /// Which timer is meant.
    #[serde(default)]
    entry: String,
}

async fn note(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    Form(form): Form<NoteForm>,
) -> PageResult {
    let running = store::running_entry(&app.db, actor.user.id).await?;
    let running = running.ok_or_else(|| Error::rule("no_active_timer", "No timer is running."))?;
    timer::refuse_other(running.id, &form.entry)?;
    let patch = EntryPatch {
        notes: Some(Some(form.notes)),
        ..EntryPatch::default()
    };
    actions::update(&app, &actor, running.id, patch).await?;
    Ok(see_other(&back, Some(&Flash::Done(Done::Saved))))
}

async fn undo_start(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    Path(id): Path<i64>,
) -> PageResult {
    timer::undo_start(&app, &actor, Id::new(id)).await?;
    Ok(see_other(&back, Some(&Flash::Done(Done::Undone))))
}

async fn undo_stop(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    Path(id): Path<i64>,
) -> PageResult {
    timer::undo_stop(&app, &actor, Id::new(id)).await?;
    Ok(see_other(&back, Some(&Flash::Done(Done::Undone))))
}

async fn undo_switch(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    Path((started, stopped)): Path<(i64, i64)>,
) -> PageResult {
    timer::undo_switch(&app, &actor, Id::new(started), Id::new(stopped)).await?;
    Ok(see_other(&back, Some(&Flash::Done(Done::Undone))))
}
