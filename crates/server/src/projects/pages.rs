//! Projects as people see them: the list, and one project with its hours.
//!
//! Not here: the form of a project (`form.rs`).

use super::model::ProjectView;
use super::store::{self, Filter};
use super::{actions, form};
use crate::app::App;
use crate::auth::{Actor, Manager, SignedIn};
use crate::error::{Error, Result};
use crate::http::{
    Done, Flash, PageResult, Path, Query, Section, Shell, decimal_text, render, see_other, wording,
};
use crate::organisation;
use crate::time_entries::by_person::{self, PersonHours};
use crate::time_entries::{self, EntryView, TaskTotal};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use timetracker_types::{Day, Id, Zone, clock};

/// The pages about projects.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/projects", get(list).post(form::create))
        .route("/projects/new", get(form::new))
        .route("/projects/{id}", get(show).post(form::update))
        .route("/projects/{id}/edit", get(form::edit))
        .route("/projects/{id}/archive", post(archive))
        .route("/projects/{id}/restore", post(restore))
}

/// Tasks in the card of a project's hours.
const TASKS: i64 = 12;
/// Entries in the list of a project's latest.
const ENTRIES: i64 = 12;

/// One row of the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// The project.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its code, or nothing.
    pub code: String,
    /// Its place in the palette.
    pub color: i64,
    /// Its client's name.
    pub client: String,
    /// Open tasks, `1,204`; nothing where there are none.
    pub open_tasks: String,
    /// Worked by everybody, `32:05`; nothing where nobody has.
    pub worked: String,
    /// "80.00 EUR", or nothing.
    pub rate: String,
    /// Whether time on it can be billed.
    pub billable: bool,
    /// Whether it is archived.
    pub is_archived: bool,
}

/// The list of projects.
#[derive(Template)]
#[template(path = "projects/projects.html")]
pub struct ProjectsPage {
    pub(super) shell: Shell,
    pub(super) rows: Vec<Row>,
    pub(super) count: String,
    /// The client whose projects alone are listed.
    pub(super) client: Option<String>,
    pub(super) is_archive: bool,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct ListQuery {
    client: String,
    archived: String,
}

async fn list(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<ListQuery>,
) -> PageResult {
    let is_archive = query.archived == "true";
    let filter = Filter {
        status: Some(if is_archive { "archived" } else { "active" }.into()),
        client_id: query.client.parse().ok().map(Id::new),
        ..Filter::default()
    };
    let projects = store::list(&app.db, &filter).await?;
    let currency = organisation::currency(&app.db).await?;
    let shell = Shell::load(&app, actor, Section::Projects, &headers).await?;
    render(&ProjectsPage {
        rows: projects.iter().map(|view| row(view, &currency)).collect(),
        count: wording::count(i64::try_from(projects.len()).unwrap_or(0)),
        client: filter
            .client_id
            .and(projects.first())
            .map(|view| view.client_name.clone()),
        is_archive,
        shell,
    })
}

fn row(view: &ProjectView, currency: &str) -> Row {
    let project = &view.project;
    let rate = project
        .hourly_rate_minor
        .map(|minor| format!("{} {currency}", decimal_text(minor, currency)));
    Row {
        id: project.id.get(),
        name: project.name.clone(),
        code: project.code.clone().unwrap_or_default(),
        color: project.color,
        client: view.client_name.clone(),
        open_tasks: if view.open_tasks > 0 {
            wording::count(view.open_tasks)
        } else {
            String::new()
        },
        worked: if view.total_seconds > 0 {
            clock(view.total_seconds)
        } else {
            String::new()
        },
        rate: rate.unwrap_or_default(),
        billable: project.billable,
        is_archived: project.status == "archived",
    }
}

/// The hours on one task.
#[derive(Debug, Clone)]
pub struct TaskHours {
    /// The task's page; nothing for time on the project itself.
    pub href: String,
    /// `ENG-42`, or nothing.
    pub identifier: String,
    /// The task's title, or "Without an issue".
    pub title: String,
    /// Worked, `2:35`.
    pub worked: String,
    /// The length of the bar in percent of the longest.
    pub percent: String,
}

/// A late entry on the project.
#[derive(Debug, Clone)]
pub struct Latest {
    /// `23 Nov`.
    pub day: String,
    /// Whose.
    pub person: String,
    /// Their initials.
    pub initials: String,
    /// `ENG-42`, or nothing.
    pub identifier: String,
    /// The task's title, else the notes.
    pub title: String,
    /// Worked, `2:35`.
    pub worked: String,
}

/// One project: its hours by person and task, and its latest entries.
#[derive(Template)]
#[template(path = "projects/project.html")]
pub struct ProjectPage {
    pub(super) shell: Shell,
    pub(super) row: Row,
    pub(super) description: String,
    pub(super) billable_hours: String,
    /// "40h", or nothing.
    pub(super) estimate: String,
    pub(super) estimate_percent: String,
    pub(super) is_over: bool,
    pub(super) is_linked: bool,
    pub(super) people: Vec<PersonHours>,
    pub(super) tasks: Vec<TaskHours>,
    pub(super) latest: Vec<Latest>,
}

async fn show(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<i64>,
) -> PageResult {
    let view = store::view(&app.db, Id::new(id))
        .await?
        .ok_or(Error::NotFound("project"))?;
    let currency = organisation::currency(&app.db).await?;
    let people = time_entries::project_people(&app.db, view.project.id).await?;
    let tasks = time_entries::project_tasks(&app.db, view.project.id, TASKS).await?;
    let latest = latest(&app, &actor, &view).await?;
    let estimate = view.project.estimated_seconds;
    let shell = Shell::load(&app, actor, Section::Projects, &headers).await?;
    render(&ProjectPage {
        row: row(&view, &currency),
        description: view.project.description.clone().unwrap_or_default(),
        billable_hours: clock(view.billable_seconds),
        estimate: estimate.map(wording::estimate).unwrap_or_default(),
        estimate_percent: wording::percent(view.total_seconds, estimate.unwrap_or(0)),
        is_over: estimate.is_some_and(|estimate| view.total_seconds > estimate),
        is_linked: view.project.connection_id.is_some(),
        people: by_person::visible(&people, &shell.actor),
        tasks: by_task(&tasks),
        latest,
        shell,
    })
}

fn by_task(totals: &[TaskTotal]) -> Vec<TaskHours> {
    let most = totals.first().map_or(0, |total| total.seconds);
    let line = |total: &TaskTotal| {
        let name = total.name.as_deref().unwrap_or("Without an issue");
        let after = total
            .identifier
            .as_deref()
            .and_then(|key| name.strip_prefix(key)?.strip_prefix(": "));
        TaskHours {
            href: total
                .task_id
                .map(|id| format!("/issues/{id}"))
                .unwrap_or_default(),
            identifier: total.identifier.clone().unwrap_or_default(),
            title: after.unwrap_or(name).to_owned(),
            worked: clock(total.seconds),
            percent: wording::percent(total.seconds, most),
        }
    };
    totals.iter().map(line).collect()
}

/// The latest entries: everybody's for those who may see them, else one's own.
async fn latest(app: &App, actor: &Actor, view: &ProjectView) -> Result<Vec<Latest>> {
    let filter = time_entries::Filter {
        project_id: Some(view.project.id),
        user_id: (!actor.manages()).then_some(actor.user.id),
        limit: ENTRIES,
        ..time_entries::Filter::default()
    };
    let zone = &actor.user.timezone;
    let today = zone.day_of(app.now());
    let entries = time_entries::list(&app.db, &filter).await?;
    Ok(entries.iter().map(|entry| line(entry, zone, today)).collect())
}

fn line(view: &EntryView, zone: &Zone, today: Day) -> Latest {
    Latest {
        day: wording::day_short(zone.day_of(view.entry.started_at), today),
        person: view.user_name.clone(),
        initials: wording::initials(&view.user_name),
        identifier: view.identifier.clone().unwrap_or_default(),
        title: view.title().to_owned(),
        worked: clock(view.entry.duration_seconds.unwrap_or(0)),
    }
}

async fn archive(Manager(actor): Manager, State(app): State<App>, Path(id): Path<i64>) -> PageResult {
    actions::archive(&app, &actor, Id::new(id)).await?;
    Ok(see_other(
        &format!("/projects/{id}"),
        Some(&Flash::Done(Done::Archived)),
    ))
}

async fn restore(Manager(actor): Manager, State(app): State<App>, Path(id): Path<i64>) -> PageResult {
    actions::restore(&app, &actor, Id::new(id)).await?;
    Ok(see_other(
        &format!("/projects/{id}"),
        Some(&Flash::Done(Done::Restored)),
    ))
}
