//! Notes about clients in the API v1.

use super::actions;
use super::store::{self, Note, NoteView};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::clients::{self, Client};
use crate::error::{Error, Result};
use crate::http::answers::{self, Nothing, Paged};
use crate::http::{ApiResult, Fields, Json, Path, Query, naive_utc};
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

/// `/api/v1/clients/{id}/notes`, `/api/v1/client-notes`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/clients/{id}/notes",
            get_with(list, |op| {
                op.says("List the notes about a client")
                    .answers(200, "notes:[ClientNote] pagination:Pagination")
            })
            .post_with(create, |op| {
                op.says("Make a note about a client")
                    .takes("NewClientNote")
                    .answers(201, "message:text note:ClientNote")
            }),
        )
        .api_route(
            "/api/v1/client-notes/{id}",
            get_with(show, |op| {
                op.says("Show a note about a client")
                    .answers(200, "note:ClientNote")
            })
            .put_with(update, change)
            .patch_with(update, change)
            .delete_with(delete, |op| {
                op.says("Delete a note about a client")
                    .answers(200, "message:text")
            }),
        )
}

fn change(op: TransformOperation<'_>) -> TransformOperation<'_> {
    op.says("Change a note about a client\nWhat is left out stays.")
        .takes("NewClientNote")
        .answers(200, "message:text note:ClientNote")
}

/// A note as the contract spells one.
#[derive(Serialize)]
struct Wire {
    id: Id<Note>,
    client_id: Id<Client>,
    client_name: String,
    user_id: Id<User>,
    author: String,
    author_name: String,
    author_full_name: String,
    content: String,
    is_important: bool,
    created_at: String,
    updated_at: String,
}

impl From<NoteView> for Wire {
    fn from(view: NoteView) -> Self {
        let note = view.note;
        Self {
            id: note.id,
            client_id: note.client_id,
            client_name: view.client_name,
            user_id: note.user_id,
            author: view.username,
            author_name: view.author.clone(),
            author_full_name: view.author,
            content: note.content,
            is_important: note.is_important,
            created_at: naive_utc(note.created_at),
            updated_at: naive_utc(note.updated_at),
        }
    }
}

async fn list(
    _caller: Caller<scopes::ReadClients>,
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
    Ok(answers::listed("notes", &rows, wanted, total))
}

async fn show(
    _caller: Caller<scopes::ReadClients>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    Ok(answers::shown("note", &wire(&app, Id::new(id)).await?))
}

/// `body` and `note` are taken for `content`, as the desktop app reads them.
async fn create(
    caller: Caller<scopes::WriteClients>,
    State(app): State<App>,
    Path(client): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let content = content(&fields)?.unwrap_or_default();
    let is_important = fields.flag("is_important")?.unwrap_or(false);
    let note = actions::create(&app, &caller.actor, Id::new(client), &content, is_important).await?;
    let note = wire(&app, note.id).await?;
    Ok(answers::created("Note created successfully", "note", &note))
}

async fn update(
    caller: Caller<scopes::WriteClients>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let (content, is_important) = (content(&fields)?, fields.flag("is_important")?);
    let note = actions::update(&app, &caller.actor, Id::new(id), content, is_important).await?;
    let note = wire(&app, note.id).await?;
    Ok(answers::changed("Note updated successfully", "note", &note))
}

async fn delete(
    caller: Caller<scopes::WriteClients>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    actions::delete(&app, &caller.actor, Id::new(id)).await?;
    Ok(answers::said("Note deleted successfully"))
}

fn content(fields: &Fields) -> Result<Option<String>> {
    let content = fields.text("content")?;
    Ok(content.or(fields.text("body")?).or(fields.text("note")?))
}

async fn wire(app: &App, id: Id<Note>) -> Result<Wire> {
    let view = store::view(&app.db, id).await?;
    Ok(view.ok_or(Error::NotFound("note"))?.into())
}
