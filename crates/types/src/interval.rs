//! Stretches of time.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::instant::Instant;
use crate::zone::Zone;

/// From `start` up to, but not including, `end`: so two that touch do not overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Ends")]
pub struct Interval {
    start: Instant,
    end: Instant,
}

/// An end before its start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The end ({end}) is before the start ({start}). Choose an end that is not earlier than the start.")]
pub struct IntervalError {
    start: Instant,
    end: Instant,
}

#[derive(Deserialize)]
struct Ends {
    start: Instant,
    end: Instant,
}

impl TryFrom<Ends> for Interval {
    type Error = IntervalError;

    fn try_from(ends: Ends) -> Result<Self, IntervalError> {
        Self::new(ends.start, ends.end)
    }
}

impl Interval {
    /// The interval between two instants, the second not before the first.
    pub fn new(start: Instant, end: Instant) -> Result<Self, IntervalError> {
        if end < start {
            Err(IntervalError { start, end })
        } else {
            Ok(Self { start, end })
        }
    }

    /// From `start` to `end`, or empty at `start` when `end` is before it.
    pub(crate) fn up_to(start: Instant, end: Instant) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// The first instant in it.
    pub const fn start(&self) -> Instant {
        self.start
    }

    /// The first instant after it.
    pub const fn end(&self) -> Instant {
        self.end
    }

    /// Its length in whole seconds, rounded down.
    pub const fn seconds(&self) -> i64 {
        self.end.since(self.start)
    }

    /// Its length in milliseconds.
    pub const fn millis(&self) -> i64 {
        self.end.as_millis() - self.start.as_millis()
    }

    /// Whether it has no length.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Whether some instant is in both. Intervals that only touch do not overlap, and an empty one overlaps nothing.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.intersect(other).is_some()
    }

    /// Whether `instant` is in it: `start` is, `end` is not.
    pub fn contains(&self, instant: Instant) -> bool {
        self.start <= instant && instant < self.end
    }

    /// What is in both; `None` when nothing is.
    pub fn intersect(&self, other: &Self) -> Option<Self> {
        let both = Self::up_to(self.start.max(other.start), self.end.min(other.end));
        (!both.is_empty()).then_some(both)
    }

    /// Its parts on each of the zone's days, in order. Together they are the whole; an empty interval is one part.
    pub fn days(&self, zone: &Zone) -> Vec<(Day, Self)> {
        let mut parts = Vec::new();
        let mut day = zone.day_of(self.start);
        let mut rest = *self;
        loop {
            let edge = zone.span_of(day).end().max(rest.start);
            if day == Day::MAX || edge >= rest.end {
                parts.push((day, rest));
                return parts;
            }
            if edge > rest.start {
                parts.push((
                    day,
                    Self {
                        start: rest.start,
                        end: edge,
                    },
                ));
            }
            rest.start = edge;
            day = day.plus_days(1);
        }
    }

    /// The gaps: what of this interval none of `others` covers, in order, each as long as it can be.
    pub fn uncovered(&self, others: &[Self]) -> Vec<Self> {
        let mut covers: Vec<Self> = others.iter().filter_map(|other| self.intersect(other)).collect();
        covers.sort_unstable();
        let mut gaps = Vec::new();
        let mut free_from = self.start;
        for cover in covers {
            if cover.start > free_from {
                gaps.push(Self {
                    start: free_from,
                    end: cover.start,
                });
            }
            free_from = free_from.max(cover.end);
        }
        if free_from < self.end {
            gaps.push(Self {
                start: free_from,
                end: self.end,
            });
        }
        gaps
    }
}
