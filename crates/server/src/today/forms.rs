//! Adding, changing, deleting and bringing back entries from the page of their day.

use super::day;
use super::entry_form::EntryForm;
use super::pages::{Refused, page};
use crate::app::App;
use crate::auth::{Actor, SignedIn, Writer};
use crate::error::Error;
use crate::http::{Back, Done, Flash, Form, PageResult, Path, Refusal, render_with, see_other};
use crate::time_entries::{self, EntryView};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use timetracker_types::{Day, Id};

/// Where somebody lands who reloads the answer to a refused form.
pub async fn home(_reader: SignedIn) -> Response {
    see_other("/", None)
}

/// The page of the day on which an entry is.
pub async fn find(SignedIn(actor): SignedIn, State(app): State<App>, Path(id): Path<i64>) -> PageResult {
    let view = own(&app, &actor, id).await?;
    Ok(see_other(
        &address(&app, &actor, actor.user.timezone.day_of(view.entry.started_at)),
        None,
    ))
}

/// Adds an entry.
pub async fn add(
    Writer(actor): Writer,
    State(app): State<App>,
    headers: HeaderMap,
    Form(form): Form<EntryForm>,
) -> PageResult {
    let zone = actor.user.timezone.clone();
    let form = form.unfolded(zone.day_of(app.now()));
    let saved = match form.new_entry(&app.db, &zone, app.now()).await {
        Ok(new) => time_entries::create(&app, &actor, new).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(entry) => {
            let day = zone.day_of(entry.started_at);
            Ok(see_other(
                &address(&app, &actor, day),
                Some(&Flash::Done(Done::Added)),
            ))
        }
        Err(error) => refused(&app, actor, &headers, None, form, error).await,
    }
}

/// Changes an entry.
pub async fn change(
    Writer(actor): Writer,
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Form(form): Form<EntryForm>,
) -> PageResult {
    let view = own(&app, &actor, id).await?;
    let zone = actor.user.timezone.clone();
    let saved = match form.patch(&app.db, &view, &zone, app.now()).await {
        Ok(patch) => time_entries::update(&app, &actor, Id::new(id), patch).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(entry) => {
            let day = zone.day_of(entry.started_at);
            Ok(see_other(
                &address(&app, &actor, day),
                Some(&Flash::Done(Done::Saved)),
            ))
        }
        Err(error) => refused(&app, actor, &headers, Some(id), form, error).await,
    }
}

/// Deletes an entry; the message offers to bring it back.
pub async fn delete(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    Path(id): Path<i64>,
) -> PageResult {
    own(&app, &actor, id).await?;
    time_entries::delete(&app, &actor, Id::new(id)).await?;
    Ok(see_other(&back, Some(&Flash::Deleted { entry: id })))
}

/// Brings a deleted entry back.
pub async fn restore(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    Path(id): Path<i64>,
) -> PageResult {
    time_entries::restore(&app, &actor, Id::new(id)).await?;
    Ok(see_other(&back, Some(&Flash::Done(Done::Restored))))
}

/// An entry of the reader's own; anybody else's is not there.
async fn own(app: &App, actor: &Actor, id: i64) -> Result<EntryView, Error> {
    let view = time_entries::find_view(&app.db, Id::new(id)).await?;
    view.filter(|view| view.entry.user_id == actor.user.id)
        .ok_or(Error::NotFound("time entry"))
}

fn address(app: &App, actor: &Actor, day: Day) -> String {
    day::address(day, actor.user.timezone.day_of(app.now()))
}

/// The page of the day that the form names, with the form open and its mistakes beside the fields.
async fn refused(
    app: &App,
    actor: Actor,
    headers: &HeaderMap,
    entry: Option<i64>,
    form: EntryForm,
    error: Error,
) -> PageResult {
    let refusal = Refusal::of_form(error)?;
    let zone = actor.user.timezone.clone();
    let day = match entry {
        // A changed date may be a mistake: the row is on the page of its present day.
        Some(id) => zone.day_of(own(app, &actor, id).await?.entry.started_at),
        None => form.day.parse().unwrap_or_else(|_| zone.day_of(app.now())),
    };
    let page = page(app, actor, day, headers, Some(Refused { entry, form, refusal })).await?;
    render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
