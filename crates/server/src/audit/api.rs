//! The audit trail in the API v1: one's own doings as activities, the whole trail for administrators.

use super::store::{self, Filter, Line};
use super::wording::{self, Told};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::error::Result;
use crate::http::answers::{self, id_in_query};
use crate::http::{ApiResult, Query, Wanted, naive_utc};
use crate::openapi::Tells as _;
use crate::users::User;
use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use timetracker_types::{Id, hh_mm_ss, hours_decimal};

/// `/api/v1/activities`, `/api/v1/audit-logs`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/activities",
            get_with(activities, |op| {
                op.says("List what was done\nNewest first: one's own, for managers everybody's.")
                    .answers(200, "activities:[Activity] pagination:Pagination")
            }),
        )
        .api_route(
            "/api/v1/audit-logs",
            get_with(audit_logs, |op| {
                op.says("List the audit log\nEvery change with what it was before, for administrators.")
                    .answers(200, "audit_logs:[AuditLog] pagination:Pagination")
            }),
        )
}

#[derive(Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct Wish {
    limit: Option<String>,
    page: Option<String>,
    per_page: Option<String>,
    user_id: Option<String>,
    entity_type: Option<String>,
    entity_id: Option<String>,
    action: Option<String>,
}

impl Wish {
    /// `limit` is another word for `per_page`.
    fn wanted(&self) -> Wanted {
        let length = self.limit.as_deref().or(self.per_page.as_deref());
        Wanted::read(self.page.as_deref(), length)
    }

    fn filter(&self, user_id: Option<Id<User>>) -> Filter {
        let number = |text: &String| text.trim().parse().unwrap_or(-1);
        Filter {
            user_id,
            entity: self.entity_type.clone(),
            entity_id: self.entity_id.as_ref().map(number),
            action: self.action.clone(),
            before: None,
        }
    }
}

/// Something that somebody did.
#[derive(Serialize)]
struct Activity {
    id: i64,
    user_id: Option<Id<User>>,
    username: Option<String>,
    display_name: Option<String>,
    action: String,
    entity_type: String,
    entity_id: i64,
    entity_name: String,
    description: String,
    metadata: Value,
    extra_data: Value,
    created_at: String,
}

impl Activity {
    fn of((line, told): (Line, Told)) -> Self {
        let metadata = metadata(&line, &told);
        Self {
            id: line.id,
            user_id: line.user_id,
            username: line.username,
            display_name: line.display_name,
            action: line.action,
            entity_type: line.entity,
            entity_id: line.entity_id,
            entity_name: told.name,
            description: told.sentence,
            extra_data: metadata.clone(),
            metadata,
            created_at: naive_utc(line.at),
        }
    }
}

fn metadata(line: &Line, told: &Told) -> Value {
    let state = if told.after.is_empty() {
        &told.before
    } else {
        &told.after
    };
    let seconds = state.get("duration_seconds").and_then(Value::as_i64);
    let project = (line.entity == "time_entry").then_some(&told.name);
    json!({
        "changes": told.changed, "project_name": project, "duration_formatted": seconds.map(hh_mm_ss),
        "duration_hours": seconds.map(hours_decimal),
    })
}

/// A line of the trail. Where one field changed, its values stand beside its name.
#[derive(Serialize)]
struct AuditLog {
    id: i64,
    user_id: Option<Id<User>>,
    username: Option<String>,
    display_name: Option<String>,
    action: String,
    entity_type: String,
    entity_id: i64,
    entity_name: String,
    change_description: String,
    changes: Vec<String>,
    field_name: Option<String>,
    old_value: Option<String>,
    new_value: Option<String>,
    full_old_state: Option<Value>,
    full_new_state: Option<Value>,
    entity_metadata: Option<Value>,
    reason: Option<String>,
    ip_address: Option<String>,
    user_agent: Option<String>,
    request_path: Option<String>,
    created_at: String,
}

impl AuditLog {
    fn of((line, told): (Line, Told)) -> Self {
        let only = match told.changed.as_slice() {
            [field] => Some(field.clone()),
            _ => None,
        };
        let value = |state: &serde_json::Map<String, Value>| match state.get(only.as_ref()?)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        Self {
            id: line.id,
            user_id: line.user_id,
            username: line.username,
            display_name: line.display_name,
            action: line.action,
            entity_type: line.entity,
            entity_id: line.entity_id,
            entity_name: told.name,
            change_description: told.sentence,
            old_value: value(&told.before),
            new_value: value(&told.after),
            field_name: only,
            changes: told.changed,
            full_old_state: line.before.is_some().then(|| told.before.into()),
            full_new_state: line.after.is_some().then(|| told.after.into()),
            entity_metadata: None,
            reason: None,
            ip_address: None,
            user_agent: None,
            request_path: None,
            created_at: naive_utc(line.at),
        }
    }
}

/// One's own; managers see everybody's, or those of the person they name.
async fn activities(
    caller: Caller<scopes::ReadReports>,
    State(app): State<App>,
    Query(wish): Query<Wish>,
) -> ApiResult {
    let person = crate::reports::readable(&caller.actor, id_in_query(wish.user_id.as_deref()))?;
    let (rows, wanted, total) = page(&app, &wish, person).await?;
    let rows: Vec<Activity> = rows.into_iter().map(Activity::of).collect();
    Ok(answers::listed("activities", &rows, wanted, total))
}

async fn audit_logs(
    _caller: Caller<scopes::AdminAll>,
    State(app): State<App>,
    Query(wish): Query<Wish>,
) -> ApiResult {
    let (rows, wanted, total) = page(&app, &wish, id_in_query(wish.user_id.as_deref())).await?;
    let rows: Vec<AuditLog> = rows.into_iter().map(AuditLog::of).collect();
    Ok(answers::listed("audit_logs", &rows, wanted, total))
}

async fn page(app: &App, wish: &Wish, person: Option<Id<User>>) -> Result<(Vec<(Line, Told)>, Wanted, i64)> {
    let (wanted, filter) = (wish.wanted(), wish.filter(person));
    let lines = store::list(&app.db, &filter, wanted.per_page, wanted.offset()).await?;
    let total = store::count(&app.db, &filter).await?;
    let projects: Vec<i64> = lines.iter().filter_map(wording::project_of).collect();
    let projects = store::project_names(&app.db, projects).await?;
    let tell = |line: Line| {
        let told = wording::told(&line, &projects);
        (line, told)
    };
    Ok((lines.into_iter().map(tell).collect(), wanted, total))
}
