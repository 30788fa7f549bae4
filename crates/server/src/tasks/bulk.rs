//! The same change for many tasks at once, and its undo. One transaction; what a tracker owns, or what time stands
//! in the way of, is left alone and counted.

use super::model::{Task, TaskPatch};
use super::{actions, asides, store};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::http::{tag_list, text};
use crate::projects::Project;
use serde::Deserialize;
use timetracker_db::{Read as _, Tx, p};
use timetracker_types::{Id, Instant};

/// The most tasks of one change: a page's worth several times over.
pub const MOST: usize = 500;

/// What is changed of each.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// A new state, or a column of people's own.
    pub status: Option<String>,
    /// Another project.
    pub project: Option<Id<Project>>,
    /// One tag more.
    pub tag: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many changed.
    pub changed: usize,
    /// How many were left alone although they would have had to change.
    pub left: usize,
    /// The first and last line of the audit log about it: the handle of its undo.
    pub lines: Option<(i64, i64)>,
}

/// Changes these tasks.
///
/// # Errors
/// The reason where not one of them could be changed.
pub async fn apply(app: &App, actor: &Actor, ids: &[Id<Task>], change: &Change) -> Result<Outcome> {
    actor.require_writer()?;
    let ids = once(ids)?;
    let change = checked(change)?;
    let now = app.now();
    let tx = app.db.begin().await?;
    let before = last_line(&tx).await?;
    let mut outcome = Outcome::default();
    let mut reason = None;
    for id in ids {
        match tx.whole(change_one(&tx, actor, id, &change, now)).await {
            Ok(true) => outcome.changed += 1,
            Ok(false) => {}
            Err(error) if is_refusal(&error) => {
                outcome.left += 1;
                reason.get_or_insert(error);
            }
            Err(error) => return Err(error),
        }
    }
    if let Some(reason) = reason.filter(|_| outcome.changed == 0) {
        return Err(reason);
    }
    let after = last_line(&tx).await?;
    outcome.lines = (outcome.changed > 0).then_some((before + 1, after));
    tx.commit().await?;
    Ok(outcome)
}

/// Whether this says why one task is left alone, rather than that something is broken.
fn is_refusal(error: &Error) -> bool {
    matches!(error, Error::Rule { .. } | Error::Invalid(_))
}

/// Takes a change back, of each task whole, or not at all where somebody changed the same again since or something stands
/// in the way; answers how many were left.
///
/// # Errors
/// Where not one of them could be taken back.
pub async fn undo(app: &App, actor: &Actor, first: i64, last: i64) -> Result<usize> {
    actor.require_writer()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    let sql = "SELECT entity_id, before, after FROM audit_events
        WHERE id >= $1 AND id <= $2 AND user_id = $3 AND entity = 'task' AND action = 'updated'
            AND before IS NOT NULL AND after IS NOT NULL ORDER BY id DESC LIMIT $4";
    let most = i64::try_from(MOST * 2).unwrap_or(i64::MAX);
    let lines: Vec<(i64, String, String)> = tx.query(sql, p![first, last, actor.user.id, most]).await?;
    let tasks = by_task(lines);
    let mut left = 0;
    for (id, steps) in &tasks {
        match tx.whole(put_back(&tx, actor, *id, steps, now)).await {
            Ok(()) => {}
            Err(error) if is_refusal(&error) => left += 1,
            Err(error) => return Err(error),
        }
    }
    if tasks.is_empty() {
        return Err(Error::NotFound("change"));
    }
    if left == tasks.len() {
        let text = "None of these issues can go back: this was undone already, or they were changed since.";
        return Err(Error::conflict("nothing_to_undo", text));
    }
    tx.commit().await?;
    Ok(left)
}

/// What was done to a task, from how it was to how it became, the last first; nothing for what cannot be read any more.
type Steps = Vec<Option<(Was, Was)>>;

/// The audit log's lines, by their tasks.
fn by_task(lines: Vec<(i64, String, String)>) -> Vec<(Id<Task>, Steps)> {
    let read = |text: &str| serde_json::from_str(text).ok();
    let mut tasks: Vec<(Id<Task>, Steps)> = Vec::new();
    for (id, before, after) in lines {
        let (id, step) = (Id::new(id), read(&before).zip(read(&after)));
        match tasks.iter_mut().find(|(known, _)| *known == id) {
            Some((_, steps)) => steps.push(step),
            None => tasks.push((id, vec![step])),
        }
    }
    tasks
}

/// What the undo knows of a task as it was, from the audit log.
#[derive(Debug, Deserialize, PartialEq, Eq)]
struct Was {
    project_id: i64,
    status: String,
    column_key: Option<String>,
    tags: String,
}

impl Was {
    fn is(&self, task: &Task) -> bool {
        self.project_id == task.project_id.get()
            && self.status == task.status.as_str()
            && self.column_key == task.column_key
            && self.tags == task.tags
    }

    fn word(&self) -> &str {
        self.column_key.as_deref().unwrap_or(&self.status)
    }
}

async fn put_back(tx: &Tx, actor: &Actor, id: Id<Task>, steps: &Steps, now: Instant) -> Result<()> {
    let changed_since = || Error::rule("changed_since", "It was changed since.");
    for step in steps {
        let (before, after) = step.as_ref().ok_or_else(changed_since)?;
        let task = store::find(tx, id).await?.filter(|task| after.is(task));
        let task = task.ok_or_else(changed_since)?;
        if before.project_id != after.project_id {
            move_to(tx, actor, &task, Id::new(before.project_id), now).await?;
        }
        let patch = TaskPatch {
            status: (before.word() != after.word()).then(|| before.word().to_owned()),
            tags: Some(Some(before.tags.clone())),
            ..TaskPatch::default()
        };
        actions::update_in(tx, actor, id, patch, now).await?;
    }
    Ok(())
}

/// Each once, in their order.
fn once(ids: &[Id<Task>]) -> Result<Vec<Id<Task>>> {
    let mut seen = std::collections::HashSet::new();
    let ids: Vec<Id<Task>> = ids.iter().copied().filter(|id| seen.insert(id.get())).collect();
    if ids.is_empty() {
        return Err(Error::field("ids", "Select at least one issue first."));
    }
    if ids.len() > MOST {
        return Err(Error::field("ids", "Select at most 500 issues at a time."));
    }
    Ok(ids)
}

fn checked(change: &Change) -> Result<Change> {
    if change.status.is_none() && change.project.is_none() && change.tag.is_none() {
        return Err(Error::field(
            "verb",
            "Choose a state, a project or a tag to give to the selected issues.",
        ));
    }
    let Some(tag) = &change.tag else {
        return Ok(change.clone());
    };
    let mut mistakes = crate::error::Mistakes::default();
    let tag = text::tags(&mut mistakes, Some(tag));
    mistakes.check()?;
    Ok(Change {
        tag: Some(tag),
        ..change.clone()
    })
}

async fn last_line(tx: &Tx) -> Result<i64> {
    Ok(tx
        .scalar("SELECT COALESCE(MAX(id), 0) FROM audit_events", p![])
        .await?)
}

/// Whether anything changed.
async fn change_one(tx: &Tx, actor: &Actor, id: Id<Task>, change: &Change, now: Instant) -> Result<bool> {
    let task = store::find(tx, id)
        .await?
        .filter(|task| task.archived_at.is_none());
    let task = task.ok_or(Error::NotFound("issue"))?;
    let mut is_changed = false;
    if let Some(project) = change.project.filter(|project| *project != task.project_id) {
        move_to(tx, actor, &task, project, now).await?;
        is_changed = true;
    }
    let patch = TaskPatch {
        status: change.status.clone().filter(|word| word != task.status_word()),
        tags: change
            .tag
            .as_deref()
            .and_then(|tag| with_tag(&task, tag))
            .map(Some),
        ..TaskPatch::default()
    };
    if patch.status.is_some() || patch.tags.is_some() {
        actions::update_in(tx, actor, id, patch, now).await?;
        is_changed = true;
    }
    Ok(is_changed)
}

/// The task's own tags with one more; nothing where it has it, or the tracker gave it as a label.
fn with_tag(task: &Task, tag: &str) -> Option<String> {
    let all = task.all_tags().to_lowercase();
    let has = |one: &str| tag_list(&all).contains(&one.to_lowercase().as_str());
    let new: Vec<&str> = tag_list(tag).into_iter().filter(|one| !has(one)).collect();
    if new.is_empty() {
        return None;
    }
    let own = tag_list(&task.tags).into_iter().chain(new);
    Some(own.collect::<Vec<_>>().join(", "))
}

/// Puts a task of our own into another project, where no time stands on it: that would stay behind.
async fn move_to(tx: &Tx, actor: &Actor, task: &Task, project: Id<Project>, now: Instant) -> Result<()> {
    if task.is_linked() {
        return Err(Error::rule(
            "owned_by_integration",
            "These issues belong to the connected tracker, which says what project they are in. Move them there.",
        ));
    }
    if asides::has_time(tx, task.id).await? {
        return Err(Error::rule(
            "task_has_time",
            "Time is booked on these issues under their project. Move that time first, then the issues.",
        ));
    }
    actions::move_in(tx, actor, task, project, now).await
}
