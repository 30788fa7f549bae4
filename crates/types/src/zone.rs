//! Time zones: the bridge between instants and what people's clocks and calendars show.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};

use crate::day::Day;
use crate::instant::Instant;
use crate::interval::Interval;
use crate::local_time::LocalTime;
use crate::text::{excerpt, serde_as_text};

/// A time zone by its name in the IANA database, such as `Europe/Brussels`. Cheap to clone.
///
/// The database is part of the program, so a zone means the same on every machine. Days are half-open spans that
/// follow each other without gap or overlap: every instant is on exactly one day.
#[derive(Clone)]
pub struct Zone {
    name: Arc<str>,
    rules: TimeZone,
}

/// The database in the program, whatever the machine has: so that all machines agree.
static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// How often a zone's clocks show a certain time of a certain day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showings {
    /// As nearly always.
    Once,
    /// They go forward over it.
    Never,
    /// They go back and show it again.
    Twice,
}

/// A text that names no time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is not a time zone. Use a name like {example}.")]
pub struct ZoneError {
    text: String,
    example: String,
}

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self {
            name: "UTC".into(),
            rules: TimeZone::UTC,
        }
    }

    /// The name, spelt as in the database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The names to offer in a select, sorted: UTC and every `Area/City`.
    ///
    /// [`FromStr`] reads more: old abbreviations such as `CET`, and the fixed offsets under `Etc/`. So a select should
    /// add the name it has when that is not among these.
    pub fn all() -> &'static [String] {
        static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
            let mut names: Vec<String> = DATABASE.available().map(|name| name.to_string()).collect();
            names.retain(|name| name == "UTC" || (name.contains('/') && !name.starts_with("Etc/")));
            names.sort_unstable();
            names.dedup();
            names
        });
        &NAMES
    }

    /// The day an instant is on: the one whose [`span_of`](Zone::span_of) contains it.
    ///
    /// That is the date on the zone's clocks, but for clocks that went back over midnight and showed the end of a day
    /// again: the new day has begun by then, and goes on.
    pub fn day_of(&self, instant: Instant) -> Day {
        let mut day = self.local(instant).day();
        while day < Day::MAX && instant >= self.start_of(day.plus_days(1)) {
            day = day.plus_days(1);
        }
        day
    }

    /// The first instant of a day: midnight, or the end of the gap where clocks skipped midnight.
    ///
    /// A day that the zone skipped altogether starts where the next one starts, and is empty.
    pub fn start_of(&self, day: Day) -> Instant {
        let midnight = day.date().at(0, 0, 0, 0);
        match self.rules.to_ambiguous_timestamp(midnight).offset() {
            AmbiguousOffset::Unambiguous { offset } | AmbiguousOffset::Fold { before: offset, .. } => {
                instant_at(midnight, offset)
            }
            AmbiguousOffset::Gap { before, after } => self.end_of_gap(midnight, before, after),
        }
    }

    /// The instant at which the clocks skipped `skipped`, going from the offset `before` to `after`.
    fn end_of_gap(&self, skipped: DateTime, before: Offset, after: Offset) -> Instant {
        let shortly_before = timestamp(instant_at(skipped, after));
        let change = self
            .rules
            .following(shortly_before)
            .find(|change| change.offset() == after);
        change.map_or_else(
            || instant_at(skipped, before),
            |change| Instant::from_millis(change.timestamp().as_millisecond()),
        )
    }

    /// From the first instant of a day to the first of the next: 24 hours, or what the zone made of them.
    pub fn span_of(&self, day: Day) -> Interval {
        self.span_of_days(day, day)
    }

    /// From the first instant of `from` to the end of `to_inclusive`; empty when `to_inclusive` is before `from`.
    pub fn span_of_days(&self, from: Day, to_inclusive: Day) -> Interval {
        let start = self.start_of(from);
        let end = if to_inclusive == Day::MAX {
            Instant::MAX
        } else {
            self.start_of(to_inclusive.plus_days(1))
        };
        Interval::up_to(start, end)
    }

    /// What the zone's clocks show at an instant.
    pub fn local(&self, instant: Instant) -> LocalTime {
        LocalTime::from_utc_millis(instant.as_millis() + i64::from(self.offset_seconds(instant)) * 1000)
    }

    /// When the zone's clocks show `local`.
    ///
    /// Where they skip it, the time moves later by as much as they skip (02:30 becomes 03:30); where they show it
    /// twice, the first is meant.
    pub fn instant_of(&self, local: LocalTime) -> Instant {
        // In a gap the offset before it gives the later time, in a fold the earlier.
        let (AmbiguousOffset::Unambiguous { offset }
        | AmbiguousOffset::Gap { before: offset, .. }
        | AmbiguousOffset::Fold { before: offset, .. }) =
            self.rules.to_ambiguous_timestamp(local.civil()).offset();
        instant_at(local.civil(), offset)
    }

    /// How often the zone's clocks show `local`.
    pub fn showings_of(&self, local: LocalTime) -> Showings {
        match self.rules.to_ambiguous_timestamp(local.civil()).offset() {
            AmbiguousOffset::Unambiguous { .. } => Showings::Once,
            AmbiguousOffset::Gap { .. } => Showings::Never,
            AmbiguousOffset::Fold { .. } => Showings::Twice,
        }
    }

    /// An instant as `2026-11-23T09:00:00+01:00`, with `.250` when there are milliseconds, and `Z` in UTC.
    ///
    /// An offset with seconds, as before standard time, is cut to the minute and the clock with it: the text still
    /// means the same instant.
    pub fn to_rfc3339(&self, instant: Instant) -> String {
        let minutes = self.offset_seconds(instant) / 60;
        if minutes == 0 {
            return instant.to_rfc3339();
        }
        let local = LocalTime::from_utc_millis(instant.as_millis() + i64::from(minutes) * 60_000);
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
        format!(
            "{}{sign}{hours:02}:{minutes:02}",
            local.to_rfc3339_without_offset()
        )
    }

    /// How many seconds the zone's clocks are ahead of UTC at an instant; negative when behind.
    pub fn offset_seconds(&self, instant: Instant) -> i32 {
        self.rules.to_offset(timestamp(instant)).seconds()
    }
}

/// The instant as the time library counts; its last day and a half are beyond the library and stop at its edge.
fn timestamp(instant: Instant) -> Timestamp {
    Timestamp::from_millisecond(instant.as_millis()).unwrap_or(Timestamp::MAX)
}

/// When clocks that are ahead of UTC by `offset` show `time`.
fn instant_at(time: DateTime, offset: Offset) -> Instant {
    Instant::from_millis(LocalTime::from_civil(time).utc_millis() - i64::from(offset.seconds()) * 1000)
}

/// The IANA name, whatever its case.
impl FromStr for Zone {
    type Err = ZoneError;

    fn from_str(text: &str) -> Result<Self, ZoneError> {
        let no_zone = || ZoneError {
            text: excerpt(text),
            example: example_like(text).to_owned(),
        };
        let rules = DATABASE.get(text.trim()).map_err(|_| no_zone())?;
        let name = rules
            .iana_name()
            .filter(|_| !rules.is_unknown())
            .ok_or_else(no_zone)?;
        Ok(Self {
            name: name.into(),
            rules,
        })
    }
}

/// The zone of the city somebody may have meant.
fn example_like(text: &str) -> &'static str {
    let city = text.trim().replace(' ', "_");
    let names_it = |name: &&String| {
        name.rsplit('/')
            .next()
            .is_some_and(|last| last.eq_ignore_ascii_case(&city))
    };
    Zone::all()
        .iter()
        .find(names_it)
        .map_or("Europe/Brussels", String::as_str)
}

impl fmt::Display for Zone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Zone({})", self.name)
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl PartialOrd for Zone {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Zone {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(&other.name)
    }
}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

serde_as_text!(Zone);
