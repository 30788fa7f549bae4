//! Time entries in the API v1.
//!
//! Times are answered twice: naive in the zone of the token's owner, the only form that all shipped
//! clients read rightly, and as `started_at`/`ended_at` in RFC 3339 with offset. Times that arrive with an
//! offset are converted, others are read in the owner's zone.

use super::actions;
use super::model::{EntryPatch, EntryView, Moment, NewEntry, TimeEntry};
use super::store::{self, Filter};
use crate::app::App;
use crate::auth::{Actor, Caller, scopes};
use crate::error::{Error, Result};
use crate::http::{ApiResult, Fields, Json, Pagination, Path, Query, Wanted, tag_list};
use crate::openapi::Tells as _;
use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use aide::transform::TransformOperation;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use timetracker_db::Read;
use timetracker_types::{Day, Id, Instant, Zone, hh_mm_ss, hours_decimal, parse_moment};

/// `/api/v1/time-entries`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/time-entries",
            get_with(list, |op| {
                op.says("List time entries\nNewest first: one's own, for managers everybody's. The running timer only with `include_active=true`.")
                    .judges()
                    .answers(200, "time_entries:[TimeEntry] pagination:Pagination")
            })
            .post_with(create, |op| {
                op.says("Enter time\nA start with an end, or `date` with `duration_minutes`. A task brings its project. Time may not overlap.")
                    .takes("NewTimeEntry")
                    .answers(201, "message:text time_entry:TimeEntry")
            }),
        )
        .api_route(
            "/api/v1/time-entries/{id}",
            get_with(show, |op| op.says("Show a time entry").answers(200, "time_entry:TimeEntry"))
                .put_with(update, change)
                .patch_with(update, change)
                .delete_with(delete, |op| {
                    op.says("Delete a time entry\nNot the running timer, and none that is on an invoice.")
                        .answers(200, "message:text")
                }),
        )
}

fn change(op: TransformOperation<'_>) -> TransformOperation<'_> {
    op.says("Change a time entry\nWhat is left out stays. Null clears notes, tags, the task and the invoice number.")
        .takes("TimeEntryChange")
        .answers(200, "message:text time_entry:TimeEntry")
}

/// What a body may hold.
pub const KNOWN_FIELDS: &[&str] = &[
    "project_id",
    "client_id",
    "task_id",
    "start_time",
    "end_time",
    "break_seconds",
    "notes",
    "tags",
    "billable",
    "paid",
    "invoice_number",
    "user_id",
    "date",
    "duration_minutes",
    "reason",
    "if_updated_at",
    "source",
];

#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct ListQuery {
    project_id: Option<String>,
    task_id: Option<String>,
    user_id: Option<String>,
    start_date: Option<String>,
    end_date: Option<String>,
    billable: Option<String>,
    include_active: Option<String>,
    page: Option<String>,
    per_page: Option<String>,
}

async fn list(
    caller: Caller<scopes::ReadTimeEntries>,
    State(app): State<App>,
    Query(query): Query<ListQuery>,
) -> ApiResult {
    let wanted = Wanted::read(query.page.as_deref(), query.per_page.as_deref());
    let filter = filter(&caller.actor, &query, wanted)?;
    let (rows, total) = (
        store::list(&app.db, &filter).await?,
        store::count(&app.db, &filter).await?,
    );
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| wire(row, &caller.actor.user.timezone, app.now()))
        .collect();
    Ok(axum::Json(
        json!({"time_entries": rows, "pagination": Pagination::new(wanted, total)}),
    ))
}

/// Own entries; managers see everybody's, or those of the person they name.
fn filter(actor: &Actor, query: &ListQuery, wanted: Wanted) -> Result<Filter> {
    let id = |text: &Option<String>| {
        text.as_deref()
            .map(|text| text.trim().parse::<i64>().unwrap_or(-1))
    };
    let wished = id(&query.user_id).map(Id::new);
    if wished.is_some_and(|person| person != actor.user.id) && !actor.manages() {
        return Err(Error::Forbidden(
            "You may list your own time entries only.".into(),
        ));
    }
    let zone = &actor.user.timezone;
    Ok(Filter {
        user_id: if actor.manages() {
            wished
        } else {
            Some(actor.user.id)
        },
        project_id: id(&query.project_id).map(Id::new),
        task_id: id(&query.task_id).map(Id::new),
        from: edge("start_date", query.start_date.as_deref(), zone, |day| {
            zone.start_of(day)
        })?,
        to: edge("end_date", query.end_date.as_deref(), zone, |day| {
            zone.start_of(day.plus_days(1))
        })?,
        overlapping: None,
        billable: query.billable.as_deref().map(|text| text == "true"),
        with_running: query.include_active.as_deref() == Some("true"),
        limit: wanted.per_page,
        offset: wanted.offset(),
    })
}

/// A day, or a moment, as an edge of the list; a day's end belongs to the list.
fn edge(
    field: &'static str,
    text: Option<&str>,
    zone: &Zone,
    of_day: impl Fn(Day) -> Instant,
) -> Result<Option<Instant>> {
    let Some(text) = text.map(str::trim) else {
        return Ok(None);
    };
    if let Ok(day) = text.parse::<Day>() {
        return Ok(Some(of_day(day)));
    }
    parse_moment(text, zone)
        .map(Some)
        .map_err(|error| Error::field(field, error.to_string()))
}

async fn show(
    caller: Caller<scopes::ReadTimeEntries>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    Ok(axum::Json(
        json!({"time_entry": shown(&app, &caller.actor, Id::new(id)).await?}),
    ))
}

async fn create(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    fields.only(KNOWN_FIELDS)?;
    let moment = |name| Ok::<_, Error>(fields.text(name)?.map(Moment::Text));
    let (day, lasting) = lasting(&fields)?;
    let new = NewEntry {
        user_id: fields.id("user_id")?,
        project_id: fields.id("project_id")?,
        client_id: fields.id("client_id")?,
        task_id: fields.id("task_id")?,
        started_at: moment("start_time")?,
        ended_at: moment("end_time")?,
        day,
        lasting,
        break_seconds: fields.integer("break_seconds")?.unwrap_or(0),
        notes: fields.text("notes")?,
        tags: fields.tags("tags")?,
        billable: fields.flag("billable")?,
        paid: fields.flag("paid")?.unwrap_or(false),
        invoice_number: fields.text("invoice_number")?,
        source: "manual",
    };
    let entry = actions::create(&app, &caller.actor, new).await?;
    let entry = shown(&app, &caller.actor, entry.id).await?;
    let body = json!({"message": "Time entry created successfully", "time_entry": entry});
    Ok((StatusCode::CREATED, axum::Json(body)))
}

/// As the desktop app sends it: a number of minutes in place of an end, on a day or from a start.
fn lasting(fields: &Fields) -> Result<(Option<Day>, Option<i64>)> {
    let Some(minutes) = fields.integer("duration_minutes")? else {
        return Ok((None, None));
    };
    if !(1..=24 * 60).contains(&minutes) {
        return Err(Error::field("duration_minutes", "Send 1 to 1440 minutes."));
    }
    let day = fields.text("date")?.map(|text| text.parse::<Day>());
    let day = day
        .transpose()
        .map_err(|error| Error::field("date", error.to_string()))?;
    Ok((day, Some(minutes * 60)))
}

async fn update(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    fields.only(KNOWN_FIELDS)?;
    let moment = |name| Ok::<_, Error>(fields.text(name)?.map(Moment::Text));
    let patch = EntryPatch {
        project_id: fields.patch_id("project_id")?,
        client_id: fields.patch_id("client_id")?,
        task_id: fields.patch_id("task_id")?,
        started_at: moment("start_time")?,
        ended_at: moment("end_time")?,
        break_seconds: fields.integer("break_seconds")?,
        notes: fields.patch_text("notes")?,
        tags: fields.patch_tags("tags")?,
        billable: fields.flag("billable")?,
        paid: fields.flag("paid")?,
        invoice_number: fields.patch_text("invoice_number")?,
        if_version: None,
        if_updated_at: moment("if_updated_at")?,
    };
    let entry = actions::update(&app, &caller.actor, Id::new(id), patch).await?;
    let entry = shown(&app, &caller.actor, entry.id).await?;
    Ok(axum::Json(
        json!({"message": "Time entry updated successfully", "time_entry": entry}),
    ))
}

async fn delete(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    actions::delete(&app, &caller.actor, Id::new(id)).await?;
    Ok(axum::Json(json!({"message": "Time entry deleted successfully"})))
}

/// One entry on the wire; another person's does not exist, except to managers.
pub(super) async fn shown(app: &App, actor: &Actor, id: Id<TimeEntry>) -> Result<Value> {
    let view = store::find_view(&app.db, id).await?;
    let view = view
        .filter(|view| actions::may_touch(actor, &view.entry))
        .ok_or(Error::NotFound("time entry"))?;
    Ok(wire(&view, &actor.user.timezone, app.now()))
}

/// One entry as somebody in `zone` reads it, a deleted one too: for whoever tells others what became of it.
pub async fn on_the_wire(
    db: &impl Read,
    id: Id<TimeEntry>,
    zone: &Zone,
    now: Instant,
) -> Result<Option<Value>> {
    let view = store::find_any_view(db, id).await?;
    Ok(view.map(|view| wire(&view, zone, now)))
}

/// An entry as the contract writes it, with the cheap extra fields that clients look for.
pub(super) fn wire(view: &EntryView, zone: &Zone, now: Instant) -> Value {
    let entry = &view.entry;
    let naive = |at: Instant| zone.local(at).to_string();
    let exact = |at: Instant| zone.to_rfc3339(at);
    let worked = entry.worked_seconds(now);
    json!({
        "id": entry.id, "user_id": entry.user_id, "user": view.username,
        "project_id": entry.project_id, "project": view.project_name, "project_name": view.project_name,
        "client_id": entry.client_id, "client": entry.client_id.and(view.client_name.as_ref()),
        "client_name": view.client_name,
        "task_id": entry.task_id, "task": view.task_name, "task_name": view.task_name,
        "identifier": view.identifier,
        "start_time": naive(entry.started_at), "end_time": entry.ended_at.map(naive),
        "started_at": exact(entry.started_at), "ended_at": entry.ended_at.map(exact),
        "timezone": entry.timezone,
        "duration_seconds": entry.duration_seconds,
        "duration_hours": hours_decimal(worked), "duration_formatted": hh_mm_ss(worked),
        "break_seconds": entry.break_seconds, "paused_at": entry.paused_at.map(naive),
        "notes": entry.notes,
        "tags": (!entry.tags.is_empty()).then_some(&entry.tags), "tag_list": tag_list(&entry.tags),
        "source": entry.source, "billable": entry.billable, "paid": entry.paid,
        "invoice_number": entry.invoice_number, "is_active": entry.is_running(),
        "created_at": naive(entry.created_at), "updated_at": naive(entry.updated_at),
    })
}
