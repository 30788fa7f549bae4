//! How quick the pages are on a large installation: 1,000,000 entries of 100 people on 100,000 tasks of 500 projects.
//!
//! `cargo build --release && cargo run --release -p timetracker-benches --bin pages`, with the number of entries
//! (1,000,000) and of requests for each page (200) as optional arguments; with the address of a PostgreSQL server in
//! `TIMETRACKER_TEST_POSTGRES` on both engines. Each page is asked for one request after the other over a kept
//! connection, so that a figure is the server's time and that of a loopback connection. Weights are those of the
//! answer as it travels, compressed with Brotli. With `hold` as a third argument the server stays until Enter is
//! pressed, for `e2e/speed`, which measures in a browser.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use timetracker_benches::installation::{Api, Installation};
use timetracker_benches::{Outcome, figures};
use timetracker_db::testing::Backend;
use timetracker_db::{Db, Engine, Kind, Params, Upsert, p};
use timetracker_types::{Clock as _, SystemClock, Zone};

const PEOPLE: i64 = 100;
const CLIENTS: i64 = 40;
const PROJECTS: i64 = 500;
const TASKS: i64 = 100_000;
/// Entries of a working day.
const A_DAY: i64 = 8;
const DAY_MS: i64 = 86_400_000;
/// Rows of one statement.
const AT_ONCE: usize = 5_000;
/// A password that nobody needs to guess; the same as `Installation` gives.
const PASSWORD: &str = "correct horse battery staple";

/// A page, and how long its median may take in milliseconds.
const PAGES: [(&str, &str, u64); 15] = [
    ("Today", "/", 10),
    ("Issues", "/issues", 10),
    ("Issues, the last page", "/issues?page=2000", 50),
    (
        "Issues, mine and not done",
        "/issues?assignee=me&state=todo&state=in_progress",
        50,
    ),
    ("Issues, searched by words", "/issues?q=words+task+99", 50),
    ("Board", "/issues/board", 50),
    ("a project", "/projects/7", 10),
    ("Projects", "/projects", 10),
    ("Entries, last 30 days", "/time-entries", 50),
    ("Entries, all time", "/time-entries?range=all", 50),
    ("Palette, by words", "/palette?q=words+about+task+99", 50),
    ("Palette, by identifier", "/palette?q=p7-12", 50),
    ("Report, this month", "/reports", 100),
    ("Report, all time, project and person", "/reports?range=all", 100),
    (
        "Report, all time, client and month",
        "/reports?range=all&by=client&then=month",
        100,
    ),
];
/// Reports that read every entry: told, and not judged.
const THOROUGH: [(&str, &str); 3] = [
    (
        "Report, all time, by week",
        "/reports?range=all&by=week&then=none",
    ),
    (
        "Report, all time, by issue",
        "/reports?range=all&by=task&then=none",
    ),
    ("Report, all time, by tag", "/reports?range=all&by=tag&then=none"),
];

struct Row {
    name: &'static str,
    took: Vec<Duration>,
    bytes: usize,
    most: Option<Duration>,
}

struct Figures {
    engine: &'static str,
    filled: Duration,
    rows: Vec<Row>,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let entries: i64 = arguments.next().map_or(Ok(1_000_000), |text| text.parse())?;
    let requests: usize = arguments.next().map_or(Ok(200), |text| text.parse())?;
    let hold = arguments.next().is_some_and(|word| word == "hold");
    let mut all = Vec::new();
    for backend in Backend::all() {
        all.push(measure(&backend, entries, requests, hold).await?);
    }
    let text = report(entries, requests, &all);
    print!("{text}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("reports/pages-{}.md", today()));
    fs::write(&path, text)?;
    println!("\nWritten to {}", path.display());
    all.iter().flat_map(|figures| &figures.rows).try_for_each(judge)
}

async fn measure(backend: &Backend, entries: i64, requests: usize, hold: bool) -> Outcome<Figures> {
    let installation = Installation::new(backend, "http://127.0.0.1:9/").await?;
    let token = installation.token("admin")?;
    let began = Instant::now();
    let db = installation.db().await?;
    fill(&db, entries).await?;
    let filled = began.elapsed();
    let server = installation.serve()?;
    Api::new(installation.url(), token)?.wait_for_server().await?;
    let browser = Browser::signed_in(&installation.url()).await?;
    if hold {
        println!(
            "{} waits; sign in as admin. Press Enter to go on.",
            installation.url()
        );
        std::io::stdin().read_line(&mut String::new())?;
    }
    let mut rows = Vec::new();
    for (name, path, most) in PAGES {
        let most = Some(Duration::from_millis(most));
        rows.push(browser.measure(name, path, requests, most).await?);
    }
    for (name, path) in THOROUGH {
        rows.push(browser.measure(name, path, 5, None).await?);
    }
    drop(server);
    db.close().await;
    installation.remove().await?;
    Ok(Figures {
        engine: match backend {
            Backend::Sqlite => "SQLite",
            Backend::Postgres(_) => "PostgreSQL",
        },
        filled,
        rows,
    })
}

/// Somebody with a session.
struct Browser {
    http: reqwest::Client,
    url: String,
    cookie: String,
}

impl Browser {
    async fn signed_in(url: &str) -> Outcome<Self> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_gzip()
            .no_brotli()
            .build()?;
        let form = format!("username=admin&password={}", PASSWORD.replace(' ', "+"));
        let answer = http
            .post(format!("{url}/sign-in"))
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await?;
        let cookies = answer.headers().get_all("set-cookie").iter();
        let cookie = cookies
            .filter_map(|value| value.to_str().ok()?.split(';').next())
            .find(|pair| pair.starts_with("tt_session="));
        let cookie = cookie.ok_or("signing in brought no session")?.to_owned();
        Ok(Self {
            http,
            url: url.to_owned(),
            cookie,
        })
    }

    /// Asks for a page as often, after a few times that are not counted.
    async fn measure(
        &self,
        name: &'static str,
        path: &str,
        requests: usize,
        most: Option<Duration>,
    ) -> Outcome<Row> {
        let mut row = Row {
            name,
            took: Vec::new(),
            bytes: 0,
            most,
        };
        for number in 0..requests + 3 {
            let began = Instant::now();
            let request = self.http.get(format!("{}{path}", self.url));
            let request = request
                .header("cookie", &self.cookie)
                .header("accept-encoding", "br");
            let answer = request.send().await?;
            let status = answer.status();
            row.bytes = answer.bytes().await?.len();
            if status != 200 {
                return Err(format!("{path} answered {status}").into());
            }
            if number >= 3 {
                row.took.push(began.elapsed());
            }
        }
        Ok(row)
    }
}

/// A chance that is the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: i64) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % u64::try_from(most.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}

async fn fill(db: &Db, entries: i64) -> Outcome<()> {
    let now = SystemClock.now().as_millis();
    write(
        db,
        &PERSON,
        (1..=PEOPLE).map(|n| {
            p![
                n + 1,
                format!("person{n}"),
                format!("Person Number {n}"),
                "user",
                "Europe/Berlin",
                now,
                now
            ]
        }),
    )
    .await?;
    write(
        db,
        &CLIENT,
        (1..=CLIENTS).map(|n| p![n, format!("Client {n}"), now, now]),
    )
    .await?;
    write(
        db,
        &PROJECT,
        (1..=PROJECTS).map(|n| {
            p![
                n,
                n % CLIENTS + 1,
                format!("Project {n}"),
                format!("P{n}"),
                n % 12,
                Some(40_000_000 + n),
                Some(8_000_i64),
                now,
                now
            ]
        }),
    )
    .await?;
    let states = [
        "todo",
        "in_progress",
        "review",
        "done",
        "done",
        "done",
        "done",
        "cancelled",
    ];
    let task = |n: i64| {
        let (key, number) = (n % PROJECTS + 1, n / PROJECTS + 1);
        let name = format!("P{key}-{number}: Words about task {n}");
        let state = states[usize::try_from(n % 8).unwrap_or(0)];
        p![
            n,
            key,
            name.clone(),
            format!("P{key}-{number}"),
            name.to_lowercase(),
            state,
            n % PEOPLE + 2,
            now,
            now
        ]
    };
    write(db, &TASK, (1..=TASKS).map(task)).await?;
    let numbered = (1_i64..).zip(days(entries, now)).map(|(id, entry)| {
        let mut row = p![id];
        row.extend(entry);
        row
    });
    write(db, &ENTRY, numbered).await?;
    if db.engine() == Engine::Postgres {
        db.exec("VACUUM ANALYZE", vec![]).await?;
    }
    Ok(())
}

/// The working days of everybody up to yesterday: each month on four projects, eight entries a day.
fn days(entries: i64, now: i64) -> impl Iterator<Item = Params> {
    let working_days = entries / PEOPLE / A_DAY;
    let midnight = now / DAY_MS * DAY_MS - DAY_MS;
    let mut dice = Dice(1);
    (0..working_days).rev().flat_map(move |ago| {
        let day = midnight - (ago / 5 * 7 + ago % 5) * DAY_MS;
        let month = ago / 21;
        let mut rows = Vec::new();
        for person in 1..=PEOPLE {
            let mut start = day + 7 * 3_600_000 + dice.below(30) * 60_000;
            for _ in 0..A_DAY {
                let seconds = 900 + dice.below(3_000);
                let project = (person * 37 + month * 11 + dice.below(4) * 101) % PROJECTS + 1;
                let task = (dice.below(6) + month * 6) % (TASKS / PROJECTS) * PROJECTS + project - 1;
                let tags = ["", "", "", "review", "meeting", "bug, review"]
                    [usize::try_from(dice.below(6)).unwrap_or(0)];
                let end = start + seconds * 1_000;
                let task = Some(task).filter(|task| *task > 0);
                rows.push(p![
                    person + 1,
                    project,
                    task,
                    start,
                    end,
                    seconds,
                    "Europe/Berlin",
                    "Some words about it",
                    tags,
                    dice.below(5) > 0,
                    start,
                    start
                ]);
                start = end + 300_000;
            }
        }
        rows
    })
}

const PERSON: Upsert = table(
    "users",
    &[
        ("id", Kind::Int),
        ("username", Kind::Text),
        ("full_name", Kind::Text),
        ("role", Kind::Text),
        ("timezone", Kind::Text),
        ("created_at", Kind::Int),
        ("updated_at", Kind::Int),
    ],
);
const CLIENT: Upsert = table(
    "clients",
    &[
        ("id", Kind::Int),
        ("name", Kind::Text),
        ("created_at", Kind::Int),
        ("updated_at", Kind::Int),
    ],
);
const PROJECT: Upsert = table(
    "projects",
    &[
        ("id", Kind::Int),
        ("client_id", Kind::Int),
        ("name", Kind::Text),
        ("code", Kind::Text),
        ("color", Kind::Int),
        ("budget_amount_minor", Kind::Int),
        ("hourly_rate_minor", Kind::Int),
        ("created_at", Kind::Int),
        ("updated_at", Kind::Int),
    ],
);
const TASK: Upsert = table(
    "tasks",
    &[
        ("id", Kind::Int),
        ("project_id", Kind::Int),
        ("name", Kind::Text),
        ("identifier", Kind::Text),
        ("search_text", Kind::Text),
        ("status", Kind::Text),
        ("assignee_id", Kind::Int),
        ("created_at", Kind::Int),
        ("updated_at", Kind::Int),
    ],
);
const ENTRY: Upsert = table(
    "time_entries",
    &[
        ("id", Kind::Int),
        ("user_id", Kind::Int),
        ("project_id", Kind::Int),
        ("task_id", Kind::Int),
        ("started_at", Kind::Int),
        ("ended_at", Kind::Int),
        ("duration_seconds", Kind::Int),
        ("timezone", Kind::Text),
        ("notes", Kind::Text),
        ("tags", Kind::Text),
        ("billable", Kind::Bool),
        ("created_at", Kind::Int),
        ("updated_at", Kind::Int),
    ],
);

const fn table(table: &'static str, columns: &'static [(&'static str, Kind)]) -> Upsert {
    Upsert {
        table,
        columns,
        conflict: &["id"],
        conflict_where: None,
        update: &[],
    }
}

async fn write(db: &Db, table: &Upsert, rows: impl Iterator<Item = Params>) -> Outcome<()> {
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let tx = db.begin_bulk().await?;
        for _ in 0..20 {
            let some: Vec<Params> = rows.by_ref().take(AT_ONCE).collect();
            if !some.is_empty() {
                tx.upsert(table, some).await?;
            }
        }
        tx.commit().await?;
    }
    Ok(())
}

fn report(entries: i64, requests: usize, all: &[Figures]) -> String {
    let mut text = format!("# Pages on {entries} entries and {TASKS} tasks, {}\n", today());
    for figures in all {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "\n## {}\n\n| page | p50 | p99 | may take | weight (Brotli) |\n|---|---|---|---|---|\n",
            figures.engine
        );
        for row in &figures.rows {
            let _ = writeln!(
                text,
                "| {} | {:.1} ms | {:.1} ms | {} | {:.1} KB |",
                row.name,
                milliseconds(figures::median(&row.took)),
                milliseconds(figures::percentile(&row.took, 99)),
                row.most
                    .map_or_else(|| "–".into(), |most| format!("{} ms", most.as_millis())),
                kilobytes(row.bytes),
            );
        }
        let _ = writeln!(
            text,
            "\nFilled in {:.0} s, triggers and indexes included.",
            figures.filled.as_secs_f64()
        );
    }
    let _ = write!(
        text,
        "\n{PEOPLE} people, {CLIENTS} clients, {PROJECTS} projects. {requests} requests a page (5 where nothing is \
         promised), one after the other over loopback, by `pages`; the time includes the connection and reading the \
         answer. Each page is one request; style sheet, script, font and icons are cached for ever.\n"
    );
    text
}

#[expect(clippy::cast_precision_loss, reason = "a size for people")]
fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1024.0
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn judge(row: &Row) -> Outcome<()> {
    let median = figures::median(&row.took);
    match row.most {
        Some(most) if median > most => Err(format!("{} took {median:?}, not {most:?}", row.name).into()),
        _ => Ok(()),
    }
}

fn today() -> String {
    Zone::utc().day_of(SystemClock.now()).to_string()
}
