//! What may be done with comments.

use super::model::{Comment, NewComment, Target};
use super::store;
use crate::app::App;
use crate::audit::{self, Event};
use crate::auth::Actor;
use crate::error::{Error, Mistakes, Result};
use crate::http::text;
use crate::{projects, tasks};
use timetracker_db::Tx;
use timetracker_types::{Id, Instant};

const ONE_TARGET: &str = "Send project_id or task_id, one of them.";

/// Says something about a task or a project.
pub async fn create(app: &App, actor: &Actor, new: NewComment) -> Result<Comment> {
    actor.require_writer()?;
    let now = app.now();
    let content = words(&new.content)?;
    let target = Target::one_of(new.project_id, new.task_id);
    let target = target.ok_or_else(|| Error::field("task_id", ONE_TARGET))?;
    let tx = app.db.begin().await?;
    refuse_unknown(&tx, target, new.parent_id).await?;
    let mut comment = Comment {
        id: Id::new(0),
        project_id: new.project_id,
        task_id: new.task_id,
        parent_id: new.parent_id,
        user_id: actor.user.id,
        content,
        is_internal: new.is_internal.unwrap_or(true),
        created_at: now,
        updated_at: now,
    };
    comment.id = store::insert(&tx, &comment).await?;
    note(&tx, actor, now, "created", None, Some(&comment)).await?;
    tx.commit().await?;
    Ok(comment)
}

/// Changes the words of one's own comment.
pub async fn update(
    app: &App,
    actor: &Actor,
    id: Id<Comment>,
    content: Option<String>,
    is_internal: Option<bool>,
) -> Result<Comment> {
    actor.require_writer()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    let before = locked(&tx, id).await?;
    if before.user_id != actor.user.id {
        return Err(Error::Forbidden("Only its author may change a comment.".into()));
    }
    let after = Comment {
        content: content
            .map(|text| words(&text))
            .transpose()?
            .unwrap_or_else(|| before.content.clone()),
        is_internal: is_internal.unwrap_or(before.is_internal),
        updated_at: now,
        ..before.clone()
    };
    store::update(&tx, &after).await?;
    note(&tx, actor, now, "updated", Some(&before), Some(&after)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Deletes a comment: its author may, and a manager. Answers to it stay.
pub async fn delete(app: &App, actor: &Actor, id: Id<Comment>) -> Result<Comment> {
    actor.require_writer()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    let before = locked(&tx, id).await?;
    if before.user_id != actor.user.id && !actor.manages() {
        return Err(Error::Forbidden(
            "Only its author or a manager may delete a comment.".into(),
        ));
    }
    store::delete(&tx, id, now).await?;
    note(&tx, actor, now, "deleted", Some(&before), None).await?;
    tx.commit().await?;
    Ok(before)
}

async fn locked(tx: &Tx, id: Id<Comment>) -> Result<Comment> {
    tx.lock("comment", id.get()).await?;
    store::find(tx, id).await?.ok_or(Error::NotFound("comment"))
}

fn words(content: &str) -> Result<String> {
    let mut mistakes = Mistakes::default();
    let content = text::required(&mut mistakes, "content", "The comment", content, text::LONG);
    mistakes.check()?;
    Ok(content)
}

/// The thing must exist, and an answer be about the same thing as what it answers.
async fn refuse_unknown(tx: &Tx, target: Target, parent: Option<Id<Comment>>) -> Result<()> {
    let is_there = match target {
        Target::Project(id) => projects::find(tx, id).await?.is_some(),
        Target::Task(id) => tasks::find(tx, id).await?.is_some(),
    };
    if !is_there {
        return Err(match target {
            Target::Project(_) => Error::field("project_id", "There is no such project."),
            Target::Task(_) => Error::field("task_id", "There is no such task."),
        });
    }
    let Some(parent) = parent else { return Ok(()) };
    let parent = store::find(tx, parent).await?;
    match parent.and_then(|parent| Target::one_of(parent.project_id, parent.task_id)) {
        Some(same) if same == target => Ok(()),
        _ => Err(Error::field(
            "parent_id",
            "There is no such comment about this. Answer one of its own.",
        )),
    }
}

async fn note(
    tx: &Tx,
    actor: &Actor,
    now: Instant,
    action: &str,
    before: Option<&Comment>,
    after: Option<&Comment>,
) -> Result<()> {
    let id = after.or(before).map_or(Id::new(0), |comment| comment.id);
    let event = Event {
        action,
        entity: "comment",
        id,
    };
    audit::record(tx, actor, now, event, before, after).await
}
