//! Comments in the API v1.

use super::model::{Comment, CommentView, NewComment, Target};
use super::{actions, store};
use crate::app::App;
use crate::auth::{Caller, scopes};
use crate::error::{Error, Result};
use crate::http::answers::{self, Paged};
use crate::http::{ApiResult, Fields, Json, Path, Query, naive_utc};
use crate::openapi::Tells as _;
use crate::projects::Project;
use crate::tasks::Task;
use crate::users::User;
use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use aide::transform::TransformOperation;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use timetracker_db::Read;
use timetracker_types::Id;

/// `/api/v1/comments`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/comments",
            get_with(list, |op| {
                op.says("List comments\nOf one project or one task: send `project_id` or `task_id`.")
                    .judges()
                    .looks_up()
                    .answers(200, "comments:[Comment] pagination:Pagination")
            })
            .post_with(create, |op| {
                op.says("Make a comment\nOn a project or a task, or as a reply.")
                    .takes("NewComment")
                    .looks_up()
                    .answers(201, "message:text comment:Comment")
            }),
        )
        .api_route(
            "/api/v1/comments/{id}",
            get_with(show, |op| {
                op.says("Show a comment").answers(200, "comment:Comment")
            })
            .put_with(update, change)
            .patch_with(update, change)
            .delete_with(delete, |op| {
                op.says("Delete a comment").answers(200, "message:text")
            }),
        )
}

fn change(op: TransformOperation<'_>) -> TransformOperation<'_> {
    op.says("Change a comment\nWhat is left out stays.")
        .takes("CommentChange")
        .answers(200, "message:text comment:Comment")
}

/// A comment as the contract spells one.
#[derive(Serialize)]
struct Wire {
    id: Id<Comment>,
    content: String,
    user_id: Id<User>,
    author: String,
    author_full_name: String,
    author_name: String,
    project_id: Option<Id<Project>>,
    task_id: Option<Id<Task>>,
    quote_id: Option<i64>,
    target_type: &'static str,
    target_name: String,
    parent_id: Option<Id<Comment>>,
    is_reply: bool,
    reply_count: i64,
    is_internal: bool,
    is_client_comment: bool,
    client_contact_id: Option<i64>,
    attachments: [Value; 0],
    created_at: String,
    updated_at: String,
}

impl From<CommentView> for Wire {
    fn from(view: CommentView) -> Self {
        let comment = view.comment;
        Self {
            id: comment.id,
            content: comment.content,
            user_id: comment.user_id,
            author: view.username,
            author_full_name: view.author.clone(),
            author_name: view.author,
            project_id: comment.project_id,
            task_id: comment.task_id,
            quote_id: None,
            target_type: if comment.task_id.is_some() {
                "task"
            } else {
                "project"
            },
            target_name: view.target_name,
            parent_id: comment.parent_id,
            is_reply: comment.parent_id.is_some(),
            reply_count: view.replies,
            is_internal: comment.is_internal,
            is_client_comment: false,
            client_contact_id: None,
            attachments: [],
            created_at: naive_utc(comment.created_at),
            updated_at: naive_utc(comment.updated_at),
        }
    }
}

#[derive(Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct About {
    project_id: Option<String>,
    task_id: Option<String>,
}

async fn list(
    _caller: Caller<scopes::ReadComments>,
    State(app): State<App>,
    Query(query): Query<Paged<About>>,
) -> ApiResult {
    let wanted = query.wanted();
    let (project, task) = (query.of.project_id.as_deref(), query.of.task_id.as_deref());
    let target = Target::one_of(answers::id_in_query(project), answers::id_in_query(task));
    let target = target.ok_or_else(|| {
        Error::rule(
            "bad_request",
            "Say whose comments: send project_id or task_id, one of them.",
        )
    })?;
    let rows = store::list(&app.db, target, wanted.per_page, wanted.offset()).await?;
    let rows: Vec<Wire> = rows.into_iter().map(Wire::from).collect();
    let total = store::count(&app.db, target).await?;
    Ok(answers::listed("comments", &rows, wanted, total))
}

async fn show(
    _caller: Caller<scopes::ReadComments>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    Ok(answers::shown("comment", &wire(&app, Id::new(id)).await?))
}

async fn create(
    caller: Caller<scopes::WriteComments>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let new = NewComment {
        project_id: fields.id("project_id")?,
        task_id: fields.id("task_id")?,
        parent_id: fields.id("parent_id")?,
        content: fields.text("content")?.unwrap_or_default(),
        is_internal: fields.flag("is_internal")?,
    };
    let comment = actions::create(&app, &caller.actor, new).await?;
    let comment = wire(&app, comment.id).await?;
    Ok(answers::created(
        "Comment created successfully",
        "comment",
        &comment,
    ))
}

async fn update(
    caller: Caller<scopes::WriteComments>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let (content, is_internal) = (fields.text("content")?, fields.flag("is_internal")?);
    let comment = actions::update(&app, &caller.actor, Id::new(id), content, is_internal).await?;
    let comment = wire(&app, comment.id).await?;
    Ok(answers::changed(
        "Comment updated successfully",
        "comment",
        &comment,
    ))
}

async fn delete(
    caller: Caller<scopes::WriteComments>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    actions::delete(&app, &caller.actor, Id::new(id)).await?;
    Ok(answers::said("Comment deleted successfully"))
}

/// One comment as everybody reads it, a deleted one too: for whoever tells others what became of it.
pub async fn on_the_wire(db: &impl Read, id: Id<Comment>) -> Result<Option<Value>> {
    let view = store::any_view(db, id).await?.map(Wire::from);
    let value = view.map(serde_json::to_value).transpose();
    value.map_err(|error| Error::Internal(format!("a comment is not JSON: {error}")))
}

async fn wire(app: &App, id: Id<Comment>) -> Result<Wire> {
    let view = store::view(&app.db, id).await?;
    Ok(view.ok_or(Error::NotFound("comment"))?.into())
}
