//! Every fault script of the simulated Linear against the product, on both engines: whatever happens while a
//! script plays is told truly, and after one clean sync our tasks are Linear's issues, with their time.

use super::equality::{differences, rows};
use super::*;
use crate::integrations::request_reconciliation;
use crate::users::{self, NewUser, Role};
use linear_sim::{Ends, Play, Script, SyncMark};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use timetracker_types::Zone;

/// What no stored or shown text may hold: keys, stacks, pages.
const UNSPEAKABLE: [&str; 6] = [
    "lin_api_",
    "node_modules",
    "Object.<anonymous>",
    "<html",
    "<!doctype",
    "<script",
];
/// How often to look whether Linear still answers.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// People of the sample workspace who have an account here.
const MATCHED: usize = 4;

/// A script under way, and the installation that it is played to.
struct Stage {
    t: Test,
    play: Play,
    people: Vec<String>,
    /// Whether changes of issues tell all that happens.
    is_told: bool,
    /// Time entries with the issues that they are on.
    entries: Vec<(i64, String)>,
    _server: Server,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../linear-sim/scripts")
}

impl Stage {
    async fn set(db: Db, script: &Script) -> Self {
        let play = script.start(KEY);
        let server = serve(play.linear()).await;
        let t = installation(db, &server.url, None).await;
        // Both clocks go together, as they do where people live.
        let real = Instant::from_millis(play.linear().now().as_millisecond());
        if real > t.app.now() {
            t.clock.set(real);
        }
        let mut people = Vec::new();
        for number in 0..MATCHED {
            people.push(person(&t, number).await);
        }
        connect(&t.app, &t.alice, linear(), KEY, &settings(&[]), Beginning::Sync)
            .await
            .unwrap();
        Self {
            t,
            play,
            people,
            is_told: !script.reconcile,
            entries: Vec::new(),
            _server: server,
        }
    }

    /// Runs what is due. While Linear does not answer, the process is killed, as by an impatient machine; its hold
    /// on the connection runs out.
    async fn work(&self) {
        let mut working = std::pin::pin!(run_due(&self.t.app));
        loop {
            tokio::select! {
                done = &mut working => return done.map(drop).unwrap(),
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
            if self
                .play
                .linear()
                .requests()
                .last()
                .is_some_and(|request| request.status == 0)
            {
                return self.t.clock.advance(120);
            }
        }
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

    /// One sync where the script wants one, as an administrator would have it.
    async fn sync(&mut self, mark: SyncMark) {
        let before = self.issues();
        self.ask(mark.reconcile).await;
        let run = self.status().await["last_run"].clone();
        assert_is_true(mark.ends, &run);
        self.assert_nothing_leaks().await;
        let is_quiet = before == self.issues();
        if is_quiet && run["status"] == "succeeded" && self.is_told {
            self.assert_equal("after a sync that calls itself a success")
                .await;
        }
        self.record_time().await;
    }

    fn issues(&self) -> Vec<linear_sim::IssueView> {
        self.play.linear().issues_seen_by(KEY)
    }

    async fn ask(&self, reconcile: bool) {
        self.t.clock.advance(2 * 3600);
        self.mend_key().await;
        request_sync(&self.t.app, &self.t.alice, linear(), Cause::Manual, false)
            .await
            .ok();
        self.work().await;
        if reconcile {
            request_reconciliation(&self.t.app, &self.t.alice, linear(), Cause::Manual)
                .await
                .ok();
            self.work().await;
        }
    }

    /// Where the key was refused an administrator looks whether it works again.
    async fn mend_key(&self) {
        if self.status().await["state"] == "needs_attention" {
            test(&self.t.app, &self.t.alice, linear()).await.ok();
        }
    }

    /// Somebody works on a few issues.
    async fn record_time(&mut self) {
        if !self.entries.is_empty() {
            return;
        }
        let listed = self
            .t
            .api(&self.t.bob)
            .get("/api/v1/tasks?per_page=5")
            .await
            .is(200)
            .json();
        let linked = listed["tasks"].as_array().unwrap().iter();
        for task in linked.filter(|task| !task["custom_fields"]["integration"].is_null()) {
            let hour = self.entries.len();
            let body = json!({"task_id": task["id"], "start_time": format!("2026-11-20T{hour:02}:00"),
                "end_time": format!("2026-11-20T{hour:02}:30")});
            let id = self
                .t
                .api(&self.t.bob)
                .post("/api/v1/time-entries", body)
                .await
                .created("time_entry");
            let issue = task["custom_fields"]["integration"]["ref"].as_str().unwrap();
            self.entries.push((id, issue.to_owned()));
        }
    }

    /// No text that is kept or shown holds what must not be told.
    async fn assert_nothing_leaks(&self) {
        let mut texts = Vec::new();
        for table in [
            "connections",
            "sync_runs",
            "sync_troubles",
            "notices",
            "jobs",
            "audit_events",
        ] {
            let rows = self
                .t
                .app
                .db
                .rows(&format!("SELECT * FROM {table}"), p![])
                .await
                .unwrap();
            texts.extend(rows.iter().map(|row| format!("{table} {row:?}")));
        }
        texts.push(self.status().await.to_string());
        for text in texts {
            for word in UNSPEAKABLE {
                assert!(!text.contains(word), "{word} in {text}");
            }
        }
        let page = self.t.page(&self.t.alice).await;
        let page = page.get("/integrations/linear").await.is(200);
        page.hides("echoed0123456789").hides("node_modules").hides(KEY);
    }

    async fn assert_equal(&self, when: &str) {
        let found = differences(&self.t.app.db, self.play.linear(), KEY, &self.people)
            .await
            .unwrap();
        let shown = found.iter().take(12).cloned().collect::<Vec<_>>().join("\n  ");
        assert!(
            found.is_empty(),
            "{when}, {} differences:\n  {shown}",
            found.len()
        );
    }

    /// Every entry is there, on the task of the issue that it was made on.
    async fn assert_time_is_kept(&self) {
        let tasks = rows(&self.t.app.db).await.unwrap();
        for (entry, issue) in &self.entries {
            let answer = self
                .t
                .api(&self.t.bob)
                .get(&format!("/api/v1/time-entries/{entry}"))
                .await
                .is(200)
                .json();
            let task = answer["time_entry"]["task_id"].as_i64().unwrap();
            assert!(
                tasks.iter().any(|row| row.is(task, issue)),
                "entry {entry} has lost its task"
            );
        }
    }
}

/// A person here who has the address of one there.
async fn person(t: &Test, number: usize) -> String {
    let email = format!("person{number}@sample.example");
    let person = NewUser {
        username: format!("person{number}"),
        email: Some(email.clone()),
        full_name: String::new(),
        role: Role::User,
        password: None,
        timezone: Zone::utc(),
    };
    let tx = t.app.db.begin().await.unwrap();
    users::store::insert(&tx, &person, None, t.app.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    email
}

/// A run that failed is called failed, and says why in a sentence.
fn assert_is_true(ends: Ends, run: &Value) {
    let status = run["status"].as_str().unwrap_or("none");
    match ends {
        Ends::Well => assert_eq!(status, "succeeded", "{run}"),
        Ends::Badly => assert!(["failed", "partial", "incomplete"].contains(&status), "{run}"),
        Ends::Either => {}
    }
    if ["failed", "incomplete"].contains(&status) {
        let problem = run["problem"].as_str().unwrap_or_default();
        assert!(
            problem.contains(' ') && problem.ends_with('.'),
            "no sentence: {run}"
        );
    }
    if status == "succeeded" {
        assert!(run["problem"].is_null(), "{run}");
    }
}

async fn play(db: Db, name: &str) {
    let script = Script::load(&folder().join(format!("{name}.json"))).unwrap();
    let mut stage = Stage::set(db, &script).await;
    while let Some(mark) = stage.play.next_sync().unwrap() {
        stage.sync(mark).await;
    }
    stage.ask(script.reconcile).await;
    let run = stage.status().await["last_run"].clone();
    assert_eq!(run["status"], "succeeded", "the clean sync: {run}");
    stage.assert_equal("after the clean sync").await;
    stage.assert_time_is_kept().await;
    stage.assert_nothing_leaks().await;
}

macro_rules! scripts {
    ($($name:ident),* $(,)?) => {
        both_engines! {
            migrations = crate::app::MIGRATIONS;
            $(async fn $name(db: TestDb) {
                play(db.db(), stringify!($name)).await;
            })*
        }

        #[test]
        fn every_script_is_played() {
            let played: BTreeSet<String> = [$(stringify!($name)),*].map(str::to_owned).into();
            let files = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path());
            let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
            let there: BTreeSet<String> = files.map(|path| path.file_stem().unwrap().display().to_string()).collect();
            assert_eq!(played, there);
        }
    };
}

scripts! {
    all_of_a_team_deleted,
    archived_between_pages,
    broken_everywhere,
    child_before_parent,
    clean_changes,
    clock_ahead,
    clock_behind,
    date_header_off,
    deletions_between_pages,
    edits_between_pages,
    empty_body,
    empty_page_with_next,
    error_of_an_unknown_code,
    error_that_echoes_a_secret,
    everything_at_once,
    expired_cursor,
    expired_cursor_for_ever,
    families,
    fields_left_out,
    fields_of_another_type,
    forbidden,
    gateway_503_and_504,
    graphql_error_whole,
    hang,
    hard_deletions,
    html_200,
    html_502,
    http_500_for_long,
    http_500_once,
    id_null,
    insertions_between_pages,
    json_of_another_kind,
    key_revoked_between_runs,
    key_revoked_in_mid_run,
    long_descriptions,
    many_labels_on_an_issue,
    many_people_and_labels,
    merged_duplicates,
    moved_out_of_sight,
    moved_there_and_back,
    moves_between_pages,
    new_state_type,
    next_page_with_empty_cursor,
    next_page_without_cursor,
    no_limit_headers,
    nodes_over_two_pages,
    nodes_twice_on_a_page,
    null_everywhere,
    null_from_the_start,
    null_node,
    one_stamp,
    one_stamp_interrupted,
    partial_data_at_a_node,
    partial_data_whole,
    people_change,
    points_run_out,
    put_away,
    query_too_complex,
    random_trouble_1,
    random_trouble_2,
    random_trouble_3,
    random_trouble_4,
    random_trouble_5,
    ratelimited_200,
    ratelimited_400,
    ratelimited_429_retry_after,
    ratelimited_429_retry_after_date,
    redirected,
    rekeyed_and_moved,
    rename_between_pages,
    renames,
    renames_while_all_fails,
    requests_run_out,
    reset_before_headers,
    reset_mid_body,
    same_page_for_ever,
    slow_answers,
    slow_drip,
    state_null,
    state_type_from_the_start,
    states_come_and_go,
    team_archived_and_retired,
    team_hidden,
    team_hidden_and_shown,
    team_hidden_between_pages,
    team_rekeyed,
    team_rekeyed_between_pages,
    teams_swap_keys,
    title_null_for_long,
    title_null_once,
    truncated_json,
    unknown_priority,
    wrong_content_type,
}
