//! Issues as people see them: the list with its filters, one issue, and suggestions while typing.

use super::model::{Status, Task, TaskView};
use super::store::{self, Filter};
use super::totals::{self, StatusTotal};
use super::typed::meant;
use crate::app::App;
use crate::auth::SignedIn;
use crate::error::Error;
use crate::http::{PageResult, Path, Query, Section, Shell, render, tag_list, wording};
use crate::time_entries::PersonTotal;
use crate::time_entries::by_person::{self, PersonHours};
use crate::users::User;
use crate::{projects, time_entries, users};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::get;
use timetracker_types::{Id, clock};

/// The pages about tasks.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/issues", get(list))
        .route("/issues/suggest", get(suggest))
        .route("/issues/{id}", get(show))
}

/// Rows on one page of the list.
const PER_PAGE: i64 = 50;
/// Suggestions under the timer bar's field.
const SUGGESTIONS: i64 = 8;
/// Labels shown in a row; the rest is a number.
const LABELS: usize = 2;

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

/// One row of the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// The task.
    pub id: i64,
    /// `ENG-42`, or nothing.
    pub identifier: String,
    /// What the start button starts: the identifier, else the title.
    pub name: String,
    /// The title without the identifier.
    pub title: String,
    /// The state's word.
    pub status: &'static str,
    /// The first few labels.
    pub labels: Vec<String>,
    /// The project's name.
    pub project: String,
    /// The project's place in the palette.
    pub color: i64,
    /// Whoever does it; empty where nobody.
    pub assignee: String,
    /// Their initials.
    pub initials: String,
    /// Worked so far, `2:35`, or nothing.
    pub worked: String,
    /// The estimate, `6h`, or nothing.
    pub estimate: String,
    /// Whether more was worked than estimated.
    pub is_over: bool,
    /// Whether the reader's timer runs on it.
    pub is_running: bool,
}

/// The rows in one state, and what all of that state come to.
#[derive(Debug, Clone)]
pub struct Group {
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
            search: self.q.clone(),
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
    let tasks = store::list(&app.db, &filter).await?;
    let totals = totals::by_status(&app.db, &filter).await?;
    let projects = projects::choices(&app.db).await?;
    let people = users::list(&app.db).await?;
    let me = actor.user.id;
    let shell = Shell::load(&app, actor, Section::Issues, &headers).await?;
    let count: i64 = totals.iter().map(|total| total.tasks).sum();
    let (previous, next) = neighbours(&query, count);
    render(&IssuesPage {
        search: query.q.clone(),
        projects: project_choices(&projects, &query.project),
        states: state_choices(&query.state),
        people: people_choices(&people, me, &query.assignee),
        is_filtered: query.is_filtered(),
        total: total_line(&totals),
        groups: grouped(&tasks, &totals, &shell),
        range: range_line(&query, tasks.len(), count),
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

/// Rows in the order they come, cut where the state changes.
pub(super) fn grouped(tasks: &[TaskView], totals: &[StatusTotal], shell: &Shell) -> Vec<Group> {
    let of_one_state = tasks.chunk_by(|one, next| one.task.status == next.task.status);
    let group = |tasks: &[TaskView]| {
        let status = tasks[0].task.status;
        let total = totals.iter().find(|total| total.status == status);
        Group {
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

/// One row as the reader sees it; their own running time counts.
pub(crate) fn row(view: &TaskView, shell: &Shell) -> Row {
    let task = &view.task;
    let running = shell
        .timer
        .as_ref()
        .filter(|timer| timer.entry.task_id == Some(task.id));
    let worked = view.total_seconds + running.map_or(0, |timer| timer.entry.worked_seconds(shell.now));
    let labels = tag_list(&task.tags);
    let more = labels.len().saturating_sub(LABELS);
    let mut shown: Vec<String> = labels
        .iter()
        .take(LABELS)
        .map(|label| (*label).to_owned())
        .collect();
    if more > 0 {
        shown.push(format!("+{more}"));
    }
    Row {
        id: task.id.get(),
        identifier: task.identifier.clone().unwrap_or_default(),
        name: task.identifier.clone().unwrap_or_else(|| task.title().to_owned()),
        title: task.title().to_owned(),
        status: task.status.as_str(),
        labels: shown,
        project: view.project_name.clone(),
        color: view.project_color,
        assignee: view.assignee_name.clone().unwrap_or_default(),
        initials: view
            .assignee_name
            .as_deref()
            .map(wording::initials)
            .unwrap_or_default(),
        worked: if worked > 0 { clock(worked) } else { String::new() },
        estimate: task.estimate_seconds.map(wording::estimate).unwrap_or_default(),
        is_over: task.estimate_seconds.is_some_and(|estimate| worked > estimate),
        is_running: running.is_some(),
    }
}

/// What the timer bar offers for typed text: elements of a listbox, no page.
#[derive(Template)]
#[template(path = "tasks/suggestions.html")]
pub struct Suggestions {
    pub(super) rows: Vec<Row>,
    /// What was typed, to start without an issue; empty where nothing was.
    pub(super) typed: String,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct SuggestQuery {
    q: String,
    /// `issues` where a timer without an issue is not offered.
    only: String,
}

async fn suggest(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<SuggestQuery>,
) -> PageResult {
    let tasks = store::suggest(&app.db, &meant(&query.q), actor.user.id, SUGGESTIONS).await?;
    let shell = Shell::load(&app, actor, Section::Issues, &headers).await?;
    let rows = tasks.iter().map(|view| row(view, &shell)).collect();
    let typed = if query.only.is_empty() {
        query.q.trim().to_owned()
    } else {
        String::new()
    };
    render(&Suggestions { rows, typed })
}

/// One issue: its hours by person, and the way to its tracker.
#[derive(Template)]
#[template(path = "tasks/issue.html")]
pub struct IssuePage {
    pub(super) shell: Shell,
    pub(super) row: Row,
    pub(super) state: &'static str,
    pub(super) project_href: String,
    /// Where the tracker shows it, or nothing.
    pub(super) url: String,
    pub(super) priority: &'static str,
    pub(super) due: String,
    pub(super) people: Vec<PersonHours>,
    pub(super) is_archived: bool,
}

async fn show(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<i64>,
) -> PageResult {
    let view = store::view(&app.db, Id::<Task>::new(id))
        .await?
        .ok_or(Error::NotFound("issue"))?;
    let mut people = time_entries::for_task(&app.db, view.task.id).await?;
    let today = actor.user.timezone.day_of(app.now());
    let shell = Shell::load(&app, actor, Section::Issues, &headers).await?;
    add_running(&mut people, &shell, view.task.id);
    render(&IssuePage {
        row: row(&view, &shell),
        state: view.task.status.title(),
        project_href: format!("/projects/{}", view.task.project_id),
        url: view.task.url().unwrap_or_default(),
        priority: view.task.priority.title(),
        due: view
            .task
            .due_on
            .map(|day| wording::day_long(day, today))
            .unwrap_or_default(),
        people: by_person::visible(&people, &shell.actor),
        is_archived: view.task.archived_at.is_some(),
        shell,
    })
}

/// The reader's own running time is part of the issue's total, so it is part of their line.
fn add_running(people: &mut Vec<PersonTotal>, shell: &Shell, task: Id<Task>) {
    let Some(timer) = shell
        .timer
        .as_ref()
        .filter(|timer| timer.entry.task_id == Some(task))
    else {
        return;
    };
    let seconds = timer.entry.worked_seconds(shell.now);
    let reader = &shell.actor.user;
    match people.iter_mut().find(|person| person.user_id == reader.id) {
        Some(person) => person.seconds += seconds,
        None => people.push(PersonTotal {
            user_id: reader.id,
            name: reader.display_name().to_owned(),
            seconds,
            entries: 1,
        }),
    }
}
