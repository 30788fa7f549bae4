//! One issue with its hours, what its tracker tells, and what is kept of it here alone.

use super::actions;
use super::model::{Task, TaskPatch, TaskView};
use super::row::{Row, row};
use super::store;
use super::tracked::{self, Tracked};
use crate::app::App;
use crate::auth::{Actor, SignedIn, Writer};
use crate::comments::pages::Said;
use crate::comments::{self, Target};
use crate::error::{Error, Mistakes, Result};
use crate::http::{
    Done, Flash, Form, PageResult, Path, Refusal, Section, Shell, render, render_with, see_other, wording,
};
use crate::time_entries::by_person::{self, PersonHours};
use crate::time_entries::{self, PersonTotal};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use timetracker_types::{Id, Instant, Zone};

/// What is kept of an issue here alone, as somebody types it.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Own {
    /// Hours, or nothing.
    pub estimated_hours: String,
    /// Separated by commas.
    pub tags: String,
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
    pub(super) comments: Vec<Said>,
    pub(super) is_archived: bool,
    /// What the tracker owns, for a linked task.
    pub(super) tracked: Option<Tracked>,
    /// "23 November", where its issue cannot be seen there since.
    pub(super) missing_since: String,
    pub(super) own: Own,
    pub(super) refusal: Refusal,
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
    headers: HeaderMap,
    Path(id): Path<i64>,
    Form(own): Form<Own>,
) -> PageResult {
    let id = Id::<Task>::new(id);
    let saved = match patch(&own) {
        Ok(patch) => actions::update(&app, &actor, id, patch).await.map(|_| ()),
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(see_other(
            &format!("/issues/{id}"),
            Some(&Flash::Done(Done::Saved)),
        )),
        Err(error) => {
            let refusal = Refusal::of_form(error)?;
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

fn patch(own: &Own) -> Result<TaskPatch> {
    let mut mistakes = Mistakes::default();
    let typed = own.estimated_hours.trim();
    let hours = if typed.is_empty() {
        None
    } else {
        let read = typed.replace(',', ".").parse();
        let read = read.map_err(|_| "Write hours as a number, such as 6 or 1.5.");
        mistakes.take("estimated_hours", read)
    };
    mistakes.check()?;
    Ok(TaskPatch {
        estimated_hours: Some(hours),
        tags: Some(Some(own.tags.clone())),
        ..TaskPatch::default()
    })
}

async fn page(app: &App, actor: Actor, headers: &HeaderMap, id: Id<Task>) -> Result<IssuePage> {
    let view = store::view(&app.db, id).await?.ok_or(Error::NotFound("issue"))?;
    let TaskView { task, .. } = &view;
    let mut people = time_entries::for_task(&app.db, id).await?;
    let zone = actor.user.timezone.clone();
    let today = zone.day_of(app.now());
    let said = comments::last(&app.db, Target::Task(id), comments::pages::SHOWN).await?;
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
            .map(|day| wording::day_long(day, today))
            .unwrap_or_default(),
        people: by_person::visible(&people, &shell.actor),
        comments: said
            .iter()
            .map(|view| Said::of(view, &shell.actor, today))
            .collect(),
        is_archived: task.archived_at.is_some(),
        tracked: tracked::load(app, task, &zone).await?,
        missing_since: missing_since(task, &zone, app.now()),
        own: Own {
            estimated_hours: task.estimate_seconds.map(hours).unwrap_or_default(),
            tags: task.tags.clone(),
        },
        refusal: Refusal::default(),
        shell,
    })
}

fn missing_since(task: &Task, zone: &Zone, now: Instant) -> String {
    let since = task.missing_at.filter(|_| task.archived_at.is_none());
    since
        .map(|at| wording::day_of_month(zone.day_of(at), zone.day_of(now)))
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
