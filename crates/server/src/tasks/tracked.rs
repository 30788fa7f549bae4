//! What the tracker tells of a task's issue, as its page shows it.

use super::model::Task;
use super::store;
use crate::app::App;
use crate::error::Result;
use crate::http::wording;
use serde::Deserialize;
use timetracker_connectors::by_name;
use timetracker_types::{Instant, Zone};

/// `custom_fields.integration`, as far as it is shown. Whatever is missing or odd is not shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Told {
    source: String,
    state: String,
    branch: Option<String>,
    estimate: Option<f64>,
    cycle: Option<Named>,
    project: Option<Named>,
    milestone: Option<Named>,
    creator: Option<Named>,
    labels: Vec<Named>,
    parent_ref: Option<String>,
    previous_identifiers: Vec<String>,
    created_at: Option<Instant>,
    started_at: Option<Instant>,
    completed_at: Option<Instant>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named {
    name: String,
}

/// What the tracker owns of a task.
#[derive(Debug, Clone, Default)]
pub struct Tracked {
    /// The tracker's name: "Linear".
    pub title: String,
    /// What the state is called there.
    pub state: String,
    /// Labels.
    pub labels: Vec<String>,
    /// The branch that the tracker suggests, or nothing.
    pub branch: String,
    /// The task of the parent issue: its identifier and title, and where it is; nothing where there is none.
    pub parent: Option<(String, String)>,
    /// Whether there is a parent that is no task here.
    pub has_unknown_parent: bool,
    /// Pairs of a word and a value.
    pub facts: Vec<(&'static str, String)>,
}

/// What the tracker tells of a linked task; nothing for a task of our own.
pub async fn load(app: &App, task: &Task, zone: &Zone) -> Result<Option<Tracked>> {
    let (Some(connection), Some(value)) = (task.connection_id, task.integration()) else {
        return Ok(None);
    };
    let told: Told = serde_json::from_value(value).unwrap_or_default();
    let parent = match &told.parent_ref {
        Some(reference) => store::find_by_reference(&app.db, connection, reference).await?,
        None => None,
    };
    let parent = parent.map(|parent| {
        let name = match &parent.identifier {
            Some(identifier) => format!("{identifier} {}", parent.title()),
            None => parent.name.clone(),
        };
        (name, format!("/issues/{}", parent.id))
    });
    Ok(Some(tracked(told, parent, zone, app.now())))
}

fn tracked(told: Told, parent: Option<(String, String)>, zone: &Zone, now: Instant) -> Tracked {
    let title = by_name(&told.source).map_or("the tracker", |connector| connector.manifest().title);
    let name = |named: &Option<Named>| named.as_ref().map(|named| named.name.clone());
    let day = |at: Option<Instant>| at.map(|at| wording::day_short(zone.day_of(at), zone.day_of(now)));
    let before = told.previous_identifiers.join(", ");
    let facts = [
        ("Estimate", told.estimate.map(points)),
        ("Cycle", name(&told.cycle)),
        ("Linear project", name(&told.project)),
        ("Milestone", name(&told.milestone)),
        ("Created by", name(&told.creator)),
        ("Created", day(told.created_at)),
        ("Started", day(told.started_at)),
        ("Completed", day(told.completed_at)),
        ("Formerly", Some(before)),
    ];
    Tracked {
        title: title.to_owned(),
        state: told.state,
        labels: told.labels.into_iter().map(|label| label.name).collect(),
        branch: told.branch.unwrap_or_default(),
        has_unknown_parent: parent.is_none() && told.parent_ref.is_some(),
        parent,
        facts: facts
            .into_iter()
            .filter_map(|(word, value)| Some((word, value.filter(|value| !value.is_empty())?)))
            .collect(),
    }
}

/// `3 points`, `1 point`, `0.5 points`.
fn points(estimate: f64) -> String {
    format!(
        "{estimate} {}",
        if (estimate - 1.0).abs() < f64::EPSILON {
            "point"
        } else {
            "points"
        }
    )
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn what_is_odd_is_left_out_and_the_rest_is_shown() {
        let told = serde_json::json!({
            "source": "linear", "state": "In QA", "estimate": 3, "cycle": {"name": "Cycle 7", "ref": "c"},
            "created_at": "2026-11-02T09:00:00Z", "previous_identifiers": ["MOB-3"], "labels": [{"name": "bug", "ref": "l"}],
            "parent_ref": "p", "unheard": {"of": 1},
        });
        let now = Instant::from_rfc3339("2026-11-25T09:00:00Z").unwrap();
        let shown = tracked(serde_json::from_value(told).unwrap(), None, &Zone::utc(), now);
        assert_eq!((shown.title.as_str(), shown.state.as_str()), ("Linear", "In QA"));
        let facts: Vec<String> = shown
            .facts
            .iter()
            .map(|(word, value)| format!("{word}: {value}"))
            .collect();
        assert_eq!(
            facts,
            [
                "Estimate: 3 points",
                "Cycle: Cycle 7",
                "Created: 2 Nov",
                "Formerly: MOB-3"
            ]
        );
        assert!(shown.has_unknown_parent && shown.labels == ["bug"]);
        assert_eq!([1.0, 0.5].map(points), ["1 point", "0.5 points"]);
    }
}
