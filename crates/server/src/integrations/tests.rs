//! The sync with a simulated Linear, through the real code, on both engines.

mod connecting;
mod equality;
mod first_sync;
mod following;
mod interrupted;
mod on_pages;
mod scripts;
mod secrecy;
mod settling;
mod telling;
mod trouble;

use super::{carry_out, connect, disconnect, request_sync, save_settings, test};
use crate::config::Options;
use crate::integrations::{Beginning, Cause, Timing};
use crate::jobs::{Stop, run_due};
use crate::testing::{NOW, Test};
use linear_sim::{Fault, IssueId, Linear, NewIssue, Server, TeamId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use timetracker_connectors::Connector;
use timetracker_db::{Db, Read as _, both_engines, p};
use timetracker_types::{Instant, ManualClock};

const KEY: &str = "lin_api_k3y0123456789abcdefghijklmnopqrstuvwxyz9f3c";
/// The schedule where nobody chose another.
const QUARTERLY: Timing = Timing {
    interval_minutes: 15,
    daily_at_minute: 180,
};
const TABLES: [&str; 3] = ["clients", "projects", "tasks"];

/// An installation beside a Linear with three teams, two of one name.
struct World {
    t: Test,
    linear: Linear,
    eng: TeamId,
    mob: TeamId,
    _server: Server,
}

impl World {
    async fn new(db: Db) -> Self {
        let linear = Linear::new();
        linear.organization("Northwind", "northwind");
        let jo = linear.add_user("Jo Doe", "jo@northwind.example");
        linear.add_user("Bob", "BOB@example.org");
        linear.add_key(KEY, jo);
        let (eng, mob) = (
            linear.add_team("ENG", "Platform"),
            linear.add_team("MOB", "Mobile"),
        );
        linear.add_team("OPS", "Platform");
        let server = serve(&linear).await;
        Self {
            t: installation(db, &server.url, None).await,
            linear,
            eng,
            mob,
            _server: server,
        }
    }

    fn issue(&self, team: TeamId, title: &str, state: &str) -> IssueId {
        let state = Some(state.to_owned());
        self.linear.add_issue(
            team,
            NewIssue {
                title: title.into(),
                state,
                ..NewIssue::default()
            },
        )
    }

    async fn connect(&self, fields: &[(&str, &str)]) {
        connect(
            &self.t.app,
            &self.t.alice,
            linear(),
            KEY,
            &settings(fields),
            Beginning::Sync,
        )
        .await
        .unwrap();
    }

    /// Asks for a sync and does everything that is due.
    async fn sync(&self) -> Value {
        request_sync(&self.t.app, &self.t.alice, linear(), Cause::Manual, false)
            .await
            .unwrap();
        run_due(&self.t.app).await.unwrap();
        self.status().await["last_run"].clone()
    }

    async fn status(&self) -> Value {
        let answer = self
            .t
            .api(&self.t.alice)
            .get("/api/v1/integrations/linear")
            .await
            .is(200);
        answer.json()["integration"]["status"].clone()
    }

    /// A task by identifier, as the API tells it.
    async fn task(&self, identifier: &str) -> Option<Value> {
        let found = crate::tasks::find_by_identifier(&self.t.app.db, identifier)
            .await
            .unwrap();
        let id = found.filter(|task| task.archived_at.is_none())?.id;
        let answer = self.t.api(&self.t.bob).get(&format!("/api/v1/tasks/{id}")).await;
        Some(answer.is(200).json()["task"].clone())
    }

    /// Everything a sync may touch, as text.
    async fn dump(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for table in TABLES {
            let rows = self
                .t
                .app
                .db
                .rows(&format!("SELECT * FROM {table} ORDER BY id"), p![])
                .await
                .unwrap();
            lines.extend(rows.iter().map(|row| format!("{table} {row:?}")));
        }
        lines
    }

    /// What the tasks are, without ids and stamps of ours.
    async fn tasks(&self) -> Vec<(String, String, String, String)> {
        let sql = "SELECT external_ref, name, status, custom_fields FROM tasks
            WHERE external_ref IS NOT NULL ORDER BY external_ref";
        self.t.app.db.query(sql, p![]).await.unwrap()
    }
}

async fn serve(linear: &Linear) -> Server {
    linear
        .clone()
        .serve("127.0.0.1:0".parse().unwrap())
        .await
        .unwrap()
}

/// A set-up installation that finds Linear at this address.
async fn installation(db: Db, linear_url: &str, client_name: Option<&str>) -> Test {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        data_dir: Some(folder.path().into()),
        linear_api_url: Some(linear_url.into()),
        integration_import_client_name: client_name.map(str::to_owned),
        ..Options::default()
    };
    let clock = ManualClock::new(Instant::from_rfc3339(NOW).unwrap());
    Test::with_options(db, folder, options, clock)
        .await
        .set_up()
        .await
}

fn linear() -> &'static dyn Connector {
    timetracker_connectors::by_name("linear").unwrap()
}

fn settings(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
    fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

both_engines! {
    migrations = crate::app::MIGRATIONS;

    async fn issues_become_tasks_of_one_project_a_team(db: TestDb) {
        let w = World::new(db.db()).await;
        w.linear.add_state(w.eng, "Shipped", "completed");
        w.linear.add_state(w.eng, "Abgeschlossen", "completed");
        w.linear.add_state(w.eng, "In QA", "started");
        let long = format!("שלום 🚀 {}", "wort ".repeat(1000));
        for (title, state) in [("Fix login", "Todo"), ("b", "Backlog"), ("c", "In Progress"), ("d", "Done"),
            ("e", "Canceled"), ("f", "Duplicate"), ("g", "Shipped"), ("h", "Abgeschlossen"), ("i", "In QA"),
            (long.as_str(), "Todo")] {
            w.issue(w.eng, title, state);
        }
        let gone = w.issue(w.mob, "never seen", "Todo");
        w.linear.archive_issue(gone);
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let status = w.status().await;
        assert_eq!((&status["health"], &status["tasks"], &status["projects"]), (&json!("Up to date"), &json!(10), &json!(3)));
        let first = w.task("ENG-1").await.unwrap();
        assert_eq!((&first["name"], &first["status"]), (&json!("ENG-1: Fix login"), &json!("todo")));
        assert_eq!(first["description"], first["custom_fields"]["integration"]["url"]);
        assert!(first["url"].as_str().unwrap().contains("/northwind/issue/ENG-1"), "{first}");
        for (field, value) in [("source", "linear"), ("identifier", "ENG-1")] {
            assert_eq!(first["custom_fields"]["integration"][field], value);
        }
        for (number, status) in [(2, "todo"), (3, "in_progress"), (4, "done"), (5, "done"), (6, "done"), (7, "done"),
            (8, "done"), (9, "in_progress")] {
            assert_eq!(w.task(&format!("ENG-{number}")).await.unwrap()["status"], status, "ENG-{number}");
        }
        assert_eq!(w.task("ENG-10").await.unwrap()["name"], format!("ENG-10: {long}"));
        assert!(w.task("MOB-1").await.is_none());
        let projects = w.t.api(&w.t.alice).get("/api/v1/projects").await.json();
        let mut platforms: Vec<_> = projects["projects"].as_array().unwrap().iter()
            .filter(|project| project["name"] == "Platform").map(|project| project["code"].clone()).collect();
        platforms.sort_by_key(ToString::to_string);
        assert_eq!(platforms, [json!("ENG"), json!("OPS")]);
        assert_eq!(projects["projects"][0]["client"], "Integration imports");
    }

    async fn states_by_name_follow_the_page_to_the_letter(db: TestDb) {
        let w = World::new(db.db()).await;
        w.linear.add_state(w.eng, "Shipped", "completed");
        for state in ["Done", "Canceled", "In Progress", "Shipped", "Duplicate"] {
            w.issue(w.eng, state, state);
        }
        w.connect(&[("status_mapping", "simple"), ("team_keys", "eng")]).await;
        run_due(&w.t.app).await.unwrap();
        for (number, status) in [(1, "done"), (2, "done"), (3, "todo"), (4, "todo"), (5, "todo")] {
            assert_eq!(w.task(&format!("ENG-{number}")).await.unwrap()["status"], status, "ENG-{number}");
        }
        let asked = w.linear.requests().iter().any(|request| request.variables.to_string().contains(&w.eng.to_string()));
        assert!(asked, "the server filters by team");
    }

    async fn the_same_sync_again_changes_no_row(db: TestDb) {
        let w = World::new(db.db()).await;
        for number in 0..300 {
            w.issue(if number % 2 == 0 { w.eng } else { w.mob }, &format!("issue {number}"), "Todo");
        }
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let before = w.dump().await;
        assert!(before.len() > 300);
        w.t.clock.advance(3600);
        let run = w.sync().await;
        assert_eq!((&run["created"], &run["updated"]), (&json!(0), &json!(0)));
        assert_eq!(w.dump().await, before);
        request_sync(&w.t.app, &w.t.alice, linear(), Cause::Manual, true).await.unwrap();
        run_due(&w.t.app).await.unwrap();
        let run = w.status().await["last_run"].clone();
        assert_eq!((&run["created"], &run["updated"]), (&json!(0), &json!(0)));
        assert!(run["unchanged"].as_i64().unwrap() >= 300, "{run}");
        assert_eq!(w.dump().await, before);
    }

    async fn changes_follow_and_what_is_ours_stays(db: TestDb) {
        let w = World::new(db.db()).await;
        let (a, b) = (w.issue(w.eng, "one", "Todo"), w.issue(w.eng, "two", "Todo"));
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let id = w.task("ENG-1").await.unwrap()["id"].as_i64().unwrap();
        let bob = w.t.api(&w.t.bob);
        bob.patch(&format!("/api/v1/tasks/{id}"), json!({"estimated_hours": 3, "tags": "mine"})).await.is(200);
        let body = json!({"task_id": id, "start_time": "2026-11-23T09:00", "end_time": "2026-11-23T10:00"});
        let entry = bob.post("/api/v1/time-entries", body).await.created("time_entry");
        w.linear.edit_issue(a, |issue| { issue.title = "uno".into(); issue.state = Some("Done".into()); });
        w.linear.move_issue(a, w.mob);
        w.linear.archive_issue(b);
        w.linear.rename_team(w.eng, "Engine room");
        let run = w.sync().await;
        assert_eq!((&run["updated"], &run["archived"], &run["projects_updated"]), (&json!(1), &json!(1), &json!(1)));
        let moved = w.task("MOB-1").await.unwrap();
        assert_eq!((&moved["id"], &moved["name"]), (&json!(id), &json!("MOB-1: uno")));
        assert_eq!((&moved["estimated_hours"], &moved["tags"], &moved["total_hours"]), (&json!(3.0), &json!("mine"), &json!(1.0)));
        assert_eq!(bob.get(&format!("/api/v1/time-entries/{entry}")).await.json()["time_entry"]["task_id"], id);
        assert!(w.task("ENG-2").await.is_none());
        w.linear.restore_issue(b);
        w.sync().await;
        assert!(w.task("ENG-2").await.is_some());
        let projects = w.t.api(&w.t.alice).get("/api/v1/projects").await.json();
        let named = |name: &str| projects["projects"].as_array().unwrap().iter().find(|one| one["name"] == name).cloned();
        let renamed = named("Engine room").unwrap()["id"].clone();
        w.t.api(&w.t.alice).patch(&format!("/api/v1/projects/{renamed}"), json!({"name": "Ours"})).await.is(200);
        w.linear.rename_team(w.eng, "Third name");
        w.sync().await;
        let kept = w.t.api(&w.t.alice).get(&format!("/api/v1/projects/{renamed}")).await.json();
        assert_eq!(kept["project"]["name"], "Ours");
    }

    async fn a_bounded_run_is_continued_to_the_end(db: TestDb) {
        let w = World::new(db.db()).await;
        for number in 0..600 {
            w.issue(w.eng, &format!("issue {number}"), "Todo");
        }
        w.connect(&[("max_pages", "1")]).await;
        run_due(&w.t.app).await.unwrap();
        let status = w.status().await;
        assert_eq!((&status["tasks"], &status["unfinished"]), (&json!(600), &json!(false)));
        let runs = w.t.api(&w.t.alice).get("/api/v1/integrations/linear/runs").await.is(200).json();
        let ends: Vec<_> = runs["runs"].as_array().unwrap().iter()
            .map(|run| (run["cause"].clone(), run["status"].clone())).collect();
        // Three pages, and one of what changed meanwhile.
        assert_eq!(ends, [(json!("continued"), json!("succeeded")), (json!("continued"), json!("partial")),
            (json!("continued"), json!("partial")), (json!("manual"), json!("partial"))]);
    }

    async fn a_run_that_was_killed_goes_on_and_doubles_nothing(db: TestDb) {
        let w = World::new(db.db()).await;
        for number in 0..1000 {
            w.issue(w.eng, &format!("issue {number}"), "Todo");
        }
        w.connect(&[]).await;
        let run = super::overview(&w.t.app, linear()).await.unwrap().unwrap().open_run.unwrap().id.get();
        for milliseconds in [20, 60, 120, 250] {
            let app = w.t.app.clone();
            let killed = tokio::spawn(async move { carry_out(&app, run, &Stop::default()).await });
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            killed.abort();
            let _ = killed.await;
            w.t.clock.advance(120);
        }
        run_due(&w.t.app).await.unwrap();
        assert_eq!(w.status().await["last_run"]["status"], "succeeded");
        let tasks = w.tasks().await;
        assert_eq!(tasks.len(), 1000);
        assert_eq!(tasks.iter().map(|task| &task.0).collect::<std::collections::BTreeSet<_>>().len(), 1000);
        let before = w.dump().await;
        w.sync().await;
        assert_eq!(w.dump().await, before);
    }

    async fn trouble_is_told_and_the_last_good_state_stays(db: TestDb) {
        let w = World::new(db.db()).await;
        w.issue(w.eng, "one", "Todo");
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let before = w.dump().await;
        for (fault, words) in [(Fault::Status(500), "Linear"), (Fault::Html(502), "proxy"), (Fault::TruncatedJson, "Linear"),
            (Fault::RateLimited { http_status: 400, retry_after: Some(600) }, "Linear")] {
            w.issue(w.eng, "another", "Todo");
            w.linear.fault_times(3, &fault);
            let run = w.sync().await;
            let problem = run["problem"].as_str().unwrap_or_default();
            // A service that asks for a pause has not failed: the run goes on after it.
            let ended = if matches!(fault, Fault::RateLimited { .. }) { "partial" } else { "failed" };
            assert_eq!(run["status"], ended, "{fault:?}");
            assert!(problem.contains(words) && !problem.contains(KEY), "{fault:?}: {problem}");
            let status = w.status().await;
            assert_eq!((&status["state"], &status["health"]), (&json!("ready"), &json!("The last sync failed")));
            assert_eq!(w.dump().await, before, "{fault:?}");
            w.linear.clear_faults();
            w.linear.advance(Duration::from_hours(1)); // the bucket refills
        }
        let healed = w.sync().await;
        assert_eq!(healed["created"], 4, "{healed}");
        w.linear.revoke_key(KEY);
        assert_eq!(w.sync().await["status"], "failed");
        let status = w.status().await;
        assert_eq!((&status["state"], &status["next_sync_at"]), (&json!("needs_attention"), &Value::Null));
        assert!(status["problem"].as_str().unwrap().contains("refused the key"), "{status}");
        assert_eq!(status["tasks"], 5);
        assert!(test(&w.t.app, &w.t.alice, linear()).await.is_err());
    }

    async fn the_schedule_calls_when_it_is_time_and_once(db: TestDb) {
        let w = World::new(db.db()).await;
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        let runs = async || w.t.app.db.scalar::<i64>("SELECT COUNT(*) FROM sync_runs", p![]).await.unwrap();
        assert_eq!(runs().await, 1);
        w.t.clock.advance(14 * 60);
        run_due(&w.t.app).await.unwrap();
        assert_eq!(runs().await, 1);
        w.t.clock.advance(2 * 60);
        let both = tokio::join!(super::enqueue_due(&w.t.app), super::enqueue_due(&w.t.app));
        both.0.unwrap();
        both.1.unwrap();
        run_due(&w.t.app).await.unwrap();
        assert_eq!(runs().await, 2);
        save_settings(&w.t.app, &w.t.alice, linear(), None, &settings(&[("auto_sync", "off")]), QUARTERLY).await.unwrap();
        run_due(&w.t.app).await.unwrap();
        let now = runs().await;
        w.t.clock.advance(86_400);
        run_due(&w.t.app).await.unwrap();
        assert_eq!(runs().await, now);
    }

    async fn a_key_is_checked_before_anything_is_kept(db: TestDb) {
        let w = World::new(db.db()).await;
        let browser = w.t.page(&w.t.alice).await;
        browser.get("/integrations/linear").await.is(200).shows("API key").shows("Connect");
        let answer = browser.post("/integrations/linear/connect", &[("secret", "lin_api_wrong"), ("team_keys", "ENG"),
            ("status_mapping", "type"), ("max_pages", "200")]).await.is(422);
        answer.shows("refused the key").shows("ENG").hides("lin_api_wrong");
        let answer = browser.post("/integrations/linear/connect", &[("secret", KEY), ("team_keys", "NOPE"),
            ("status_mapping", "odd"), ("max_pages", "0")]).await.is(422);
        answer.hides(KEY);
        let answer = browser.post("/integrations/linear/connect", &[("secret", KEY), ("team_keys", "NOPE"),
            ("status_mapping", "type"), ("max_pages", "200")]).await.is(422);
        answer.shows("no team NOPE").shows("ENG");
        w.linear.fault(Fault::Html(502));
        let answer = browser.post("/integrations/linear/connect", &[("secret", KEY), ("status_mapping", "type"), ("max_pages", "200")]).await;
        answer.is(422).shows("proxy");
        assert_eq!(w.status().await, Value::Null);
        let fields = [("secret", KEY), ("auto_sync", "on"), ("status_mapping", "type"), ("max_pages", "200")];
        assert_eq!(browser.post("/integrations/linear/connect", &fields).await.is(303).location(), "/integrations/linear");
        run_due(&w.t.app).await.unwrap();
        browser.get("/integrations/linear").await.is(200).shows("Up to date").shows("9f3c").hides(KEY);
        browser.get("/integrations/linear/progress").await.is(200).shows("Up to date").hides("data-poll");
        browser.get("/integrations").await.is(200).shows("Up to date").hides(KEY);
    }

    async fn the_key_is_nowhere_in_clear(db: TestDb) {
        let w = World::new(db.db()).await;
        w.issue(w.eng, "one", "Todo");
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        w.linear.revoke_key(KEY);
        w.sync().await;
        let secret = &KEY[8..40];
        for table in ["connections", "sync_runs", "audit_events", "jobs", "installation"] {
            let rows = w.t.app.db.rows(&format!("SELECT * FROM {table}"), p![]).await.unwrap();
            assert!(!format!("{rows:?}").contains(secret), "{table}");
        }
        for path in ["/api/v1/integrations", "/api/v1/integrations/linear", "/api/v1/integrations/linear/runs"] {
            w.t.api(&w.t.alice).get(path).await.is(200).hides(secret);
        }
        let copy = std::env::temp_dir().join(format!("tt-copy-{}.db", std::process::id()));
        let _ = std::fs::remove_file(&copy);
        if w.t.app.db.backup_to(&copy).await.is_ok() {
            let bytes = std::fs::read(&copy).unwrap();
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
            std::fs::remove_file(&copy).unwrap();
        }
    }

    async fn only_administrators_come_near(db: TestDb) {
        let w = World::new(db.db()).await;
        w.connect(&[]).await;
        for person in [&w.t.bob, &w.t.vera] {
            let browser = w.t.page(person).await;
            for path in ["/integrations", "/integrations/linear", "/integrations/linear/progress"] {
                browser.get(path).await.is(403);
            }
            for verb in ["connect", "settings", "test", "sync", "cancel", "disconnect"] {
                browser.post(&format!("/integrations/linear/{verb}"), &[]).await.is(403);
            }
            for path in ["/api/v1/integrations", "/api/v1/integrations/linear", "/api/v1/integrations/linear/runs"] {
                w.t.api(person).get(path).await.is(403);
            }
            for verb in ["test", "sync", "cancel"] {
                w.t.api(person).post_empty(&format!("/api/v1/integrations/linear/{verb}")).await.is(403);
            }
        }
        w.t.stranger().get("/integrations/linear").await.is(303);
        w.t.page(&w.t.alice).await.get("/integrations/nonsense").await.is(404);
        w.t.api(&w.t.alice).get("/api/v1/integrations/nonsense").await.is(404);
    }

    async fn cancelled_and_disconnected_runs_end_and_tasks_stay(db: TestDb) {
        let w = World::new(db.db()).await;
        w.issue(w.eng, "one", "Todo");
        w.connect(&[]).await;
        super::cancel(&w.t.app, &w.t.alice, linear()).await.unwrap();
        run_due(&w.t.app).await.unwrap();
        assert_eq!(w.status().await["last_run"]["status"], "cancelled");
        assert_eq!(w.sync().await["created"], 1);
        request_sync(&w.t.app, &w.t.alice, linear(), Cause::Manual, false).await.unwrap();
        disconnect(&w.t.app, &w.t.alice, linear()).await.unwrap();
        run_due(&w.t.app).await.unwrap();
        let stored: Option<(Option<Vec<u8>>,)> = w.t.app.db.query_opt("SELECT secret FROM connections", p![]).await.unwrap();
        assert_eq!(stored.unwrap().0, None);
        assert!(w.task("ENG-1").await.is_some());
        assert!(request_sync(&w.t.app, &w.t.alice, linear(), Cause::Manual, false).await.is_err());
        w.connect(&[]).await;
        run_due(&w.t.app).await.unwrap();
        assert_eq!(w.status().await["last_run"]["created"], 0);
    }
}
