//! What may be done with saved filters: each person keeps their own, and reads what others share.

use super::model::{SavedFilter, Wish};
use super::store;
use crate::app::App;
use crate::audit::{self, Event};
use crate::auth::Actor;
use crate::error::{Error, Mistakes, Result};
use crate::http::text;
use serde_json::Value;
use timetracker_db::{Read, Tx};
use timetracker_types::{Id, Instant};

/// The longest payload, in bytes of its JSON.
const LONGEST_PAYLOAD: usize = 20_000;

/// A filter that this person may see.
pub async fn visible(db: &impl Read, actor: &Actor, id: Id<SavedFilter>) -> Result<SavedFilter> {
    let found = store::find(db, id).await?;
    found
        .filter(|filter| filter.is_shared || filter.user_id == actor.user.id)
        .ok_or(Error::NotFound("saved filter"))
}

/// Saves a filter.
pub async fn create(app: &App, actor: &Actor, wish: Wish) -> Result<SavedFilter> {
    let now = app.now();
    let empty = SavedFilter {
        id: Id::new(0),
        user_id: actor.user.id,
        name: String::new(),
        scope: String::new(),
        payload: String::new(),
        is_shared: false,
        created_at: now,
        updated_at: now,
    };
    let mut filter = wished(&empty, &wish, now)?;
    let tx = app.db.begin().await?;
    filter.id = store::insert(&tx, &filter).await?;
    note(&tx, actor, now, "created", None, Some(&filter)).await?;
    tx.commit().await?;
    Ok(filter)
}

/// Changes one's own filter.
pub async fn update(app: &App, actor: &Actor, id: Id<SavedFilter>, wish: Wish) -> Result<SavedFilter> {
    let now = app.now();
    let tx = app.db.begin().await?;
    let before = own(&tx, actor, id).await?;
    let after = wished(&before, &wish, now)?;
    store::update(&tx, &after).await?;
    note(&tx, actor, now, "updated", Some(&before), Some(&after)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Removes one's own filter.
pub async fn delete(app: &App, actor: &Actor, id: Id<SavedFilter>) -> Result<()> {
    let tx = app.db.begin().await?;
    let before = own(&tx, actor, id).await?;
    store::delete(&tx, id).await?;
    note(&tx, actor, app.now(), "deleted", Some(&before), None).await?;
    tx.commit().await?;
    Ok(())
}

async fn own(tx: &Tx, actor: &Actor, id: Id<SavedFilter>) -> Result<SavedFilter> {
    tx.lock("saved_filter", id.get()).await?;
    let filter = visible(tx, actor, id).await?;
    if filter.user_id == actor.user.id {
        return Ok(filter);
    }
    Err(Error::Forbidden(
        "This filter is somebody else's: you may use it, not change it.".into(),
    ))
}

fn wished(before: &SavedFilter, wish: &Wish, now: Instant) -> Result<SavedFilter> {
    let mut mistakes = Mistakes::default();
    let name = wish.name.as_deref().unwrap_or(&before.name);
    let scope = wish.scope.as_deref().unwrap_or(&before.scope);
    let filter = SavedFilter {
        name: text::required(&mut mistakes, "name", "A name", name, 200),
        scope: text::required(&mut mistakes, "scope", "A scope, such as “time”,", scope, 50),
        payload: match &wish.payload {
            Some(payload) => checked(&mut mistakes, payload),
            None if before.payload.is_empty() => checked(&mut mistakes, &Value::Null),
            None => before.payload.clone(),
        },
        is_shared: wish.is_shared.unwrap_or(before.is_shared),
        updated_at: now,
        ..before.clone()
    };
    mistakes.check()?;
    Ok(filter)
}

fn checked(mistakes: &mut Mistakes, payload: &Value) -> String {
    let text = payload.to_string();
    if payload.as_object().is_none_or(serde_json::Map::is_empty) {
        mistakes.add("payload", "The payload is a JSON object with something in it.");
    } else if text.len() > LONGEST_PAYLOAD {
        mistakes.add("payload", "The payload may take 20,000 bytes at most.");
    }
    text
}

async fn note(
    tx: &Tx,
    actor: &Actor,
    now: Instant,
    action: &str,
    before: Option<&SavedFilter>,
    after: Option<&SavedFilter>,
) -> Result<()> {
    let id = after.or(before).map_or(Id::new(0), |filter| filter.id);
    let event = Event {
        action,
        entity: "saved_filter",
        id,
    };
    audit::record(tx, actor, now, event, before, after).await
}
