//! Which project and task the texts in a row mean. Asked of the database once for each combination.

use super::columns::Column;
use super::draft::Reading;
use super::model::Finding;
use super::moments::shortened;
use crate::error::{Error, Result};
use crate::projects::{self, Project};
use crate::tasks::{self, Task};
use crate::time_entries::{self, Place};
use csv::StringRecord;
use std::collections::HashMap;
use timetracker_db::Read;
use timetracker_types::Id;

/// How many combinations are remembered; then they are asked again.
const REMEMBERED: usize = 20_000;

/// The answers so far.
#[derive(Default)]
pub struct Places {
    known: HashMap<String, Result<Place, Finding>>,
}

/// The texts that say where.
#[derive(Clone, Copy)]
struct Texts<'a> {
    project: Option<&'a str>,
    client: Option<&'a str>,
    task: Option<&'a str>,
}

impl Places {
    /// Where a row's time goes; or why it cannot go there. The outer error is the database's.
    pub async fn of(
        &mut self,
        db: &impl Read,
        reading: &Reading,
        record: &StringRecord,
    ) -> Result<Result<Place, Finding>> {
        let texts = Texts {
            project: reading.cell(record, Column::Project),
            client: reading.cell(record, Column::Client),
            task: reading.cell(record, Column::Task),
        };
        let blank = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let key = [blank(texts.project), blank(texts.client), blank(texts.task)].join("\u{1f}");
        if let Some(found) = self.known.get(&key) {
            return Ok(found.clone());
        }
        let found = find(db, reading, texts).await?;
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        self.known.insert(key, found.clone());
        Ok(found)
    }
}

async fn find(db: &impl Read, reading: &Reading, texts: Texts<'_>) -> Result<Result<Place, Finding>> {
    if [texts.project, texts.client, texts.task]
        .into_iter()
        .flatten()
        .any(|text| text.contains('\0'))
    {
        return Ok(Err(Finding::new(
            Column::Project,
            "A cell of this row holds a NUL character. Remove it.",
        )));
    }
    let project = match texts.project {
        None => None,
        Some(text) => match project(db, text, texts.client).await? {
            Ok(project) => Some(project.id),
            Err(reason) => return Ok(Err(Finding::new(Column::Project, reason))),
        },
    };
    let task = match texts.task {
        None => None,
        Some(text) => match task(db, text, project).await? {
            Some(task) => Some(task.id),
            None => return Ok(Err(Finding::new(Column::Task, no_task(text)))),
        },
    };
    if project.is_none() && task.is_none() {
        let reason = "Say which project or which issue the time was for.";
        return Ok(Err(Finding::new(Column::Project, reason)));
    }
    match time_entries::find_place(db, project, task, None).await {
        Ok(place) => Ok(Ok(place)),
        Err(error @ Error::Invalid(_)) => Ok(Err(reading.finding_of(&error))),
        Err(error) => Err(error),
    }
}

/// By id, by code, by name; the sentence says why none is meant.
async fn project(db: &impl Read, text: &str, client: Option<&str>) -> Result<Result<Project, String>> {
    if let Some(id) = text.parse().ok().map(Id::new)
        && let Some(project) = projects::find(db, id).await?
    {
        return Ok(Ok(project));
    }
    if let Some(project) = projects::find_by_code(db, text).await? {
        return Ok(Ok(project));
    }
    let mut named = projects::named(db, text, client).await?;
    let active = named.iter().filter(|project| project.is_active()).count();
    Ok(match (named.len(), active) {
        (0, _) => Err(format!(
            "There is no project with the id, code or name “{}”. Make it first, or correct the cell.",
            shortened(text)
        )),
        // Active ones come first.
        (1, _) | (_, 1) => Ok(named.remove(0)),
        _ => Err(format!(
            "More than one project is called “{}”. Write the code or the id of the one that is meant.",
            shortened(text)
        )),
    })
}

/// By id, by identifier, by name within the project.
async fn task(db: &impl Read, text: &str, project: Option<Id<Project>>) -> Result<Option<Task>> {
    if let Some(id) = text.parse().ok().map(Id::new)
        && let Some(task) = tasks::find(db, id).await?
    {
        return Ok(Some(task));
    }
    let meant = tasks::meant(text);
    if tasks::is_identifier(&meant)
        && let Some(task) = tasks::find_by_identifier(db, &meant).await?
    {
        return Ok(Some(task));
    }
    match project {
        Some(project) => tasks::find_by_name(db, project, text).await,
        None => Ok(None),
    }
}

fn no_task(text: &str) -> String {
    format!(
        "There is no task with the id, identifier or name “{}” there. Sync first, make it, or empty the cell.",
        shortened(text)
    )
}
