//! Projects as people see them: the list, and one project with its hours.
//!
//! Not here: the form of a project (`form.rs`).

use super::model::{Plan, Project, ProjectView};
use super::store::{self, Filter};
use super::{actions, form};
use crate::app::App;
use crate::auth::{Actor, Manager, SignedIn};
use crate::clients::Client;
use crate::error::{Error, Result};
use crate::http::{
    Done, Flash, PageResult, Path, Query, Section, Shell, decimal_text, render, see_other, wording,
};
use crate::organisation;
use crate::reports::address;
use crate::time_entries::{self, EntryView, TaskTotal};
use crate::words::Words;
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

/// Projects on a page of the list.
const PROJECTS: i64 = 50;
/// Projects on the page of their client.
const OF_CLIENT: i64 = 200;
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
    /// "1,200.00 of 5,000.00 EUR" or "32:05 of 40 h", or nothing where nothing was planned.
    pub plan: String,
    /// The used part in percent, at most 100.
    pub plan_percent: String,
    /// The same in words, `63 %`, also above 100.
    pub plan_share: String,
    /// Whether more was used than planned.
    pub is_over: bool,
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
    pub(super) q: String,
    pub(super) shown: String,
    pub(super) previous: String,
    pub(super) next: String,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct ListQuery {
    client: String,
    archived: String,
    q: String,
    page: String,
}

impl ListQuery {
    /// The same list from another page on.
    fn page(&self, number: i64) -> String {
        let pairs = [
            ("client", &self.client),
            ("archived", &self.archived),
            ("q", &self.q),
        ];
        let mut words: Vec<(&'static str, String)> = pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.clone()))
            .collect();
        words.push(("page", number.to_string()));
        address("/projects", &words)
    }
}

async fn list(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<ListQuery>,
) -> PageResult {
    let is_archive = query.archived == "true";
    let mut filter = Filter {
        status: Some(if is_archive { "archived" } else { "active" }.into()),
        client_id: query.client.parse().ok().map(Id::new),
        search: query.q.clone(),
        limit: PROJECTS,
        ..Filter::default()
    };
    let all = store::count(&app.db, &filter).await?;
    let last = (all - 1).max(0) / PROJECTS + 1;
    let number = query.page.parse().unwrap_or(1).clamp(1, last);
    filter.offset = (number - 1) * PROJECTS;
    let (projects, currency, shell) = tokio::try_join!(
        store::list(&app.db, &filter),
        organisation::currency(&app.db),
        Shell::load(&app, actor, Section::Projects, &headers),
    )?;
    let words = shell.words;
    let until = (number * PROJECTS).min(all);
    render(&ProjectsPage {
        rows: projects.iter().map(|view| row(view, &currency, words)).collect(),
        count: words.count(all),
        client: filter
            .client_id
            .and(projects.first())
            .map(|view| view.client_name.clone()),
        is_archive,
        shown: words.with(
            "reports-shown",
            &[
                ("first", words.count(filter.offset + 1).into()),
                ("last", words.count(until).into()),
                ("all", words.count(all).into()),
            ],
        ),
        previous: if number > 1 {
            query.page(number - 1)
        } else {
            String::new()
        },
        next: if number < last {
            query.page(number + 1)
        } else {
            String::new()
        },
        q: query.q,
        shell,
    })
}

pub(super) fn row(view: &ProjectView, currency: &str, words: Words) -> Row {
    let project = &view.project;
    let rate = project.hourly_rate_minor.map(|minor| {
        format!(
            "{} {currency}",
            words.decimal_text(&decimal_text(minor, currency))
        )
    });
    let plan = view.plan(currency);
    Row {
        id: project.id.get(),
        name: project.name.clone(),
        code: project.code.clone().unwrap_or_default(),
        color: project.color,
        client: view.client_name.clone(),
        open_tasks: if view.open_tasks > 0 {
            words.count(view.open_tasks)
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
        plan: plan
            .map(|plan| plan_text(plan, currency, words))
            .unwrap_or_default(),
        plan_percent: plan
            .map(|plan| wording::percent(plan.used, plan.whole))
            .unwrap_or_default(),
        plan_share: plan
            .map(|plan| words.percent(plan.used, plan.whole))
            .unwrap_or_default(),
        is_over: plan.is_some_and(|plan| plan.used > plan.whole),
    }
}

/// The projects of a client by name, archived ones too, and what was worked on all of them in seconds.
pub async fn of_client(
    app: &App,
    client: Id<Client>,
    currency: &str,
    words: Words,
) -> Result<(Vec<Row>, i64)> {
    let filter = Filter {
        client_id: Some(client),
        limit: OF_CLIENT,
        ..Filter::default()
    };
    let projects = store::list(&app.db, &filter).await?;
    let seconds = store::seconds_of_client(&app.db, client).await?;
    Ok((
        projects.iter().map(|view| row(view, currency, words)).collect(),
        seconds,
    ))
}

fn plan_text(plan: Plan, currency: &str, words: Words) -> String {
    let (used, whole) = if plan.is_money {
        let money = |minor| words.decimal_text(&decimal_text(minor, currency));
        (money(plan.used), format!("{} {currency}", money(plan.whole)))
    } else {
        (clock(plan.used), words.estimate(plan.whole))
    };
    words.with("projects-plan", &[("used", used.into()), ("whole", whole.into())])
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
    /// The entries behind it; nothing where the reader may not see all of them.
    pub entries: String,
}

/// The hours of one person.
#[derive(Debug, Clone)]
pub struct Share {
    /// Whose, or "Others".
    pub name: String,
    /// Their initials.
    pub initials: String,
    /// Worked, `2:35`.
    pub worked: String,
    /// Their part of the whole, `63 %`.
    pub part: String,
    /// The same for the width of a bar.
    pub percent: String,
    /// The entries behind it; nothing where the reader may not see them.
    pub entries: String,
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
    /// What the billable hours are worth, "1,200.00 EUR"; nothing without a rate, or for those who may not see it.
    pub(super) worth: String,
    /// The entries behind the hours, and behind the billable ones; nothing where the reader may not see all of them.
    pub(super) entries: String,
    pub(super) billable_entries: String,
    /// The report of this project alone.
    pub(super) report: String,
    pub(super) client_id: i64,
    pub(super) is_linked: bool,
    pub(super) people: Vec<Share>,
    pub(super) tasks: Vec<TaskHours>,
    pub(super) latest: Vec<Latest>,
}

async fn show(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<i64>,
) -> PageResult {
    let id = Id::new(id);
    let (view, currency, people, tasks, latest, shell) = tokio::try_join!(
        store::view(&app.db, id),
        organisation::currency(&app.db),
        store::people(&app.db, id),
        time_entries::project_tasks(&app.db, id, TASKS),
        latest(&app, &actor, id),
        Shell::load(&app, actor.clone(), Section::Projects, &headers),
    )?;
    let view = view.ok_or(Error::NotFound("project"))?;
    let words = shell.words;
    let manages = shell.actor.manages();
    let entries = |more: &[(&'static str, String)]| {
        let mut pairs = vec![("range", "all".to_owned()), ("project", id.to_string())];
        pairs.extend_from_slice(more);
        if manages {
            address("/time-entries", &pairs)
        } else {
            String::new()
        }
    };
    let worth = view.worth_minor(&currency);
    let zone = shell.actor.user.timezone.clone();
    let today = zone.day_of(app.now());
    render(&ProjectPage {
        row: row(&view, &currency, words),
        description: view.project.description.clone().unwrap_or_default(),
        billable_hours: clock(view.billable_seconds),
        worth: if manages && worth > 0 {
            format!(
                "{} {currency}",
                words.decimal_text(&decimal_text(worth, &currency))
            )
        } else {
            String::new()
        },
        entries: entries(&[]),
        billable_entries: entries(&[("billable", "true".into())]),
        report: address(
            "/reports",
            &[
                ("range", "all".to_owned()),
                ("project", id.to_string()),
                ("by", "person".to_owned()),
            ],
        ),
        client_id: view.project.client_id.get(),
        is_linked: view.project.connection_id.is_some(),
        people: shares(&people, &shell, &entries),
        tasks: by_task(&tasks, words, &entries),
        latest: latest
            .iter()
            .map(|entry| line(entry, &zone, today, words))
            .collect(),
        shell,
    })
}

/// The lines that somebody may see, most first: to managers by name, to others their own and the rest together.
fn shares(
    people: &[(i64, String, i64)],
    shell: &Shell,
    entries: &impl Fn(&[(&'static str, String)]) -> String,
) -> Vec<Share> {
    let (words, reader) = (shell.words, &shell.actor);
    let whole: i64 = people.iter().map(|(.., seconds)| seconds).sum();
    let is_named = |id: &i64| reader.manages() || *id == reader.user.id.get();
    let share = |name: &str, seconds: i64, entries: String| Share {
        name: name.to_owned(),
        initials: wording::initials(name),
        worked: clock(seconds),
        part: words.percent(seconds, whole),
        percent: wording::percent(seconds, whole),
        entries,
    };
    let named = people.iter().filter(|(id, ..)| is_named(id));
    let mut lines: Vec<Share> = named
        .map(|(id, name, seconds)| share(name, *seconds, entries(&[("person", id.to_string())])))
        .collect();
    let others = people.iter().filter(|(id, ..)| !is_named(id));
    let rest: i64 = others.map(|(.., seconds)| seconds).sum();
    if rest > 0 {
        lines.push(share(&words.t("projects-others"), rest, String::new()));
    }
    lines
}

fn by_task(
    totals: &[TaskTotal],
    words: Words,
    entries: &impl Fn(&[(&'static str, String)]) -> String,
) -> Vec<TaskHours> {
    let most = totals.first().map_or(0, |total| total.seconds);
    let line = |total: &TaskTotal| {
        let none = words.t("reports-no-task");
        let name = total.name.as_deref().unwrap_or(&none);
        let identifier = total.identifier.clone().unwrap_or_default();
        let title = name
            .strip_prefix(&identifier)
            .and_then(|rest| rest.strip_prefix(": "));
        let task = total
            .task_id
            .map_or_else(|| "none".to_owned(), |id| id.to_string());
        TaskHours {
            href: total
                .task_id
                .map(|id| format!("/issues/{id}"))
                .unwrap_or_default(),
            title: title.unwrap_or(name).to_owned(),
            identifier,
            worked: clock(total.seconds),
            percent: wording::percent(total.seconds, most),
            entries: entries(&[("task", task)]),
        }
    };
    totals.iter().map(line).collect()
}

/// The latest entries: everybody's for those who may see them, else one's own.
async fn latest(app: &App, actor: &Actor, id: Id<Project>) -> Result<Vec<EntryView>> {
    let filter = time_entries::Filter {
        project_id: Some(id),
        user_id: (!actor.manages()).then_some(actor.user.id),
        limit: ENTRIES,
        ..time_entries::Filter::default()
    };
    time_entries::list(&app.db, &filter).await
}

fn line(view: &EntryView, zone: &Zone, today: Day, words: Words) -> Latest {
    Latest {
        day: words.day_short(zone.day_of(view.entry.started_at), today),
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
