//! Clients in the API v1.

use super::model::{Client, ClientPatch, NewClient};
use super::{actions, store};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::error::Error;
use crate::http::{
    ApiResult, Fields, Json, Pagination, Path, Query, Wanted, decimal_text, json_of, naive_utc,
};
use crate::openapi::Tells as _;
use crate::organisation;
use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use aide::transform::TransformOperation;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::HashMap;
use timetracker_db::Read;
use timetracker_types::Id;

/// `/api/v1/clients`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/clients",
            get_with(list, |op| {
                op.says("List clients\nBy name. `status` is active (without it), archived or all.")
                    .answers(200, "clients:[Client] pagination:Pagination")
            })
            .post_with(create, |op| {
                op.says("Make a client")
                    .takes("NewClient")
                    .answers(201, "message:text client:Client")
            }),
        )
        .api_route(
            "/api/v1/clients/{id}",
            get_with(show, |op| op.says("Show a client").answers(200, "client:Client"))
                .put_with(update, change)
                .patch_with(update, change)
                .delete_with(archive, |op| {
                    op.says("Archive a client").answers(200, "message:text")
                }),
        )
}

fn change(op: TransformOperation<'_>) -> TransformOperation<'_> {
    op.says("Change a client\nWhat is left out stays.")
        .takes("ClientChange")
        .answers(200, "message:text client:Client")
}

#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct ListQuery {
    status: Option<String>,
    page: Option<String>,
    per_page: Option<String>,
}

async fn list(
    caller: Caller<scopes::ReadClients>,
    State(app): State<App>,
    Query(query): Query<ListQuery>,
) -> ApiResult {
    let _ = caller;
    let wanted = Wanted::read(query.page.as_deref(), query.per_page.as_deref());
    let with_archived = matches!(query.status.as_deref(), Some("all" | "archived" | "inactive"));
    let mut clients = store::list(&app.db, with_archived).await?;
    if matches!(query.status.as_deref(), Some("archived" | "inactive")) {
        clients.retain(|client| !client.is_active());
    }
    let counts = counts(&app.db).await?;
    let total = i64::try_from(clients.len()).unwrap_or(i64::MAX);
    let (skip, take) = (usize::try_from(wanted.offset()), usize::try_from(wanted.per_page));
    let page = clients
        .iter()
        .skip(skip.unwrap_or(usize::MAX))
        .take(take.unwrap_or(0));
    let currency = organisation::currency(&app.db).await?;
    let rows: Vec<Value> = page.map(|client| wire(client, &counts, &currency)).collect();
    Ok(axum::Json(
        json!({"clients": rows, "pagination": Pagination::new(wanted, total)}),
    ))
}

async fn show(caller: Caller<scopes::ReadClients>, State(app): State<App>, Path(id): Path<i64>) -> ApiResult {
    let _ = caller;
    let client = store::find(&app.db, Id::new(id))
        .await?
        .ok_or(Error::NotFound("client"))?;
    Ok(axum::Json(
        json!({"client": with_counts(&app.db, &client).await?}),
    ))
}

async fn create(
    caller: Caller<scopes::WriteClients>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let new = NewClient {
        name: fields.text("name")?.unwrap_or_default(),
        description: fields.text("description")?,
        contact_person: fields.text("contact_person")?,
        email: fields.text("email")?,
        phone: fields.text("phone")?,
        address: fields.text("address")?,
        default_hourly_rate: fields.amount("default_hourly_rate")?,
        custom_fields: fields.raw("custom_fields").cloned(),
    };
    let client = actions::create(&app, &caller.actor, new).await?;
    let client = with_counts(&app.db, &client).await?;
    let body = json!({"message": "Client created successfully", "client": client});
    Ok((StatusCode::CREATED, axum::Json(body)))
}

async fn update(
    caller: Caller<scopes::WriteClients>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let patch = ClientPatch {
        name: fields.text("name")?,
        description: fields.patch_text("description")?,
        contact_person: fields.patch_text("contact_person")?,
        email: fields.patch_text("email")?,
        phone: fields.patch_text("phone")?,
        address: fields.patch_text("address")?,
        default_hourly_rate: fields.patch_amount("default_hourly_rate")?,
    };
    let client = actions::update(&app, &caller.actor, Id::new(id), patch).await?;
    let client = with_counts(&app.db, &client).await?;
    let body = json!({"message": "Client updated successfully", "client": client});
    Ok(axum::Json(body))
}

async fn archive(
    caller: Caller<scopes::WriteClients>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    actions::archive(&app, &caller.actor, Id::new(id)).await?;
    Ok(axum::Json(json!({"message": "Client archived successfully"})))
}

type Counts = HashMap<Id<Client>, (i64, i64)>;

async fn counts(db: &impl Read) -> Result<Counts, Error> {
    let rows = store::project_counts(db).await?;
    Ok(rows
        .into_iter()
        .map(|(id, active, all)| (id, (active, all)))
        .collect())
}

async fn with_counts(db: &impl Read, client: &Client) -> Result<Value, Error> {
    Ok(wire(
        client,
        &counts(db).await?,
        &organisation::currency(db).await?,
    ))
}

/// One client as everybody reads it.
pub async fn on_the_wire(db: &impl Read, id: Id<Client>) -> Result<Option<Value>, Error> {
    match store::find(db, id).await? {
        Some(client) => with_counts(db, &client).await.map(Some),
        None => Ok(None),
    }
}

fn wire(client: &Client, counts: &Counts, currency: &str) -> Value {
    let (active, all) = counts.get(&client.id).copied().unwrap_or_default();
    let rate = client
        .default_hourly_rate_minor
        .map(|minor| decimal_text(minor, currency));
    json!({
        "id": client.id, "name": client.name, "description": client.description,
        "contact_person": client.contact_person, "email": client.email, "phone": client.phone,
        "address": client.address, "default_hourly_rate": rate, "status": client.status,
        "is_active": client.is_active(), "active_projects": active, "total_projects": all,
        "prepaid_hours_monthly": null, "prepaid_reset_day": 1,
        "custom_fields": json_of(&client.custom_fields),
        "created_at": naive_utc(client.created_at), "updated_at": naive_utc(client.updated_at),
    })
}
