//! Webhooks in the API v1.

use super::model::{Delivery, Status, Webhook, Wish};
use super::{actions, events, log, sealed, store};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::error::{Error, Result};
use crate::http::{ApiResult, Fields, Json, Pagination, Path, Query, Wanted, json_of, naive_utc};
use crate::openapi::Tells as _;
use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use aide::transform::TransformOperation;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use timetracker_types::Id;

/// `/api/v1/webhooks`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/webhooks",
            get_with(list, |op| {
                op.says("List one's webhooks")
                    .answers(200, "webhooks:[Webhook] pagination:Pagination")
            })
            .post_with(create, |op| {
                op.says("Make a webhook\nIts secret is shown this once.")
                    .takes("NewWebhook")
                    .answers(201, "message:text webhook:Webhook")
            }),
        )
        .api_route(
            "/api/v1/webhooks/events",
            get_with(names, |op| {
                op.says("List the events there are")
                    .answers(200, "events:texts event_types:[WebhookEvent]")
            }),
        )
        .api_route(
            "/api/v1/webhooks/{id}",
            get_with(show, |op| {
                op.says("Show a webhook").answers(200, "webhook:Webhook")
            })
            .put_with(update, change)
            .patch_with(update, change)
            .delete_with(remove, |op| {
                op.says("Delete a webhook").answers(200, "message:text")
            }),
        )
        .api_route(
            "/api/v1/webhooks/{id}/test",
            post_with(test, |op| {
                op.says("Send a test event")
                    .answers(202, "message:text delivery:WebhookDelivery")
            }),
        )
        .api_route(
            "/api/v1/webhooks/{id}/deliveries",
            get_with(deliveries, |op| {
                op.says("List what was sent\nNewest first.")
                    .wants_one_of("status", &["", "pending", "retrying", "success", "failed"])
                    .answers(200, "deliveries:[WebhookDelivery] pagination:Pagination")
            }),
        )
        .api_route(
            "/api/v1/webhooks/{id}/deliveries/{delivery}",
            get_with(delivery, |op| {
                op.says("Show what was sent and answered")
                    .answers(200, "delivery:WebhookDelivery")
            }),
        )
        .api_route(
            "/api/v1/webhooks/{id}/deliveries/{delivery}/redeliver",
            post_with(redeliver, |op| {
                op.says("Send it again")
                    .answers(202, "message:text delivery:WebhookDelivery")
            }),
        )
}

fn change(op: TransformOperation<'_>) -> TransformOperation<'_> {
    op.says("Change a webhook\nWhat is left out stays.")
        .takes("WebhookChange")
        .answers(200, "message:text webhook:Webhook")
}

#[derive(Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct ListQuery {
    is_active: Option<String>,
    page: Option<String>,
    per_page: Option<String>,
}

async fn list(
    caller: Caller<scopes::ReadWebhooks>,
    State(app): State<App>,
    Query(query): Query<ListQuery>,
) -> ApiResult {
    let wanted = Wanted::read(query.page.as_deref(), query.per_page.as_deref());
    let active = query.is_active.as_deref().map(|text| text == "true");
    let (rows, total) = store::page(&app.db, &caller.actor, active, wanted.per_page, wanted.offset()).await?;
    let rows: Vec<Value> = rows
        .iter()
        .map(|webhook| shown(&app, webhook))
        .collect::<Result<_>>()?;
    Ok(axum::Json(
        json!({"webhooks": rows, "pagination": Pagination::new(wanted, total)}),
    ))
}

/// Every name that may be asked for, and when each is sent.
async fn names(_: Caller<scopes::ReadWebhooks>) -> ApiResult {
    let names: Vec<&str> = events::NAMES.iter().map(|event| event.name).collect();
    let described: Vec<Value> = events::NAMES
        .iter()
        .map(
            |event| json!({"name": event.name, "is_sent": !event.when.is_empty(), "description": event.when}),
        )
        .collect();
    Ok(axum::Json(json!({"events": names, "event_types": described})))
}

async fn show(
    caller: Caller<scopes::ReadWebhooks>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    let webhook = actions::own(&app.db, &caller.actor, Id::new(id)).await?;
    Ok(axum::Json(json!({"webhook": shown(&app, &webhook)?})))
}

async fn create(
    caller: Caller<scopes::WriteWebhooks>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let (webhook, secret) = actions::create(&app, &caller.actor, wish(&fields)?).await?;
    let mut shown = shown(&app, &webhook)?;
    shown["secret"] = secret.into();
    let body = json!({"message": "Webhook created successfully", "webhook": shown});
    Ok((StatusCode::CREATED, axum::Json(body)))
}

async fn update(
    caller: Caller<scopes::WriteWebhooks>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let (webhook, secret) = actions::update(&app, &caller.actor, Id::new(id), wish(&fields)?).await?;
    let mut shown = shown(&app, &webhook)?;
    if let Some(secret) = secret {
        shown["secret"] = secret.into();
    }
    Ok(axum::Json(
        json!({"message": "Webhook updated successfully", "webhook": shown}),
    ))
}

async fn remove(
    caller: Caller<scopes::WriteWebhooks>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    actions::remove(&app, &caller.actor, Id::new(id)).await?;
    Ok(axum::Json(json!({"message": "Webhook deleted successfully"})))
}

/// Answers at once; what came of it is in the delivery a moment later.
async fn test(
    caller: Caller<scopes::WriteWebhooks>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let delivery = actions::test(&app, &caller.actor, Id::new(id)).await?;
    let body = json!({"message": "Test event queued", "delivery": wire_delivery(&delivery)});
    Ok((StatusCode::ACCEPTED, axum::Json(body)))
}

#[derive(Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct LogQuery {
    status: Option<String>,
    page: Option<String>,
    per_page: Option<String>,
}

async fn deliveries(
    caller: Caller<scopes::ReadWebhooks>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Query(query): Query<LogQuery>,
) -> ApiResult {
    let webhook = actions::own(&app.db, &caller.actor, Id::new(id)).await?;
    let wanted = Wanted::read(query.page.as_deref(), query.per_page.as_deref());
    let status = query.status.as_deref().map(str::parse::<Status>).transpose();
    let status = status.map_err(|sentence| Error::field("status", sentence))?;
    let (rows, total) = log::page(&app.db, webhook.id, status, wanted.per_page, wanted.offset()).await?;
    let rows: Vec<Value> = rows.iter().map(wire_delivery).collect();
    Ok(axum::Json(
        json!({"deliveries": rows, "pagination": Pagination::new(wanted, total)}),
    ))
}

/// One delivery, with what was sent and the beginning of what was answered.
async fn delivery(
    caller: Caller<scopes::ReadWebhooks>,
    State(app): State<App>,
    Path((id, delivery)): Path<(i64, i64)>,
) -> ApiResult {
    let webhook = actions::own(&app.db, &caller.actor, Id::new(id)).await?;
    let delivery = actions::own_delivery(&app.db, webhook.id, Id::new(delivery)).await?;
    let mut shown = wire_delivery(&delivery);
    shown["payload"] = json_of(&delivery.payload);
    shown["response_body"] = delivery.response_excerpt.into();
    Ok(axum::Json(json!({"delivery": shown})))
}

async fn redeliver(
    caller: Caller<scopes::WriteWebhooks>,
    State(app): State<App>,
    Path((id, delivery)): Path<(i64, i64)>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let delivery = actions::redeliver(&app, &caller.actor, Id::new(id), Id::new(delivery)).await?;
    let body = json!({"message": "Delivery queued", "delivery": wire_delivery(&delivery)});
    Ok((StatusCode::ACCEPTED, axum::Json(body)))
}

fn wish(fields: &Fields) -> Result<Wish> {
    Ok(Wish {
        name: fields.text("name")?,
        description: fields.patch_text("description")?,
        url: fields.text("url")?,
        http_method: fields.text("http_method")?,
        content_type: fields.text("content_type")?,
        headers: headers(fields)?,
        events: event_names(fields)?,
        is_active: fields.flag("is_active")?,
        max_retries: fields.integer("max_retries")?,
        retry_delay_seconds: fields.integer("retry_delay_seconds")?,
        timeout_seconds: fields.integer("timeout_seconds")?,
        generate_secret: fields.flag("generate_secret")?,
    })
}

fn headers(fields: &Fields) -> Result<Option<Vec<(String, String)>>> {
    let wrong = || {
        let sentence = "Send an object of texts, such as {\"Authorization\": \"Bearer …\"}.";
        Error::field("headers", sentence)
    };
    match fields.raw("headers") {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(Vec::new())),
        Some(Value::Object(map)) => {
            let text = |(name, value): (&String, &Value)| {
                value.as_str().map(|value| (name.clone(), value.to_owned()))
            };
            map.iter()
                .map(text)
                .collect::<Option<_>>()
                .map(Some)
                .ok_or_else(wrong)
        }
        Some(_) => Err(wrong()),
    }
}

fn event_names(fields: &Fields) -> Result<Option<Vec<String>>> {
    let wrong = || Error::field("events", "Send a list of event names, or [\"*\"] for all.");
    match fields.raw("events") {
        None => Ok(None),
        Some(Value::String(name)) => Ok(Some(vec![name.clone()])),
        Some(Value::Array(list)) => {
            let names = list.iter().map(|name| name.as_str().map(str::to_owned));
            names.collect::<Option<_>>().map(Some).ok_or_else(wrong)
        }
        Some(_) => Err(wrong()),
    }
}

fn shown(app: &App, webhook: &Webhook) -> Result<Value> {
    let headers: Vec<(String, String)> = sealed::headers(app, webhook)?.into_iter().collect();
    Ok(wire(webhook, &headers))
}

/// A webhook as the contract writes it, and how it is doing.
pub(super) fn wire(webhook: &Webhook, headers: &[(String, String)]) -> Value {
    let headers: serde_json::Map<String, Value> = headers
        .iter()
        .map(|(name, value)| (name.clone(), value.clone().into()))
        .collect();
    json!({
        "id": webhook.id, "user_id": webhook.user_id, "name": webhook.name,
        "description": webhook.description, "url": webhook.url, "http_method": webhook.http_method,
        "content_type": webhook.content_type, "headers": headers, "events": webhook.events(),
        "is_active": webhook.is_active, "max_retries": webhook.max_retries,
        "retry_delay_seconds": webhook.retry_delay_seconds, "timeout_seconds": webhook.timeout_seconds,
        "is_signed": webhook.secret.is_some(),
        "total_deliveries": webhook.successful_deliveries + webhook.failed_deliveries,
        "successful_deliveries": webhook.successful_deliveries, "failed_deliveries": webhook.failed_deliveries,
        "last_delivery_at": webhook.last_delivery_at.map(naive_utc),
        "last_success_at": webhook.last_success_at.map(naive_utc),
        "last_failure_at": webhook.last_failure_at.map(naive_utc),
        "failing_since": webhook.failing_since.map(naive_utc),
        "blocked_until": webhook.blocked_until.map(naive_utc),
        "switched_off_because": webhook.switched_off_because,
        "created_at": naive_utc(webhook.created_at), "updated_at": naive_utc(webhook.updated_at),
    })
}

fn wire_delivery(delivery: &Delivery) -> Value {
    json!({
        "id": delivery.id, "webhook_id": delivery.webhook_id, "delivery_id": delivery.delivery_key,
        "event_type": delivery.event_type, "event_id": delivery.event_id, "status": delivery.status.as_str(),
        "attempt_number": delivery.attempts.max(1), "retry_count": (delivery.attempts - 1).max(0),
        "by_hand": delivery.by_hand,
        "created_at": naive_utc(delivery.created_at),
        "started_at": naive_utc(delivery.started_at.unwrap_or(delivery.created_at)),
        "completed_at": delivery.completed_at.map(naive_utc), "duration_ms": delivery.duration_ms,
        "next_retry_at": delivery.next_retry_at.map(naive_utc),
        "response_status_code": delivery.response_status_code,
        "error_type": delivery.error_type, "error_message": delivery.error_message,
    })
}
