//! One page of issues: which request to send next, and what its answer means for the pass.
//!
//! | page | requests |
//! |---|---|
//! | the first of a full pass | [`WORKSPACE`], then [`ISSUES`] of the teams found in it, whose ids do not change |
//! | the first of a pass over changes | [`CHANGES`], which has all: mostly the only one |
//! | any other | [`ISSUES`] |
//!
//! To these come the further pages of lists that go on, and labels of issues with many (`labels.rs`).
//!
//! Changes are asked for in all teams, though only some may be chosen: an issue that has left the chosen ones is in no
//! list of theirs any more. What lies outside and never had another identifier has never left anything, and is dropped
//! here; the rest is told apart ([`Page::outside`]), for the host to follow what it knows.

use timetracker_types::Instant;

use super::api::{Api, PAGE_SIZE, Teams};
use super::lenient::Field;
use super::progress::{Pass, Progress};
use super::query::{
    CHANGES, CYCLES, ISSUES, LABELS, ListPage, MILESTONES, PEOPLE, PROJECTS, STATES, Since, Sizes, WORKSPACE,
};
use super::refusal::{self, Refusal};
use super::settings;
use super::wire::{Connection, WireChanges, WireIssue, WireIssues, WireState, WireWorkspace};
use super::{labels, map};
use crate::call::Call;
use crate::connector::{Container, Cursor, Failure, Issue, Named, Page, Person, WorkflowState};
use crate::error::Error;

/// Far more than a page needs that is refused, made smaller and begun again; an end to a service that never agrees.
const MOST_ATTEMPTS: u32 = 12;

/// What the first page of a pass brings beside its issues.
#[derive(Default)]
struct Around {
    containers: Vec<Container>,
    visible: Option<Vec<String>>,
    states: Vec<WorkflowState>,
    people: Vec<Person>,
    names: Vec<Named>,
    expected: Option<u64>,
}

/// A page as it was read. An attempt that ends without one has moved the pass elsewhere: try from there.
type Attempt = Option<(Connection<WireIssue>, Around)>;

/// The issues of a page, sorted out.
#[derive(Default)]
struct Sorted {
    issues: Vec<Issue>,
    outside: Vec<Issue>,
    failures: Vec<Failure>,
}

/// Reads the page that `from` leads to. Where issues on it are broken, it is read once more: mostly that helps.
pub async fn page(call: &Call, from: Option<&Cursor>) -> Result<Page, Error> {
    let mut pull = Pull {
        call,
        asked: settings::team_keys(call),
        progress: Progress::resume(from, settings::fingerprint(call), call.clock.now()),
        api: Api::new(call)?,
    };
    let page = pull.page().await?;
    if page.failures.is_empty() {
        return Ok(page);
    }
    pull.progress = Progress::resume(from, settings::fingerprint(call), call.clock.now());
    match pull.page().await {
        Ok(again) if again.failures.len() < page.failures.len() => Ok(again),
        // The first reading stands, at the price of both.
        _ => Ok(Page {
            usage: pull.api.usage,
            ..page
        }),
    }
}

struct Pull<'a> {
    call: &'a Call,
    /// The team keys in the settings.
    asked: Vec<String>,
    progress: Progress,
    api: Api,
}

impl Pull<'_> {
    async fn page(&mut self) -> Result<Page, Error> {
        for _ in 0..MOST_ATTEMPTS {
            if let Some((issues, around)) = self.attempt().await? {
                return self.finish(issues, around).await;
            }
        }
        Err(refusal::no_way_on("no page after as many attempts as are made"))
    }

    async fn attempt(&mut self) -> Result<Attempt, Error> {
        if !self.progress.is_first_page() {
            return self.issues(Around::default()).await;
        }
        match *self.progress.pass() {
            Pass::Full { archived, .. } => self.first_of_all(archived).await,
            Pass::Delta { since } => self.first_of_changes(since).await,
        }
    }

    async fn first_of_all(&mut self, archived: bool) -> Result<Attempt, Error> {
        let wanted = Sizes {
            latest: Some(!self.asked.is_empty()),
            ..self.progress.sizes()
        };
        let workspace: WireWorkspace = match self.api.ask(WORKSPACE, &wanted).await? {
            Ok(workspace) => workspace,
            Err(refusal) => return self.refused(refusal),
        };
        self.progress.note_clock(self.api.clock, self.call.clock.now());
        let page = ListPage {
            archived: Some(archived),
            ..list_page(None)
        };
        let teams = self.api.rest_of_teams(workspace.teams, page).await?;
        let mut around = self.note_teams(&teams)?;
        self.progress
            .note_newest(workspace.latest.as_ref().and_then(newest_of));
        let rest = || list_page(None);
        let states = self.api.rest(workspace.workflow_states, STATES, rest()).await?;
        let people = self.api.rest(workspace.users, PEOPLE, rest()).await?;
        around.states = self.states_of(&around.containers, states);
        around.people = map::people(people);
        around.expected = Some(self.expected(&teams));
        self.issues(around).await
    }

    async fn first_of_changes(&mut self, since: Instant) -> Result<Attempt, Error> {
        let changes: WireChanges = match self.api.ask(CHANGES, &self.progress.sizes()).await? {
            Ok(changes) => changes,
            Err(refusal) => return self.refused(refusal),
        };
        if self.progress.note_clock(self.api.clock, self.call.clock.now()) {
            return Ok(None);
        }
        let teams = self.api.rest_of_teams(changes.teams, list_page(None)).await?;
        let mut around = self.note_teams(&teams)?;
        self.progress.note_newest(newest_of(&changes.issues));
        let page = || list_page(Some(since));
        let states = self.api.rest(changes.workflow_states, STATES, page()).await?;
        around.states = self.states_of(&around.containers, states);
        let api = &mut self.api;
        around.people = map::people(api.rest(changes.users, PEOPLE, page()).await?);
        for (first, query) in [
            (changes.issue_labels, LABELS),
            (changes.projects, PROJECTS),
            (changes.project_milestones, MILESTONES),
            (changes.cycles, CYCLES),
        ] {
            around
                .names
                .extend(map::names(api.rest(first, query, page()).await?));
        }
        Ok(Some((changes.issues, around)))
    }

    async fn issues(&mut self, around: Around) -> Result<Attempt, Error> {
        let answer: WireIssues<WireIssue> = match self.api.ask(ISSUES, &self.progress.wanted()).await? {
            Ok(answer) => answer,
            Err(refusal) => return self.refused(refusal),
        };
        if self.progress.is_first_page() {
            // Only where nothing is known yet: `latest` was read before, and so is the safer one.
            self.progress.note_newest(newest_of(&answer.issues));
        }
        Ok(Some((answer.issues, around)))
    }

    /// The states in these containers' workflows.
    fn states_of(&self, containers: &[Container], nodes: Vec<Field<WireState>>) -> Vec<WorkflowState> {
        let mut states = map::states(nodes, settings::status_mapping(self.call));
        states.retain(|state| containers.iter().any(|it| it.reference == state.container));
        states
    }

    fn refused(&mut self, refusal: Refusal) -> Result<Attempt, Error> {
        match refusal {
            Refusal::TooComplex(detail) => {
                self.progress = self.progress.clone().with_smaller_page(detail)?;
                Ok(None)
            }
            Refusal::Cursor(detail) => self.begin_again(detail),
        }
    }

    fn begin_again(&mut self, detail: String) -> Result<Attempt, Error> {
        tracing::info!(
            detail = self.call.secret.redact(&detail),
            "Linear's issues are read from the start again"
        );
        self.progress = self.progress.clone().restarted(detail, self.call.clock.now())?;
        Ok(None)
    }

    /// Finds the teams to be read among all that are visible.
    fn note_teams(&mut self, teams: &Teams) -> Result<Around, Error> {
        let visible: Vec<Container> = teams.iter().map(|(team, _)| team.clone()).collect();
        let chosen = settings::choose(&self.asked, &visible, self.progress.chosen())?;
        let containers = settings::chosen_among(&self.asked, &chosen, &visible);
        if containers.is_empty() && !self.progress.seen().is_empty() {
            return Err(refusal::no_team_left());
        }
        self.progress.note_teams(chosen, &containers);
        Ok(Around {
            containers,
            visible: Some(visible.into_iter().map(|team| team.reference).collect()),
            ..Around::default()
        })
    }

    /// How many issues the pass will bring.
    fn expected(&self, teams: &Teams) -> u64 {
        let seen = self.progress.seen();
        let is_read = |team: &str| seen.contains(&team) && self.progress.covers(team);
        teams
            .iter()
            .filter(|(team, _)| is_read(&team.reference))
            .map(|(_, count)| count)
            .sum()
    }

    async fn finish(&mut self, issues: Connection<WireIssue>, around: Around) -> Result<Page, Error> {
        let Sorted {
            issues: inside,
            outside,
            failures,
        } = self.sorted(issues.nodes).await?;
        if failures.iter().any(|failure| failure.reference.is_none()) {
            self.progress.note_missed();
        }
        let (progress, more) = self.progress.clone().after_page(&issues.page_info)?;
        Ok(Page {
            containers: around.containers,
            visible: around.visible,
            states: around.states,
            people: around.people,
            names: around.names,
            issues: inside,
            outside,
            failures,
            expected: around.expected,
            next: progress.cursor()?,
            more,
            usage: self.api.usage,
        })
    }

    async fn sorted(&mut self, mut nodes: Vec<Field<WireIssue>>) -> Result<Sorted, Error> {
        let seen = self.progress.seen();
        let is_outside = |node: &Field<WireIssue>| !self.asked.is_empty() && map::lies_outside(node, &seen);
        nodes.retain(|node| !is_outside(node) || map::has_moved(node));
        labels::complete(&mut self.api, &mut nodes).await?;
        let mapping = settings::status_mapping(self.call);
        let mut sorted = Sorted::default();
        for node in nodes {
            let outside = is_outside(&node);
            match map::issue(node, mapping) {
                Ok(issue) if outside => sorted.outside.push(issue),
                Ok(issue) => sorted.issues.push(issue),
                Err(failure) => sorted.failures.push(failure),
            }
        }
        Ok(sorted)
    }
}

/// The pages of a list after its first one.
fn list_page(since: Option<Instant>) -> ListPage<'static> {
    ListPage {
        first: PAGE_SIZE,
        filter: since.map(Since::of),
        ..ListPage::default()
    }
}

/// The newest change on a page.
fn newest_of(issues: &Connection<WireIssue>) -> Option<Instant> {
    let stamps = issues.nodes.iter().filter_map(Field::known);
    stamps.filter_map(|issue| issue.updated_at.known()).copied().max()
}
