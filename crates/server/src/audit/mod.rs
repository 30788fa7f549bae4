//! Who changed what, written in the same transaction as the change, told in sentences and to the
//! webhooks that ask for it.

mod api;
pub(crate) mod pages;
#[cfg(test)]
mod samples;
mod store;
#[cfg(test)]
mod tests;
mod wording;

pub use api::routes;
pub use pages::routes as page_routes;

use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::webhooks::{self, Change};
use serde::Serialize;
use timetracker_db::{Read as _, Sql, Tx, p};
use timetracker_types::{Id, Instant};

/// One change: the verb, the kind of thing, its id and what it was and became.
pub struct Event<'a, T> {
    /// `created`, `updated`, `deleted`, `restored`, …
    pub action: &'a str,
    /// `time_entry`, `project`, …
    pub entity: &'a str,
    /// The thing's id.
    pub id: Id<T>,
}

/// Writes one line of the audit log.
pub async fn record<T, S: Serialize>(
    tx: &Tx,
    actor: &Actor,
    now: Instant,
    event: Event<'_, T>,
    before: Option<&S>,
    after: Option<&S>,
) -> Result<()> {
    // Asked in the same statement, so that the webhooks of others cost nothing where there are none.
    let sql = "INSERT INTO audit_events (at, user_id, action, entity, entity_id, before, after)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        RETURNING id, EXISTS (SELECT 1 FROM webhooks WHERE is_active)";
    let (before, after) = (as_json(before)?, as_json(after)?);
    let (action, entity, id) = (event.action, event.entity, event.id.get());
    let params = p![now, actor.user.id, action, entity, id, before, after];
    let (line, somebody_listens): (i64, bool) = tx.query_one(sql, params).await?;
    if !somebody_listens {
        return Ok(());
    }
    let change = Change {
        actor,
        at: now,
        action,
        entity,
        id,
        event_id: format!("activity_{line}"),
        before: before.as_deref(),
        after: after.as_deref(),
    };
    webhooks::tell(tx, &change).await
}

fn as_json<S: Serialize>(state: Option<&S>) -> Result<Option<String>> {
    let text = state.map(serde_json::to_string).transpose();
    text.map_err(|error| Error::Internal(format!("audit state is not JSON: {error}")))
}

/// One thing among many that changed alike.
pub struct Line<'a, S> {
    /// The thing's id.
    pub id: i64,
    /// What it was.
    pub before: Option<&'a S>,
    /// What it became.
    pub after: Option<&'a S>,
}

/// How many lines one statement writes.
const LINES_AT_ONCE: usize = 256;

/// Writes a line for each of many things that changed alike; `what` is the verb and the kind of thing.
pub async fn record_many<'a, S: Serialize + 'a>(
    tx: &Tx,
    actor: &Actor,
    now: Instant,
    what: (&str, &str),
    lines: impl IntoIterator<Item = Line<'a, S>>,
) -> Result<()> {
    let lines: Vec<Line<S>> = lines.into_iter().collect();
    for some in lines.chunks(LINES_AT_ONCE) {
        let mut sql = Sql::new(
            "INSERT INTO audit_events (at, user_id, action, entity, entity_id, before, after) VALUES ",
        );
        for (index, line) in some.iter().enumerate() {
            sql.push(if index == 0 { "(" } else { ", (" });
            sql.bind(now).push(", ").bind(actor.user.id).push(", ");
            sql.bind(what.0).push(", ").bind(what.1).push(", ");
            sql.bind(line.id)
                .push(", ")
                .bind(as_json(line.before)?)
                .push(", ");
            sql.bind(as_json(line.after)?).push(")");
        }
        let (text, params) = sql.into_parts();
        tx.exec(&text, params).await?;
    }
    tell_of_many(tx, actor, now, what, &lines).await
}

/// Hands the lines to the webhooks.
async fn tell_of_many<S: Serialize>(
    tx: &Tx,
    actor: &Actor,
    now: Instant,
    (action, entity): (&str, &str),
    lines: &[Line<'_, S>],
) -> Result<()> {
    if !webhooks::anybody_listens(tx).await? {
        return Ok(());
    }
    let states: Vec<(Option<String>, Option<String>)> = lines
        .iter()
        .map(|line| Ok((as_json(line.before)?, as_json(line.after)?)))
        .collect::<Result<_>>()?;
    let changes: Vec<Change<'_>> = lines
        .iter()
        .zip(&states)
        .map(|(line, (before, after))| Change {
            actor,
            at: now,
            action,
            entity,
            id: line.id,
            event_id: format!("bulk_{}_{}", line.id, now.as_millis()),
            before: before.as_deref(),
            after: after.as_deref(),
        })
        .collect();
    webhooks::tell_many(tx, &changes).await
}
