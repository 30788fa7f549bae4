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
    /// The references of the teams whose issues this pass reads, as far as they are known.
    seen: Vec<String>,
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
            seen: Vec::new(),
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

    /// Takes note of the teams as they are now: `chosen` by key, and `seen`, the references of all that are read. A team
    /// that was not seen before brings issues that did not change lately, so everything is to be read again. Returns
    /// whether a page that was asked for before this is no longer the right one.
    pub fn note_teams(&mut self, chosen: Vec<Chosen>, seen: Vec<String>, now: Instant) -> bool {
        let keys = |teams: &[Chosen]| teams.iter().map(|team| team.key.clone()).collect::<Vec<_>>();
        let other_keys = keys(&chosen) != keys(&self.chosen);
        let joined = seen.iter().any(|team| !self.seen.contains(team));
        let starts_over = joined && !(self.pass == Pass::Full && self.is_first_page());
        if starts_over {
            // The place in the old pass stays until `restarted` leaves it.
            *self = Self {
                after: self.after.take(),
                ..Self::full(std::mem::take(&mut self.settings), now)
            };
        }
        (self.chosen, self.seen) = (chosen, seen);
        other_keys || starts_over
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

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Instant = Instant::from_millis(1_800_000_000_000);

    fn ends() -> PageInfo {
        PageInfo {
            has_next_page: false,
            end_cursor: None,
        }
    }

    fn goes_on(to: &str) -> PageInfo {
        PageInfo {
            has_next_page: true,
            end_cursor: Some(to.to_owned()),
        }
    }

    fn begun(from: &Progress, seconds_past_noon: i64) -> Progress {
        Progress::resume(
            Some(&from.cursor().unwrap()),
            "s".into(),
            NOON.plus_seconds(seconds_past_noon),
        )
    }

    fn since(progress: &Progress) -> Instant {
        match progress.pass {
            Pass::Delta { since } => since,
            Pass::Full => panic!("a full pass"),
        }
    }

    #[test]
    fn the_next_pass_begins_at_the_newest_change_of_the_first_page_less_the_overlap() {
        let high = NOON.plus_seconds(-3600);
        let (progress, more) = Progress::full("s".into(), NOON)
            .after_page(&goes_on("a"), Some(high))
            .unwrap();
        assert!(more);
        // What is newer on a later page has changed while we read: the next pass has to bring it.
        let (progress, more) = progress.after_page(&ends(), Some(NOON)).unwrap();
        assert!(!more);
        assert_eq!(since(&progress), high.minus(OVERLAP));
    }

    #[test]
    fn the_overlap_is_read_again_until_a_pass_that_began_long_enough_after() {
        let high = NOON.plus_seconds(-3600);
        let (first, _) = Progress::full("s".into(), NOON)
            .after_page(&ends(), Some(high))
            .unwrap();
        let (soon, _) = begun(&first, 119).after_page(&ends(), Some(high)).unwrap();
        assert_eq!(since(&soon), high.minus(OVERLAP));
        let (later, _) = begun(&soon, 120).after_page(&ends(), Some(high)).unwrap();
        assert_eq!(since(&later), high);
        let newer = high.plus_seconds(1);
        let (moved, _) = begun(&later, 900).after_page(&ends(), Some(newer)).unwrap();
        assert_eq!(since(&moved), newer.minus(OVERLAP));
    }

    #[test]
    fn a_clock_set_back_only_makes_the_overlap_last() {
        let (first, _) = Progress::full("s".into(), NOON)
            .after_page(&ends(), Some(NOON))
            .unwrap();
        let (back, _) = begun(&first, -7200).after_page(&ends(), None).unwrap();
        assert_eq!(since(&back), NOON.minus(OVERLAP));
    }

    #[test]
    fn an_empty_workspace_is_read_in_full_until_something_is_there() {
        let (empty, more) = Progress::full("s".into(), NOON)
            .after_page(&ends(), None)
            .unwrap();
        assert_eq!((empty.pass, more), (Pass::Full, false));
    }

    #[test]
    fn a_pass_cannot_go_on_for_ever() {
        let mut progress = Progress::full("s".into(), NOON);
        let error = loop {
            let next = goes_on(if progress.pages.is_multiple_of(2) {
                "a"
            } else {
                "b"
            });
            match progress.clone().after_page(&next, Some(NOON)) {
                Ok((next, _)) => progress = next,
                Err(error) => break error,
            }
        };
        assert_eq!((error.kind, progress.pages), (ErrorKind::GiveUp, MOST_PAGES - 1));
    }

    #[test]
    fn restarts_are_counted_within_a_while_and_forgiven_after_it() {
        let (mut progress, _) = Progress::full("s".into(), NOON)
            .after_page(&goes_on("a"), None)
            .unwrap();
        for _ in 0..MOST_RESTARTS {
            progress = progress.restarted(String::new(), NOON).unwrap();
            assert!(progress.is_first_page());
            assert!(
                progress.clone().restarted(String::new(), NOON).is_err(),
                "nothing to begin again"
            );
            progress = progress.after_page(&goes_on("a"), None).unwrap().0;
        }
        assert!(
            progress
                .clone()
                .restarted(String::new(), NOON.plus_seconds(599))
                .is_err()
        );
        assert!(progress.restarted(String::new(), NOON.plus_seconds(600)).is_ok());
    }

    #[test]
    fn pages_shrink_to_an_end_and_grow_again_with_the_next_pass() {
        let mut progress = Progress::full("s".into(), NOON);
        let mut sizes = vec![progress.page_size];
        while let Ok(smaller) = progress.clone().with_smaller_page(String::new()) {
            progress = smaller;
            sizes.push(progress.page_size);
        }
        assert_eq!(sizes, [250, 100, 40, 16, 10]);
        assert_eq!(
            progress.after_page(&ends(), Some(NOON)).unwrap().0.page_size,
            PAGE_SIZE
        );
    }
}
