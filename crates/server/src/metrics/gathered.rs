//! What the database knows, as of the moment somebody looks.

use crate::app::App;
use crate::error::Result;
use crate::integrations::{self, Overview, RunTotal};
use crate::jobs;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use std::collections::BTreeMap;

type Labels = Vec<(&'static str, String)>;

/// Numbers by name, each with its sentence and its values by label: a name is described once.
#[derive(Default)]
struct Found {
    counters: BTreeMap<&'static str, (&'static str, Family<Labels, Counter>)>,
    gauges: BTreeMap<&'static str, (&'static str, Family<Labels, Gauge>)>,
}

impl Found {
    fn count(&mut self, labels: &Labels, name: &'static str, help: &'static str, value: i64) {
        let (_, family) = self
            .counters
            .entry(name)
            .or_insert_with(|| (help, Family::default()));
        family
            .get_or_create(labels)
            .inc_by(u64::try_from(value).unwrap_or(0));
    }

    fn measure(&mut self, labels: &Labels, name: &'static str, help: &'static str, value: i64) {
        let (_, family) = self
            .gauges
            .entry(name)
            .or_insert_with(|| (help, Family::default()));
        family.get_or_create(labels).set(value);
    }
}

/// Adds everything.
pub async fn gather(app: &App, registry: &mut Registry) -> Result<()> {
    let mut found = Found::default();
    for depth in jobs::depth(&app.db, app.now()).await? {
        let labels = vec![("kind", depth.kind)];
        let help = "Jobs in the queue, those that run included";
        found.measure(&labels, "jobs", help, depth.jobs);
        let help = "Jobs whose time has come and that nobody carries out yet";
        found.measure(&labels, "jobs_due", help, depth.due);
    }
    for connector in timetracker_connectors::ALL {
        let Some(overview) = integrations::overview(app, *connector).await? else {
            continue;
        };
        let service = ("service", connector.manifest().name.to_owned());
        for total in integrations::run_totals(&app.db, overview.connection.id).await? {
            let kind = ("kind", total.kind.as_str().to_owned());
            let status = ("status", total.status.as_str().to_owned());
            add_runs(&mut found, &vec![service.clone(), kind, status], &total);
        }
        add_connection(&mut found, &vec![service], app, &overview);
    }
    for (name, (help, family)) in found.counters {
        registry.register(name, help, family);
    }
    for (name, (help, family)) in found.gauges {
        registry.register(name, help, family);
    }
    Ok(())
}

fn add_runs(found: &mut Found, labels: &Labels, total: &RunTotal) {
    let counters = [
        ("sync_runs", "Runs of syncs, comparisons and previews", total.runs),
        ("sync_requests", "Requests sent to the service", total.requests),
        (
            "sync_points",
            "What they cost in the service's own measure",
            total.points,
        ),
        ("sync_issues_seen", "Issues read", total.seen),
        ("sync_issues_created", "Tasks made", total.created),
        ("sync_issues_updated", "Tasks changed", total.updated),
        (
            "sync_issues_failed",
            "Issues that could not be brought over",
            total.failed,
        ),
        ("sync_run_milliseconds", "Time that runs took", total.milliseconds),
    ];
    for (name, help, value) in counters {
        found.count(labels, name, help, value);
    }
}

fn add_connection(found: &mut Found, labels: &Labels, app: &App, overview: &Overview) {
    let (connection, now) = (&overview.connection, app.now());
    let last = overview.last_run.as_ref();
    let took = last.and_then(|run| Some(run.finished_at?.as_millis() - run.started_at?.as_millis()));
    let gauges = [
        (
            "sync_connected",
            "Whether there is a key",
            Some(i64::from(connection.is_connected())),
        ),
        (
            "sync_running",
            "Whether a run is under way",
            Some(i64::from(overview.open_run.is_some())),
        ),
        (
            "sync_failures_in_a_row",
            "Runs that failed since the last good one",
            Some(connection.failures),
        ),
        (
            "sync_last_success_age_seconds",
            "How long ago everything was last here",
            connection.last_success_at.map(|at| now.since(at)),
        ),
        ("sync_last_run_milliseconds", "How long the last run took", took),
        (
            "sync_requests_left",
            "Requests that the service still allows",
            connection.requests_left,
        ),
        (
            "sync_requests_limit",
            "Requests that it allows in an hour",
            connection.requests_limit,
        ),
        (
            "sync_points_left",
            "Points that the service still allows",
            connection.points_left,
        ),
        (
            "sync_points_limit",
            "Points that it allows in an hour",
            connection.points_limit,
        ),
        (
            "sync_tasks",
            "Live tasks that came through it",
            Some(overview.tasks),
        ),
        (
            "sync_open_troubles",
            "Issues that could not be brought over",
            Some(overview.troubles),
        ),
        (
            "sync_unmatched_people",
            "People with issues whom nobody here is",
            Some(overview.unmatched),
        ),
        (
            "sync_unsettled_states",
            "States of a kind that nobody knows",
            Some(overview.unsettled_states),
        ),
    ];
    for (name, help, value) in gauges {
        if let Some(value) = value {
            found.measure(labels, name, help, value);
        }
    }
}
