//! One page of issues: which request to send next, and what its answer means for the pass.

use super::api::{Api, Connection, WireIssue};
use super::map;
use super::progress::Progress;
use super::refusal::{self, Refusal};
use super::settings::{self, Chosen};
use crate::call::Call;
use crate::connector::{Container, Cursor, Page};
use crate::error::Error;

/// Far more than a page needs that is refused, made smaller and begun again; an end to a service that never agrees.
const MOST_ATTEMPTS: u32 = 12;

/// What one attempt at a page came to.
enum Attempt {
    /// The page, and the teams if it is the first of its pass.
    Read(Connection<WireIssue>, Vec<Container>),
    /// Nothing yet: the pass now stands elsewhere, try from there.
    Elsewhere,
}

/// Reads the page that `from` leads to.
pub async fn page(call: &Call, from: Option<&Cursor>) -> Result<Page, Error> {
    let mut pull = Pull {
        call,
        asked: settings::team_keys(call),
        progress: Progress::resume(from, settings::fingerprint(call), call.clock.now()),
        api: Api::new(call)?,
    };
    for _ in 0..MOST_ATTEMPTS {
        if let Attempt::Read(issues, teams) = pull.attempt().await? {
            return pull.finish(issues, teams);
        }
    }
    Err(refusal::no_way_on("no page after as many attempts as are made"))
}

struct Pull<'a> {
    call: &'a Call,
    /// The team keys in the settings.
    asked: Vec<String>,
    progress: Progress,
    api: Api,
}

impl Pull<'_> {
    async fn attempt(&mut self) -> Result<Attempt, Error> {
        if !self.progress.is_first_page() {
            return self.later_page().await;
        }
        if !self.asked.is_empty() && self.progress.chosen().is_empty() {
            return self.first_page_of_chosen_teams().await;
        }
        self.first_page().await
    }

    /// Teams and issues in one request.
    async fn first_page(&mut self) -> Result<Attempt, Error> {
        let first = match self.api.first_issues(&self.progress.wanted()).await? {
            Ok(first) => first,
            Err(refusal) => return self.refused(refusal),
        };
        let teams = self.api.all_teams(first.teams).await?;
        if self.note(&teams)? {
            return Ok(Attempt::Elsewhere);
        }
        Ok(Attempt::Read(first.issues, self.chosen_among(teams)))
    }

    /// Teams first, since a key that means no team is to be told before any issue is fetched.
    async fn first_page_of_chosen_teams(&mut self) -> Result<Attempt, Error> {
        let teams = self.api.teams().await?;
        self.note(&teams)?;
        match self.api.issues(&self.progress.wanted()).await? {
            Ok(page) => Ok(Attempt::Read(page.issues, self.chosen_among(teams))),
            Err(refusal) => self.refused(refusal),
        }
    }

    async fn later_page(&mut self) -> Result<Attempt, Error> {
        let page = match self.api.issues(&self.progress.wanted()).await? {
            Ok(page) => page.issues,
            Err(refusal) => return self.refused(refusal),
        };
        // A team that got another key while its pages were read has left the filter, and its issues with it.
        if self.progress.ends_many(&page.page_info) && !self.asked.is_empty() {
            let teams = self.api.teams().await?;
            if self.note(&teams)? {
                return self.begin_again("a chosen team has another key, or is another one".to_owned());
            }
        }
        Ok(Attempt::Read(page, Vec::new()))
    }

    fn refused(&mut self, refusal: Refusal) -> Result<Attempt, Error> {
        match refusal {
            Refusal::TooComplex(detail) => {
                self.progress = self.progress.clone().with_smaller_page(detail)?;
                Ok(Attempt::Elsewhere)
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
        Ok(Attempt::Elsewhere)
    }

    /// Finds the teams to be read. True if what was asked for no longer fits them.
    fn note(&mut self, visible: &[Container]) -> Result<bool, Error> {
        let chosen = settings::choose(&self.asked, visible, self.progress.chosen())?;
        let seen = match self.asked.as_slice() {
            [] => visible.iter().map(|team| team.reference.clone()).collect(),
            _ => chosen.iter().map(|team| team.reference.clone()).collect(),
        };
        Ok(self.progress.note_teams(chosen, seen, self.call.clock.now()))
    }

    fn chosen_among(&self, visible: Vec<Container>) -> Vec<Container> {
        if self.asked.is_empty() {
            return visible;
        }
        let is_chosen = |team: &Container| {
            let is = |chosen: &Chosen| chosen.reference == team.reference;
            self.progress.chosen().iter().any(is)
        };
        visible.into_iter().filter(is_chosen).collect()
    }

    fn finish(self, issues: Connection<WireIssue>, containers: Vec<Container>) -> Result<Page, Error> {
        let newest = issues.nodes.iter().map(|issue| issue.updated_at).max();
        let (progress, more) = self.progress.after_page(&issues.page_info, newest)?;
        let mapping = settings::status_mapping(self.call);
        Ok(Page {
            containers,
            issues: issues
                .nodes
                .into_iter()
                .map(|wire| map::issue(wire, mapping))
                .collect(),
            next: progress.cursor()?,
            more,
            usage: self.api.usage,
        })
    }
}
