//! The first import of a Linear workspace, against a bare loop that only fetches and parses the same pages.
//!
//! `cargo build --release && cargo run --release -p timetracker-benches --bin import_linear`, with the
//! number of issues (10,000), of rounds (5) and of milliseconds that Linear takes for a page at least (0, the
//! harshest; the real one takes some hundreds) as optional arguments. Both sides read the same simulated
//! Linear through the connector's own client: same queries, same page size. A round is one bare loop and
//! one import into a fresh SQLite data folder, in turns first. What is judged is the run itself, from its
//! begin to its end as the log of runs tells it: in a server nothing starts for it. The whole process
//! `timetracker integration sync linear --wait`, start and close included, is reported beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use linear_sim::{Linear, sample_workspace};
use serde_json::Value;
use timetracker_benches::{Outcome, child, figures};
use timetracker_connectors::{Call, Http, HttpOptions, Secret, by_name};
use timetracker_types::{Clock, Instant, SystemClock, Zone};

/// The key that the simulated workspace accepts.
const KEY: &str = "lin_api_bench_0123456789abcdefghijklmnop";
const TEAMS: usize = 4;
/// An import may take this many times as long as the bare loop.
const LONGEST: f64 = 1.5;
/// And this much memory.
const LARGEST_KIB: u64 = 120 * 1024;

struct Figures {
    issues: usize,
    page_delay: Duration,
    bare: Vec<Duration>,
    imports: Vec<Duration>,
    run_millis: Vec<i64>,
    peak_kib: u64,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let issues = arguments.next().map_or(Ok(10_000), |text| text.parse())?;
    let rounds: usize = arguments.next().map_or(Ok(5), |text| text.parse())?;
    let page_delay = Duration::from_millis(arguments.next().map_or(Ok(0), |text| text.parse())?);
    let linear = live_workspace(issues)?;
    linear.set_page_delay(page_delay);
    let server = linear.serve(([127, 0, 0, 1], 0).into()).await?;
    let mut figures = Figures {
        issues,
        page_delay,
        bare: Vec::new(),
        imports: Vec::new(),
        run_millis: Vec::new(),
        peak_kib: 0,
    };
    for round in 0..rounds {
        let import_first = round % 2 == 1;
        if import_first {
            figures.add_import(&server.url).await?;
        }
        figures.add_bare(&server.url).await?;
        if !import_first {
            figures.add_import(&server.url).await?;
        }
    }
    let text = figures.report();
    print!("{text}");
    let path = report_path(page_delay);
    fs::create_dir_all(path.parent().ok_or("no folder for the report")?)?;
    fs::write(&path, text)?;
    println!("\nWritten to {}", path.display());
    figures.judge()
}

impl Figures {
    async fn add_bare(&mut self, url: &str) -> Outcome<()> {
        let started = std::time::Instant::now();
        let read = read_all(url).await?;
        self.bare.push(started.elapsed());
        println!("bare loop  {:?}", started.elapsed());
        self.expect_all(read)
    }

    async fn add_import(&mut self, url: &str) -> Outcome<()> {
        let url = url.to_owned();
        let run = tokio::task::spawn_blocking(move || import(&url)).await??;
        self.imports.push(run.took);
        println!(
            "import     {:?} (the sync alone {} ms), {} MiB",
            run.took,
            run.run_millis,
            run.peak_kib / 1024
        );
        self.run_millis.push(run.run_millis);
        self.peak_kib = self.peak_kib.max(run.peak_kib);
        self.expect_all(run.tasks)
    }

    fn expect_all(&self, read: usize) -> Outcome<()> {
        if read == self.issues {
            Ok(())
        } else {
            Err(format!("{read} of {} issues arrived", self.issues).into())
        }
    }

    fn runs(&self) -> Vec<Duration> {
        let millis = |millis: &i64| Duration::from_millis(u64::try_from(*millis).unwrap_or_default());
        self.run_millis.iter().map(millis).collect()
    }

    fn ratio(&self) -> f64 {
        figures::ratio(figures::median(&self.runs()), figures::median(&self.bare))
    }

    fn report(&self) -> String {
        let [bare, import] = [&self.bare, &self.imports].map(|all| figures::median(all).as_secs_f64());
        let runs = self.runs();
        let peak_mib = self.peak_kib / 1024;
        format!(
            "# First import from Linear, {issues} issues, {day}\n\nLinear takes at least {delay} ms for a page.\n\n\
             | what | median | all rounds |\n|---|---|---|\n\
             | bare loop: fetch and parse every page | {bare:.2} s | {bare_all} |\n\
             | the import into SQLite, by the log of runs | {run:.2} s | {run_all} |\n\
             | **ratio** | **{ratio:.2}** (at most {LONGEST}) | |\n\
             | the shell command around it, start and close included | {import:.2} s | {import_all} |\n\
             | peak memory of the import | {peak_mib} MiB (under {largest} MiB) | |\n\n\
             Both through the connector's own client, in turns, in one run of `import_linear`; simulated Linear, \
             bare loop and benchmark share one process, the import has its own.\n",
            issues = self.issues,
            run = figures::median(&runs).as_secs_f64(),
            run_all = figures::seconds(&runs),
            day = today(),
            delay = self.page_delay.as_millis(),
            bare_all = figures::seconds(&self.bare),
            import_all = figures::seconds(&self.imports),
            ratio = self.ratio(),
            largest = LARGEST_KIB / 1024,
        )
    }

    fn judge(&self) -> Outcome<()> {
        if self.ratio() > LONGEST {
            return Err(format!(
                "the import took {:.2} times as long as the bare loop",
                self.ratio()
            )
            .into());
        }
        if self.peak_kib >= LARGEST_KIB {
            return Err(format!("the import took {} MiB of memory", self.peak_kib / 1024).into());
        }
        Ok(())
    }
}

/// A workspace of so many issues, none of them archived.
fn live_workspace(issues: usize) -> Outcome<Linear> {
    let linear = sample_workspace(issues, TEAMS, 1);
    let archived = linear
        .issues()
        .into_iter()
        .filter(|issue| issue.archived_at.is_some());
    archived.for_each(|issue| linear.restore_issue(issue.id));
    let user = linear.users().first().ok_or("the workspace has no user")?.0;
    linear.add_key(KEY, user);
    Ok(linear)
}

/// Fetches and parses every page, and keeps nothing; answers how many issues there were.
async fn read_all(url: &str) -> Outcome<usize> {
    let connector = by_name("linear").ok_or("there is no connector called linear")?;
    let settings = connector
        .manifest()
        .validate(&BTreeMap::new())
        .map_err(|mistakes| format!("{mistakes:?}"))?;
    let call = Call {
        http: Http::new(HttpOptions::default())?,
        settings,
        secret: Secret::new(KEY),
        base_url: Some(url.to_owned()),
        clock: Arc::new(SystemClock),
    };
    let mut read = 0;
    let mut page = connector.pull(&call, None).await?;
    loop {
        read += page.issues.len();
        if !page.more {
            return Ok(read);
        }
        page = connector.pull(&call, Some(&page.next)).await?;
    }
}

/// How long an import took, how much memory, and how many tasks there were afterwards.
struct Import {
    took: Duration,
    /// The sync by its own log, in milliseconds.
    run_millis: i64,
    peak_kib: u64,
    tasks: usize,
}

/// Makes an installation in a fresh folder, connects it, and measures the first sync alone.
fn import(url: &str) -> Outcome<Import> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let secret = |name: &str, text: &str| -> Outcome<String> {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().ok_or("no folder for the report")?)?;
        fs::write(&path, text)?;
        Ok(path.display().to_string())
    };
    let password = secret("password", "correct horse battery staple")?;
    let key = secret("key", KEY)?;
    let product = child::product()?;
    let run = |arguments: &[&str]| child::run(&product, &data, url, arguments);

    run(&[
        "admin",
        "init",
        "--organisation",
        "Bench",
        "--timezone",
        "UTC",
        "--currency",
        "EUR",
        "--username",
        "admin",
        "--full-name",
        "Bench Admin",
        "--email",
        "admin@bench.example",
        "--password-file",
        &password,
    ])?;
    run(&["integration", "connect", "linear", "--key-file", &key])?;
    let sync = run(&["integration", "sync", "linear", "--wait"])?;
    let status = run(&["integration", "status", "linear", "--json"])?;
    let status: Value = serde_json::from_str(&status.said)?;
    let tasks = status["tasks"]
        .as_u64()
        .ok_or("the status does not say how many tasks there are")?;
    let [started, finished] =
        ["started_at", "finished_at"].map(|name| serde_json::from_value(status["last_run"][name].clone()));
    let (started, finished): (Instant, Instant) = (started?, finished?);
    Ok(Import {
        took: sync.took,
        run_millis: finished.as_millis() - started.as_millis(),
        peak_kib: sync.peak_kib,
        tasks: usize::try_from(tasks)?,
    })
}

fn today() -> String {
    Zone::utc().day_of(SystemClock.now()).to_string()
}

fn report_path(page_delay: Duration) -> PathBuf {
    let delay = match page_delay.as_millis() {
        0 => String::new(),
        delay => format!("-{delay}ms"),
    };
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("reports/import-linear-{}{delay}.md", today()))
}
