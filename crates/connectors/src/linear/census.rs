//! Counting what there is.
//!
//! The last written comes first, an order in which nothing moves while it is read: an edit does not move an issue, and a
//! new one goes to the front, which is behind us. What leaves the chosen teams meanwhile is missing and what comes into
//! them may be; the changes since tell of both. So what a census does not tell of is a question, not yet an answer:
//! [`Connector::fetch`](crate::Connector::fetch) it before anything is concluded.

use serde::{Deserialize, Serialize};

use super::api::{Api, PAGE_SIZE, Teams};
use super::progress::{self, Progress};
use super::query::{COUNT, IssueFilter, LANDING, ListPage, PageOf, Query, STATES};
use super::refusal::{self, Refusal};
use super::wire::{Connection, WireEntry, WireIssues};
use super::{map, settings};
use crate::call::Call;
use crate::connector::{Census, Container, Cursor, Detail, WorkflowState};
use crate::error::{Error, ErrorKind};

/// Far more than any workspace has; reaching it means that the pages go round in a circle.
const MOST_PAGES: u32 = 20_000;

/// Where a count stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    /// What is counted, as far as settings and detail say it.
    counting: String,
    /// The teams that are counted, by id; empty for all.
    teams: Vec<String>,
    after: Option<String>,
    pages: u32,
    page_size: u32,
}

/// Reads one page of a census.
pub async fn page(call: &Call, detail: Detail, from: Option<&Cursor>) -> Result<Census, Error> {
    let counting = format!("{detail:?} {}", settings::fingerprint(call));
    let mut count = Count {
        call,
        detail,
        api: Api::new(call)?,
    };
    match from.and_then(|cursor| Place::deserialize(&cursor.0).ok()) {
        Some(place) if place.counting == counting => count.page(place, Begun::default()).await,
        Some(_) => Err(other_settings()),
        None => {
            let begun = count.begin(from).await?;
            let place = Place {
                counting,
                teams: begun.filter(call),
                after: None,
                pages: 0,
                page_size: PAGE_SIZE,
            };
            count.page(place, begun).await
        }
    }
}

/// What the first page of a census brings beside its entries.
#[derive(Default)]
struct Begun {
    containers: Vec<Container>,
    states: Vec<WorkflowState>,
    expected: Option<u64>,
}

impl Begun {
    /// The teams by which Linear is to filter; none where all are meant.
    fn filter(&self, call: &Call) -> Vec<String> {
        if settings::team_keys(call).is_empty() {
            return Vec::new();
        }
        self.containers
            .iter()
            .map(|team| team.reference.clone())
            .collect()
    }
}

struct Count<'a> {
    call: &'a Call,
    detail: Detail,
    api: Api,
}

impl Count<'_> {
    async fn begin(&mut self, pulled: Option<&Cursor>) -> Result<Begun, Error> {
        let teams = self.api.teams(true).await?;
        let containers = self.chosen(&teams, pulled)?;
        let is_counted = |team: &Container| containers.iter().any(|it| it.reference == team.reference);
        let counted = teams.iter().filter(|(team, _)| is_counted(team));
        let expected = Some(counted.map(|(_, count)| count).sum());
        let mut states = Vec::new();
        if self.detail == Detail::Landing {
            let page = ListPage {
                first: PAGE_SIZE,
                ..ListPage::default()
            };
            let all = self.api.all(STATES, page).await?;
            states = map::states(all, settings::status_mapping(self.call));
            states.retain(|state| containers.iter().any(|it| it.reference == state.container));
        }
        Ok(Begun {
            containers,
            states,
            expected,
        })
    }

    fn chosen(&self, teams: &Teams, pulled: Option<&Cursor>) -> Result<Vec<Container>, Error> {
        let visible: Vec<Container> = teams.iter().map(|(team, _)| team.clone()).collect();
        let asked = settings::team_keys(self.call);
        let chosen = settings::choose(&asked, &visible, &Progress::chosen_in(pulled))?;
        Ok(settings::chosen_among(&asked, &chosen, &visible))
    }

    async fn page(mut self, mut place: Place, begun: Begun) -> Result<Census, Error> {
        let issues = self.entries(&mut place).await?;
        let next = issues.page_info.next(place.after.as_deref())?;
        let read = issues.nodes.into_iter().map(|node| map::entry(node, self.detail));
        let (mut entries, mut failures) = (Vec::new(), Vec::new());
        for entry in read {
            match entry {
                Ok(entry) => entries.push(entry),
                Err(failure) => failures.push(failure),
            }
        }
        Ok(Census {
            containers: begun.containers,
            states: begun.states,
            expected: begun.expected,
            entries,
            failures,
            next: next.map(|next| place.then(next)).transpose()?,
            usage: self.api.usage,
        })
    }

    /// The page itself, made smaller as long as Linear finds it too complex.
    async fn entries(&mut self, place: &mut Place) -> Result<Connection<WireEntry>, Error> {
        loop {
            let wanted = PageOf {
                first: place.page_size,
                after: place.after.as_deref(),
                filter: IssueFilter::of_teams(place.teams.iter().map(String::as_str).collect()),
                include_archived: None,
            };
            let answer: Result<WireIssues<WireEntry>, Refusal> = self.api.ask(self.query(), &wanted).await?;
            match answer {
                Ok(answer) => return Ok(answer.issues),
                Err(Refusal::TooComplex(detail)) => {
                    place.page_size = progress::smaller_page(place.page_size, detail)?;
                }
                Err(refusal) => return Err(refusal.into_error()),
            }
        }
    }

    fn query(&self) -> Query {
        match self.detail {
            Detail::Existence => COUNT,
            Detail::Landing => LANDING,
        }
    }
}

impl Place {
    fn then(self, next: String) -> Result<Cursor, Error> {
        let place = Self {
            after: Some(next),
            pages: self.pages + 1,
            ..self
        };
        if place.pages >= MOST_PAGES {
            return Err(refusal::endless("issues"));
        }
        let written = serde_json::to_value(place).map(Cursor);
        written.map_err(|cause| {
            let message = "The place reached in counting Linear's issues could not be written down.";
            Error::new(ErrorKind::GiveUp, message).with_detail(cause.to_string())
        })
    }
}

fn other_settings() -> Error {
    let message = "The settings were changed while Linear's issues were counted. The count begins again with the next \
                   attempt.";
    Error::new(ErrorKind::Unexpected, message)
}
