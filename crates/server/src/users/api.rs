//! People in the API v1: oneself, and everybody for administrators.

use super::model::User;
use super::store;
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::error::Result;
use crate::http::{ApiResult, Pagination, Query, Wanted, naive_utc};
use crate::openapi::Tells as _;
use crate::time_entries;
use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use timetracker_db::Read;
use timetracker_types::Id;

/// `/api/v1/users/me`, `/api/v1/users`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/users/me",
            get_with(me, |op| {
                op.says("Show the token's owner").answers(
                    200,
                    "user:User time_entry_requirements:EntryRequirements enabled_modules:texts",
                )
            }),
        )
        .api_route(
            "/api/v1/users",
            get_with(list, |op| {
                op.says("List people\nActive ones, for administrators.")
                    .answers(200, "users:[User] pagination:Pagination")
            }),
        )
}

async fn me(State(app): State<App>, caller: Caller<scopes::ReadUsers>) -> ApiResult {
    let user = caller.actor.user;
    let worked = store::worked_seconds_of(&app.db, user.id).await?;
    let is_tracking = time_entries::running(&app.db, user.id).await?.is_some();
    Ok(Json(json!({
        "user": wire(&user, worked, is_tracking),
        "time_entry_requirements": {
            "require_task": false, "require_description": false, "description_min_length": 0,
        },
        "enabled_modules": crate::system::MODULES,
    })))
}

#[derive(Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct Page {
    page: Option<String>,
    per_page: Option<String>,
}

async fn list(State(app): State<App>, _: Caller<scopes::AdminAll>, Query(page): Query<Page>) -> ApiResult {
    let wanted = Wanted::read(page.page.as_deref(), page.per_page.as_deref());
    let (people, total) = store::active_page(&app.db, wanted.per_page, wanted.offset()).await?;
    let rows = rows(&app, &people).await?;
    Ok(Json(
        json!({"users": rows, "pagination": Pagination::new(wanted, total)}),
    ))
}

async fn rows(app: &App, people: &[User]) -> Result<Vec<Value>> {
    let worked: HashMap<_, _> = store::worked_seconds(&app.db).await?.into_iter().collect();
    let tracking = store::tracking(&app.db).await?;
    let row = |user: &User| {
        let seconds = worked.get(&user.id).copied().unwrap_or(0);
        wire(user, seconds, tracking.contains(&user.id))
    };
    Ok(people.iter().map(row).collect())
}

/// One person as administrators read them.
pub async fn on_the_wire(db: &impl Read, id: Id<User>) -> Result<Option<Value>> {
    let Some(user) = store::find(db, id).await? else {
        return Ok(None);
    };
    let worked = store::worked_seconds_of(db, id).await?;
    let is_tracking = time_entries::running(db, id).await?.is_some();
    Ok(Some(wire(&user, worked, is_tracking)))
}

/// A person as the contract spells one. Dates and times of day are shown in one way here, so those two are constant.
#[expect(clippy::cast_precision_loss, reason = "hours are shown with two decimals")]
fn wire(user: &User, worked_seconds: i64, is_tracking: bool) -> Value {
    json!({
        "id": user.id.get(),
        "username": user.username,
        "display_name": user.display_name(),
        "full_name": user.full_name,
        "email": user.email,
        "role": user.role.as_str(),
        "is_admin": user.role == super::Role::Admin,
        "is_active": user.is_active,
        "status": if is_tracking { "online" } else { "offline" },
        "avatar_url": null,
        "timezone": user.timezone.name(),
        "date_format": "YYYY-MM-DD",
        "time_format": "24h",
        "standard_hours_per_day": user.daily_goal_seconds as f64 / 3600.0,
        "overtime_include_weekends": true,
        "total_hours": timetracker_types::hours_decimal(worked_seconds),
        "last_login": user.last_login_at.map(naive_utc),
        "created_at": naive_utc(user.created_at),
    })
}
