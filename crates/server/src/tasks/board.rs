//! The board: the same filter as the list, a column for each state.
//!
//! The columns are the organisation's, or those of the one project that the filter names where it has its own. A
//! card is moved by a form; scripts drag it and send the same form.

use super::arrange;
use super::bulk::{self, Change};
use super::chips::{Chip, chips, filters_address};
use super::groups;
use super::model::{Status, Task};
use super::row::{Row, row};
use super::store::Filter;
use super::views::{ViewTab, tabs};
use super::wanted::Wanted;
use crate::app::App;
use crate::auth::{SignedIn, Writer};
use crate::error::{Error, Result};
use crate::http::{Back, Flash, Form, PageResult, Section, Shell, render, see_other};
use crate::kanban::{self, Board, Column};
use crate::words::Words;
use crate::{projects, saved_filters, users};
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use timetracker_types::Id;

/// Where the board is.
pub const PATH: &str = "/issues/board";
/// Cards of a column that are shown; the list has the rest.
const CARDS: i64 = 40;

/// A column with its first cards.
#[derive(Debug, Clone)]
pub struct Lane {
    /// The word that a card moved here gets.
    pub key: String,
    /// What people read.
    pub title: String,
    /// The state's sign.
    pub sign: &'static str,
    /// "12", or "12 of 10" where there is a limit.
    pub count: String,
    /// Whether there are as many as the limit, or more.
    pub is_full: bool,
    /// The first cards.
    pub cards: Vec<Row>,
    /// How many more there are, and where.
    pub more: Option<(String, String)>,
}

/// The board.
#[derive(Template)]
#[template(path = "tasks/board.html")]
pub struct BoardPage {
    pub(super) shell: Shell,
    pub(super) tabs: Vec<ViewTab>,
    pub(super) search: String,
    pub(super) kept: Vec<(&'static str, String)>,
    pub(super) chips: Vec<Chip>,
    pub(super) filters: String,
    pub(super) list: String,
    pub(super) is_filtered: bool,
    pub(super) total: String,
    pub(super) is_empty: bool,
    pub(super) lanes: Vec<Lane>,
}

/// Answers the board.
pub async fn show(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    wanted: Wanted,
) -> PageResult {
    let me = actor.user.id;
    let (board, all_projects, people, saved, shell) = tokio::try_join!(
        kanban::boards(&app.db),
        projects::choices(&app.db),
        users::list(&app.db),
        saved_filters::of_issues(&app.db, me),
        Shell::load(&app, actor, Section::Issues, &headers),
    )?;
    let filter = wanted.filter(me);
    let mut lanes = Vec::new();
    let mut total = 0;
    for column in columns(&board, &wanted) {
        let (lane, count) = lane(&app, &wanted, &filter, &board, column, &shell).await?;
        total += count;
        lanes.push(lane);
    }
    render(&BoardPage {
        tabs: tabs(shell.words, &saved, &wanted, PATH),
        search: wanted.search.clone(),
        kept: wanted.without("q").pairs(),
        chips: chips(shell.words, &wanted, PATH, &all_projects, &people),
        filters: filters_address(&wanted, PATH),
        list: wanted.address(super::pages::PATH),
        is_filtered: wanted.is_filtered(),
        total: shell.words.count(total),
        // The columns of one project are worth seeing before anything is in them.
        is_empty: total == 0 && wanted.projects.len() != 1,
        lanes,
        shell,
    })
}

/// The columns that are shown: of the one project that is asked for, else everybody's.
fn columns<'a>(board: &'a Board, wanted: &Wanted) -> Vec<&'a Column> {
    let project = match wanted.projects.as_slice() {
        [one] => Some(Id::new(*one)),
        _ => None,
    };
    let columns = board.of(project).into_iter();
    columns.filter(|column| column.is_active).collect()
}

/// A column's cards and how many there are in all.
async fn lane(
    app: &App,
    wanted: &Wanted,
    filter: &Filter,
    board: &Board,
    column: &Column,
    shell: &Shell,
) -> Result<(Lane, i64)> {
    let state = column.key.parse::<Status>().ok();
    let wished = state.is_none_or(|state| wanted.states.is_empty() || wanted.states.contains(&state));
    let filter = of_column(filter, board, column, state);
    let totals = if wished {
        groups::totals(&app.db, &filter, arrange::Group::None).await?
    } else {
        vec![]
    };
    let count: i64 = totals.iter().map(|total| total.tasks).sum();
    let whole = (arrange::Group::None, &None);
    let tasks = match count {
        0 => vec![],
        _ => groups::rows(&app.db, &filter, whole, wanted.sort, (CARDS, 0)).await?,
    };
    let lane = Lane {
        key: column.key.clone(),
        title: title(shell.words, column, state),
        sign: state.map_or(
            if column.is_complete_state {
                "done"
            } else {
                "in_progress"
            },
            Status::as_str,
        ),
        count: count_line(shell.words, count, column.wip_limit),
        is_full: column.wip_limit.is_some_and(|limit| count >= limit),
        cards: tasks.iter().map(|view| row(view, shell)).collect(),
        more: (count > CARDS).then(|| more(shell.words, wanted, state, count)),
    };
    Ok((lane, count))
}

/// A column that nobody renamed is called as its state is in the reader's language.
fn title(words: Words, column: &Column, state: Option<Status>) -> String {
    match state.filter(|state| column.label.eq_ignore_ascii_case(state.title())) {
        Some(state) => words.said(state.title()).into_owned(),
        None => column.label.clone(),
    }
}

/// "12", or "12 of 10".
fn count_line(words: Words, count: i64, limit: Option<i64>) -> String {
    match limit {
        Some(limit) => words.with(
            "issues-hours-of",
            &[
                ("worked", words.count(count).into()),
                ("estimated", words.count(limit).into()),
            ],
        ),
        None => words.count(count),
    }
}

/// What is not shown, and the list of all of it.
fn more(words: Words, wanted: &Wanted, state: Option<Status>, count: i64) -> (String, String) {
    let listed = Wanted {
        states: state.into_iter().collect(),
        view: None,
        ..wanted.clone()
    };
    let rest = count - CARDS;
    let text = words.with(
        "board-more",
        &[("n", rest.into()), ("text", words.count(rest).into())],
    );
    (text, listed.address(super::pages::PATH))
}

/// The filter of one column. Only where there are columns of people's own are tasks asked which one they are in.
fn of_column(filter: &Filter, board: &Board, column: &Column, state: Option<Status>) -> Filter {
    let has_own = board.0.iter().any(|column| !column.is_system);
    let column_key = match state {
        Some(_) => has_own.then_some(None),
        None => Some(Some(column.key.clone())),
    };
    Filter {
        statuses: state.into_iter().collect(),
        column_key,
        ..filter.clone()
    }
}

/// A card and the column that it goes to.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Move {
    id: String,
    to: String,
}

/// Moves a card. What a tracker owns is refused with the reason.
pub async fn move_card(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    Form(sent): Form<Move>,
) -> PageResult {
    let id: Id<Task> = sent
        .id
        .parse()
        .map(Id::new)
        .map_err(|_| Error::NotFound("issue"))?;
    let change = Change {
        status: Some(sent.to),
        ..Change::default()
    };
    let outcome = bulk::apply(&app, &actor, &[id], &change).await?;
    let flash = outcome.lines.map(|(first, last)| Flash::IssuesChanged {
        first,
        last,
        changed: 1,
        left: 0,
    });
    Ok(see_other(&back, flash.as_ref()))
}
