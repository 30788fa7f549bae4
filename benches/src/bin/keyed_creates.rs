//! Time entries created with an `Idempotency-Key` each, while the server is killed again and again.
//!
//! `cargo build && cargo run -p timetracker-benches --bin keyed_creates`, with the number of entries (20,000) and of
//! kills (5) as optional arguments; on PostgreSQL where `DATABASE_URL` names an empty database. Sixteen clients send
//! each request until they have its answer, through every kill and start. At the end there are as many entries as
//! requests, each made once, or this fails.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use timetracker_benches::{Outcome, child};
use timetracker_types::{Clock as _, SystemClock, Zone};
use tokio::sync::Mutex;
use tokio::time::sleep;

const CLIENTS: usize = 16;
const PASSWORD: &str = "a password for a benchmark";
/// The first entry's start, in Unix seconds; the others follow minute by minute.
const FIRST_START: i64 = 1_577_836_800;

/// What all clients share.
struct Run {
    url: String,
    token: String,
    project: i64,
    entries: usize,
    http: reqwest::Client,
    next: AtomicUsize,
    done: AtomicUsize,
    replayed: AtomicUsize,
    failed: AtomicUsize,
    ids: Mutex<BTreeSet<i64>>,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let entries: usize = arguments.next().map_or(Ok(20_000), |text| text.parse())?;
    let kills: usize = arguments.next().map_or(Ok(5), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let server = Server::new(folder.path())?;
    let (mut process, url) = server.start()?;
    let run = Arc::new(server.prepared(url, entries).await?);
    let started = Instant::now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| tokio::spawn(Arc::clone(&run).create_all()))
        .collect();
    for kill in 1..=kills {
        while run.done.load(Ordering::SeqCst) < entries * kill / (kills + 1) {
            sleep(Duration::from_millis(2)).await;
        }
        process.kill()?; // SIGKILL
        process.wait()?;
        process = server.start()?.0;
    }
    for client in clients {
        client.await??;
    }
    let took = started.elapsed();
    let total = run.total().await?;
    process.kill()?;
    process.wait()?;
    let text = run.report(kills, took, total).await;
    print!("{text}");
    let path = report_path(entries);
    fs::write(&path, text)?;
    println!("\nWritten to {}", path.display());
    let made = run.ids.lock().await.len();
    if (total, made) == (i64::try_from(entries)?, entries) {
        return Ok(());
    }
    Err(format!("{entries} requests made {total} entries, answered with {made} ids").into())
}

/// The product on one data folder and one port, to be started again and again.
struct Server {
    product: PathBuf,
    data: PathBuf,
    listen: String,
}

impl Server {
    fn new(folder: &Path) -> Outcome<Self> {
        // A port that was free a moment ago: the same for every start.
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let server = Self {
            product: child::product()?,
            data: folder.join("data"),
            listen: format!("127.0.0.1:{port}"),
        };
        let password = folder.join("password");
        fs::write(&password, PASSWORD)?;
        let mut init = vec![
            "admin",
            "init",
            "--organisation",
            "Bench",
            "--username",
            "bench",
            "--full-name",
            "Bench",
        ];
        let password = password.to_str().ok_or("the folder's path is not UTF-8")?;
        init.extend(["--email", "bench@example.org", "--password-file", password]);
        server.tell(&init)?;
        Ok(server)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.product);
        command
            .env("TIMETRACKER_DATA_DIR", &self.data)
            .env("TIMETRACKER_LISTEN", &self.listen)
            .env("TIMETRACKER_LOG", "error")
            .env("API_TOKEN_RATE_LIMIT_PER_MINUTE", "100000000")
            .env("API_TOKEN_RATE_LIMIT_PER_HOUR", "100000000");
        command
    }

    /// Runs a shell command to its end and returns what it printed.
    fn tell(&self, arguments: &[&str]) -> Outcome<String> {
        let output = self.command().args(arguments).stdin(Stdio::null()).output()?;
        if output.status.success() {
            return Ok(String::from_utf8(output.stdout)?.trim().to_owned());
        }
        Err(format!(
            "`timetracker {}`: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr)
        )
        .into())
    }

    /// Starts serving, waits until it does, and returns where.
    fn start(&self) -> Outcome<(Child, String)> {
        let mut process = self
            .command()
            .arg("serve")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let said = process.stdout.take().ok_or("no output")?;
        for line in BufReader::new(said).lines() {
            if let Some(url) = line?.strip_prefix("Listening on ") {
                return Ok((process, url.to_owned()));
            }
        }
        Err("the server did not start".into())
    }

    async fn prepared(&self, url: String, entries: usize) -> Outcome<Run> {
        let token = self.tell(&[
            "token",
            "create",
            "--user",
            "bench",
            "--name",
            "bench",
            "--scopes",
            "admin:all",
        ])?;
        let mut run = Run {
            url,
            token,
            project: 0,
            entries,
            http: reqwest::Client::builder()
                .timeout(Duration::from_secs(30))
                .build()?,
            next: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            replayed: AtomicUsize::new(0),
            failed: AtomicUsize::new(0),
            ids: Mutex::default(),
        };
        let client = run.made("clients", &json!({"name": "Bench"}), "client").await?;
        let project = json!({"name": "Bench", "client_id": client});
        run.project = run.made("projects", &project, "project").await?;
        Ok(run)
    }
}

impl Run {
    async fn made(&self, what: &str, body: &Value, one: &str) -> Outcome<i64> {
        let answer = self
            .http
            .post(format!("{}/api/v1/{what}", self.url))
            .bearer_auth(&self.token)
            .json(body);
        let answer: Value = answer.send().await?.json().await?;
        answer[one]["id"]
            .as_i64()
            .ok_or_else(|| format!("no {one} was made: {answer}").into())
    }

    /// What one client does: take the next entry, send it until it is answered.
    async fn create_all(self: Arc<Self>) -> Outcome<()> {
        loop {
            let number = self.next.fetch_add(1, Ordering::SeqCst);
            if number >= self.entries {
                return Ok(());
            }
            while !self.create(number).await? {
                self.failed.fetch_add(1, Ordering::SeqCst);
                sleep(Duration::from_millis(20)).await;
            }
            self.done.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// False where there was no answer, or one that says to come again.
    async fn create(&self, number: usize) -> Outcome<bool> {
        let utc = Zone::utc();
        let start = FIRST_START + i64::try_from(number)? * 60;
        let moment = |seconds: i64| utc.to_rfc3339(timetracker_types::Instant::from_millis(seconds * 1000));
        let body =
            json!({"project_id": self.project, "start_time": moment(start), "end_time": moment(start + 60)});
        let request = self
            .http
            .post(format!("{}/api/v1/time-entries", self.url))
            .bearer_auth(&self.token);
        let Ok(answer) = request
            .header("Idempotency-Key", format!("entry-{number}"))
            .json(&body)
            .send()
            .await
        else {
            return Ok(false);
        };
        let (status, replayed) = (
            answer.status(),
            answer.headers().contains_key("idempotent-replayed"),
        );
        let Ok(text) = answer.text().await else {
            return Ok(false);
        };
        if status.is_server_error() {
            return Ok(false);
        }
        let answer: Value = serde_json::from_str(&text)?;
        let id = answer["time_entry"]["id"].as_i64().filter(|_| status == 201);
        let id = id.ok_or_else(|| format!("entry {number} was answered {status}: {text}"))?;
        self.ids.lock().await.insert(id);
        self.replayed.fetch_add(usize::from(replayed), Ordering::SeqCst);
        Ok(true)
    }

    async fn total(&self) -> Outcome<i64> {
        let request = self
            .http
            .get(format!("{}/api/v1/time-entries?per_page=1", self.url))
            .bearer_auth(&self.token);
        let answer: Value = request.send().await?.json().await?;
        answer["pagination"]["total"]
            .as_i64()
            .ok_or_else(|| format!("no total: {answer}").into())
    }

    async fn report(&self, kills: usize, took: Duration, total: i64) -> String {
        let engine = if on_postgres() { "PostgreSQL" } else { "SQLite" };
        let build = if cfg!(debug_assertions) {
            "debug"
        } else {
            "release"
        };
        #[expect(clippy::cast_precision_loss, reason = "a rate is read with three digits")]
        let rate = self.entries as f64 / took.as_secs_f64();
        let rows = [
            ("requests, each with a key of its own", self.entries.to_string()),
            ("times that the server was killed (SIGKILL)", kills.to_string()),
            (
                "attempts without an answer, sent again",
                self.failed.load(Ordering::SeqCst).to_string(),
            ),
            (
                "of them done before: answered with the first answer",
                self.replayed.load(Ordering::SeqCst).to_string(),
            ),
            ("**entries afterwards**", format!("**{total}**")),
            (
                "different ids in the answers",
                self.ids.lock().await.len().to_string(),
            ),
            (
                "took",
                format!("{:.1} s, {rate:.0} a second, starts included", took.as_secs_f64()),
            ),
        ];
        let mut text = format!(
            "# Keyed creates through kills, {engine}, {build} build, {}\n\n| what | figure |\n|---|---|\n",
            today()
        );
        for (what, figure) in rows {
            let _ = writeln!(text, "| {what} | {figure} |"); // writing to a String cannot fail
        }
        text.push_str("\nSixteen clients beside the server on one machine, one run of `keyed_creates`.\n");
        text
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the server that is started here reads the same variable"
)]
fn on_postgres() -> bool {
    std::env::var_os("DATABASE_URL").is_some()
}

fn today() -> String {
    Zone::utc().day_of(SystemClock.now()).to_string()
}

fn report_path(entries: usize) -> PathBuf {
    let engine = if on_postgres() { "-postgres" } else { "" };
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("reports/keyed-creates-{entries}{engine}-{}.md", today()))
}
