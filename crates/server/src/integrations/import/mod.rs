//! Writes one page of issues as tasks, and the places they lie in as projects.
//!
//! The service owns of a task its name, description, state, priority, assignee, due day, place and
//! `custom_fields.integration`; everything else (estimate, tags, other custom fields, time) is people's
//! and never touched. Time entries stay on the project on which they were booked when their task moves.
//! Start with `mapping.rs`, which is pure.

mod mapping;
mod projects;
mod tasks;
#[cfg(test)]
mod tests;

use super::model::Connection;
use crate::app::App;
use crate::error::Result;
use crate::users;
use projects::KnownProjects;
use std::collections::HashMap;
use timetracker_connectors::{Manifest, Page, Person};
use timetracker_db::Tx;
use timetracker_types::{Id, Instant};

/// What one page changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Issues on the page.
    pub seen: i64,
    /// New tasks.
    pub created: i64,
    /// Changed tasks.
    pub updated: i64,
    /// Tasks that were the same already.
    pub unchanged: i64,
    /// Tasks that were put away.
    pub archived: i64,
    /// New projects.
    pub projects_created: i64,
    /// Changed projects.
    pub projects_updated: i64,
}

/// What holds for every page of a run.
pub struct Importer {
    connection: Id<Connection>,
    /// `custom_fields.integration.source`.
    source: &'static str,
    /// The client that new projects belong to.
    client_name: String,
    /// Whoever counts as the maker of new rows.
    acting_user: Option<i64>,
    /// Active users by e-mail address in lower case.
    people: HashMap<String, i64>,
    projects: KnownProjects,
}

impl Importer {
    /// Reads what every page needs.
    pub async fn new(app: &App, connection: &Connection, manifest: &'static Manifest) -> Result<Self> {
        let active: Vec<users::User> = users::list(&app.db)
            .await?
            .into_iter()
            .filter(|user| user.is_active)
            .collect();
        let wanted = [app.config.sync_user_id, connection.acting_user_id];
        let named = wanted
            .into_iter()
            .flatten()
            .find(|id| active.iter().any(|user| user.id.get() == *id));
        let admins = active
            .iter()
            .filter(|user| user.role == users::Role::Admin)
            .map(|user| user.id.get());
        let by_email = |user: &users::User| Some((user.email.as_ref()?.trim().to_lowercase(), user.id.get()));
        Ok(Self {
            connection: connection.id,
            source: manifest.source,
            client_name: app.config.import_client_name.clone(),
            acting_user: named.or(admins.min()),
            people: active.iter().filter_map(by_email).collect(),
            projects: KnownProjects::default(),
        })
    }

    /// Writes the page. Written twice, the second time changes nothing.
    pub async fn write(&mut self, tx: &Tx, page: &Page, now: Instant) -> Result<Counts> {
        let mut counts = Counts {
            seen: i64::try_from(page.issues.len()).unwrap_or(i64::MAX),
            ..Counts::default()
        };
        let issues = tasks::latest_of_each(&page.issues);
        let existing = tasks::existing(tx, self.connection, issues.keys().copied()).await?;
        // What was archived before we ever saw it is not imported, and needs no project either.
        let wanted: Vec<_> = issues
            .into_values()
            .filter(|issue| !issue.archived || existing.contains_key(&issue.reference))
            .collect();
        let places = page
            .containers
            .iter()
            .chain(wanted.iter().map(|issue| &issue.container));
        projects::follow(self, tx, places, now, &mut counts).await?;
        tasks::follow(self, tx, &wanted, &existing, now, &mut counts).await?;
        Ok(counts)
    }

    /// The user with this person's e-mail address.
    fn user_of(&self, person: Option<&Person>) -> Option<i64> {
        let email = person?.email.as_ref()?;
        self.people.get(&email.trim().to_lowercase()).copied()
    }
}
