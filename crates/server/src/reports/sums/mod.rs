//! Sums of worked time over a choice of entries, by up to two dimensions.
//!
//! Long ranges are added up from `time_months`, which triggers keep in the same transaction as the entries; what of
//! the range is no whole month of UTC comes from the entries themselves (`plan.rs`). Both give the same number, which
//! `tests.rs` holds against a sum made entry by entry. The SQL is in `store.rs`, that
//! of one dimension within another in `nested.rs`.

mod nested;
mod plan;
mod store;
#[cfg(test)]
mod tests;

pub use nested::{Shown, nested_sums};
pub use store::{Placed, extent, group_sums, narrow, pairs_after, tag_sums, total};

use super::dimension::Dimension;
use super::range::Range;
use crate::clients::Client;
use crate::projects::Project;
use crate::tasks::Task;
use crate::users::User;
use timetracker_types::{Day, Id, Weekday, Zone};

/// Which value of a field is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Pick<T> {
    /// Whatever it is.
    #[default]
    Any,
    /// Only where there is none.
    None,
    /// Only this one.
    Only(T),
}

impl<T> Pick<T> {
    /// Whether everything is wanted.
    pub fn is_any(&self) -> bool {
        matches!(self, Self::Any)
    }
}

/// Which finished entries count, but for when they began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of whom.
    pub person: Option<Id<User>>,
    /// On which project.
    pub project: Pick<Id<Project>>,
    /// For which client, by project or by itself.
    pub client: Pick<Id<Client>>,
    /// On which task.
    pub task: Pick<Id<Task>>,
    /// With each of these tags.
    pub tags: Vec<String>,
    /// Only without any tag.
    pub untagged: bool,
    /// Billable ones, or the others.
    pub billable: Option<bool>,
    /// With this in their notes, whatever its case.
    pub notes: String,
}

/// Entries to be added up: which, begun on which days of whose calendar.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Which entries.
    pub filter: Filter,
    /// Begun on these days …
    pub days: Range,
    /// … in this zone …
    pub zone: Zone,
    /// … where weeks begin on this day.
    pub first_weekday: Weekday,
}

/// Worked time added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    /// In raw seconds.
    pub seconds: i64,
    /// The part that can be billed.
    pub billable_seconds: i64,
    /// Of how many entries.
    pub entries: i64,
}

impl std::ops::AddAssign for Sum {
    fn add_assign(&mut self, other: Self) {
        self.seconds += other.seconds;
        self.billable_seconds += other.billable_seconds;
        self.entries += other.entries;
    }
}

/// What tells a group from the others of its dimension.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A row's id; 0 where there is none.
    Id(i64),
    /// A tag; nothing where there is none.
    Tag(String),
    /// The first day of a day, week or month.
    From(Day),
}

/// The groups of one dimension.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    /// The groups that were asked for, in their order.
    pub rows: Vec<(Key, Sum)>,
    /// How many there are in all.
    pub count: i64,
    /// What all of them add up to, each entry counted once.
    pub total: Sum,
}

/// A day as a number for the database: days since 1970-01-01.
fn day_number(day: Day) -> i64 {
    epoch().days_until(day)
}

/// A month as a number for the database: months since the year 0.
fn month_number(day: Day) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month()) - 1
}

/// The first day of a numbered month.
fn month_of(number: i64) -> Day {
    let year = i32::try_from(number / 12).unwrap_or_default();
    let month = u8::try_from(number % 12 + 1).unwrap_or(1);
    Day::new(year, month, 1).unwrap_or(Day::MIN)
}

fn epoch() -> Day {
    Day::new(1970, 1, 1).unwrap_or(Day::MIN)
}

impl Dimension {
    /// The number of the group that begins on a day.
    fn number(self, start: Day) -> i64 {
        if self == Self::Month {
            month_number(start)
        } else {
            day_number(start)
        }
    }

    /// The key that a number from the database stands for.
    fn key(self, number: i64) -> Key {
        match self {
            Self::Month => Key::From(month_of(number)),
            Self::Day | Self::Week => Key::From(epoch().plus_days(number)),
            _ => Key::Id(number),
        }
    }

    /// The number that stands for a key in the database.
    fn number_of(self, key: &Key) -> i64 {
        match key {
            Key::Id(id) => *id,
            Key::From(day) => self.number(*day),
            Key::Tag(_) => 0,
        }
    }
}
