//! A new issue of our own: one that no tracker keeps. A page by itself; scripts show it in a dialog.

use super::actions;
use super::model::{NewTask, Priority, Status};
use crate::app::App;
use crate::auth::{Actor, Writer};
use crate::error::{Error, Mistakes, Result};
use crate::http::{
    Done, Flash, Form, PageResult, Query, Refusal, Section, Shell, render, render_with, see_other,
};
use crate::users::User;
use crate::{projects, users};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use timetracker_types::Id;

/// A task of our own as somebody types it.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct TaskForm {
    /// What it is called.
    pub name: String,
    /// Where it belongs.
    pub project: String,
    /// A state's word.
    pub status: String,
    /// A priority's word.
    pub priority: String,
    /// Somebody's number, or nothing.
    pub assignee: String,
    /// Hours, or nothing.
    pub estimated_hours: String,
    /// A day, or nothing.
    pub due_date: String,
    /// Separated by commas.
    pub tags: String,
}

impl TaskForm {
    /// Whether it came with all the fields of a task of our own, not with those of a linked one.
    pub fn has_all(&self) -> bool {
        !self.status.is_empty()
    }
}

/// The form of a new issue.
#[derive(Template)]
#[template(path = "tasks/new.html")]
pub struct NewIssuePage {
    pub(super) shell: Shell,
    pub(super) projects: Vec<projects::Choice>,
    pub(super) people: Vec<User>,
    pub(super) values: TaskForm,
    pub(super) refusal: Refusal,
}

/// What a link to the form may fill in.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Given {
    project: String,
    status: String,
}

/// The empty form, with what the address gives.
pub async fn show(
    Writer(actor): Writer,
    State(app): State<App>,
    headers: HeaderMap,
    Query(given): Query<Given>,
) -> PageResult {
    let values = TaskForm {
        project: given.project,
        status: given.status,
        ..TaskForm::default()
    };
    render(&page(&app, actor, &headers, values, Refusal::default()).await?)
}

/// Adds the issue and shows it.
pub async fn create(
    Writer(actor): Writer,
    State(app): State<App>,
    headers: HeaderMap,
    Form(values): Form<TaskForm>,
) -> PageResult {
    let made = match wish(&values) {
        Ok(new) => actions::create(&app, &actor, new).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(task) => Ok(see_other(
            &format!("/issues/{}", task.id),
            Some(&Flash::Done(Done::Added)),
        )),
        Err(error) => {
            let page = page(&app, actor, &headers, values, Refusal::of_form(named(error))?).await?;
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// The form calls its fields by shorter names than the API.
pub(super) fn named(error: Error) -> Error {
    let Error::Invalid(mut fields) = error else {
        return error;
    };
    for field in &mut fields {
        match field.field.as_ref() {
            "project_id" => field.field = "project".into(),
            "assignee_id" => field.field = "assignee".into(),
            _ => {}
        }
    }
    Error::Invalid(fields)
}

async fn page(
    app: &App,
    actor: Actor,
    headers: &HeaderMap,
    values: TaskForm,
    refusal: Refusal,
) -> Result<NewIssuePage> {
    let people = users::list(&app.db).await?;
    Ok(NewIssuePage {
        projects: projects::choices(&app.db).await?,
        people: people.into_iter().filter(|person| person.is_active).collect(),
        values,
        refusal,
        shell: Shell::load(app, actor, Section::Issues, headers).await?,
    })
}

fn wish(values: &TaskForm) -> Result<NewTask> {
    let mut mistakes = Mistakes::default();
    let estimated_hours = hours(&mut mistakes, &values.estimated_hours);
    mistakes.check()?;
    let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(NewTask {
        name: values.name.clone(),
        project_id: values.project.parse().ok().map(Id::new),
        status: text(&values.status),
        priority: text(&values.priority),
        assignee_id: values.assignee.parse().ok().map(Id::new),
        estimated_hours,
        due_on: text(&values.due_date),
        tags: text(&values.tags),
        ..NewTask::default()
    })
}

/// Hours as people type them, or nothing.
pub(super) fn hours(mistakes: &mut Mistakes, typed: &str) -> Option<f64> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let read = typed.replace(',', ".").parse::<f64>();
    let read = read.map_err(|_| "Write hours as a number, such as 6 or 1.5.");
    mistakes.take("estimated_hours", read)
}

impl NewIssuePage {
    fn states() -> &'static [Status] {
        Status::ALL
    }

    fn priorities() -> &'static [Priority] {
        Priority::ALL
    }

    /// The priority that the form shows first.
    fn priority(&self) -> &str {
        if self.values.priority.is_empty() {
            "medium"
        } else {
            &self.values.priority
        }
    }
}
