//! The running timer as the bar at the top of every page shows it.

use super::wording;
use crate::time_entries::{EntryView, TimeEntry};
use crate::users::User;
use crate::words::Words;
use timetracker_types::{Instant, clock, clock_seconds};

/// What the timer bar says; texts are ready to be shown.
#[derive(Debug, Clone)]
pub struct TimerBar {
    /// The project's place in the palette, 0 to 11; empty without a project.
    pub color: String,
    /// `ENG-42`, or nothing.
    pub identifier: String,
    /// The task's title, else the notes, else the project.
    pub title: String,
    /// The task's page, or nothing.
    pub href: String,
    /// The project's name, or nothing.
    pub project: String,
    /// Whether the time can be billed.
    pub billable: bool,
    /// What is being done, in the person's words.
    pub notes: String,
    /// The start as RFC 3339.
    pub started: String,
    /// The start in milliseconds UTC: what the browser's clock counts from.
    pub started_ms: i64,
    /// Breaks taken so far, in seconds.
    pub break_seconds: i64,
    /// Since when it pauses, in milliseconds UTC.
    pub paused_ms: Option<i64>,
    /// Worked so far, `1:25:07`.
    pub elapsed: String,
    /// Comma-separated.
    pub tags: String,
    /// What the issue's field says: its identifier, else its title.
    pub issue: String,
    /// The issue's id, or nothing.
    pub task_id: String,
    /// Which version of the entry this is.
    pub version: i64,
    /// The entry's id, so that a form says which timer it means.
    pub entry: i64,
    /// The start as its field says it, `9:15`.
    pub start: String,
    /// What to ask, where it has run for longer than its person expects.
    pub over: Option<Over>,
    /// When it asks whether it is right, in milliseconds UTC; never while it pauses, and where there is no limit.
    pub over_at_ms: Option<i64>,
}

/// A timer that may have been forgotten.
#[derive(Debug, Clone)]
pub struct Over {
    /// Worked so far, `15:20`.
    pub worked: String,
    /// When it began: the time, with the day where it is another.
    pub since: String,
    /// When it may have ended, `17:30`.
    pub cut_at: String,
}

impl TimerBar {
    /// The bar for a running entry, as it stands `now` for somebody who lives in `zone`.
    pub fn of(view: &EntryView, now: Instant, person: &User, words: Words) -> Self {
        let entry = &view.entry;
        let zone = &person.timezone;
        Self {
            color: view
                .project_color
                .map(|color| color.to_string())
                .unwrap_or_default(),
            identifier: view.identifier.clone().unwrap_or_default(),
            title: view.title().to_owned(),
            href: entry
                .task_id
                .map(|task| format!("/issues/{task}"))
                .unwrap_or_default(),
            project: view.project_name.clone().unwrap_or_default(),
            billable: entry.billable,
            notes: entry.notes.clone().unwrap_or_default(),
            started: zone.to_rfc3339(entry.started_at),
            started_ms: entry.started_at.as_millis(),
            break_seconds: entry.break_seconds,
            paused_ms: entry.paused_at.map(Instant::as_millis),
            elapsed: clock_seconds(entry.worked_seconds(now)),
            tags: entry.tags.clone(),
            issue: view
                .identifier
                .as_deref()
                .or(view.task_title())
                .unwrap_or_default()
                .to_owned(),
            task_id: entry.task_id.map(|id| id.to_string()).unwrap_or_default(),
            version: entry.version,
            entry: entry.id.get(),
            start: wording::time_of_day(entry.started_at, zone),
            over: Over::of(view, now, person, words),
            over_at_ms: over_at(entry, now, person.timer_limit_minutes),
        }
    }

    /// Whether the clock stands still.
    pub fn is_paused(&self) -> bool {
        self.paused_ms.is_some()
    }
}

impl Over {
    /// Nothing for a timer that is within the limit.
    fn of(view: &EntryView, now: Instant, person: &User, words: Words) -> Option<Self> {
        let entry = &view.entry;
        let zone = &person.timezone;
        entry.is_over(person.timer_limit_minutes, now).then(|| {
            // As long as a day's work is meant to be; the limit itself where that is shorter.
            let limit = person.timer_limit_minutes * 60;
            let usual = Some(person.daily_goal_seconds)
                .filter(|goal| *goal > 0)
                .unwrap_or(limit);
            let end = entry
                .started_at
                .plus_seconds(usual.min(limit) + entry.break_seconds);
            Self {
                worked: clock(entry.worked_seconds(now)),
                since: since(entry.started_at, now, person, words),
                cut_at: wording::time_of_day(end.min(now), zone),
            }
        })
    }
}

fn since(at: Instant, now: Instant, person: &User, words: Words) -> String {
    let zone = &person.timezone;
    let (day, today) = (zone.day_of(at), zone.day_of(now));
    let time = words.time_of_day(at, zone);
    if day == today {
        time
    } else {
        format!(
            "{} {} {time}",
            words.weekday_short(day),
            words.day_short(day, today)
        )
    }
}

fn over_at(timer: &TimeEntry, now: Instant, limit: i64) -> Option<i64> {
    let kept = timer.kept_at.map_or(0, |kept| timer.worked_seconds(kept));
    let left = limit * 60 - (timer.worked_seconds(now) - kept);
    (limit > 0 && timer.paused_at.is_none()).then(|| now.plus_seconds(left + 1).as_millis())
}
