//! The list as a CSV file, read and sent a thousand entries at a time, the oldest first. Its column names are not
//! translated: scripts rely on them.

use super::pages::found;
use super::store::{self, Found};
use crate::app::App;
use crate::auth::SignedIn;
use crate::error::Result;
use crate::http::{PageResult, Query};
use crate::reports::{Asked, Preset, Selection, csv_field as quoted, csv_file};
use crate::time_entries::{self, EntryView, TimeEntry};
use axum::extract::State;
use std::fmt::Write as _;
use timetracker_types::{Id, Instant, Zone, hours_decimal};

/// Entries of one piece.
const ENTRIES: i64 = 1_000;
const HEADER: &str = "id,date,start,end,person,client,project,identifier,task,notes,tags,billable,paid,break_seconds,\
    duration_seconds,hours\r\n";

/// `GET /time-entries/export.csv`.
pub(super) async fn download(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let selection = Selection::read(&app, &actor, &asked, Preset::Last30).await?;
    let zone = actor.user.timezone.clone();
    let found = found(&selection, &zone);
    let name = format!("entries-{}-{}.csv", selection.days.first, selection.days.last);
    Ok(csv_file(&name, HEADER, None, move |after| {
        let (app, found, zone) = (app.clone(), found.clone(), zone.clone());
        async move { piece(&app, &found, &zone, after).await }
    }))
}

/// Where a piece begins: after this entry.
type After = Option<(Instant, Id<TimeEntry>)>;

async fn piece(app: &App, found: &Found, zone: &Zone, after: After) -> Result<(String, Option<After>)> {
    let order = store::after(&app.db, found, after, ENTRIES).await?;
    let ids: Vec<Id<TimeEntry>> = order.iter().map(|(id, _)| *id).collect();
    let mut views = time_entries::views(&app.db, &ids).await?;
    views.sort_by_key(|view| (view.entry.started_at, view.entry.id.get()));
    let mut text = String::with_capacity(views.len() * 200);
    for view in &views {
        push_line(&mut text, view, zone);
    }
    let is_last = i64::try_from(order.len()).unwrap_or(0) < ENTRIES;
    let next = order.last().map(|(id, start)| Some((*start, *id)));
    Ok((text, next.filter(|_| !is_last)))
}

fn push_line(text: &mut String, view: &EntryView, zone: &Zone) {
    let entry = &view.entry;
    let some = |text: Option<&str>| quoted(text.unwrap_or(""));
    let seconds = entry.duration_seconds.unwrap_or(0);
    let end = entry.ended_at.unwrap_or(entry.started_at);
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{seconds},{:.2}\r\n",
        entry.id,
        zone.day_of(entry.started_at),
        zone.to_rfc3339(entry.started_at),
        zone.to_rfc3339(end),
        quoted(&view.user_name),
        some(view.client_name.as_deref()),
        some(view.project_name.as_deref()),
        some(view.identifier.as_deref()),
        some(view.task_title()),
        some(entry.notes.as_deref()),
        quoted(&entry.tags),
        entry.billable,
        entry.paid,
        entry.break_seconds,
        hours_decimal(seconds),
    );
}
