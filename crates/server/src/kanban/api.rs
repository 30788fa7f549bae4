//! The board's columns in the API v1.

use super::model::{Column, Wish};
use super::{actions, store};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::error::{Error, Result};
use crate::http::{ApiResult, Fields, Json, Path, Query, answers, naive_utc};
use crate::openapi::Tells as _;
use crate::projects::Project;
use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use aide::transform::TransformOperation;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use timetracker_types::Id;

/// `/api/v1/kanban/columns`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/kanban/columns",
            get_with(list, |op| {
                op.says("List a board's columns\nThe project's own, else those of every board.")
                    .answers(200, "columns:[Column]")
            })
            .post_with(create, |op| {
                op.says("Make a column")
                    .takes("NewColumn")
                    .looks_up()
                    .answers(201, "message:text column:Column")
            }),
        )
        .api_route(
            "/api/v1/kanban/columns/reorder",
            post_with(reorder, |op| {
                op.says("Order a board's columns\nThose that are not named follow as they were.")
                    .takes("ColumnOrder")
                    .answers(200, "message:text columns:[Column]")
            }),
        )
        .api_route(
            "/api/v1/kanban/columns/{id}",
            get_with(show, |op| op.says("Show a column").answers(200, "column:Column"))
                .put_with(update, change)
                .patch_with(update, change)
                .delete_with(delete, |op| {
                    op.says("Delete a column\nNot one that stands for a status of every task.")
                        .answers(200, "message:text")
                }),
        )
}

fn change(op: TransformOperation<'_>) -> TransformOperation<'_> {
    op.says("Change a column\nWhat is left out stays.")
        .takes("ColumnChange")
        .answers(200, "message:text column:Column")
}

/// A column as the contract spells one, with the two words that the desktop app looks for.
#[derive(Serialize)]
struct Wire<'a> {
    id: Id<Column>,
    project_id: Option<Id<Project>>,
    key: &'a str,
    status: &'a str,
    label: &'a str,
    name: &'a str,
    icon: &'a str,
    color: &'a str,
    position: i64,
    is_active: bool,
    is_system: bool,
    is_complete_state: bool,
    wip_limit: Option<i64>,
    created_at: String,
    updated_at: String,
}

impl<'a> From<&'a Column> for Wire<'a> {
    fn from(column: &'a Column) -> Self {
        Self {
            id: column.id,
            project_id: column.project_id,
            key: &column.key,
            status: &column.key,
            label: &column.label,
            name: &column.label,
            icon: &column.icon,
            color: &column.color,
            position: column.position,
            is_active: column.is_active,
            is_system: column.is_system,
            is_complete_state: column.is_complete_state,
            wip_limit: column.wip_limit,
            created_at: naive_utc(column.created_at),
            updated_at: naive_utc(column.updated_at),
        }
    }
}

#[derive(Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct Of {
    project_id: Option<String>,
    include_inactive: Option<String>,
}

async fn list(
    _caller: Caller<scopes::ReadTasks>,
    State(app): State<App>,
    Query(query): Query<Of>,
) -> ApiResult {
    let everything = query.include_inactive.as_deref() == Some("true");
    let project = answers::id_in_query(query.project_id.as_deref());
    board(&app, project, everything).await
}

async fn board(app: &App, project: Option<Id<Project>>, everything: bool) -> ApiResult {
    let boards = store::boards(&app.db).await?;
    let columns = boards.of(project).into_iter();
    let rows: Vec<Wire> = columns
        .filter(|column| everything || column.is_active)
        .map(Wire::from)
        .collect();
    Ok(answers::shown("columns", &rows))
}

async fn show(_caller: Caller<scopes::ReadTasks>, State(app): State<App>, Path(id): Path<i64>) -> ApiResult {
    let column = store::find(&app.db, Id::new(id)).await?;
    let column = column.ok_or(Error::NotFound("column"))?;
    Ok(answers::shown("column", &Wire::from(&column)))
}

async fn create(
    caller: Caller<scopes::WriteTasks>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let project = fields.id("project_id")?;
    let column = actions::create(&app, &caller.actor, project, wish(&fields)?).await?;
    let column = Wire::from(&column);
    Ok(answers::created("Column created successfully", "column", &column))
}

async fn update(
    caller: Caller<scopes::WriteTasks>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let column = actions::update(&app, &caller.actor, Id::new(id), wish(&fields)?).await?;
    let column = Wire::from(&column);
    Ok(answers::changed("Column updated successfully", "column", &column))
}

async fn delete(
    caller: Caller<scopes::WriteTasks>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    actions::delete(&app, &caller.actor, Id::new(id)).await?;
    Ok(answers::said("Column deleted successfully"))
}

async fn reorder(
    caller: Caller<scopes::WriteTasks>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let project = fields.id("project_id")?;
    actions::reorder(&app, &caller.actor, project, &ids(&fields)?).await?;
    let axum::Json(mut answer) = board(&app, project, false).await?;
    answer["message"] = json!("Columns reordered successfully");
    Ok(axum::Json(answer))
}

fn ids(fields: &Fields) -> Result<Vec<Id<Column>>> {
    let wrong = || Error::field("column_ids", "Send a list of column ids.");
    let list = fields
        .raw("column_ids")
        .and_then(Value::as_array)
        .ok_or_else(wrong)?;
    let number = |value: &Value| {
        let text = value.as_str().and_then(|text| text.trim().parse().ok());
        value.as_i64().or(text).map(Id::new).ok_or_else(wrong)
    };
    list.iter().map(number).collect()
}

/// `name` and `status` are taken for `label` and `key`, as they are answered beside them.
fn wish(fields: &Fields) -> Result<Wish> {
    let limit = fields.raw("wip_limit").is_some();
    Ok(Wish {
        key: fields.text("key")?.or(fields.text("status")?),
        label: fields.text("label")?.or(fields.text("name")?),
        icon: fields.text("icon")?,
        color: fields.text("color")?,
        position: fields.integer("position")?,
        is_active: fields.flag("is_active")?,
        is_complete_state: fields.flag("is_complete_state")?,
        wip_limit: limit.then(|| fields.integer("wip_limit")).transpose()?,
    })
}
