//! Filters of the list of issues that somebody saved under a name. A view is a saved filter of the scope `issues`
//! whose payload holds the address's query.

use super::pages::PATH;
use super::wanted::Wanted;
use crate::app::App;
use crate::auth::SignedIn;
use crate::http::{
    Done, Flash, Form, PageResult, Path, Refusal, Section, Shell, render, render_with, see_other,
};
use crate::saved_filters::{self, SavedFilter, Wish};
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::json;
use timetracker_types::Id;

/// Views that stand as tabs; the rest is on their page and in the palette.
const TABS: usize = 6;

/// A tab above the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewTab {
    /// What people read.
    pub name: String,
    /// Where it leads.
    pub href: String,
    /// Whether the list shows it now.
    pub is_current: bool,
}

/// The address of a view: the list as it was saved, with the view's number so that its tab is lit.
pub fn view_address(view: &SavedFilter) -> String {
    address(view, PATH)
}

fn address(view: &SavedFilter, path: &str) -> String {
    let mut wanted = Wanted::read(&query_of(view));
    wanted.view = Some(view.id.get());
    wanted.address(path)
}

/// The query that a view keeps; empty where it keeps something else.
fn query_of(view: &SavedFilter) -> String {
    let payload: serde_json::Value = serde_json::from_str(&view.payload).unwrap_or_default();
    let query = payload.get("query").and_then(serde_json::Value::as_str);
    query.unwrap_or("").to_owned()
}

/// The tabs above the list or board: everything, one's own, and the views, the present one always among them.
pub fn tabs(words: Words, views: &[SavedFilter], wanted: &Wanted, path: &str) -> Vec<ViewTab> {
    let mine = Wanted::read("state=open&assignee=me");
    let bare = Wanted {
        group: wanted.group,
        sort: wanted.sort,
        page: 1,
        ..Wanted::default()
    };
    let fixed = |name: &str, of: Wanted| {
        let of = Wanted {
            group: wanted.group,
            sort: wanted.sort,
            ..of
        };
        ViewTab {
            name: words.t(name).into(),
            href: of.address(path),
            is_current: wanted.view.is_none() && of.filter_pairs() == wanted.filter_pairs(),
        }
    };
    let is_current = |view: &SavedFilter| wanted.view == Some(view.id.get());
    let shown = views.iter().enumerate();
    let shown = shown.filter(|(place, view)| *place < TABS || is_current(view));
    let view = |(_, view): (usize, &SavedFilter)| ViewTab {
        name: view.name.clone(),
        href: address(view, path),
        is_current: is_current(view),
    };
    let fixed = [fixed("issues-all", bare), fixed("issues-mine", mine)];
    fixed.into_iter().chain(shown.map(view)).collect()
}

/// A view on the page of views.
#[derive(Debug, Clone)]
pub struct ViewLine {
    /// The view.
    pub id: i64,
    /// What people read.
    pub name: String,
    /// Where it leads.
    pub href: String,
    /// Whether everybody sees it.
    pub is_shared: bool,
    /// Whether it is the reader's to change.
    pub is_own: bool,
}

/// The saved views, and the form that saves one.
#[derive(Template)]
#[template(path = "tasks/views.html")]
pub struct ViewsPage {
    pub(super) shell: Shell,
    pub(super) lines: Vec<ViewLine>,
    pub(super) values: ViewForm,
    pub(super) refusal: Refusal,
}

/// A view as somebody types it.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct ViewForm {
    /// What it shall be called.
    pub name: String,
    /// The address's query that it keeps.
    pub query: String,
    /// `true` where everybody shall see it.
    pub shared: String,
}

/// The page of views.
pub async fn show(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    wanted: Wanted,
) -> PageResult {
    let form = ViewForm {
        query: Wanted { view: None, ..wanted }.query(1),
        ..ViewForm::default()
    };
    render(&page(&app, SignedIn(actor), &headers, form, Refusal::default()).await?)
}

async fn page(
    app: &App,
    SignedIn(actor): SignedIn,
    headers: &HeaderMap,
    form: ViewForm,
    refusal: Refusal,
) -> crate::error::Result<ViewsPage> {
    let me = actor.user.id;
    let views = saved_filters::of_issues(&app.db, me).await?;
    let line = |view: &SavedFilter| ViewLine {
        id: view.id.get(),
        name: view.name.clone(),
        href: view_address(view),
        is_shared: view.is_shared,
        is_own: view.user_id == me,
    };
    Ok(ViewsPage {
        lines: views.iter().map(line).collect(),
        values: form,
        refusal,
        shell: Shell::load(app, actor, Section::Issues, headers).await?,
    })
}

/// Keeps the present filter under a name.
pub async fn save(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Form(form): Form<ViewForm>,
) -> PageResult {
    let query = Wanted::read(&form.query).query(1);
    let wish = Wish {
        name: Some(form.name.clone()),
        scope: Some("issues".into()),
        payload: Some(json!({ "query": query })),
        is_shared: Some(form.shared == "true"),
    };
    match saved_filters::create(&app, &actor, wish).await {
        Ok(view) => Ok(see_other(&view_address(&view), Some(&Flash::Done(Done::Saved)))),
        Err(error) => {
            let refusal = Refusal::of_form(error)?;
            let page = page(&app, SignedIn(actor), &headers, form, refusal).await?;
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// Forgets one's own view.
pub async fn delete(SignedIn(actor): SignedIn, State(app): State<App>, Path(id): Path<i64>) -> PageResult {
    saved_filters::delete(&app, &actor, Id::new(id)).await?;
    Ok(see_other("/issues/views", Some(&Flash::Done(Done::Deleted))))
}
