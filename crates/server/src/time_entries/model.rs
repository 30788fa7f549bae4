//! What a time entry is.

use crate::clients::Client;
use crate::projects::Project;
use crate::tasks::Task;
use crate::users::User;
use timetracker_db::{FromRow, Row, record};
use timetracker_types::{Day, Id, Instant, Interval, Rounding, Zone};

record! {
    /// Worked time of one person; without an end it is their running timer.
    #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
    pub struct TimeEntry {
        /// The row's id.
        pub id: Id<TimeEntry>,
        /// Whose time it is.
        pub user_id: Id<User>,
        /// On which project; a timer may start without one.
        pub project_id: Option<Id<Project>>,
        /// For which client, where there is no project.
        pub client_id: Option<Id<Client>>,
        /// On which task; then the project is the task's.
        pub task_id: Option<Id<Task>>,
        /// The first instant of it.
        pub started_at: Instant,
        /// The first instant after it.
        pub ended_at: Option<Instant>,
        /// When the timer was stopped: later than `ended_at` where it was paused then. None for entries by
        /// hand and for those whose times were changed since.
        pub stopped_at: Option<Instant>,
        /// Breaks within it, in seconds.
        pub break_seconds: i64,
        /// Since when the timer pauses.
        pub paused_at: Option<Instant>,
        /// Raw worked time: end minus start minus breaks, in whole seconds. None while it runs.
        pub duration_seconds: Option<i64>,
        /// The person's zone when it was made: its days are days there.
        pub timezone: Zone,
        /// What was done.
        pub notes: Option<String>,
        /// Comma-separated.
        pub tags: String,
        /// `manual`, `auto` (the timer), `api`, `import`.
        pub source: String,
        /// Whether it can be billed.
        pub billable: bool,
        /// Whether it was paid.
        pub paid: bool,
        /// The invoice it is on.
        pub invoice_number: Option<String>,
        /// When it was deleted; undo clears it.
        pub deleted_at: Option<Instant>,
        /// When it was made.
        pub created_at: Instant,
        /// When it last changed.
        pub updated_at: Instant,
        /// Rises with every change.
        pub version: i64,
        /// When the person last said that the running timer is right.
        pub kept_at: Option<Instant>,
    }
}

impl TimeEntry {
    /// Worked seconds so far: without breaks, and without the pause it is in.
    pub fn worked_seconds(&self, now: Instant) -> i64 {
        self.duration_seconds.unwrap_or_else(|| {
            let until = self.paused_at.unwrap_or(now);
            (until.since(self.started_at) - self.break_seconds).max(0)
        })
    }

    /// [`worked_seconds`](Self::worked_seconds) as somebody wants to see it: rounded once it is finished.
    pub fn shown_seconds(&self, rounding: Rounding, now: Instant) -> i64 {
        let worked = self.worked_seconds(now);
        if self.is_running() {
            worked
        } else {
            rounding.apply(worked)
        }
    }

    /// Its place on the time line; a running one ends now.
    pub fn interval(&self, now: Instant) -> Option<Interval> {
        Interval::new(self.started_at, self.ended_at.unwrap_or(now).max(self.started_at)).ok()
    }

    /// Whether it has run for longer than `minutes` since it began, or since it was said to be right: then
    /// somebody may have forgotten it. Pauses and breaks do not count; 0 minutes are no limit.
    pub fn is_over(&self, minutes: i64, now: Instant) -> bool {
        let before = self.kept_at.map_or(0, |kept| self.worked_seconds(kept));
        self.is_running() && minutes > 0 && self.worked_seconds(now) - before > minutes * 60
    }

    /// Whether it is a running timer, paused or not.
    pub fn is_running(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// An entry with the names that lists show beside it.
#[derive(Debug, Clone)]
pub struct EntryView {
    /// The entry.
    pub entry: TimeEntry,
    /// Whose it is.
    pub user_name: String,
    /// Their user name.
    pub username: String,
    /// Its project's name.
    pub project_name: Option<String>,
    /// Its project's place in the palette.
    pub project_color: Option<i64>,
    /// Its client's name, by project or by itself.
    pub client_name: Option<String>,
    /// Its task's whole name.
    pub task_name: Option<String>,
    /// Its task's identifier.
    pub identifier: Option<String>,
}

impl FromRow for EntryView {
    fn from_row(row: &Row) -> timetracker_db::Result<Self> {
        Ok(Self {
            entry: TimeEntry::from_row(row)?,
            user_name: row.get("user_name")?,
            username: row.get("username")?,
            project_name: row.get("project_name")?,
            project_color: row.get("project_color")?,
            client_name: row.get("client_name")?,
            task_name: row.get("task_name")?,
            identifier: row.get("identifier")?,
        })
    }
}

impl EntryView {
    /// The task's name without its identifier, or nothing.
    pub fn task_title(&self) -> Option<&str> {
        let name = self.task_name.as_deref()?;
        let after = self
            .identifier
            .as_deref()
            .and_then(|key| name.strip_prefix(key)?.strip_prefix(": "));
        Some(after.unwrap_or(name))
    }

    /// What to call it in a sentence or a row: the task, the notes, the project, or "no description".
    pub fn title(&self) -> &str {
        let notes = self.entry.notes.as_deref().filter(|text| !text.is_empty());
        self.task_title()
            .or(notes)
            .or(self.project_name.as_deref())
            .unwrap_or("No description")
    }
}

/// A point in time as it was sent: converted where it had an offset, else read in the owner's zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    /// Exact.
    At(Instant),
    /// Text still to be read in the owner's zone.
    Text(String),
}

/// A finished entry to be added.
#[derive(Debug, Clone, Default)]
pub struct NewEntry {
    /// Whose; the actor's own where it is not said. Only managers may say somebody else.
    pub user_id: Option<Id<User>>,
    /// On which project; the task's where that is given.
    pub project_id: Option<Id<Project>>,
    /// For which client, where there is no project.
    pub client_id: Option<Id<Client>>,
    /// On which task.
    pub task_id: Option<Id<Task>>,
    /// Required, unless `day` and `lasting` say where it may lie.
    pub started_at: Option<Moment>,
    /// Required, unless `lasting` says how long it is.
    pub ended_at: Option<Moment>,
    /// Somewhere on this day, from nine o'clock on, where there is room; for those who only know how long.
    pub day: Option<Day>,
    /// Its length in seconds, in place of an end.
    pub lasting: Option<i64>,
    /// Breaks in seconds.
    pub break_seconds: i64,
    /// What was done.
    pub notes: Option<String>,
    /// Comma-separated.
    pub tags: Option<String>,
    /// The project's default where it is not said.
    pub billable: Option<bool>,
    /// Whether it was paid.
    pub paid: bool,
    /// The invoice it is on.
    pub invoice_number: Option<String>,
    /// `manual`, `api`, …
    pub source: &'static str,
}

/// Changes to an entry. An outer `None` leaves the field as it is.
#[derive(Debug, Clone, Default)]
pub struct EntryPatch {
    /// Another project, or none.
    pub project_id: Option<Option<Id<Project>>>,
    /// Another client, or none.
    pub client_id: Option<Option<Id<Client>>>,
    /// Another task, or none.
    pub task_id: Option<Option<Id<Task>>>,
    /// Another start.
    pub started_at: Option<Moment>,
    /// Another end; a running timer has none to change.
    pub ended_at: Option<Moment>,
    /// Breaks in seconds.
    pub break_seconds: Option<i64>,
    /// Other notes, or none.
    pub notes: Option<Option<String>>,
    /// Other tags, or none.
    pub tags: Option<Option<String>>,
    /// Whether it can be billed.
    pub billable: Option<bool>,
    /// Whether it was paid; `false` also takes it off its invoice.
    pub paid: Option<bool>,
    /// Another invoice, or none.
    pub invoice_number: Option<Option<String>>,
    /// Refuse when the entry is of another version.
    pub if_version: Option<i64>,
    /// Refuse when the entry changed after this instant (to two seconds).
    pub if_updated_at: Option<Moment>,
}
