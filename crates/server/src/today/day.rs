//! One day of somebody's entries, as rows that open into forms.

use super::entry_form::EntryForm;
use crate::http::{Refusal, wording};
use crate::time_entries::EntryView;
use crate::users::User;
use timetracker_types::{Day, Instant, Zone, clock, clock_seconds};

/// One entry of the day.
#[derive(Debug, Clone)]
pub struct EntryRow {
    /// The entry.
    pub id: i64,
    /// `ENG-42`, or nothing.
    pub identifier: String,
    /// The task's title, else the notes, else the project.
    pub title: String,
    /// The notes, where they are not the title already.
    pub note: String,
    /// The task's page, or nothing.
    pub href: String,
    /// The project's name, or nothing.
    pub project: String,
    /// The project's place in the palette.
    pub color: i64,
    /// "8:36 – 10:42".
    pub span: String,
    /// The precise instants, the zone and the raw worked time.
    pub precise: String,
    /// Worked, `2:06`.
    pub worked: String,
    /// Breaks in minutes, for the row; nothing without breaks.
    pub breaks: String,
    /// What the browser's clock counts from, where it runs.
    pub running: Option<Running>,
    /// The form that the row opens into, filled.
    pub form: EntryForm,
    /// What is wrong with the form, where it came back.
    pub refusal: Refusal,
    /// Whether the form is open, because it came back with mistakes.
    pub is_open: bool,
}

/// What a clock in the browser counts from.
#[derive(Debug, Clone)]
pub struct Running {
    /// The start in milliseconds UTC.
    pub started_ms: i64,
    /// Breaks so far, in seconds.
    pub break_seconds: i64,
    /// Since when it pauses, in milliseconds UTC.
    pub paused_ms: Option<i64>,
    /// Seconds to add that were worked otherwise.
    pub plus_seconds: i64,
}

/// The row of one entry on the page of a day, with the form as it stands in the database.
pub fn row(view: &EntryView, day: Day, person: &User, now: Instant) -> EntryRow {
    let zone = &person.timezone;
    let entry = &view.entry;
    let title = view.title().to_owned();
    let notes = entry.notes.clone().unwrap_or_default();
    EntryRow {
        id: entry.id.get(),
        identifier: view.identifier.clone().unwrap_or_default(),
        note: if notes == title { String::new() } else { notes },
        title,
        href: entry
            .task_id
            .map(|task| format!("/issues/{task}"))
            .unwrap_or_default(),
        project: view
            .project_name
            .clone()
            .or_else(|| view.client_name.clone())
            .unwrap_or_default(),
        color: view.project_color.unwrap_or(-1),
        span: span(view, day, zone),
        precise: precise(view, zone),
        worked: clock(entry.shown_seconds(person.rounding(), now)),
        breaks: if entry.break_seconds >= 60 {
            clock(entry.break_seconds)
        } else {
            String::new()
        },
        running: running(view, 0),
        form: EntryForm::of(view, zone),
        refusal: Refusal::default(),
        is_open: false,
    }
}

/// What a clock counts from that shows this entry's time and `plus_seconds`; nothing for a finished one.
pub fn running(view: &EntryView, plus_seconds: i64) -> Option<Running> {
    view.entry.is_running().then(|| Running {
        started_ms: view.entry.started_at.as_millis(),
        break_seconds: view.entry.break_seconds,
        paused_ms: view.entry.paused_at.map(Instant::as_millis),
        plus_seconds,
    })
}

/// "8:36 – 10:42"; a time on another day than the page's names that day.
fn span(view: &EntryView, day: Day, zone: &Zone) -> String {
    let time = |at: Instant| {
        let time = wording::time_of_day(at, zone);
        let on = zone.day_of(at);
        if on == day {
            time
        } else {
            format!("{} {time}", wording::day_short(on, day))
        }
    };
    let end = view.entry.ended_at.map_or_else(|| "now".into(), time);
    format!("{} – {end}", time(view.entry.started_at))
}

fn precise(view: &EntryView, zone: &Zone) -> String {
    let start = zone.to_rfc3339(view.entry.started_at);
    let end = view
        .entry
        .ended_at
        .map_or_else(|| "now".into(), |end| zone.to_rfc3339(end));
    let raw = view
        .entry
        .duration_seconds
        .map(|seconds| format!(", {} worked", clock_seconds(seconds)));
    format!("{start} to {end}, {}{}", zone.name(), raw.unwrap_or_default())
}

/// The page of a day; home for today.
pub fn address(day: Day, today: Day) -> String {
    if day == today {
        "/".into()
    } else {
        format!("/?day={day}")
    }
}

/// "Today", "Yesterday", "Tomorrow", or the weekday.
pub fn title(day: Day, today: Day) -> &'static str {
    match today.days_until(day) {
        0 => "Today",
        -1 => "Yesterday",
        1 => "Tomorrow",
        _ => wording::weekday(day),
    }
}
