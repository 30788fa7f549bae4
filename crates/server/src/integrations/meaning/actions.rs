//! What administrators choose, where the rule is not what they want. Tasks follow in the same transaction.

use super::super::model::Connection;
use super::super::store;
use super::people::{self, Person, Rules};
use super::states::{self, WorkflowState};
use crate::app::App;
use crate::audit::{self, Event};
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::tasks::Status;
use crate::users::{self, User};
use serde_json::json;
use timetracker_types::Id;

/// What somebody says of a person of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Whoever has the same e-mail address.
    ByEmail,
    /// This user.
    User(Id<User>),
    /// Nobody here.
    Nobody,
}

/// Chooses what a state means; nothing lets its kind decide again.
pub async fn choose_state(
    app: &App,
    actor: &Actor,
    connection: &Connection,
    id: Id<WorkflowState>,
    status: Option<Status>,
) -> Result<WorkflowState> {
    actor.require_admin()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    store::raise_mapping_version(&tx, connection.id).await?;
    let found = states::find(&tx, connection.id, id).await?;
    let before = found.ok_or(Error::NotFound("workflow state"))?;
    let after = WorkflowState {
        chosen_status: status,
        ..before.clone()
    };
    states::choose(&tx, id, status).await?;
    states::apply(&tx, connection.id, &after.external_ref, after.status(), now).await?;
    let event = Event {
        action: "state_mapped",
        entity: "connection",
        id: connection.id,
    };
    let said = |state: &WorkflowState| json!({"state": state.name, "status": state.status()});
    audit::record(&tx, actor, now, event, Some(&said(&before)), Some(&said(&after))).await?;
    tx.commit().await?;
    Ok(after)
}

/// Chooses who a person of the service is here.
pub async fn choose_person(
    app: &App,
    actor: &Actor,
    connection: &Connection,
    id: Id<Person>,
    choice: Choice,
) -> Result<Person> {
    actor.require_admin()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    store::raise_mapping_version(&tx, connection.id).await?;
    let found = people::find(&tx, connection.id, id).await?;
    let before = found.ok_or(Error::NotFound("person"))?;
    let users = users::list(&tx).await?;
    let mut after = before.clone();
    (after.chosen_user_id, after.is_ignored) = match choice {
        Choice::ByEmail => (None, false),
        Choice::Nobody => (None, true),
        Choice::User(user) if users.iter().any(|one| one.id == user && one.is_active) => {
            (Some(user.get()), false)
        }
        Choice::User(_) => return Err(Error::field("user_id", "There is no such active person here.")),
    };
    after.user_id = Rules::of(&users).user_of(&after);
    people::settle(&tx, connection.id, &after, now).await?;
    let event = Event {
        action: "person_matched",
        entity: "connection",
        id: connection.id,
    };
    let said = |person: &Person| json!({"person": person.name, "user_id": person.user_id});
    audit::record(&tx, actor, now, event, Some(&said(&before)), Some(&said(&after))).await?;
    tx.commit().await?;
    Ok(after)
}
