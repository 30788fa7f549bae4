//! The running timer as the bar at the top of every page shows it.

use crate::time_entries::EntryView;
use timetracker_types::{Instant, Zone, clock_seconds};

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
    /// The start for the tooltip: clock time and zone.
    pub since: String,
    /// The start in milliseconds UTC: what the browser's clock counts from.
    pub started_ms: i64,
    /// Breaks taken so far, in seconds.
    pub break_seconds: i64,
    /// Since when it pauses, in milliseconds UTC.
    pub paused_ms: Option<i64>,
    /// Worked so far, `1:25:07`.
    pub elapsed: String,
}

impl TimerBar {
    /// The bar for a running entry, as it stands `now` for somebody who lives in `zone`.
    pub fn of(view: &EntryView, now: Instant, zone: &Zone) -> Self {
        let entry = &view.entry;
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
            since: format!(
                "Since {} ({})",
                zone.local(entry.started_at).format_clock24(),
                zone.name()
            ),
            started_ms: entry.started_at.as_millis(),
            break_seconds: entry.break_seconds,
            paused_ms: entry.paused_at.map(Instant::as_millis),
            elapsed: clock_seconds(entry.worked_seconds(now)),
        }
    }

    /// Whether the clock stands still.
    pub fn is_paused(&self) -> bool {
        self.paused_ms.is_some()
    }
}
