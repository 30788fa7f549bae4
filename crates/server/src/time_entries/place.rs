//! Where time may be put: on an active project, on one of its tasks, or on a client.

use crate::clients::{self, Client};
use crate::error::{Error, Mistakes, Result};
use crate::projects::{self, Project};
use crate::tasks::{self, Task};
use timetracker_db::Read;
use timetracker_types::Id;

/// A place that exists and takes time, with the billable default that comes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The project, if any.
    pub project_id: Option<Id<Project>>,
    /// The client, only where there is no project.
    pub client_id: Option<Id<Client>>,
    /// The task, then of that project.
    pub task_id: Option<Id<Task>>,
    /// Whether time here is billable unless said otherwise.
    pub billable: bool,
}

/// Judges a wished place: a task brings its project, a project outranks a client.
pub async fn find(
    db: &impl Read,
    project: Option<Id<Project>>,
    task: Option<Id<Task>>,
    client: Option<Id<Client>>,
) -> Result<Place> {
    let task = match task {
        Some(id) => Some(tasks::find(db, id).await?.ok_or_else(no_task)?),
        None => None,
    };
    let project_id = project.or(task.as_ref().map(|task| task.project_id));
    let found = match project_id {
        Some(id) => Some(projects::find(db, id).await?.ok_or_else(no_project)?),
        None => None,
    };
    let mut mistakes = Mistakes::default();
    if let Some(project) = found.as_ref().filter(|project| !project.is_active()) {
        let text = format!(
            "The project “{}” is {}: no time can be put on it.",
            project.name, project.status
        );
        mistakes.add("project_id", text);
    }
    if let (Some(task), Some(project)) = (&task, &found)
        && task.project_id != project.id
    {
        mistakes.add("task_id", "This task belongs to another project.");
    }
    mistakes.check()?;
    let client_id = if found.is_none() { client } else { None };
    if let Some(id) = client_id {
        clients::find(db, id)
            .await?
            .ok_or_else(|| Error::field("client_id", "There is no such client."))?;
    }
    let billable = found.as_ref().is_none_or(|project| project.billable);
    Ok(Place {
        project_id,
        client_id,
        task_id: task.map(|task| task.id),
        billable,
    })
}

fn no_task() -> Error {
    Error::field("task_id", "There is no such task.")
}

fn no_project() -> Error {
    Error::field("project_id", "There is no such project.")
}
