//! The list of issues with its filters.
//!
//! Not here: one issue (`issue_page.rs`) and what is offered while typing (`suggestions.rs`).

use super::model::{Status, TaskView};
use super::row::{Row, row};
use super::store::{self, Filter};
use super::totals::{self, StatusTotal};
use super::typed::{is_identifier, meant};
use super::{issue_page, suggestions};
use crate::app::App;
use crate::auth::SignedIn;
use crate::error::Result;
use crate::http::{PageResult, Query, Section, Shell, render, wording};
use crate::users::User;
use crate::{projects, users};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use timetracker_types::{Id, clock};

/// The pages about tasks.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/issues", get(list))
        .route("/issues/suggest", get(suggestions::suggest))
        .route("/issues/{id}", get(issue_page::show).post(issue_page::save))
        .route("/issues/{id}/hide", post(issue_page::hide))
}

/// Rows on one page of the list.
const PER_PAGE: i64 = 50;

/// One entry of a filter's select.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What the address says.
    pub value: String,
    /// What people read.
    pub text: String,
    /// Whether it is the present choice.
    pub chosen: bool,
}

/// The rows in one state, and what all of that state come to; or the one issue that was asked for by name.
#[derive(Debug, Clone)]
pub struct Group {
    /// What tells it from the other groups: the state's word, or `asked`.
    pub key: &'static str,
    /// The state's word.
    pub status: &'static str,
    /// The state as people read it.
    pub title: &'static str,
    /// How many tasks are in this state, on all pages.
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
    pub(super) search: String,
    pub(super) projects: Vec<Choice>,
    pub(super) states: Vec<Choice>,
    pub(super) people: Vec<Choice>,
    pub(super) is_filtered: bool,
    /// "5,214 · 72:16 of 110:00", over the filter.
    pub(super) total: String,
    pub(super) groups: Vec<Group>,
    pub(super) range: String,
    pub(super) previous: String,
    pub(super) next: String,
}

#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
struct ListQuery {
    q: String,
    project: String,
    state: String,
    assignee: String,
    page: String,
}

impl ListQuery {
    fn filter(&self, me: Id<User>) -> Filter {
        Filter {
            search: meant(&self.q),
            projects: self.project.parse().map(Id::new).into_iter().collect(),
            statuses: match self.state.as_str() {
                "open" => Status::ALL
                    .iter()
                    .copied()
                    .filter(|status| status.is_open())
                    .collect(),
                word => word.parse().into_iter().collect(),
            },
            assignee_id: if self.assignee == "me" {
                Some(me)
            } else {
                self.assignee.parse().ok().map(Id::new)
            },
            limit: PER_PAGE,
            offset: (self.page() - 1) * PER_PAGE,
            ..Filter::default()
        }
    }

    fn page(&self) -> i64 {
        self.page.parse().unwrap_or(1).clamp(1, 1_000_000)
    }

    fn is_filtered(&self) -> bool {
        [&self.q, &self.project, &self.state, &self.assignee]
            .iter()
            .any(|text| !text.is_empty())
    }

    /// The address of another page of the same list.
    fn address(&self, page: i64) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let fields = [
            ("q", &self.q),
            ("project", &self.project),
            ("state", &self.state),
            ("assignee", &self.assignee),
        ];
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        if page > 1 {
            query.append_pair("page", &page.to_string());
        }
        format!("/issues?{}", query.finish())
    }
}

async fn list(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<ListQuery>,
) -> PageResult {
    let filter = query.filter(actor.user.id);
    let asked = asked(&app, &query).await?;
    let mut tasks = store::list(&app.db, &filter).await?;
    let totals = totals::by_status(&app.db, &filter).await?;
    let projects = projects::choices(&app.db).await?;
    let people = users::list(&app.db).await?;
    let me = actor.user.id;
    let shell = Shell::load(&app, actor, Section::Issues, &headers).await?;
    let count: i64 = totals.iter().map(|total| total.tasks).sum();
    let range = range_line(&query, tasks.len(), count);
    if let Some(asked) = &asked {
        tasks.retain(|view| view.task.id != asked.task.id);
    }
    let first = asked.iter().map(|view| asked_group(view, &shell));
    let (previous, next) = neighbours(&query, count);
    render(&IssuesPage {
        search: query.q.clone(),
        projects: project_choices(&projects, &query.project),
        states: state_choices(&query.state),
        people: people_choices(&people, me, &query.assignee),
        is_filtered: query.is_filtered(),
        total: total_line(&totals),
        groups: first.chain(grouped(&tasks, &totals, &shell)).collect(),
        range,
        previous,
        next,
        shell,
    })
}

fn neighbours(query: &ListQuery, count: i64) -> (String, String) {
    let page = query.page();
    let previous = if page > 1 {
        query.address(page - 1)
    } else {
        String::new()
    };
    let next = if page * PER_PAGE < count {
        query.address(page + 1)
    } else {
        String::new()
    };
    (previous, next)
}

/// "51–100 of 5,214 issues".
fn range_line(query: &ListQuery, shown: usize, count: i64) -> String {
    let first = (query.page() - 1) * PER_PAGE + 1;
    let last = first - 1 + i64::try_from(shown).unwrap_or(0);
    let all = wording::counted(count, "issue", "issues");
    if shown == 0 {
        all
    } else {
        format!("{}–{} of {all}", wording::count(first), wording::count(last))
    }
}

/// "5,214 · 72:16 of 110:00".
fn total_line(totals: &[StatusTotal]) -> String {
    let sum = |part: fn(&StatusTotal) -> i64| totals.iter().map(part).sum::<i64>();
    let hours = hours_line(
        sum(|total| total.worked_seconds),
        sum(|total| total.estimated_seconds),
    );
    let count = wording::count(sum(|total| total.tasks));
    if hours.is_empty() {
        count
    } else {
        format!("{count} · {hours}")
    }
}

/// "9:41 of 14:00", "9:41", or nothing.
fn hours_line(worked: i64, estimated: i64) -> String {
    match (worked, estimated) {
        (0, 0) => String::new(),
        (worked, 0) => clock(worked),
        (worked, estimated) => format!("{} of {}", clock(worked), clock(estimated)),
    }
}

fn project_choices(projects: &[projects::Choice], chosen: &str) -> Vec<Choice> {
    let choice = |project: &projects::Choice| {
        let namesakes = projects.iter().filter(|other| other.name == project.name).count();
        let code = project.code.as_deref().filter(|_| namesakes > 1);
        let text = code.map_or_else(
            || project.name.clone(),
            |code| format!("{} ({code})", project.name),
        );
        let value = project.id.to_string();
        Choice {
            chosen: value == chosen,
            value,
            text,
        }
    };
    projects.iter().map(choice).collect()
}

fn state_choices(chosen: &str) -> Vec<Choice> {
    let states = Status::ALL.iter().map(|status| (status.as_str(), status.title()));
    let choice = |(value, text): (&str, &str)| Choice {
        value: value.into(),
        text: text.into(),
        chosen: value == chosen,
    };
    std::iter::once(("open", "Open"))
        .chain(states)
        .map(choice)
        .collect()
}

fn people_choices(people: &[User], me: Id<User>, chosen: &str) -> Vec<Choice> {
    let mine = Choice {
        value: "me".into(),
        text: "Me".into(),
        chosen: chosen == "me",
    };
    let others = people
        .iter()
        .filter(|person| person.is_active && person.id != me)
        .map(|person| {
            let value = person.id.to_string();
            Choice {
                chosen: value == chosen,
                value,
                text: person.display_name().into(),
            }
        });
    std::iter::once(mine).chain(others).collect()
}

/// The issue whose identifier or link was typed into the search: it comes first, whatever its state.
async fn asked(app: &App, query: &ListQuery) -> Result<Option<TaskView>> {
    let typed = meant(&query.q);
    if query.page() > 1 || !is_identifier(&typed) {
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
        key: "asked",
        status: view.task.status.as_str(),
        title: view.task.status.title(),
        count: String::new(),
        sum: String::new(),
        rows: vec![row(view, shell)],
    }
}

/// Rows in the order they come, cut where the state changes.
pub(super) fn grouped(tasks: &[TaskView], totals: &[StatusTotal], shell: &Shell) -> Vec<Group> {
    let of_one_state = tasks.chunk_by(|one, next| one.task.status == next.task.status);
    let group = |tasks: &[TaskView]| {
        let status = tasks[0].task.status;
        let total = totals.iter().find(|total| total.status == status);
        Group {
            key: status.as_str(),
            status: status.as_str(),
            title: status.title(),
            count: total.map(|total| wording::count(total.tasks)).unwrap_or_default(),
            sum: total
                .map(|total| hours_line(total.worked_seconds, total.estimated_seconds))
                .unwrap_or_default(),
            rows: tasks.iter().map(|view| row(view, shell)).collect(),
        }
    };
    of_one_state.map(group).collect()
}
