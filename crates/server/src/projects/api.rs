//! Projects in the API v1.

use super::model::{NewProject, ProjectPatch, ProjectView};
use super::store::{self, Filter};
use super::{Project, actions};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::error::Error;
use crate::http::{
    ApiResult, Fields, Json, Pagination, Path, Query, Wanted, decimal_number, json_of, naive_utc,
};
use crate::openapi::Tells as _;
use crate::organisation;
use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use aide::transform::TransformOperation;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use timetracker_db::Read;
use timetracker_types::{Id, hours_decimal};

/// `/api/v1/projects`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/projects",
            get_with(list, |op| {
                op.says("List projects\nBy name. `status` is active (without it), inactive, archived or all.")
                    .answers(200, "projects:[Project] pagination:Pagination")
            })
            .post_with(create, |op| {
                op.says("Make a project")
                    .takes("NewProject")
                    .answers(201, "message:text project:Project")
            }),
        )
        .api_route(
            "/api/v1/projects/{id}",
            get_with(show, |op| {
                op.says("Show a project").answers(200, "project:Project")
            })
            .put_with(update, change)
            .patch_with(update, change)
            .delete_with(archive, |op| {
                op.says("Archive a project\nIts time stays.")
                    .answers(200, "message:text")
            }),
        )
}

fn change(op: TransformOperation<'_>) -> TransformOperation<'_> {
    op.says("Change a project\nWhat is left out stays.")
        .takes("ProjectChange")
        .answers(200, "message:text project:Project")
}

/// What a body may hold. The last three are known by reading them back, and ignored.
pub const KNOWN_FIELDS: &[&str] = &[
    "name",
    "client_id",
    "description",
    "billable",
    "hourly_rate",
    "billing_ref",
    "code",
    "estimated_hours",
    "budget_amount",
    "budget_threshold_percent",
    "status",
    "color",
    "custom_fields",
];

#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct ListQuery {
    status: Option<String>,
    client_id: Option<String>,
    page: Option<String>,
    per_page: Option<String>,
}

async fn list(
    _caller: Caller<scopes::ReadProjects>,
    State(app): State<App>,
    Query(query): Query<ListQuery>,
) -> ApiResult {
    let wanted = Wanted::read(query.page.as_deref(), query.per_page.as_deref());
    let status = query.status.as_deref().unwrap_or("active");
    let filter = Filter {
        status: (status != "all").then(|| status.to_owned()),
        client_id: query.client_id.map(|id| Id::new(id.trim().parse().unwrap_or(-1))),
        limit: wanted.per_page,
        offset: wanted.offset(),
        ..Filter::default()
    };
    let (rows, total) = (
        store::list(&app.db, &filter).await?,
        store::count(&app.db, &filter).await?,
    );
    let currency = organisation::currency(&app.db).await?;
    let rows: Vec<Value> = rows.iter().map(|row| wire(row, &currency)).collect();
    Ok(axum::Json(
        json!({"projects": rows, "pagination": Pagination::new(wanted, total)}),
    ))
}

async fn show(
    _caller: Caller<scopes::ReadProjects>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    Ok(axum::Json(json!({"project": shown(&app, Id::new(id)).await?})))
}

async fn create(
    caller: Caller<scopes::WriteProjects>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    fields.only(KNOWN_FIELDS)?;
    let new = NewProject {
        name: fields.text("name")?.unwrap_or_default(),
        client_id: fields.id("client_id")?,
        description: fields.text("description")?,
        billable: fields.flag("billable")?,
        hourly_rate: fields.amount("hourly_rate")?,
        billing_ref: fields.text("billing_ref")?,
        code: fields.text("code")?,
        budget_amount: fields.amount("budget_amount")?,
        budget_threshold_percent: fields.integer("budget_threshold_percent")?,
        estimated_hours: fields.number("estimated_hours")?,
        color: fields.integer("color")?,
    };
    let project = actions::create(&app, &caller.actor, new).await?;
    let body = json!({"message": "Project created successfully", "project": shown(&app, project.id).await?});
    Ok((StatusCode::CREATED, axum::Json(body)))
}

async fn update(
    caller: Caller<scopes::WriteProjects>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    fields.only(KNOWN_FIELDS)?;
    let patch = ProjectPatch {
        name: fields.text("name")?,
        client_id: fields.id("client_id")?,
        description: fields.patch_text("description")?,
        billable: fields.flag("billable")?,
        hourly_rate: fields.patch_amount("hourly_rate")?,
        billing_ref: fields.patch_text("billing_ref")?,
        code: fields.patch_text("code")?,
        budget_amount: fields.patch_amount("budget_amount")?,
        budget_threshold_percent: fields.integer("budget_threshold_percent")?,
        estimated_hours: fields.patch_number("estimated_hours")?,
        color: fields.integer("color")?,
        status: fields.text("status")?,
    };
    let project = actions::update(&app, &caller.actor, Id::new(id), patch).await?;
    let project = shown(&app, project.id).await?;
    Ok(axum::Json(
        json!({"message": "Project updated successfully", "project": project}),
    ))
}

async fn archive(
    caller: Caller<scopes::WriteProjects>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    actions::archive(&app, &caller.actor, Id::new(id)).await?;
    Ok(axum::Json(json!({"message": "Project archived successfully"})))
}

async fn shown(app: &App, id: Id<Project>) -> Result<Value, Error> {
    on_the_wire(&app.db, id).await?.ok_or(Error::NotFound("project"))
}

/// One project as everybody reads it.
pub async fn on_the_wire(db: &impl Read, id: Id<Project>) -> Result<Option<Value>, Error> {
    let Some(view) = store::view(db, id).await? else {
        return Ok(None);
    };
    Ok(Some(wire(&view, &organisation::currency(db).await?)))
}

fn wire(view: &ProjectView, currency: &str) -> Value {
    let project = &view.project;
    let amount = |minor: Option<i64>| minor.map(|minor| decimal_number(minor, currency));
    // There are no costs beside time here, so what the time is worth is the whole value.
    let worth = decimal_number(view.worth_minor(currency), currency);
    json!({
        "id": project.id, "name": project.name, "client_id": project.client_id,
        "client": view.client_name, "client_name": view.client_name,
        "code": project.code, "code_display": project.code_display(), "color": project.color,
        "description": project.description, "billable": project.billable,
        "hourly_rate": amount(project.hourly_rate_minor), "billing_ref": project.billing_ref,
        "budget_amount": amount(project.budget_amount_minor),
        "budget_threshold_percent": project.budget_threshold_percent,
        "budget_consumed_amount": worth, "budget_threshold_exceeded": view.is_over_threshold(currency),
        "estimated_cost": worth, "total_costs": 0.0, "total_billable_costs": 0.0, "total_project_value": worth,
        "estimated_hours": project.estimated_seconds.map(hours_decimal),
        "status": project.status, "is_archived": project.status == "archived",
        "archived_at": project.archived_at.map(naive_utc), "archived_by": null, "archived_reason": null,
        "total_hours": hours_decimal(view.total_seconds),
        "total_billable_hours": hours_decimal(view.billable_seconds),
        "custom_fields": json_of(&project.custom_fields),
        "created_at": naive_utc(project.created_at), "updated_at": naive_utc(project.updated_at),
    })
}
