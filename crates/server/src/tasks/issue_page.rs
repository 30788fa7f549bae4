//! One issue with its hours, what its tracker tells, and what is kept of it here alone.

use super::behind::{self, Behind};
use super::model::{Priority, Status, Task, TaskPatch, TaskView};
use super::new_page::{TaskForm, hours as hours_typed, named};
use super::row::{Row, row};
use super::tracked::{self, Tracked};
use super::{actions, asides, store};
use crate::app::App;
use crate::auth::{Actor, SignedIn, Writer};
use crate::comments::pages::Said;
use crate::comments::{self, Target};
use crate::error::{Error, Mistakes, Result};
use crate::http::{
    Back, Done, Flash, Form, PageResult, Path, Refusal, Section, Shell, render, render_with, see_other,
};
use crate::time_entries::by_person::{self, PersonHours};
use crate::time_entries::{self, PersonTotal};
use crate::users::{self, User};
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use timetracker_types::{Id, Instant, Zone};

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
    pub(super) comments: Vec<Said>,
    pub(super) is_archived: bool,
    /// What the tracker owns, for a linked task.
    pub(super) tracked: Option<Tracked>,
    /// "23 November", where its issue cannot be seen there since.
    pub(super) missing_since: String,
    /// The time behind it.
    pub(super) behind: Behind,
    /// The issues beneath it.
    pub(super) children: Vec<Row>,
    /// Whether it is one of the reader's favourites.
    pub(super) is_starred: bool,
    /// Who may be its assignee, for a task of our own.
    pub(super) assignees: Vec<User>,
    pub(super) own: TaskForm,
    pub(super) refusal: Refusal,
}

impl IssuePage {
    fn states() -> &'static [Status] {
        Status::ALL
    }

    fn priorities() -> &'static [Priority] {
        Priority::ALL
    }
}

/// The page of one issue.
pub async fn show(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<i64>,
) -> PageResult {
    render(&page(&app, actor, &headers, Id::new(id)).await?)
}

/// Keeps estimate and tags, which no sync touches.
pub async fn save(
    Writer(actor): Writer,
    State(app): State<App>,
    Back(back): Back,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Form(own): Form<TaskForm>,
) -> PageResult {
    let id = Id::<Task>::new(id);
    let task = store::find(&app.db, id).await?.ok_or(Error::NotFound("issue"))?;
    let saved = match patch(&own, &task) {
        Ok(patch) => actions::update(&app, &actor, id, patch).await.map(|_| ()),
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => {
            // The list shows the form in a dialog and wants to be gone back to.
            let back = if back.starts_with("/issues") {
                back
            } else {
                format!("/issues/{id}")
            };
            Ok(see_other(&back, Some(&Flash::Done(Done::Saved))))
        }
        Err(error) => {
            let refusal = Refusal::of_form(named(error))?;
            let page = page(&app, actor, &headers, id).await?;
            render_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &IssuePage { own, refusal, ..page },
            )
        }
    }
}

/// Hides an issue that its tracker does not show any more.
pub async fn hide(Writer(actor): Writer, State(app): State<App>, Path(id): Path<i64>) -> PageResult {
    actions::delete(&app, &actor, Id::new(id)).await?;
    Ok(see_other("/issues", Some(&Flash::Done(Done::Hidden))))
}

/// What the form may change: of a linked task estimate and tags, of our own everything that it shows.
fn patch(own: &TaskForm, task: &Task) -> Result<TaskPatch> {
    let mut mistakes = Mistakes::default();
    let hours = hours_typed(&mut mistakes, &own.estimated_hours);
    mistakes.check()?;
    let kept = TaskPatch {
        estimated_hours: Some(hours),
        tags: Some(Some(own.tags.clone())),
        ..TaskPatch::default()
    };
    if task.is_linked() {
        return Ok(kept);
    }
    let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    // A column of people's own making is no state of the form: as long as the state stays, so does the column.
    let status = text(&own.status).filter(|word| word != task.status.as_str());
    Ok(TaskPatch {
        name: text(&own.name).or(Some(own.name.clone()).filter(|_| own.has_all())),
        status,
        priority: text(&own.priority),
        assignee_id: own.has_all().then(|| own.assignee.parse().ok().map(Id::new)),
        due_on: own.has_all().then(|| text(&own.due_date)),
        ..kept
    })
}

async fn page(app: &App, actor: Actor, headers: &HeaderMap, id: Id<Task>) -> Result<IssuePage> {
    let view = store::view(&app.db, id).await?.ok_or(Error::NotFound("issue"))?;
    let TaskView { task, .. } = &view;
    let mut people = time_entries::for_task(&app.db, id).await?;
    let zone = actor.user.timezone.clone();
    let today = zone.day_of(app.now());
    let said = comments::last(&app.db, Target::Task(id), comments::pages::SHOWN).await?;
    let is_starred = asides::is_starred(&app.db, actor.user.id, id).await?;
    let behind = behind::load(app, Words::chosen(&actor.user.locale, headers), &actor, id).await?;
    let children = match (task.connection_id, &task.external_ref) {
        (Some(connection), Some(reference)) => asides::children(&app.db, connection, reference).await?,
        _ => vec![],
    };
    let assignees = if task.is_linked() {
        vec![]
    } else {
        users::list(&app.db).await?
    };
    let shell = Shell::load(app, actor, Section::Issues, headers).await?;
    add_running(&mut people, &shell, id);
    Ok(IssuePage {
        row: row(&view, &shell),
        state: task.status.title(),
        project_href: format!("/projects/{}", task.project_id),
        url: task.url().unwrap_or_default(),
        priority: task.priority.title(),
        due: task
            .due_on
            .map(|day| shell.words.day_long(day, today))
            .unwrap_or_default(),
        people: by_person::visible(&people, &shell.actor),
        comments: said
            .iter()
            .map(|view| Said::of(view, &shell.actor, today))
            .collect(),
        is_archived: task.archived_at.is_some(),
        tracked: tracked::load(app, task, &zone).await?,
        missing_since: missing_since(shell.words, task, &zone, app.now()),
        behind,
        children: children.iter().map(|view| row(view, &shell)).collect(),
        is_starred,
        assignees: assignees.into_iter().filter(|person| person.is_active).collect(),
        own: form_of(task),
        refusal: Refusal::default(),
        shell,
    })
}

/// The task as its form shows it first.
fn form_of(task: &Task) -> TaskForm {
    TaskForm {
        name: task.name.clone(),
        project: task.project_id.to_string(),
        status: task.status.as_str().into(),
        priority: task.priority.as_str().into(),
        assignee: task.assignee_id.map(|id| id.to_string()).unwrap_or_default(),
        estimated_hours: task.estimate_seconds.map(hours).unwrap_or_default(),
        due_date: task.due_on.map(|day| day.to_string()).unwrap_or_default(),
        tags: task.tags.clone(),
    }
}

fn missing_since(words: Words, task: &Task, zone: &Zone, now: Instant) -> String {
    let since = task.missing_at.filter(|_| task.archived_at.is_none());
    since
        .map(|at| words.day_of_month(zone.day_of(at), zone.day_of(now)))
        .unwrap_or_default()
}

/// `6`, `1.5`, `0.33`.
fn hours(seconds: i64) -> String {
    let hundredths = (seconds * 100 + 1800) / 3600;
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
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

#[cfg(test)]
mod unit_tests {
    use super::hours;

    #[test]
    fn hours_are_as_short_as_they_can_be() {
        assert_eq!(
            [21_600, 5400, 1200, 0, 36_000].map(hours),
            ["6", "1.5", "0.33", "0", "10"]
        );
    }
}
