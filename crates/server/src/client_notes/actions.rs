//! What may be done with notes about clients.

use super::store::{self, Note};
use crate::app::App;
use crate::audit::{self, Event};
use crate::auth::Actor;
use crate::clients::{self, Client};
use crate::error::{Error, Mistakes, Result};
use crate::http::text;
use timetracker_db::Tx;
use timetracker_types::{Id, Instant};

/// Notes something about a client.
pub async fn create(
    app: &App,
    actor: &Actor,
    client: Id<Client>,
    content: &str,
    is_important: bool,
) -> Result<Note> {
    actor.require_writer()?;
    let now = app.now();
    let content = words(content)?;
    let tx = app.db.begin().await?;
    clients::find(&tx, client)
        .await?
        .ok_or(Error::NotFound("client"))?;
    let mut note = Note {
        id: Id::new(0),
        client_id: client,
        user_id: actor.user.id,
        content,
        is_important,
        created_at: now,
        updated_at: now,
    };
    note.id = store::insert(&tx, &note).await?;
    log(&tx, actor, now, "created", None, Some(&note)).await?;
    tx.commit().await?;
    Ok(note)
}

/// Changes one's own note.
pub async fn update(
    app: &App,
    actor: &Actor,
    id: Id<Note>,
    content: Option<String>,
    is_important: Option<bool>,
) -> Result<Note> {
    actor.require_writer()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    let before = locked(&tx, id).await?;
    if before.user_id != actor.user.id {
        return Err(Error::Forbidden("Only its author may change a note.".into()));
    }
    let content = content.map(|text| words(&text)).transpose()?;
    let after = Note {
        content: content.unwrap_or_else(|| before.content.clone()),
        is_important: is_important.unwrap_or(before.is_important),
        updated_at: now,
        ..before.clone()
    };
    store::update(&tx, &after).await?;
    log(&tx, actor, now, "updated", Some(&before), Some(&after)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Removes a note: its author may, and a manager.
pub async fn delete(app: &App, actor: &Actor, id: Id<Note>) -> Result<()> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    let before = locked(&tx, id).await?;
    if before.user_id != actor.user.id && !actor.manages() {
        return Err(Error::Forbidden(
            "Only its author or a manager may delete a note.".into(),
        ));
    }
    store::delete(&tx, id).await?;
    log(&tx, actor, app.now(), "deleted", Some(&before), None).await?;
    tx.commit().await?;
    Ok(())
}

async fn locked(tx: &Tx, id: Id<Note>) -> Result<Note> {
    tx.lock("client_note", id.get()).await?;
    store::find(tx, id).await?.ok_or(Error::NotFound("note"))
}

fn words(content: &str) -> Result<String> {
    let mut mistakes = Mistakes::default();
    let content = text::required(&mut mistakes, "content", "The note", content, text::LONG);
    mistakes.check()?;
    Ok(content)
}

async fn log(
    tx: &Tx,
    actor: &Actor,
    now: Instant,
    action: &str,
    before: Option<&Note>,
    after: Option<&Note>,
) -> Result<()> {
    let id = after.or(before).map_or(Id::new(0), |note| note.id);
    let event = Event {
        action,
        entity: "client_note",
        id,
    };
    audit::record(tx, actor, now, event, before, after).await
}
