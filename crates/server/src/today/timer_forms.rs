//! The running timer's own form, in the bar on every page: what it is for, since when, and what to do about one that
//! has run for too long. Each leads back to the page it was sent from.

use super::entry_form::EntryForm;
use super::forms::{own, told};
use super::quick;
use crate::app::App;
use crate::auth::{Actor, SignedIn, Writer};
use crate::error::{Error, Result};
use crate::http::{Back, Done, Flash, Form, PageResult, see_other};
use crate::time_entries::{self, EntryPatch, EntryView, Moment};
use axum::Router;
use axum::extract::State;
use axum::routing::post;

/// The addresses of the bar's forms.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/timer/change", post(change))
        .route("/timer/start-at", post(start_at))
        .route("/timer/keep", post(keep))
        .route("/timer/cut", post(cut))
        .route("/timer/discard", post(discard))
}

/// Changes what the running timer is for.
async fn change(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    Form(form): Form<EntryForm>,
) -> PageResult {
    let view = running(&app, &actor, &form.entry).await?;
    let zone = &actor.user.timezone;
    // Times have a form of their own.
    let shown = EntryForm::of(&view, zone);
    let form = EntryForm {
        day: shown.day,
        from: shown.from,
        to: shown.to,
        length: shown.length,
        ..form
    };
    let patch = form.patch(&app.db, &view, zone).await?;
    let (_, step) = time_entries::change(&app, &actor, view.entry.id, patch, None).await?;
    Ok(see_other(&back, Some(&told(step, Done::Saved))))
}

/// A typed start, or a shift of the one there is.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct StartForm {
    start: String,
    /// Minutes; negative for earlier.
    shift: String,
    entry: String,
}

/// Changes since when the timer runs.
async fn start_at(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    Form(form): Form<StartForm>,
) -> PageResult {
    let view = running(&app, &actor, &form.entry).await?;
    let typed = if form.shift.is_empty() {
        &form.start
    } else {
        &form.shift
    };
    let zone = &actor.user.timezone;
    let start = quick::start_of(typed, view.entry.started_at, zone, app.now()).ok_or_else(|| {
        let text =
            format!("“{typed}” is not a start. Write a time like 9:15, or -5 for five minutes earlier.");
        Error::field("start", text)
    })?;
    let patch = EntryPatch {
        started_at: Some(Moment::At(start)),
        ..EntryPatch::default()
    };
    let (_, step) = time_entries::change(&app, &actor, view.entry.id, patch, None).await?;
    Ok(see_other(&back, Some(&told(step, Done::Saved))))
}

/// Which timer is meant.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct WhichForm {
    entry: String,
}

async fn keep(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    Back(back): Back,
    Form(form): Form<WhichForm>,
) -> PageResult {
    time_entries::keep(&app, &actor, &form.entry).await?;
    Ok(see_other(&back, Some(&Flash::Done(Done::Kept))))
}

/// When the timer should have ended.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct CutForm {
    at: String,
    entry: String,
}

async fn cut(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    Back(back): Back,
    Form(form): Form<CutForm>,
) -> PageResult {
    let view = running(&app, &actor, &form.entry).await?;
    let zone = &actor.user.timezone;
    let at = quick::moment_after(&form.at, view.entry.started_at, zone, app.now()).ok_or_else(|| {
        let text = format!(
            "“{}” is not a time between the start and now. Write one like 18:00.",
            form.at
        );
        Error::field("at", text)
    })?;
    let (_, step) = time_entries::cut(&app, &actor, &form.entry, at).await?;
    Ok(see_other(&back, Some(&told(step, Done::Cut))))
}

async fn discard(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    Back(back): Back,
    Form(form): Form<WhichForm>,
) -> PageResult {
    let step = time_entries::discard(&app, &actor, &form.entry).await?;
    Ok(see_other(&back, Some(&told(step, Done::Discarded))))
}

/// The running timer, if it is the one that is meant.
async fn running(app: &App, actor: &Actor, meant: &str) -> Result<EntryView> {
    let running = time_entries::running(&app.db, actor.user.id).await?;
    let running = running.ok_or_else(|| Error::rule("no_active_timer", "No timer is running."))?;
    time_entries::refuse_other(running.entry.id, meant)?;
    own(app, actor, running.entry.id.get()).await
}
