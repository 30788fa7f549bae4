//! Favourite projects in the API v1.

use super::actions;
use super::store::{self, Favorite};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::http::{ApiResult, Fields, Json, Path, answers, naive_utc};
use crate::projects::Project;
use crate::users::User;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{delete, get};
use serde::Serialize;
use serde_json::Value;
use timetracker_types::Id;

/// `/api/v1/users/me/favorites/projects`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/users/me/favorites/projects", get(list).post(add))
        .route("/api/v1/users/me/favorites/projects/{id}", delete(remove))
}

/// A favourite as the contract spells one.
#[derive(Serialize)]
struct Wire {
    id: Id<Favorite>,
    user_id: Id<User>,
    project_id: Id<Project>,
    project_name: String,
    created_at: String,
}

impl From<Favorite> for Wire {
    fn from(favorite: Favorite) -> Self {
        Self {
            id: favorite.id,
            user_id: favorite.user_id,
            project_id: favorite.project_id,
            project_name: favorite.project_name,
            created_at: naive_utc(favorite.created_at),
        }
    }
}

async fn list(caller: Caller<scopes::ReadProjects>, State(app): State<App>) -> ApiResult {
    let rows = store::list(&app.db, caller.actor.user.id).await?;
    let rows: Vec<Wire> = rows.into_iter().map(Wire::from).collect();
    Ok(answers::shown("favorites", &rows))
}

/// 201 where it is new, 200 where it was one already.
async fn add(
    caller: Caller<scopes::WriteProjects>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let (favorite, is_new) = actions::add(&app, &caller.actor, fields.id("project_id")?).await?;
    let favorite = Wire::from(favorite);
    Ok(if is_new {
        answers::created("Project added to favorites", "favorite", &favorite)
    } else {
        let body = answers::changed("Project is already in favorites", "favorite", &favorite);
        (StatusCode::OK, body)
    })
}

async fn remove(
    caller: Caller<scopes::WriteProjects>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    actions::remove(&app, &caller.actor, Id::new(id)).await?;
    Ok(answers::said("Project removed from favorites"))
}
