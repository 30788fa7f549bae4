//! Imports in the API v1. The first path is the existing system's; its answer has the same shape, with more
//! beside it.

use super::actions::{self, Wishes};
use super::model::{Import, Kept, Status};
use super::{store, upload};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::http::{ApiError, ApiResult, Path, naive_utc};
use crate::openapi::Tells as _;
use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use timetracker_db::apart;
use timetracker_types::Id;

/// So many failures, and so many remarks, are listed in an answer.
const LISTED: i64 = 50;

/// `/api/v1/time-entries/import-csv` and `/api/v1/imports`.
pub fn routes() -> ApiRouter<App> {
    let import = post_with(import, |op| {
        op.says("Import time entries from CSV\nAs the form's field `file`, as `csv` in JSON, or as the body itself. A repeat of the same file makes no doubles. Wishes such as `atomic` and `async` stand in the query, in the form or in the JSON.")
            .takes("CsvText")
            .takes_files()
            .answers(200, "ImportAnswer")
            .answers(202, "ImportAnswer")
            .answers(400, "ImportAnswer or Refused")
    });
    ApiRouter::new()
        .api_route(
            "/api/v1/time-entries/import-csv",
            import.layer(DefaultBodyLimit::disable()),
        )
        .api_route(
            "/api/v1/imports/{id}",
            get_with(show, |op| op.says("Show an import").answers(200, "ImportAnswer")),
        )
        .api_route(
            "/api/v1/imports/{id}/undo",
            post_with(undo, |op| {
                op.says("Undo an import\nEntries that were changed since stay.")
                    .answers(
                        200,
                        "success:true message:text removed:int kept:int import:Import",
                    )
            }),
        )
}

/// Takes the file and answers when every row was read; with `async=true`, when the file is here.
async fn import(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    request: Request,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    // It commits in parts, and a repeat makes no doubles: not one transaction, also where a key asks for that.
    apart(imported(caller, app, request)).await
}

async fn imported(
    caller: Caller<scopes::WriteTimeEntries>,
    app: App,
    request: Request,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let (import, later) = upload::received(&app, &caller.actor, request).await?;
    if let Err(error) = actions::start(&app, &caller.actor, import.id).await {
        store::delete(&app.db, import.id).await?;
        return Err(error.into());
    }
    if later {
        let import = actions::own(&app, &caller.actor, import.id).await?;
        return Ok((StatusCode::ACCEPTED, axum::Json(answer(&app, &import).await?)));
    }
    let import = actions::finish_here(&app, &caller.actor, import.id).await?;
    let body = answer(&app, &import).await?;
    let status = if import.status == Status::Done {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    };
    Ok((status, axum::Json(body)))
}

async fn show(
    caller: Caller<scopes::ReadTimeEntries>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    let import = actions::own(&app, &caller.actor, Id::new(id)).await?;
    Ok(axum::Json(answer(&app, &import).await?))
}

async fn undo(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    apart(actions::undo(&app, &caller.actor, Id::new(id))).await?;
    let import = apart(actions::finish_here(&app, &caller.actor, Id::new(id))).await?;
    let message = format!(
        "{} entries were taken out again; {} stay because they were changed since.",
        import.removed, import.kept
    );
    Ok(axum::Json(json!({
        "success": true, "message": message, "removed": import.removed, "kept": import.kept,
        "import": summary(&import),
    })))
}

/// What became of an import, as the contract writes it.
async fn answer(app: &App, import: &Import) -> Result<Value, ApiError> {
    let listed = |kept: Vec<Kept>| -> Vec<Value> { kept.iter().map(wire).collect() };
    let errors = store::findings(&app.db, import.id, true, 0, LISTED).await?;
    let remarks = store::findings(&app.db, import.id, false, 0, LISTED).await?;
    let is_good = import.status == Status::Done || import.status.is_under_way();
    let mut body = json!({
        "success": is_good, "created": import.created, "failed": import.failed, "errors": listed(errors),
        "already_present": import.present, "warnings": listed(remarks), "import": summary(import),
        "undo": import.status.may_be_undone().then(|| format!("/api/v1/imports/{}/undo", import.id)),
    });
    if !is_good && import.status != Status::Undone {
        let sentence = sentence(import);
        body["error"] = json!(sentence);
        body["message"] = json!(sentence);
        body["error_code"] = json!(if import.status == Status::Refused {
            "import_refused"
        } else {
            "import_stopped"
        });
    }
    Ok(body)
}

fn sentence(import: &Import) -> String {
    match (&import.problem, import.status) {
        (Some(problem), _) => problem.clone(),
        (None, Status::Refused) => format!(
            "{} of {} rows cannot go in, so none did. Correct them, or send the file without atomic=true.",
            import.failed, import.records
        ),
        (None, _) => "The import was stopped. What was in by then stays.".into(),
    }
}

/// A row that failed, or went in with a remark.
fn wire(kept: &Kept) -> Value {
    json!({"row": kept.record, "line": kept.line, "column": kept.field, "error": kept.reason})
}

fn summary(import: &Import) -> Value {
    let settings = import.settings().ok();
    let columns: Map<String, Value> = settings
        .iter()
        .flat_map(|settings| {
            let pairs = settings.headings.iter().zip(&settings.columns);
            pairs.map(|(heading, column)| (heading.clone(), json!(column.map(super::columns::Column::key))))
        })
        .collect();
    json!({
        "id": import.id, "status": import.status.key(), "file_name": import.file_name, "bytes": import.file_bytes,
        "rows": import.records, "created": import.created, "already_present": import.present,
        "failed": import.failed, "created_at": naive_utc(import.created_at),
        "finished_at": import.finished_at.map(naive_utc),
        "encoding": settings.as_ref().map(|settings| settings.encoding.clone()),
        "delimiter": settings.as_ref().map(|settings| settings.delimiter),
        "date_order": settings.as_ref().map(|settings| settings.order.key()),
        "timezone": settings.as_ref().map(|settings| settings.zone.name().to_owned()),
        "atomic": settings.as_ref().map(|settings| settings.atomic),
        "columns": columns,
    })
}

/// What a sender may say beside the file, under these names wherever it stands.
pub(super) fn wish(
    wishes: &mut Wishes,
    later: &mut bool,
    name: &str,
    value: &str,
) -> crate::error::Result<()> {
    use crate::error::Error;
    let yes = |value: &str| {
        matches!(
            value.trim().to_lowercase().as_str(),
            "1" | "true" | "yes" | "y" | "on"
        )
    };
    match name {
        "atomic" => wishes.atomic = yes(value),
        "async" => *later = yes(value),
        "delimiter" => wishes.delimiter = actions::delimiter_of(value)?,
        "encoding" if !value.trim().is_empty() => wishes.encoding = Some(value.to_owned()),
        "date_order" if !value.trim().is_empty() => {
            let order = super::moments::DateOrder::from_key(value);
            let sentence = "Send dmy (day first), mdy (month first) or auto.";
            wishes.order = Some(order.ok_or_else(|| Error::field("date_order", sentence))?);
        }
        "timezone" if !value.trim().is_empty() => {
            let zone = value.trim().parse();
            wishes.zone = Some(zone.map_err(|error| Error::field("timezone", format!("{error}")))?);
        }
        _ => {}
    }
    Ok(())
}
