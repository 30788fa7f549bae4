//! By what a report is grouped.

use timetracker_types::{Day, Weekday};

/// One way to tell time apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// By project.
    Project,
    /// By client, of the project or of the entry itself.
    Client,
    /// By task.
    Task,
    /// By whose time it is.
    Person,
    /// By tag; an entry with two counts under both.
    Tag,
    /// By day in the reader's zone.
    Day,
    /// By week as the reader counts weeks.
    Week,
    /// By calendar month.
    Month,
}

impl Dimension {
    /// Every one, in the order in which menus offer them.
    pub const ALL: [Self; 8] = [
        Self::Project,
        Self::Client,
        Self::Task,
        Self::Person,
        Self::Tag,
        Self::Day,
        Self::Week,
        Self::Month,
    ];

    /// The word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Client => "client",
            Self::Task => "task",
            Self::Person => "person",
            Self::Tag => "tag",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The dimension of a word; none of an unknown one.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.as_str() == word)
    }

    /// Whether its groups follow one another in time.
    pub fn is_time(self) -> bool {
        matches!(self, Self::Day | Self::Week | Self::Month)
    }

    /// The first day of the group in which a day lies.
    pub(super) fn start_of(self, day: Day, first: Weekday) -> Day {
        match self {
            Self::Week => day.week_start(first),
            Self::Month => day.month_start(),
            _ => day,
        }
    }

    /// The first day of the group after the one that begins here.
    pub(super) fn next(self, start: Day) -> Day {
        match self {
            Self::Week => start.plus_days(7),
            Self::Month => start.month_end().plus_days(1),
            _ => start.plus_days(1),
        }
    }
}
