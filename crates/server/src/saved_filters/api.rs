//! Saved filters in the API v1.

use super::model::{SavedFilter, Wish};
use super::{actions, store};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::error::Result;
use crate::http::answers::{self, Paged};
use crate::http::{ApiResult, Fields, Json, Pagination, Path, Query, json_of, naive_utc};
use crate::openapi::Tells as _;
use crate::users::User;
use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use aide::transform::TransformOperation;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use timetracker_types::Id;

/// `/api/v1/saved-filters`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/saved-filters",
            get_with(list, |op| {
                op.says("List saved filters\nOne's own and shared ones.").answers(
                    200,
                    "filters:[SavedFilter] saved_filters:[SavedFilter] pagination:Pagination",
                )
            })
            .post_with(create, |op| {
                op.says("Make a saved filter")
                    .takes("NewSavedFilter")
                    .answers(201, "message:text filter:SavedFilter saved_filter:SavedFilter")
            }),
        )
        .api_route(
            "/api/v1/saved-filters/{id}",
            get_with(show, |op| {
                op.says("Show a saved filter")
                    .answers(200, "filter:SavedFilter saved_filter:SavedFilter")
            })
            .put_with(update, change)
            .patch_with(update, change)
            .delete_with(delete, |op| {
                op.says("Delete a saved filter").answers(200, "message:text")
            }),
        )
}

fn change(op: TransformOperation<'_>) -> TransformOperation<'_> {
    op.says("Change a saved filter\nWhat is left out stays.")
        .takes("SavedFilterChange")
        .answers(200, "message:text filter:SavedFilter saved_filter:SavedFilter")
}

/// A filter as the contract spells one.
#[derive(Serialize)]
struct Wire {
    id: Id<SavedFilter>,
    user_id: Id<User>,
    name: String,
    scope: String,
    payload: Value,
    is_shared: bool,
    created_at: String,
    updated_at: String,
}

impl From<SavedFilter> for Wire {
    fn from(filter: SavedFilter) -> Self {
        Self {
            id: filter.id,
            user_id: filter.user_id,
            name: filter.name,
            scope: filter.scope,
            payload: json_of(&filter.payload),
            is_shared: filter.is_shared,
            created_at: naive_utc(filter.created_at),
            updated_at: naive_utc(filter.updated_at),
        }
    }
}

#[derive(Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct Of {
    scope: Option<String>,
}

/// Under both names that readers may look for.
async fn list(
    caller: Caller<scopes::ReadFilters>,
    State(app): State<App>,
    Query(query): Query<Paged<Of>>,
) -> ApiResult {
    let (wanted, scope, reader) = (query.wanted(), query.of.scope.as_deref(), caller.actor.user.id);
    let rows = store::list(&app.db, reader, scope, wanted.per_page, wanted.offset()).await?;
    let rows: Vec<Wire> = rows.into_iter().map(Wire::from).collect();
    let total = store::count(&app.db, reader, scope).await?;
    let pagination = Pagination::new(wanted, total);
    Ok(axum::Json(
        json!({"filters": rows, "saved_filters": rows, "pagination": pagination}),
    ))
}

async fn show(caller: Caller<scopes::ReadFilters>, State(app): State<App>, Path(id): Path<i64>) -> ApiResult {
    let filter = actions::visible(&app.db, &caller.actor, Id::new(id)).await?;
    Ok(named(None, &filter.into()))
}

async fn create(
    caller: Caller<scopes::WriteFilters>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let filter = actions::create(&app, &caller.actor, wish(&fields)?).await?;
    Ok((
        StatusCode::CREATED,
        named(Some("Filter created successfully"), &filter.into()),
    ))
}

async fn update(
    caller: Caller<scopes::WriteFilters>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let filter = actions::update(&app, &caller.actor, Id::new(id), wish(&fields)?).await?;
    Ok(named(Some("Filter updated successfully"), &filter.into()))
}

async fn delete(
    caller: Caller<scopes::WriteFilters>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    actions::delete(&app, &caller.actor, Id::new(id)).await?;
    Ok(answers::said("Filter deleted successfully"))
}

fn wish(fields: &Fields) -> Result<Wish> {
    Ok(Wish {
        name: fields.text("name")?,
        scope: fields.text("scope")?,
        payload: fields.raw("payload").cloned(),
        is_shared: fields.flag("is_shared")?,
    })
}

fn named(message: Option<&str>, filter: &Wire) -> axum::Json<Value> {
    let mut answer = json!({"filter": filter, "saved_filter": filter});
    if let Some(message) = message {
        answer["message"] = message.into();
    }
    axum::Json(answer)
}
