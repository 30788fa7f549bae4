//! Linear's connector against a simulated Linear.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use linear_sim::{Fault, IssueId, Limits, NewIssue, Server, TeamId};
use serde_json::{Value, json};
use timetracker_types::{Clock, Instant, ManualClock, SystemClock};

use super::Linear;
use super::api::{ACCOUNT, FIRST_ISSUES, ISSUES, PAGE_SIZE, Query, TEAMS};
use super::progress::OVERLAP;
use super::settings::{MANIFEST, TEAM_KEYS};
use crate::call::{Call, Secret};
use crate::connector::{Connector, Cursor, Issue, Page, Priority, Status};
use crate::contract::{self, Service};
use crate::error::{Error, ErrorKind};
use crate::http::{Http, HttpOptions};

const KEY: &str = "lin_api_Zk3vQ9tTqRw7Lm2Xs8Yb5Nc1";
const QUERIES: [Query; 4] = [ACCOUNT, FIRST_ISSUES, ISSUES, TEAMS];

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

mod queries {
    use super::*;

    #[test]
    fn every_query_is_valid_for_the_part_of_the_schema_that_we_keep() {
        for query in QUERIES {
            assert_eq!(
                linear_sim::validate(linear_sim::SCHEMA, query.text),
                Ok(()),
                "{}",
                query.operation
            );
        }
    }

    /// `LINEAR_SCHEMA` names a file with Linear's whole schema; `.ci/run` sets it where that is at hand.
    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "a test asks whether the official schema is at hand"
    )]
    fn every_query_is_valid_for_the_official_schema() {
        let Ok(path) = std::env::var("LINEAR_SCHEMA") else {
            eprintln!("LINEAR_SCHEMA is not set: compared with our own extract only");
            return;
        };
        let official = std::fs::read_to_string(&path).unwrap();
        assert_eq!(linear_sim::agrees(linear_sim::SCHEMA, &official), Ok(()));
        for query in QUERIES {
            assert_eq!(
                linear_sim::validate(&official, query.text),
                Ok(()),
                "{}",
                query.operation
            );
        }
    }

    #[tokio::test]
    async fn a_page_costs_what_the_readme_says() {
        let it = workspace().await;
        it.add_many(it.eng, 251);
        let (_, _) = pass(&it.call(), None).await;
        let costs: Vec<f64> = it
            .sim
            .requests()
            .iter()
            .map(|request| request.complexity.ceil())
            .collect();
        assert_eq!(costs, [2400.0, 1775.0]);
    }
}

mod contracts {
    use super::*;

    #[tokio::test]
    async fn linear_keeps_the_contract() {
        contract::holds(&Linear, workspace).await;
    }
}

mod checking {
    use super::*;

    #[tokio::test]
    async fn a_good_key_names_person_workspace_and_every_team_and_downloads_no_issue() {
        let it = workspace().await;
        it.add(it.eng, "Not to be read");
        for number in 0..260 {
            it.sim.add_team(&format!("T{number}"), "One of many");
        }
        let account = Linear.check(&it.call()).await.unwrap();
        assert_eq!(
            (account.name.as_str(), account.email.as_deref()),
            ("Jo Doe", Some("jo@northwind.example"))
        );
        assert_eq!(
            (account.workspace.as_str(), account.workspace_key.as_str()),
            ("Northwind", "northwind")
        );
        assert_eq!(account.containers.len(), 262);
        assert_eq!(it.operations(), ["Account", "Teams"]);
    }

    #[tokio::test]
    async fn every_unknown_team_is_named_with_those_that_are_visible() {
        let it = workspace().await;
        let call = it.teams("eng, XYZ, QQ");
        let error = Linear.check(&call).await.unwrap_err();
        let sentence = "Linear has no teams XYZ, QQ that this key can see. It can see ENG, MOB.";
        assert_eq!(
            (error.kind, error.message.as_str()),
            (ErrorKind::FixSettings { field: TEAM_KEYS }, sentence)
        );
        let error = Linear.check(&it.teams("XYZ")).await.unwrap_err();
        assert_eq!(
            error.message,
            "Linear has no team XYZ that this key can see. It can see ENG, MOB."
        );
        it.sim.limit_key_to_teams(KEY, &[]);
        let error = Linear.check(&it.teams("XYZ")).await.unwrap_err();
        assert_eq!(
            error.message,
            "Linear has no team XYZ that this key can see. It can see no team at all."
        );
    }

    #[tokio::test]
    async fn a_key_is_freed_of_what_came_along_when_it_was_copied() {
        let it = workspace().await;
        for pasted in [
            format!("  {KEY}\n"),
            format!("\"{KEY}\""),
            format!("Bearer {KEY}"),
            format!("'bearer  {KEY}' "),
        ] {
            assert!(Linear.check(&it.with_key(&pasted)).await.is_ok(), "{pasted:?}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_a_key_is_refused_without_a_call() {
        let it = workspace().await;
        let long = "x".repeat(600);
        for pasted in [
            "",
            "  ",
            "\"\"",
            "lin_api_a b",
            "lin_api_a\nlin_api_b",
            "lin_äpi",
            "lin_oauth_abc",
            &long,
        ] {
            let error = Linear.check(&it.with_key(pasted)).await.unwrap_err();
            assert_eq!(
                error.kind,
                ErrorKind::FixSettings {
                    field: ErrorKind::SECRET
                },
                "{pasted:?}"
            );
        }
        assert!(it.sim.requests().is_empty());
    }

    #[tokio::test]
    async fn an_address_without_a_path_means_the_usual_one_and_nonsense_is_told() {
        let it = workspace().await;
        let bare = it.server.url.strip_suffix("/graphql").unwrap().to_owned();
        let call = Call {
            base_url: Some(bare),
            ..it.call()
        };
        assert!(Linear.check(&call).await.is_ok());
        for nonsense in ["api.linear.app", "ftp://linear.app", "not an address"] {
            let call = Call {
                base_url: Some(nonsense.to_owned()),
                ..it.call()
            };
            let error = Linear.check(&call).await.unwrap_err();
            assert!(error.message.contains("LINEAR_API_URL"), "{error:?}");
        }
    }
}

mod reading {
    use super::*;

    #[tokio::test]
    async fn an_issue_arrives_with_everything_we_keep() {
        let it = workspace().await;
        let jo = it.sim.users()[0].0;
        let id = it.sim.add_issue(
            it.eng,
            NewIssue {
                title: "Fix login".into(),
                state: Some("In Progress".into()),
                assignee: Some(jo),
                priority: 2,
                estimate: Some(3.0),
                due_date: Some("2026-12-24".into()),
                ..NewIssue::default()
            },
        );
        let page = pull(&it.call(), None).await.unwrap();
        let [issue] = page.issues.as_slice() else {
            panic!("{page:?}")
        };
        let there = it.sim.issue(&id.to_string()).unwrap();
        assert_eq!(
            (&issue.reference, &issue.identifier),
            (&id.to_string(), &"ENG-1".to_owned())
        );
        assert_eq!(
            (issue.title.as_str(), issue.url.as_deref()),
            ("Fix login", Some(there.url.as_str()))
        );
        assert_eq!(
            (issue.status, issue.state_name.as_str()),
            (Status::InProgress, "In Progress")
        );
        assert_eq!(
            (issue.priority, issue.estimate),
            (Some(Priority::High), Some(3.0))
        );
        assert_eq!(issue.due_on.unwrap().to_string(), "2026-12-24");
        let person = issue.assignee.as_ref().unwrap();
        assert_eq!(
            (person.name.as_str(), person.email.as_deref()),
            ("Jo Doe", Some("jo@northwind.example"))
        );
        assert_eq!(
            issue.container,
            page.containers[usize::from(page.containers[0].key != "ENG")]
        );
        assert_eq!(
            issue.updated_at,
            Instant::from_millis(there.updated_at.as_millisecond())
        );
        assert!(!issue.archived && issue.previous_identifiers.is_empty());
        assert_eq!(it.operations(), ["FirstIssues"]);
        assert_eq!(
            (page.usage.requests, page.usage.points, page.more),
            (1, 2400, false)
        );
        assert_eq!(
            (page.usage.requests_left, page.usage.requests_limit),
            (Some(2499), Some(2500))
        );
        assert_eq!(page.usage.points_limit, Some(3_000_000));
    }

    #[tokio::test]
    async fn a_first_pass_leaves_out_what_is_archived_and_in_the_trash() {
        let it = workspace().await;
        let ids = it.add_many(it.eng, 3);
        it.sim.archive_issue(ids[0]);
        it.sim.trash_issue(ids[1]);
        let (issues, _) = pass(&it.call(), None).await;
        assert_eq!(names(&issues), ["ENG-3 Issue 2"]);
    }

    #[tokio::test]
    async fn a_state_counts_by_its_type_or_to_the_letter_by_its_name() {
        let it = workspace().await;
        it.sim.add_state(it.eng, "Shipped", "completed");
        it.sim.add_state(it.eng, "Abgeschlossen", "completed");
        it.sim.add_state(it.eng, "Dreaming", "a new type");
        let states = [
            "Triage",
            "Backlog",
            "Todo",
            "In Progress",
            "In Review",
            "Done",
            "Canceled",
            "Duplicate",
            "Shipped",
            "Abgeschlossen",
            "Dreaming",
        ];
        for state in states {
            let issue = NewIssue {
                title: state.into(),
                state: Some(state.into()),
                ..NewIssue::default()
            };
            it.sim.add_issue(it.eng, issue);
        }
        let of = async |mapping: &str, status: Status| {
            let (issues, _) = pass(&it.with(&[("status_mapping", mapping)]), None).await;
            let is = |state: &&&str| issues.iter().any(|it| it.title == ***state && it.status == status);
            states.iter().filter(is).copied().collect::<Vec<_>>()
        };
        let done = of("type", Status::Done).await;
        assert_eq!(
            done,
            ["Done", "Canceled", "Duplicate", "Shipped", "Abgeschlossen"]
        );
        assert_eq!(of("type", Status::InProgress).await, ["In Progress", "In Review"]);
        assert_eq!(
            of("type", Status::Todo).await,
            ["Triage", "Backlog", "Todo", "Dreaming"]
        );
        assert_eq!(of("simple", Status::Done).await, ["Done", "Canceled"]);
        assert_eq!(of("simple", Status::InProgress).await, Vec::<&str>::new());
    }

    #[tokio::test]
    async fn pages_join_without_a_gap_though_many_issues_share_one_stamp() {
        let it = workspace().await;
        let ids = it.add_many(it.eng, 1_100);
        it.sim.mass_update(&ids[100..900], |fields| fields.priority = 1);
        let (issues, _) = pass(&it.call(), None).await;
        assert_eq!(issues.len(), 1_100);
        assert_eq!(
            it.operations(),
            ["FirstIssues", "Issues", "Issues", "Issues", "Issues"]
        );
        assert!(
            it.sim
                .requests()
                .iter()
                .all(|request| request.variables["first"] == PAGE_SIZE)
        );
    }

    #[tokio::test]
    async fn containers_come_with_the_first_page_only() {
        let it = workspace().await;
        it.add_many(it.eng, 300);
        let first = pull(&it.call(), None).await.unwrap();
        let second = pull(&it.call(), Some(&first.next)).await.unwrap();
        assert_eq!(
            (first.containers.len(), first.more, first.issues.len()),
            (2, true, 250)
        );
        assert_eq!(
            (second.containers.len(), second.more, second.issues.len()),
            (0, false, 50)
        );
    }

    #[tokio::test]
    async fn more_teams_than_fit_one_page_all_come() {
        let it = workspace().await;
        for number in 0..260 {
            it.sim.add_team(&format!("T{number}"), "One of many");
        }
        assert_eq!(pull(&it.call(), None).await.unwrap().containers.len(), 262);
    }
}

mod choosing_teams {
    use super::*;

    #[tokio::test]
    async fn the_server_filters_by_the_keys_as_it_writes_them() {
        let it = workspace().await;
        it.add(it.eng, "Ours");
        it.add(it.mob, "Theirs");
        let page = pull(&it.teams("eng"), None).await.unwrap();
        assert_eq!(names(&page.issues), ["ENG-1 Ours"]);
        assert_eq!(
            page.containers
                .iter()
                .map(|team| team.key.as_str())
                .collect::<Vec<_>>(),
            ["ENG"]
        );
        let asked = it.sim.requests().pop().unwrap();
        assert_eq!(
            asked.variables["filter"],
            json!({"team": {"key": {"in": ["ENG"]}}})
        );
    }

    #[tokio::test]
    async fn an_unknown_key_is_told_before_any_issue_is_fetched() {
        let it = workspace().await;
        it.add(it.eng, "Not to be read");
        let error = refusal(&it.teams("ENG, XYZ"), None).await;
        assert_eq!(error.kind, ErrorKind::FixSettings { field: TEAM_KEYS });
        assert_eq!(it.operations(), ["Teams"]);
    }

    #[tokio::test]
    async fn other_teams_make_the_cursor_void() {
        let it = workspace().await;
        it.add(it.eng, "Old");
        it.add(it.mob, "Also old");
        let (_, cursor) = pass(&it.teams("ENG"), None).await;
        it.wait();
        let (same, _) = pass(&it.teams("eng"), Some(cursor.clone())).await;
        assert!(same.len() < 2);
        let (issues, _) = pass(&it.teams("ENG, MOB"), Some(cursor)).await;
        assert_eq!(names(&issues), ["ENG-1 Old", "MOB-1 Also old"]);
    }

    #[tokio::test]
    async fn another_meaning_of_states_makes_the_cursor_void() {
        let it = workspace().await;
        it.add_many(it.eng, 3);
        let (_, cursor) = pass(&it.call(), None).await;
        let (_, cursor) = {
            it.wait();
            pass(&it.call(), Some(cursor)).await
        };
        let (issues, _) = pass(&it.with(&[("status_mapping", "simple")]), Some(cursor)).await;
        assert_eq!(issues.len(), 3);
    }

    #[tokio::test]
    async fn a_chosen_team_is_followed_when_its_key_changes() {
        let it = workspace().await;
        let ids = it.add_many(it.eng, 2);
        let call = it.teams("ENG");
        let (_, cursor) = pass(&call, None).await;
        it.wait();
        it.sim.rekey_team(it.eng, "CORE");
        it.sim.edit_issue(ids[0], |fields| fields.title = "After".into());
        let page = pull(&call, Some(&cursor)).await.unwrap();
        assert!(
            names(&page.issues).contains(&"CORE-1 After".to_owned()),
            "{page:?}"
        );
        assert_eq!(
            (
                page.containers[0].key.as_str(),
                page.containers[0].reference.as_str()
            ),
            ("CORE", it.eng.to_string().as_str())
        );
    }

    #[tokio::test]
    async fn a_key_that_changes_between_pages_begins_the_pass_again() {
        let it = workspace().await;
        it.add_many(it.eng, 600);
        let call = it.teams("ENG");
        let first = pull(&call, None).await.unwrap();
        it.sim.rekey_team(it.eng, "CORE");
        let (issues, _) = pass(&call, Some(first.next)).await;
        assert_eq!(issues.len(), 600);
        assert!(issues.iter().all(|issue| issue.identifier.starts_with("CORE-")));
    }

    #[tokio::test]
    async fn a_team_that_is_another_one_now_is_read_in_full() {
        let it = workspace().await;
        it.add_many(it.eng, 2);
        let call = it.teams("ENG");
        let (_, cursor) = pass(&call, None).await;
        it.wait();
        it.sim.rekey_team(it.eng, "OLD");
        it.add(it.mob, "Long ago");
        it.wait();
        it.sim.rekey_team(it.mob, "ENG");
        let (issues, _) = pass(&call, Some(cursor)).await;
        assert_eq!(names(&issues), ["ENG-1 Long ago"]);
    }
}

mod changes {
    use super::*;

    #[tokio::test]
    async fn edits_moves_archiving_trash_and_renamed_teams_follow() {
        let it = workspace().await;
        let ids = it.add_many(it.eng, 6);
        let (_, cursor) = pass(&it.call(), None).await;
        it.wait();
        it.sim
            .edit_issue(ids[0], |fields| fields.state = Some("Done".into()));
        it.sim.move_issue(ids[1], it.mob);
        it.sim.archive_issue(ids[2]);
        it.sim.trash_issue(ids[3]);
        it.sim.rename_team(it.eng, "Platform");
        let page = pull(&it.call(), Some(&cursor)).await.unwrap();
        let of = |id: IssueId| {
            page.issues
                .iter()
                .find(|issue| issue.reference == id.to_string())
                .unwrap()
        };
        assert_eq!(of(ids[0]).status, Status::Done);
        assert_eq!(
            (of(ids[1]).identifier.as_str(), of(ids[1]).container.key.as_str()),
            ("MOB-1", "MOB")
        );
        assert_eq!(of(ids[1]).previous_identifiers, ["ENG-2"]);
        assert!(of(ids[2]).archived && of(ids[3]).archived && !of(ids[0]).archived);
        assert!(page.containers.iter().any(|team| team.name == "Platform"));
        assert_eq!(it.operations(), ["FirstIssues", "FirstIssues"]);
    }

    #[tokio::test]
    async fn nothing_changed_is_one_request_and_no_issue_once_the_overlap_is_read_again() {
        let it = workspace().await;
        it.add_many(it.eng, 700);
        let (_, cursor) = pass(&it.call(), None).await;
        it.wait();
        let (_, cursor) = pass(&it.call(), Some(cursor)).await;
        it.sim.forget_requests();
        let page = pull(&it.call(), Some(&cursor)).await.unwrap();
        assert_eq!(
            (page.issues.len(), page.more),
            (1, false),
            "only what shares the newest stamp"
        );
        assert_eq!(it.operations(), ["FirstIssues"]);
        assert_eq!(page.next.0["pass"], "delta");
    }

    #[tokio::test]
    async fn an_issue_that_changes_while_pages_are_read_is_caught_by_the_next_pass() {
        let it = workspace().await;
        let ids = it.add_many(it.eng, 600);
        let first = pull(&it.call(), None).await.unwrap();
        it.wait();
        // The oldest is on the last page; now it moves to the front, behind us.
        it.sim.edit_issue(ids[0], |fields| fields.title = "Jumped".into());
        let (rest, cursor) = pass(&it.call(), Some(first.next)).await;
        assert!(rest.iter().all(|issue| issue.reference != ids[0].to_string()));
        let (changes, _) = pass(&it.call(), Some(cursor)).await;
        assert!(changes.iter().any(|issue| issue.title == "Jumped"));
    }

    #[tokio::test]
    async fn a_change_that_becomes_visible_late_is_caught_by_the_overlap() {
        let it = workspace().await;
        it.wait();
        let late = it.add(it.eng, "Stamped before, visible after");
        let newest = it.add(it.eng, "Newest");
        it.sim.limit_key_to_teams(KEY, &[it.mob]);
        it.sim.move_issue(newest, it.mob);
        let (seen, cursor) = pass(&it.call(), None).await;
        assert_eq!(seen.len(), 1);
        it.sim.limit_key_to_teams(KEY, &[it.mob, it.eng]);
        let (seen, _) = pass(&it.call(), Some(cursor)).await;
        assert!(seen.iter().any(|issue| issue.reference == late.to_string()));
    }

    #[tokio::test]
    async fn two_thousand_issues_changed_at_once_all_come() {
        let it = workspace().await;
        let ids = it.add_many(it.eng, 2_000);
        let (_, cursor) = pass(&it.call(), None).await;
        it.wait();
        it.sim.mass_update(&ids, |fields| fields.priority = 1);
        let (issues, cursor) = pass(&it.call(), Some(cursor)).await;
        assert_eq!(issues.len(), 2_000);
        assert!(
            issues
                .iter()
                .all(|issue| issue.priority == Some(Priority::Urgent))
        );
        // One more with the same stamp, after we have looked.
        it.sim
            .mass_update(&ids[..1], |fields| fields.title = "The same instant".into());
        let (issues, _) = pass(&it.call(), Some(cursor)).await;
        assert!(issues.iter().any(|issue| issue.title == "The same instant"));
    }
}

mod trouble {
    use super::*;

    /// A first page is read, then this fault goes on for ever: the error, and that the cursor is still good.
    async fn after(fault: Fault) -> Error {
        let it = workspace().await;
        it.add_many(it.eng, 300);
        let first = pull(&it.call(), None).await.unwrap();
        it.sim.fault_times(20, &fault);
        let error = refusal(&it.call(), Some(&first.next)).await;
        it.sim.clear_faults();
        let second = pull(&it.call(), Some(&first.next)).await.unwrap();
        assert_eq!(
            (second.issues.len(), second.more),
            (50, false),
            "the cursor did not stay good"
        );
        error
    }

    fn graphql(http_status: u16, kind: &'static str, code: &'static str, message: &str) -> Fault {
        Fault::GraphqlError {
            http_status,
            message: message.to_owned(),
            kind,
            code,
        }
    }

    #[tokio::test]
    async fn each_trouble_has_its_kind_and_its_sentence() {
        let internal = graphql(200, "internal error", "INTERNAL_SERVER_ERROR", "Oops");
        let invalid = graphql(
            400,
            "graphql error",
            "GRAPHQL_VALIDATION_FAILED",
            "Cannot query field",
        );
        let forbidden = graphql(403, "forbidden", "FORBIDDEN", "Invalid scope: `read` required");
        let plan = graphql(400, "feature not accessible", "FEATURE_NOT_ACCESSIBLE", "Upgrade");
        let refused = graphql(
            200,
            "authentication error",
            "AUTHENTICATION_ERROR",
            "not authenticated",
        );
        let complex = graphql(400, "invalid input", "INPUT_ERROR", "Query too complex");
        let partial = Fault::PartialData {
            message: "One field failed".into(),
        };
        let cases = [
            (Fault::Status(500), ErrorKind::Unexpected, "failed with HTTP 500"),
            (Fault::Html(502), ErrorKind::Unexpected, "a proxy?"),
            (Fault::Status(503), ErrorKind::Unexpected, "failed with HTTP 503"),
            (
                Fault::Html(200),
                ErrorKind::Unexpected,
                "Something between this server and Linear (a proxy?)",
            ),
            (
                Fault::Html(403),
                ErrorKind::Unexpected,
                "Something between this server and Linear (a proxy?)",
            ),
            (
                Fault::Html(401),
                ErrorKind::Unexpected,
                "Something between this server and Linear (a proxy?)",
            ),
            (
                Fault::Status(302),
                ErrorKind::Unexpected,
                "Something between this server and Linear (a proxy?)",
            ),
            (
                Fault::Status(407),
                ErrorKind::Unexpected,
                "A proxy between this server and Linear asks",
            ),
            (Fault::Status(404), ErrorKind::Unexpected, "LINEAR_API_URL"),
            (Fault::TruncatedJson, ErrorKind::Unexpected, "cut off"),
            (
                Fault::ResetMidBody,
                ErrorKind::Unreachable,
                "broke before its answer was complete",
            ),
            (partial, ErrorKind::Unexpected, "did not answer in full"),
            (internal, ErrorKind::Unexpected, "did not answer in full"),
            (invalid, ErrorKind::GiveUp, "Update TimeTracker"),
            (complex, ErrorKind::GiveUp, "too complex"),
            (forbidden, ErrorKind::Reauthorise, "Read permission"),
            (plan, ErrorKind::Unsupported, "plan"),
            (
                refused,
                ErrorKind::Reauthorise,
                "Linear refused the key: it was revoked or mistyped. Create a new one",
            ),
        ];
        for (fault, kind, words) in cases {
            let error = after(fault.clone()).await;
            assert_eq!(error.kind, kind, "{fault:?}: {error:?}");
            assert!(error.message.contains(words), "{fault:?}: {error:?}");
        }
    }

    #[tokio::test]
    async fn one_failure_of_each_kind_that_passes_is_not_even_noticed() {
        let it = workspace().await;
        it.add_many(it.eng, 10);
        let passing = [
            Fault::Status(500),
            Fault::Html(502),
            Fault::TruncatedJson,
            Fault::ResetMidBody,
            Fault::WrongContentType,
            Fault::PartialData {
                message: "One field failed".into(),
            },
            Fault::Delay(Duration::from_millis(30)),
            Fault::Drip {
                bytes: 512,
                pause: Duration::from_millis(1),
            },
            Fault::RateLimited {
                http_status: 400,
                retry_after: Some(1),
            },
        ];
        for fault in passing {
            it.sim.fault(fault.clone());
            let page = pull(&it.call(), None).await;
            assert_eq!(page.map(|page| page.issues.len()), Ok(10), "{fault:?}");
        }
    }

    #[tokio::test]
    async fn a_rate_limit_is_one_whatever_its_status_and_waits_for_the_refill() {
        for http_status in [400, 429, 200] {
            let error = after(Fault::RateLimited {
                http_status,
                retry_after: Some(77),
            })
            .await;
            assert_eq!(
                error.kind,
                ErrorKind::RetryAfter(Duration::from_secs(77)),
                "{http_status}"
            );
            assert!(
                error.message.contains("2500 requests an hour") && error.message.contains("77 seconds"),
                "{error:?}"
            );
        }
        let ErrorKind::RetryAfter(pause) = after(Fault::RateLimited {
            http_status: 400,
            retry_after: None,
        })
        .await
        .kind
        else {
            panic!("not a rate limit")
        };
        // Fifty of 2,500 requests an hour.
        assert_eq!(pause.as_secs(), 72);
    }

    #[tokio::test]
    async fn the_real_limits_of_requests_and_of_points_are_told_as_well() {
        let it = workspace().await;
        it.add(it.eng, "One");
        it.sim.set_limits(Limits {
            requests: 1.0,
            ..Limits::default()
        });
        pull(&it.call(), None).await.unwrap();
        assert!(matches!(
            refusal(&it.call(), None).await.kind,
            ErrorKind::RetryAfter(_)
        ));
        it.sim.set_limits(Limits {
            complexity: 250_000.0,
            ..Limits::default()
        });
        let mut cursor = None;
        let error = loop {
            match pull(&it.call(), cursor.as_ref()).await {
                Ok(page) => cursor = Some(page.next),
                Err(error) => break error,
            }
        };
        let ErrorKind::RetryAfter(pause) = error.kind else {
            panic!("{error:?}")
        };
        assert!(
            (240..=300).contains(&pause.as_secs()),
            "20,000 of 250,000 points an hour: {pause:?}"
        );
    }

    #[tokio::test]
    async fn a_page_that_is_too_complex_is_asked_for_in_smaller_pieces() {
        let it = workspace().await;
        it.add_many(it.eng, 300);
        it.sim.set_limits(Limits {
            query_complexity: 1_000.0,
            ..Limits::default()
        });
        let (issues, cursor) = pass(&it.call(), None).await;
        assert_eq!(issues.len(), 300);
        it.sim.set_limits(Limits {
            query_complexity: 100.0,
            ..Limits::default()
        });
        let error = refusal(&it.call(), Some(&cursor)).await;
        assert_eq!(error.kind, ErrorKind::GiveUp);
    }

    #[tokio::test]
    async fn an_expired_cursor_begins_the_pass_again_but_not_for_ever() {
        let it = workspace().await;
        it.add_many(it.eng, 600);
        let first = pull(&it.call(), None).await.unwrap();
        it.sim.fault(Fault::ExpiredCursor);
        let (issues, _) = pass(&it.call(), Some(first.next.clone())).await;
        assert_eq!(issues.len(), 600);
        it.sim.fault_times(1_000, &Fault::ExpiredCursor);
        let mut cursor = first.next;
        let error = loop {
            match pull(&it.call(), Some(&cursor)).await {
                Ok(page) => cursor = page.next,
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind, ErrorKind::Unexpected);
        contract::is_fit_to_print(&error, &it.call());
        it.sim.clear_faults();
        let (issues, _) = pass(&it.call(), Some(cursor)).await;
        assert!(!issues.is_empty(), "healed");
    }

    #[tokio::test]
    async fn a_key_revoked_between_pages_is_refused_and_the_cursor_waits_for_the_new_one() {
        let it = workspace().await;
        it.add_many(it.eng, 300);
        let first = pull(&it.call(), None).await.unwrap();
        it.sim.fault(Fault::RevokeKeyAfter(0));
        assert_eq!(
            refusal(&it.call(), Some(&first.next)).await.kind,
            ErrorKind::Reauthorise
        );
        let another = "lin_api_another_one_of_jo";
        it.sim.add_key(another, it.sim.users()[0].0);
        let second = pull(&it.with_key(another), Some(&first.next)).await.unwrap();
        assert_eq!((second.issues.len(), second.more), (50, false));
    }

    #[tokio::test]
    async fn silence_ends_after_the_timeout_and_a_slow_drip_as_well() {
        let drip = Fault::Drip {
            bytes: 1,
            pause: Duration::from_millis(50),
        };
        for fault in [Fault::Hang, drip] {
            let it = workspace().await;
            it.add(it.eng, "One");
            let hasty = HttpOptions {
                timeout: Duration::from_millis(150),
                ..options()
            };
            let call = Call {
                http: Http::new(hasty).unwrap(),
                ..it.call()
            };
            it.sim.fault_times(3, &fault);
            let error = refusal(&call, None).await;
            assert_eq!(error.kind, ErrorKind::Unreachable);
            assert!(error.message.contains("did not answer within"), "{error:?}");
        }
    }

    #[tokio::test]
    async fn nobody_at_the_address_is_told_and_no_such_address_as_well() {
        let it = workspace().await;
        let call = it.call();
        let Workspace { server, .. } = it;
        server.stop().await;
        let error = refusal(&call, None).await;
        assert!(
            error.message.contains("could not be reached at 127.0.0.1"),
            "{error:?}"
        );
        let call = Call {
            base_url: Some("http://linear.invalid/graphql".into()),
            ..call
        };
        let error = refusal(&call, None).await;
        assert_eq!(error.kind, ErrorKind::Unreachable);
        assert!(
            error.message.contains("there is no address for linear.invalid"),
            "{error:?}"
        );
    }

    #[tokio::test]
    async fn an_answer_without_measure_is_cut_off() {
        let it = workspace().await;
        it.add_many(it.eng, 50);
        let call = Call {
            http: Http::new(HttpOptions {
                longest_answer: 4096,
                ..options()
            })
            .unwrap(),
            ..it.call()
        };
        let error = refusal(&call, None).await;
        assert_eq!(error.kind, ErrorKind::GiveUp);
        assert_eq!(it.sim.requests().len(), 1);
    }

    #[tokio::test]
    async fn a_service_that_echoes_the_key_does_not_get_it_into_an_error() {
        let fault = graphql(400, "invalid input", "INPUT_ERROR", &format!("bad header {KEY}"));
        let error = after(fault).await;
        assert!(error.detail.contains("bad header ••••"), "{error:?}");
    }
}

/// Answers that the simulation does not give.
mod odd_answers {
    use super::*;

    /// A server that gives these bodies, one after the other.
    async fn saying(bodies: Vec<Value>) -> (Call, tokio::task::JoinHandle<()>) {
        let bodies = Arc::new(std::sync::Mutex::new(bodies.into_iter()));
        let answer = move || {
            let body = bodies.lock().unwrap().next().unwrap_or(Value::Null);
            async move { axum::Json(body) }
        };
        let router = axum::Router::new().route("/graphql", axum::routing::post(answer));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let call = Call {
            http: Http::new(options()).unwrap(),
            settings: MANIFEST.validate(&BTreeMap::new()).unwrap(),
            secret: Secret::new(KEY),
            base_url: Some(url),
            clock: Arc::new(SystemClock),
        };
        (call, server)
    }

    fn issues(nodes: &[Value], has_next: bool, end: Value) -> Value {
        json!({"data": {
            "teams": {"nodes": [], "pageInfo": {"hasNextPage": false, "endCursor": null}},
            "issues": {"nodes": nodes, "pageInfo": {"hasNextPage": has_next, "endCursor": end}},
        }})
    }

    fn bare_issue() -> Value {
        json!({
            "id": "a", "identifier": "SEC-1", "previousIdentifiers": null, "title": "", "url": null, "priority": null,
            "estimate": null, "dueDate": null, "archivedAt": null, "trashed": null, "assignee": null,
            "updatedAt": "2026-11-24T10:00:00.000Z", "team": {"id": "t", "key": "SEC", "name": "Secret"},
            "state": {"name": "?", "type": "brand new"},
        })
    }

    #[tokio::test]
    async fn null_is_taken_wherever_it_may_be_and_new_values_are_no_errors() {
        let mut strange = bare_issue();
        (strange["priority"], strange["dueDate"], strange["extra"]) =
            (json!(17.5), json!("someday"), json!({}));
        let (call, _server) = saying(vec![issues(&[bare_issue(), strange], false, Value::Null)]).await;
        let page = pull(&call, None).await.unwrap();
        assert_eq!(page.issues.len(), 2);
        assert!(
            page.issues
                .iter()
                .all(|it| it.priority.is_none() && it.due_on.is_none() && it.status == Status::Todo)
        );
        // Its team is not in the list of teams, and yet the issue says where it lies.
        assert_eq!(
            (page.containers.len(), page.issues[0].container.name.as_str()),
            (0, "Secret")
        );
    }

    #[tokio::test]
    async fn a_list_that_goes_on_without_saying_where_is_an_error_and_not_the_end() {
        for end in [Value::Null, json!("")] {
            let (call, _server) = saying(vec![issues(&[bare_issue()], true, end)]).await;
            let error = refusal(&call, None).await;
            assert_eq!(error.kind, ErrorKind::Unexpected);
            assert!(error.message.contains("goes on but not where"), "{error:?}");
        }
        let again = issues(&[bare_issue()], true, json!("same"));
        let (call, _server) = saying(vec![again.clone(), again]).await;
        let first = pull(&call, None).await.unwrap();
        assert_eq!(
            refusal(&call, Some(&first.next)).await.kind,
            ErrorKind::Unexpected
        );
    }

    #[tokio::test]
    async fn data_without_reason_or_sense_is_an_error() {
        let mut headless = bare_issue();
        headless["id"] = Value::Null;
        let bodies = [
            json!({"data": null}),
            json!({}),
            json!([]),
            Value::Null,
            issues(&[headless], false, Value::Null),
        ];
        for body in bodies {
            let (call, _server) = saying(vec![body.clone(), body.clone(), body]).await;
            assert_eq!(refusal(&call, None).await.kind, ErrorKind::Unexpected);
        }
    }

    #[tokio::test]
    async fn errors_beside_data_that_cannot_be_read_are_still_understood() {
        let mut headless = issues(&[json!({"id": null})], false, Value::Null);
        headless["errors"] =
            json!([{"message": "Rate limit exceeded", "extensions": {"code": "RATELIMITED"}}]);
        let (call, _server) = saying(vec![headless]).await;
        assert!(matches!(
            refusal(&call, None).await.kind,
            ErrorKind::RetryAfter(_)
        ));
    }
}
