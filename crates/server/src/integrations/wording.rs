//! How a connection is doing, in words: the health line, the foot of the sidebar, a line of the log.

use super::actions::Overview;
use super::model::{Run, RunKind, RunStatus, State};
use super::schedule::OPEN_AFTER;
use crate::http::{SyncLine, wording};
use timetracker_types::Instant;

/// How a connection is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// `ok`, `busy`, `attention` or `problem`: the dot's colour, said again by the headline.
    pub kind: &'static str,
    /// "Up to date".
    pub headline: &'static str,
    /// "3 minutes ago · 5,214 issues in 6 teams · next in 12 minutes", or what to do.
    pub detail: String,
}

/// The health of a connection in one line.
pub fn health(overview: &Overview, now: Instant) -> Health {
    let connection = &overview.connection;
    let (kind, headline) = standing(overview);
    let problem = connection.problem.clone().filter(|_| kind != "busy");
    let facts = [
        problem,
        last_success(overview, now),
        contents(overview),
        to_settle(overview),
        next(overview, now),
    ];
    let detail = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Health {
        kind,
        headline,
        detail,
    }
}

fn standing(overview: &Overview) -> (&'static str, &'static str) {
    let connection = &overview.connection;
    match (connection.state, &overview.open_run) {
        (State::Disconnected, _) => return ("idle", "Disconnected"),
        (State::NeedsAttention, _) => return ("problem", "Needs attention"),
        (State::Ready, Some(run)) => return ("busy", under_way(run)),
        (State::Ready, None) => {}
    }
    let failures = connection.failures;
    match &connection.problem {
        _ if connection.is_held => ("attention", "Waiting for your go"),
        Some(_) if failures >= OPEN_AFTER => ("attention", "Paused after repeated failures"),
        Some(_) if failures > 0 => ("attention", "The last sync failed"),
        Some(_) if connection.pass_unfinished => ("busy", "Waiting for the service"),
        Some(_) if overview.troubles > 0 => ("attention", "Not everything came over"),
        Some(_) => ("attention", "The last sync did not end well"),
        None if connection.pass_unfinished => ("busy", "More to fetch"),
        None if connection.last_success_at.is_none() => ("busy", "Waiting for the first sync"),
        None => ("ok", "Up to date"),
    }
}

fn under_way(run: &Run) -> &'static str {
    match run.kind {
        RunKind::Sync => "Syncing",
        RunKind::Reconcile => "Comparing with everything there",
        RunKind::Preview => "Making a preview",
    }
}

/// What somebody should say, in a few words.
fn to_settle(overview: &Overview) -> Option<String> {
    let people = (overview.unmatched > 0)
        .then(|| wording::counted(overview.unmatched, "person not matched", "people not matched"));
    let states = (overview.unsettled_states > 0).then(|| {
        wording::counted(
            overview.unsettled_states,
            "state of an unknown kind",
            "states of an unknown kind",
        )
    });
    let said: Vec<String> = people.into_iter().chain(states).collect();
    (!said.is_empty()).then(|| said.join(" · "))
}

fn last_success(overview: &Overview, now: Instant) -> Option<String> {
    overview.connection.last_success_at.map(|at| ago(now.since(at)))
}

fn contents(overview: &Overview) -> Option<String> {
    (overview.projects > 0).then(|| {
        let issues = wording::counted(overview.tasks, "issue", "issues");
        format!(
            "{issues} in {}",
            wording::counted(overview.projects, "team", "teams")
        )
    })
}

fn next(overview: &Overview, now: Instant) -> Option<String> {
    let connection = &overview.connection;
    if overview.open_run.is_some() || connection.state != State::Ready || connection.is_held {
        return None;
    }
    if !connection.auto_sync && connection.next_sync_at.is_none() {
        return Some("automatic sync is off".into());
    }
    connection.next_sync_at.map(|at| match connection.failures {
        0 => format!("next {}", within(at.since(now))),
        _ => format!("tries again {}", within(at.since(now))),
    })
}

/// The foot of the sidebar.
pub fn line(title: &str, overview: &Overview, now: Instant) -> Option<SyncLine> {
    if overview.connection.state == State::Disconnected {
        return None;
    }
    let Health { kind, headline, .. } = health(overview, now);
    let text = match (kind, overview.connection.last_success_at) {
        ("ok", Some(at)) => format!("{title} up to date, {}", ago(now.since(at))),
        ("busy", _) => format!("{title}: syncing"),
        _ => format!("{title}: {}", headline.to_lowercase()),
    };
    Some(SyncLine { state: kind, text })
}

/// What a run did, in a line of the log.
pub fn outcome(run: &Run) -> String {
    match run.status {
        RunStatus::Queued => "Waiting to begin".into(),
        RunStatus::Running => format!("Running: {}", changes(run)),
        RunStatus::Succeeded => found(run),
        RunStatus::Incomplete => format!(
            "{}; {} could not be brought over",
            changes(run),
            wording::counted(run.failed, "issue", "issues")
        ),
        RunStatus::Partial => match &run.problem {
            None => format!("{}; there is more, the next run goes on", changes(run)),
            Some(problem) => format!("{}. {problem}", changes(run)),
        },
        RunStatus::Cancelled => format!("Cancelled: {}", changes(run)),
        RunStatus::Failed => run.problem.clone().unwrap_or_else(|| "Failed".into()),
    }
}

/// What a run that ended well came to.
fn found(run: &Run) -> String {
    let issues = || wording::counted(run.seen, "issue", "issues");
    match (run.kind, changes(run).as_str()) {
        (RunKind::Preview, _) => format!("Preview of {}", issues()),
        (RunKind::Reconcile, NOTHING) => format!("Compared {}: all as there", issues()),
        (RunKind::Reconcile, changes) => format!("Compared {}: {changes}", issues()),
        (RunKind::Sync, changes) => changes.to_owned(),
    }
}

const NOTHING: &str = "Nothing new";

fn changes(run: &Run) -> String {
    let parts = [
        (run.created, "new"),
        (run.updated, "changed"),
        (run.archived, "archived"),
        (run.missing, "not to be seen any more"),
        (
            run.projects_created,
            if run.projects_created == 1 {
                "new project"
            } else {
                "new projects"
            },
        ),
        (
            run.projects_updated,
            if run.projects_updated == 1 {
                "project changed"
            } else {
                "projects changed"
            },
        ),
    ];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{} {word}", wording::count(number)))
        .collect();
    if said.is_empty() {
        NOTHING.into()
    } else {
        said.join(", ")
    }
}

/// How fast a run reads, in issues a second, and in how many seconds it will have read everything, as far
/// as that can be told.
pub fn pace(run: &Run, now: Instant) -> (Option<i64>, Option<i64>) {
    let milliseconds = run
        .started_at
        .map_or(0, |at| now.as_millis().saturating_sub(at.as_millis()));
    if milliseconds < 1000 || run.seen <= 0 {
        return (None, None);
    }
    let left = run
        .expected
        .map(|expected| expected.saturating_sub(run.seen))
        .filter(|left| *left > 0)
        .map(|left| left.saturating_mul(milliseconds) / run.seen / 1000);
    (Some(run.seen.saturating_mul(1000) / milliseconds), left)
}

/// `just now`, `3 minutes ago`, `2 hours ago`, `5 days ago`.
pub fn ago(seconds: i64) -> String {
    match span(seconds) {
        Some(span) => format!("{span} ago"),
        None => "just now".into(),
    }
}

/// `in a moment`, `in 12 minutes`, `in 3 hours`.
pub fn within(seconds: i64) -> String {
    match span(seconds + 59) {
        Some(span) => format!("in {span}"),
        None => "in a moment".into(),
    }
}

fn span(seconds: i64) -> Option<String> {
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match (days, hours, minutes) {
        (2.., _, _) => Some(format!("{days} days")),
        (_, 2.., _) => Some(format!("{hours} hours")),
        (_, _, 1..) => Some(wording::counted(minutes, "minute", "minutes")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{ago, within};

    #[test]
    fn times_are_as_coarse_as_people_say_them() {
        let said = [0, 59, 60, 3599, 7199, 7200, 172_799, 172_800].map(ago);
        let expected = [
            "just now",
            "just now",
            "1 minute ago",
            "59 minutes ago",
            "119 minutes ago",
            "2 hours ago",
            "47 hours ago",
            "2 days ago",
        ];
        assert_eq!(said, expected);
        assert_eq!(
            [-5, 1, 61, 720].map(within),
            ["in a moment", "in 1 minute", "in 2 minutes", "in 12 minutes"]
        );
    }
}
