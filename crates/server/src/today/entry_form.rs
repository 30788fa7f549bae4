//! The form of an entry: fields as typed, and what they mean.

use super::quick::{Placement, When, minute_of_day};
use crate::error::{Mistakes, Result};
use crate::http::wording;
use crate::projects::{self, Project};
use crate::tasks::{self, Task};
use crate::time_entries::{EntryPatch, EntryView, Moment, NewEntry};
use timetracker_db::Read;
use timetracker_types::{Day, Id, Instant, Zone, clock, parse_duration};

/// The fields beside which the form shows mistakes, by the names that actions use.
pub const SHOWN: &[&str] = &[
    "task_id",
    "project_id",
    "day",
    "start_time",
    "end_time",
    "length",
    "notes",
    "tags",
    "split_at",
];

/// What a person typed about an entry. Every field is text; none needs to make sense yet.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct EntryForm {
    /// A line jotted down; the other fields are empty then.
    pub text: String,
    /// An issue's identifier, link or title.
    pub issue: String,
    /// The issue that was chosen from the list, where one was.
    pub task_id: String,
    /// A project's name, for time without an issue.
    pub project: String,
    /// `YYYY-MM-DD`.
    pub day: String,
    /// A time of day.
    pub from: String,
    /// A time of day.
    pub to: String,
    /// A length of time, instead of one of the two.
    pub length: String,
    /// What was done.
    pub notes: String,
    /// Comma-separated.
    pub tags: String,
    /// `true` where the box is ticked.
    pub billable: String,
    /// Which version of the entry the form was opened with.
    pub version: String,
    /// Which timer is meant, in the timer bar.
    pub entry: String,
    /// What gives way where it overlaps others: `keep`, `trim` or `split`.
    pub resolve: String,
    /// Where the entry is to be parted, a time of day.
    pub split_at: String,
    /// What the line said about time, more exactly than the fields can.
    #[serde(skip)]
    pub said: Option<When>,
}

impl EntryForm {
    /// The form of an entry as it stands.
    pub fn of(view: &EntryView, zone: &Zone) -> Self {
        let entry = &view.entry;
        Self {
            issue: label(view.identifier.as_deref(), view.task_title()),
            task_id: entry.task_id.map(|id| id.to_string()).unwrap_or_default(),
            project: view.project_name.clone().unwrap_or_default(),
            day: zone.day_of(entry.started_at).to_string(),
            from: wording::time_of_day(entry.started_at, zone),
            to: entry
                .ended_at
                .map(|end| wording::time_of_day(end, zone))
                .unwrap_or_default(),
            length: entry.duration_seconds.map(clock).unwrap_or_default(),
            notes: entry.notes.clone().unwrap_or_default(),
            tags: entry.tags.clone(),
            version: entry.version.to_string(),
            billable: if entry.billable {
                "true".into()
            } else {
                String::new()
            },
            ..Self::default()
        }
    }

    /// An empty form for a day.
    pub fn on(day: Day) -> Self {
        Self {
            day: day.to_string(),
            ..Self::default()
        }
    }

    /// The entry that the form describes, in the zone of its person.
    pub async fn new_entry(&self, db: &impl Read, zone: &Zone, now: Instant) -> Result<NewEntry> {
        let mut mistakes = Mistakes::default();
        let project_id = self.project(db, &mut mistakes).await?;
        let task_id = self.task(db, &mut mistakes).await?;
        let mut new = NewEntry {
            project_id,
            task_id,
            notes: Some(self.notes.clone()),
            tags: Some(self.tags.clone()),
            source: "manual",
            ..NewEntry::default()
        };
        match self.placed(&mut mistakes, zone, now) {
            Some(Placement::Span(start, end)) => {
                new.started_at = Some(Moment::At(start));
                new.ended_at = Some(Moment::At(end));
            }
            Some(Placement::Somewhere(day, seconds)) => {
                (new.day, new.lasting) = (Some(day), Some(seconds));
            }
            Some(Placement::Unsaid) => {
                let (field, text) = self.what_is_unsaid();
                mistakes.add(field, text);
            }
            None => {}
        }
        mistakes.check()?;
        Ok(new)
    }

    /// The changes that the form asks for. What stands there unchanged stays as precise as it is.
    pub async fn patch(&self, db: &impl Read, view: &EntryView, zone: &Zone) -> Result<EntryPatch> {
        let shown = Self::of(view, zone);
        let mut mistakes = Mistakes::default();
        let mut patch = EntryPatch {
            notes: Some(Some(self.notes.clone())),
            tags: Some(Some(self.tags.clone())),
            billable: Some(self.billable == "true"),
            if_version: self.version.parse().ok(),
            ..EntryPatch::default()
        };
        if (&self.issue, &self.project) != (&shown.issue, &shown.project) {
            // A new issue brings its project; only one that was changed as well is held against it.
            let issue_alone = self.project.trim() == shown.project && !self.issue.trim().is_empty();
            patch.task_id = Some(self.task(db, &mut mistakes).await?);
            patch.project_id = if issue_alone {
                None
            } else {
                Some(self.project(db, &mut mistakes).await?)
            };
        }
        let (start, end) = self.moved(&mut mistakes, view, &shown, zone);
        patch.started_at = start.map(Moment::At);
        patch.ended_at = end.map(Moment::At);
        mistakes.check()?;
        Ok(patch)
    }

    /// The new start and end of an entry, each where it changes. Another day keeps the length, another length keeps
    /// the start, and so does another end.
    fn moved(
        &self,
        mistakes: &mut Mistakes,
        view: &EntryView,
        shown: &Self,
        zone: &Zone,
    ) -> (Option<Instant>, Option<Instant>) {
        let entry = &view.entry;
        let differs = |mine: &str, theirs: &str| mine.trim() != theirs;
        let (other_day, other_from) = (differs(&self.day, &shown.day), differs(&self.from, &shown.from));
        let other_to = differs(&self.to, &shown.to);
        let other_length =
            differs(&self.length, &shown.length) && !self.length.trim().is_empty() && !other_to;
        if !(other_day || other_from || other_to || other_length) {
            return (None, None);
        }
        let (Some(day), when) = (self.day_typed(mistakes), self.when(mistakes)) else {
            return (None, None);
        };
        let from = When {
            from: when.from,
            length: Some(0),
            ..When::default()
        };
        let start = match from.placed(day, zone, entry.started_at) {
            Placement::Span(start, _) if other_day || other_from => start,
            _ => entry.started_at,
        };
        let start_if_moved = (other_day || other_from).then_some(start);
        let Some(ended_at) = entry.ended_at else {
            return (start_if_moved, None);
        };
        let end = if other_length {
            when.length
                .map(|length| start.plus_seconds(length + entry.break_seconds))
        } else if other_to || other_from {
            // The end stands on the day of the start, or after midnight. One that was not changed stays.
            let both = When { length: None, ..when };
            match both.placed(day, zone, entry.started_at) {
                Placement::Span(_, end) if other_to || other_day => Some(end),
                _ => None,
            }
        } else {
            Some(start.plus_seconds(ended_at.since(entry.started_at)))
        };
        (start_if_moved, end)
    }

    /// The first thing that must still be said about time.
    fn what_is_unsaid(&self) -> (&'static str, &'static str) {
        let is_empty = |text: &str| text.trim().is_empty();
        match (is_empty(&self.from), is_empty(&self.to)) {
            (false, true) => ("end_time", "Say when it ended, or how long it took."),
            (true, false) => ("start_time", "Say when it began, or how long it took."),
            _ => (
                "length",
                "Say how long it took, like 1:30 or 1h 30m, or from when to when.",
            ),
        }
    }

    async fn project(&self, db: &impl Read, mistakes: &mut Mistakes) -> Result<Option<Id<Project>>> {
        let typed = self.project.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        Ok(mistakes.take("project_id", projects::typed(db, typed).await?))
    }

    async fn task(&self, db: &impl Read, mistakes: &mut Mistakes) -> Result<Option<Id<Task>>> {
        let typed = self.issue.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        if let Ok(id) = self.task_id.parse() {
            let chosen = tasks::find(db, Id::new(id)).await?;
            // Without scripts the hidden choice may belong to a text that was replaced.
            if let Some(task) =
                chosen.filter(|task| label(task.identifier.as_deref(), Some(task.title())) == typed)
            {
                return Ok(Some(task.id));
            }
        }
        let found = tasks::find_by_identifier(db, &tasks::meant(typed)).await?;
        if found.is_none() {
            let text = format!(
                "There is no issue “{typed}”. Type its identifier, like ENG-42, or leave this empty."
            );
            mistakes.add("task_id", text);
        }
        Ok(found.map(|task| task.id))
    }

    /// Where the time lies that the form says; none where a field cannot be read, which is noted.
    pub(super) fn placed(&self, mistakes: &mut Mistakes, zone: &Zone, now: Instant) -> Option<Placement> {
        let day = self.day_typed(mistakes)?;
        let when = match &self.said {
            Some(said) => said.clone(),
            None => self.when(mistakes),
        };
        // A start without an end lasts until now in a line; in a form it is one that is not finished.
        if self.said.is_none() && when.to.is_none() && when.length.is_none() {
            return Some(Placement::Unsaid);
        }
        Some(when.placed(day, zone, now))
    }

    fn day_typed(&self, mistakes: &mut Mistakes) -> Option<Day> {
        mistakes.take("day", self.day.trim().parse::<Day>())
    }

    fn when(&self, mistakes: &mut Mistakes) -> When {
        When {
            from: time(mistakes, "start_time", &self.from),
            to: time(mistakes, "end_time", &self.to),
            length: length(mistakes, &self.length),
            ..When::default()
        }
    }
}

/// What the issue's field says for a task: its identifier, else its title.
pub fn label(identifier: Option<&str>, title: Option<&str>) -> String {
    identifier.or(title).unwrap_or_default().to_owned()
}

fn time(mistakes: &mut Mistakes, field: &'static str, text: &str) -> Option<i64> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let wrong = || format!("“{text}” is not a time of day. Write one like 9:30 or 14:05.");
    mistakes.take(field, minute_of_day(text).ok_or_else(wrong))
}

fn length(mistakes: &mut Mistakes, text: &str) -> Option<i64> {
    if text.trim().is_empty() {
        return None;
    }
    mistakes.take("length", parse_duration(text))
}
