//! Reports in the API v1.

use super::range::{Range, readable};
use super::store::{self, Of, ProjectSum};
use super::{capacity, payroll};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::http::answers::{self, id_in_query};
use crate::http::{ApiResult, Query};
use crate::openapi::Tells as _;
use crate::projects::Project;
use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use timetracker_types::{Id, hours_decimal};

/// `/api/v1/reports/summary`, `/api/v1/reports/capacity`, `/api/v1/exports/payroll`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/reports/summary",
            get_with(summary, |op| {
                op.says("Sum up hours by project\nThe last thirty days where no days are sent.")
                    .judges()
                    .answers(200, "summary:ReportSummary")
            }),
        )
        .api_route(
            "/api/v1/reports/capacity",
            get_with(capacity, |op| {
                op.says("Compare worked hours with what people could work\nThe present week where no days are sent.")
                    .judges()
                    .answers(200, "capacity:[CapacityRow] start_date:day end_date:day")
            }),
        )
        .api_route(
            "/api/v1/exports/payroll",
            get_with(payroll, |op| {
                op.says("Export hours by person and week as CSV\nThe last month where no days are sent.")
                    .judges()
                    .answers_text("text/csv")
            }),
        )
}

#[derive(Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct Wish {
    start_date: Option<String>,
    end_date: Option<String>,
    project_id: Option<String>,
    user_id: Option<String>,
    user_ids: Option<String>,
}

impl Wish {
    fn range(&self, otherwise: Range) -> crate::error::Result<Range> {
        Range::read(self.start_date.as_deref(), self.end_date.as_deref(), otherwise)
    }
}

/// The hours of a range, whole and by project.
#[derive(Serialize)]
struct Summary {
    start_date: String,
    end_date: String,
    /// The half-open span exactly, in RFC 3339.
    start_at: String,
    end_at: String,
    timezone: String,
    total_hours: f64,
    billable_hours: f64,
    total_seconds: i64,
    billable_seconds: i64,
    total_entries: i64,
    by_project: Vec<ProjectHours>,
}

#[derive(Serialize)]
struct ProjectHours {
    project_id: Option<Id<Project>>,
    project_name: String,
    hours: f64,
    billable_hours: f64,
    seconds: i64,
    entries: i64,
}

impl From<&ProjectSum> for ProjectHours {
    fn from(sum: &ProjectSum) -> Self {
        Self {
            project_id: sum.project_id,
            project_name: sum.name.clone().unwrap_or_else(|| "No project".into()),
            hours: hours_decimal(sum.seconds),
            billable_hours: hours_decimal(sum.billable_seconds),
            seconds: sum.seconds,
            entries: sum.entries,
        }
    }
}

async fn summary(
    caller: Caller<scopes::ReadReports>,
    State(app): State<App>,
    Query(wish): Query<Wish>,
) -> ApiResult {
    let user_id = readable(&caller.actor, id_in_query(wish.user_id.as_deref()))?;
    let zone = &caller.actor.user.timezone;
    let range = wish.range(Range::last_month(zone.day_of(app.now())))?;
    let (from, to) = range.span(zone);
    let project_id = id_in_query(wish.project_id.as_deref());
    let of = Of {
        user_id,
        project_id,
        from,
        to,
    };
    let sums = store::by_project(&app.db, of).await?;
    let total = |part: fn(&ProjectSum) -> i64| sums.iter().map(part).sum::<i64>();
    let (seconds, billable) = (total(|sum| sum.seconds), total(|sum| sum.billable_seconds));
    let summary = Summary {
        start_date: range.first.midnight().to_string(),
        end_date: format!("{}T23:59:59", range.last),
        start_at: zone.to_rfc3339(from),
        end_at: zone.to_rfc3339(to),
        timezone: zone.name().to_owned(),
        total_hours: hours_decimal(seconds),
        billable_hours: hours_decimal(billable),
        total_seconds: seconds,
        billable_seconds: billable,
        total_entries: total(|sum| sum.entries),
        by_project: sums.iter().map(ProjectHours::from).collect(),
    };
    Ok(answers::shown("summary", &summary))
}

/// The present week where no days are sent.
async fn capacity(
    caller: Caller<scopes::ReadReports>,
    State(app): State<App>,
    Query(wish): Query<Wish>,
) -> ApiResult {
    let reader = &caller.actor.user;
    let today = reader.timezone.day_of(app.now());
    let range = wish.range(Range::week_of(today, reader))?;
    let wished = wish.user_ids.as_deref().map(|ids| {
        let ids = ids.split(',').filter_map(|id| id.trim().parse::<i64>().ok());
        ids.map(Id::new).collect::<Vec<_>>()
    });
    let rows = capacity::rows(&app, &caller.actor, range, wished.as_deref()).await?;
    let body = serde_json::json!({
        "capacity": rows, "start_date": range.first, "end_date": range.last,
    });
    Ok(axum::Json(body))
}

/// The last month where no days are sent.
async fn payroll(
    caller: Caller<scopes::ReadReports>,
    State(app): State<App>,
    Query(wish): Query<Wish>,
) -> ApiResult<Response> {
    let user_id = readable(&caller.actor, id_in_query(wish.user_id.as_deref()))?;
    let zone = caller.actor.user.timezone.clone();
    let range = wish.range(Range::last_month(zone.day_of(app.now())))?;
    let text = payroll::csv(&app, user_id, range, &zone).await?;
    let name = format!("payroll-{}-{}.csv", range.first, range.last);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    Ok((headers, text).into_response())
}
