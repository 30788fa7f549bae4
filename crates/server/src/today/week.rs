//! The week as seven bars against the goal.

use crate::http::wording;
use crate::users::User;
use crate::words::Words;
use timetracker_types::{Day, Weekday, clock};

/// Days on which nobody is expected to work get a low bar, in percent.
const OFF_HEIGHT: i64 = 30;

/// One day of the week.
#[derive(Debug, Clone)]
pub struct Bar {
    /// The day's page.
    pub href: String,
    /// `Mon`.
    pub name: String,
    /// "Mon 23 November: 6:26", for the tooltip and screen readers.
    pub label: String,
    /// The height of the goal in percent, and where it begins from the top.
    pub goal: (String, String),
    /// The height of the worked time in percent, and where it begins from the top.
    pub worked: (String, String),
    /// Whether it is a weekend day.
    pub is_off: bool,
    /// Whether it is the day that the page shows.
    pub is_shown: bool,
}

/// The week around a day.
#[derive(Debug, Clone)]
pub struct Week {
    /// "This week", "Last week" or "Week of 16 November".
    pub title: String,
    /// Worked together, `32:05`.
    pub total: String,
    /// What was meant to be worked, `40:00`; nothing without a goal.
    pub goal: String,
    /// Seven bars, from the person's first day of the week.
    pub bars: Vec<Bar>,
}

/// Draws the week from the worked seconds of its seven days.
pub fn draw(days: &[(Day, i64)], shown: Day, today: Day, person: &User, words: Words) -> Week {
    let goal = person.daily_goal_seconds.max(0);
    let tallest = days
        .iter()
        .map(|(_, seconds)| *seconds)
        .max()
        .unwrap_or(0)
        .max(goal)
        .max(1);
    let working_days = i64::try_from(days.iter().filter(|(day, _)| !is_off(*day)).count()).unwrap_or(0);
    let bar = |(day, seconds): &(Day, i64)| Bar {
        href: super::day::address(*day, today),
        name: words.weekday_short(*day).into(),
        label: format!(
            "{} {}: {}",
            words.weekday_short(*day),
            words.day_of_month(*day, today),
            clock(*seconds)
        ),
        goal: if is_off(*day) {
            column(OFF_HEIGHT, 100)
        } else {
            column(goal, tallest)
        },
        worked: column(*seconds, tallest),
        is_off: is_off(*day),
        is_shown: *day == shown,
    };
    Week {
        title: title(days.first().map_or(shown, |(day, _)| *day), today, person, words),
        total: clock(days.iter().map(|(_, seconds)| seconds).sum()),
        goal: if goal > 0 {
            clock(goal * working_days)
        } else {
            String::new()
        },
        bars: days.iter().map(bar).collect(),
    }
}

fn title(first: Day, today: Day, person: &User, words: Words) -> String {
    match first.days_until(today.week_start(person.first_weekday())) {
        0 => words.t("today-this-week").into(),
        7 => words.t("today-last-week").into(),
        _ => words.with(
            "today-week-of",
            &[("day", words.day_of_month(first, today).into())],
        ),
    }
}

/// Height and distance from the top, in percent.
fn column(part: i64, whole: i64) -> (String, String) {
    let part = part.clamp(0, whole);
    (
        wording::percent(part, whole),
        wording::percent(whole - part, whole),
    )
}

fn is_off(day: Day) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}
