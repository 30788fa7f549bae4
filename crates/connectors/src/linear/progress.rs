//! The cursor: where a pass stands, and where the next one begins.
//!
//! Linear lists the last changed first. An issue that changes while pages are read moves to the front, behind us, so
//! every pass remembers the newest change that there was when it began (`high`), and the next one asks for what changed
//! since then. Nothing falls between the two: what a pass missed has changed after it began, and therefore has a stamp
//! that is not below `high`. It is the newest change in *any* team, since the next pass asks for the changes of all
//! teams: an issue that leaves the chosen ones is told of by its new team or by nobody.
//!
//! One thing could still slip through: a change that Linear stamped before `high` but made visible only after we had
//! looked. So a pass starts [`OVERLAP`] before `high`, until a pass that began at least that long after `high` was first
//! seen has read the stretch again; from then on it starts at `high` itself (not after it: hundreds of issues may share
//! a stamp). Both stamps compared are of one clock each, theirs with theirs and ours with ours, so that it does not
//! matter if the clocks differ.
//!
//! It does matter if theirs is set back: what changes then has stamps below `high`. So each pass notes what their clock
//! says as it begins. A `high` beyond that is of the future and is not believed. A clock that says less than before was
//! set back since; everything from then on, less the time since by our clock, is asked for again.
//!
//! | what is noticed | what follows |
//! |---|---|
//! | no cursor | a full pass without archived issues |
//! | a cursor of another version | a full pass with them: what was imported may have been archived since |
//! | other settings, or [`Cursor::again`] | the changes since, then a full pass with archived issues |
//! | a team that was not seen before, or has another key | the changes since, then a full pass over that team alone |
//! | a broken issue of which not even the id could be read | the same pass once more |
//!
//! A pass of several pages is followed at once by one over what changed meanwhile, so that a run that ends well has all
//! that there was when it began, however long ago its first page was read.
//!
//! A full pass after the first never moves `high`: it began at an earlier pass, and what left the chosen teams since is
//! told by the changes since *that* one.

#[cfg(test)]
mod tests;
mod wanted;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use timetracker_types::Instant;

use super::api::PAGE_SIZE;
use super::refusal::{self, Refusal};
use super::settings::Chosen;
use super::wire::PageInfo;
use crate::connector::{Container, Cursor};
use crate::error::{Error, ErrorKind};

/// How late a change may become visible after its stamp. Far longer than any transaction should take.
pub const OVERLAP: Duration = Duration::from_mins(2);

/// Less than this is not a clock set back: the machines that answer differ by seconds, and the overlap covers it.
const SET_BACK: Duration = Duration::from_mins(1);
/// The least by which two stamps differ.
const STEP: Duration = Duration::from_millis(1);
const VERSION: u8 = 2;
/// Five million issues in full pages: more means that the pages go round in a circle.
const MOST_PAGES: u32 = 20_000;
/// The page size below which "too complex" is not about the page size.
const SMALLEST_PAGE: u32 = 10;
/// How often a pass may begin again within [`RESTART_PERIOD`] because Linear refused its cursor.
const MOST_RESTARTS: u32 = 3;
const RESTART_PERIOD: Duration = Duration::from_mins(10);

/// Which issues a pass asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "pass")]
pub enum Pass {
    /// Every issue.
    Full {
        /// The teams that are read, by id; empty for all that are chosen.
        only: Vec<String>,
        /// Whether archived issues are read as well.
        archived: bool,
    },
    /// Every issue that changed since, archived ones included, so that archiving is told of; whatever team it is in.
    Delta {
        /// The earliest change that is asked for.
        since: Instant,
    },
}

/// A team that is read, as it was called when a pass last began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Its id.
    pub id: String,
    /// The key in front of its issues' numbers.
    pub key: String,
}

/// Why a pass comes when it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Turn {
    /// Its turn has come.
    Usual,
    /// The one before met an issue without an id.
    Repeats,
    /// The one before took long. Nothing that it has read is asked for.
    Follows,
}

/// Where a pass stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    version: u8,
    settings: String,
    #[serde(flatten)]
    pass: Pass,
    /// The teams chosen by key, as far as they are known; empty for all teams.
    chosen: Vec<Chosen>,
    /// The teams whose issues are read, as they were when the last pass began.
    seen: Vec<Seen>,
    /// Teams to be read in full once this pass is over; an empty list stands for all.
    owed: Option<Vec<String>>,
    /// The end of the last page read; nothing before the first page.
    after: Option<String>,
    pages: u32,
    page_size: u32,
    /// The newest change there was when this pass began, or of an earlier one if that was newer.
    high: Option<Instant>,
    /// When, by our clock, the pass began that first saw `high`.
    high_seen_at: Instant,
    /// Whether the stretch before `high` has been read again since.
    settled: bool,
    /// When, by our clock, this pass began.
    began_at: Instant,
    /// Whether this pass met an issue without an id.
    missed: bool,
    turn: Turn,
    restarts: u32,
    restarted_at: Option<Instant>,
    /// Their clock, as the last pass began.
    clock: Option<Reading>,
}

/// What their clock said, and what ours said then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Reading {
    said: Instant,
    at: Instant,
}

impl Reading {
    /// The latest instant that it may have been: the header that tells it leaves out parts of a second.
    fn latest(self) -> Instant {
        self.said.plus_seconds(1)
    }
}

impl Progress {
    /// The beginning of a full pass.
    pub fn full(settings: String, archived: bool, now: Instant) -> Self {
        let only = Vec::new();
        Self {
            version: VERSION,
            settings,
            pass: Pass::Full { only, archived },
            chosen: Vec::new(),
            seen: Vec::new(),
            owed: None,
            after: None,
            pages: 0,
            page_size: PAGE_SIZE,
            high: None,
            high_seen_at: now,
            settled: false,
            began_at: now,
            missed: false,
            turn: Turn::Usual,
            restarts: 0,
            restarted_at: None,
            clock: None,
        }
    }

    /// Where a cursor left off; see the table above for cursors that are not simply the next place.
    pub fn resume(from: Option<&Cursor>, settings: String, now: Instant) -> Self {
        let Some(cursor) = from else {
            return Self::full(settings, false, now);
        };
        let (stored, again) = match cursor.place_to_read_again_from() {
            Some(inner) => (Self::read(inner), true),
            None => (Self::read(&cursor.0), false),
        };
        let Some(mut progress) = stored else {
            return Self::full(settings, true, now);
        };
        if again || progress.settings != settings {
            progress.settings = settings;
            progress = progress.owing_everything(now);
        }
        if progress.is_first_page() {
            progress.began_at = now;
        }
        progress
    }

    fn read(stored: &Value) -> Option<Self> {
        let progress = Self::deserialize(stored).ok();
        progress.filter(|progress| progress.version == VERSION)
    }

    /// What a cursor tells of the teams chosen by key: their ids.
    pub fn chosen_in(cursor: Option<&Cursor>) -> Vec<Chosen> {
        let stored =
            cursor.and_then(|cursor| Self::read(cursor.place_to_read_again_from().unwrap_or(&cursor.0)));
        stored.map(|progress| progress.chosen).unwrap_or_default()
    }

    /// The same place, but all is to be read again: after the changes since, so that nothing of them is lost.
    fn owing_everything(self, now: Instant) -> Self {
        if self.high.is_none() {
            return Self {
                chosen: self.chosen,
                seen: self.seen,
                ..Self::full(self.settings, true, now)
            };
        }
        let (pass, owed) = match self.pass {
            Pass::Full { .. } => {
                let only = Vec::new();
                (Pass::Full { only, archived: true }, None)
            }
            delta @ Pass::Delta { .. } => (delta, Some(Vec::new())),
        };
        Self {
            pass,
            owed,
            after: None,
            pages: 0,
            ..self
        }
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

    /// Which issues this pass asks for.
    pub fn pass(&self) -> &Pass {
        &self.pass
    }

    /// The teams chosen by key, as they were last called.
    pub fn chosen(&self) -> &[Chosen] {
        &self.chosen
    }

    /// The ids of the teams that are read.
    pub fn seen(&self) -> Vec<&str> {
        self.seen.iter().map(|team| team.id.as_str()).collect()
    }

    /// Whether this pass reads the issues of this team, unless they did not change.
    pub fn covers(&self, team: &str) -> bool {
        match &self.pass {
            Pass::Full { only, .. } => only.is_empty() || only.iter().any(|it| it == team),
            Pass::Delta { .. } => false,
        }
    }

    /// Takes note of the teams as they are now: `chosen` by key, and `read`, all whose issues are read. A team that was
    /// not seen before has issues that did not change lately, and one that has another key has another identifier on
    /// every issue, of which no issue's stamp tells: such teams are owed a full pass, unless this is one.
    pub fn note_teams(&mut self, chosen: Vec<Chosen>, read: &[Container]) {
        let is_known = |team: &&Container| {
            let same = |seen: &Seen| seen.id == team.reference && seen.key == team.key;
            self.seen.iter().any(same)
        };
        let owed: Vec<String> = read
            .iter()
            .filter(|team| !is_known(team) && !self.covers(&team.reference))
            .map(|team| team.reference.clone())
            .collect();
        match &mut self.owed {
            Some(already) if already.is_empty() => {}
            Some(already) => already.extend(owed),
            None if owed.is_empty() => {}
            None => self.owed = Some(owed),
        }
        self.chosen = chosen;
        self.seen = read
            .iter()
            .map(|team| Seen {
                id: team.reference.clone(),
                key: team.key.clone(),
            })
            .collect();
        self.leave_out_what_is_gone();
    }

    /// A team that is not to be seen any more is owed nothing.
    fn leave_out_what_is_gone(&mut self) {
        let Some(owed) = self.owed.as_mut().filter(|owed| !owed.is_empty()) else {
            return;
        };
        owed.retain(|team| self.seen.iter().any(|seen| seen.id == *team));
        owed.dedup();
        if owed.is_empty() {
            self.owed = None;
        }
    }

    /// Takes note of what their clock says as the pass begins. True if it was set back, and the pass has to be begun
    /// from an earlier change than was asked for.
    pub fn note_clock(&mut self, said: Option<Instant>, now: Instant) -> bool {
        let Some(said) = said else {
            return false;
        };
        let reading = Reading { said, at: now };
        let before = self.clock.replace(reading);
        let Some(before) = before.filter(|before| said.plus(SET_BACK) < before.said) else {
            return false;
        };
        let away = Duration::from_secs(u64::try_from(now.since(before.at)).unwrap_or_default());
        let earliest = said.minus(away).minus(OVERLAP);
        if self.high > Some(earliest) {
            (self.high, self.high_seen_at, self.settled) = (Some(earliest), now, false);
        }
        match &mut self.pass {
            Pass::Delta { since } if *since > earliest => {
                *since = earliest;
                true
            }
            _ => false,
        }
    }

    /// Takes note of the newest change there is, as the pass begins.
    pub fn note_newest(&mut self, newest: Option<Instant>) {
        let latest = self.clock.map(Reading::latest);
        let newest = newest.map(|newest| latest.map_or(newest, |latest| newest.min(latest)));
        let moves = match self.pass {
            Pass::Full { .. } => self.high.is_none(),
            Pass::Delta { .. } => newest > self.high,
        };
        if moves && newest.is_some() {
            (self.high, self.high_seen_at, self.settled) = (newest, self.began_at, false);
        }
    }

    /// Takes note of an issue of which not even the id could be read, so that nobody can ask for it by that.
    pub fn note_missed(&mut self) {
        self.missed = true;
    }

    /// Where things stand after a page. True if there is more to read at once.
    pub fn after_page(mut self, page: &PageInfo) -> Result<(Self, bool), Error> {
        let Some(next) = page.next(self.after.as_deref())? else {
            let next = self.next_pass();
            let is_full = matches!(next.pass, Pass::Full { .. }) && next.high.is_some();
            let more = match next.turn {
                Turn::Usual => is_full,
                Turn::Repeats => false,
                Turn::Follows => true,
            };
            return Ok((next, more));
        };
        self.pages += 1;
        if self.pages >= MOST_PAGES {
            return Err(refusal::endless("issues"));
        }
        self.after = Some(next);
        Ok((self, true))
    }

    /// The beginning of the pass after this one.
    fn next_pass(mut self) -> Self {
        self.settled |= self.settles();
        let repeats = self.missed && self.turn != Turn::Repeats;
        let owed = if repeats { None } else { self.owed.take() };
        let (pass, turn) = match (owed, self.high) {
            _ if repeats => (self.pass.clone(), Turn::Repeats),
            (Some(only), _) => (Pass::Full { only, archived: true }, Turn::Usual),
            (None, Some(high)) if self.took_long() => {
                let since = high.plus(STEP);
                (Pass::Delta { since }, Turn::Follows)
            }
            (None, Some(high)) => {
                let overlap = if self.settled { Duration::ZERO } else { OVERLAP };
                let since = high.minus(overlap);
                (Pass::Delta { since }, Turn::Usual)
            }
            (None, None) => (self.pass.clone(), Turn::Usual),
        };
        Self {
            pass,
            turn,
            after: None,
            pages: 0,
            page_size: PAGE_SIZE,
            missed: false,
            restarts: 0,
            restarted_at: None,
            ..self
        }
    }

    /// Whether issues may have changed behind this pass: it had several pages, between which a run may have been broken
    /// off for days, or began after the changes were read.
    fn took_long(&self) -> bool {
        self.pages > 0 || matches!(self.pass, Pass::Full { archived: true, .. })
    }

    /// Whether this pass has read the stretch before `high` long enough after `high` was seen.
    fn settles(&self) -> bool {
        let reads_it = matches!(self.pass, Pass::Delta { .. }) && self.turn != Turn::Follows;
        reads_it && self.began_at >= self.high_seen_at.plus(OVERLAP)
    }

    /// The same with a smaller page, after Linear refused one as too complex.
    pub fn with_smaller_page(self, detail: String) -> Result<Self, Error> {
        Ok(Self {
            page_size: smaller_page(self.page_size, detail)?,
            ..self
        })
    }

    /// The pass from its beginning, after its cursor was refused. Not for ever: a service that lets no pass end is an
    /// error.
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

/// The next smaller page, after Linear refused one as too complex.
pub fn smaller_page(size: u32, detail: String) -> Result<u32, Error> {
    if size <= SMALLEST_PAGE {
        return Err(Refusal::TooComplex(detail).into_error());
    }
    Ok((size * 2 / 5).max(SMALLEST_PAGE))
}
