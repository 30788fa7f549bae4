//! Templates of time entries in the API v1.

use super::model::{EntryTemplate, TemplateView, Wish};
use super::{actions, store};
use crate::app::App;
use crate::auth::{Actor, Caller, scopes};
use crate::error::{Error, Result};
use crate::http::answers::{self, Nothing, Paged};
use crate::http::{ApiResult, Fields, Json, Path, Query, naive_utc, tag_list};
use crate::openapi::Tells as _;
use crate::projects::Project;
use crate::tasks::Task;
use crate::users::User;
use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use aide::transform::TransformOperation;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use timetracker_types::{Id, hh_mm_ss, hours_decimal};

/// `/api/v1/time-entry-templates`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/time-entry-templates",
            get_with(list, |op| {
                op.says("List one's templates of time entries")
                    .answers(200, "templates:[EntryTemplate] pagination:Pagination")
            })
            .post_with(create, |op| {
                op.says("Make a template")
                    .takes("NewEntryTemplate")
                    .answers(201, "message:text template:EntryTemplate")
            }),
        )
        .api_route(
            "/api/v1/time-entry-templates/{id}",
            get_with(show, |op| {
                op.says("Show a template").answers(200, "template:EntryTemplate")
            })
            .put_with(update, change)
            .patch_with(update, change)
            .delete_with(delete, |op| {
                op.says("Delete a template").answers(200, "message:text")
            }),
        )
}

fn change(op: TransformOperation<'_>) -> TransformOperation<'_> {
    op.says("Change a template\nWhat is left out stays.")
        .takes("EntryTemplateChange")
        .answers(200, "message:text template:EntryTemplate")
}

/// A template as the contract spells one.
#[derive(Serialize)]
struct Wire {
    id: Id<EntryTemplate>,
    user_id: Id<User>,
    name: String,
    description: Option<String>,
    project_id: Option<Id<Project>>,
    project_name: Option<String>,
    task_id: Option<Id<Task>>,
    task_name: Option<String>,
    /// Hours.
    default_duration: Option<f64>,
    default_duration_minutes: Option<i64>,
    default_duration_formatted: Option<String>,
    default_notes: Option<String>,
    tags: Option<String>,
    tag_list: Vec<String>,
    billable: bool,
    usage_count: i64,
    last_used_at: Option<String>,
    created_at: String,
    updated_at: String,
}

impl From<TemplateView> for Wire {
    fn from(view: TemplateView) -> Self {
        let template = view.template;
        let seconds = template.default_minutes.map(|minutes| minutes * 60);
        Self {
            id: template.id,
            user_id: template.user_id,
            name: template.name,
            description: template.description,
            project_id: template.project_id,
            project_name: view.project_name,
            task_id: template.task_id,
            task_name: view.task_name,
            default_duration: seconds.map(hours_decimal),
            default_duration_minutes: template.default_minutes,
            default_duration_formatted: seconds.map(hh_mm_ss),
            default_notes: template.default_notes,
            tag_list: tag_list(&template.tags).into_iter().map(str::to_owned).collect(),
            tags: Some(template.tags).filter(|tags| !tags.is_empty()),
            billable: template.billable,
            usage_count: template.usage_count,
            last_used_at: template.last_used_at.map(naive_utc),
            created_at: naive_utc(template.created_at),
            updated_at: naive_utc(template.updated_at),
        }
    }
}

async fn list(
    caller: Caller<scopes::ReadTimeEntries>,
    State(app): State<App>,
    Query(query): Query<Paged<Nothing>>,
) -> ApiResult {
    let (wanted, owner) = (query.wanted(), caller.actor.user.id);
    let rows = store::list(&app.db, owner, wanted.per_page, wanted.offset()).await?;
    let rows: Vec<Wire> = rows.into_iter().map(Wire::from).collect();
    let total = store::count(&app.db, owner).await?;
    Ok(answers::listed("templates", &rows, wanted, total))
}

async fn show(
    caller: Caller<scopes::ReadTimeEntries>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    Ok(answers::shown(
        "template",
        &wire(&app, &caller.actor, Id::new(id)).await?,
    ))
}

async fn create(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let template = actions::create(&app, &caller.actor, wish(&fields)?).await?;
    let template = wire(&app, &caller.actor, template.id).await?;
    Ok(answers::created(
        "Template created successfully",
        "template",
        &template,
    ))
}

async fn update(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let template = actions::update(&app, &caller.actor, Id::new(id), wish(&fields)?).await?;
    let template = wire(&app, &caller.actor, template.id).await?;
    Ok(answers::changed(
        "Template updated successfully",
        "template",
        &template,
    ))
}

async fn delete(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    actions::delete(&app, &caller.actor, Id::new(id)).await?;
    Ok(answers::said("Template deleted successfully"))
}

fn wish(fields: &Fields) -> Result<Wish> {
    let minutes = fields.raw("default_duration_minutes").is_some();
    Ok(Wish {
        name: fields.text("name")?,
        description: fields.patch_text("description")?,
        project_id: fields.patch_id("project_id")?,
        task_id: fields.patch_id("task_id")?,
        default_minutes: minutes
            .then(|| fields.integer("default_duration_minutes"))
            .transpose()?,
        default_notes: fields.patch_text("default_notes")?,
        tags: fields.patch_text("tags")?,
        billable: fields.flag("billable")?,
    })
}

async fn wire(app: &App, actor: &Actor, id: Id<EntryTemplate>) -> Result<Wire> {
    let view = store::view(&app.db, actor.user.id, id).await?;
    Ok(view.ok_or(Error::NotFound("template"))?.into())
}
