//! `POST /api/v1/time-entries/bulk` and its undo.

use super::actions::{self, Applied};
use super::model::{Outcome, RowOutcome, Verb};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::error::{Error, Result};
use crate::http::{ApiResult, Fields, Json, Path};
use crate::openapi::Tells as _;
use crate::time_entries::TimeEntry;
use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use serde_json::{Value, json};
use timetracker_types::Id;

/// `/api/v1/time-entries/bulk`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/time-entries/bulk",
            post_with(apply, |op| {
                op.says("Change many time entries\nEach entry's result is told; one transaction, with an undo. One foreign id refuses all.")
                    .takes("BulkChange")
                    .looks_up()
                    .answers(200, "success:true affected:int results:[BulkResult] undo_id:int? undo:text?")
            }),
        )
        .api_route(
            "/api/v1/time-entries/bulk/{id}/undo",
            post_with(undo, |op| {
                op.says("Undo a change of many")
                    .answers(200, "success:true affected:int results:[BulkResult]")
            }),
        )
}

async fn apply(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let (ids, verb) = (entry_ids(&fields)?, verb(&fields)?);
    let Applied { change, rows } = actions::apply(&app, &caller.actor, &ids, &verb).await?;
    let done = if verb == Verb::Delete {
        "deleted"
    } else {
        "updated"
    };
    let affected = rows
        .iter()
        .filter(|row| matches!(row.outcome, Outcome::Changed | Outcome::AlreadySo))
        .count();
    let change = change.map(Id::get);
    Ok(axum::Json(json!({
        "success": true, "affected": affected, "results": wire(&rows, done),
        "undo_id": change, "undo": change.map(|id| format!("/api/v1/time-entries/bulk/{id}/undo")),
    })))
}

async fn undo(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    let rows = actions::undo(&app, &caller.actor, Id::new(id)).await?;
    let affected = rows.iter().filter(|row| row.outcome == Outcome::Changed).count();
    Ok(axum::Json(
        json!({"success": true, "affected": affected, "results": wire(&rows, "restored")}),
    ))
}

fn wire(rows: &[RowOutcome], done: &str) -> Vec<Value> {
    let row = |row: &RowOutcome| match &row.outcome {
        Outcome::Changed => json!({"id": row.id, "status": done}),
        Outcome::AlreadySo => json!({"id": row.id, "status": "unchanged"}),
        Outcome::Skipped(reason) => json!({"id": row.id, "status": "skipped", "reason": reason}),
        Outcome::NotFound => {
            json!({"id": row.id, "status": "not_found", "reason": "There is no such time entry, or you may not see it."})
        }
    };
    rows.iter().map(row).collect()
}

/// A list of ids, also as text.
fn entry_ids(fields: &Fields) -> Result<Vec<Id<TimeEntry>>> {
    let wrong = || Error::field("entry_ids", "Send a list of one or more ids of time entries.");
    let list = fields.raw("entry_ids").and_then(Value::as_array);
    let list = list.filter(|list| !list.is_empty()).ok_or_else(wrong)?;
    let id = |value: &Value| match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    list.iter()
        .map(|value| id(value).map(Id::new).ok_or_else(wrong))
        .collect()
}

fn verb(fields: &Fields) -> Result<Verb> {
    let flag = || {
        let flag = fields.flag("value")?;
        flag.ok_or_else(|| Error::field("value", "Send true or false as “value”."))
    };
    let action = fields.text("action")?.unwrap_or_default();
    Ok(match action.trim() {
        "delete" => Verb::Delete,
        "set_billable" => Verb::SetBillable(flag()?),
        "set_paid" => Verb::SetPaid(flag()?),
        "add_tag" => Verb::AddTag(Verb::tag(fields.text("value")?.as_deref())?),
        "remove_tag" => Verb::RemoveTag(Verb::tag(fields.text("value")?.as_deref())?),
        _ => {
            return Err(Error::field(
                "action",
                "Send one of delete, set_billable, set_paid, add_tag, remove_tag.",
            ));
        }
    })
}
