//! Favourite projects in the API v1.

use super::actions;
use super::store::{self, Favorite};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::http::{ApiResult, Fields, Json, Path, answers, naive_utc};
use crate::openapi::Tells as _;
use crate::projects::Project;
use crate::users::User;
use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with};
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use timetracker_types::Id;

/// `/api/v1/users/me/favorites/projects`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/users/me/favorites/projects",
            get_with(list, |op| {
                op.says("List one's favourite projects")
                    .answers(200, "favorites:[Favorite]")
            })
            .post_with(add, |op| {
                op.says("Make a project a favourite\n201 where it is new, 200 where it was one already.")
                    .takes("NewFavorite")
                    .looks_up()
                    .answers(200, "message:text favorite:Favorite")
                    .answers(201, "message:text favorite:Favorite")
            }),
        )
        .api_route(
            "/api/v1/users/me/favorites/projects/{id}",
            delete_with(remove, |op| {
                op.says("Take a project out of the favourites\nThe id is the project's.")
                    .answers(200, "message:text")
            }),
        )
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
