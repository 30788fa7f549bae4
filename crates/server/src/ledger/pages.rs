//! The list as people see it.

use super::store::{self, Found};
use super::{bulk, export};
use crate::app::App;
use crate::auth::{Actor, SignedIn};
use crate::error::Result;
use crate::http::{PageResult, Query, Section, Shell, first_few, render_with, tag_list, wording};
use crate::reports::{self, Asked, Bar, Drawn, Preset, Selection, address};
use crate::time_entries::{self, EntryView};
use crate::words::Words;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use timetracker_types::{Day, Zone, clock, clock_seconds};

/// `/time-entries`: the list, what is done to many, and the file.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/time-entries", get(show))
        .route("/time-entries/export.csv", get(export::download))
        .route("/time-entries/bulk", post(bulk::apply))
        .route("/time-entries/bulk/{id}/undo", post(bulk::undo))
}

/// Entries on a page.
const ENTRIES: i64 = 50;
/// Tags shown in a row; the rest is a number.
const TAGS: usize = 2;

/// One entry.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The entry.
    pub id: i64,
    /// `23 Nov`; the day it began on.
    pub day: String,
    /// The page on which it can be changed; nothing where it is another person's.
    pub href: String,
    /// Whose it is.
    pub person: String,
    /// Their initials.
    pub initials: String,
    /// `ENG-42`, or nothing.
    pub identifier: String,
    /// Its task's page, or nothing.
    pub task_href: String,
    /// The task's title, else the notes.
    pub title: String,
    /// The notes, where the title says something else.
    pub notes: String,
    /// Its project's name, else its client's.
    pub project: String,
    /// The project's place in the palette, or nothing.
    pub color: String,
    /// The first few of its tags.
    pub tags: Vec<String>,
    /// `9:00 – 10:30`.
    pub span: String,
    /// Worked, `1:30`.
    pub worked: String,
    /// To the second, with the zone.
    pub exact: String,
    /// Whether it can be billed.
    pub billable: bool,
}

/// The list.
#[derive(Template)]
#[template(path = "ledger/entries.html")]
pub struct EntriesPage {
    pub(super) shell: Shell,
    pub(super) bar: Bar,
    pub(super) rows: Vec<Row>,
    /// How many the filter finds, and the same in words: "1,204 entries".
    pub(super) count: String,
    pub(super) counted: String,
    /// The same as a number, for the form that changes all of them.
    pub(super) whole: i64,
    /// What they add up to.
    pub(super) worked: String,
    pub(super) exact: String,
    pub(super) billable: String,
    /// Whether everybody's are listed, so that each row says whose it is.
    pub(super) with_people: bool,
    /// Whether the reader may change any.
    pub(super) with_bulk: bool,
    /// Where the changes of many go: the filter stands in the address.
    pub(super) bulk: String,
    pub(super) export: String,
    pub(super) report: String,
    pub(super) shown: String,
    pub(super) previous: String,
    pub(super) next: String,
    pub(super) problem: String,
}

/// The selection as the store takes it.
pub(super) fn found(selection: &Selection, zone: &Zone) -> Found {
    let (from, to) = selection.days.span(zone);
    Found {
        filter: selection.filter.clone(),
        from,
        to,
    }
}

async fn show(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> PageResult {
    let (selection, problem) = reports::read_selection(&app, &actor, &asked, Preset::Last30).await?;
    let words = Words::chosen(&actor.user.locale, &headers);
    let status = if problem.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let problem = problem.map(|error| words.error(&error)).unwrap_or_default();
    let mut page = page(&app, &actor, &headers, &selection, &asked).await?;
    page.problem = problem;
    render_with(status, &page)
}

async fn page(
    app: &App,
    actor: &Actor,
    headers: &HeaderMap,
    selection: &Selection,
    asked: &Asked,
) -> Result<EntriesPage> {
    let words = Words::chosen(&actor.user.locale, headers);
    let drawn = Drawn {
        app,
        actor,
        words,
        path: "/time-entries",
        selection,
        beside: vec![],
    };
    let (sum, bar, shell) = tokio::try_join!(
        async { reports::total(&app.db, &selection.scope(actor)).await },
        Bar::of(&drawn, asked),
        Shell::load(app, actor.clone(), Section::Entries, headers),
    )?;
    let last = (sum.entries - 1).max(0) / ENTRIES + 1;
    let number = asked.page.parse().unwrap_or(1).clamp(1, last);
    let rows = rows(app, actor, words, selection, number).await?;
    let to_page = |number: i64| {
        let mut all = selection.words();
        all.push(("page", number.to_string()));
        address("/time-entries", &all)
    };
    let all = selection.words();
    let first = (number - 1) * ENTRIES;
    let until = (first + ENTRIES).min(sum.entries);
    Ok(EntriesPage {
        bar,
        rows,
        count: words.count(sum.entries),
        whole: sum.entries,
        counted: words.with("entries-count", &[("n", sum.entries.into())]),
        worked: clock(sum.seconds),
        exact: clock_seconds(sum.seconds),
        billable: clock(sum.billable_seconds),
        with_people: actor.manages(),
        with_bulk: actor.writes(),
        bulk: address("/time-entries/bulk", &all),
        export: address("/time-entries/export.csv", &all),
        report: address("/reports", &all),
        shown: words.with(
            "reports-shown",
            &[
                ("first", words.count(first + 1).into()),
                ("last", words.count(until).into()),
                ("all", words.count(sum.entries).into()),
            ],
        ),
        previous: if number > 1 {
            to_page(number - 1)
        } else {
            String::new()
        },
        next: if number < last {
            to_page(number + 1)
        } else {
            String::new()
        },
        problem: String::new(),
        shell,
    })
}

async fn rows(
    app: &App,
    actor: &Actor,
    words: Words,
    selection: &Selection,
    number: i64,
) -> Result<Vec<Row>> {
    let zone = &actor.user.timezone;
    let found = found(selection, zone);
    let ids = store::newest(&app.db, &found, ENTRIES, (number - 1) * ENTRIES).await?;
    let mut views = time_entries::views(&app.db, &ids).await?;
    views.sort_by_key(|view| std::cmp::Reverse((view.entry.started_at, view.entry.id.get())));
    let today = zone.day_of(app.now());
    Ok(views.iter().map(|view| row(view, actor, words, today)).collect())
}

fn row(view: &EntryView, actor: &Actor, words: Words, today: Day) -> Row {
    let (entry, zone) = (&view.entry, &actor.user.timezone);
    let end = entry.ended_at.unwrap_or(entry.started_at);
    let day = zone.day_of(entry.started_at);
    let time = |at| words.time_of_day(at, zone);
    let after = if zone.day_of(end) == day { "" } else { " +1" };
    let seconds = entry.duration_seconds.unwrap_or(0);
    let notes = entry.notes.clone().unwrap_or_default();
    let title = view.title().to_owned();
    Row {
        id: entry.id.get(),
        day: words.day_medium(day, today),
        href: if entry.user_id == actor.user.id {
            format!("/time-entries/{}", entry.id)
        } else {
            String::new()
        },
        person: view.user_name.clone(),
        initials: wording::initials(&view.user_name),
        identifier: view.identifier.clone().unwrap_or_default(),
        task_href: entry
            .task_id
            .map(|task| format!("/issues/{task}"))
            .unwrap_or_default(),
        notes: if notes == title { String::new() } else { notes },
        title,
        project: view
            .project_name
            .clone()
            .or_else(|| view.client_name.clone())
            .unwrap_or_default(),
        color: view
            .project_color
            .map(|color| color.to_string())
            .unwrap_or_default(),
        tags: first_few(tag_list(&entry.tags), TAGS),
        span: format!("{} – {}{after}", time(entry.started_at), time(end)),
        worked: clock(seconds),
        exact: format!("{} ({})", clock_seconds(seconds), zone.name()),
        billable: entry.billable,
    }
}
