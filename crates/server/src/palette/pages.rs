//! The palette's answers, the search page, and the choice of a theme.

use super::gather::gather;
use super::model::Group;
use crate::app::App;
use crate::auth::SignedIn;
use crate::http::{Back, Form, PageResult, Query, Section, Shell, THEMES, render, see_other, theme_cookie};
use crate::words::Words;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse as _;
use axum::routing::{get, post};

/// `/palette`, `/search`, `/keys`, `/theme`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/palette", get(palette))
        .route("/search", get(search))
        .route("/keys", get(keys))
        .route("/theme", post(choose_theme))
}

/// What the palette shows: elements of a listbox, no page.
#[derive(Template)]
#[template(path = "palette/options.html")]
pub(crate) struct Options {
    pub(super) words: Words,
    pub(super) groups: Vec<Group>,
    pub(super) writes: bool,
    pub(super) typed: String,
}

/// The same as a page, with links and forms.
#[derive(Template)]
#[template(path = "palette/search.html")]
pub(crate) struct SearchPage {
    pub(super) shell: Shell,
    pub(super) groups: Vec<Group>,
    pub(super) typed: String,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Question {
    q: String,
}

async fn palette(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Query(question): Query<Question>,
) -> PageResult {
    let shell = Shell::load(&app, actor, Section::Search, &headers).await?;
    let groups = gather(&app, &shell, &question.q).await?;
    render(&Options {
        words: shell.words,
        groups,
        writes: shell.actor.writes(),
        typed: question.q,
    })
}

async fn search(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Query(question): Query<Question>,
) -> PageResult {
    let shell = Shell::load(&app, actor, Section::Search, &headers).await?;
    let mut groups = gather(&app, &shell, &question.q).await?;
    // What only scripts can do is of no use here.
    for group in &mut groups {
        group.items.retain(|item| item.pressed().is_empty());
    }
    groups.retain(|group| !group.items.is_empty());
    render(&SearchPage {
        shell,
        groups,
        typed: question.q,
    })
}

/// The keys that do something, and what.
#[derive(Template)]
#[template(path = "palette/keys.html")]
pub(crate) struct KeysPage {
    pub(super) shell: Shell,
}

async fn keys(SignedIn(actor): SignedIn, State(app): State<App>, headers: HeaderMap) -> PageResult {
    let shell = Shell::load(&app, actor, Section::Keys, &headers).await?;
    render(&KeysPage { shell })
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct ThemeForm {
    theme: String,
}

/// Kept in a cookie: it is the device's choice, not the person's.
async fn choose_theme(SignedIn(_): SignedIn, Back(back): Back, Form(form): Form<ThemeForm>) -> PageResult {
    let chosen = THEMES.iter().find(|theme| **theme == form.theme).copied();
    let cookie = theme_cookie(chosen.unwrap_or(""));
    let mut response = see_other(&back, None).into_response();
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}
