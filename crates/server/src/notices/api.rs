//! Notices in the API v1, for programs that watch an installation.

use super::model::Notice;
use super::{actions, store};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::http::{ApiResult, Pagination, Path, Query, Wanted, naive_utc};
use crate::openapi::Tells as _;
use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use timetracker_types::Id;

/// `/api/v1/notices`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/notices",
            get_with(list, |op| {
                op.says("List notices to administrators\n`status=all` also lists what is over or put away.")
                    .answers(200, "notices:[Notice] pagination:Pagination")
            }),
        )
        .api_route(
            "/api/v1/notices/{id}/dismiss",
            post_with(dismiss, |op| {
                op.says("Put a notice away")
                    .answers(200, "message:text notice:Notice")
            }),
        )
}

#[derive(Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct ListQuery {
    status: Option<String>,
    page: Option<String>,
    per_page: Option<String>,
}

/// `status=all` also lists what is over or put away.
async fn list(
    _: Caller<scopes::AdminAll>,
    State(app): State<App>,
    Query(query): Query<ListQuery>,
) -> ApiResult {
    let wanted = Wanted::read(query.page.as_deref(), query.per_page.as_deref());
    let all = query.status.as_deref() == Some("all");
    let (rows, total) = store::page(&app.db, all, wanted.per_page, wanted.offset()).await?;
    let rows: Vec<Value> = rows.iter().map(wire).collect();
    Ok(Json(
        json!({"notices": rows, "pagination": Pagination::new(wanted, total)}),
    ))
}

async fn dismiss(caller: Caller<scopes::AdminAll>, State(app): State<App>, Path(id): Path<i64>) -> ApiResult {
    let notice = actions::dismiss(&app, &caller.actor, Id::new(id)).await?;
    Ok(Json(
        json!({"message": "Notice dismissed", "notice": wire(&notice)}),
    ))
}

fn wire(notice: &Notice) -> Value {
    json!({
        "id": notice.id,
        "key": notice.key,
        "severity": notice.severity.as_str(),
        "text": notice.text,
        "link": (!notice.link.is_empty()).then_some(&notice.link),
        "created_at": naive_utc(notice.created_at),
        "dismissed_at": notice.dismissed_at.map(naive_utc),
        "dismissed_by": notice.dismissed_by,
        "resolved_at": notice.resolved_at.map(naive_utc),
    })
}
