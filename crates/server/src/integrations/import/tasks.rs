//! Issues as tasks: matched by the service's own id alone, wherever they lie and whatever they are called.

use super::mapping::{self, Mapped, with_integration};
use super::{Counts, Importer};
use crate::error::{Error, Result};
use crate::integrations::model::Connection;
use crate::tasks::search_text;
use std::collections::{BTreeMap, HashMap};
use timetracker_connectors::Issue;
use timetracker_db::{Kind, Read, Sql, Tx, Upsert, Val, p, record};
use timetracker_types::{Id, Instant};

record! {
    /// What must be known of a task to follow its issue.
    #[derive(Debug)]
    pub struct Existing {
        external_ref: String,
        external_hash: Option<i64>,
        external_updated_at: Option<Instant>,
        custom_fields: String,
        archived_at: Option<Instant>,
        missing_at: Option<Instant>,
    }
}

/// Of issues that stand twice on a page the later one, by the service's ids.
pub fn latest_of_each<'a>(issues: &[&'a Issue]) -> BTreeMap<&'a str, &'a Issue> {
    issues
        .iter()
        .map(|issue| (issue.reference.as_str(), *issue))
        .collect()
}

/// The tasks of these issues, by the service's ids.
pub async fn existing(
    tx: &Tx,
    connection: Id<Connection>,
    references: &[&str],
) -> Result<HashMap<String, Existing>> {
    let mut sql = Sql::new(
        "SELECT external_ref, external_hash, external_updated_at, custom_fields, archived_at, missing_at
        FROM tasks WHERE connection_id = ",
    );
    sql.bind(connection)
        .push(" AND ")
        .push_in("external_ref", references.iter().copied());
    let (text, params) = sql.into_parts();
    let rows: Vec<Existing> = tx.query(&text, params).await?;
    Ok(rows
        .into_iter()
        .map(|task| (task.external_ref.clone(), task))
        .collect())
}

/// Marks the tasks of issues that cannot be seen any more; answers how many were not marked before.
pub async fn mark_missing(
    tx: &Tx,
    connection: Id<Connection>,
    references: &[String],
    now: Instant,
) -> Result<i64> {
    let mut marked = 0;
    for reference in references {
        let sql = "UPDATE tasks SET missing_at = $3
            WHERE connection_id = $1 AND external_ref = $2 AND missing_at IS NULL";
        marked += tx.exec(sql, p![connection, reference, now]).await?;
    }
    Ok(i64::try_from(marked).unwrap_or(i64::MAX))
}

/// Writes the tasks of these issues that are new or differ from what was last written.
pub async fn follow(
    importer: &Importer,
    tx: &Tx,
    issues: &[&Issue],
    existing: &HashMap<String, Existing>,
    now: Instant,
    counts: &mut Counts,
) -> Result<()> {
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for issue in issues {
        let project = importer.projects.id_of(&issue.container.reference);
        let project = project.ok_or_else(|| Error::Internal("an issue's project was not made".into()))?;
        let mapped = mapping::mapped(issue, importer.source, project);
        let before = existing.get(&issue.reference);
        if count(before, &mapped, counts) {
            let rows = if before.is_none() { &mut new } else { &mut changed };
            rows.push(row(importer, issue, &mapped, before, now));
        } else if before.is_some_and(|task| task.external_updated_at != Some(issue.updated_at)) {
            note_stamp(importer, tx, issue).await?;
        }
    }
    for (upsert, rows) in [(&NEW_TASKS, new), (&TASKS, changed)] {
        if !rows.is_empty() {
            tx.upsert(upsert, rows).await?;
        }
    }
    Ok(())
}

/// Something changed there that is nothing here: only the stamp is kept, so that a reconciliation does not
/// take the task for an old one.
async fn note_stamp(importer: &Importer, tx: &Tx, issue: &Issue) -> Result<()> {
    let sql = "UPDATE tasks SET external_updated_at = $3 WHERE connection_id = $1 AND external_ref = $2";
    tx.exec(sql, p![importer.connection, issue.reference, issue.updated_at])
        .await?;
    Ok(())
}

/// Counts what becomes of a task, and answers whether it must be written.
fn count(before: Option<&Existing>, mapped: &Mapped, counts: &mut Counts) -> bool {
    let counter = match before {
        None => &mut counts.created,
        Some(task) if task.external_hash == Some(mapped.hash) && task.missing_at.is_none() => {
            counts.unchanged += 1;
            return false;
        }
        Some(task) if mapped.archived && task.archived_at.is_none() => &mut counts.archived,
        Some(_) => &mut counts.updated,
    };
    *counter += 1;
    true
}

const TASKS: Upsert = Upsert {
    table: "tasks",
    columns: &[
        ("connection_id", Kind::Int),
        ("external_ref", Kind::Text),
        ("external_hash", Kind::Int),
        ("project_id", Kind::Int),
        ("name", Kind::Text),
        ("identifier", Kind::Text),
        ("search_text", Kind::Text),
        ("description", Kind::Text),
        ("status", Kind::Text),
        ("priority", Kind::Text),
        ("assignee_id", Kind::Int),
        ("due_on", Kind::Text),
        ("custom_fields", Kind::Text),
        ("archived_at", Kind::Int),
        ("started_at", Kind::Int),
        ("completed_at", Kind::Int),
        ("labels", Kind::Text),
        ("state_ref", Kind::Text),
        ("assignee_ref", Kind::Text),
        ("external_updated_at", Kind::Int),
        ("missing_at", Kind::Int),
        ("updated_at", Kind::Int),
        ("created_by", Kind::Int),
        ("created_at", Kind::Int),
    ],
    conflict: &["connection_id", "external_ref"],
    conflict_where: Some("external_ref IS NOT NULL"),
    update: &[
        "external_hash",
        "project_id",
        "name",
        "identifier",
        "search_text",
        "description",
        "status",
        "priority",
        "assignee_id",
        "due_on",
        "custom_fields",
        "archived_at",
        "started_at",
        "completed_at",
        "labels",
        "state_ref",
        "assignee_ref",
        "external_updated_at",
        "missing_at",
        "updated_at",
    ],
};

/// Tasks that are not there: the connection is the transaction's own, so nobody adds them meanwhile. Without
/// an update on conflict SQLite keeps no journal for each row.
const NEW_TASKS: Upsert = Upsert { update: &[], ..TASKS };

fn row(
    importer: &Importer,
    issue: &Issue,
    mapped: &Mapped,
    before: Option<&Existing>,
    now: Instant,
) -> Vec<Val> {
    let custom_fields = before.map_or("{}", |task| task.custom_fields.as_str());
    // The issue's own stamp counts, not the time of the sync, so that an interrupted sync ends in the same
    // state as one that was not.
    let put_away = || {
        before
            .and_then(|task| task.archived_at)
            .unwrap_or(issue.updated_at)
    };
    p![
        importer.connection,
        issue.reference,
        mapped.hash,
        mapped.project_id,
        mapped.name,
        mapped.identifier,
        search_text(Some(&mapped.identifier), &mapped.name),
        mapped.description,
        importer.states.status_of(&issue.state),
        mapped.priority,
        importer.people.user_of(issue.assignee.as_ref()),
        mapped.due_on,
        with_integration(custom_fields, &mapped.integration),
        mapped.archived.then(put_away),
        issue.started_at,
        issue.completed_at,
        mapped.labels,
        issue.state.reference,
        issue.assignee.as_ref().map(|person| person.reference.as_str()),
        issue.updated_at,
        None::<Instant>,
        now,
        importer.acting_user,
        now
    ]
}
