//! One issue with its hours.

use super::model::Task;
use super::row::{Row, row};
use super::store;
use crate::app::App;
use crate::auth::SignedIn;
use crate::comments::pages::Said;
use crate::comments::{self, Target};
use crate::error::Error;
use crate::http::{PageResult, Path, Section, Shell, render, wording};
use crate::time_entries::by_person::{self, PersonHours};
use crate::time_entries::{self, PersonTotal};
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use timetracker_types::Id;

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
}

/// The page of one issue.
pub async fn show(
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
    let said = comments::last(&app.db, Target::Task(view.task.id), comments::pages::SHOWN).await?;
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
        comments: said
            .iter()
            .map(|view| Said::of(view, &shell.actor, today))
            .collect(),
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
