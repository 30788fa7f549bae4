//! Workflow states: by default what the connector makes of their kind, else what somebody chose.

use super::super::model::Connection;
use crate::error::Result;
use crate::tasks::Status;
use std::collections::HashMap;
use timetracker_connectors::{self as connectors, IssueState};
use timetracker_db::{Read, Tx, p, record};
use timetracker_types::{Id, Instant};

record! {
    /// A state of a workflow there.
    #[derive(Debug, Clone, PartialEq)]
    pub struct WorkflowState {
        /// The row's id.
        pub id: Id<WorkflowState>,
        /// The service's own id of it.
        pub external_ref: String,
        /// The service's id of the team, board or repository.
        pub container_ref: String,
        /// What people there call it.
        pub name: String,
        /// What it means there, in the service's word.
        pub kind: String,
        /// Its place in the workflow, smallest first.
        pub position: f64,
        /// Whether the connector knows the kind; if not it counts as open.
        pub is_known: bool,
        /// The status that its kind means.
        pub default_status: Status,
        /// The status that somebody chose.
        pub chosen_status: Option<Status>,
    }
}

impl WorkflowState {
    /// The status that its issues get.
    pub fn status(&self) -> Status {
        self.chosen_status.unwrap_or(self.default_status)
    }

    /// Whether somebody should say what it means.
    pub fn is_unsettled(&self) -> bool {
        !self.is_known && self.chosen_status.is_none()
    }
}

const COLUMNS: &str =
    "SELECT id, external_ref, container_ref, name, kind, position, is_known, default_status,
    chosen_status FROM workflow_states";

/// All states of a connection, by team and place.
pub async fn list(db: &impl Read, connection: Id<Connection>) -> Result<Vec<WorkflowState>> {
    let sql = format!("{COLUMNS} WHERE connection_id = $1 ORDER BY container_ref, position, id");
    Ok(db.query(&sql, p![connection]).await?)
}

/// One state of a connection.
pub async fn find(
    db: &impl Read,
    connection: Id<Connection>,
    id: Id<WorkflowState>,
) -> Result<Option<WorkflowState>> {
    let sql = format!("{COLUMNS} WHERE connection_id = $1 AND id = $2");
    Ok(db.query_opt(&sql, p![connection, id]).await?)
}

/// Keeps what somebody chose; nothing means the default again.
pub async fn choose(tx: &Tx, id: Id<WorkflowState>, status: Option<Status>) -> Result<()> {
    let sql = "UPDATE workflow_states SET chosen_status = $2 WHERE id = $1";
    tx.exec(sql, p![id, status]).await?;
    Ok(())
}

/// Gives the tasks of a state its status.
pub async fn apply(
    tx: &Tx,
    connection: Id<Connection>,
    state: &str,
    status: Status,
    now: Instant,
) -> Result<u64> {
    let sql = "UPDATE tasks SET status = $3, updated_at = $4
        WHERE connection_id = $1 AND state_ref = $2 AND status <> $3";
    Ok(tx.exec(sql, p![connection, state, status, now]).await?)
}

/// The states that a run knows of.
#[derive(Debug)]
pub struct States {
    connection: Id<Connection>,
    known: HashMap<String, WorkflowState>,
    /// Those with another name than before, of which tasks do not know yet.
    renamed: Vec<(String, String)>,
}

impl States {
    /// Those of the runs before.
    pub async fn load(db: &impl Read, connection: Id<Connection>) -> Result<Self> {
        let known = list(db, connection).await?;
        let known = known.into_iter().map(|state| (state.external_ref.clone(), state));
        Ok(Self {
            connection,
            known: known.collect(),
            renamed: Vec::new(),
        })
    }

    /// The new names met since this was last asked.
    pub fn renamed(&mut self) -> Vec<(String, String)> {
        std::mem::take(&mut self.renamed)
    }

    /// The status of an issue in this state.
    pub fn status_of(&self, state: &IssueState) -> Status {
        self.known
            .get(&state.reference)
            .map_or_else(|| status(state.status), WorkflowState::status)
    }

    /// Keeps states as they are now. Where one means another status than before, its tasks follow.
    pub async fn meet(&mut self, tx: &Tx, states: &[connectors::WorkflowState], now: Instant) -> Result<()> {
        for state in states {
            let met = Met {
                container: &state.container,
                name: &state.name,
                kind: &state.kind,
                position: Some(state.position),
                is_known: state.is_known,
                status: status(state.status),
            };
            self.keep(tx, &state.reference, &met, now).await?;
        }
        Ok(())
    }

    /// The same for the state that an issue is in, which may be newer than the list of states.
    pub async fn meet_of_issue(
        &mut self,
        tx: &Tx,
        container: &str,
        state: &IssueState,
        now: Instant,
    ) -> Result<()> {
        let met = Met {
            container,
            name: &state.name,
            kind: &state.kind,
            position: None,
            is_known: state.is_known,
            status: status(state.status),
        };
        self.keep(tx, &state.reference, &met, now).await
    }

    async fn keep(&mut self, tx: &Tx, reference: &str, met: &Met<'_>, now: Instant) -> Result<()> {
        let before = self.known.get(reference);
        if before.is_some_and(|known| met.is_same(known)) {
            return Ok(());
        }
        let position = met
            .position
            .or(before.map(|known| known.position))
            .unwrap_or_default();
        let sql = "INSERT INTO workflow_states (connection_id, external_ref, container_ref, name, kind, position,
                is_known, default_status)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (connection_id, external_ref) DO UPDATE SET container_ref = excluded.container_ref,
                name = excluded.name, kind = excluded.kind, position = excluded.position,
                is_known = excluded.is_known, default_status = excluded.default_status
            RETURNING id, external_ref, container_ref, name, kind, position, is_known, default_status, chosen_status";
        let params = p![
            self.connection,
            reference,
            met.container,
            met.name,
            met.kind,
            position,
            met.is_known,
            met.status
        ];
        let old_status = before.map(WorkflowState::status);
        if before.is_some_and(|known| known.name != met.name) {
            self.renamed.push((reference.to_owned(), met.name.to_owned()));
        }
        let state: WorkflowState = tx.query_one(sql, params).await?;
        if old_status.is_some_and(|old| old != state.status()) {
            apply(tx, self.connection, reference, state.status(), now).await?;
        }
        self.known.insert(reference.to_owned(), state);
        Ok(())
    }
}

/// A state as the service tells of it.
struct Met<'a> {
    container: &'a str,
    name: &'a str,
    kind: &'a str,
    position: Option<f64>,
    is_known: bool,
    status: Status,
}

impl Met<'_> {
    fn is_same(&self, known: &WorkflowState) -> bool {
        self.container == known.container_ref
            && self.name == known.name
            && self.kind == known.kind
            && self
                .position
                .is_none_or(|position| position.total_cmp(&known.position).is_eq())
            && self.is_known == known.is_known
            && self.status == known.default_status
    }
}

/// Ours for the connector's word.
fn status(status: connectors::Status) -> Status {
    match status {
        connectors::Status::Todo => Status::Todo,
        connectors::Status::InProgress => Status::InProgress,
        connectors::Status::Done => Status::Done,
    }
}
