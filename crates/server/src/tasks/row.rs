//! A task as one line of a list, as its reader sees it.

use super::model::TaskView;
use crate::http::{Shell, first_few, tag_list, wording};
use timetracker_types::clock;

/// Labels shown in a row; the rest is a number.
const LABELS: usize = 2;

/// One row of the list.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a mark of its own on the row"
)]
pub struct Row {
    /// The task.
    pub id: i64,
    /// `ENG-42`, or nothing.
    pub identifier: String,
    /// What the start button starts: the identifier, else the title.
    pub name: String,
    /// The title without the identifier.
    pub title: String,
    /// The state's word.
    pub status: &'static str,
    /// The priority's sign.
    pub priority: &'static str,
    /// The first few labels.
    pub labels: Vec<String>,
    /// The project's name.
    pub project: String,
    /// The project's place in the palette.
    pub color: i64,
    /// Whoever does it; empty where nobody.
    pub assignee: String,
    /// Their initials.
    pub initials: String,
    /// Worked so far, `2:35`, or nothing.
    pub worked: String,
    /// The estimate, `6h`, or nothing.
    pub estimate: String,
    /// Whether more was worked than estimated.
    pub is_over: bool,
    /// Whether the reader's timer runs on it.
    pub is_running: bool,
    /// Whether a tracker keeps it.
    pub is_linked: bool,
    /// Whether its issue cannot be seen in the tracker any more.
    pub is_missing: bool,
}

/// One row as the reader sees it; their own running time counts.
pub(crate) fn row(view: &TaskView, shell: &Shell) -> Row {
    let task = &view.task;
    let running = shell
        .timer
        .as_ref()
        .filter(|timer| timer.entry.task_id == Some(task.id));
    let worked = view.total_seconds + running.map_or(0, |timer| timer.entry.worked_seconds(shell.now));
    let all = task.all_tags();
    Row {
        id: task.id.get(),
        identifier: task.identifier.clone().unwrap_or_default(),
        name: task.identifier.clone().unwrap_or_else(|| task.title().to_owned()),
        title: task.title().to_owned(),
        status: task.status.as_str(),
        priority: task.priority.sign(),
        labels: first_few(tag_list(&all), LABELS),
        project: view.project_name.clone(),
        color: view.project_color,
        assignee: view.assignee_name.clone().unwrap_or_default(),
        initials: view
            .assignee_name
            .as_deref()
            .map(wording::initials)
            .unwrap_or_default(),
        worked: if worked > 0 { clock(worked) } else { String::new() },
        estimate: task.estimate_seconds.map(wording::estimate).unwrap_or_default(),
        is_over: task.estimate_seconds.is_some_and(|estimate| worked > estimate),
        is_running: running.is_some(),
        is_linked: task.is_linked(),
        is_missing: task.missing_at.is_some(),
    }
}
