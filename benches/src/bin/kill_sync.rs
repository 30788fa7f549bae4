//! `kill -9` in the middle of a first import, again and again; then nothing may be missing, double or wrong.
//!
//! `cargo build --release && cargo run --release -p timetracker-benches --bin kill_sync`, with the number of kills
//! (50), of issues (20,000) and a seed (1) as optional arguments; with the address of a PostgreSQL server in
//! `TIMETRACKER_TEST_POSTGRES` on both engines. A real server imports from a simulated Linear in which people edit,
//! move and archive meanwhile, and somebody records time by the API all along. Each life of the server ends at a random
//! moment, its start included. After the last kill it is started once more, left to finish and asked to sync once;
//! then every task must be its issue field by field, and every time entry that was acknowledged must be on its task.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use linear_sim::{IssueId, Linear, rich_workspace};
use serde_json::{Value, json};
use timetracker_benches::installation::{Api, Installation};
use timetracker_benches::{Outcome, equality};
use timetracker_db::testing::Backend;
use timetracker_db::{Db, Read as _, p};
use timetracker_types::{Clock as _, SystemClock, Zone};

const KEY: &str = "lin_api_bench_0123456789abcdefghijklmnop";
const TEAMS: usize = 4;
/// How long Linear takes for a page, so that the import outlasts many lives.
const PAGE_DELAY: Duration = Duration::from_millis(300);
/// The longest life, in milliseconds; the shortest is next to nothing.
const LONGEST_LIFE: u64 = 1_400;
/// How long the last life may take to finish.
const PATIENCE: Duration = Duration::from_mins(5);
const SYNC: &str = "/api/v1/integrations/linear/sync";
/// Tasks that time is recorded on.
const WORKED_ON: usize = 40;

/// Time entries that the server has acknowledged, with the issues that they are on.
type Entries = Arc<Mutex<HashMap<i64, String>>>;

/// A small stream of numbers from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end.max(1)
    }
}

/// What one engine went through.
struct Result {
    engine: &'static str,
    lives_with_pages: usize,
    edits: usize,
    entries: usize,
    runs: usize,
    took: Duration,
    differences: Vec<String>,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let kills: usize = arguments.next().map_or(Ok(50), |text| text.parse())?;
    let issues: usize = arguments.next().map_or(Ok(20_000), |text| text.parse())?;
    let seed: u64 = arguments.next().map_or(Ok(1), |text| text.parse())?;
    let mut results = Vec::new();
    for backend in Backend::all() {
        results.push(torture(&backend, kills, issues, seed).await?);
    }
    let text = report(&results, kills, issues, seed);
    print!("{text}");
    let day = Zone::utc().day_of(SystemClock.now());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("reports/kill-sync-{day}.md"));
    std::fs::write(&path, text)?;
    println!("\nWritten to {}", path.display());
    match results.iter().find(|result| !result.differences.is_empty()) {
        Some(bad) => Err(format!("{}: {}", bad.engine, bad.differences.join("\n")).into()),
        None => Ok(()),
    }
}

async fn torture(backend: &Backend, kills: usize, issues: usize, seed: u64) -> Outcome<Result> {
    let begun = Instant::now();
    let mut chance = Chance(seed.max(1));
    let linear = rich_workspace(issues, TEAMS, seed);
    let user = linear.users().first().ok_or("the workspace has no user")?.0;
    linear.add_key(KEY, user);
    linear.set_page_delay(PAGE_DELAY);
    let linear_server = linear.clone().serve(([127, 0, 0, 1], 0).into()).await?;
    let it = Installation::new(backend, &linear_server.url).await?;
    it.add_person("person1", "person1@sample.example")?;
    let api = Api::new(it.url(), it.token("admin")?)?;
    it.connect(KEY)?;

    let mut server = it.serve()?;
    let entries = Entries::default();
    let recorder = tokio::spawn(record_time(
        api.clone(),
        first_tasks(&api).await?,
        entries.clone(),
    ));
    let ids: Vec<IssueId> = linear.issues().iter().map(|issue| issue.id).collect();
    let (mut lives_with_pages, mut edits) = (0, 0);
    for life in 0..kills {
        linear.forget_requests();
        let button = api.clone();
        let press = async move {
            while button.post(SYNC, json!({})).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        // Whoever finds the server up presses the button; often it is gone before that.
        let _ = tokio::time::timeout(Duration::from_millis(chance.below(LONGEST_LIFE)), press).await;
        tokio::time::sleep(Duration::from_millis(chance.below(LONGEST_LIFE))).await;
        server.kill()?;
        lives_with_pages += usize::from(!linear.requests().is_empty());
        edits += edit(&linear, &ids, &mut chance);
        server = it.serve()?;
        if life % 10 == 9 {
            println!("{} kills, {} entries", life + 1, lock(&entries).len());
        }
    }
    linear.set_page_delay(Duration::ZERO);
    api.wait_for_server().await?;
    finish(&api)
        .await
        .map_err(|error| format!("{error}\n{}", it.log()))?;
    recorder.abort();
    api.post(SYNC, json!({})).await?;
    let last = finish(&api).await?;
    let runs = api.get("/api/v1/integrations/linear/runs?per_page=100").await?;
    server.kill()?;

    let db = it.db().await?;
    let people = ["person1@sample.example".to_owned()];
    let mut differences = equality::differences(&db, &linear, KEY, &people).await?;
    let entries = lock(&entries).clone();
    differences.extend(lost_time(&db, &entries).await?);
    if last["last_run"]["status"] != "succeeded" {
        differences.push(format!("the last sync did not succeed: {}", last["last_run"]));
    }
    db.close().await;
    it.remove().await?;
    Ok(Result {
        engine: match backend {
            Backend::Sqlite => "SQLite",
            Backend::Postgres(_) => "PostgreSQL",
        },
        lives_with_pages,
        edits,
        entries: entries.len(),
        runs: runs["runs"].as_array().map_or(0, Vec::len),
        took: begun.elapsed(),
        differences,
    })
}

/// A few tasks of the first page, with the issues that they are.
async fn first_tasks(api: &Api) -> Outcome<Vec<(i64, String)>> {
    api.wait_for_server().await?;
    let started = Instant::now();
    loop {
        let listed = api.get(&format!("/api/v1/tasks?per_page={WORKED_ON}")).await?;
        let tasks = listed["tasks"].as_array().into_iter().flatten();
        let read = |task: &Value| {
            let issue = task["custom_fields"]["integration"]["ref"].as_str()?;
            Some((task["id"].as_i64()?, issue.to_owned()))
        };
        let tasks: Vec<_> = tasks.filter_map(read).collect();
        if !tasks.is_empty() {
            return Ok(tasks);
        }
        if started.elapsed() > PATIENCE {
            return Err("no task came".into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Records a minute after the other, for ever; what the server did not acknowledge is tried no second time.
async fn record_time(api: Api, tasks: Vec<(i64, String)>, entries: Entries) {
    for (number, (task, issue)) in tasks.iter().cycle().enumerate() {
        let at = |minute: usize| {
            let (day, minute) = (1 + minute / 1_440 % 28, minute % 1_440);
            format!("2026-02-{day:02}T{:02}:{:02}", minute / 60, minute % 60)
        };
        let end = if number % 1_440 == 1_439 {
            at(number)
        } else {
            at(number + 1)
        };
        let body = json!({ "task_id": task, "start_time": at(number), "end_time": end, "notes": "kept" });
        let answer = api
            .call(reqwest::Method::POST, "/api/v1/time-entries", Some(body))
            .await;
        if let Ok((201, body)) = answer
            && let Some(id) = body["time_entry"]["id"].as_i64()
        {
            lock(&entries).insert(id, issue.clone());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// What people do in Linear between two lives; answers how many issues that concerned.
fn edit(linear: &Linear, ids: &[IssueId], chance: &mut Chance) -> usize {
    let mut some = |count: usize| -> Vec<IssueId> {
        let all = u64::try_from(ids.len()).unwrap_or(u64::MAX);
        let mut pick = || {
            usize::try_from(chance.below(all))
                .ok()
                .and_then(|at| ids.get(at).copied())
        };
        (0..count).filter_map(|_| pick()).collect()
    };
    let edited = some(15);
    linear.mass_update(&edited, |issue| issue.title.push_str(" (edited)"));
    let teams = linear.teams();
    let moved = some(3);
    for (issue, (team, _, _)) in moved.iter().zip(teams.iter().cycle()) {
        linear.move_issue(*issue, *team);
    }
    let archived = some(2);
    for issue in &archived {
        linear.archive_issue(*issue);
    }
    edited.len() + moved.len() + archived.len()
}

/// Waits until nothing is left to fetch.
async fn finish(api: &Api) -> Outcome<Value> {
    let started = Instant::now();
    loop {
        let status = api.linear().await?;
        match (status["open_run"].is_null(), status["unfinished"] == true) {
            (true, false) => return Ok(status),
            // A run that was broken off too often was given up; whoever reads that presses the button.
            (true, true) => drop(api.post(SYNC, json!({})).await?),
            (false, _) => {}
        }
        if started.elapsed() > PATIENCE {
            return Err(format!("the sync does not end: {status}").into());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Acknowledged entries that are not there, or not on the task of their issue.
async fn lost_time(db: &Db, entries: &HashMap<i64, String>) -> Outcome<Vec<String>> {
    let sql = "SELECT time_entries.id, tasks.external_ref FROM time_entries
        JOIN tasks ON tasks.id = time_entries.task_id";
    let there: Vec<(i64, Option<String>)> = db.query(sql, p![]).await?;
    let there: HashMap<i64, Option<String>> = there.into_iter().collect();
    let is_lost = |(id, issue): &(&i64, &String)| there.get(id).and_then(Option::as_ref) != Some(issue);
    let lost = entries.iter().filter(is_lost);
    Ok(lost
        .map(|(id, issue)| format!("time entry {id} on {issue} is lost"))
        .collect())
}

fn lock(entries: &Entries) -> std::sync::MutexGuard<'_, HashMap<i64, String>> {
    entries.lock().unwrap_or_else(PoisonError::into_inner)
}

fn report(results: &[Result], kills: usize, issues: usize, seed: u64) -> String {
    let day = Zone::utc().day_of(SystemClock.now());
    let mut text = format!(
        "# {kills} kills during an import of {issues} issues, {day}\n\nSeed {seed}. Linear takes at least {} ms for a \
         page; a life of the server lasts up to {LONGEST_LIFE} ms, its start included.\n\n\
         | | kills | lives that fetched pages | issues changed meanwhile | time entries acknowledged | runs | took | differences, doubles, lost entries |\n\
         |---|---|---|---|---|---|---|---|\n",
        PAGE_DELAY.as_millis(),
    );
    for result in results {
        let _ = writeln!(
            text,
            "| {} | {kills} | {} | {} | {} | {} | {:.0} s | **{}** |",
            result.engine,
            result.lives_with_pages,
            result.edits,
            result.entries,
            result.runs,
            result.took.as_secs_f64(),
            result.differences.len(),
        );
    }
    text.push_str(
        "\nCompared after one more sync: every task with its issue field by field (the file that the tests use), no \
         issue twice, every acknowledged time entry on the task of its issue. Written by `kill_sync`.\n",
    );
    text
}
