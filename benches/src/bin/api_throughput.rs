//! How many time entries a second the API v1 takes, and how fast it lists them.
//!
//! `cargo build --release --workspace && cargo run --release -p timetracker-benches --bin api_throughput`, with the number
//! of entries (2,000) as an optional argument. Beside the existing system, in the same run and turn about:
//! `-- 2000 --beside URL --token TOKEN`, with a project's id there in `--project`. One client and eight clients create;
//! then a hundred entries are listed a hundred times.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;
use timetracker_benches::Outcome;
use timetracker_benches::figures::{median, percentile, ratio};
use timetracker_benches::installation::{Api, Installation};
use timetracker_db::testing::Backend;
use timetracker_types::{Clock as _, SystemClock, Zone};

/// The first entry's start, in Unix seconds; the others follow minute by minute.
const FIRST_START: i64 = 1_577_836_800;
/// How often the list is asked for.
const LISTS: usize = 100;
/// What was measured of the existing system when it was looked at, on another run.
const RECORDED: &str = "The existing system cannot be installed on this machine today, so there is no ratio of one run. What was \
    recorded of it (PostgreSQL, one worker, the same kind of machine, lightly loaded): a page of 100 entries 350 to 460 ms, \
    `POST /time-entries` 53 ms, `GET /timer/status` 22 to 130 ms. These are facts of another day, put here beside ours, \
    not measured with them.";

/// One system under measurement.
struct Side {
    name: &'static str,
    api: Api,
    project: i64,
    next: AtomicI64,
}

/// What one side came to.
struct Figures {
    name: &'static str,
    alone: Vec<Duration>,
    together_a_second: f64,
    list: Vec<Duration>,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let entries: usize = arguments
        .first()
        .filter(|text| !text.starts_with("--"))
        .map_or(Ok(2_000), |text| text.parse())?;
    let installation = Installation::new(&Backend::Sqlite, "http://127.0.0.1:9/").await?;
    let _server = installation.serve()?;
    let api = Api::new(installation.url(), installation.token("admin")?)?;
    api.wait_for_server().await?;
    let client = api.post("/api/v1/clients", json!({"name": "Bench"})).await?["client"]["id"].clone();
    let project = api
        .post("/api/v1/projects", json!({"name": "Bench", "client_id": client}))
        .await?;
    let project = project["project"]["id"].as_i64().ok_or("no project was made")?;
    let mut sides = vec![Arc::new(Side {
        name: "TimeTracker (this)",
        api,
        project,
        next: AtomicI64::new(0),
    })];
    if let Some(url) = after(&arguments, "--beside") {
        let token = after(&arguments, "--token").ok_or("--beside needs --token")?;
        let project = after(&arguments, "--project")
            .ok_or("--beside needs --project, an id there")?
            .parse()?;
        let api = Api::new(url, token)?;
        sides.push(Arc::new(Side {
            name: "the existing system",
            api,
            project,
            next: AtomicI64::new(0),
        }));
    }
    let mut figures = Vec::new();
    for side in &sides {
        figures.push(measured(side, entries).await?);
    }
    let text = report(&figures, entries);
    print!("{text}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("reports/api-throughput-{}.md", today()));
    fs::write(&path, text)?;
    println!("\nWritten to {}", path.display());
    Ok(())
}

fn after(arguments: &[String], name: &str) -> Option<String> {
    let place = arguments.iter().position(|argument| argument == name)?;
    arguments.get(place + 1).cloned()
}

async fn measured(side: &Arc<Side>, entries: usize) -> Outcome<Figures> {
    let mut alone = Vec::new();
    for _ in 0..entries / 10 {
        alone.push(side.create().await?);
    }
    let started = Instant::now();
    let clients: Vec<_> = (0..8)
        .map(|_| tokio::spawn(Arc::clone(side).create_many(entries / 8)))
        .collect();
    for client in clients {
        client.await??;
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate is read with three digits")]
    let together_a_second = (entries / 8 * 8) as f64 / started.elapsed().as_secs_f64();
    let mut list = Vec::new();
    for _ in 0..LISTS {
        let started = Instant::now();
        side.api.get("/api/v1/time-entries?per_page=100").await?;
        list.push(started.elapsed());
    }
    Ok(Figures {
        name: side.name,
        alone,
        together_a_second,
        list,
    })
}

impl Side {
    async fn create_many(self: Arc<Self>, many: usize) -> Outcome<()> {
        for _ in 0..many {
            self.create().await?;
        }
        Ok(())
    }

    async fn create(&self) -> Outcome<Duration> {
        let start = FIRST_START + self.next.fetch_add(1, Ordering::SeqCst) * 60;
        let utc = Zone::utc();
        let moment = |seconds: i64| utc.to_rfc3339(timetracker_types::Instant::from_millis(seconds * 1000));
        let body =
            json!({"project_id": self.project, "start_time": moment(start), "end_time": moment(start + 60)});
        let started = Instant::now();
        let (status, answer) = self
            .api
            .call(Method::POST, "/api/v1/time-entries", Some(body))
            .await?;
        if status != 201 {
            return Err(format!("{}: {status} {answer}", self.name).into());
        }
        Ok(started.elapsed())
    }
}

fn report(sides: &[Figures], entries: usize) -> String {
    let build = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    let mut text = format!(
        "# Creating and listing time entries through the API, SQLite, {build} build, {}\n\n\
         {entries} entries by eight clients, a tenth of that by one before; then a page of 100 entries, {LISTS} times.\n\n\
         | what | {} |\n|---|{}\n",
        today(),
        sides.iter().map(|side| side.name).collect::<Vec<_>>().join(" | "),
        "---|".repeat(sides.len())
    );
    let ms = |duration: Duration| format!("{:.1} ms", duration.as_secs_f64() * 1000.0);
    let mut row = |what: &str, cell: &dyn Fn(&Figures) -> String| {
        let cells: Vec<String> = sides.iter().map(cell).collect();
        let _ = writeln!(text, "| {what} | {} |", cells.join(" | ")); // writing to a String cannot fail
    };
    row("one client: median of a create", &|side| ms(median(&side.alone)));
    row("one client: 95 of 100 creates within", &|side| {
        ms(percentile(&side.alone, 95))
    });
    row("eight clients: creates a second", &|side| {
        format!("{:.0}", side.together_a_second)
    });
    row("a page of 100: median", &|side| ms(median(&side.list)));
    row("a page of 100: 95 of 100 within", &|side| {
        ms(percentile(&side.list, 95))
    });
    match sides {
        [ours, theirs] => {
            let _ = writeln!(
                text,
                "\nRatios of this run: {:.1} times the creates a second, a create {:.1} times and a page {:.1} times as fast.",
                ours.together_a_second / theirs.together_a_second,
                ratio(median(&theirs.alone), median(&ours.alone)),
                ratio(median(&theirs.list), median(&ours.list)),
            );
        }
        _ => {
            let _ = writeln!(text, "\n{RECORDED}");
        }
    }
    text.push_str("\nClients and server on one machine, one run of `api_throughput`.\n");
    text
}

fn today() -> String {
    Zone::utc().day_of(SystemClock.now()).to_string()
}
