//! The log of runs, and one run with everything it counted.

use super::super::model::{Cause, Run, RunKind, RunStatus};
use super::super::{store, troubles, wording};
use super::people::PageQuery;
use super::settle::{FailedIssue, failed_lines};
use super::{address, connection_of, connector, moment};
use crate::app::App;
use crate::auth::Admin;
use crate::error::{Error, Result};
use crate::http::{PageResult, Path, Query, Section, Shell, render, wording as words};
use crate::users;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use timetracker_connectors::Manifest;
use timetracker_types::{Id, Instant, Zone};

/// Runs on one page of the log.
const PER_PAGE: i64 = 50;
/// Failed issues that a run's page lists.
const MOST_FAILED: i64 = 100;

/// One line of the log.
#[derive(Debug, Clone)]
pub struct LogLine {
    /// The run.
    pub id: i64,
    /// "14:54", with the day where it is another one.
    pub at: String,
    /// "Sync", "Comparison" or "Preview".
    pub what: &'static str,
    /// "3 new, 11 changed", or what went wrong.
    pub outcome: String,
    /// `failed`, `attention` or nothing.
    pub kind: &'static str,
    /// "4 requests · 7,100 points".
    pub cost: String,
    /// "0.2 s".
    pub took: String,
}

impl LogLine {
    pub(super) fn of(run: &Run, zone: &Zone, now: Instant) -> Self {
        let at = run.started_at.unwrap_or(run.queued_at);
        Self {
            id: run.id.get(),
            at: moment(at, zone, now),
            what: what(run.kind),
            outcome: wording::outcome(run),
            kind: kind(run.status),
            cost: cost(run),
            took: run
                .finished_at
                .map_or_else(String::new, |end| took(end.as_millis() - at.as_millis())),
        }
    }
}

/// The log.
#[derive(Template)]
#[template(path = "integrations/runs.html")]
pub struct RunsPage {
    pub(super) shell: Shell,
    pub(super) manifest: &'static Manifest,
    pub(super) runs: Vec<LogLine>,
    pub(super) range: String,
    pub(super) previous: String,
    pub(super) next: String,
}

/// One run.
#[derive(Template)]
#[template(path = "integrations/run.html")]
pub struct RunPage {
    pub(super) shell: Shell,
    pub(super) manifest: &'static Manifest,
    pub(super) line: LogLine,
    /// "Done", "Failed", …
    pub(super) status: &'static str,
    /// What went wrong, or nothing.
    pub(super) problem: String,
    /// "by the schedule", "by Jo Doe", …
    pub(super) set_off: String,
    /// What happened when: pairs of a word and a time.
    pub(super) times: Vec<(&'static str, String)>,
    /// What it counted.
    pub(super) counts: Vec<(&'static str, String)>,
    /// What it cost.
    pub(super) costs: Vec<(&'static str, String)>,
    pub(super) failed: Vec<FailedIssue>,
    /// Whether it goes on at present.
    pub(super) is_open: bool,
    /// Whether it made a preview that can be looked at.
    pub(super) has_preview: bool,
}

pub async fn list(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
    Query(query): Query<PageQuery>,
) -> PageResult {
    let connector = connector(&name)?;
    let connection = connection_of(&app, connector).await?;
    let (now, zone) = (app.now(), actor.user.timezone.clone());
    let page = i64::try_from(query.page()).unwrap_or(1);
    let offset = (page - 1) * PER_PAGE;
    let total = store::count_runs(&app.db, connection.id).await?;
    let runs = store::runs(&app.db, connection.id, PER_PAGE, offset).await?;
    let shown = i64::try_from(runs.len()).unwrap_or(0);
    let place = format!("{}/runs?page=", address(connector));
    let all = words::counted(total, "run", "runs");
    render(&RunsPage {
        range: match shown {
            0 => all,
            _ => format!(
                "{}–{} of {all}",
                words::count(offset + 1),
                words::count(offset + shown)
            ),
        },
        previous: if page > 1 {
            format!("{place}{}", page - 1)
        } else {
            String::new()
        },
        next: if offset + shown < total && shown > 0 {
            format!("{place}{}", page + 1)
        } else {
            String::new()
        },
        runs: runs.iter().map(|run| LogLine::of(run, &zone, now)).collect(),
        manifest: connector.manifest(),
        shell: Shell::load(&app, actor, Section::Integrations, &headers).await?,
    })
}

pub async fn show(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Path((name, id)): Path<(String, i64)>,
) -> PageResult {
    let connector = connector(&name)?;
    let connection = connection_of(&app, connector).await?;
    let found = store::run(&app.db, Id::new(id)).await?;
    let run = found
        .filter(|run| run.connection_id == connection.id)
        .ok_or(Error::NotFound("run"))?;
    let failed = troubles::of_run(&app.db, run.id, MOST_FAILED).await?;
    let (now, zone) = (app.now(), actor.user.timezone.clone());
    render(&RunPage {
        line: LogLine::of(&run, &zone, now),
        status: status(run.status),
        problem: run.problem.clone().unwrap_or_default(),
        set_off: set_off(&app, &run).await?,
        times: times(&run, &zone, now),
        counts: counts(&run),
        costs: vec![
            ("Pages", words::count(run.pages)),
            ("Requests", words::count(run.requests)),
            ("Points", words::count(run.points)),
        ],
        failed: failed_lines(&app, &connection, &failed).await?,
        is_open: run.status.is_open(),
        has_preview: run.kind == RunKind::Preview && run.result.is_some(),
        manifest: connector.manifest(),
        shell: Shell::load(&app, actor, Section::Integrations, &headers).await?,
    })
}

fn what(kind: RunKind) -> &'static str {
    match kind {
        RunKind::Sync => "Sync",
        RunKind::Reconcile => "Comparison",
        RunKind::Preview => "Preview",
    }
}

fn kind(status: RunStatus) -> &'static str {
    match status {
        RunStatus::Failed => "failed",
        RunStatus::Partial | RunStatus::Incomplete | RunStatus::Cancelled => "attention",
        _ => "",
    }
}

fn status(status: RunStatus) -> &'static str {
    match status {
        RunStatus::Queued => "Waiting to begin",
        RunStatus::Running => "Under way",
        RunStatus::Succeeded => "Done",
        RunStatus::Incomplete => "Done, but for some issues",
        RunStatus::Partial => "Continued by the next run",
        RunStatus::Failed => "Failed",
        RunStatus::Cancelled => "Cancelled",
    }
}

async fn set_off(app: &App, run: &Run) -> Result<String> {
    let asked = match run.requested_by {
        Some(user) => users::find(&app.db, Id::new(user)).await?,
        None => None,
    };
    let name = asked.as_ref().map(users::User::display_name);
    Ok(match (run.cause, name) {
        (Cause::Schedule, _) => "The schedule".into(),
        (Cause::Continued, None) => "The run before, which was not at the end".into(),
        (Cause::Continued, Some(name)) => format!("The run before, which {name} had begun"),
        (Cause::Shell, None) => "A shell command".into(),
        (Cause::Shell, Some(name)) => format!("A shell command, as {name}"),
        (Cause::Manual, None) => "Somebody".into(),
        (Cause::Manual, Some(name)) => name.to_owned(),
    })
}

fn times(run: &Run, zone: &Zone, now: Instant) -> Vec<(&'static str, String)> {
    let said = [
        ("Asked for", Some(run.queued_at)),
        ("Begun", run.started_at),
        ("Ended", run.finished_at),
    ];
    let mut times: Vec<(&'static str, String)> = said
        .into_iter()
        .filter_map(|(word, at)| Some((word, moment(at?, zone, now))))
        .collect();
    if let (Some(begun), Some(ended)) = (run.started_at, run.finished_at) {
        times.push(("Took", took(ended.as_millis() - begun.as_millis())));
    }
    times
}

fn counts(run: &Run) -> Vec<(&'static str, String)> {
    let read = if run.kind == RunKind::Sync {
        "Issues read"
    } else {
        "Issues looked at"
    };
    let expected = run.expected.map(|expected| ("Expected", expected));
    let counts = [
        (read, run.seen),
        ("New", run.created),
        ("Changed", run.updated),
        ("Unchanged", run.unchanged),
        ("Archived", run.archived),
        ("Not to be seen any more", run.missing),
        ("Failed", run.failed),
        ("New projects", run.projects_created),
        ("Changed projects", run.projects_updated),
    ];
    let shown = counts
        .into_iter()
        .take(if run.kind == RunKind::Preview { 1 } else { 9 });
    expected
        .into_iter()
        .chain(shown)
        .map(|(word, number)| (word, words::count(number)))
        .collect()
}

fn cost(run: &Run) -> String {
    let requests = words::counted(run.requests, "request", "requests");
    if run.points > 0 {
        format!("{requests} · {} points", words::count(run.points))
    } else {
        requests
    }
}

/// `0.2 s`, `41 s`, `3:20 min`.
fn took(milliseconds: i64) -> String {
    let tenths = milliseconds.max(0) / 100;
    match tenths {
        ..100 => format!("{}.{} s", tenths / 10, tenths % 10),
        100..600 => format!("{} s", tenths / 10),
        _ => format!("{}:{:02} min", tenths / 600, tenths / 10 % 60),
    }
}

#[cfg(test)]
mod unit_tests {
    use super::took;

    #[test]
    fn a_length_is_as_exact_as_it_matters() {
        assert_eq!(
            [0, 240, 9_999, 41_000, 200_000].map(took),
            ["0.0 s", "0.2 s", "9.9 s", "41 s", "3:20 min"]
        );
    }
}
