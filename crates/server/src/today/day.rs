//! One day of somebody's entries, as rows that open into forms.

use super::clash::{Clash, Difference};
use super::entry_form::EntryForm;
use super::timeline::may_merge;
use crate::http::{Refusal, tag_list, wording};
use crate::time_entries::EntryView;
use crate::users::User;
use crate::words::Words;
use timetracker_types::{Day, Instant, Zone, clock, clock_seconds};

/// What rows need to know of the page that they stand on.
#[derive(Clone, Copy)]
pub struct On<'a> {
    /// The day.
    pub day: Day,
    /// Whose entries.
    pub person: &'a User,
    /// The present.
    pub now: Instant,
    /// The reader's language.
    pub words: Words,
}

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
    /// Its tags.
    pub tags: Vec<String>,
    /// Whether it can be billed.
    pub is_billable: bool,
    /// The entry before it that it can be merged with.
    pub merge_with: Option<i64>,
    /// What it lies on, where the form came back because of that.
    pub clash: Clash,
    /// Where the form differs from what was saved meanwhile.
    pub differences: Vec<Difference>,
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

/// The rows of a day's entries, newest first as they come.
pub fn rows(entries: &[EntryView], on: On<'_>) -> Vec<EntryRow> {
    let earlier = entries.iter().skip(1).map(Some).chain([None]);
    let row = |(view, earlier): (&EntryView, Option<&EntryView>)| EntryRow {
        merge_with: earlier
            .filter(|earlier| may_merge(earlier, view))
            .map(|earlier| earlier.entry.id.get()),
        ..row(view, on)
    };
    entries.iter().zip(earlier).map(row).collect()
}

/// The row of one entry on the page of a day, with the form as it stands in the database.
fn row(view: &EntryView, on: On<'_>) -> EntryRow {
    let On {
        person, now, words, ..
    } = on;
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
        span: span(view, on),
        precise: precise(view, zone, words),
        worked: clock(entry.shown_seconds(person.rounding(), now)),
        breaks: if entry.break_seconds >= 60 {
            clock(entry.break_seconds)
        } else {
            String::new()
        },
        running: running(view, 0),
        form: EntryForm {
            split_at: wording::time_of_day(middle(view, now), zone),
            ..EntryForm::of(view, zone)
        },
        refusal: Refusal::default(),
        is_open: false,
        tags: tag_list(&entry.tags).into_iter().map(str::to_owned).collect(),
        is_billable: entry.billable,
        merge_with: None,
        clash: Clash::default(),
        differences: vec![],
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

/// The middle of an entry, to five minutes: where it is parted unless something else is said.
fn middle(view: &EntryView, now: Instant) -> Instant {
    let start = view.entry.started_at;
    let half = view.entry.ended_at.unwrap_or(now).since(start) / 2;
    let rounded = start.as_millis() / 1000 + half;
    let middle = Instant::from_millis(rounded / 300 * 300_000);
    if middle > start {
        middle
    } else {
        start.plus_seconds(half)
    }
}

/// "8:36 – 10:42"; a time on another day than the page's names that day.
fn span(view: &EntryView, on: On<'_>) -> String {
    let On {
        day, person, words, ..
    } = on;
    let zone = &person.timezone;
    let time = |at: Instant| {
        let time = words.time_of_day(at, zone);
        let its_day = zone.day_of(at);
        if its_day == day {
            time
        } else {
            format!("{} {time}", words.day_short(its_day, day))
        }
    };
    let now = || words.t("today-now").into_owned();
    let end = view.entry.ended_at.map_or_else(now, time);
    format!("{} – {end}", time(view.entry.started_at))
}

fn precise(view: &EntryView, zone: &Zone, words: Words) -> String {
    let start = zone.to_rfc3339(view.entry.started_at);
    let end = match view.entry.ended_at {
        Some(end) => zone.to_rfc3339(end),
        None => words.t("today-now").into_owned(),
    };
    let worked = view.entry.duration_seconds.map(clock_seconds);
    match worked {
        Some(worked) => words.with(
            "today-precise-worked",
            &[
                ("from", start.into()),
                ("to", end.into()),
                ("zone", zone.name().to_owned().into()),
                ("worked", worked.into()),
            ],
        ),
        None => words.with(
            "today-precise",
            &[
                ("from", start.into()),
                ("to", end.into()),
                ("zone", zone.name().to_owned().into()),
            ],
        ),
    }
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
pub fn title(day: Day, today: Day, words: Words) -> String {
    match today.days_until(day) {
        0 => words.t("today-today").into(),
        -1 => words.t("today-yesterday").into(),
        1 => words.t("today-tomorrow").into(),
        _ => words.weekday(day).into(),
    }
}
