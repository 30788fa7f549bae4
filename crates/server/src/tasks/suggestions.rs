//! Issues offered while somebody types: elements of a listbox, no page.

use super::row::{Row, row};
use super::store;
use super::typed::meant;
use crate::app::App;
use crate::auth::SignedIn;
use crate::http::{PageResult, Query, Section, Shell, render};
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;

/// How many are offered at once.
const MOST: i64 = 8;

/// What the timer bar offers for typed text: elements of a listbox, no page.
#[derive(Template)]
#[template(path = "tasks/suggestions.html")]
pub struct Suggestions {
    pub(super) words: Words,
    pub(super) rows: Vec<Row>,
    /// What was typed, to start without an issue; empty where nothing was.
    pub(super) typed: String,
}

/// What was typed.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct SuggestQuery {
    q: String,
    /// `issues` where a timer without an issue is not offered.
    only: String,
}

/// Answers what was typed so far.
pub async fn suggest(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<SuggestQuery>,
) -> PageResult {
    let tasks = store::suggest(&app.db, &meant(&query.q), actor.user.id, MOST).await?;
    let shell = Shell::load(&app, actor, Section::Issues, &headers).await?;
    let rows = tasks.iter().map(|view| row(view, &shell)).collect();
    let typed = if query.only.is_empty() {
        query.q.trim().to_owned()
    } else {
        String::new()
    };
    render(&Suggestions {
        words: shell.words,
        rows,
        typed,
    })
}
