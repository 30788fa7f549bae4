//! A PostgreSQL of our own for one run of the tests: made in a temporary folder, gone afterwards.
//!
//! The server runs below a small shell script that reads our end of a pipe. When we end, by whatever
//! way (done, failed, Ctrl-C, killed), the pipe closes, and the script stops the server and removes
//! its folder. PostgreSQL refuses to run as root; as root everything runs as the user `postgres`.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::machine::is_root;
use crate::tool::run_quietly;

/// How long a fresh server may take to answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// `$1` is the folder to remove, the rest the server to run.
const KEEPER: &str = r#"
trap '' INT TERM HUP
folder=$1; shift
"$@" >"$folder/log" 2>&1 &
cat >/dev/null
kill -INT $!
wait $!
rm -rf "$folder"
"#;

/// Nothing here has to survive a power cut, and many tests connect at once.
const SETTINGS: [&str; 6] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=300",
];

/// A running throw-away server; dropping it stops it and removes its data.
pub struct Postgres {
    keeper: Child,
    /// Where a superuser reaches it: `postgres://postgres@127.0.0.1:PORT/postgres`.
    pub url: String,
}

impl Postgres {
    /// Makes and starts a server with the programs of one folder.
    pub fn start(programs: &Path) -> Result<Self, String> {
        let folder = own_folder()?;
        let data = folder.join("data");
        if let Err(sentence) = make_cluster(programs, &data) {
            fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
            return Err(sentence);
        }
        let port = free_port().map_err(|error| format!("No free port on 127.0.0.1: {error}"))?;
        let mut keeper = as_postgres(Path::new("sh"));
        keeper
            .args(["-c", KEEPER, "keeper"])
            .arg(&folder)
            .arg(programs.join("postgres"));
        keeper.arg("-D").arg(&data).args(["-p", &port.to_string()]);
        keeper.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        let keeper = keeper.current_dir("/").stdin(Stdio::piped()).spawn();
        let keeper = keeper.map_err(|error| format!("PostgreSQL did not start: {error}"))?;
        let server = Self {
            keeper,
            url: format!("postgres://postgres@127.0.0.1:{port}/postgres"),
        };
        wait_until_ready(programs, port, &folder.join("log"))?;
        Ok(server)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("The throw-away PostgreSQL may still run: {error}");
        }
    }
}

fn make_cluster(programs: &Path, data: &Path) -> Result<String, String> {
    let options = [
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ];
    let mut initdb = as_postgres(&programs.join("initdb"));
    run_quietly(initdb.args(options).arg("--pgdata").arg(data).current_dir("/"))
}

fn as_postgres(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

/// A new empty folder below the temporary one, owned by whoever runs the server.
fn own_folder() -> Result<PathBuf, String> {
    let folder = std::env::temp_dir().join(format!("timetracker-test-postgres-{}", std::process::id()));
    fs::create_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    if is_root() {
        run_quietly(Command::new("chown").arg("postgres").arg(&folder))?;
    }
    Ok(folder)
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn wait_until_ready(programs: &Path, port: u16, log: &Path) -> Result<(), String> {
    let started = Instant::now();
    let port = port.to_string();
    let ready = || {
        run_quietly(Command::new(programs.join("pg_isready")).args([
            "-h",
            "127.0.0.1",
            "-U",
            "postgres",
            "-p",
            &port,
        ]))
    };
    while ready().is_err() {
        if started.elapsed() > PATIENCE {
            let log = fs::read_to_string(log).unwrap_or_default();
            return Err(format!(
                "PostgreSQL did not answer within {PATIENCE:?}. Its log:\n{log}"
            ));
        }
        sleep(Duration::from_millis(100));
    }
    Ok(())
}
