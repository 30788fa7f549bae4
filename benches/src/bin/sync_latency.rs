//! How long people wait for timers and time entries while a large import runs.
//!
//! `cargo build --release && cargo run --release -p timetracker-benches --bin sync_latency`, with the number of issues
//! (100,000), of clients (32) and of milliseconds that each client thinks between two requests (100) as optional
//! arguments; with the address of a PostgreSQL server in `TIMETRACKER_TEST_POSTGRES` on both engines. Each client is a
//! person of their own with a token, who starts a timer, stops it, and records an entry, in turns, by the API of a real
//! server. Measured from the first page of the import to its end; simulated Linear, clients and server share the machine.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use linear_sim::sample_workspace;
use serde_json::{Value, json};
use timetracker_benches::installation::{Api, Installation};
use timetracker_benches::{Outcome, child, figures};
use timetracker_db::testing::Backend;
use timetracker_types::{Clock as _, SystemClock, Zone};

const KEY: &str = "lin_api_bench_0123456789abcdefghijklmnop";
const TEAMS: usize = 4;
/// Ninety-nine of a hundred answers are to come within this.
const LONGEST: Duration = Duration::from_millis(50);
/// How long an import may take at all.
const PATIENCE: Duration = Duration::from_mins(15);

/// What clients do, in turns.
const DEEDS: [&str; 3] = ["start a timer", "stop a timer", "make a time entry"];

/// What is asked of a run.
#[derive(Clone, Copy)]
struct Wish {
    issues: usize,
    clients: usize,
    pause: Duration,
}

struct Result {
    engine: &'static str,
    import: Duration,
    peak_kib: u64,
    /// For each of [`DEEDS`].
    waits: [Vec<Duration>; 3],
    failures: Vec<String>,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let wish = Wish {
        issues: arguments.next().map_or(Ok(100_000), |text| text.parse())?,
        clients: arguments.next().map_or(Ok(32), |text| text.parse())?,
        pause: Duration::from_millis(arguments.next().map_or(Ok(100), |text| text.parse())?),
    };
    let mut results = Vec::new();
    for backend in Backend::all() {
        results.push(measure(&backend, wish).await?);
    }
    let text = report(&results, wish);
    print!("{text}");
    let day = Zone::utc().day_of(SystemClock.now());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("reports/sync-latency-{day}.md"));
    std::fs::write(&path, text)?;
    println!("\nWritten to {}", path.display());
    results.iter().try_for_each(judge)
}

fn judge(result: &Result) -> Outcome<()> {
    if let Some(failure) = result.failures.first() {
        return Err(format!(
            "{}: {} requests failed: {failure}",
            result.engine,
            result.failures.len()
        )
        .into());
    }
    let all: Vec<Duration> = result.waits.iter().flatten().copied().collect();
    let p99 = figures::percentile(&all, 99);
    if p99 > LONGEST {
        return Err(format!(
            "{}: one of a hundred answers took longer than {p99:?}",
            result.engine
        )
        .into());
    }
    Ok(())
}

async fn measure(backend: &Backend, wish: Wish) -> Outcome<Result> {
    let linear = sample_workspace(wish.issues, TEAMS, 1);
    let user = linear.users().first().ok_or("the workspace has no user")?.0;
    linear.add_key(KEY, user);
    let linear_server = linear.serve(([127, 0, 0, 1], 0).into()).await?;
    let it = Installation::new(backend, &linear_server.url).await?;
    let mut people = Vec::new();
    for number in 0..wish.clients {
        let name = format!("client{number}");
        it.add_person(&name, &format!("{name}@bench.example"))?;
        people.push(Api::new(it.url(), it.token(&name)?)?);
    }
    let admin = Api::new(it.url(), it.token("admin")?)?;
    let server = it.serve()?;
    admin.wait_for_server().await?;
    let client = admin.post("/api/v1/clients", json!({ "name": "Bench" })).await?["client"]["id"].clone();
    let project = admin
        .post(
            "/api/v1/projects",
            json!({ "name": "Bench", "client_id": client }),
        )
        .await?;
    let project = project["project"]["id"].clone();

    it.connect(KEY)?;
    wait_until(&admin, |status| status["tasks"].as_u64() > Some(0)).await?;
    let begun = Instant::now();
    let is_over = Arc::new(AtomicBool::new(false));
    let busy = people.into_iter().enumerate();
    let busy = busy
        .map(|(number, api)| tokio::spawn(work(api, number, project.clone(), wish.pause, is_over.clone())));
    let busy: Vec<_> = busy.collect();
    wait_until(&admin, |status| {
        status["open_run"].is_null() && status["unfinished"] != true
    })
    .await?;
    let import = begun.elapsed();
    is_over.store(true, Ordering::Relaxed);
    let mut result = Result {
        engine: match backend {
            Backend::Sqlite => "SQLite",
            Backend::Postgres(_) => "PostgreSQL",
        },
        import,
        peak_kib: child::peak_memory_kib(server.id()),
        waits: Default::default(),
        failures: Vec::new(),
    };
    for client in busy {
        let (waits, failures) = client.await?;
        for (all, more) in result.waits.iter_mut().zip(waits) {
            all.extend(more);
        }
        result.failures.extend(failures);
    }
    server.kill()?;
    it.remove().await?;
    Ok(result)
}

async fn wait_until(api: &Api, holds: impl Fn(&Value) -> bool) -> Outcome<()> {
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        if holds(&api.linear().await?) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Err("the import does not come along".into())
}

/// One person's work until the import is over: how long each deed took, and what failed.
async fn work(
    api: Api,
    number: usize,
    project: Value,
    pause: Duration,
    is_over: Arc<AtomicBool>,
) -> ([Vec<Duration>; 3], Vec<String>) {
    let (mut waits, mut failures) = (<[Vec<Duration>; 3]>::default(), Vec::new());
    // Not all at the same moment.
    tokio::time::sleep(pause * u32::try_from(number).unwrap_or_default() / 32).await;
    let mut turn = 0_usize;
    while !is_over.load(Ordering::Relaxed) {
        let deed = turn % DEEDS.len();
        let (path, body) = request(deed, turn / DEEDS.len(), &project);
        let asked = Instant::now();
        match api.post(path, body).await {
            Ok(_) => waits[deed].push(asked.elapsed()),
            Err(failure) => failures.push(failure.to_string()),
        }
        turn += 1;
        tokio::time::sleep(pause).await;
    }
    (waits, failures)
}

fn request(deed: usize, round: usize, project: &Value) -> (&'static str, Value) {
    match deed {
        0 => ("/api/v1/timer/start", json!({ "project_id": project })),
        1 => ("/api/v1/timer/stop", json!({})),
        _ => {
            let (day, minute) = (1 + round / 1_400 % 28, round % 1_400);
            let at = |minute: usize| format!("2026-02-{day:02}T{:02}:{:02}", minute / 60, minute % 60);
            let body = json!({ "project_id": project, "start_time": at(minute), "end_time": at(minute + 1) });
            ("/api/v1/time-entries", body)
        }
    }
}

fn report(results: &[Result], wish: Wish) -> String {
    let day = Zone::utc().day_of(SystemClock.now());
    let mut text = format!(
        "# Timers and time entries while {} issues are imported, {day}\n\n{} clients, each a person with a token, who \
         think for {} ms between two requests; simulated Linear, clients and server share one machine.\n\n\
         | engine | what | requests | median | 99 of 100 within | longest |\n|---|---|---|---|---|---|\n",
        wish.issues,
        wish.clients,
        wish.pause.as_millis(),
    );
    for result in results {
        let all: Vec<Duration> = result.waits.iter().flatten().copied().collect();
        for (what, waits) in DEEDS.iter().zip(&result.waits).chain([(&"**all**", &all)]) {
            let millis = |wait: Duration| format!("{:.1} ms", wait.as_secs_f64() * 1_000.0);
            let _ = writeln!(
                text,
                "| {} | {what} | {} | {} | {} | {} |",
                result.engine,
                waits.len(),
                millis(figures::percentile(waits, 50)),
                millis(figures::percentile(waits, 99)),
                millis(waits.iter().max().copied().unwrap_or_default()),
            );
        }
    }
    let _ = write!(text, "\nThe bound is {} ms for 99 of 100.", LONGEST.as_millis());
    for result in results {
        let _ = write!(
            text,
            " On {} the import took {:.1} s under this load, the server's memory peaked at {} MiB, {} requests failed.",
            result.engine,
            result.import.as_secs_f64(),
            result.peak_kib / 1_024,
            result.failures.len(),
        );
    }
    text.push_str(" Written by `sync_latency`.\n");
    text
}
