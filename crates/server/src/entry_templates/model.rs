//! What a template of time entries is.

use crate::projects::Project;
use crate::tasks::Task;
use crate::users::User;
use timetracker_db::{FromRow, Row, record};
use timetracker_types::{Id, Instant};

record! {
    /// What a timer or an entry starts with.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct EntryTemplate {
        /// The row's id.
        pub id: Id<EntryTemplate>,
        /// Whose it is.
        pub user_id: Id<User>,
        /// What people read.
        pub name: String,
        /// What it is for.
        pub description: Option<String>,
        /// On which project.
        pub project_id: Option<Id<Project>>,
        /// On which task.
        pub task_id: Option<Id<Task>>,
        /// How long it usually takes, in minutes.
        pub default_minutes: Option<i64>,
        /// What was done.
        pub default_notes: Option<String>,
        /// Comma-separated.
        pub tags: String,
        /// Whether it can be billed.
        pub billable: bool,
        /// How many timers were started from it.
        pub usage_count: i64,
        /// When the last one was.
        pub last_used_at: Option<Instant>,
        /// When it was made.
        pub created_at: Instant,
        /// When it last changed.
        pub updated_at: Instant,
    }
}

/// A template with the names beside it.
#[derive(Debug, Clone)]
pub struct TemplateView {
    /// The template.
    pub template: EntryTemplate,
    /// Its project's name.
    pub project_name: Option<String>,
    /// Its task's name.
    pub task_name: Option<String>,
}

impl FromRow for TemplateView {
    fn from_row(row: &Row) -> timetracker_db::Result<Self> {
        Ok(Self {
            template: EntryTemplate::from_row(row)?,
            project_name: row.get("project_name")?,
            task_name: row.get("task_name")?,
        })
    }
}

/// A template as it is sent. An outer `None` leaves the field as it is, or empty in a new one.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// At most 200 characters.
    pub name: Option<String>,
    /// Free text.
    pub description: Option<Option<String>>,
    /// A project, or none.
    pub project_id: Option<Option<Id<Project>>>,
    /// A task, or none; it brings its project.
    pub task_id: Option<Option<Id<Task>>>,
    /// Minutes, or none.
    pub default_minutes: Option<Option<i64>>,
    /// Notes, or none.
    pub default_notes: Option<Option<String>>,
    /// Comma-separated, or none.
    pub tags: Option<Option<String>>,
    /// Whether it can be billed.
    pub billable: Option<bool>,
}
