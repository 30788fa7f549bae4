//! The import of a great CSV file, against a bare loop that only inserts the same rows, prepared.
//!
//! `cargo build --release && cargo run --release -p timetracker-benches --bin import_csv`, with the number of
//! rows (1,000,000) and of rounds (1) as optional arguments; on PostgreSQL where `TIMETRACKER_TEST_POSTGRES`
//! names a server, beside SQLite. The bare loop writes finished rows into the product's own table with all
//! its indexes, through one prepared statement, in transactions of as many rows as the import's; it reads no
//! file, judges nothing and remembers nothing. What is judged: the import's rows a second are at least a
//! third of the loop's, its memory stays under 150 MiB, and the same file again brings nothing. The import is
//! the process `timetracker import csv`, start, upload and close included; a second one with `--zone` says
//! nothing new either. Timers of others: while the import runs, a small write is made every 100 ms, and the
//! longest wait is told.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;
use timetracker_benches::{Outcome, child, figures};
use timetracker_db::testing::{Backend, TestDb};
use timetracker_db::{Db, Engine, Kind, Location, Read as _, ToVal as _, Upsert, Val, p};
use timetracker_types::{Clock as _, SystemClock, Zone};

/// The import has at least this share of the bare loop's rows a second.
const LEAST_SHARE: f64 = 1.0 / 3.0;
const LARGEST_KIB: u64 = 150 * 1024;
/// Rows that share a transaction in the bare loop, as in the import.
const TOGETHER: usize = 2_000;
/// The first start: 2000-01-03, 08:00 UTC, in milliseconds.
const FIRST: i64 = 946_886_400_000;
/// From one start to the next, and how long each is, in milliseconds.
const STEP: i64 = 600_000;
const LENGTH: i64 = 540_000;

const ENTRIES: Upsert = Upsert {
    table: "time_entries",
    columns: &[
        ("import_key", Kind::Int),
        ("user_id", Kind::Int),
        ("project_id", Kind::Int),
        ("task_id", Kind::Int),
        ("started_at", Kind::Int),
        ("ended_at", Kind::Int),
        ("break_seconds", Kind::Int),
        ("duration_seconds", Kind::Int),
        ("timezone", Kind::Text),
        ("notes", Kind::Text),
        ("tags", Kind::Text),
        ("source", Kind::Text),
        ("billable", Kind::Bool),
        ("created_at", Kind::Int),
        ("updated_at", Kind::Int),
    ],
    conflict: &["user_id", "import_key"],
    conflict_where: Some("import_key IS NOT NULL AND deleted_at IS NULL"),
    update: &[],
};

struct Round {
    bare: Duration,
    import: child::Run,
    again: child::Run,
    longest_wait: Duration,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let rows: i64 = arguments.next().map_or(Ok(1_000_000), |text| text.parse())?;
    let rounds: usize = arguments.next().map_or(Ok(1), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("entries.csv");
    write_file(&file, rows)?;
    let mut report = format!(
        "# Import of a CSV file\n\n{}, {rows} rows, {} MB\n",
        Zone::utc().day_of(SystemClock.now()),
        fs::metadata(&file)?.len() / 1_000_000
    );
    let mut verdict = Ok(());
    for backend in Backend::all() {
        let mut measured = Vec::new();
        for _ in 0..rounds {
            measured.push(round(&backend, &file, rows).await?);
        }
        let (text, judged) = told(&backend, &measured, rows);
        println!("{text}");
        report.push_str(&text);
        verdict = verdict.and(judged);
    }
    let path = report_path();
    fs::write(&path, report)?;
    println!("Written to {}", path.display());
    verdict
}

/// Rows as another tracker would write them: sorted, on a hundred projects, with notes and tags.
fn write_file(path: &Path, rows: i64) -> Outcome<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "project_id,start_time,end_time,notes,tags,billable")?;
    for row in 0..rows {
        let start = timetracker_types::Instant::from_millis(FIRST + row * STEP);
        let end = timetracker_types::Instant::from_millis(FIRST + row * STEP + LENGTH);
        writeln!(
            out,
            "P{},{},{},\"Work number {row}, as it was done\",\"a, b\",yes",
            row % 100,
            start.to_rfc3339(),
            end.to_rfc3339()
        )?;
    }
    Ok(out.flush()?)
}

async fn round(backend: &Backend, file: &Path, rows: i64) -> Outcome<Round> {
    let bare = bare(backend, rows).await?;
    println!("bare loop {bare:?}");
    let place = Place::new(backend).await?;
    let db = place.db().await?;
    prepare(&db).await?;
    let watching = tokio::spawn(longest_wait(db.clone()));
    let import = place.import(file)?;
    watching.abort();
    let longest_wait = Duration::from_millis(u64::try_from(longest(&db).await?)?);
    println!(
        "import {:?}, {} MiB: {}",
        import.took,
        import.peak_kib / 1024,
        import.said.trim()
    );
    expect(&import.said, "created", rows)?;
    let again = place.import(file)?;
    println!(
        "again {:?}, {} MiB: {}",
        again.took,
        again.peak_kib / 1024,
        again.said.trim()
    );
    expect(&again.said, "created", 0)?;
    expect(&again.said, "already_present", rows)?;
    db.close().await;
    place.remove().await?;
    Ok(Round {
        bare,
        import,
        again,
        longest_wait,
    })
}

fn expect(said: &str, name: &str, rows: i64) -> Outcome<()> {
    let value: Value = serde_json::from_str(said)?;
    if value[name] == rows {
        Ok(())
    } else {
        Err(format!("{name} should be {rows}: {said}").into())
    }
}

/// The same rows into the same table of a fresh database.
async fn bare(backend: &Backend, rows: i64) -> Outcome<Duration> {
    let place = Place::new(backend).await?;
    let db = place.db().await?;
    prepare(&db).await?;
    let started = Instant::now();
    for first in (0..rows).step_by(TOGETHER) {
        let last = (first + i64::try_from(TOGETHER)?).min(rows);
        let tx = db.begin_bulk().await?;
        let batch: Vec<Vec<Val>> = (first..last).map(bare_row).collect();
        if db.engine() == Engine::Sqlite {
            tx.upsert(&ENTRIES, batch).await?;
        } else {
            for row in batch {
                tx.exec(INSERT, row).await?;
            }
        }
        tx.commit().await?;
    }
    let took = started.elapsed();
    db.close().await;
    place.remove().await?;
    Ok(took)
}

const INSERT: &str =
    "INSERT INTO time_entries (import_key, user_id, project_id, task_id, started_at, ended_at,
    break_seconds, duration_seconds, timezone, notes, tags, source, billable, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";

fn bare_row(row: i64) -> Vec<Val> {
    let start = FIRST + row * STEP;
    vec![
        start.to_val(),
        1_i64.to_val(),
        (row % 100 + 1).to_val(),
        None::<i64>.to_val(),
        start.to_val(),
        (start + LENGTH).to_val(),
        0_i64.to_val(),
        (LENGTH / 1000).to_val(),
        "UTC".to_val(),
        format!("Work number {row}, as it was done").to_val(),
        "a, b".to_val(),
        "import".to_val(),
        true.to_val(),
        FIRST.to_val(),
        FIRST.to_val(),
    ]
}

/// A client and a hundred projects, and a line that others write to.
async fn prepare(db: &Db) -> Outcome<()> {
    let tx = db.begin().await?;
    let client = "INSERT INTO clients (name, created_at, updated_at) VALUES ('Bench', 0, 0) RETURNING id";
    let client: i64 = tx.scalar(client, p![]).await?;
    for number in 0..100_i64 {
        let sql =
            "INSERT INTO projects (client_id, name, code, created_at, updated_at) VALUES ($1, $2, $2, 0, 0)";
        tx.exec(sql, p![client, format!("P{number}")]).await?;
    }
    tx.exec(
        "INSERT INTO installation (name, value) VALUES ('bench', '0')",
        p![],
    )
    .await?;
    Ok(tx.commit().await?)
}

/// Somebody else's small write every 100 ms; keeps how long the slowest took.
async fn longest_wait(db: Db) {
    let mut longest = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let started = Instant::now();
        let sql = "UPDATE installation SET value = $1 WHERE name = 'bench'";
        let kept = db.exec(sql, p![i64::to_string(&longest)]).await;
        if kept.is_ok() {
            longest = longest.max(i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX));
        }
    }
}

async fn longest(db: &Db) -> Outcome<i64> {
    let text: String = db
        .scalar("SELECT value FROM installation WHERE name = 'bench'", p![])
        .await?;
    Ok(text.parse()?)
}

/// An installation of the product with an administrator called admin.
struct Place {
    folder: tempfile::TempDir,
    database: Option<TestDb>,
}

impl Place {
    async fn new(backend: &Backend) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let database = match backend {
            Backend::Sqlite => None,
            postgres @ Backend::Postgres(_) => Some(postgres.create(&[]).await?),
        };
        let place = Self { folder, database };
        fs::create_dir_all(place.data())?;
        let password = place.folder.path().join("password");
        fs::write(&password, "correct horse battery staple")?;
        place.run(&[
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
            &password.display().to_string(),
        ])?;
        Ok(place)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn url(&self) -> Option<String> {
        match self
            .database
            .as_ref()
            .map(|database| &database.options().location)
        {
            Some(Location::Postgres(url)) => Some(url.clone()),
            _ => None,
        }
    }

    fn run(&self, arguments: &[&str]) -> Outcome<child::Run> {
        let url = self.url();
        let place = child::Place {
            product: &child::product()?,
            data: &self.data(),
            linear_url: "http://127.0.0.1:9/",
            database_url: url.as_deref(),
        };
        child::run(&place, arguments)
    }

    fn import(&self, file: &Path) -> Outcome<child::Run> {
        let file = file.display().to_string();
        tokio::task::block_in_place(|| self.run(&["import", "csv", &file, "--user", "admin", "--json"]))
    }

    async fn db(&self) -> Outcome<Db> {
        Ok(match self.url() {
            None => {
                Db::open(timetracker_db::Options::sqlite(
                    self.data().join("timetracker.db"),
                ))
                .await?
            }
            Some(url) => Db::open(timetracker_db::Options::postgres(url)).await?,
        })
    }

    async fn remove(self) -> Outcome<()> {
        if let Some(database) = self.database {
            database.remove().await?;
        }
        Ok(())
    }
}

fn told(backend: &Backend, rounds: &[Round], rows: i64) -> (String, Outcome<()>) {
    let name = match backend {
        Backend::Sqlite => "SQLite",
        Backend::Postgres(_) => "PostgreSQL",
    };
    let median = |of: fn(&Round) -> Duration| figures::median(&rounds.iter().map(of).collect::<Vec<_>>());
    let (bare, import, again) = (
        median(|round| round.bare),
        median(|round| round.import.took),
        median(|round| round.again.took),
    );
    let peak = rounds
        .iter()
        .map(|round| round.import.peak_kib.max(round.again.peak_kib))
        .max()
        .unwrap_or(0);
    let waited = rounds
        .iter()
        .map(|round| round.longest_wait)
        .max()
        .unwrap_or_default();
    let share = 1.0 / figures::ratio(import, bare);
    #[expect(clippy::cast_precision_loss, reason = "rows are counted in millions")]
    let speed = |took: Duration| rows as f64 / took.as_secs_f64() / 1000.0;
    let text = format!(
        "\n## {name}\n\n| what | time | thousand rows a second |\n|---|---|---|\n\
         | bare prepared insert loop | {:.2} s | {:.1} |\n| the import, process start to end | {:.2} s | {:.1} |\n\
         | **its share of the loop** | **{share:.2}** (at least {LEAST_SHARE:.2}) | |\n\
         | the same file again: 0 new | {:.2} s | {:.1} |\n\
         | peak memory | {} MiB (under {} MiB) | |\n\
         | longest wait of a small write meanwhile | {} ms | |\n",
        bare.as_secs_f64(),
        speed(bare),
        import.as_secs_f64(),
        speed(import),
        again.as_secs_f64(),
        speed(again),
        peak / 1024,
        LARGEST_KIB / 1024,
        waited.as_millis(),
    );
    let judged = if share < LEAST_SHARE {
        Err(format!("{name}: the import has only {share:.2} of the bare loop's speed").into())
    } else if peak >= LARGEST_KIB {
        Err(format!("{name}: the import took {} MiB of memory", peak / 1024).into())
    } else {
        Ok(())
    };
    (text, judged)
}

fn report_path() -> PathBuf {
    let day = Zone::utc().day_of(SystemClock.now());
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("reports/import-csv-{day}.md"))
}
