//! Tasks that a sync changes: compared before and after, since a sync writes them in bulk and without actions.
//!
//! Why a sync is told with bounds: `docs/decisions/0011-webhooks-hear-of-a-sync-with-bounds.md`.

use super::events;
use super::objects;
use super::payload::{self, Story};
use super::store::{self, Subscriber};
use super::tell::{put, wishes};
use crate::auth::Actor;
use crate::error::Result;
use crate::notices::{self, Severity};
use crate::users::User;
use serde_json::{Value, json};
use std::collections::HashMap;
use timetracker_db::{Read, Sql, Tx, record};
use timetracker_types::{Instant, Zone};

/// How many events one run of a sync tells. Beyond that single requests help nobody.
const MOST: usize = 1_000;

record! {
    /// What is compared of a task.
    #[derive(Debug, Clone, PartialEq, Eq)]
    struct Seen {
        id: i64,
        external_ref: String,
        external_hash: Option<i64>,
        status: String,
        column_key: Option<String>,
        assignee_id: Option<i64>,
        completed_at: Option<Instant>,
        archived_at: Option<Instant>,
        updated_at: Instant,
    }
}

impl Seen {
    /// The part that decides what a change is called, as the audit log would keep it.
    fn state(&self) -> Value {
        json!({
            "status": self.status, "column_key": self.column_key, "assignee_id": self.assignee_id,
            "completed_at": self.completed_at.map(Instant::as_millis),
        })
    }
}

/// What a run of a sync tells.
#[derive(Debug)]
pub struct Watch {
    connection: i64,
    /// On whose behalf the sync acts; nobody where it tells nothing.
    actor: Option<Actor>,
    told: usize,
}

/// The tasks of some pages before they are written.
#[derive(Debug)]
pub struct Before {
    subscribers: Vec<Subscriber>,
    references: Vec<String>,
    tasks: HashMap<String, Seen>,
}

impl Watch {
    /// Watches a run of a connection that acts for this person. A first import tells nothing: what was there
    /// before is no news.
    pub fn new(connection: i64, is_first: bool, actor: Option<User>) -> Self {
        Self {
            connection,
            actor: actor.filter(|_| !is_first).map(|user| Actor { user }),
            told: 0,
        }
    }

    /// Notes how these issues' tasks are; nothing where no webhook asks for events of tasks.
    pub async fn before<'a>(
        &self,
        tx: &Tx,
        references: impl Iterator<Item = &'a str> + Send,
    ) -> Result<Option<Before>> {
        if self.actor.is_none() || self.told > MOST {
            return Ok(None);
        }
        let mut subscribers = store::subscribers(tx).await?;
        subscribers.retain(asks_for_tasks);
        if subscribers.is_empty() {
            return Ok(None);
        }
        let references: Vec<String> = references.map(str::to_owned).collect();
        let tasks = self.seen(tx, &references).await?;
        Ok(Some(Before {
            subscribers,
            references,
            tasks: tasks
                .into_iter()
                .map(|task| (task.external_ref.clone(), task))
                .collect(),
        }))
    }

    /// Tells what became of them.
    pub async fn after(&mut self, tx: &Tx, before: Option<Before>, now: Instant) -> Result<()> {
        let Some(before) = before else { return Ok(()) };
        for task in self.seen(tx, &before.references).await? {
            let was = before.tasks.get(&task.external_ref);
            if was == Some(&task) {
                continue;
            }
            if self.told >= MOST {
                return self.tell_of_the_rest(tx, now).await;
            }
            self.tell(tx, &before.subscribers, was, &task, now).await?;
        }
        Ok(())
    }

    async fn seen(&self, tx: &Tx, references: &[String]) -> Result<Vec<Seen>> {
        let mut sql = Sql::new(
            "SELECT id, external_ref, external_hash, status, column_key, assignee_id, completed_at, archived_at,
                updated_at
            FROM tasks WHERE connection_id = ",
        );
        sql.bind(self.connection)
            .push(" AND ")
            .push_in("external_ref", references);
        sql.push(" ORDER BY id");
        let (text, params) = sql.into_parts();
        Ok(tx.query(&text, params).await?)
    }

    async fn tell(
        &mut self,
        tx: &Tx,
        subscribers: &[Subscriber],
        was: Option<&Seen>,
        task: &Seen,
        now: Instant,
    ) -> Result<()> {
        let action = match was.map(|was| was.archived_at.is_some()) {
            None => "created",
            Some(true) if task.archived_at.is_none() => "restored",
            Some(false) if task.archived_at.is_some() => "deleted",
            Some(_) => "updated",
        };
        let Some(actor) = &self.actor else { return Ok(()) };
        let (before, after) = (was.map_or(Value::Null, Seen::state), task.state());
        let names = events::of_change("task", action, &before, &after);
        let event_id = format!("sync_{}_{}", task.id, now.as_millis());
        for (subscriber, names) in wishes(subscribers, &names, |_| true) {
            let object = objects::shown(tx, "task", task.id, &subscriber.timezone, now).await?;
            for name in names {
                let story = Story {
                    event_type: name,
                    event_id: &event_id,
                    at: now,
                    actor,
                    entity: "task",
                    id: task.id,
                    verb: action,
                    object: &object,
                    before: &before,
                };
                put(tx, &subscriber, name, &event_id, &payload::body(&story), now).await?;
                self.told += 1;
            }
        }
        Ok(())
    }

    async fn tell_of_the_rest(&mut self, tx: &Tx, now: Instant) -> Result<()> {
        self.told = MOST + 1;
        let text = "A sync changed more tasks than webhooks are told of: 1,000 events a run. Whoever needs them all reads \
                    GET /api/v1/tasks once.";
        let key = format!("webhooks/sync/{}/{}", self.connection, Zone::utc().day_of(now));
        notices::tell_admins(tx, &key, Severity::Info, text, "/settings/webhooks", now).await
    }
}

fn asks_for_tasks(subscriber: &Subscriber) -> bool {
    let asked: Vec<String> = serde_json::from_str(&subscriber.events).unwrap_or_default();
    asked
        .iter()
        .any(|name| name == events::ALL || name.starts_with("task."))
}
