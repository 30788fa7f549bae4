//! The operations, each a line.

use crate::model::Named;
use crate::{
    Client, Customer, Entry, EntryPatch, Error, Info, NewEntry, NewProject, NewTask, Page, Project, Range,
    StartTimer, Summary, Task, User,
};
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

const NOTHING: Option<&()> = None;

/// Every call may fail as [`Error`] says.
#[expect(clippy::missing_errors_doc, reason = "said once for all of them, above")]
impl Client {
    /// What the server is; needs no token.
    pub async fn info(&self) -> Result<Info, Error> {
        self.call(Method::GET, "info", NOTHING).await
    }

    /// A token for a user name and a password; needs none.
    pub async fn sign_in(&self, username: &str, password: &str) -> Result<String, Error> {
        let body = json!({"username": username, "password": password});
        self.one(Method::POST, "auth/login", Some(&body), "token").await
    }

    /// The token's owner.
    pub async fn me(&self) -> Result<User, Error> {
        self.one(Method::GET, "users/me", NOTHING, "user").await
    }

    /// A page of the active clients, by name.
    pub async fn customers(&self, page: i64) -> Result<Page<Customer>, Error> {
        self.page(&format!("clients?page={page}"), "clients").await
    }

    /// A new client.
    pub async fn create_customer(&self, name: &str) -> Result<Customer, Error> {
        self.one(Method::POST, "clients", Some(&json!({"name": name})), "client")
            .await
    }

    /// A page of the active projects, by name.
    pub async fn projects(&self, page: i64) -> Result<Page<Project>, Error> {
        self.page(&format!("projects?page={page}"), "projects").await
    }

    /// A new project.
    pub async fn create_project(&self, project: &NewProject) -> Result<Project, Error> {
        self.one(Method::POST, "projects", Some(project), "project").await
    }

    /// A page of a project's tasks that are neither done nor cancelled.
    pub async fn open_tasks(&self, project: i64, page: i64) -> Result<Page<Task>, Error> {
        let path = format!("tasks?status=open&project_id={project}&page={page}");
        self.page(&path, "tasks").await
    }

    /// A new task.
    pub async fn create_task(&self, task: &NewTask) -> Result<Task, Error> {
        self.one(Method::POST, "tasks", Some(task), "task").await
    }

    /// A page of the time entries that begin in a range, the newest first.
    pub async fn entries(&self, range: Range<'_>, page: i64) -> Result<Page<Entry>, Error> {
        let Range { first, last } = range;
        let path = format!("time-entries?start_date={first}&end_date={last}&page={page}");
        self.page(&path, "time_entries").await
    }

    /// One time entry.
    pub async fn entry(&self, id: i64) -> Result<Entry, Error> {
        self.one(Method::GET, &format!("time-entries/{id}"), NOTHING, "time_entry")
            .await
    }

    /// Time that was worked.
    pub async fn create_entry(&self, entry: &NewEntry) -> Result<Entry, Error> {
        self.one(Method::POST, "time-entries", Some(entry), "time_entry")
            .await
    }

    /// Changes a time entry.
    pub async fn update_entry(&self, id: i64, change: &EntryPatch) -> Result<Entry, Error> {
        let path = format!("time-entries/{id}");
        self.one(Method::PATCH, &path, Some(change), "time_entry").await
    }

    /// Deletes a time entry; the answer is a sentence.
    pub async fn delete_entry(&self, id: i64) -> Result<String, Error> {
        let path = format!("time-entries/{id}");
        self.one(Method::DELETE, &path, NOTHING, "message").await
    }

    /// The running timer, if one runs.
    pub async fn timer(&self) -> Result<Option<Entry>, Error> {
        self.one(Method::GET, "timer/status", NOTHING, "timer").await
    }

    /// Starts a timer.
    pub async fn start(&self, wish: &StartTimer) -> Result<Entry, Error> {
        self.one(Method::POST, "timer/start", Some(wish), "timer").await
    }

    /// Stops the timer.
    pub async fn stop(&self) -> Result<Entry, Error> {
        self.one(Method::POST, "timer/stop", NOTHING, "time_entry").await
    }

    /// Pauses the timer.
    pub async fn pause(&self) -> Result<Entry, Error> {
        self.one(Method::POST, "timer/pause", NOTHING, "time_entry").await
    }

    /// Goes on after a pause.
    pub async fn resume(&self) -> Result<Entry, Error> {
        self.one(Method::POST, "timer/resume", NOTHING, "time_entry")
            .await
    }

    /// The hours of a range by project.
    pub async fn summary(&self, range: Range<'_>) -> Result<Summary, Error> {
        let Range { first, last } = range;
        let path = format!("reports/summary?start_date={first}&end_date={last}");
        self.one(Method::GET, &path, NOTHING, "summary").await
    }

    async fn one<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&(impl Serialize + Sync)>,
        name: &str,
    ) -> Result<T, Error> {
        let mut answer: Named = self.call(method, path, body).await?;
        let value = answer.rest.remove(name).ok_or_else(|| missing(name))?;
        serde_json::from_value(value).map_err(|error| odd(&error))
    }

    async fn page<T: DeserializeOwned>(&self, path: &str, name: &str) -> Result<Page<T>, Error> {
        let mut answer: Named = self.call(Method::GET, path, NOTHING).await?;
        let rows = answer.rest.remove(name).ok_or_else(|| missing(name))?;
        Ok(Page {
            rows: serde_json::from_value(rows).map_err(|error| odd(&error))?,
            pagination: answer.pagination.ok_or_else(|| missing("pagination"))?,
        })
    }
}

fn missing(name: &str) -> Error {
    Error::Unexpected {
        status: 200,
        why: format!("there is no “{name}” in it"),
    }
}

fn odd(error: &serde_json::Error) -> Error {
    Error::Unexpected {
        status: 200,
        why: error.to_string(),
    }
}
