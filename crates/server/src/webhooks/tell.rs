//! From a line of the audit log to deliveries, in the transaction of the change.
//!
//! Where no webhook is active nothing is read; where none asks for this event, one small table is. Each webhook
//! is told what its maker may read, with times in that person's zone.

use super::log::{self, NewDelivery};
use super::payload::{self, Story};
use super::store::{self, Subscriber};
use super::{events, objects};
use crate::app::random_text;
use crate::auth::Actor;
use crate::error::Result;
use crate::notices::{self, Severity};
use crate::users::Role;
use serde_json::Value;
use timetracker_db::Tx;
use timetracker_types::{Instant, Zone};

/// Of how many things that were changed at once webhooks are told.
const MOST: usize = 1_000;

/// A change, as the audit log has noted it.
#[derive(Debug)]
pub struct Change<'a> {
    /// Who did it.
    pub actor: &'a Actor,
    /// When.
    pub at: Instant,
    /// `created`, `stopped`, …
    pub action: &'a str,
    /// `time_entry`, `task`, …
    pub entity: &'a str,
    /// The thing's id.
    pub id: i64,
    /// The same for every webhook that is told of it.
    pub event_id: String,
    /// What it was, as JSON.
    pub before: Option<&'a str>,
    /// What it became, as JSON.
    pub after: Option<&'a str>,
}

/// Puts the change into the outbox of every webhook that asks for it.
pub async fn tell(tx: &Tx, change: &Change<'_>) -> Result<()> {
    if !objects::is_told(change.entity) {
        return Ok(());
    }
    let (before, after) = (state(change.before), state(change.after));
    let names = events::of_change(change.entity, change.action, &before, &after);
    if names.is_empty() {
        return Ok(());
    }
    let owner = if after.is_null() { &before } else { &after }["user_id"].as_i64();
    let wishes = wishes(&store::subscribers(tx).await?, &names, |subscriber| {
        may_read(subscriber, change, owner)
    });
    deliver(tx, change, &before, &wishes).await
}

/// Whether any webhook is told anything.
pub async fn anybody_listens(tx: &Tx) -> Result<bool> {
    Ok(!store::subscribers(tx).await?.is_empty())
}

/// Many things that changed alike, by one action. Beyond a thousand single requests help nobody: then the
/// administrators are told that there were more.
pub async fn tell_many(tx: &Tx, changes: &[Change<'_>]) -> Result<()> {
    for change in changes.iter().take(MOST) {
        tell(tx, change).await?;
    }
    match changes.get(MOST) {
        None => Ok(()),
        Some(next) => {
            let text = "More was changed at once than webhooks are told of: 1,000 things. Whoever needs them all reads them \
                        from the API.";
            let key = format!("webhooks/many/{}", Zone::utc().day_of(next.at));
            notices::tell_admins(tx, &key, Severity::Info, text, "/settings/webhooks", next.at).await
        }
    }
}

fn state(text: Option<&str>) -> Value {
    text.and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or(Value::Null)
}

/// Who is told what, of those that may read it.
pub(super) fn wishes(
    subscribers: &[Subscriber],
    names: &[&'static str],
    may: impl Fn(&Subscriber) -> bool,
) -> Vec<(Subscriber, Vec<&'static str>)> {
    let wished = |subscriber: &Subscriber| {
        let asked: Vec<String> = serde_json::from_str(&subscriber.events).unwrap_or_default();
        let asks = |name: &&&str| asked.iter().any(|asked| asked == events::ALL || asked == **name);
        names.iter().filter(asks).copied().collect::<Vec<_>>()
    };
    subscribers
        .iter()
        .filter(|subscriber| may(subscriber))
        .map(|subscriber| (subscriber.clone(), wished(subscriber)))
        .filter(|(_, names)| !names.is_empty())
        .collect()
}

/// The rule of the API: time belongs to its person and to managers, people to themselves and to administrators.
fn may_read(subscriber: &Subscriber, change: &Change<'_>, owner: Option<i64>) -> bool {
    let own = subscriber.user_id.get();
    match change.entity {
        "time_entry" => subscriber.role >= Role::Manager || owner == Some(own),
        "user" => subscriber.role == Role::Admin || change.id == own,
        _ => true,
    }
}

async fn deliver(
    tx: &Tx,
    change: &Change<'_>,
    before: &Value,
    wishes: &[(Subscriber, Vec<&'static str>)],
) -> Result<()> {
    let event_id = change.event_id.as_str();
    let mut shown: Option<(Zone, Value)> = None;
    for (subscriber, names) in wishes {
        // Most webhooks are of people in one zone: the thing is read once for them all.
        let object = match shown {
            Some((zone, object)) if zone == subscriber.timezone => object,
            _ => objects::shown(tx, change.entity, change.id, &subscriber.timezone, change.at).await?,
        };
        for name in names {
            let story = Story {
                event_type: name,
                event_id,
                at: change.at,
                actor: change.actor,
                entity: change.entity,
                id: change.id,
                verb: change.action,
                object: &object,
                before,
            };
            put(tx, subscriber, name, event_id, &payload::body(&story), change.at).await?;
        }
        shown = Some((subscriber.timezone.clone(), object));
    }
    Ok(())
}

/// One row of the outbox.
pub(super) async fn put(
    tx: &Tx,
    subscriber: &Subscriber,
    event_type: &str,
    event_id: &str,
    body: &Value,
    now: Instant,
) -> Result<()> {
    let new = NewDelivery {
        webhook: subscriber.id,
        key: new_key()?,
        event_type,
        event_id,
        payload: &body.to_string(),
        by_hand: false,
    };
    log::insert(tx, &new, now).await?;
    Ok(())
}

/// The id of a new delivery, as receivers see it.
pub(super) fn new_key() -> Result<String> {
    Ok(format!("msg_{}", random_text(18)?))
}
