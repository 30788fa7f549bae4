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
//! | what is noticed | what follows |
//! |---|---|
//! | no cursor | a full pass without archived issues |
//! | a cursor of another version | a full pass with them: what was imported may have been archived since |
//! | other settings, or [`Cursor::again`] | the changes since, then a full pass with archived issues |
//! | a team that was not seen before, or has another key | the changes since, then a full pass over that team alone |
//! | a broken issue of which not even the id could be read | the same pass once more |
//!
//! A full pass after the first never moves `high`: it began at an earlier pass, and what left the chosen teams since is
//! told by the changes since *that* one.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use timetracker_types::Instant;

use super::api::PAGE_SIZE;
use super::query::{IssueFilter, NotBefore, PageOf, Sizes};
use super::refusal::{self, Refusal};
use super::settings::Chosen;
use super::wire::PageInfo;
use crate::connector::{Container, Cursor};
use crate::error::{Error, ErrorKind};

/// How late a change may become visible after its stamp. Far longer than any transaction should take.
pub const OVERLAP: Duration = Duration::from_mins(2);

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
    /// When, by our clock, this pass began.
    began_at: Instant,
    /// Whether this pass met an issue without an id, and whether it is itself a repetition because of one.
    missed: bool,
    repeats: bool,
    restarts: u32,
    restarted_at: Option<Instant>,
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
            began_at: now,
            missed: false,
            repeats: false,
            restarts: 0,
            restarted_at: None,
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

    /// Takes note of the newest change there is, as the pass begins.
    pub fn note_newest(&mut self, newest: Option<Instant>) {
        let moves = match self.pass {
            Pass::Full { .. } => self.high.is_none(),
            Pass::Delta { .. } => newest > self.high,
        };
        if moves && newest.is_some() {
            (self.high, self.high_seen_at) = (newest, self.began_at);
        }
    }

    /// Takes note of an issue of which not even the id could be read, so that nobody can ask for it by that.
    pub fn note_missed(&mut self) {
        self.missed = true;
    }

    /// How much of each list the first request of a pass asks for.
    pub fn sizes(&self) -> Sizes {
        match self.pass {
            Pass::Full { archived, .. } => Sizes {
                first: None,
                teams: None,
                lists: self.page_size,
                archived: Some(archived),
                since: None,
            },
            // Few issues, since mostly nothing changed and what is asked for is paid for.
            Pass::Delta { since } => Sizes {
                first: Some(self.page_size * 2 / 5),
                teams: Some(self.page_size),
                lists: self.page_size / 5,
                archived: None,
                since: Some(since),
            },
        }
    }

    /// Which issues to ask for next.
    pub fn wanted(&self) -> PageOf<'_> {
        let (filter, archived) = match &self.pass {
            Pass::Full { only, archived } => (IssueFilter::of_teams(self.teams_of(only)), *archived),
            Pass::Delta { since } => {
                let updated_at = Some(NotBefore { gte: *since });
                let filter = IssueFilter {
                    updated_at,
                    ..IssueFilter::default()
                };
                (filter, true)
            }
        };
        PageOf {
            first: self.page_size,
            after: self.after.as_deref(),
            filter,
            include_archived: Some(archived),
        }
    }

    fn teams_of<'a>(&'a self, only: &'a [String]) -> Vec<&'a str> {
        if only.is_empty() && self.chosen.is_empty() {
            Vec::new()
        } else if only.is_empty() {
            self.seen()
        } else {
            only.iter().map(String::as_str).collect()
        }
    }

    /// Where things stand after a page. True if there is more to read at once.
    pub fn after_page(mut self, page: &PageInfo) -> Result<(Self, bool), Error> {
        let Some(next) = page.next(self.after.as_deref())? else {
            let next = self.next_pass();
            let more = matches!(next.pass, Pass::Full { .. }) && next.high.is_some() && !next.repeats;
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
        let repeats = self.missed && !self.repeats;
        let owed = if repeats { None } else { self.owed.take() };
        let pass = match (owed, self.high) {
            _ if repeats => self.pass.clone(),
            (Some(only), _) => Pass::Full { only, archived: true },
            (None, Some(high)) => Pass::Delta {
                since: high.minus(self.overlap()),
            },
            (None, None) => self.pass.clone(),
        };
        Self {
            pass,
            after: None,
            pages: 0,
            page_size: PAGE_SIZE,
            missed: false,
            repeats,
            restarts: 0,
            restarted_at: None,
            ..self
        }
    }

    fn overlap(&self) -> Duration {
        let is_delta = matches!(self.pass, Pass::Delta { .. });
        if is_delta && self.began_at >= self.high_seen_at.plus(OVERLAP) {
            Duration::ZERO
        } else {
            OVERLAP
        }
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
            Pass::Full { .. } => panic!("a full pass"),
        }
    }

    /// A page as the first of its pass, with this as the newest change there is.
    fn first(mut progress: Progress, page: &PageInfo, newest: Option<Instant>) -> (Progress, bool) {
        progress.note_newest(newest);
        progress.after_page(page).unwrap()
    }

    fn full() -> Progress {
        Progress::full("s".into(), false, NOON)
    }

    fn team(id: &str, key: &str) -> Container {
        Container {
            reference: id.to_owned(),
            key: key.to_owned(),
            name: key.to_owned(),
        }
    }

    /// A pass over changes, after a full one over teams ENG and MOB.
    fn settled() -> Progress {
        let mut progress = full();
        progress.note_teams(Vec::new(), &[team("e", "ENG"), team("m", "MOB")]);
        let (progress, more) = first(progress, &ends(), Some(NOON.plus_seconds(-3600)));
        assert!(!more);
        progress
    }

    fn only(progress: &Progress) -> Vec<String> {
        match &progress.pass {
            Pass::Full { only, archived } => {
                assert!(archived, "a later full pass without what was archived meanwhile");
                only.clone()
            }
            Pass::Delta { .. } => panic!("a pass over changes"),
        }
    }

    #[test]
    fn the_next_pass_begins_at_the_newest_change_there_was_less_the_overlap() {
        let high = NOON.plus_seconds(-3600);
        let (progress, more) = first(full(), &goes_on("a"), Some(high));
        assert!(more);
        let (progress, more) = progress.after_page(&ends()).unwrap();
        assert!(!more);
        assert_eq!(since(&progress), high.minus(OVERLAP));
    }

    #[test]
    fn the_overlap_is_read_again_until_a_pass_that_began_long_enough_after() {
        let high = NOON.plus_seconds(-3600);
        let (progress, _) = first(full(), &ends(), Some(high));
        let (soon, _) = first(begun(&progress, 119), &ends(), Some(high));
        assert_eq!(since(&soon), high.minus(OVERLAP));
        let (later, _) = first(begun(&soon, 120), &ends(), Some(high));
        assert_eq!(since(&later), high);
        let newer = high.plus_seconds(1);
        let (moved, _) = first(begun(&later, 900), &ends(), Some(newer));
        assert_eq!(since(&moved), newer.minus(OVERLAP));
    }

    #[test]
    fn a_clock_set_back_only_makes_the_overlap_last() {
        let (progress, _) = first(full(), &ends(), Some(NOON));
        let (back, _) = first(begun(&progress, -7200), &ends(), None);
        assert_eq!(since(&back), NOON.minus(OVERLAP));
    }

    #[test]
    fn an_empty_workspace_is_read_in_full_until_something_is_there() {
        let (empty, more) = first(full(), &ends(), None);
        assert!(matches!(empty.pass, Pass::Full { archived: false, .. }) && !more);
        let (changes, more) = first(empty, &ends(), Some(NOON));
        assert!(matches!(changes.pass, Pass::Delta { .. }) && !more);
    }

    #[test]
    fn teams_that_are_new_or_called_otherwise_are_owed_a_full_pass_after_the_changes() {
        let mut progress = settled();
        progress.note_teams(
            Vec::new(),
            &[team("e", "CORE"), team("m", "MOB"), team("d", "DES")],
        );
        let (owing, more) = first(progress, &goes_on("a"), Some(NOON));
        assert!(more && matches!(owing.pass, Pass::Delta { .. }));
        let (mut owed, more) = owing.after_page(&ends()).unwrap();
        assert_eq!((only(&owed), more), (vec!["e".to_owned(), "d".to_owned()], true));
        assert!(owed.covers("e") && !owed.covers("m"));
        // Its own teams called otherwise once more are being read; another one is owed.
        owed.note_teams(
            Vec::new(),
            &[team("e", "CORE2"), team("m", "M2"), team("d", "DES")],
        );
        let (next, more) = first(owed, &ends(), Some(NOON.plus_seconds(60)));
        assert_eq!((only(&next), more), (vec!["m".to_owned()], true));
        let (last, more) = first(next, &ends(), None);
        assert!(!more);
        assert_eq!(
            since(&last),
            NOON.minus(OVERLAP),
            "a later full pass moved the mark"
        );
    }

    #[test]
    fn a_team_that_is_gone_is_owed_nothing_and_all_of_it_when_it_comes_back() {
        let mut progress = settled();
        progress.note_teams(Vec::new(), &[team("e", "ENG")]);
        let (mut progress, more) = first(progress, &ends(), None);
        assert!(!more && matches!(progress.pass, Pass::Delta { .. }));
        progress.note_teams(Vec::new(), &[team("e", "ENG"), team("m", "MOB")]);
        let (mut back, more) = first(progress.clone(), &goes_on("a"), None);
        assert!(more);
        back.note_teams(Vec::new(), &[team("e", "ENG")]);
        let (next, more) = back.after_page(&ends()).unwrap();
        assert!(!more && matches!(next.pass, Pass::Delta { .. }));
        assert_eq!(only(&first(progress, &ends(), None).0), ["m"]);
    }

    #[test]
    fn other_settings_and_a_wish_for_all_bring_the_changes_and_then_everything() {
        let settled = settled();
        let other = Progress::resume(Some(&settled.cursor().unwrap()), "other".into(), NOON);
        let wished = Progress::resume(Some(&settled.cursor().unwrap().again()), "s".into(), NOON);
        for progress in [other, wished] {
            assert_eq!(since(&progress), since(&settled));
            let (next, more) = first(progress, &ends(), Some(NOON));
            assert_eq!((only(&next), more), (Vec::new(), true));
        }
    }

    #[test]
    fn a_wish_during_a_full_pass_begins_it_again_and_keeps_its_mark() {
        let (reading, _) = first(full(), &goes_on("a"), Some(NOON));
        let again = Progress::resume(
            Some(&reading.cursor().unwrap().again()),
            "s".into(),
            NOON.plus_seconds(9),
        );
        assert!(again.is_first_page() && only(&again).is_empty());
        let (next, _) = first(again, &ends(), Some(NOON.plus_seconds(900)));
        assert_eq!(since(&next), NOON.minus(OVERLAP));
    }

    #[test]
    fn a_cursor_that_cannot_be_read_begins_a_full_pass_with_what_is_archived() {
        for cursor in [
            Value::Null,
            serde_json::json!({"version": 1, "pass": "full"}),
            serde_json::json!({"again": 3}),
        ] {
            assert!(only(&Progress::resume(Some(&Cursor(cursor)), "s".into(), NOON)).is_empty());
        }
    }

    #[test]
    fn a_pass_that_missed_an_issue_is_repeated_once() {
        let mut progress = settled();
        progress.note_missed();
        let (mut again, more) = first(progress.clone(), &ends(), Some(NOON));
        assert!(!more);
        assert_eq!(since(&again), since(&progress));
        again.note_missed();
        let (next, _) = first(again, &ends(), Some(NOON));
        assert!(since(&next) > since(&progress));
    }

    #[test]
    fn a_pass_cannot_go_on_for_ever() {
        let mut progress = Progress::full("s".into(), false, NOON);
        let error = loop {
            let next = goes_on(if progress.pages.is_multiple_of(2) {
                "a"
            } else {
                "b"
            });
            match progress.clone().after_page(&next) {
                Ok((next, _)) => progress = next,
                Err(error) => break error,
            }
        };
        assert_eq!((error.kind, progress.pages), (ErrorKind::GiveUp, MOST_PAGES - 1));
    }

    #[test]
    fn restarts_are_counted_within_a_while_and_forgiven_after_it() {
        let (mut progress, _) = Progress::full("s".into(), false, NOON)
            .after_page(&goes_on("a"))
            .unwrap();
        for _ in 0..MOST_RESTARTS {
            progress = progress.restarted(String::new(), NOON).unwrap();
            assert!(progress.is_first_page());
            assert!(
                progress.clone().restarted(String::new(), NOON).is_err(),
                "nothing to begin again"
            );
            progress = progress.after_page(&goes_on("a")).unwrap().0;
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
        let mut progress = Progress::full("s".into(), false, NOON);
        let mut sizes = vec![progress.page_size];
        while let Ok(smaller) = progress.clone().with_smaller_page(String::new()) {
            progress = smaller;
            sizes.push(progress.page_size);
        }
        assert_eq!(sizes, [250, 100, 40, 16, 10]);
        assert_eq!(progress.after_page(&ends()).unwrap().0.page_size, PAGE_SIZE);
    }
}
