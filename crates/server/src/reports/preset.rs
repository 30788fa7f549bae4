//! The usual ranges of days, and those that a person names by two days.

use super::range::Range;
use timetracker_types::{Day, Weekday};

/// A range that moves with the present day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// The present day.
    Today,
    /// The day before.
    Yesterday,
    /// The present week, all of it.
    ThisWeek,
    /// The week before.
    LastWeek,
    /// The present month, all of it.
    ThisMonth,
    /// The month before.
    LastMonth,
    /// The present quarter, all of it.
    ThisQuarter,
    /// The quarter before.
    LastQuarter,
    /// The present year, all of it.
    ThisYear,
    /// The year before.
    LastYear,
    /// Seven days up to today.
    Last7,
    /// Thirty days up to today.
    Last30,
    /// From the first entry to the last.
    All,
}

impl Preset {
    /// Every one, in the order in which menus offer them.
    pub const ALL: [Self; 13] = [
        Self::Today,
        Self::Yesterday,
        Self::ThisWeek,
        Self::LastWeek,
        Self::ThisMonth,
        Self::LastMonth,
        Self::ThisQuarter,
        Self::LastQuarter,
        Self::ThisYear,
        Self::LastYear,
        Self::Last7,
        Self::Last30,
        Self::All,
    ];

    /// The word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Yesterday => "yesterday",
            Self::ThisWeek => "this-week",
            Self::LastWeek => "last-week",
            Self::ThisMonth => "this-month",
            Self::LastMonth => "last-month",
            Self::ThisQuarter => "this-quarter",
            Self::LastQuarter => "last-quarter",
            Self::ThisYear => "this-year",
            Self::LastYear => "last-year",
            Self::Last7 => "7-days",
            Self::Last30 => "30-days",
            Self::All => "all",
        }
    }

    /// The preset of a word; none of an unknown one.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.as_str() == word)
    }

    /// Its days, as seen on a day by somebody whose weeks begin on `first`. For [`All`](Self::All), which needs the
    /// entries, the day itself.
    pub fn days(self, today: Day, first: Weekday) -> Range {
        let week = today.week_start(first);
        let (month, quarter) = (today.month_start(), quarter_start(today));
        let year = first_of_year(today);
        let (from, to) = match self {
            Self::Today | Self::All => (today, today),
            Self::Yesterday => (today.plus_days(-1), today.plus_days(-1)),
            Self::ThisWeek => (week, week.plus_days(6)),
            Self::LastWeek => (week.plus_days(-7), week.plus_days(-1)),
            Self::ThisMonth => (month, month.month_end()),
            Self::LastMonth => (month.plus_days(-1).month_start(), month.plus_days(-1)),
            Self::ThisQuarter => (quarter, quarter_end(quarter)),
            Self::LastQuarter => (quarter_start(quarter.plus_days(-1)), quarter.plus_days(-1)),
            Self::ThisYear => (year, year.plus_days(364).month_end()),
            Self::LastYear => (first_of_year(year.plus_days(-1)), year.plus_days(-1)),
            Self::Last7 => (today.plus_days(-6), today),
            Self::Last30 => (today.plus_days(-29), today),
        };
        Range {
            first: from,
            last: to,
        }
    }
}

fn first_of_year(day: Day) -> Day {
    Day::new(day.year(), 1, 1).unwrap_or(Day::MIN)
}

fn quarter_start(day: Day) -> Day {
    Day::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).unwrap_or(Day::MIN)
}

fn quarter_end(start: Day) -> Day {
    let second = start.month_end().plus_days(1);
    second.month_end().plus_days(1).month_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(preset: Preset, today: &str) -> (String, String) {
        let range = preset.days(today.parse().unwrap(), Weekday::ALL[0]);
        (range.first.to_string(), range.last.to_string())
    }

    #[test]
    fn presets_are_whole_weeks_months_quarters_and_years() {
        for (preset, from, to) in [
            (Preset::Yesterday, "2026-02-28", "2026-02-28"),
            (Preset::ThisWeek, "2026-02-23", "2026-03-01"),
            (Preset::LastWeek, "2026-02-16", "2026-02-22"),
            (Preset::ThisMonth, "2026-03-01", "2026-03-31"),
            (Preset::LastMonth, "2026-02-01", "2026-02-28"),
            (Preset::ThisQuarter, "2026-01-01", "2026-03-31"),
            (Preset::LastQuarter, "2025-10-01", "2025-12-31"),
            (Preset::ThisYear, "2026-01-01", "2026-12-31"),
            (Preset::LastYear, "2025-01-01", "2025-12-31"),
            (Preset::Last7, "2026-02-23", "2026-03-01"),
            (Preset::Last30, "2026-01-31", "2026-03-01"),
        ] {
            assert_eq!(days(preset, "2026-03-01"), (from.into(), to.into()), "{preset:?}");
        }
        assert_eq!(days(Preset::ThisYear, "2028-02-29").1, "2028-12-31");
    }

    #[test]
    fn every_word_is_read_back() {
        for preset in Preset::ALL {
            assert_eq!(Preset::read(preset.as_str()), Some(preset));
        }
        assert_eq!(Preset::read("tomorrow"), None);
    }
}
