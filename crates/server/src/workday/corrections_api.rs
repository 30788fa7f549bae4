//! Corrections of attendance in the API v1.

use super::api::{within, wrapped};
use super::corrections::{self, Wish};
use super::model::Correction;
use super::store;
use super::wire::CorrectionWire;
use crate::app::App;
use crate::auth::{Actor, Caller, scopes};
use crate::http::answers::{Nothing, Paged};
use crate::http::{ApiResult, Fields, Json, Pagination, Path, Query};
use crate::openapi::Tells as _;
use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use timetracker_types::Id;

/// `/api/v1/attendance/corrections`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/attendance/corrections",
            get_with(list, |op| {
                op.says("List wishes for corrections\nOne's own, for managers everybody's.")
                    .answers(200, &within("CorrectionPage"))
            })
            .post_with(request, |op| {
                op.says("Ask for a correction\nOf a work period by its id, or of a day.")
                    .takes("NewCorrection")
                    .looks_up()
                    .answers(201, &within("CorrectionChange"))
            }),
        )
        .api_route(
            "/api/v1/attendance/corrections/{id}/approve",
            post_with(approve, |op| {
                op.says("Approve a correction\nFor managers; from then on it holds.")
                    .takes("CorrectionDecision")
                    .answers(200, &within("CorrectionChange"))
            }),
        )
        .api_route(
            "/api/v1/attendance/corrections/{id}/reject",
            post_with(reject, |op| {
                op.says("Reject a correction\nFor managers.")
                    .takes("CorrectionDecision")
                    .answers(200, &within("CorrectionChange"))
            }),
        )
}

/// One's own; everybody's for managers.
async fn list(
    caller: Caller<scopes::ReadTimeEntries>,
    State(app): State<App>,
    Query(query): Query<Paged<Nothing>>,
) -> ApiResult {
    let (actor, wanted) = (&caller.actor, query.wanted());
    let person = (!actor.manages()).then_some(actor.user.id);
    let rows = store::corrections(&app.db, person, wanted.per_page, wanted.offset()).await?;
    let zone = &actor.user.timezone;
    let rows: Vec<CorrectionWire> = rows.iter().map(|wish| CorrectionWire::of(wish, zone)).collect();
    let total = store::count_corrections(&app.db, person).await?;
    let pagination = Pagination::new(wanted, total);
    Ok(wrapped(
        json!({"corrections": rows, "pagination": pagination}),
        None,
    ))
}

async fn request(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let period = fields.id("work_period_id")?;
    let wish = Wish {
        period: period.or(fields.id("workday_session_id")?),
        day: fields.text("work_date")?.or(fields.text("date")?),
        start: fields.text("start_time")?.or(fields.text("new_start_time")?),
        end: fields.text("end_time")?.or(fields.text("new_end_time")?),
        reason: fields.text("reason")?.unwrap_or_default(),
    };
    let wish = corrections::request(&app, &caller.actor, wish).await?;
    let answer = answer(&caller.actor, &wish, "Correction requested");
    Ok((StatusCode::CREATED, answer))
}

async fn approve(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let comment = fields.text("comment")?;
    let wish = corrections::decide(&app, &caller.actor, Id::new(id), true, comment.as_deref()).await?;
    Ok(answer(&caller.actor, &wish, "Correction approved"))
}

async fn reject(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let comment = fields.text("comment")?.or(fields.text("reason")?);
    let wish = corrections::decide(&app, &caller.actor, Id::new(id), false, comment.as_deref()).await?;
    Ok(answer(&caller.actor, &wish, "Correction rejected"))
}

fn answer(actor: &Actor, wish: &Correction, message: &str) -> axum::Json<Value> {
    let wish = CorrectionWire::of(wish, &actor.user.timezone);
    wrapped(json!({"correction": wish}), Some(message))
}
