//! A preview as it is shown: what its run counted, by the mappings of now.

use super::meaning;
use super::model::Connection;
use super::store;
use super::sync::Preview;
use crate::error::{Error, Result};
use crate::projects;
use crate::tasks::Status;
use std::collections::HashMap;
use timetracker_db::Read;
use timetracker_types::{Id, Instant};

/// Where every issue would land.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Shown {
    /// When it was counted.
    pub counted_at: Option<Instant>,
    /// Issues that would come over.
    pub issues: i64,
    /// Archived ones, which would not.
    pub archived: i64,
    /// The teams, by name.
    pub teams: Vec<Team>,
    /// Assignees whom nobody here is, with the most issues first.
    pub unmatched_people: Vec<Unmatched>,
}

/// One team and its project.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Team {
    /// In front of identifiers.
    pub key: String,
    /// Its name there.
    pub name: String,
    /// The project that its issues go to, where there is one already.
    pub project_id: Option<i64>,
    /// That project's name, or the one that it would get.
    pub project: String,
    /// Its issues.
    pub issues: i64,
    /// By state.
    pub states: Vec<StateLanding>,
}

/// The issues of one state.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct StateLanding {
    /// The state's row, to choose another status for it; nothing for a state that was not listed.
    pub state_id: Option<i64>,
    /// Its name there.
    pub name: String,
    /// Its kind there.
    pub kind: String,
    /// Whether the connector knows the kind.
    pub is_known: bool,
    /// The status that they would get.
    pub status: Status,
    /// The status that its kind means.
    pub by_kind: Status,
    /// Whether somebody chose it.
    pub is_chosen: bool,
    /// How many.
    pub issues: i64,
    /// A few of them.
    pub examples: Vec<String>,
}

/// A person whom nobody here is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unmatched {
    /// Their row, to say who they are.
    pub person_id: i64,
    /// Their name there.
    pub name: String,
    /// Their e-mail address there.
    pub email: Option<String>,
    /// Issues that would have no assignee here.
    pub issues: i64,
}

/// The last preview of a connection, by the mappings of now.
pub async fn last(db: &impl Read, connection: Id<Connection>) -> Result<Option<Shown>> {
    let Some(run) = store::last_preview(db, connection).await? else {
        return Ok(None);
    };
    let counted: Preview = serde_json::from_str(run.result.as_deref().unwrap_or("{}"))
        .map_err(|error| Error::Internal(format!("a stored preview: {error}")))?;
    let projects: HashMap<String, (i64, String)> = projects::of_connection(db, connection.get())
        .await?
        .into_iter()
        .map(|(reference, id, name)| (reference, (id, name)))
        .collect();
    Ok(Some(Shown {
        counted_at: run.finished_at,
        issues: counted.issues,
        archived: counted.archived,
        unmatched_people: unmatched(db, connection, &counted).await?,
        teams: teams(db, connection, counted, &projects).await?,
    }))
}

async fn teams(
    db: &impl Read,
    connection: Id<Connection>,
    counted: Preview,
    projects: &HashMap<String, (i64, String)>,
) -> Result<Vec<Team>> {
    let states = meaning::states(db, connection).await?;
    let mut teams: Vec<Team> = counted
        .teams
        .into_iter()
        .map(|(reference, mut team)| {
            let own = states.iter().filter(|state| state.container_ref == reference);
            let landings: Vec<StateLanding> = own
                .map(|state| {
                    let landing = team.states.remove(&state.external_ref).unwrap_or_default();
                    StateLanding {
                        state_id: Some(state.id.get()),
                        name: state.name.clone(),
                        kind: state.kind.clone(),
                        is_known: state.is_known,
                        status: state.status(),
                        by_kind: state.default_status,
                        is_chosen: state.chosen_status.is_some(),
                        issues: landing.issues,
                        examples: landing.examples,
                    }
                })
                .collect();
            let unlisted = team.states.into_values().map(|landing| StateLanding {
                state_id: None,
                name: "Unknown state".into(),
                kind: String::new(),
                is_known: false,
                status: Status::Todo,
                by_kind: Status::Todo,
                is_chosen: false,
                issues: landing.issues,
                examples: landing.examples,
            });
            let landings: Vec<StateLanding> = landings.into_iter().chain(unlisted).collect();
            let project = projects.get(&reference);
            Team {
                project_id: project.map(|(id, _)| *id),
                project: project.map_or_else(|| team.name.clone(), |(_, name)| name.clone()),
                issues: landings.iter().map(|landing| landing.issues).sum(),
                key: team.key,
                name: team.name,
                states: landings,
            }
        })
        .collect();
    teams.sort_by(|a, b| (a.name.to_lowercase(), &a.key).cmp(&(b.name.to_lowercase(), &b.key)));
    Ok(teams)
}

async fn unmatched(db: &impl Read, connection: Id<Connection>, counted: &Preview) -> Result<Vec<Unmatched>> {
    let people = meaning::people(db, connection).await?.into_iter();
    let mut unmatched: Vec<Unmatched> = people
        .filter(|person| person.user_id.is_none() && !person.is_ignored)
        .filter_map(|person| {
            Some(Unmatched {
                issues: *counted.people.get(&person.external_ref)?,
                person_id: person.id.get(),
                name: person.name,
                email: person.email,
            })
        })
        .collect();
    unmatched.sort_by_key(|person| (std::cmp::Reverse(person.issues), person.person_id));
    Ok(unmatched)
}
