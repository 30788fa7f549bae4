//! Writes one page of issues as tasks, and the places they lie in as projects.
//!
//! The service owns of a task its name, description, state, priority, assignee, due day, labels, place, the
//! times of its start and end, and `custom_fields.integration`; everything else (estimate, tags, other custom
//! fields, time) is people's and never touched. Time entries stay on the project on which they were booked
//! when their task moves. Start with `mapping.rs`, which is pure.

mod mapping;
mod projects;
mod tasks;
#[cfg(test)]
mod tests;

use super::meaning::{self, Names, People, States};
use super::model::{Connection, Run};
use super::troubles::OpenTroubles;
use crate::app::App;
use crate::error::Result;
use crate::users;
use crate::webhooks::Watch;
use projects::KnownProjects;
use std::collections::{BTreeMap, HashSet};
use timetracker_connectors::{Container, Failure, Fetched, Issue, Manifest, Named, Page, Person};
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
    /// Tasks that were marked as not to be seen any more.
    pub missing: i64,
    /// Issues that could not be read or kept.
    pub failed: i64,
    /// New projects.
    pub projects_created: i64,
    /// Changed projects.
    pub projects_updated: i64,
}

/// What holds for every page of a run.
pub struct Importer {
    connection: Id<Connection>,
    run: Id<Run>,
    /// `custom_fields.integration.source`.
    source: &'static str,
    /// The client that new projects belong to.
    client_name: String,
    /// Whoever counts as the maker of new rows.
    acting_user: Option<i64>,
    /// The places that the settings choose; nothing before they are known. What lies elsewhere is followed
    /// where it is known here, and else left alone.
    chosen: Option<HashSet<String>>,
    people: People,
    states: States,
    names: Names,
    projects: KnownProjects,
    troubles: OpenTroubles,
    /// The state of the mappings that this was read with.
    mapping_version: i64,
    /// Tells webhooks of the tasks that change.
    watch: Watch,
}

impl Importer {
    /// Reads what every page needs.
    pub async fn new(
        app: &App,
        connection: &Connection,
        run: Id<Run>,
        manifest: &'static Manifest,
    ) -> Result<Self> {
        let acting_user = acting_user(app, connection).await?;
        let actor = match acting_user {
            Some(id) => users::find(&app.db, Id::new(id)).await?,
            None => None,
        };
        let is_first = connection.last_success_at.is_none();
        Ok(Self {
            watch: Watch::new(connection.id.get(), is_first, actor),
            connection: connection.id,
            run,
            source: manifest.source,
            client_name: app.config.import_client_name.clone(),
            acting_user,
            chosen: connection.chosen(),
            people: People::load(&app.db, connection.id).await?,
            states: States::load(&app.db, connection.id).await?,
            names: Names::load(&app.db, connection.id).await?,
            projects: KnownProjects::default(),
            troubles: OpenTroubles::load(&app.db, connection.id).await?,
            mapping_version: connection.mapping_version,
        })
    }

    /// Reads the mappings again where somebody has changed them since. Within the transaction of a page,
    /// after its hold on the connection: nobody changes them before its end.
    pub async fn refresh(&mut self, tx: &Tx, mapping_version: i64) -> Result<()> {
        if mapping_version != self.mapping_version {
            self.people = People::load(tx, self.connection).await?;
            self.states = States::load(tx, self.connection).await?;
            self.mapping_version = mapping_version;
        }
        Ok(())
    }

    /// Writes the page. Written twice, the second time changes nothing.
    pub async fn write(&mut self, tx: &Tx, page: &Page, now: Instant) -> Result<Counts> {
        let mut counts = Counts::default();
        if let Some(visible) = &page.visible {
            self.chosen = Some(
                page.containers
                    .iter()
                    .map(|place| place.reference.clone())
                    .collect(),
            );
            self.people.settle(tx, now).await?;
            counts.missing += projects::mark_missing(tx, self.connection, visible, now).await?;
        }
        self.states.meet(tx, &page.states, now).await?;
        self.rename(tx, page, now).await?;
        let places: Vec<&Container> = page.containers.iter().collect();
        projects::follow(self, tx, &places, now, &mut counts).await?;
        let issues: Vec<&Issue> = page.issues.iter().chain(&page.outside).collect();
        self.write_issues(tx, &issues, &page.failures, now, &mut counts)
            .await?;
        // What lies outside was only looked at.
        counts.seen = i64::try_from(page.issues.len() + page.failures.len()).unwrap_or(i64::MAX);
        Ok(counts)
    }

    async fn write_issues(
        &mut self,
        tx: &Tx,
        issues: &[&Issue],
        failures: &[Failure],
        now: Instant,
        counts: &mut Counts,
    ) -> Result<()> {
        counts.seen += i64::try_from(issues.len() + failures.len()).unwrap_or(i64::MAX);
        let issues = tasks::latest_of_each(issues);
        let references: Vec<&str> = issues.keys().copied().collect();
        let existing = tasks::existing(tx, self.connection, &references).await?;
        // What was archived before we ever saw it is not imported, nor what lies where nobody chose to look.
        let wanted = |issue: &&Issue| {
            let lies_here = || {
                self.chosen
                    .as_ref()
                    .is_none_or(|chosen| chosen.contains(&issue.container.reference))
            };
            existing.contains_key(&issue.reference) || (!issue.archived && lies_here())
        };
        let wanted: BTreeMap<&str, &Issue> = issues.into_iter().filter(|(_, issue)| wanted(issue)).collect();
        let wanted = self.fit(tx, wanted, failures, now, counts).await?;
        self.meet(tx, &wanted, now).await?;
        let references = wanted.iter().map(|issue| issue.reference.as_str());
        let before = self.watch.before(tx, references).await?;
        let places: Vec<&Container> = wanted.iter().map(|issue| &issue.container).collect();
        projects::follow(self, tx, &places, now, counts).await?;
        tasks::follow(self, tx, &wanted, &existing, now, counts).await?;
        self.watch.after(tx, before, now).await?;
        self.troubles.settle(tx, &wanted, now).await
    }

    /// Writes what [`Connector::fetch`](timetracker_connectors::Connector::fetch) answered. What was asked for
    /// and is not among it cannot be seen: its task is marked.
    pub async fn write_fetched(
        &mut self,
        tx: &Tx,
        asked: &[String],
        fetched: &Fetched,
        now: Instant,
        counts: &mut Counts,
    ) -> Result<()> {
        let issues: Vec<&Issue> = fetched.issues.iter().collect();
        self.write_issues(tx, &issues, &fetched.failures, now, counts)
            .await?;
        let read = fetched.issues.iter().map(|issue| issue.reference.as_str());
        let unread = fetched
            .failures
            .iter()
            .filter_map(|failure| failure.reference.as_deref());
        let there: HashSet<&str> = read.chain(unread).collect();
        let gone = asked
            .iter()
            .filter(|reference| !there.contains(reference.as_str()));
        let gone: Vec<String> = gone.cloned().collect();
        counts.missing += tasks::mark_missing(tx, self.connection, &gone, now).await?;
        self.troubles.forget(tx, &gone, now).await
    }

    /// The service's ids of the issues that could not be brought over so far.
    pub fn in_trouble(&self) -> Vec<String> {
        self.troubles.references()
    }

    /// Notes what cannot be read or kept, and answers the rest.
    async fn fit<'a>(
        &mut self,
        tx: &Tx,
        issues: BTreeMap<&str, &'a Issue>,
        failures: &[Failure],
        now: Instant,
        counts: &mut Counts,
    ) -> Result<Vec<&'a Issue>> {
        let mut unfit: Vec<Failure> = failures.to_vec();
        let mut fit = Vec::with_capacity(issues.len());
        for issue in issues.into_values() {
            match mapping::unfit(issue) {
                None => fit.push(issue),
                Some(message) => unfit.push(Failure {
                    reference: Some(issue.reference.chars().take(200).collect()),
                    identifier: Some(issue.identifier.chars().take(200).collect()),
                    message,
                }),
            }
        }
        counts.failed += i64::try_from(unfit.len()).unwrap_or(i64::MAX);
        for failure in &unfit {
            self.troubles.note(tx, self.run, failure, now).await?;
        }
        Ok(fit)
    }

    /// Keeps the states, people and names that issues bring along.
    async fn meet(&mut self, tx: &Tx, issues: &[&Issue], now: Instant) -> Result<()> {
        for issue in issues {
            self.states
                .meet_of_issue(tx, &issue.container.reference, &issue.state, now)
                .await?;
        }
        let people = issues
            .iter()
            .flat_map(|issue| issue.assignee.iter().chain(&issue.creator));
        let people: Vec<&Person> = people.collect();
        let mut renamed = self.people.meet(tx, &people, now).await?;
        let names: Vec<&Named> = issues.iter().flat_map(|issue| names_of(issue)).collect();
        renamed.extend(self.names.meet(tx, &names).await?);
        renamed.extend(self.states.renamed());
        meaning::rename(tx, self.connection, &renamed, now).await
    }

    /// Follows what was renamed since the last pass, on tasks whose issues did not change.
    async fn rename(&mut self, tx: &Tx, page: &Page, now: Instant) -> Result<()> {
        let people: Vec<&Person> = page.people.iter().collect();
        let mut renamed = self.people.meet(tx, &people, now).await?;
        let names: Vec<&Named> = page.names.iter().collect();
        renamed.extend(self.names.meet(tx, &names).await?);
        renamed.extend(self.states.renamed());
        meaning::rename(tx, self.connection, &renamed, now).await
    }
}

fn names_of(issue: &Issue) -> impl Iterator<Item = &Named> {
    let single = [&issue.cycle, &issue.project, &issue.milestone];
    single.into_iter().flatten().chain(&issue.labels)
}

/// The user of the settings, else whoever connected, else the first administrator.
async fn acting_user(app: &App, connection: &Connection) -> Result<Option<i64>> {
    let users = users::list(&app.db).await?;
    let active = || users.iter().filter(|user| user.is_active);
    let wanted = [app.config.sync_user_id, connection.acting_user_id];
    let named = wanted
        .into_iter()
        .flatten()
        .find(|id| active().any(|user| user.id.get() == *id));
    let admins = active().filter(|user| user.role == users::Role::Admin);
    Ok(named.or(admins.map(|user| user.id.get()).min()))
}
