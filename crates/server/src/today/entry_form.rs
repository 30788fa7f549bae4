//! The form of an entry: fields as typed, and what they mean.

use super::quick::{self, minute_of_day, on_day};
use crate::error::{Mistakes, Result};
use crate::http::wording;
use crate::projects::{self, Choice, Project};
use crate::tasks::{self, Task};
use crate::time_entries::{EntryPatch, EntryView, Moment, NewEntry};
use timetracker_db::Read;
use timetracker_types::{Day, Id, Instant, Zone, parse_duration};

/// The fields beside which the form shows mistakes, by the names that actions use.
pub const SHOWN: &[&str] = &[
    "task_id",
    "project_id",
    "day",
    "start_time",
    "end_time",
    "length",
    "notes",
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
    /// `true` where the box is ticked.
    pub billable: String,
}

/// From when to when, as far as the form says.
type Span = (Option<Instant>, Option<Instant>);

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
            notes: entry.notes.clone().unwrap_or_default(),
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

    /// Spreads a jotted line over the fields that it fills.
    pub fn unfolded(self, today: Day) -> Self {
        if self.text.trim().is_empty() {
            return self;
        }
        let jotted = quick::read(&self.text, today);
        Self {
            issue: jotted.issue,
            day: jotted.day.map_or(self.day, |day| day.to_string()),
            from: jotted.from,
            to: jotted.to,
            length: jotted.length,
            notes: jotted.notes,
            ..Self::default()
        }
    }

    /// The entry that the form describes, in the zone of its person.
    pub async fn new_entry(&self, db: &impl Read, zone: &Zone, now: Instant) -> Result<NewEntry> {
        let mut mistakes = Mistakes::default();
        let project_id = self.project(db, &mut mistakes).await?;
        let task_id = self.task(db, &mut mistakes).await?;
        let (start, end) = self.span(&mut mistakes, zone, now);
        if start.is_none() && end.is_none() && self.says_no_time() {
            mistakes.add(
                "length",
                "Say how long it took, like 1:30 or 1h 30m, or from when to when.",
            );
        }
        mistakes.check()?;
        Ok(NewEntry {
            project_id,
            task_id,
            started_at: start.map(Moment::At),
            ended_at: end.map(Moment::At),
            notes: Some(self.notes.clone()),
            source: "manual",
            ..NewEntry::default()
        })
    }

    /// The changes that the form asks for. What stands there unchanged stays as precise as it is.
    pub async fn patch(
        &self,
        db: &impl Read,
        view: &EntryView,
        zone: &Zone,
        now: Instant,
    ) -> Result<EntryPatch> {
        let shown = Self::of(view, zone);
        let mut mistakes = Mistakes::default();
        let mut patch = EntryPatch {
            notes: Some(Some(self.notes.clone())),
            billable: Some(self.billable == "true"),
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
        let moved = self.day.trim() != shown.day || !self.length.trim().is_empty();
        if moved || (self.from.trim(), self.to.trim()) != (shown.from.as_str(), shown.to.as_str()) {
            let (start, end) = self.span(&mut mistakes, zone, now);
            let kept_start = !moved && self.from.trim() == shown.from;
            patch.started_at = start.filter(|_| !kept_start).map(Moment::At);
            let kept_end = !moved && self.to.trim() == shown.to;
            patch.ended_at = end.filter(|_| !kept_end).map(Moment::At);
        }
        mistakes.check()?;
        Ok(patch)
    }

    fn says_no_time(&self) -> bool {
        [&self.from, &self.to, &self.length]
            .iter()
            .all(|text| text.trim().is_empty())
    }

    async fn project(&self, db: &impl Read, mistakes: &mut Mistakes) -> Result<Option<Id<Project>>> {
        let typed = self.project.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let found = project_named(&projects::choices(db).await?, typed);
        if found.is_none() {
            let text = format!("There is no active project “{typed}”. Choose one from the list.");
            mistakes.add("project_id", text);
        }
        Ok(found)
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

    /// Start and end from any two of start, end and length; a length alone ends now.
    fn span(&self, mistakes: &mut Mistakes, zone: &Zone, now: Instant) -> Span {
        let Some(day) = mistakes.take("day", self.day.trim().parse::<Day>()) else {
            return (None, None);
        };
        let from = time(mistakes, "start_time", &self.from);
        let to = time(mistakes, "end_time", &self.to);
        let length = length(mistakes, &self.length);
        let at = |day: Day, minute: i64| on_day(day, minute).map(|local| zone.instant_of(local));
        match (from, to, length) {
            (Some(from), Some(to), _) => {
                // An end before the start lies after midnight.
                let last = if to < from { day.plus_days(1) } else { day };
                (at(day, from), at(last, to))
            }
            (Some(from), None, Some(length)) => {
                let start = at(day, from);
                (start, start.map(|start| start.plus_seconds(length)))
            }
            (None, Some(to), Some(length)) => {
                let end = at(day, to);
                (end.map(|end| end.plus_seconds(-length)), end)
            }
            (None, None, Some(length)) if day == zone.day_of(now) => {
                (Some(now.plus_seconds(-length)), Some(now))
            }
            (None, None, Some(_)) => {
                mistakes.add("start_time", "Say when it began or when it ended.");
                (None, None)
            }
            (from, to, None) => (from.and_then(|from| at(day, from)), to.and_then(|to| at(day, to))),
        }
    }
}

/// What the issue's field says for a task: its identifier, else its title.
pub fn label(identifier: Option<&str>, title: Option<&str>) -> String {
    identifier.or(title).unwrap_or_default().to_owned()
}

/// What the project's field offers: the name, with the code where a name occurs twice.
pub fn project_labels(choices: &[Choice]) -> Vec<String> {
    let label = |choice: &Choice| {
        let is_shared = choices.iter().filter(|other| other.name == choice.name).count() > 1;
        let code = choice.code.as_deref().filter(|_| is_shared);
        code.map_or_else(|| choice.name.clone(), |code| format!("{} ({code})", choice.name))
    };
    choices.iter().map(label).collect()
}

fn project_named(choices: &[Choice], typed: &str) -> Option<Id<Project>> {
    let labels = project_labels(choices);
    let same = |text: &str| text.to_lowercase() == typed.to_lowercase();
    let by_label = labels.iter().position(|label| same(label));
    by_label
        .or_else(|| choices.iter().position(|choice| same(&choice.name)))
        .map(|index| choices[index].id)
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
