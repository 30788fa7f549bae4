//! Linear's connector against a simulated Linear.

mod around;
mod census;
mod changes;
mod checking;
mod choosing_teams;
mod odd_answers;
mod queries;
mod reading;
mod scripts;
mod trouble;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use linear_sim::{Fault, IssueId, Limits, NewIssue, Server, TeamId};
use serde_json::{Value, json};
use timetracker_types::{Clock, Instant, ManualClock, SystemClock};

use super::Linear;
use super::api::PAGE_SIZE;
use super::progress::OVERLAP;
use super::query::{
    ACCOUNT, CHANGES, COUNT, CYCLES, ISSUE_LABELS, ISSUES, LABELS, LANDING, MILESTONES, PEOPLE, PROJECTS,
    Query, STATES, TEAMS, WORKSPACE,
};
use super::settings::{MANIFEST, TEAM_KEYS};
use crate::call::{Call, Secret};
use crate::connector::{Census, CensusEntry, Connector, Cursor, Detail, Issue, Page, Priority, Status};
use crate::contract::{self, Service};
use crate::error::{Error, ErrorKind};
use crate::http::{Http, HttpOptions};

const KEY: &str = "lin_api_Zk3vQ9tTqRw7Lm2Xs8Yb5Nc1";
const QUERIES: [Query; 14] = [
    ACCOUNT,
    CHANGES,
    COUNT,
    CYCLES,
    ISSUE_LABELS,
    ISSUES,
    LABELS,
    LANDING,
    MILESTONES,
    PEOPLE,
    PROJECTS,
    STATES,
    TEAMS,
    WORKSPACE,
];

/// A workspace "Northwind" with Jo Doe, whose key is [`KEY`], and the teams ENG and MOB.
struct Workspace {
    sim: linear_sim::Linear,
    server: Server,
    eng: TeamId,
    mob: TeamId,
    clock: ManualClock,
    http: Http,
}

async fn workspace() -> Workspace {
    let sim = linear_sim::Linear::new();
    sim.organization("Northwind", "northwind");
    let jo = sim.add_user("Jo Doe", "jo@northwind.example");
    sim.add_key(KEY, jo);
    let (eng, mob) = (sim.add_team("ENG", "Engineering"), sim.add_team("MOB", "Mobile"));
    serving(sim, eng, mob, options()).await
}

async fn serving(sim: linear_sim::Linear, eng: TeamId, mob: TeamId, options: HttpOptions) -> Workspace {
    let server = sim.clone().serve(([127, 0, 0, 1], 0).into()).await.unwrap();
    let clock = ManualClock::new(SystemClock.now());
    Workspace {
        sim,
        server,
        eng,
        mob,
        clock,
        http: Http::new(options).unwrap(),
    }
}

/// The usual options, but in a hurry.
fn options() -> HttpOptions {
    HttpOptions {
        backoff: Duration::from_millis(2),
        timeout: Duration::from_secs(10),
        ..HttpOptions::default()
    }
}

impl Workspace {
    fn with(&self, settings: &[(&str, &str)]) -> Call {
        let given: BTreeMap<String, String> = settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Call {
            http: self.http.clone(),
            settings: MANIFEST.validate(&given).unwrap(),
            secret: Secret::new(KEY),
            base_url: Some(self.server.url.clone()),
            clock: Arc::new(self.clock.clone()),
        }
    }

    fn teams(&self, keys: &str) -> Call {
        self.with(&[(TEAM_KEYS, keys)])
    }

    fn with_key(&self, key: &str) -> Call {
        Call {
            secret: Secret::new(key),
            ..self.call()
        }
    }

    fn add(&self, team: TeamId, title: &str) -> IssueId {
        self.sim.advance(Duration::from_millis(5));
        self.sim.add_issue(
            team,
            NewIssue {
                title: title.to_owned(),
                ..NewIssue::default()
            },
        )
    }

    fn add_many(&self, team: TeamId, count: usize) -> Vec<IssueId> {
        (0..count)
            .map(|number| self.add(team, &format!("Issue {number}")))
            .collect()
    }

    /// Both clocks, by more than the overlap.
    fn wait(&self) {
        self.sim.advance(OVERLAP + Duration::from_secs(1));
        self.clock
            .set(self.clock.now().plus(OVERLAP + Duration::from_secs(1)));
    }

    fn operations(&self) -> Vec<String> {
        self.sim
            .requests()
            .into_iter()
            .filter_map(|request| request.operation)
            .collect()
    }
}

impl Service for Workspace {
    fn call(&self) -> Call {
        self.with(&[])
    }

    fn add_issue(&self, title: &str) -> String {
        self.add(self.eng, title).to_string()
    }

    fn rename_issue(&self, reference: &str, title: &str) {
        self.sim.advance(Duration::from_millis(5));
        let issue = self.sim.issue(reference).unwrap().id;
        self.sim
            .edit_issue(issue, |fields| title.clone_into(&mut fields.title));
    }

    fn archive_issue(&self, reference: &str) {
        self.sim.advance(Duration::from_millis(5));
        self.sim.archive_issue(self.sim.issue(reference).unwrap().id);
    }

    fn let_time_pass(&self) {
        self.wait();
    }

    fn fail(&self, requests: usize) {
        self.sim.clear_faults();
        self.sim.fault_times(requests, &Fault::Html(502));
    }

    fn revoke_key(&self) {
        self.sim.revoke_key(KEY);
    }
}

async fn pull(call: &Call, from: Option<&Cursor>) -> Result<Page, Error> {
    Linear.pull(call, from).await
}

async fn pass(call: &Call, from: Option<Cursor>) -> (Vec<Issue>, Cursor) {
    contract::pass(&Linear, call, from).await
}

/// A whole census: its first page, and the entries of all.
async fn census(call: &Call, detail: Detail, from: Option<&Cursor>) -> (Census, Vec<CensusEntry>) {
    contract::count(&Linear, call, detail, from).await
}

fn names(issues: &[Issue]) -> Vec<String> {
    let mut names: Vec<String> = issues
        .iter()
        .map(|issue| format!("{} {}", issue.identifier, issue.title))
        .collect();
    names.sort_unstable();
    names
}

/// A failure, proven to be fit to print.
async fn refusal(call: &Call, from: Option<&Cursor>) -> Error {
    let error = pull(call, from).await.unwrap_err();
    contract::is_fit_to_print(&error, call);
    error
}

#[tokio::test]
async fn linear_keeps_the_contract() {
    contract::holds(&Linear, workspace).await;
}
