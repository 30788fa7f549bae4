//! An installation of the product in a fresh folder, beside a simulated Linear, and its server as a process.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use timetracker_db::testing::{Backend, TestDb};
use timetracker_db::{Db, Location, Options};

use crate::child::{self, Place};
use crate::{Outcome, child::Run};

/// How long a server may take until it answers.
const PATIENCE: Duration = Duration::from_mins(1);
/// More calls than any benchmark makes.
const CALLS: &str = "100000000";

/// A set-up installation: one administrator, called `admin`.
pub struct Installation {
    folder: tempfile::TempDir,
    product: PathBuf,
    linear_url: String,
    database: Option<TestDb>,
    port: u16,
}

impl Installation {
    /// On a fresh database of this kind.
    pub async fn new(backend: &Backend, linear_url: &str) -> Outcome<Self> {
        let database = match backend {
            Backend::Sqlite => None,
            postgres @ Backend::Postgres(_) => Some(postgres.create(&[]).await?),
        };
        let made = Self {
            folder: tempfile::tempdir()?,
            product: child::product()?,
            linear_url: linear_url.to_owned(),
            database,
            port: free_port()?,
        };
        let password = made.file("password", "correct horse battery staple")?;
        let who = [
            "--username",
            "admin",
            "--full-name",
            "Bench Admin",
            "--email",
            "admin@bench.example",
        ];
        let what = [
            "admin",
            "init",
            "--organisation",
            "Bench",
            "--timezone",
            "UTC",
            "--currency",
            "EUR",
        ];
        made.run(&[&what[..], &who[..], &["--password-file", &password]].concat())?;
        Ok(made)
    }

    /// Writes a small file and answers where it is.
    pub fn file(&self, name: &str, text: &str) -> Outcome<String> {
        let path = self.folder.path().join(name);
        fs::write(&path, text)?;
        Ok(path.display().to_string())
    }

    fn database_url(&self) -> Option<String> {
        match &self.database.as_ref()?.options().location {
            Location::Postgres(url) => Some(url.clone()),
            Location::Sqlite(_) => None,
        }
    }

    fn with_place<T>(&self, act: impl FnOnce(&Place<'_>) -> Outcome<T>) -> Outcome<T> {
        let (data, database_url) = (self.folder.path().join("data"), self.database_url());
        act(&Place {
            product: &self.product,
            data: &data,
            linear_url: &self.linear_url,
            database_url: database_url.as_deref(),
        })
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Outcome<Run> {
        self.with_place(|place| child::run(place, arguments))
    }

    /// Connects Linear; a server that runs begins the first sync.
    pub fn connect(&self, key: &str) -> Outcome<()> {
        let key = self.file("key", key)?;
        self.run(&["integration", "connect", "linear", "--key-file", &key])
            .map(drop)
    }

    /// Adds a person with the usual role.
    pub fn add_person(&self, name: &str, email: &str) -> Outcome<()> {
        let password = self.file("password", "correct horse battery staple")?;
        let who = ["--username", name, "--full-name", name, "--email", email];
        self.run(&[&["user", "add"][..], &who[..], &["--password-file", &password]].concat())
            .map(drop)
    }

    /// A token of a person that opens everything they may do.
    pub fn token(&self, person: &str) -> Outcome<String> {
        let made = self.run(&[
            "token", "create", "--user", person, "--name", "bench", "--scopes", "*",
        ])?;
        Ok(made.said.trim().to_owned())
    }

    /// Where the server answers.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts the server as a process; it needs a moment until it answers.
    pub fn serve(&self) -> Outcome<Server> {
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.path().join("server.log"))?;
        let listen = format!("127.0.0.1:{}", self.port);
        let child = self.with_place(|place| {
            let mut command = place.command(&["serve"]);
            command
                .env("TIMETRACKER_LISTEN", listen)
                .env("API_TOKEN_RATE_LIMIT_PER_MINUTE", CALLS)
                .env("API_TOKEN_RATE_LIMIT_PER_HOUR", CALLS)
                .stdout(Stdio::null())
                .stderr(log);
            Ok(command.spawn()?)
        })?;
        Ok(Server { child })
    }

    /// What the server has logged so far, the last lines of it.
    pub fn log(&self) -> String {
        let log = fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    /// The database, opened once more.
    pub async fn db(&self) -> Outcome<Db> {
        let options = match &self.database {
            Some(database) => database.options().clone(),
            None => Options::sqlite(self.sqlite_file()?),
        };
        Ok(Db::open(options).await?)
    }

    fn sqlite_file(&self) -> Outcome<PathBuf> {
        let entries = fs::read_dir(self.folder.path().join("data"))?;
        let mut files = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let found = files.find(|path| path.extension().is_some_and(|ending| ending == "db"));
        found.ok_or_else(|| "the data folder holds no database".into())
    }

    /// Removes what was made.
    pub async fn remove(self) -> Outcome<()> {
        if let Some(database) = self.database {
            database.remove().await?;
        }
        Ok(())
    }
}

/// The server's process. Dropping it kills it.
pub struct Server {
    child: Child,
}

impl Server {
    /// The process's id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once, as `kill -9` does.
    pub fn kill(mut self) -> Outcome<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already: then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program that calls the API with a token.
#[derive(Clone)]
pub struct Api {
    http: reqwest::Client,
    url: String,
    token: String,
}

impl Api {
    /// At this address, with this token.
    pub fn new(url: String, token: String) -> Outcome<Self> {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(20))
            .build()?;
        Ok(Self { http, url, token })
    }

    /// Sends a request; the status and the body.
    pub async fn call(
        &self,
        method: reqwest::Method,
        path: &str,
        body: Option<Value>,
    ) -> Outcome<(u16, Value)> {
        let request = self
            .http
            .request(method, format!("{}{path}", self.url))
            .bearer_auth(&self.token);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        Ok((status, answer.json().await.unwrap_or_default()))
    }

    /// GET that succeeds.
    pub async fn get(&self, path: &str) -> Outcome<Value> {
        expect_success(path, self.call(reqwest::Method::GET, path, None).await?)
    }

    /// POST that succeeds.
    pub async fn post(&self, path: &str, body: Value) -> Outcome<Value> {
        expect_success(path, self.call(reqwest::Method::POST, path, Some(body)).await?)
    }

    /// Waits until the server answers.
    pub async fn wait_for_server(&self) -> Outcome<()> {
        let started = Instant::now();
        while self.get("/api/v1/health").await.is_err() {
            if started.elapsed() > PATIENCE {
                return Err("the server does not answer".into());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }

    /// How Linear's connection is doing.
    pub async fn linear(&self) -> Outcome<Value> {
        Ok(self.get("/api/v1/integrations/linear").await?["integration"]["status"].clone())
    }
}

fn expect_success(path: &str, (status, body): (u16, Value)) -> Outcome<Value> {
    match status {
        200..300 => Ok(body),
        _ => Err(format!("{path} answered {status}: {body}").into()),
    }
}

/// A port that nobody uses now.
fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
