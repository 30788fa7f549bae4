//! Tasks in the API v1.

use super::actions;
use super::model::{NewTask, Status, Task, TaskPatch, TaskView};
use super::store::{self, Filter};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::error::Error;
use crate::http::{ApiResult, Fields, Json, Pagination, Path, Query, Wanted, json_of, naive_utc};
use crate::kanban::{self, Board};
use crate::openapi::Tells as _;
use crate::users;
use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use aide::transform::TransformOperation;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::HashMap;
use timetracker_db::Read;
use timetracker_types::{Day, Id, hours_decimal};

/// `/api/v1/tasks`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/tasks",
            get_with(list, |op| op.says("List tasks\nIn progress first, last changed first. `status` takes the key of a column, `active` or `open` for what is neither done nor cancelled, and `all`.").answers(200, "tasks:[Task] pagination:Pagination"))
            .post_with(create, |op| {
                op.says("Make a task").takes("NewTask").answers(201, "message:text task:Task")
            }),
        )
        .api_route(
            "/api/v1/tasks/{id}",
            get_with(show, |op| op.says("Show a task").answers(200, "task:Task"))
                .put_with(update, change)
                .patch_with(update, change)
                .delete_with(delete, |op| op.says("Delete a task\nIt is hidden; its time stays.").answers(200, "message:text")),
        )
}

fn change(op: TransformOperation<'_>) -> TransformOperation<'_> {
    op.says("Change a task\nWhat is left out stays.")
        .takes("TaskChange")
        .answers(200, "message:text task:Task")
}

#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct ListQuery {
    project_id: Option<String>,
    status: Option<String>,
    assignee_id: Option<String>,
    search: Option<String>,
    tags: Option<String>,
    page: Option<String>,
    per_page: Option<String>,
}

impl ListQuery {
    /// `active` and `open` are what the shipped apps say for "not done and not cancelled".
    fn filter(&self, wanted: Wanted) -> Filter {
        let (statuses, column_key) = match self.status.as_deref() {
            None | Some("all") => (vec![], None),
            Some("active" | "open") => {
                let open = Status::ALL.iter().copied().filter(|one| one.is_open());
                (open.collect(), None)
            }
            Some(word) => match word.parse() {
                Ok(status) => (vec![status], Some(None)),
                Err(_) => (vec![], Some(Some(word.trim().to_lowercase()))),
            },
        };
        let id = |text: &Option<String>| {
            text.as_deref()
                .map(|text| text.trim().parse::<i64>().unwrap_or(-1))
        };
        Filter {
            search: self.search.clone().unwrap_or_default(),
            projects: id(&self.project_id).map(Id::new).into_iter().collect(),
            statuses,
            column_key,
            assignee_id: id(&self.assignee_id).map(Id::new),
            tags: crate::http::tag_list(self.tags.as_deref().unwrap_or(""))
                .into_iter()
                .map(str::to_owned)
                .collect(),
            limit: wanted.per_page,
            offset: wanted.offset(),
            ..Filter::default()
        }
    }
}

async fn list(
    _caller: Caller<scopes::ReadTasks>,
    State(app): State<App>,
    Query(query): Query<ListQuery>,
) -> ApiResult {
    let wanted = Wanted::read(query.page.as_deref(), query.per_page.as_deref());
    let filter = query.filter(wanted);
    let rows = store::list(&app.db, &filter).await?;
    let total = store::count(&app.db, &filter)
        .await?
        .iter()
        .map(|(_, count)| count)
        .sum();
    let beside = Beside::load(&app.db, today(&app)).await?;
    let rows: Vec<Value> = rows.iter().map(|row| wire(row, &beside)).collect();
    Ok(axum::Json(
        json!({"tasks": rows, "pagination": Pagination::new(wanted, total)}),
    ))
}

async fn show(_caller: Caller<scopes::ReadTasks>, State(app): State<App>, Path(id): Path<i64>) -> ApiResult {
    Ok(axum::Json(json!({"task": shown(&app, Id::new(id)).await?})))
}

async fn create(
    caller: Caller<scopes::WriteTasks>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let new = NewTask {
        name: fields.text("name")?.unwrap_or_default(),
        project_id: fields.id("project_id")?,
        description: fields.text("description")?,
        status: fields.text("status")?,
        priority: fields.text("priority")?,
        assignee_id: fields.id("assignee_id")?.or(fields.id("assigned_to")?),
        estimated_hours: fields.number("estimated_hours")?,
        due_on: fields.text("due_date")?,
        tags: fields.tags("tags")?,
        custom_fields: fields.raw("custom_fields").cloned(),
    };
    let task = actions::create(&app, &caller.actor, new).await?;
    let body = json!({"message": "Task created successfully", "task": shown(&app, task.id).await?});
    Ok((StatusCode::CREATED, axum::Json(body)))
}

async fn update(
    caller: Caller<scopes::WriteTasks>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let assignee = fields.patch_id("assignee_id")?;
    let patch = TaskPatch {
        name: fields.text("name")?,
        description: fields.patch_text("description")?,
        status: fields.text("status")?,
        priority: fields.text("priority")?,
        assignee_id: if assignee.is_some() {
            assignee
        } else {
            fields.patch_id("assigned_to")?
        },
        estimated_hours: fields.patch_number("estimated_hours")?,
        due_on: fields.patch_text("due_date")?,
        tags: fields.patch_tags("tags")?,
    };
    let task = actions::update(&app, &caller.actor, Id::new(id), patch).await?;
    let body = json!({"message": "Task updated successfully", "task": shown(&app, task.id).await?});
    Ok(axum::Json(body))
}

async fn delete(
    caller: Caller<scopes::WriteTasks>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    actions::delete(&app, &caller.actor, Id::new(id)).await?;
    Ok(axum::Json(json!({"message": "Task deleted successfully"})))
}

async fn shown(app: &App, id: Id<Task>) -> Result<Value, Error> {
    let found = on_the_wire(&app.db, id, today(app)).await?;
    found.ok_or(Error::NotFound("task"))
}

/// One task as everybody reads it on that day, an archived one too.
pub async fn on_the_wire(db: &impl Read, id: Id<Task>, today: Day) -> Result<Option<Value>, Error> {
    let Some(view) = store::view(db, id).await? else {
        return Ok(None);
    };
    Ok(Some(wire(&view, &Beside::load(db, today).await?)))
}

fn today(app: &App) -> Day {
    app.config.timezone.day_of(app.now())
}

/// What is told beside tasks: a handful of people and columns against many tasks.
struct Beside {
    /// User names by id.
    people: HashMap<i64, String>,
    board: Board,
    today: Day,
}

impl Beside {
    async fn load(db: &impl Read, today: Day) -> Result<Self, Error> {
        let people = users::list(db).await?.into_iter();
        Ok(Self {
            people: people.map(|person| (person.id.get(), person.username)).collect(),
            board: kanban::boards(db).await?,
            today,
        })
    }
}

fn wire(view: &TaskView, beside: &Beside) -> Value {
    let task = &view.task;
    let tags = task.all_tags();
    let name = |id: Option<i64>| id.and_then(|id| beside.people.get(&id));
    let overdue = task.status.is_open() && task.due_on.is_some_and(|due| due < beside.today);
    let word = task.status_word();
    let label = beside.board.label(task.project_id, word);
    json!({
        "id": task.id, "name": task.name, "description": task.description,
        "project_id": task.project_id, "project_name": view.project_name,
        "status": word, "status_display": label.unwrap_or(task.status.title()),
        "priority": task.priority, "priority_display": task.priority.title(),
        "priority_class": format!("priority-{}", task.priority.as_str()),
        "assigned_to": task.assignee_id, "assigned_user": name(task.assignee_id.map(Id::get)),
        "created_by": task.created_by, "creator": name(task.created_by.map(Id::get)),
        "due_date": task.due_on, "is_overdue": overdue,
        "is_active": task.status == Status::InProgress,
        "estimated_hours": task.estimate_seconds.map(hours_decimal),
        "total_hours": hours_decimal(view.total_seconds),
        "total_billable_hours": hours_decimal(view.billable_seconds),
        "progress_percentage": progress(view),
        "tags": (!tags.is_empty()).then_some(&tags), "tag_list": crate::http::tag_list(&tags),
        "labels": crate::http::tag_list(&task.labels),
        "identifier": task.identifier, "url": task.url(), "external_ref": task.external_ref,
        "custom_fields": json_of(&task.custom_fields),
        "archived_at": task.archived_at.map(naive_utc), "missing_at": task.missing_at.map(naive_utc),
        "started_at": task.started_at.map(naive_utc), "completed_at": task.completed_at.map(naive_utc),
        "created_at": naive_utc(task.created_at), "updated_at": naive_utc(task.updated_at),
    })
}

/// Worked time as a percentage of the estimate, at most 100; 0 without an estimate.
fn progress(view: &TaskView) -> f64 {
    let Some(estimate) = view.task.estimate_seconds.filter(|seconds| *seconds > 0) else {
        return 0.0;
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "a percentage of hours needs no 53 bits"
    )]
    let share = view.total_seconds as f64 * 100.0 / estimate as f64;
    (share * 10.0).round().min(1000.0) / 10.0
}
