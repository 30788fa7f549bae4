//! The workday and attendance in the API v1: alone in it, their answers lie within `data`.

use super::model::{Pause, Period};
use super::wire::{DayRecord, Session, WorkBreak, WorkPeriod};
use super::{actions, store};
use crate::app::App;
use crate::auth::{Actor, Caller, scopes};
use crate::error::{Error, Result};
use crate::http::answers::id_in_query;
use crate::http::{ApiResult, Fields, Json, Query};
use crate::openapi::Tells as _;
use crate::reports::{Range, readable};
use crate::users::User;
use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use timetracker_types::Id;

/// `/api/v1/workday/*`, `/api/v1/attendance/*`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/workday/status",
            get_with(status, |op| {
                op.says("Show the open workday")
                    .answers(200, &within("WorkdayStatus"))
            }),
        )
        .api_route(
            "/api/v1/workday/start",
            post_with(start, |op| {
                op.says("Start the workday")
                    .takes("StartWorkday")
                    .answers(200, &within("WorkdayChange"))
            }),
        )
        .api_route(
            "/api/v1/workday/end",
            post_with(end, |op| {
                op.says("End the workday")
                    .takes("EndWorkday")
                    .answers(200, &within("WorkdayChange"))
            }),
        )
        .api_route(
            "/api/v1/attendance/status",
            get_with(attendance, |op| {
                op.says("Show today's attendance")
                    .answers(200, &within("AttendanceStatus"))
            }),
        )
        .api_route(
            "/api/v1/attendance/break/start",
            post_with(start_break, |op| {
                op.says("Start a break")
                    .takes("StartBreak")
                    .answers(200, &within("BreakChange"))
            }),
        )
        .api_route(
            "/api/v1/attendance/break/end",
            post_with(end_break, |op| {
                op.says("End the break").answers(200, &within("BreakChange"))
            }),
        )
        .api_route(
            "/api/v1/attendance/history",
            get_with(history, |op| {
                op.says("List days at work\nThirty days up to today where nothing is said.")
                    .judges()
                    .answers(200, &within("AttendanceHistory"))
            }),
        )
        .api_route(
            "/api/v1/reports/compliance/belgium-attendance",
            get_with(belgium_attendance, |op| {
                op.says("List days at work for an inspector\nEverybody's for managers, one's own for others.")
                    .judges()
                    .answers(200, "records:[DayRecord] start_date:day end_date:day")
            }),
        )
}

/// The envelope of these routes.
pub(super) fn within(data: &str) -> String {
    format!("success:true data:{data} message:text?")
}

/// The most days that a history goes back.
const LONGEST: i64 = 366;

/// Within the envelope of these routes.
pub(super) fn wrapped(data: impl Serialize, message: Option<&str>) -> axum::Json<Value> {
    axum::Json(json!({"success": true, "data": data, "message": message}))
}

async fn status(caller: Caller<scopes::ReadTimeEntries>, State(app): State<App>) -> ApiResult {
    let (user, now) = (&caller.actor.user, app.now());
    let open = store::open_period(&app.db, user.id).await?;
    let session = open.map(|period| Session::of(&period, &user.timezone, now));
    Ok(wrapped(
        json!({"active": session.is_some(), "session": session}),
        None,
    ))
}

async fn start(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let (notes, source) = (fields.text("notes")?, fields.text("source")?);
    let period = actions::start(&app, &caller.actor, notes.as_deref(), source.as_deref()).await?;
    Ok(of_period(&app, &caller.actor, &period, "Workday started"))
}

async fn end(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let period = actions::end(&app, &caller.actor, fields.text("notes")?.as_deref()).await?;
    Ok(of_period(&app, &caller.actor, &period, "Workday ended"))
}

fn of_period(app: &App, actor: &Actor, period: &Period, message: &str) -> axum::Json<Value> {
    let (zone, now) = (&actor.user.timezone, app.now());
    let data = json!({
        "session": Session::of(period, zone, now), "work_period": WorkPeriod::of(period, zone, now),
    });
    wrapped(data, Some(message))
}

async fn attendance(caller: Caller<scopes::ReadTimeEntries>, State(app): State<App>) -> ApiResult {
    let (user, now) = (&caller.actor.user, app.now());
    let zone = &user.timezone;
    let today = zone.day_of(now);
    let period = store::open_period(&app.db, user.id).await?;
    let pause = store::open_break(&app.db, user.id).await?;
    let days = store::days(&app.db, Some(user.id), today, today).await?;
    let day = period.as_ref().map(|period| period.attendance_day_id);
    let pause = pause.map(|pause| WorkBreak::of(&pause, day, zone, now));
    let data = json!({
        "work_active": period.is_some(), "break_active": pause.is_some(),
        "work_period": period.map(|period| WorkPeriod::of(&period, zone, now)), "break": pause,
        "today": days.first().map(|day| DayRecord::of(day, zone, now)),
    });
    Ok(wrapped(data, None))
}

async fn start_break(
    caller: Caller<scopes::WriteTimeEntries>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let kind = fields.text("break_type")?;
    let pause = actions::start_break(&app, &caller.actor, kind.as_deref()).await?;
    of_break(&app, &caller.actor, &pause, "Break started").await
}

async fn end_break(caller: Caller<scopes::WriteTimeEntries>, State(app): State<App>) -> ApiResult {
    let pause = actions::end_break(&app, &caller.actor).await?;
    of_break(&app, &caller.actor, &pause, "Break ended").await
}

async fn of_break(app: &App, actor: &Actor, pause: &Pause, message: &str) -> ApiResult {
    let period = store::period(&app.db, pause.work_period_id).await?;
    let day = period.map(|period| period.attendance_day_id);
    let pause = WorkBreak::of(pause, day, &actor.user.timezone, app.now());
    Ok(wrapped(json!({"break": pause}), Some(message)))
}

#[derive(Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct Wish {
    days: Option<String>,
    start_date: Option<String>,
    end_date: Option<String>,
    user_id: Option<String>,
}

/// Thirty days up to today where nothing is said, newest first; one's own, and anybody's for managers.
async fn history(
    caller: Caller<scopes::ReadTimeEntries>,
    State(app): State<App>,
    Query(wish): Query<Wish>,
) -> ApiResult {
    let actor = &caller.actor;
    let wished = id_in_query(wish.user_id.as_deref()).unwrap_or(actor.user.id);
    let person = readable(actor, Some(wished))?;
    let range = range(&app, actor, &wish)?;
    let records = records(&app, actor, person, range).await?;
    Ok(wrapped(
        json!({"records": records, "start_date": range.first, "end_date": range.last}),
        None,
    ))
}

/// The same as an inspector asks for it: everybody's for managers, one's own for others.
async fn belgium_attendance(
    caller: Caller<scopes::ReadReports>,
    State(app): State<App>,
    Query(wish): Query<Wish>,
) -> ApiResult {
    let actor = &caller.actor;
    let person = readable(actor, id_in_query(wish.user_id.as_deref()))?;
    let range = range(&app, actor, &wish)?;
    let records = records(&app, actor, person, range).await?;
    Ok(axum::Json(
        json!({"records": records, "start_date": range.first, "end_date": range.last}),
    ))
}

fn range(app: &App, actor: &Actor, wish: &Wish) -> Result<Range> {
    let today = actor.user.timezone.day_of(app.now());
    let days = wish.days.as_deref().map(|text| text.trim().parse::<i64>());
    let days = days
        .transpose()
        .ok()
        .filter(|days| days.is_none_or(|days| (1..=LONGEST).contains(&days)));
    let days = days.ok_or_else(|| Error::field("days", "Send 1 to 366 days."))?;
    let otherwise = Range {
        first: today.plus_days(1 - days.unwrap_or(30)),
        last: today,
    };
    let range = Range::read(wish.start_date.as_deref(), wish.end_date.as_deref(), otherwise)?;
    if range.first.days_until(range.last) > LONGEST {
        return Err(Error::field("start_date", "Ask for a year at most."));
    }
    Ok(range)
}

/// A day with the name of whose it is.
#[derive(Serialize)]
struct Named {
    username: String,
    #[serde(flatten)]
    record: DayRecord,
}

async fn records(app: &App, actor: &Actor, person: Option<Id<User>>, range: Range) -> Result<Vec<Named>> {
    let days = store::days(&app.db, person, range.first, range.last).await?;
    let people = crate::users::list(&app.db).await?;
    let name = |id: Id<User>| people.iter().find(|person| person.id == id);
    let named = days.iter().map(|day| Named {
        username: name(day.day.user_id).map_or_else(String::new, |person| person.username.clone()),
        record: DayRecord::of(day, &actor.user.timezone, app.now()),
    });
    Ok(named.collect())
}
