//! Health in one line and the run under way: the part of the page that renews itself while something runs.

use super::super::actions::Overview;
use super::super::model::{Connection, Run, RunKind, RunStatus};
use super::super::wording::{self, Health};
use super::{connector, overview};
use crate::app::App;
use crate::auth::Admin;
use crate::http::{PageResult, Path, render, wording as words};
use crate::words::Bare;
use askama::Template;
use axum::extract::State;
use timetracker_connectors::Manifest;
use timetracker_types::Instant;

/// How old what the service said of its allowance may be; an hour later it is whole again.
const FRESH_SECONDS: i64 = 3600;
/// Below this share of the allowance a sync slows down, in percent.
const PLENTY_PERCENT: i64 = 20;

/// What changes while a sync runs: health and progress.
#[derive(Debug, Clone, Template)]
#[template(path = "integrations/status.html")]
pub struct StatusPart {
    pub(super) shell: Bare,
    pub(super) connector: &'static str,
    pub(super) health: Health,
    /// "2,214 of 2,500 requests · 2.91 of 3.00 million points left this hour", or nothing.
    pub(super) budget: String,
    pub(super) running: Option<Running>,
}

/// The run under way.
#[derive(Debug, Clone)]
pub struct Running {
    /// "Syncing".
    pub title: &'static str,
    /// "3,285 of about 5,200 issues".
    pub read: String,
    /// "1,900 a second · 4 seconds left", or nothing yet.
    pub pace: String,
    /// "Page 14", or what it waits for.
    pub place: String,
    /// Issues read.
    pub seen: i64,
    /// Issues there will be, 0 where nobody knows.
    pub expected: i64,
    /// Whether it was asked to stop.
    pub stopping: bool,
}

impl StatusPart {
    pub(super) fn of(shell: Bare, manifest: &Manifest, overview: &Overview, now: Instant) -> Self {
        let connection = &overview.connection;
        Self {
            shell,
            connector: manifest.name,
            health: wording::health(overview, now),
            budget: budget(connection, now),
            running: overview
                .open_run
                .as_ref()
                .map(|run| running(run, connection, manifest.title, now)),
        }
    }

    /// Whether something is going on that is worth another look in a moment.
    pub(super) fn is_moving(&self) -> bool {
        self.running.is_some() || self.health.kind == "busy"
    }
}

/// The part alone, for whoever looks on.
pub async fn progress(
    Admin(_): Admin,
    shell: Bare,
    State(app): State<App>,
    Path(name): Path<String>,
) -> PageResult {
    let connector = connector(&name)?;
    let overview = overview(&app, connector).await?;
    render(&StatusPart::of(shell, connector.manifest(), &overview, app.now()))
}

/// What the service still allows, where it said so within the hour.
fn budget(connection: &Connection, now: Instant) -> String {
    if connection
        .usage_at
        .is_none_or(|at| now.since(at) >= FRESH_SECONDS)
    {
        return String::new();
    }
    let requests = part(connection.requests_left, connection.requests_limit)
        .map(|(left, limit)| format!("{} of {} requests", words::count(left), words::count(limit)));
    let points = part(connection.points_left, connection.points_limit)
        .map(|(left, limit)| format!("{} of {} million points", millions(left), millions(limit)));
    let said: Vec<String> = requests.into_iter().chain(points).collect();
    if said.is_empty() {
        return String::new();
    }
    format!("{} left this hour", said.join(" · "))
}

fn part(left: Option<i64>, limit: Option<i64>) -> Option<(i64, i64)> {
    Some((left?, limit.filter(|limit| *limit > 0)?))
}

/// `2.91` of 2,914,400.
fn millions(number: i64) -> String {
    let hundredths = number.max(0) / 10_000;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Whether little enough is left that the sync makes pauses between its requests.
fn is_scarce(connection: &Connection) -> bool {
    let shares = [
        part(connection.requests_left, connection.requests_limit),
        part(connection.points_left, connection.points_limit),
    ];
    let low = |(left, limit): (i64, i64)| left.saturating_mul(100) < limit.saturating_mul(PLENTY_PERCENT);
    shares.into_iter().flatten().any(low)
}

fn running(run: &Run, connection: &Connection, title: &str, now: Instant) -> Running {
    let expected = run.expected.unwrap_or(0).max(0);
    Running {
        title: match run.kind {
            RunKind::Sync => "Syncing…",
            RunKind::Reconcile => "Comparing with everything there…",
            RunKind::Preview => "Looking where every issue would land…",
        },
        read: if expected > run.seen {
            format!(
                "{} of about {} issues",
                words::count(run.seen),
                words::count(expected)
            )
        } else {
            words::counted(run.seen, "issue", "issues")
        },
        pace: pace(run, now),
        place: match run.status {
            RunStatus::Queued => "Waiting to begin.".into(),
            _ if is_scarce(connection) => format!(
                "Page {}. Slowing down: {title} allows little more this hour.",
                words::count(run.pages + 1)
            ),
            _ => format!("Page {}.", words::count(run.pages + 1)),
        },
        seen: run.seen,
        expected: if expected > run.seen { expected } else { 0 },
        stopping: run.cancel_requested,
    }
}

fn pace(run: &Run, now: Instant) -> String {
    let (rate, left) = wording::pace(run, now);
    let rate = rate.map(|rate| format!("{} a second", words::count(rate)));
    let left = left.map(|seconds| match seconds {
        ..90 => format!("{} left", words::counted(seconds.max(1), "second", "seconds")),
        _ => format!(
            "{} left",
            words::counted((seconds + 30) / 60, "minute", "minutes")
        ),
    });
    rate.into_iter().chain(left).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::millions;

    #[test]
    fn points_are_told_in_millions() {
        assert_eq!(
            [2_914_400, 3_000_000, 0, -5].map(millions),
            ["2.91", "3.00", "0.00", "0.00"]
        );
    }
}
