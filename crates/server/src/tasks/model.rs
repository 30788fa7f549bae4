//! What a task is. A Linear issue becomes one.

use crate::http::tag_list;
use crate::projects::Project;
use crate::users::User;
use timetracker_db::{FromRow, FromVal, Row, ToVal, Val, record};
use timetracker_types::{Day, Id, Instant};

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Not begun.
    Todo,
    /// Being worked on.
    InProgress,
    /// Waiting for somebody's look.
    Review,
    /// Finished.
    Done,
    /// Given up.
    Cancelled,
}

/// How urgent a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Priority {
    /// Can wait.
    Low,
    /// As most are.
    Medium,
    /// Soon.
    High,
    /// Now.
    Urgent,
}

macro_rules! words {
    ($type:ident, $what:literal: $($name:ident = $word:literal $title:literal),*) => {
        impl $type {
            /// Every one, in order.
            pub const ALL: &[Self] = &[$(Self::$name),*];
            /// The word that the database and the API use.
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $word),* } }
            /// The words that people read.
            pub fn title(self) -> &'static str { match self { $(Self::$name => $title),* } }
        }
        impl std::str::FromStr for $type {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                let wanted = text.trim().to_lowercase();
                Self::ALL.iter().copied().find(|one| one.as_str() == wanted).ok_or_else(|| {
                    let words: Vec<&str> = Self::ALL.iter().map(|one| one.as_str()).collect();
                    format!("“{text}” is not a {}. Use one of {}.", $what, words.join(", "))
                })
            }
        }
        impl ToVal for $type {
            fn to_val(&self) -> Val { self.as_str().to_val() }
        }
        impl FromVal for $type {
            fn from_val(val: &Val) -> Result<Self, String> { String::from_val(val)?.parse() }
        }
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }
    };
}

words!(Status, "status": Todo = "todo" "To do", InProgress = "in_progress" "In progress",
    Review = "review" "Review", Done = "done" "Done", Cancelled = "cancelled" "Cancelled");
words!(Priority, "priority": Low = "low" "Low", Medium = "medium" "Medium", High = "high" "High",
    Urgent = "urgent" "Urgent");

impl Priority {
    /// The name of its sign.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Low => "priority-low",
            Self::Medium => "priority-medium",
            Self::High => "priority-high",
            Self::Urgent => "priority-urgent",
        }
    }
}

impl Status {
    /// Neither done nor cancelled.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Done | Self::Cancelled)
    }
}

record! {
    /// Something to be done in a project.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Task {
        /// The row's id.
        pub id: Id<Task>,
        /// Where it belongs.
        pub project_id: Id<Project>,
        /// For an imported issue `ENG-42: Fix login`.
        pub name: String,
        /// `ENG-42`, where the task comes from a tracker.
        pub identifier: Option<String>,
        /// For an imported issue its URL.
        pub description: Option<String>,
        /// Where it stands.
        pub status: Status,
        /// The column of people's own making that it is in; `status` then says only whether it is done.
        pub column_key: Option<String>,
        /// How urgent it is.
        pub priority: Priority,
        /// Who does it.
        pub assignee_id: Option<Id<User>>,
        /// What it was thought to take, in seconds.
        pub estimate_seconds: Option<i64>,
        /// The day by which it should be done.
        pub due_on: Option<Day>,
        /// Comma-separated; people's own.
        pub tags: String,
        /// Comma-separated; the tracker's labels of a linked task.
        pub labels: String,
        /// JSON object; `integration` says where the task comes from.
        pub custom_fields: String,
        /// The connection that keeps it, if one does.
        pub connection_id: Option<i64>,
        /// The service's own id of it, e.g. a Linear issue's.
        pub external_ref: Option<String>,
        /// Archived tasks are hidden; their time stays.
        pub archived_at: Option<Instant>,
        /// Since when its issue cannot be seen in the tracker any more; the task and its time stay.
        pub missing_at: Option<Instant>,
        /// When it first was in progress.
        pub started_at: Option<Instant>,
        /// When it was last done.
        pub completed_at: Option<Instant>,
        /// Who made it.
        pub created_by: Option<Id<User>>,
        /// When it was made.
        pub created_at: Instant,
        /// When it last changed.
        pub updated_at: Instant,
    }
}

/// A task with what lists show beside it.
#[derive(Debug, Clone)]
pub struct TaskView {
    /// The task.
    pub task: Task,
    /// Its project's name.
    pub project_name: String,
    /// Its project's place in the palette.
    pub project_color: i64,
    /// Whoever does it, by the name people read.
    pub assignee_name: Option<String>,
    /// Finished worked time of everybody in seconds, unrounded.
    pub total_seconds: i64,
    /// The billable part of it.
    pub billable_seconds: i64,
}

impl FromRow for TaskView {
    fn from_row(row: &Row) -> timetracker_db::Result<Self> {
        Ok(Self {
            task: Task::from_row(row)?,
            project_name: row.get("project_name")?,
            project_color: row.get("project_color")?,
            assignee_name: row.get("assignee_name")?,
            total_seconds: row.get("total_seconds")?,
            billable_seconds: row.get("billable_seconds")?,
        })
    }
}

impl Task {
    /// The word by which boards know where it stands.
    pub fn status_word(&self) -> &str {
        self.column_key.as_deref().unwrap_or(self.status.as_str())
    }

    /// The name without the identifier in front of it.
    pub fn title(&self) -> &str {
        let after = self
            .identifier
            .as_deref()
            .and_then(|key| self.name.strip_prefix(key));
        after
            .and_then(|rest| rest.strip_prefix(": "))
            .unwrap_or(&self.name)
    }

    /// Where the tracker shows it.
    pub fn url(&self) -> Option<String> {
        let url = self
            .integration()
            .and_then(|from| from.get("url")?.as_str().map(str::to_owned));
        // Anybody may write custom fields; only what a tracker wrote becomes a link, and only to the web.
        url.filter(|url| self.is_linked() && (url.starts_with("https://") || url.starts_with("http://")))
    }

    /// Whether an outside service is the truth about its name, state and assignee.
    pub fn is_linked(&self) -> bool {
        self.connection_id.is_some()
    }

    /// Its labels and its own tags, each once, comma-separated.
    pub fn all_tags(&self) -> String {
        match (self.labels.as_str(), self.tags.as_str()) {
            ("", tags) => tags.to_owned(),
            (labels, "") => labels.to_owned(),
            (labels, tags) => {
                let known: Vec<String> = tag_list(labels)
                    .iter()
                    .map(|label| label.to_lowercase())
                    .collect();
                let own = tag_list(tags).into_iter();
                let own = own.filter(|tag| !known.contains(&tag.to_lowercase()));
                let all: Vec<&str> = tag_list(labels).into_iter().chain(own).collect();
                all.join(", ")
            }
        }
    }

    /// What the tracker tells of its issue beside the fields of every task.
    pub fn integration(&self) -> Option<serde_json::Value> {
        serde_json::from_str::<serde_json::Value>(&self.custom_fields)
            .ok()?
            .get("integration")
            .cloned()
    }
}

/// The text by which a task is found: identifier and name in lower case.
pub fn search_text(identifier: Option<&str>, name: &str) -> String {
    // A linked task's name begins with its identifier already.
    match identifier {
        Some(key) if !name.starts_with(key) => format!("{key} {name}").to_lowercase(),
        _ => name.to_lowercase(),
    }
}

/// A task to be added; texts as typed.
#[derive(Debug, Clone, Default)]
pub struct NewTask {
    /// Required, 1 to 200 characters.
    pub name: String,
    /// Required.
    pub project_id: Option<Id<Project>>,
    /// Free text.
    pub description: Option<String>,
    /// `todo` unless said otherwise.
    pub status: Option<String>,
    /// `medium` unless said otherwise.
    pub priority: Option<String>,
    /// Who does it.
    pub assignee_id: Option<Id<User>>,
    /// Hours.
    pub estimated_hours: Option<f64>,
    /// `YYYY-MM-DD`.
    pub due_on: Option<String>,
    /// Comma-separated.
    pub tags: Option<String>,
    /// JSON object.
    pub custom_fields: Option<serde_json::Value>,
}

/// Changes to a task. An outer `None` leaves the field as it is.
#[derive(Debug, Clone, Default)]
pub struct TaskPatch {
    /// A new name.
    pub name: Option<String>,
    /// A new description, or none.
    pub description: Option<Option<String>>,
    /// A new status.
    pub status: Option<String>,
    /// A new priority.
    pub priority: Option<String>,
    /// Somebody else, or nobody.
    pub assignee_id: Option<Option<Id<User>>>,
    /// A new estimate in hours, or none.
    pub estimated_hours: Option<Option<f64>>,
    /// A new day, or none.
    pub due_on: Option<Option<String>>,
    /// New tags, comma-separated, or none.
    pub tags: Option<Option<String>>,
}
