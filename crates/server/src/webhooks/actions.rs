//! What may be done with webhooks: make, change, switch on and off, remove, test, send again.
//!
//! Everybody who tracks time may have some; to everybody but administrators another person's do not exist.

use super::log::{self, NewDelivery};
use super::model::{Delivery, Webhook, Wish};
use super::payload::{self, Story};
use super::{api, checks, deliver, events, sealed, signature, store, tell};
use crate::app::App;
use crate::audit::{self, Event};
use crate::auth::Actor;
use crate::error::{Error, Mistakes, Result};
use crate::notices;
use serde::Serialize;
use serde_json::Value;
use timetracker_db::{Read, Tx};
use timetracker_types::{Id, Instant};

/// How many webhooks one person may have: each costs a row for every event.
const MOST: i64 = 50;

/// What the audit log keeps of a webhook: never its secret or its headers.
#[derive(Serialize)]
struct Facts<'a> {
    name: &'a str,
    url: &'a str,
    events: Vec<String>,
    is_active: bool,
}

impl<'a> Facts<'a> {
    fn of(webhook: &'a Webhook) -> Self {
        Self {
            name: &webhook.name,
            url: &webhook.url,
            events: webhook.events(),
            is_active: webhook.is_active,
        }
    }
}

/// Makes a webhook and answers it with its secret, which nobody can read again afterwards.
pub async fn create(app: &App, actor: &Actor, wish: Wish) -> Result<(Webhook, Option<String>)> {
    actor.require_writer()?;
    let now = app.now();
    let mut webhook = blank(actor, now);
    webhook.is_active = wish.is_active.unwrap_or(true);
    let complete = Wish {
        name: Some(wish.name.clone().unwrap_or_default()),
        url: Some(wish.url.clone().unwrap_or_default()),
        events: Some(wish.events.clone().unwrap_or_default()),
        ..wish.clone()
    };
    let headers = checked(app, &mut webhook, &complete)?;
    let tx = app.db.begin().await?;
    refuse_too_many(&tx, actor).await?;
    webhook.id = store::insert(&tx, &webhook).await?;
    webhook.headers = sealed::seal_headers(app, webhook.id, &headers.unwrap_or_default())?;
    let secret = renew_secret(app, &mut webhook, wish.generate_secret.unwrap_or(true))?;
    store::update(&tx, &webhook, now).await?;
    note(&tx, actor, now, "created", None, Some(&webhook)).await?;
    tx.commit().await?;
    Ok((webhook, secret))
}

/// Changes a webhook; answers it with its new secret, where one was asked for.
pub async fn update(
    app: &App,
    actor: &Actor,
    id: Id<Webhook>,
    wish: Wish,
) -> Result<(Webhook, Option<String>)> {
    let now = app.now();
    let tx = app.db.begin().await?;
    tx.lock("webhook", id.get()).await?;
    let before = own(&tx, actor, id).await?;
    let mut after = before.clone();
    if let Some(headers) = checked(app, &mut after, &wish)? {
        after.headers = sealed::seal_headers(app, id, &headers)?;
    }
    let secret = match wish.generate_secret {
        Some(wished) => renew_secret(app, &mut after, wished)?,
        None => None,
    };
    store::update(&tx, &after, now).await?;
    if let Some(active) = wish.is_active.filter(|active| *active != before.is_active) {
        switch(&tx, &before, active, now).await?;
    }
    let after = store::find(&tx, id).await?.ok_or(Error::NotFound("webhook"))?;
    note(&tx, actor, now, "updated", Some(&before), Some(&after)).await?;
    tx.commit().await?;
    Ok((after, secret))
}

/// Switches a webhook on or off. Switched on, what waits is sent first, at once.
pub async fn set_active(app: &App, actor: &Actor, id: Id<Webhook>, active: bool) -> Result<()> {
    let wish = Wish {
        is_active: Some(active),
        ..Wish::default()
    };
    update(app, actor, id, wish).await.map(drop)
}

/// Removes a webhook with its log. What was not sent yet never will be.
pub async fn remove(app: &App, actor: &Actor, id: Id<Webhook>) -> Result<()> {
    let tx = app.db.begin().await?;
    tx.lock("webhook", id.get()).await?;
    let before = own(&tx, actor, id).await?;
    store::remove(&tx, id).await?;
    notices::resolve(&tx, &before.notice_key(), app.now()).await?;
    note(&tx, actor, app.now(), "deleted", Some(&before), None).await?;
    tx.commit().await?;
    Ok(())
}

/// Sends a made-up event, at once and whether the webhook is on or off.
pub async fn test(app: &App, actor: &Actor, id: Id<Webhook>) -> Result<Delivery> {
    let now = app.now();
    let tx = app.db.begin().await?;
    let webhook = own(&tx, actor, id).await?;
    let key = tell::new_key()?;
    let story = Story {
        event_type: events::TEST,
        event_id: &key,
        at: now,
        actor,
        entity: "webhook",
        id: id.get(),
        verb: "tested",
        object: &api::wire(&webhook, &[]),
        before: &Value::Null,
    };
    let body = payload::body(&story).to_string();
    let new = NewDelivery {
        webhook: id,
        key: key.clone(),
        event_type: events::TEST,
        event_id: &key,
        payload: &body,
        by_hand: true,
    };
    send_by_hand(app, tx, &new, now).await
}

/// Sends a delivery again, at once, with the id it had: a line of its own in the log.
pub async fn redeliver(
    app: &App,
    actor: &Actor,
    id: Id<Webhook>,
    delivery: Id<Delivery>,
) -> Result<Delivery> {
    let tx = app.db.begin().await?;
    own(&tx, actor, id).await?;
    let old = own_delivery(&tx, id, delivery).await?;
    if old.status.is_open() {
        let sentence = "This delivery is still waiting to be sent. It goes out by itself, in its turn.";
        return Err(Error::conflict("delivery_open", sentence));
    }
    let new = NewDelivery {
        webhook: id,
        key: old.delivery_key.clone(),
        event_type: &old.event_type,
        event_id: &old.event_id,
        payload: &old.payload,
        by_hand: true,
    };
    send_by_hand(app, tx, &new, app.now()).await
}

async fn send_by_hand(app: &App, tx: Tx, new: &NewDelivery<'_>, now: Instant) -> Result<Delivery> {
    let id = log::insert(&tx, new, now).await?;
    deliver::enqueue_by_hand(&tx, id, now).await?;
    let delivery = log::find(&tx, id).await?.ok_or(Error::NotFound("delivery"))?;
    tx.commit().await?;
    app.job_bell.notify_one();
    Ok(delivery)
}

/// A webhook that this person may see; to others it does not exist.
pub async fn own(db: &impl Read, actor: &Actor, id: Id<Webhook>) -> Result<Webhook> {
    let found = store::find(db, id).await?.filter(|webhook| webhook.is_of(actor));
    found.ok_or(Error::NotFound("webhook"))
}

/// A delivery of that webhook.
pub async fn own_delivery(db: &impl Read, webhook: Id<Webhook>, id: Id<Delivery>) -> Result<Delivery> {
    let found = log::find(db, id)
        .await?
        .filter(|delivery| delivery.webhook_id == webhook);
    found.ok_or(Error::NotFound("delivery"))
}

fn blank(actor: &Actor, now: Instant) -> Webhook {
    Webhook {
        id: Id::new(0),
        user_id: actor.user.id,
        name: String::new(),
        description: None,
        url: String::new(),
        http_method: "POST".into(),
        content_type: "application/json".into(),
        headers: None,
        events: "[]".into(),
        secret: None,
        is_active: true,
        max_retries: 20,
        retry_delay_seconds: 60,
        timeout_seconds: 30,
        successful_deliveries: 0,
        failed_deliveries: 0,
        last_delivery_at: None,
        last_success_at: None,
        last_failure_at: None,
        failing_since: None,
        blocked_until: None,
        switched_off_because: None,
        created_at: now,
        updated_at: now,
    }
}

/// Puts the wish into the webhook; the headers, where some were wished, are still to be sealed.
fn checked(
    app: &App,
    webhook: &mut Webhook,
    wish: &Wish,
) -> Result<Option<std::collections::BTreeMap<String, String>>> {
    let mut mistakes = Mistakes::default();
    checks::apply(&mut mistakes, webhook, wish, app.courier.networks());
    let headers = wish
        .headers
        .as_ref()
        .map(|wished| checks::headers(&mut mistakes, wished));
    mistakes.check()?;
    Ok(headers)
}

fn renew_secret(app: &App, webhook: &mut Webhook, wished: bool) -> Result<Option<String>> {
    if !wished {
        webhook.secret = None;
        return Ok(None);
    }
    let secret = signature::new_secret()?;
    webhook.secret = Some(sealed::seal_secret(app, webhook.id, &secret)?);
    Ok(Some(secret))
}

async fn switch(tx: &Tx, webhook: &Webhook, active: bool, now: Instant) -> Result<()> {
    store::set_active(tx, webhook.id, active, now).await?;
    log::hurry(tx, webhook.id).await?;
    notices::resolve(tx, &webhook.notice_key(), now).await
}

async fn refuse_too_many(tx: &Tx, actor: &Actor) -> Result<()> {
    if store::count_of(tx, actor.user.id).await? < MOST {
        return Ok(());
    }
    let sentence = format!("You have {MOST} webhooks already. Remove one that is not used any more.");
    Err(Error::rule("too_many_webhooks", sentence))
}

async fn note(
    tx: &Tx,
    actor: &Actor,
    now: Instant,
    action: &str,
    before: Option<&Webhook>,
    after: Option<&Webhook>,
) -> Result<()> {
    let id = after.or(before).map_or(Id::new(0), |webhook| webhook.id);
    let (before, after) = (before.map(Facts::of), after.map(Facts::of));
    let event = Event {
        action,
        entity: "webhook",
        id,
    };
    audit::record(tx, actor, now, event, before.as_ref(), after.as_ref()).await
}
