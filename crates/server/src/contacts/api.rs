//! Contacts in the API v1.

use super::model::{Contact, Wish};
use super::{actions, store};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::clients::{self, Client};
use crate::error::{Error, Result};
use crate::http::answers::{self, Nothing, Paged};
use crate::http::{ApiResult, Fields, Json, Path, Query, naive_utc, tag_list};
use crate::openapi::Tells as _;
use crate::users::User;
use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use aide::transform::TransformOperation;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use timetracker_types::Id;

/// `/api/v1/clients/{id}/contacts`, `/api/v1/contacts`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/clients/{id}/contacts",
            get_with(list, |op| {
                op.says("List the contacts of a client")
                    .answers(200, "contacts:[Contact] pagination:Pagination")
            })
            .post_with(create, |op| {
                op.says("Make a contact\n`first_name` and `last_name`, or the whole `name`.")
                    .takes("NewContact")
                    .answers(201, "message:text contact:Contact")
            }),
        )
        .api_route(
            "/api/v1/contacts/{id}",
            get_with(show, |op| {
                op.says("Show a contact").answers(200, "contact:Contact")
            })
            .put_with(update, change)
            .patch_with(update, change)
            .delete_with(delete, |op| {
                op.says("Delete a contact").answers(200, "message:text")
            }),
        )
}

fn change(op: TransformOperation<'_>) -> TransformOperation<'_> {
    op.says("Change a contact\nWhat is left out stays.")
        .takes("NewContact")
        .answers(200, "message:text contact:Contact")
}

/// A contact as the contract spells one.
#[derive(Serialize)]
struct Wire {
    id: Id<Contact>,
    client_id: Id<Client>,
    first_name: String,
    last_name: String,
    full_name: String,
    display_name: String,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    mobile: Option<String>,
    title: Option<String>,
    department: Option<String>,
    role: String,
    is_primary: bool,
    is_active: bool,
    address: Option<String>,
    notes: Option<String>,
    tags: Vec<String>,
    created_by: Id<User>,
    created_at: String,
    updated_at: String,
}

impl From<Contact> for Wire {
    fn from(contact: Contact) -> Self {
        let name = contact.full_name();
        Self {
            id: contact.id,
            client_id: contact.client_id,
            full_name: name.clone(),
            display_name: name.clone(),
            name,
            tags: tag_list(&contact.tags).into_iter().map(str::to_owned).collect(),
            first_name: contact.first_name,
            last_name: contact.last_name,
            email: contact.email,
            phone: contact.phone,
            mobile: contact.mobile,
            title: contact.title,
            department: contact.department,
            role: contact.role,
            is_primary: contact.is_primary,
            is_active: contact.is_active,
            address: contact.address,
            notes: contact.notes,
            created_by: contact.created_by,
            created_at: naive_utc(contact.created_at),
            updated_at: naive_utc(contact.updated_at),
        }
    }
}

async fn list(
    _caller: Caller<scopes::ReadContacts>,
    State(app): State<App>,
    Path(client): Path<i64>,
    Query(query): Query<Paged<Nothing>>,
) -> ApiResult {
    let (wanted, client) = (query.wanted(), Id::new(client));
    clients::find(&app.db, client)
        .await?
        .ok_or(Error::NotFound("client"))?;
    let rows = store::list(&app.db, client, wanted.per_page, wanted.offset()).await?;
    let rows: Vec<Wire> = rows.into_iter().map(Wire::from).collect();
    let total = store::count(&app.db, client).await?;
    Ok(answers::listed("contacts", &rows, wanted, total))
}

async fn show(
    _caller: Caller<scopes::ReadContacts>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    let contact = store::find(&app.db, Id::new(id)).await?;
    let contact = contact.ok_or(Error::NotFound("contact"))?;
    Ok(answers::shown("contact", &Wire::from(contact)))
}

async fn create(
    caller: Caller<scopes::WriteContacts>,
    State(app): State<App>,
    Path(client): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let contact = actions::create(&app, &caller.actor, Id::new(client), wish(&fields)?).await?;
    let contact = Wire::from(contact);
    Ok(answers::created(
        "Contact created successfully",
        "contact",
        &contact,
    ))
}

async fn update(
    caller: Caller<scopes::WriteContacts>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let contact = actions::update(&app, &caller.actor, Id::new(id), wish(&fields)?).await?;
    let contact = Wire::from(contact);
    Ok(answers::changed(
        "Contact updated successfully",
        "contact",
        &contact,
    ))
}

async fn delete(
    caller: Caller<scopes::WriteContacts>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    actions::delete(&app, &caller.actor, Id::new(id)).await?;
    Ok(answers::said("Contact deleted successfully"))
}

fn wish(fields: &Fields) -> Result<Wish> {
    let (first_name, last_name) = names(fields)?;
    Ok(Wish {
        first_name,
        last_name,
        email: fields.patch_text("email")?,
        phone: fields.patch_text("phone")?,
        mobile: fields.patch_text("mobile")?,
        title: fields.patch_text("title")?,
        department: fields.patch_text("department")?,
        role: fields.patch_text("role")?,
        is_primary: fields.flag("is_primary")?,
        address: fields.patch_text("address")?,
        notes: fields.patch_text("notes")?,
        tags: tags(fields)?,
    })
}

/// The mobile app sends one `name`: its first word is the first name, the rest the last name.
fn names(fields: &Fields) -> Result<(Option<String>, Option<String>)> {
    let (first, last) = (fields.text("first_name")?, fields.text("last_name")?);
    let whole = fields.text("name")?;
    let Some(whole) = whole.filter(|name| first.is_none() && !name.trim().is_empty()) else {
        return Ok((first, last));
    };
    let (first, rest) = whole.trim().split_once(' ').unwrap_or((whole.trim(), ""));
    Ok((Some(first.to_owned()), last.or(Some(rest.trim().to_owned()))))
}

/// As a list or as comma-separated text.
#[expect(clippy::option_option, reason = "absent and null differ in a change")]
fn tags(fields: &Fields) -> Result<Option<Option<String>>> {
    let Some(list) = fields.raw("tags").and_then(Value::as_array) else {
        return fields.patch_text("tags");
    };
    let words: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
    let words = words.ok_or_else(|| Error::field("tags", "Send a list of texts."))?;
    Ok(Some(Some(words.join(","))))
}
