//! Where every issue would land, before anything is written: teams as projects, states as status, people as
//! users. Counted from a census; what states and people mean is looked up when it is shown, so that a mapping
//! can be tried without asking the service again.

use super::super::meaning::{People, States};
use super::super::store;
use super::ending::End;
use super::reconcile::census;
use super::{Trouble, Work};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use timetracker_connectors::{Census, Container, Detail, Person};

/// Identifiers that are named as examples of a landing.
const EXAMPLES: usize = 5;

/// What a preview found, as it is kept with its run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Issues that would come over.
    pub issues: i64,
    /// Archived issues, which would not.
    pub archived: i64,
    /// What lies where, by the service's ids of the teams.
    pub teams: BTreeMap<String, TeamPreview>,
    /// Issues by the service's id of their assignee.
    pub people: BTreeMap<String, i64>,
    /// Issues without an assignee.
    pub unassigned: i64,
}

/// One team in a preview.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamPreview {
    /// In front of identifiers.
    pub key: String,
    /// What it is called, and its project would be.
    pub name: String,
    /// What lies in each state, by the service's id of the state.
    pub states: BTreeMap<String, Landing>,
}

/// The issues of one state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Landing {
    /// How many.
    pub issues: i64,
    /// A few of them.
    pub examples: Vec<String>,
}

pub async fn carry_out(work: &Work<'_>) -> Result<End, Trouble> {
    store::restart_counts(&work.app.db, work.run.id).await?;
    let (mut preview, mut people, mut states) = (Preview::default(), BTreeMap::new(), Vec::new());
    let end = census(work, Detail::Landing, |mut page| {
        states.append(&mut page.states);
        preview.add(page, &mut people);
    })
    .await?;
    if let Some(end) = end {
        return Ok(end);
    }
    let now = work.app.now();
    let result = serde_json::to_string(&preview)
        .map_err(|error| Trouble::Ours(Error::Internal(format!("preview: {error}"))))?;
    let tx = work.app.db.begin().await?;
    work.hold(&tx, &timetracker_connectors::Usage::default()).await?;
    States::load(&tx, work.connection.id)
        .await?
        .meet(&tx, &states, now)
        .await?;
    let people: Vec<&Person> = people.values().collect();
    People::load(&tx, work.connection.id)
        .await?
        .meet(&tx, &people, now)
        .await?;
    store::keep_result(&tx, work.run.id, &result).await?;
    tx.commit().await?;
    Ok(End::Previewed)
}

impl Preview {
    fn add(&mut self, page: Census, people: &mut BTreeMap<String, Person>) {
        for Container { reference, key, name } in page.containers {
            let team = self.teams.entry(reference).or_default();
            (team.key, team.name) = (key, name);
        }
        for entry in page.entries {
            let Some(landing) = entry.landing.filter(|_| !entry.archived) else {
                self.archived += i64::from(entry.archived);
                continue;
            };
            self.issues += 1;
            let team = self.teams.entry(landing.container).or_default();
            team.states
                .entry(landing.state)
                .or_default()
                .add(landing.identifier);
            match landing.assignee {
                None => self.unassigned += 1,
                Some(person) => {
                    *self.people.entry(person.reference.clone()).or_default() += 1;
                    people.insert(person.reference.clone(), person);
                }
            }
        }
    }
}

impl Landing {
    fn add(&mut self, identifier: String) {
        self.issues += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push(identifier);
        }
    }
}
