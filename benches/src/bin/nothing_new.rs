//! What a sync costs that finds nothing new: requests, and the server's own processor time.
//!
//! `cargo build --release && cargo run --release -p timetracker-benches --bin nothing_new`, with the number of
//! issues (100,000) and of syncs (20) as optional arguments; with the address of a PostgreSQL server in
//! `TIMETRACKER_TEST_POSTGRES` on both engines. Everything is imported first. Then each sync is asked for by
//! the API of a running server, and the processor time of that process is read before and after, to the
//! nanosecond as the kernel's scheduler counts it. What the server does meanwhile of itself is counted too.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use linear_sim::{Linear, sample_workspace};
use serde_json::{Value, json};
use timetracker_benches::installation::{Api, Installation};
use timetracker_benches::{Outcome, figures};
use timetracker_db::testing::Backend;
use timetracker_db::{Db, Read as _, p};
use timetracker_types::{Clock as _, SystemClock, Zone};

const KEY: &str = "lin_api_bench_0123456789abcdefghijklmnop";
const TEAMS: usize = 4;
/// What one such sync may cost the server's processor.
const MOST: Duration = Duration::from_millis(20);
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How long any sync may take.
const PATIENCE: Duration = Duration::from_mins(10);

struct Figures {
    engine: &'static str,
    processor: Vec<Duration>,
    requests: Vec<i64>,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let issues = arguments.next().map_or(Ok(100_000), |text| text.parse())?;
    let syncs: usize = arguments.next().map_or(Ok(20), |text| text.parse())?;
    let linear = sample_workspace(issues, TEAMS, 1);
    let user = linear.users().first().ok_or("the workspace has no user")?.0;
    linear.add_key(KEY, user);
    let server = linear.clone().serve(([127, 0, 0, 1], 0).into()).await?;
    let mut all = Vec::new();
    for backend in Backend::all() {
        all.push(measure(&backend, &linear, &server.url, syncs).await?);
    }
    let text = report(issues, &all);
    print!("{text}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("reports/nothing-new-{}.md", today()));
    fs::write(&path, text)?;
    println!("\nWritten to {}", path.display());
    all.iter().try_for_each(judge)
}

async fn measure(backend: &Backend, linear: &Linear, url: &str, syncs: usize) -> Outcome<Figures> {
    linear.advance(Duration::from_hours(2)); // the allowance is whole again
    let installation = Installation::new(backend, url).await?;
    installation.connect(KEY)?;
    let server = installation.serve()?;
    let api = Api::new(installation.url(), installation.token("admin")?)?;
    until_idle(&api, 0).await?;
    // To look is not to cost the server anything.
    let db = installation.db().await?;
    // Two minutes later by Linear's clock and ours nothing of the first pass has to be looked at again; here
    // that overlap is read by each sync, as in the first minutes of a real installation.
    linear.advance(Duration::from_mins(5));
    let mut figures = Figures {
        engine: match backend {
            Backend::Sqlite => "SQLite",
            Backend::Postgres(_) => "PostgreSQL",
        },
        processor: Vec::new(),
        requests: Vec::new(),
    };
    for _ in 0..syncs {
        let before = processor_time(server.id())?;
        let (status, answer) = api
            .call(
                reqwest::Method::POST,
                "/api/v1/integrations/linear/sync",
                Some(json!({})),
            )
            .await?;
        if status != 202 {
            return Err(format!("a sync was refused with {status}: {answer}").into());
        }
        let run = answer["run"]["id"].as_i64().ok_or("the answer names no run")?;
        let (requests, written) = until_ended(&db, run).await?;
        figures
            .processor
            .push(processor_time(server.id())?.saturating_sub(before));
        figures.requests.push(requests);
        if written != 0 {
            return Err(format!("{written} tasks were written, though nothing was new").into());
        }
    }
    drop(server);
    installation.remove().await?;
    Ok(figures)
}

/// Waits until no run is open and the last one is this one or later; answers it.
async fn until_idle(api: &Api, run: i64) -> Outcome<Value> {
    let started = std::time::Instant::now();
    while started.elapsed() < PATIENCE {
        tokio::time::sleep(LOOK_EVERY).await;
        let path = "/api/v1/integrations/linear/runs?per_page=1";
        let Ok((200, answer)) = api.call(reqwest::Method::GET, path, None).await else {
            continue; // the server is about to answer
        };
        let last = answer["runs"][0].clone();
        if last["id"].as_i64() >= Some(run.max(1)) && last["status"] == "succeeded" {
            return Ok(last);
        }
        if last["status"] == "failed" {
            return Err(format!("a sync failed: {last}").into());
        }
    }
    Err("a sync took too long".into())
}

/// Waits for the end of a run by looking into the database; answers its requests, and the tasks it wrote.
async fn until_ended(db: &Db, run: i64) -> Outcome<(i64, i64)> {
    let sql = "SELECT requests, created + updated + archived + missing FROM sync_runs
        WHERE id = $1 AND status = 'succeeded'";
    let started = std::time::Instant::now();
    while started.elapsed() < PATIENCE {
        if let Some(ended) = db.query_opt(sql, p![run]).await? {
            return Ok(ended);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Err("a sync took too long".into())
}

/// What the threads of a process have spent on a processor so far.
fn processor_time(process: u32) -> Outcome<Duration> {
    let mut nanoseconds = 0;
    for thread in fs::read_dir(format!("/proc/{process}/task"))? {
        let text = fs::read_to_string(thread?.path().join("schedstat")).unwrap_or_default();
        nanoseconds += text
            .split_whitespace()
            .next()
            .and_then(|first| first.parse::<u64>().ok())
            .unwrap_or_default();
    }
    Ok(Duration::from_nanos(nanoseconds))
}

fn report(issues: usize, all: &[Figures]) -> String {
    let mut text = format!(
        "# A sync that finds nothing new, {issues} issues, {}\n\n\
         | engine | requests | processor time of the server, median | largest |\n|---|---|---|---|\n",
        today()
    );
    for figures in all {
        let largest = figures.processor.iter().max().copied().unwrap_or_default();
        let most = figures.requests.iter().max().copied().unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "| {} | {most} | {:.1} ms (at most {} ms) | {:.1} ms |",
            figures.engine,
            figures::median(&figures.processor).as_secs_f64() * 1e3,
            MOST.as_millis(),
            largest.as_secs_f64() * 1e3,
        );
    }
    text.push_str(
        "\nMeasured by `nothing_new` from the request for the sync to its end, the API call that asks \
         included; PostgreSQL's own time is not the server's.\n",
    );
    text
}

fn judge(figures: &Figures) -> Outcome<()> {
    let median = figures::median(&figures.processor);
    if median > MOST {
        return Err(format!(
            "{}: a sync without news took {median:?} of processor time",
            figures.engine
        )
        .into());
    }
    if figures.requests.iter().any(|requests| *requests != 1) {
        return Err(format!("{}: not one request each: {:?}", figures.engine, figures.requests).into());
    }
    Ok(())
}

fn today() -> String {
    Zone::utc().day_of(SystemClock.now()).to_string()
}
