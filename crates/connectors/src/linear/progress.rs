//! The cursor: where a pass stands, and where the next one begins.
//!
//! Linear lists the last changed first. An issue that changes while pages are read moves to the front, behind us, so
//! every pass remembers the newest change on its *first* page (`high`), and the next one asks for what changed since
//! then. Nothing falls between the two: what a pass missed has changed after its first page was read, and therefore has
//! a stamp that is not below `high`.
//!
//! One thing could still slip through: a change that Linear stamped before `high` but made visible only after we had
//! looked. So a pass starts [`OVERLAP`] before `high`, until a pass that began at least that long after `high` was first
//! seen has read the stretch again; from then on it starts at `high` itself (not after it: hundreds of issues may share
//! a stamp). Both stamps compared are of one clock each, theirs with theirs and ours with ours, so that it does not
//! matter if the clocks differ.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use timetracker_types::Instant;

use super::api::{IssueFilter, NotBefore, OneOf, PAGE_SIZE, PageInfo, PageOf, TeamFilter};
use super::refusal::{self, Refusal};
use super::settings::Chosen;
use crate::connector::Cursor;
use crate::error::{Error, ErrorKind};

/// How late a change may become visible after its stamp. Far longer than any transaction should take.
pub const OVERLAP: Duration = Duration::from_mins(2);

const VERSION: u8 = 1;
/// Five million issues in full pages: more means that the pages go round in a circle.
const MOST_PAGES: u32 = 20_000;
/// The page size below which "too complex" is not about the page size.
const SMALLEST_PAGE: u32 = 10;
/// How often a pass may begin again within [`RESTART_PERIOD`] because Linear refused its cursor.
const MOST_RESTARTS: u32 = 3;
const RESTART_PERIOD: Duration = Duration::from_mins(10);

/// Which issues a pass asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "pass")]
pub enum Pass {
    /// Every issue that is not archived.
    Full,
    /// Every issue that changed since, archived ones included, so that archiving is told of.
    Delta {
        /// The earliest change that is asked for.
        since: Instant,
    },
}

/// Where a pass stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    version: u8,
    settings: String,
    #[serde(flatten)]
    pass: Pass,
    /// The teams chosen by key; empty for all teams, and before they are known.
    chosen: Vec<Chosen>,
    /// The end of the last page read; nothing before the first page.
    after: Option<String>,
    pages: u32,
    page_size: u32,
    /// The newest change seen on the first page of this pass, or of an earlier one if that was newer.
    high: Option<Instant>,
    /// When, by our clock, the pass began that first saw `high`.
    high_seen_at: Instant,
    /// When, by our clock, this pass began.
    began_at: Instant,
    restarts: u32,
    restarted_at: Option<Instant>,
}

impl Progress {
    /// The beginning of a full pass.
    pub fn full(settings: String, now: Instant) -> Self {
        Self {
            version: VERSION,
            settings,
            pass: Pass::Full,
            chosen: Vec::new(),
            after: None,
            pages: 0,
            page_size: PAGE_SIZE,
            high: None,
            high_seen_at: now,
            began_at: now,
            restarts: 0,
            restarted_at: None,
        }
    }

    /// Where a cursor left off, or a full pass: without a cursor, after a change of the settings, and with a cursor of
    /// another version.
    pub fn resume(from: Option<&Cursor>, settings: String, now: Instant) -> Self {
        let stored = from.and_then(|cursor| Self::deserialize(&cursor.0).ok());
        let valid = stored.filter(|stored| stored.version == VERSION && stored.settings == settings);
        let mut progress = valid.unwrap_or_else(|| Self::full(settings, now));
        if progress.is_first_page() {
            progress.began_at = now;
        }
        progress
    }

    /// The cursor that resumes here.
    pub fn cursor(&self) -> Result<Cursor, Error> {
        serde_json::to_value(self).map(Cursor).map_err(|cause| {
            Error::new(
                ErrorKind::GiveUp,
                "The place reached in Linear's issues could not be written down.",
            )
            .with_detail(cause.to_string())
        })
    }

    /// Whether no page of this pass has been read yet.
    pub fn is_first_page(&self) -> bool {
        self.after.is_none()
    }

    /// Whether this page is the last of a pass that read others before it.
    pub fn ends_many(&self, page: &PageInfo) -> bool {
        !self.is_first_page() && !page.has_next_page
    }

    /// The teams chosen by key, as they were last called.
    pub fn chosen(&self) -> &[Chosen] {
        &self.chosen
    }

    /// Takes note of what the chosen teams are called now. If they are other teams than before, everything is to be
    /// read again. Returns whether a page that was asked for before this is no longer the right one.
    pub fn choose(&mut self, chosen: Vec<Chosen>, now: Instant) -> bool {
        let before = std::mem::replace(&mut self.chosen, chosen);
        let same = |of: fn(&Chosen) -> &str| before.iter().map(of).eq(self.chosen.iter().map(of));
        let (same_teams, same_keys) = (same(|it| &it.reference), same(|it| &it.key));
        if !before.is_empty() && !same_teams {
            let full = Self::full(self.settings.clone(), now);
            // The place in the old pass stays until `restarted` leaves it.
            *self = Self {
                chosen: std::mem::take(&mut self.chosen),
                after: self.after.take(),
                ..full
            };
        }
        !same_keys || !same_teams
    }

    /// What to ask for next.
    pub fn wanted(&self) -> PageOf<'_> {
        let keys: Vec<&str> = self.chosen.iter().map(|team| team.key.as_str()).collect();
        let filter = IssueFilter {
            team: (!keys.is_empty()).then_some(TeamFilter {
                key: OneOf { r#in: keys },
            }),
            updated_at: match self.pass {
                Pass::Full => None,
                Pass::Delta { since } => Some(NotBefore { gte: since }),
            },
        };
        PageOf {
            first: self.page_size,
            after: self.after.as_deref(),
            filter,
            include_archived: self.pass != Pass::Full,
        }
    }

    /// Where things stand after a page; `newest` is the newest change on it. True if the pass goes on.
    pub fn after_page(mut self, page: &PageInfo, newest: Option<Instant>) -> Result<(Self, bool), Error> {
        if self.is_first_page() && newest > self.high {
            (self.high, self.high_seen_at) = (newest, self.began_at);
        }
        let Some(next) = page.next(self.after.as_deref())? else {
            return Ok((self.next_pass(), false));
        };
        self.pages += 1;
        if self.pages >= MOST_PAGES {
            return Err(refusal::endless("issues"));
        }
        self.after = Some(next);
        Ok((self, true))
    }

    /// The beginning of the pass after this one.
    fn next_pass(self) -> Self {
        let reread =
            matches!(self.pass, Pass::Delta { .. }) && self.began_at >= self.high_seen_at.plus(OVERLAP);
        let overlap = if reread { Duration::ZERO } else { OVERLAP };
        let pass = self.high.map_or(Pass::Full, |high| Pass::Delta {
            since: high.minus(overlap),
        });
        Self {
            pass,
            after: None,
            pages: 0,
            page_size: PAGE_SIZE,
            restarts: 0,
            restarted_at: None,
            ..self
        }
    }

    /// The same with a smaller page, after Linear refused one as too complex.
    pub fn with_smaller_page(self, detail: String) -> Result<Self, Error> {
        if self.page_size <= SMALLEST_PAGE {
            return Err(Refusal::TooComplex(detail).into_error());
        }
        Ok(Self {
            page_size: (self.page_size * 2 / 5).max(SMALLEST_PAGE),
            ..self
        })
    }

    /// The pass from its beginning, after its cursor was refused or its teams were renamed under it. Not for ever: a
    /// service that lets no pass end is an error.
    pub fn restarted(self, detail: String, now: Instant) -> Result<Self, Error> {
        let lately = self.restarted_at.is_some_and(|at| now < at.plus(RESTART_PERIOD));
        let restarts = if lately { self.restarts + 1 } else { 1 };
        if self.is_first_page() || restarts > MOST_RESTARTS {
            return Err(Refusal::Cursor(detail).into_error());
        }
        Ok(Self {
            after: None,
            pages: 0,
            began_at: now,
            restarts,
            restarted_at: Some(now),
            ..self
        })
    }
}
