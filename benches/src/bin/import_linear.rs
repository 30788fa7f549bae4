//! The first import of a Linear workspace, against a bare loop that only fetches and parses the same pages.
//!
//! `cargo build --release && cargo run --release -p timetracker-benches --bin import_linear`, with the
//! number of issues (10,000), of rounds (5) and of milliseconds that Linear takes for a page at least (0, the
//! harshest; the real one takes some hundreds) as optional arguments. With the address of a PostgreSQL server
//! in `TIMETRACKER_TEST_POSTGRES` the import goes into a fresh database there as well. Both sides read the
//! same simulated Linear through the connector's own client: same queries, same page size. A round is one bare
//! loop and one import into each fresh database, in turns first. What is judged is the run itself, from its
//! begin to its end as the log of runs tells it: in a server nothing starts for it. The whole process
//! `timetracker integration sync linear --wait`, start and close included, is reported beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use linear_sim::{Linear, sample_workspace};
use serde_json::Value;
use timetracker_benches::child::Place;
use timetracker_benches::{Outcome, child, figures};
use timetracker_connectors::{Call, Http, HttpOptions, Secret, by_name};
use timetracker_db::Location;
use timetracker_db::testing::Backend;
use timetracker_types::{Clock, Instant, SystemClock, Zone};

/// The key that the simulated workspace accepts.
const KEY: &str = "lin_api_bench_0123456789abcdefghijklmnop";
const TEAMS: usize = 4;
/// An import may take this many times as long as the bare loop.
const LONGEST: f64 = 1.25;
/// And this much memory.
const LARGEST_KIB: u64 = 150 * 1024;

struct Figures {
    linear: Linear,
    issues: usize,
    page_delay: Duration,
    bare: Vec<Duration>,
    engines: Vec<Engine>,
}

/// The imports into one kind of database.
struct Engine {
    backend: Backend,
    /// The whole process, start and close included.
    imports: Vec<Duration>,
    /// The runs of the sync, from the begin of the first to the end of the last.
    runs: Vec<Duration>,
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
    let server = linear.clone().serve(([127, 0, 0, 1], 0).into()).await?;
    let mut figures = Figures {
        linear,
        issues,
        page_delay,
        bare: Vec::new(),
        engines: Backend::all().into_iter().map(Engine::new).collect(),
    };
    for round in 0..rounds {
        let import_first = round % 2 == 1;
        if import_first {
            figures.add_imports(&server.url).await?;
        }
        figures.add_bare(&server.url).await?;
        if !import_first {
            figures.add_imports(&server.url).await?;
        }
    }
    let text = figures.report();
    print!("{text}");
    let path = report_path(issues, page_delay);
    fs::create_dir_all(path.parent().ok_or("no folder for the report")?)?;
    fs::write(&path, text)?;
    println!("\nWritten to {}", path.display());
    figures.judge()
}

impl Engine {
    fn new(backend: Backend) -> Self {
        Self {
            backend,
            imports: Vec::new(),
            runs: Vec::new(),
            peak_kib: 0,
        }
    }

    fn name(&self) -> &'static str {
        match self.backend {
            Backend::Sqlite => "SQLite",
            Backend::Postgres(_) => "PostgreSQL",
        }
    }

    /// Imports into a fresh database; answers how many tasks there were afterwards.
    async fn import(&mut self, url: &str) -> Outcome<usize> {
        let database = match &self.backend {
            Backend::Sqlite => None,
            postgres @ Backend::Postgres(_) => Some(postgres.create(&[]).await?),
        };
        let database_url = database
            .as_ref()
            .and_then(|database| match &database.options().location {
                Location::Postgres(url) => Some(url.clone()),
                Location::Sqlite(_) => None,
            });
        let linear_url = url.to_owned();
        let done =
            tokio::task::spawn_blocking(move || import(&linear_url, database_url.as_deref())).await??;
        if let Some(database) = database {
            database.remove().await?;
        }
        println!(
            "{:<10} {:?} (the sync alone {:?}), {} MiB",
            self.name(),
            done.took,
            done.run,
            done.peak_kib / 1024
        );
        self.imports.push(done.took);
        self.runs.push(done.run);
        self.peak_kib = self.peak_kib.max(done.peak_kib);
        Ok(done.tasks)
    }

    fn ratio(&self, bare: &[Duration]) -> f64 {
        figures::ratio(figures::median(&self.runs), figures::median(bare))
    }

    fn lines(&self, bare: &[Duration]) -> String {
        let name = self.name();
        format!(
            "| the import into {name}, by the log of runs | {:.2} s | {} |\n\
             | **ratio** | **{:.2}** (at most {LONGEST}) | |\n\
             | the shell command around it, start and close included | {:.2} s | {} |\n\
             | peak memory of that import | {} MiB (under {} MiB) | |\n",
            figures::median(&self.runs).as_secs_f64(),
            figures::seconds(&self.runs),
            self.ratio(bare),
            figures::median(&self.imports).as_secs_f64(),
            figures::seconds(&self.imports),
            self.peak_kib / 1024,
            LARGEST_KIB / 1024,
        )
    }

    fn judge(&self, bare: &[Duration]) -> Outcome<()> {
        let (name, ratio) = (self.name(), self.ratio(bare));
        if ratio > LONGEST {
            return Err(
                format!("the import into {name} took {ratio:.2} times as long as the bare loop").into(),
            );
        }
        if self.peak_kib >= LARGEST_KIB {
            return Err(format!(
                "the import into {name} took {} MiB of memory",
                self.peak_kib / 1024
            )
            .into());
        }
        Ok(())
    }
}

impl Figures {
    async fn add_bare(&mut self, url: &str) -> Outcome<()> {
        self.refill();
        let started = std::time::Instant::now();
        let read = read_all(url).await?;
        self.bare.push(started.elapsed());
        println!("bare loop  {:?}", started.elapsed());
        expect_all(self.issues, read)
    }

    async fn add_imports(&mut self, url: &str) -> Outcome<()> {
        for engine in &mut self.engines {
            self.linear.advance(Duration::from_hours(2));
            expect_all(self.issues, engine.import(url).await?)?;
        }
        Ok(())
    }

    /// Two hours later by Linear's clock: nobody is to be slowed down by what others have spent.
    fn refill(&self) {
        self.linear.advance(Duration::from_hours(2));
    }

    fn report(&self) -> String {
        let bare = figures::median(&self.bare).as_secs_f64();
        let engines: String = self
            .engines
            .iter()
            .map(|engine| engine.lines(&self.bare))
            .collect();
        format!(
            "# First import from Linear, {issues} issues, {day}\n\nLinear takes at least {delay} ms for a page.\n\n\
             | what | median | all rounds |\n|---|---|---|\n\
             | bare loop: fetch and parse every page | {bare:.2} s | {bare_all} |\n{engines}\n\
             All through the connector's own client, in turns, in one run of `import_linear`; simulated Linear, \
             bare loop and benchmark share one process, each import has its own, and so has PostgreSQL.\n",
            issues = self.issues,
            day = today(),
            delay = self.page_delay.as_millis(),
            bare_all = figures::seconds(&self.bare),
        )
    }

    fn judge(&self) -> Outcome<()> {
        self.engines
            .iter()
            .try_for_each(|engine| engine.judge(&self.bare))
    }
}

fn expect_all(issues: usize, read: usize) -> Outcome<()> {
    if read == issues {
        Ok(())
    } else {
        Err(format!("{read} of {issues} issues arrived").into())
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
    /// The sync by its own log.
    run: Duration,
    peak_kib: u64,
    tasks: usize,
}

/// Makes an installation in a fresh folder, connects it, and measures the first sync alone.
fn import(url: &str, database_url: Option<&str>) -> Outcome<Import> {
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
    let place = Place {
        product: &product,
        data: &data,
        linear_url: url,
        database_url,
    };
    let run = |arguments: &[&str]| child::run(&place, arguments);

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
    let runs = run(&["integration", "runs", "linear", "--json"])?;
    Ok(Import {
        took: sync.took,
        run: from_first_to_last(&serde_json::from_str::<Vec<Value>>(&runs.said)?)?,
        peak_kib: sync.peak_kib,
        tasks: usize::try_from(tasks)?,
    })
}

/// From the begin of the first run to the end of the last.
fn from_first_to_last(runs: &[Value]) -> Outcome<Duration> {
    let all = |name: &str| -> Outcome<Vec<Instant>> {
        let read = |run: &Value| serde_json::from_value(run[name].clone());
        Ok(runs.iter().map(read).collect::<Result<_, _>>()?)
    };
    let started = all("started_at")?.into_iter().min().ok_or("no run is logged")?;
    let finished = all("finished_at")?.into_iter().max().ok_or("no run is logged")?;
    let millis = finished.as_millis() - started.as_millis();
    Ok(Duration::from_millis(u64::try_from(millis)?))
}

fn today() -> String {
    Zone::utc().day_of(SystemClock.now()).to_string()
}

fn report_path(issues: usize, page_delay: Duration) -> PathBuf {
    let delay = match page_delay.as_millis() {
        0 => String::new(),
        delay => format!("-{delay}ms"),
    };
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("reports/import-linear-{}-{issues}{delay}.md", today()))
}
