//! `cargo xtask fuzz`: Schemathesis reads the document of a running demo and tries to prove it wrong.
//!
//! Schemathesis is a Python program; it is installed into `target/fuzz`, once. The demo is a fresh one, on a port of its
//! own, without limits on calls. What it finds is told with a curl command for each.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::repository;
use crate::tool::{cargo, find, run, run_quietly};

/// The version that the figures in `benches/reports` are of.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";
/// How long it runs where nothing is said, in minutes.
const USUAL: u32 = 10;

/// Runs it for so many minutes.
pub fn run_fuzz(minutes: Option<&str>) -> Result<(), String> {
    let minutes: u32 = minutes
        .map_or(Ok(USUAL), str::parse)
        .map_err(|_| "Send a number of minutes.".to_owned())?;
    let program = provide()?;
    run(cargo().args(["build", "--package", "timetracker", "--bins"]))?;
    let demo = Demo::start()?;
    let token = demo.token()?;
    run(Command::new(program)
        .arg("--config-file")
        .arg(repository().join("crates/xtask/schemathesis.toml"))
        .arg("run")
        .arg(format!("{}/api/openapi.json", demo.url))
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args(["--max-time", &(minutes * 60).to_string()])
        // It may not lock itself out: by six wrong passwords, or by revoking its own token.
        .args(["--exclude-path-regex", "auth/login|tokens/"])
        .args(["--output-sanitize", "false", "--request-timeout", "30"])
        .current_dir(repository().join("target/fuzz")))
}

/// Schemathesis, installed where it is not yet.
fn provide() -> Result<PathBuf, String> {
    let folder = repository().join("target/fuzz");
    let program = folder.join("bin/st");
    if !program.is_file() {
        let python =
            find(&["python3", "python"]).ok_or("Schemathesis needs Python 3.10 or newer: install it.")?;
        run(Command::new(python).args(["-m", "venv"]).arg(&folder))?;
        run(Command::new(folder.join("bin/pip")).args(["install", "--quiet", SCHEMATHESIS]))?;
    }
    Ok(program)
}

/// A demo of its own; dropping it stops it.
struct Demo {
    process: Child,
    data: PathBuf,
    url: String,
}

impl Demo {
    fn start() -> Result<Self, String> {
        let broken = |error: std::io::Error| format!("The demo did not start: {error}");
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|socket| socket.local_addr())
            .map_err(broken)?
            .port();
        let listen = format!("127.0.0.1:{port}");
        let mut process = product()
            .args(["demo", "--listen", &listen])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(broken)?;
        let said = process.stdout.take().ok_or("The demo says nothing.")?;
        let mut lines = BufReader::new(said).lines().map_while(Result::ok);
        // It says where it listens, and then where its data is.
        let data = lines.find_map(|line| Some(line.strip_prefix("Data: ")?.split(',').next()?.into()));
        let data: PathBuf = data.ok_or("The demo ended before it listened.")?;
        Ok(Self {
            process,
            data,
            url: format!("http://{listen}"),
        })
    }

    fn token(&self) -> Result<String, String> {
        let arguments = [
            "token", "create", "--user", "jo", "--name", "fuzz", "--scopes", "*",
        ];
        Ok(
            run_quietly(product().args(arguments).arg("--data-dir").arg(&self.data))?
                .trim()
                .to_owned(),
        )
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // Asked, not killed: it removes its data.
        let _ = run_quietly(Command::new("kill").arg(self.process.id().to_string()));
        let _ = self.process.wait();
    }
}

fn product() -> Command {
    let mut product = Command::new(repository().join("target/debug/timetracker"));
    product
        .env("TIMETRACKER_LOG", "warn")
        .env("API_TOKEN_RATE_LIMIT_PER_MINUTE", "100000000")
        .env("API_TOKEN_RATE_LIMIT_PER_HOUR", "100000000");
    product
}
