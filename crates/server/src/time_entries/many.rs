//! What is taken on a person's time line, read for many stretches at once and judged in memory.
//!
//! The rule is that of a single entry (`actions::refuse_overlap`): half-open, a running timer ends now, an
//! empty entry overlaps nothing. A question costs no query; the reading costs one for a thousand stretches.

use super::model::TimeEntry;
use super::store;
use crate::error::Result;
use crate::users::User;
use std::collections::BTreeMap;
use timetracker_db::Read;
use timetracker_types::{Id, Instant, Interval};

/// Stretches that lie closer together than this are read as one, in seconds.
const CLOSE: i64 = 4 * 3600;

/// Who holds a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// An entry.
    Entry(Id<TimeEntry>),
    /// A record of the same file, by its number.
    Record(i64),
}

/// What is taken, by its start.
#[derive(Debug, Clone, Default)]
pub struct Taken(BTreeMap<Instant, (Instant, Holder)>);

impl Taken {
    /// What a person's entries take of these stretches; a running one ends `now`.
    pub async fn read(
        db: &impl Read,
        person: Id<User>,
        stretches: impl IntoIterator<Item = Interval>,
        now: Instant,
    ) -> Result<Self> {
        let mut taken = Self::default();
        for (id, start, end) in store::taken(db, person, &joined(stretches), now).await? {
            taken.add(start, end, Holder::Entry(id));
        }
        Ok(taken)
    }

    /// Takes a stretch; of two with one start the longer counts.
    pub fn add(&mut self, start: Instant, end: Instant, holder: Holder) {
        if end <= start {
            return;
        }
        let held = self.0.entry(start).or_insert((end, holder));
        if held.0 < end {
            *held = (end, holder);
        }
    }

    /// Takes what another takes.
    pub fn extend(&mut self, other: Self) {
        for (start, (end, holder)) in other.0 {
            self.add(start, end, holder);
        }
    }

    /// Who holds a part of this stretch.
    pub fn holder_of(&self, span: Interval) -> Option<Holder> {
        if span.is_empty() {
            return None;
        }
        // Nothing that is taken overlaps another, so the last one before the end decides.
        let (_, (end, holder)) = self.0.range(..span.end()).next_back()?;
        (*end > span.start()).then_some(*holder)
    }

    /// The first room of that length within a stretch.
    pub fn room(&self, within: Interval, seconds: i64) -> Option<Interval> {
        let before = self.0.range(..within.start()).next_back();
        let mut from = before.map_or(within.start(), |(_, (end, _))| within.start().max(*end));
        for (start, (end, _)) in self.0.range(within.start()..within.end()) {
            if start.since(from) >= seconds {
                break;
            }
            from = from.max(*end);
        }
        let until = from.plus_seconds(seconds);
        (until <= within.end()).then(|| Interval::new(from, until).ok())?
    }
}

/// The stretches in their order, those that nearly touch as one.
fn joined(stretches: impl IntoIterator<Item = Interval>) -> Vec<(Instant, Instant)> {
    let mut sorted: Vec<(Instant, Instant)> = stretches
        .into_iter()
        .map(|span| (span.start(), span.end()))
        .collect();
    sorted.sort_unstable();
    let mut joined: Vec<(Instant, Instant)> = Vec::new();
    for (start, end) in sorted {
        match joined.last_mut() {
            Some(last) if start.since(last.1) <= CLOSE => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Instant {
        Instant::EPOCH.plus_seconds(seconds)
    }

    fn span(start: i64, end: i64) -> Interval {
        Interval::new(at(start), at(end)).unwrap()
    }

    #[test]
    fn neighbours_touch_and_do_not_overlap() {
        let mut taken = Taken::default();
        taken.add(at(100), at(200), Holder::Record(2));
        assert_eq!(taken.holder_of(span(0, 100)), None);
        assert_eq!(taken.holder_of(span(200, 300)), None);
        assert_eq!(taken.holder_of(span(199, 300)), Some(Holder::Record(2)));
        assert_eq!(taken.holder_of(span(120, 130)), Some(Holder::Record(2)));
        assert_eq!(taken.holder_of(span(0, 900)), Some(Holder::Record(2)));
    }

    #[test]
    fn room_is_found_between_what_is_taken() {
        let mut taken = Taken::default();
        taken.add(at(0), at(150), Holder::Record(2));
        taken.add(at(200), at(300), Holder::Record(3));
        assert_eq!(taken.room(span(100, 1000), 50), Some(span(150, 200)));
        assert_eq!(taken.room(span(100, 1000), 60), Some(span(300, 360)));
        assert_eq!(taken.room(span(100, 310), 60), None);
    }

    proptest! {
        #[test]
        fn accepting_only_what_is_free_never_overlaps(spans in proptest::collection::vec((0..500_i64, 1..60_i64), 1..80)) {
            let mut taken = Taken::default();
            let mut kept: Vec<Interval> = Vec::new();
            for (number, (start, length)) in spans.into_iter().enumerate() {
                let wished = span(start, start + length);
                let is_free = kept.iter().all(|other| !other.overlaps(&wished));
                prop_assert_eq!(taken.holder_of(wished).is_none(), is_free);
                if is_free {
                    taken.add(wished.start(), wished.end(), Holder::Record(i64::try_from(number).unwrap()));
                    kept.push(wished);
                }
            }
        }

        #[test]
        fn joined_stretches_cover_all_of_them(spans in proptest::collection::vec((0..900_000_i64, 1..60_000_i64), 0..40)) {
            let spans: Vec<Interval> = spans.into_iter().map(|(start, length)| span(start, start + length)).collect();
            let joined = joined(spans.clone());
            for wished in spans {
                prop_assert!(joined.iter().any(|(from, to)| *from <= wished.start() && wished.end() <= *to));
            }
            for pair in joined.windows(2) {
                prop_assert!(pair[1].0.since(pair[0].1) > CLOSE);
            }
        }
    }
}
