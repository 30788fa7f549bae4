//! The list of issues: one filter, cut into groups, fifty rows a page.
//!
//! Not here: what the address means (`wanted.rs`), the groups' names (`headings.rs`), the form of the filter
//! (`filters_page.rs`), the board (`board.rs`), one issue (`issue_page.rs`).

use super::chips::{Chip, Choice, chips, filters_address, group_choices, sort_choices};
use super::groups::{self, Key, Total};
use super::headings::{Heading, headings, uncounted, windows};
use super::model::{Status, TaskView};
use super::row::{Row, row};
use super::store::{self, Filter};
use super::typed::{is_identifier, meant};
use super::views::{ViewTab, tabs};
use super::wanted::{PER_PAGE, Wanted};
use super::{arrange, board, bulk_pages, filters_page, issue_page, new_page, suggestions, views};
use crate::app::App;
use crate::auth::SignedIn;
use crate::error::Result;
use crate::http::{PageResult, Query, Section, Shell, render};
use crate::words::Words;
use crate::{projects, saved_filters, users};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use timetracker_types::clock;

/// The pages about tasks.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/issues", get(list))
        .route("/issues/sums", get(sums))
        .route("/issues/filters", get(filters_page::show))
        .route("/issues/views", get(views::show).post(views::save))
        .route("/issues/views/{id}/delete", post(views::delete))
        .route("/issues/board", get(board::show))
        .route("/issues/board/move", post(board::move_card))
        .route("/issues/bulk", post(bulk_pages::apply))
        .route("/issues/bulk/{first}/{last}/undo", post(bulk_pages::undo))
        .route("/issues/bulk-time/{change}/undo", post(bulk_pages::undo_time))
        .route("/issues/new", get(new_page::show).post(new_page::create))
        .route("/issues/suggest", get(suggestions::suggest))
        .route("/issues/{id}", get(issue_page::show).post(issue_page::save))
        .route("/issues/{id}/star", post(bulk_pages::star))
        .route("/issues/{id}/hide", post(issue_page::hide))
}

/// Where the list is.
pub const PATH: &str = "/issues";
/// From how many issues on the hours are added up after the page: a second question, and nobody waits.
const HOURS_AT_ONCE: i64 = 5_000;
/// From how many on even their number comes after the first page.
const COUNTED_AT_ONCE: i64 = 10_000;

/// The rows of one group, and what all of it comes to; or the one issue that was asked for by name.
#[derive(Debug, Clone)]
pub struct Group {
    /// What tells it from the other groups, `asked` for the one.
    pub key: String,
    /// A state's or a priority's sign, or nothing.
    pub sign: &'static str,
    /// A project's place in the palette.
    pub color: Option<i64>,
    /// As people read it.
    pub title: String,
    /// How many tasks are in it, on all pages; nothing where they are counted after the page.
    pub count: String,
    /// Worked and estimated together, or nothing.
    pub sum: String,
    /// The rows of this page.
    pub rows: Vec<Row>,
}

/// The list of issues.
#[derive(Template)]
#[template(path = "tasks/issues.html")]
pub struct IssuesPage {
    pub(super) shell: Shell,
    pub(super) tabs: Vec<ViewTab>,
    pub(super) search: String,
    /// What the search's form sends along, so that nothing else of the address is lost.
    pub(super) kept: Vec<(&'static str, String)>,
    pub(super) chips: Vec<Chip>,
    pub(super) filters: String,
    pub(super) grouping: Vec<Choice>,
    pub(super) sorting: Vec<Choice>,
    pub(super) board: String,
    pub(super) is_filtered: bool,
    /// "5,214 · 72:16 of 110:00", over the filter.
    pub(super) total: String,
    /// Where the hours over the filter are added up, if that comes later; else empty.
    pub(super) sums: String,
    pub(super) groups: Vec<Group>,
    pub(super) range: String,
    pub(super) previous: String,
    pub(super) next: String,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Extra {
    /// `1` where the hours are wanted at once, however long it takes.
    sums: String,
}

async fn list(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    wanted: Wanted,
    Query(extra): Query<Extra>,
) -> PageResult {
    let me = actor.user.id;
    let filter = wanted.filter(me);
    let (totals, (all_projects, people), saved, asked, shell) = tokio::try_join!(
        totals_at_once(&app, &wanted, &filter, !extra.sums.is_empty()),
        names(&app, wanted.is_filtered()),
        saved_filters::of_issues(&app.db, me),
        asked(&app, &wanted),
        Shell::load(&app, actor, Section::Issues, &headers),
    )?;
    let words = shell.words;
    let count = totals.as_deref().map(tasks_of);
    let headings = match totals {
        Some(totals) => headings(&app, words, wanted.group, totals).await?,
        None => uncounted(words, wanted.group, &filter),
    };
    let is_later = extra.sums.is_empty() && count.is_none_or(|count| count > HOURS_AT_ONCE);
    let worked = if is_later {
        None
    } else {
        Some(groups::worked(&app.db, &filter, wanted.group).await?)
    };
    let rows = match count {
        Some(_) => page_rows(&app, &wanted, &filter, &headings).await?,
        None => first_rows(&app, &wanted, &filter, &headings).await?,
    };
    let shown: usize = rows.iter().map(|(_, rows)| rows.len()).sum();
    let first = asked.as_ref().map(|view| asked_group(view, &shell));
    let others = grouped(&headings, &rows, worked.as_deref(), asked.as_ref(), &shell);
    let (previous, next) = neighbours(&wanted, count);
    render(&IssuesPage {
        tabs: tabs(words, &saved, &wanted, PATH),
        search: wanted.search.clone(),
        kept: wanted.without("q").pairs(),
        chips: chips(words, &wanted, PATH, &all_projects, &people),
        filters: filters_address(&wanted, PATH),
        grouping: group_choices(words, &wanted, PATH),
        sorting: sort_choices(words, &wanted, PATH),
        board: wanted.address(board::PATH),
        is_filtered: wanted.is_filtered(),
        total: match count {
            Some(_) => total_line(words, &headings, worked.as_deref()),
            None => count_text(words, None),
        },
        sums: if is_later {
            format!("/issues/sums?{}", wanted.query(wanted.page))
        } else {
            String::new()
        },
        groups: first.into_iter().chain(others).collect(),
        range: range_line(words, &wanted, i64::try_from(shown).unwrap_or(0), count),
        previous,
        next,
        shell,
    })
}

/// The projects and people that a filter's chips may name; nobody where nothing is filtered.
async fn names(app: &App, is_filtered: bool) -> Result<(Vec<projects::Choice>, Vec<users::User>)> {
    if !is_filtered {
        return Ok(Default::default());
    }
    tokio::try_join!(projects::choices(&app.db), users::list(&app.db))
}

/// The groups with their counts; nothing where counting would keep the first page waiting. `is_patient` counts all
/// the same.
async fn totals_at_once(
    app: &App,
    wanted: &Wanted,
    filter: &Filter,
    is_patient: bool,
) -> Result<Option<Vec<Total>>> {
    let are_known = matches!(wanted.group, arrange::Group::State | arrange::Group::None);
    if is_patient || wanted.page > 1 || !are_known {
        return groups::totals(&app.db, filter, wanted.group).await.map(Some);
    }
    groups::totals_of_few(&app.db, filter, wanted.group, COUNTED_AT_ONCE).await
}

fn tasks_of(totals: &[Total]) -> i64 {
    totals.iter().map(|total| total.tasks).sum()
}

/// The rows of the first page of groups that nobody counted.
async fn first_rows(
    app: &App,
    wanted: &Wanted,
    filter: &Filter,
    headings: &[Heading],
) -> Result<Vec<(usize, Vec<TaskView>)>> {
    let (mut found, mut left) = (Vec::new(), PER_PAGE);
    for (place, heading) in headings.iter().enumerate() {
        if left > 0 {
            let of = (wanted.group, &heading.of);
            let rows = groups::rows(&app.db, filter, of, wanted.sort, (left, 0)).await?;
            left -= i64::try_from(rows.len()).unwrap_or(left);
            found.push((place, rows));
        }
    }
    Ok(found)
}

/// The rows of this page, by the group's place.
async fn page_rows(
    app: &App,
    wanted: &Wanted,
    filter: &Filter,
    headings: &[Heading],
) -> Result<Vec<(usize, Vec<TaskView>)>> {
    let mut found = Vec::new();
    for (place, limit, offset) in windows(headings, PER_PAGE, (wanted.page - 1) * PER_PAGE) {
        let of = (wanted.group, &headings[place].of);
        let rows = groups::rows(&app.db, filter, of, wanted.sort, (limit, offset)).await?;
        found.push((place, rows));
    }
    Ok(found)
}

/// What a great filter comes to, once the page is there: elements to be put in their places.
#[derive(Template)]
#[template(path = "tasks/sums.html")]
pub struct Sums {
    pub(super) total: String,
    /// "1–50 of 5,214 issues".
    pub(super) range: String,
    /// Each group's key, how many issues, and the hours.
    pub(super) groups: Vec<(String, String, String)>,
}

async fn sums(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    wanted: Wanted,
) -> PageResult {
    let words = Words::chosen(&actor.user.locale, &headers);
    let filter = wanted.filter(actor.user.id);
    let (totals, worked) = tokio::try_join!(
        groups::totals(&app.db, &filter, wanted.group),
        groups::worked(&app.db, &filter, wanted.group),
    )?;
    let count = tasks_of(&totals);
    let shown = (count - (wanted.page - 1) * PER_PAGE).clamp(0, PER_PAGE);
    let headings = headings(&app, words, wanted.group, totals).await?;
    let line = |heading: &Heading| {
        let hours = sum_of(words, heading, Some(&worked));
        (heading.key.clone(), words.count(heading.tasks), hours)
    };
    render(&Sums {
        total: total_line(words, &headings, Some(&worked)),
        range: range_line(words, &wanted, shown, Some(count)),
        groups: headings.iter().map(line).collect(),
    })
}

fn neighbours(wanted: &Wanted, count: Option<i64>) -> (String, String) {
    let address = |page| format!("{PATH}?{}", wanted.query(page));
    let page = wanted.page;
    let previous = if page > 1 {
        address(page - 1)
    } else {
        String::new()
    };
    let next = if count.is_none_or(|count| page * PER_PAGE < count) {
        address(page + 1)
    } else {
        String::new()
    };
    (previous, next)
}

/// "5,214", or "10,000+" where nobody counted to the end.
fn count_text(words: Words, count: Option<i64>) -> String {
    count.map_or_else(
        || format!("{}+", words.count(COUNTED_AT_ONCE)),
        |count| words.count(count),
    )
}

/// "51–100 of 5,214 issues".
fn range_line(words: Words, wanted: &Wanted, shown: i64, count: Option<i64>) -> String {
    let first = (wanted.page - 1) * PER_PAGE + 1;
    let last = first - 1 + shown;
    let number = count.unwrap_or(COUNTED_AT_ONCE);
    let all = words.with(
        "issues-count",
        &[("n", number.into()), ("text", count_text(words, count).into())],
    );
    if shown == 0 {
        all
    } else {
        words.with(
            "issues-range",
            &[
                ("first", words.count(first).into()),
                ("last", words.count(last).into()),
                ("all", all.into()),
            ],
        )
    }
}

/// "5,214 · 72:16 of 110:00"; without the hours where they come later.
fn total_line(words: Words, headings: &[Heading], worked: Option<&[(Key, i64)]>) -> String {
    let count = words.count(headings.iter().map(|heading| heading.tasks).sum());
    let Some(worked) = worked else { return count };
    let estimated = headings.iter().map(|heading| heading.estimated_seconds).sum();
    let hours = hours_line(words, worked.iter().map(|(_, seconds)| seconds).sum(), estimated);
    if hours.is_empty() {
        count
    } else {
        format!("{count} · {hours}")
    }
}

fn sum_of(words: Words, heading: &Heading, worked: Option<&[(Key, i64)]>) -> String {
    let Some(worked) = worked else {
        return String::new();
    };
    let found = worked.iter().find(|(key, _)| *key == heading.of);
    hours_line(
        words,
        found.map_or(0, |(_, seconds)| *seconds),
        heading.estimated_seconds,
    )
}

/// "9:41 of 14:00", "9:41", or nothing.
fn hours_line(words: Words, worked: i64, estimated: i64) -> String {
    match (worked, estimated) {
        (0, 0) => String::new(),
        (worked, 0) => clock(worked),
        (worked, estimated) => words.with(
            "issues-hours-of",
            &[
                ("worked", clock(worked).into()),
                ("estimated", clock(estimated).into()),
            ],
        ),
    }
}

/// The issue whose identifier or link was typed into the search: it comes first, whatever its state.
async fn asked(app: &App, wanted: &Wanted) -> Result<Option<TaskView>> {
    let typed = meant(&wanted.search);
    if wanted.page > 1 || !is_identifier(&typed) {
        return Ok(None);
    }
    match store::find_by_identifier(&app.db, &typed).await? {
        Some(task) if task.archived_at.is_none() => store::view(&app.db, task.id).await,
        _ => Ok(None),
    }
}

/// The group of the one issue that was asked for.
fn asked_group(view: &TaskView, shell: &Shell) -> Group {
    Group {
        key: "asked".into(),
        sign: view.task.status.as_str(),
        color: None,
        title: shell.words.said(view.task.status.title()).into(),
        count: String::new(),
        sum: String::new(),
        rows: vec![row(view, shell)],
    }
}

/// The groups of this page; the one issue that was asked for stands above them and not in them.
pub(super) fn grouped(
    headings: &[Heading],
    rows: &[(usize, Vec<TaskView>)],
    worked: Option<&[(Key, i64)]>,
    asked: Option<&TaskView>,
    shell: &Shell,
) -> Vec<Group> {
    let asked = asked.map(|view| view.task.id);
    let group = |(place, tasks): &(usize, Vec<TaskView>)| {
        let heading = &headings[*place];
        let others = tasks.iter().filter(|view| Some(view.task.id) != asked);
        Group {
            key: heading.key.clone(),
            sign: heading.sign,
            color: heading.color,
            title: heading.title.clone(),
            count: if heading.tasks > 0 {
                shell.words.count(heading.tasks)
            } else {
                String::new()
            },
            sum: sum_of(shell.words, heading, worked),
            rows: others.map(|view| row(view, shell)).collect(),
        }
    };
    let groups = rows.iter().map(group);
    groups.filter(|group| !group.rows.is_empty()).collect()
}

impl IssuesPage {
    /// The states that people may give to tasks of our own.
    fn states() -> &'static [Status] {
        Status::ALL
    }
}
