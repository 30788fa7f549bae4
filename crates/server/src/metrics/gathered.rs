//! What the database knows, as of the moment somebody looks.

use crate::app::App;
use crate::error::Result;
use crate::integrations::{self, Overview, RunTotal};
use crate::jobs;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;
use std::borrow::Cow;

type Labels = Vec<(Cow<'static, str>, Cow<'static, str>)>;

/// Adds everything.
pub async fn gather(app: &App, registry: &mut Registry) -> Result<()> {
    for depth in jobs::depth(&app.db, app.now()).await? {
        let registry = labelled(registry, vec![label("kind", depth.kind)]);
        let help = "Jobs in the queue, those that run included";
        registry.register("jobs", help, ConstGauge::new(depth.jobs));
        let help = "Jobs whose time has come and that nobody carries out yet";
        registry.register("jobs_due", help, ConstGauge::new(depth.due));
    }
    for connector in timetracker_connectors::ALL {
        let Some(overview) = integrations::overview(app, *connector).await? else {
            continue;
        };
        let service = label("service", connector.manifest().name);
        for total in integrations::run_totals(&app.db, overview.connection.id).await? {
            let labels = vec![
                service.clone(),
                label("kind", total.kind.as_str()),
                label("status", total.status.as_str()),
            ];
            add_runs(labelled(registry, labels), &total);
        }
        add_connection(labelled(registry, vec![service]), app, &overview);
    }
    Ok(())
}

fn label(name: &'static str, value: impl Into<Cow<'static, str>>) -> (Cow<'static, str>, Cow<'static, str>) {
    (name.into(), value.into())
}

fn labelled(registry: &mut Registry, labels: Labels) -> &mut Registry {
    registry.sub_registry_with_labels(labels.into_iter())
}

fn add_runs(registry: &mut Registry, total: &RunTotal) {
    let counters = [
        ("sync_runs", "Runs of syncs, comparisons and previews", total.runs),
        ("sync_requests", "Requests sent to the service", total.requests),
        ("sync_points", "What they cost in the service's own measure", total.points),
        ("sync_issues_seen", "Issues read", total.seen),
        ("sync_issues_created", "Tasks made", total.created),
        ("sync_issues_updated", "Tasks changed", total.updated),
        ("sync_issues_failed", "Issues that could not be brought over", total.failed),
        ("sync_run_milliseconds", "Time that runs took", total.milliseconds),
    ];
    for (name, help, value) in counters {
        registry.register(name, help, ConstCounter::new(u64::try_from(value).unwrap_or(0)));
    }
}

fn add_connection(registry: &mut Registry, app: &App, overview: &Overview) {
    let (connection, now) = (&overview.connection, app.now());
    let last = overview.last_run.as_ref();
    let took = last.and_then(|run| Some(run.finished_at?.as_millis() - run.started_at?.as_millis()));
    let gauges = [
        ("sync_connected", "Whether there is a key", Some(i64::from(connection.is_connected()))),
        ("sync_running", "Whether a run is under way", Some(i64::from(overview.open_run.is_some()))),
        ("sync_failures_in_a_row", "Runs that failed since the last good one", Some(connection.failures)),
        (
            "sync_last_success_age_seconds",
            "How long ago everything was last here",
            connection.last_success_at.map(|at| now.since(at)),
        ),
        ("sync_last_run_milliseconds", "How long the last run took", took),
        ("sync_requests_left", "Requests that the service still allows", connection.requests_left),
        ("sync_requests_limit", "Requests that it allows in an hour", connection.requests_limit),
        ("sync_points_left", "Points that the service still allows", connection.points_left),
        ("sync_points_limit", "Points that it allows in an hour", connection.points_limit),
        ("sync_tasks", "Live tasks that came through it", Some(overview.tasks)),
        ("sync_open_troubles", "Issues that could not be brought over", Some(overview.troubles)),
        ("sync_unmatched_people", "People with issues whom nobody here is", Some(overview.unmatched)),
        ("sync_unsettled_states", "States of a kind that nobody knows", Some(overview.unsettled_states)),
    ];
    for (name, help, value) in gauges {
        if let Some(value) = value {
            registry.register(name, help, ConstGauge::new(value));
        }
    }
}
