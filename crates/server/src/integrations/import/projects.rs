//! Teams, boards and repositories as projects: matched by the service's own id, whatever their name.

use super::mapping::{storable, with_integration};
use super::{Counts, Importer};
use crate::error::Result;
use crate::integrations::model::Connection;
use crate::{clients, projects};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use timetracker_connectors::Container;
use timetracker_db::{Read, Tx, p, record};
use timetracker_types::{Id, Instant};

/// The longest code of a project, in characters.
const LONGEST_CODE: usize = 20;

/// Projects by the service's id of them, as far as this run has met them.
#[derive(Debug, Default)]
pub struct KnownProjects(HashMap<String, (i64, Container)>);

impl KnownProjects {
    /// The project of a place that was met.
    pub fn id_of(&self, reference: &str) -> Option<i64> {
        self.0.get(reference).map(|(id, _)| *id)
    }

    fn is_current(&self, place: &Container) -> bool {
        self.0
            .get(&place.reference)
            .is_some_and(|(_, known)| known == place)
    }
}

record! {
    /// A project that a connection keeps.
    #[derive(Debug)]
    struct Linked {
        id: i64,
        external_ref: String,
        name: String,
        code: Option<String>,
        custom_fields: String,
    }
}

/// Sees to it that each place has its project, under its present name.
pub async fn follow(
    importer: &mut Importer,
    tx: &Tx,
    places: &[&Container],
    now: Instant,
    counts: &mut Counts,
) -> Result<()> {
    let mut places = unmet(&importer.projects, places);
    if places.is_empty() {
        return Ok(());
    }
    let linked = linked(importer, tx).await?;
    // Known ones first: a new one may have the key that one of them has given up.
    places.sort_by_key(|place| !linked.contains_key(&place.reference));
    for place in places {
        let id = if let Some(project) = linked.get(&place.reference) {
            counts.projects_updated += i64::from(rename(importer, tx, project, place, now).await?);
            project.id
        } else {
            counts.projects_created += 1;
            create(importer, tx, place, now).await?
        };
        importer
            .projects
            .0
            .insert(place.reference.clone(), (id, place.clone()));
    }
    Ok(())
}

/// The places of which this run does not know yet that their projects are right, each once.
fn unmet<'a>(known: &KnownProjects, places: &[&'a Container]) -> Vec<&'a Container> {
    let mut met = HashSet::new();
    places
        .iter()
        .copied()
        .filter(|place| !known.is_current(place) && met.insert(&place.reference))
        .collect()
}

/// Marks the projects, with their tasks, of places that cannot be seen any more, and clears the mark of those
/// that can. Answers how many tasks were marked.
pub async fn mark_missing(
    tx: &Tx,
    connection: Id<Connection>,
    visible: &[String],
    now: Instant,
) -> Result<i64> {
    let sql = "SELECT id, external_ref, missing_at FROM projects
        WHERE connection_id = $1 AND external_ref IS NOT NULL";
    let projects: Vec<(i64, String, Option<Instant>)> = tx.query(sql, p![connection]).await?;
    let mut marked = 0;
    for (id, reference, missing_at) in projects {
        let is_visible = visible.contains(&reference);
        if is_visible != missing_at.is_some() {
            continue;
        }
        let mark = (!is_visible).then_some(now);
        tx.exec("UPDATE projects SET missing_at = $2 WHERE id = $1", p![id, mark])
            .await?;
        if !is_visible {
            let sql = "UPDATE tasks SET missing_at = $2
                WHERE project_id = $1 AND connection_id = $3 AND missing_at IS NULL";
            marked += i64::try_from(tx.exec(sql, p![id, now, connection]).await?).unwrap_or(i64::MAX);
        }
    }
    Ok(marked)
}

async fn linked(importer: &Importer, tx: &Tx) -> Result<HashMap<String, Linked>> {
    let sql = "SELECT id, external_ref, name, code, custom_fields FROM projects
        WHERE connection_id = $1 AND external_ref IS NOT NULL";
    let rows: Vec<Linked> = tx.query(sql, p![importer.connection]).await?;
    Ok(rows
        .into_iter()
        .map(|project| (project.external_ref.clone(), project))
        .collect())
}

async fn create(importer: &Importer, tx: &Tx, place: &Container, now: Instant) -> Result<i64> {
    let client = clients::ensure_named(tx, &importer.client_name, now).await?;
    let sql =
        "INSERT INTO projects (client_id, name, code, color, custom_fields, connection_id, external_ref,
            created_by, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) RETURNING id";
    let params = p![
        client,
        name_of(place),
        free_code(tx, &place.key, 0).await?,
        projects::color_of(&place.reference),
        with_integration("{}", &facts(importer, place).to_string()),
        importer.connection,
        place.reference,
        importer.acting_user,
        now
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Follows a new name and key, unless people here have chosen others. False where nothing was to do.
async fn rename(
    importer: &Importer,
    tx: &Tx,
    project: &Linked,
    place: &Container,
    now: Instant,
) -> Result<bool> {
    let stored = stored_facts(&project.custom_fields);
    let wanted = facts(importer, place);
    if stored == wanted {
        return Ok(false);
    }
    let was = |field: &str| stored[field].as_str();
    let name = if was("name") == Some(project.name.as_str()) {
        name_of(place)
    } else {
        project.name.clone()
    };
    let keeps_code = project.code.as_deref().map(str::to_lowercase) != was("key").map(str::to_lowercase);
    let code = if keeps_code {
        project.code.clone()
    } else {
        free_code(tx, &place.key, project.id).await?
    };
    let sql = "UPDATE projects SET name = $2, code = $3, custom_fields = $4, updated_at = $5 WHERE id = $1";
    let custom_fields = with_integration(&project.custom_fields, &wanted.to_string());
    tx.exec(sql, p![project.id, name, code, custom_fields, now])
        .await?;
    Ok(true)
}

/// What is remembered of a place: what it was called there when we last looked.
fn facts(importer: &Importer, place: &Container) -> Value {
    json!({
        "source": importer.source, "ref": place.reference, "key": storable(&place.key), "name": name_of(place),
    })
}

fn stored_facts(custom_fields: &str) -> Value {
    serde_json::from_str::<Value>(custom_fields)
        .map(|fields| fields["integration"].clone())
        .unwrap_or_default()
}

/// The name exactly as it is there; a place without one goes by its key.
fn name_of(place: &Container) -> String {
    let name = storable(&place.name);
    if name.trim().is_empty() {
        storable(&place.key)
    } else {
        name
    }
}

/// The key as a project's code, where it is short enough and no other project has it.
async fn free_code(tx: &Tx, key: &str, own_id: i64) -> Result<Option<String>> {
    let key = storable(key.trim());
    if key.is_empty() || key.chars().count() > LONGEST_CODE {
        return Ok(None);
    }
    let sql = "SELECT id FROM projects WHERE lower(code) = lower($1) AND id <> $2 LIMIT 1";
    let taken: Option<(i64,)> = tx.query_opt(sql, p![key, own_id]).await?;
    Ok(taken.is_none().then_some(key))
}
