//! Entries for samples of pages.

use super::model::{EntryView, TimeEntry};
use crate::http::samples::now;
use timetracker_types::{Id, Zone};

/// An entry that began so many minutes ago and lasted so long; without a length it runs.
pub(crate) fn entry(
    id: i64,
    minutes_ago: i64,
    minutes: Option<i64>,
    task: Option<(&str, &str)>,
) -> EntryView {
    let started_at = now().plus_seconds(-minutes_ago * 60);
    EntryView {
        entry: TimeEntry {
            id: Id::new(id),
            user_id: Id::new(7),
            project_id: task.map(|_| Id::new(3)),
            client_id: None,
            task_id: task.map(|_| Id::new(id + 100)),
            started_at,
            stopped_at: None,
            ended_at: minutes.map(|minutes| started_at.plus_seconds(minutes * 60)),
            break_seconds: 0,
            paused_at: None,
            duration_seconds: minutes.map(|minutes| minutes * 60),
            timezone: Zone::utc(),
            notes: Some("pairing with Ana".into()),
            tags: String::new(),
            source: "manual".into(),
            billable: true,
            paid: false,
            invoice_number: None,
            deleted_at: None,
            created_at: started_at,
            updated_at: started_at,
            version: 1,
            kept_at: None,
        },
        user_name: "Jo Doe".into(),
        username: "jo".into(),
        project_name: task.map(|_| "Engineering".into()),
        project_color: task.map(|_| 3),
        client_name: None,
        task_name: task.map(|(identifier, title)| format!("{identifier}: {title}")),
        identifier: task.map(|(identifier, _)| identifier.into()),
    }
}
