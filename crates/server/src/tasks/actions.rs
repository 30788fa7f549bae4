//! What may be done with tasks. Everybody who tracks time may; what a tracker owns stays the tracker's.

use super::model::{NewTask, Priority, Status, Task, TaskPatch};
use super::{asides, store};
use crate::app::App;
use crate::audit::{self, Event};
use crate::auth::Actor;
use crate::error::{Error, Mistakes, Result};
use crate::http::{tag_list, text};
use crate::projects::Project;
use crate::{kanban, projects, users};
use timetracker_db::Tx;
use timetracker_types::{Day, Id, Instant};

/// Adds a task.
pub async fn create(app: &App, actor: &Actor, new: NewTask) -> Result<Task> {
    actor.require_writer()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    let mut new = new;
    let column_key = match new.project_id {
        Some(project) => in_own_column(&tx, project, &mut new.status).await?,
        None => None,
    };
    let mut task = Task {
        column_key,
        ..checked(&new, actor, now)?
    };
    refuse_strangers(&tx, &task).await?;
    task.id = store::insert(&tx, &task).await?;
    note(&tx, actor, now, "created", None, &task).await?;
    tx.commit().await?;
    Ok(task)
}

/// Changes a task. What the tracker owns of a linked one is refused with the reason.
pub async fn update(app: &App, actor: &Actor, id: Id<Task>, patch: TaskPatch) -> Result<Task> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    let after = update_in(&tx, actor, id, patch, app.now()).await?;
    tx.commit().await?;
    Ok(after)
}

/// The same within a transaction that changes more than this.
pub(super) async fn update_in(
    tx: &Tx,
    actor: &Actor,
    id: Id<Task>,
    patch: TaskPatch,
    now: Instant,
) -> Result<Task> {
    tx.lock("task", id.get()).await?;
    let before = store::find(tx, id).await?.ok_or(Error::NotFound("task"))?;
    let mut patch = patch;
    let column_key = match &patch.status {
        Some(_) => in_own_column(tx, before.project_id, &mut patch.status).await?,
        None => before.column_key.clone(),
    };
    let after = Task {
        column_key,
        ..patched(&before, &patch, actor, now)?
    };
    refuse_trackers_fields(&before, &after)?;
    if after.assignee_id != before.assignee_id {
        refuse_unknown_assignee(tx, &after).await?;
    }
    if before.is_linked() {
        store::update_own(tx, &after, now).await?;
    } else {
        store::update(tx, &after, now).await?;
    }
    let after = Task {
        updated_at: now,
        ..after
    };
    note(tx, actor, now, "updated", Some(&before), &after).await?;
    Ok(after)
}

/// Puts a task into another active project. A column of the old board's own is left for the status that stands for it.
pub(super) async fn move_in(
    tx: &Tx,
    actor: &Actor,
    before: &Task,
    project: Id<Project>,
    now: Instant,
) -> Result<()> {
    let after = Task {
        project_id: project,
        column_key: None,
        updated_at: now,
        ..before.clone()
    };
    refuse_strangers(tx, &after).await?;
    asides::set_project(tx, before.id, project, now).await?;
    note(tx, actor, now, "updated", Some(before), &after).await
}

/// Hides a task; its time stays. A linked one is hidden by archiving it in its tracker, or here where it cannot
/// be seen there any more.
pub async fn delete(app: &App, actor: &Actor, id: Id<Task>) -> Result<()> {
    actor.require_writer()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    tx.lock("task", id.get()).await?;
    let before = store::find(&tx, id)
        .await?
        .filter(|task| task.archived_at.is_none());
    let before = before.ok_or(Error::NotFound("task"))?;
    if before.is_linked() && before.missing_at.is_none() {
        return Err(linked("It goes when it is archived there."));
    }
    let after = Task {
        archived_at: Some(now),
        ..before.clone()
    };
    store::update(&tx, &after, now).await?;
    note(&tx, actor, now, "deleted", Some(&before), &after).await?;
    tx.commit().await?;
    Ok(())
}

/// The key of a column of people's own making that a wished status means; the wish becomes the status that stands
/// for it.
async fn in_own_column(tx: &Tx, project: Id<Project>, wish: &mut Option<String>) -> Result<Option<String>> {
    let Some(word) = wish.as_deref() else {
        return Ok(None);
    };
    let Some(column) = kanban::own_column(tx, project, word).await? else {
        return Ok(None);
    };
    let status = if column.is_complete_state {
        Status::Done
    } else {
        Status::InProgress
    };
    *wish = Some(status.as_str().to_owned());
    Ok(Some(column.key))
}

async fn note(
    tx: &Tx,
    actor: &Actor,
    now: Instant,
    action: &str,
    before: Option<&Task>,
    after: &Task,
) -> Result<()> {
    audit::record(
        tx,
        actor,
        now,
        Event {
            action,
            entity: "task",
            id: after.id,
        },
        before,
        Some(after),
    )
    .await
}

fn linked(what: &str) -> Error {
    Error::rule(
        "owned_by_integration",
        format!("This task belongs to an issue in the connected tracker. {what}"),
    )
}

/// The tracker is the truth about what a linked task is; here people keep estimate, tags and time.
fn refuse_trackers_fields(before: &Task, after: &Task) -> Result<()> {
    let same = before.name == after.name
        && before.description == after.description
        && before.status_word() == after.status_word()
        && before.priority == after.priority
        && before.assignee_id == after.assignee_id
        && before.due_on == after.due_on;
    if before.is_linked() && !same {
        return Err(linked(
            "Change its name, description, state, priority, assignee and due date there.",
        ));
    }
    Ok(())
}

async fn refuse_strangers(tx: &Tx, task: &Task) -> Result<()> {
    match projects::find(tx, task.project_id).await? {
        None => return Err(Error::field("project_id", "There is no such project.")),
        Some(project) if !project.is_active() => {
            return Err(Error::field(
                "project_id",
                "This project is archived. Bring it back first, or choose another.",
            ));
        }
        Some(_) => {}
    }
    refuse_unknown_assignee(tx, task).await
}

async fn refuse_unknown_assignee(tx: &Tx, task: &Task) -> Result<()> {
    let Some(id) = task.assignee_id else { return Ok(()) };
    match users::find(tx, id).await? {
        Some(person) if person.is_active => Ok(()),
        _ => Err(Error::field("assignee_id", "There is no such active person.")),
    }
}

fn checked(new: &NewTask, actor: &Actor, now: Instant) -> Result<Task> {
    let mut mistakes = Mistakes::default();
    let found = &mut mistakes;
    let name = text::required(found, "name", "A name", &new.name, 200);
    let project_id = new.project_id.unwrap_or_else(|| {
        found.add("project_id", "Choose the project that the task belongs to.");
        Id::new(0)
    });
    if new
        .custom_fields
        .as_ref()
        .is_some_and(|value| !value.is_object() && !value.is_null())
    {
        found.add("custom_fields", "Custom fields are a JSON object.");
    }
    let custom_fields = new.custom_fields.as_ref().filter(|value| value.is_object());
    let task = Task {
        id: Id::new(0),
        project_id,
        name,
        identifier: None,
        description: text::optional(
            found,
            "description",
            "The description",
            new.description.as_deref(),
            text::LONG,
        ),
        status: word(found, "status", new.status.as_deref(), Status::Todo),
        column_key: None,
        priority: word(found, "priority", new.priority.as_deref(), Priority::Medium),
        assignee_id: new.assignee_id,
        estimate_seconds: projects::hours(found, "estimated_hours", new.estimated_hours),
        due_on: day(found, new.due_on.as_deref()),
        tags: text::tags(found, new.tags.as_deref()),
        labels: String::new(),
        custom_fields: custom_fields.map_or_else(|| "{}".into(), ToString::to_string),
        connection_id: None,
        external_ref: None,
        archived_at: None,
        missing_at: None,
        started_at: None,
        completed_at: None,
        created_by: Some(actor.user.id),
        created_at: now,
        updated_at: now,
    };
    mistakes.check()?;
    Ok(stamped(task, now))
}

/// The task as it would be after the patch, judged by the same rules as a new one.
fn patched(before: &Task, patch: &TaskPatch, actor: &Actor, now: Instant) -> Result<Task> {
    // An imported name may be longer than what people may type: untouched, it is not judged again.
    let renamed = patch.name.as_ref().filter(|name| **name != before.name);
    let wished = NewTask {
        name: renamed.cloned().unwrap_or_else(|| "unchanged".into()),
        project_id: Some(before.project_id),
        description: patch
            .description
            .clone()
            .unwrap_or_else(|| before.description.clone()),
        status: Some(
            patch
                .status
                .clone()
                .unwrap_or_else(|| before.status.as_str().into()),
        ),
        priority: Some(
            patch
                .priority
                .clone()
                .unwrap_or_else(|| before.priority.as_str().into()),
        ),
        assignee_id: patch.assignee_id.unwrap_or(before.assignee_id),
        estimated_hours: patch.estimated_hours.flatten(),
        due_on: patch
            .due_on
            .clone()
            .unwrap_or_else(|| before.due_on.map(|day| day.to_string())),
        tags: patch.tags.clone().unwrap_or_else(|| Some(before.tags.clone())),
        custom_fields: None,
    };
    let after = checked(&wished, actor, now)?;
    let estimate = if patch.estimated_hours.is_some() {
        after.estimate_seconds
    } else {
        before.estimate_seconds
    };
    let after = Task {
        id: before.id,
        name: if renamed.is_some() {
            after.name
        } else {
            before.name.clone()
        },
        identifier: before.identifier.clone(),
        estimate_seconds: estimate,
        tags: without_labels(&after.tags, &before.labels),
        labels: before.labels.clone(),
        custom_fields: before.custom_fields.clone(),
        connection_id: before.connection_id,
        external_ref: before.external_ref.clone(),
        archived_at: before.archived_at,
        missing_at: before.missing_at,
        started_at: before.started_at,
        completed_at: before.completed_at,
        created_by: before.created_by,
        created_at: before.created_at,
        ..after
    };
    Ok(if before.is_linked() {
        after
    } else {
        stamped(after, now)
    })
}

/// Own tags alone: whoever changes tags sends the tracker's labels back with them.
fn without_labels(tags: &str, labels: &str) -> String {
    let labels: Vec<String> = tag_list(labels)
        .iter()
        .map(|label| label.to_lowercase())
        .collect();
    let own = tag_list(tags).into_iter();
    let own: Vec<&str> = own.filter(|tag| !labels.contains(&tag.to_lowercase())).collect();
    own.join(", ")
}

/// Notes when work began and when it was done.
fn stamped(task: Task, now: Instant) -> Task {
    let begun = task.status == Status::InProgress || task.status == Status::Review;
    let started_at = task.started_at.or(begun.then_some(now));
    let completed_at = (task.status == Status::Done).then(|| task.completed_at.unwrap_or(now));
    Task {
        started_at,
        completed_at,
        ..task
    }
}

fn word<T: std::str::FromStr<Err = String>>(
    mistakes: &mut Mistakes,
    field: &'static str,
    text: Option<&str>,
    default: T,
) -> T {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => default,
        Some(text) => mistakes.take(field, text.parse()).unwrap_or(default),
    }
}

fn day(mistakes: &mut Mistakes, text: Option<&str>) -> Option<Day> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    mistakes.take("due_date", text.parse::<Day>())
}
