//! What a comment is.

use crate::projects::Project;
use crate::tasks::Task;
use crate::users::User;
use timetracker_db::{FromRow, Row, record};
use timetracker_types::{Id, Instant};

record! {
    /// A remark about a task or a project, never about both.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Comment {
        /// The row's id.
        pub id: Id<Comment>,
        /// About which project.
        pub project_id: Option<Id<Project>>,
        /// About which task.
        pub task_id: Option<Id<Task>>,
        /// The comment that it answers.
        pub parent_id: Option<Id<Comment>>,
        /// Who said it.
        pub user_id: Id<User>,
        /// At most 5,000 characters.
        pub content: String,
        /// Whether clients may not see it. Nobody here is a client yet; kept for those who ask.
        pub is_internal: bool,
        /// When it was made.
        pub created_at: Instant,
        /// When it was last changed.
        pub updated_at: Instant,
    }
}

/// What a comment is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A project.
    Project(Id<Project>),
    /// A task.
    Task(Id<Task>),
}

impl Target {
    /// The one that is given; nothing where there is none or both.
    pub fn one_of(project: Option<Id<Project>>, task: Option<Id<Task>>) -> Option<Self> {
        match (project, task) {
            (Some(project), None) => Some(Self::Project(project)),
            (None, Some(task)) => Some(Self::Task(task)),
            _ => None,
        }
    }
}

/// A comment with the names beside it.
#[derive(Debug, Clone)]
pub struct CommentView {
    /// The comment.
    pub comment: Comment,
    /// The author's user name.
    pub username: String,
    /// The author by the name people read.
    pub author: String,
    /// The task's or project's name.
    pub target_name: String,
    /// How many answers there are.
    pub replies: i64,
}

impl FromRow for CommentView {
    fn from_row(row: &Row) -> timetracker_db::Result<Self> {
        Ok(Self {
            comment: Comment::from_row(row)?,
            username: row.get("username")?,
            author: row.get("author")?,
            target_name: row.get("target_name")?,
            replies: row.get("replies")?,
        })
    }
}

/// A comment to be made.
#[derive(Debug, Clone, Default)]
pub struct NewComment {
    /// About this project, …
    pub project_id: Option<Id<Project>>,
    /// … or about this task.
    pub task_id: Option<Id<Task>>,
    /// In answer to this one, which is about the same.
    pub parent_id: Option<Id<Comment>>,
    /// What is said.
    pub content: String,
    /// Whether clients may not see it; yes where it is not said.
    pub is_internal: Option<bool>,
}
