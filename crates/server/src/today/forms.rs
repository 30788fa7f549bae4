//! Adding, changing, moving, parting, merging, deleting and bringing back entries from the page of their day.

use super::clash::{self, Clash};
use super::entry_form::EntryForm;
use super::pages::{Refused, page};
use super::{day, jot, quick};
use crate::app::App;
use crate::auth::{Actor, SignedIn, Writer};
use crate::error::Error;
use crate::http::{Back, Done, Flash, Form, PageResult, Path, Refusal, render_with, see_other, wording};
use crate::time_entries::{self, EntryPatch, EntryView, Moment, Resolution, Step};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use timetracker_types::{Day, Id, Instant, Zone};

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
    let form = jot::unfolded(&app.db, form, &zone, app.now()).await?;
    let saved = match form.new_entry(&app.db, &zone, app.now()).await {
        Ok(new) => time_entries::add(&app, &actor, new, Resolution::named(&form.resolve)).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok((entry, step)) => Ok(see_other(
            &address(&app, &actor, zone.day_of(entry.started_at)),
            Some(&told(step, Done::Added)),
        )),
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
    let saved = match form.patch(&app.db, &view, &zone).await {
        Ok(patch) => {
            let resolution = Resolution::named(&form.resolve);
            time_entries::change(&app, &actor, Id::new(id), patch, resolution).await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok((entry, step)) => Ok(see_other(
            &address(&app, &actor, zone.day_of(entry.started_at)),
            Some(&told(step, Done::Saved)),
        )),
        Err(error) => refused(&app, actor, &headers, Some(view), form, error).await,
    }
}

/// Where an entry was dragged to, in milliseconds UTC.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct TimesForm {
    from_ms: String,
    to_ms: String,
    version: String,
}

/// Moves an entry or one of its ends, as the line of the day does it.
pub async fn move_to(
    Writer(actor): Writer,
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Form(times): Form<TimesForm>,
) -> PageResult {
    let view = own(&app, &actor, id).await?;
    let zone = actor.user.timezone.clone();
    let at = |text: &str| text.parse().ok().map(Instant::from_millis);
    let (from, to) = (at(&times.from_ms), at(&times.to_ms));
    let changed =
        |new: Option<Instant>, old: Option<Instant>| new.filter(|new| Some(*new) != old).map(Moment::At);
    let patch = EntryPatch {
        started_at: changed(from, Some(view.entry.started_at)),
        ended_at: changed(to, view.entry.ended_at).filter(|_| view.entry.ended_at.is_some()),
        if_version: times.version.parse().ok(),
        ..EntryPatch::default()
    };
    match time_entries::change(&app, &actor, Id::new(id), patch, None).await {
        Ok((entry, step)) => Ok(see_other(
            &address(&app, &actor, zone.day_of(entry.started_at)),
            Some(&told(step, Done::Moved)),
        )),
        Err(error) => {
            let form = moved_form(&view, &times, from, to, &zone);
            refused(&app, actor, &headers, Some(view), form, error).await
        }
    }
}

/// The entry's form with the times that it was dragged to.
fn moved_form(
    view: &EntryView,
    times: &TimesForm,
    from: Option<Instant>,
    to: Option<Instant>,
    zone: &Zone,
) -> EntryForm {
    let shown = EntryForm::of(view, zone);
    let text =
        |at: Option<Instant>, otherwise: String| at.map_or(otherwise, |at| wording::time_of_day(at, zone));
    EntryForm {
        day: from.map_or(shown.day, |from| zone.day_of(from).to_string()),
        from: text(from, shown.from),
        to: text(to.filter(|_| view.entry.ended_at.is_some()), shown.to),
        version: times.version.clone(),
        ..shown
    }
}

/// Parts an entry in two at the time that the form says.
pub async fn split(
    Writer(actor): Writer,
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Form(form): Form<EntryForm>,
) -> PageResult {
    let view = own(&app, &actor, id).await?;
    let zone = actor.user.timezone.clone();
    let until = view.entry.ended_at.unwrap_or(app.now());
    let at = quick::moment_after(&form.split_at, view.entry.started_at, &zone, until);
    let saved = match at {
        Some(at) => {
            let version = form.version.parse().ok();
            time_entries::split(&app, &actor, Id::new(id), at, version).await
        }
        None => Err(Error::field(
            "split_at",
            "Choose a time between the start and the end of the entry.",
        )),
    };
    let day = zone.day_of(view.entry.started_at);
    match saved {
        Ok(step) => Ok(see_other(
            &address(&app, &actor, day),
            Some(&told(step, Done::Split)),
        )),
        Err(error) => refused(&app, actor, &headers, Some(view), form, error).await,
    }
}

/// With which other entry an entry is to become one.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct MergeForm {
    with: String,
}

/// Makes one entry of two neighbours.
pub async fn merge(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    Path(id): Path<i64>,
    Form(form): Form<MergeForm>,
) -> PageResult {
    own(&app, &actor, id).await?;
    let with = form.with.parse().map_err(|_| Error::NotFound("time entry"))?;
    own(&app, &actor, with).await?;
    let step = time_entries::merge(&app, &actor, Id::new(id), Id::new(with)).await?;
    Ok(see_other(&back, Some(&told(step, Done::Merged))))
}

/// Takes back what a message told.
pub async fn undo(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    Path(step): Path<i64>,
) -> PageResult {
    time_entries::undo(&app, &actor, Id::new(step)).await?;
    Ok(see_other(&back, Some(&Flash::Done(Done::Undone))))
}

pub(super) fn told(step: Id<Step>, done: Done) -> Flash {
    Flash::Step {
        step: step.get(),
        done,
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
pub(super) async fn own(app: &App, actor: &Actor, id: i64) -> Result<EntryView, Error> {
    let view = time_entries::find_view(&app.db, Id::new(id)).await?;
    view.filter(|view| view.entry.user_id == actor.user.id)
        .ok_or(Error::NotFound("time entry"))
}

fn address(app: &App, actor: &Actor, day: Day) -> String {
    day::address(day, actor.user.timezone.day_of(app.now()))
}

/// The page of the day that the form names, with the form open and its mistakes beside the fields; what it lies on, or
/// what was changed meanwhile, beside the choice.
async fn refused(
    app: &App,
    actor: Actor,
    headers: &HeaderMap,
    entry: Option<EntryView>,
    mut form: EntryForm,
    error: Error,
) -> PageResult {
    let is_stale = matches!(&error, Error::Conflict { code: "conflict", .. });
    let is_overlap = matches!(
        &error,
        Error::Rule {
            code: "overlapping_entry",
            ..
        }
    );
    let refusal = Refusal::of_form(error)?;
    let person = actor.user.clone();
    let zone = &person.timezone;
    let (mut clash, mut differences) = (Clash::default(), vec![]);
    let day = if let Some(view) = &entry {
        let present = own(app, &actor, view.entry.id.get()).await?;
        if is_overlap {
            clash = Clash::of_change(app, &person, &present, &form).await?;
        }
        if is_stale {
            let theirs = EntryForm::of(&present, zone);
            differences = clash::differences(&form, &theirs);
            form.version = theirs.version;
        }
        // A changed date may be a mistake: the row is on the page of its present day.
        zone.day_of(present.entry.started_at)
    } else {
        if is_overlap {
            clash = Clash::of_new(app, &person, &form).await?;
        }
        form.day.parse().unwrap_or_else(|_| zone.day_of(app.now()))
    };
    let status = if is_stale {
        StatusCode::CONFLICT
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let refused = Refused {
        entry: entry.map(|view| view.entry.id.get()),
        form,
        refusal,
        clash,
        differences,
    };
    let page = page(app, actor, day, headers, Some(refused)).await?;
    render_with(status, &page)
}
