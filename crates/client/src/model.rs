//! What goes over the wire, as far as scripts and tests need it. Answers may hold more than is read here.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the server is.
#[derive(Debug, Clone, Deserialize)]
pub struct Info {
    /// `v1`.
    pub api_version: String,
    /// The server's own version.
    pub app_version: String,
    /// Nobody has set it up yet.
    pub setup_required: bool,
    /// Its IANA zone.
    pub timezone: String,
}

/// Which page of how many.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Pagination {
    /// From 1.
    pub page: i64,
    /// Rows over all pages.
    pub total: i64,
    /// How many pages there are.
    pub pages: i64,
    /// The page after this one.
    pub next_page: Option<i64>,
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Which page it is.
    pub pagination: Pagination,
}

/// A person.
#[derive(Debug, Clone, Deserialize)]
pub struct User {
    /// Their id.
    pub id: i64,
    /// What they sign in with.
    pub username: String,
    /// What they are called.
    pub display_name: String,
    /// `admin`, `manager`, `user`, `viewer`.
    pub role: String,
    /// Their IANA zone: times without an offset are on its clocks.
    pub timezone: String,
}

/// For whom projects are.
#[derive(Debug, Clone, Deserialize)]
pub struct Customer {
    /// The client's id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// `active` or `archived`.
    pub status: String,
}

/// A project.
#[derive(Debug, Clone, Deserialize)]
pub struct Project {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// For whom.
    pub client_id: i64,
    /// Short and unique, where there is one.
    pub code: Option<String>,
    /// `active`, `inactive`, `archived`.
    pub status: String,
}

/// A project to be made.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NewProject {
    /// Its name.
    pub name: String,
    /// For whom.
    pub client_id: i64,
    /// Short and unique.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// A task.
#[derive(Debug, Clone, Deserialize)]
pub struct Task {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Where it belongs.
    pub project_id: i64,
    /// The key of the column it is in.
    pub status: String,
    /// `ENG-42`, where it comes from a tracker.
    pub identifier: Option<String>,
}

/// A task to be made.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NewTask {
    /// Its name.
    pub name: String,
    /// Where it belongs.
    pub project_id: i64,
    /// What it is thought to take, in hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_hours: Option<f64>,
}

/// Worked time, or the running timer.
#[derive(Debug, Clone, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub user_id: i64,
    /// On which project.
    pub project_id: Option<i64>,
    /// On which task.
    pub task_id: Option<i64>,
    /// When it began, RFC 3339 with the offset.
    pub started_at: String,
    /// When it ended; none while it runs.
    pub ended_at: Option<String>,
    /// Raw worked seconds without breaks; none while it runs.
    pub duration_seconds: Option<i64>,
    /// Worked hours with two decimals.
    pub duration_hours: f64,
    /// What was done.
    pub notes: Option<String>,
    /// Its tags.
    pub tag_list: Vec<String>,
    /// Whether it can be billed.
    pub billable: bool,
    /// When it last changed, as [`EntryPatch::if_updated_at`] wants it.
    pub updated_at: String,
}

/// Time to be entered. Times with an offset are converted, others are on the clocks of the token's owner.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NewEntry {
    /// On which project; a task brings its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<i64>,
    /// On which task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<i64>,
    /// When it began.
    pub start_time: String,
    /// When it ended.
    pub end_time: String,
    /// What was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Tags with commas between them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<String>,
}

/// What changes of an entry; what is none stays.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EntryPatch {
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<String>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<String>,
    /// What was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Whether it can be billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billable: Option<bool>,
    /// Refuse where it changed since this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_updated_at: Option<String>,
}

/// What a timer is about: a project, a task or a client.
#[derive(Debug, Clone, Default, Serialize)]
pub struct StartTimer {
    /// On which project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<i64>,
    /// On which task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<i64>,
    /// For which client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<i64>,
    /// What is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Stop the running timer first; else a running one is refused with `timer_already_running`.
    pub switch: bool,
}

/// Days from the first to the last, such as `2026-11-01`.
#[derive(Debug, Clone, Copy)]
pub struct Range<'a> {
    /// The first day.
    pub first: &'a str,
    /// The last day, which belongs to it.
    pub last: &'a str,
}

/// The hours of a range.
#[derive(Debug, Clone, Deserialize)]
pub struct Summary {
    /// Raw seconds.
    pub total_seconds: i64,
    /// The billable part of them.
    pub billable_seconds: i64,
    /// How many entries.
    pub total_entries: i64,
    /// By project.
    pub by_project: Vec<ProjectHours>,
}

/// The hours of one project.
#[derive(Debug, Clone, Deserialize)]
pub struct ProjectHours {
    /// None for time on clients alone.
    pub project_id: Option<i64>,
    /// Its name.
    pub project_name: String,
    /// Raw seconds.
    pub seconds: i64,
}

/// An answer under its name, beside whatever else is there.
#[derive(Debug, Deserialize)]
pub(crate) struct Named {
    pub pagination: Option<Pagination>,
    #[serde(flatten)]
    pub rest: BTreeMap<String, serde_json::Value>,
}
