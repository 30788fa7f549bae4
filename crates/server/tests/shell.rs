//! The program as a shell sees it: what it prints, how it ends, and that it works beside a running server.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_timetracker");

/// A command that inherits nothing of this machine's configuration.
fn timetracker(folder: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .env_clear()
        .env("TIMETRACKER_DATA_DIR", folder)
        .stdin(Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    timetracker(folder).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The one sentence of a command that failed.
#[track_caller]
fn complaint(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    assert_eq!(out(output), "", "nothing on stdout");
    text
}

/// The sentence after the log lines of a server that tried for a while.
#[track_caller]
fn complaint_after_warnings(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8_lossy(&output.stderr)
        .lines()
        .last()
        .unwrap_or("")
        .to_owned()
}

#[track_caller]
fn done(output: impl std::borrow::Borrow<Output>) -> String {
    let output = output.borrow();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    out(output)
}

/// Sets the installation up with the password from stdin.
fn init(folder: &Path) -> Output {
    let arguments = [
        "admin",
        "init",
        "--organisation",
        "Northwind",
        "--timezone",
        "Europe/Brussels",
        "--currency",
        "EUR",
        "--username",
        "alice",
        "--full-name",
        "Alice Admin",
        "--email",
        "alice@example.test",
        "--password-file",
        "-",
    ];
    with_input(timetracker(folder).args(arguments), "correct horse battery\n")
}

fn with_input(command: &mut Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// A server that is killed when a test forgets it.
struct Server {
    child: Child,
    lines: Vec<String>,
    address: String,
}

impl Server {
    /// Starts it on a free port and waits until it said the last of its lines.
    fn start(command: &mut Command) -> Self {
        let mut child = command
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            lines.push(line.unwrap());
            if lines.last().unwrap().starts_with("Next: ") {
                break;
            }
        }
        let address = lines
            .iter()
            .find_map(|line| line.strip_prefix("Listening on http://"))
            .expect("an address");
        Self {
            address: address.to_owned(),
            child,
            lines,
        }
    }

    fn get(&self, path: &str, headers: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}\r\n",
            self.address
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn post(&self, path: &str, json: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let (host, length) = (&self.address, json.len());
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{json}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Asks it to stop, as service managers do, and answers with its exit code.
    fn stop(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_first_start_says_where_it_is_and_stops_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("new/data");
    let begun = Instant::now();
    let server = Server::start(&mut timetracker(&data));
    assert!(server.get("/set-up", "").contains("Create TimeTracker"));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!(server.lines[0], "TimeTracker is running.");
    assert_eq!(
        server.lines[2],
        format!("Data: {}", data.join("timetracker.db").display())
    );
    let code = server.lines[3].strip_prefix("Set-up code: ").expect("a code");
    assert_eq!(code.len(), 9);
    assert_eq!(
        server.lines[4],
        format!("Next: open http://{}/ and enter the set-up code.", server.address)
    );
    assert!(server.get("/healthz", "").ends_with("ok\n"));
    assert!(server.get("/readyz", "").ends_with("ready\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&data), 0o700);
        assert_eq!(mode(&data.join("secret.key")), 0o600);
    }
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn administration_works_beside_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&mut timetracker(folder.path()));
    assert!(server.get("/", "").starts_with("HTTP/1.1 303"), "leads to set-up");
    assert_eq!(
        done(init(folder.path())),
        "Set up. Alice Admin may sign in as alice.\n"
    );
    assert!(
        server.get("/", "").contains("location: /sign-in"),
        "{}",
        server.get("/", "")
    );

    let token = run(
        folder.path(),
        &[
            "token",
            "create",
            "--user",
            "alice",
            "--name",
            "shell",
            "--scopes",
            "read:users,read:tasks",
        ],
    );
    let token = done(token);
    assert!(
        token.starts_with("tt_") && token.len() == 36 && token.ends_with('\n'),
        "{token:?}"
    );
    let bearer = format!("Authorization: Bearer {}\r\n", token.trim());
    assert!(
        server
            .get("/api/v1/users/me", &bearer)
            .contains("\"username\":\"alice\"")
    );

    let id = done(run(folder.path(), &["token", "list", "--user", "alice"]));
    let id = id.split_whitespace().next().unwrap();
    assert_eq!(
        done(run(folder.path(), &["token", "revoke", id])),
        format!("Token {id} stopped working.\n")
    );
    assert!(
        server
            .get("/api/v1/users/me", &bearer)
            .starts_with("HTTP/1.1 401")
    );
    assert!(complaint(&run(folder.path(), &["token", "revoke", id])).contains("no such token"));
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn setting_up_twice_changes_nothing_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let nobody = ["user", "password", "alice", "--password-file", "-"];
    assert!(complaint(&run(folder.path(), &nobody)).contains("not set up yet"));
    done(init(folder.path()));
    assert!(complaint(&init(folder.path())).contains("set up already, for Northwind"));
    let server = Server::start(&mut timetracker(folder.path()));
    assert!(
        !server.lines.iter().any(|line| line.starts_with("Set-up code")),
        "{:?}",
        server.lines
    );
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn every_wrong_value_of_set_up_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "admin",
        "init",
        "--organisation",
        "",
        "--timezone",
        "Moon",
        "--currency",
        "EUROS",
        "--username",
        "a b",
        "--full-name",
        "Alice",
        "--email",
        "alice",
        "--password-file",
        "-",
    ];
    let text = complaint(&with_input(timetracker(folder.path()).args(arguments), "short\n"));
    for word in [
        "organisation",
        "Moon",
        "EUROS",
        "user name",
        "e-mail",
        "8 characters",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
}

#[test]
fn people_are_added_listed_and_shut_out() {
    let folder = tempfile::tempdir().unwrap();
    done(init(folder.path()));
    let add = [
        "user",
        "add",
        "--username",
        "Bob",
        "--full-name",
        "Bob B.",
        "--email",
        "Bob@example.test",
        "--role",
        "manager",
    ];
    let add = [&add[..], &["--password-file", "-"]].concat();
    assert_eq!(
        done(with_input(
            timetracker(folder.path()).args(&add),
            "battery staple\n"
        )),
        "Added bob (manager).\n"
    );
    assert!(
        complaint(&with_input(
            timetracker(folder.path()).args(&add),
            "battery staple\n"
        ))
        .contains("“bob” is taken")
    );
    let listed = || -> serde_json::Value {
        serde_json::from_str(&done(run(folder.path(), &["user", "list", "--json"]))).unwrap()
    };
    let bob = listed()[1].clone();
    assert_eq!(
        (bob["username"].as_str(), bob["role"].as_str()),
        (Some("bob"), Some("manager"))
    );
    assert_eq!(
        (bob["email"].as_str(), bob["timezone"].as_str()),
        (Some("bob@example.test"), Some("Europe/Brussels"))
    );
    assert!(done(run(folder.path(), &["user", "list"])).contains("bob                  manager  Bob B."));

    done(run(folder.path(), &["user", "deactivate", "bob"]));
    assert_eq!(listed()[1]["is_active"], false);
    let token = [
        "token", "create", "--user", "bob", "--name", "x", "--scopes", "read:*",
    ];
    assert!(complaint(&run(folder.path(), &token)).contains("deactivated"));
    done(run(folder.path(), &["user", "activate", "bob@example.test"]));
    assert!(
        complaint(&run(folder.path(), &["user", "deactivate", "alice"]))
            .contains("only active administrator")
    );
    assert!(complaint(&run(folder.path(), &["user", "activate", "nobody"])).contains("no “nobody” here"));
    let password = ["user", "password", "bob", "--password-file", "-"];
    assert!(
        done(with_input(
            timetracker(folder.path()).args(password),
            "yet another\n"
        ))
        .contains("new password")
    );
    assert!(
        complaint(&with_input(timetracker(folder.path()).args(password), "short\n")).contains("8 characters")
    );
}

#[test]
fn wrong_tokens_are_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    done(init(folder.path()));
    let create = |scopes: &str| {
        run(
            folder.path(),
            &[
                "token", "create", "--user", "alice", "--name", "x", "--scopes", scopes,
            ],
        )
    };
    assert!(complaint(&create("fly:high")).contains("“fly:high” is not a scope"));
    assert_eq!(run(folder.path(), &["token", "create"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["dance"]).status.code(), Some(2));
}

#[test]
fn a_backup_is_whole_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (data, other) = (folder.path().join("data"), folder.path().join("other"));
    assert!(complaint(&run(&data, &["backup", "x.db"])).contains("no database"));
    assert!(!data.exists(), "a backup makes no folder");
    done(init(&data));
    let server = Server::start(&mut timetracker(&data));
    std::fs::create_dir(&other).unwrap();
    let file = other.join("timetracker.db");
    let name = file.to_str().unwrap();
    assert!(done(run(&data, &["backup", name])).contains("secret.key"));
    assert!(complaint(&run(&data, &["backup", name])).contains("exists already"));
    assert_eq!(server.stop(), Some(0));
    std::fs::copy(data.join("secret.key"), other.join("secret.key")).unwrap();
    assert!(done(run(&other, &["user", "list"])).contains("alice"));
}

#[test]
fn what_keeps_it_from_starting_is_said_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&mut timetracker(folder.path()));
    let taken = run(
        &folder.path().join("second"),
        &["serve", "--listen", &server.address],
    );
    assert!(complaint(&taken).contains("is taken"));
    assert!(
        !folder.path().join("second").exists(),
        "a second start touches nothing"
    );
    assert_eq!(server.stop(), Some(0));

    assert!(complaint(&run(folder.path(), &["--listen", "nowhere"])).contains("not an address to listen on"));
    assert!(complaint(&run(folder.path(), &["--database-url", "mysql://x"])).contains("postgres://"));
    assert!(
        complaint(&run(
            folder.path(),
            &["--log", "a=b=c", "--listen", "127.0.0.1:0"]
        ))
        .contains("what to log")
    );

    std::fs::write(folder.path().join("secret.key"), "0".repeat(64)).unwrap();
    let wrong_key = complaint(&run(folder.path(), &["--listen", "127.0.0.1:0"]));
    assert!(wrong_key.contains("key"), "{wrong_key}");

    let file = folder.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    assert!(complaint(&run(&file.join("data"), &["--listen", "127.0.0.1:0"])).contains("data folder"));
    let no_database = folder.path().join("broken");
    std::fs::create_dir(&no_database).unwrap();
    std::fs::write(
        no_database.join("timetracker.db"),
        "this is not a database, but long enough to look at".repeat(40),
    )
    .unwrap();
    let broken = complaint(&run(&no_database, &["--listen", "127.0.0.1:0"]));
    assert!(broken.contains("cannot be used"), "{broken}");
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    done(init(folder.path()));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let options = timetracker_db::Options::sqlite(folder.path().join("timetracker.db"));
        let db = timetracker_db::Db::open(options).await.unwrap();
        let newer = timetracker_db::Migration {
            version: 999,
            name: "from_the_future",
            sqlite: "CREATE TABLE future (id INTEGER PRIMARY KEY) STRICT;",
            postgres: "SELECT 1;",
        };
        let all: Vec<_> = timetracker::app::MIGRATIONS
            .iter()
            .copied()
            .chain([newer])
            .collect();
        db.migrate(&all).await.unwrap();
        db.close().await;
    });
    let text = complaint(&run(folder.path(), &["--listen", "127.0.0.1:0"]));
    assert!(
        text.contains("newer TimeTracker") && text.contains("999"),
        "{text}"
    );
}

#[test]
fn a_request_under_way_is_answered_before_the_server_ends() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&mut timetracker(folder.path()));
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let head =
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut promise = [0; 25];
    stream.read_exact(&mut promise).unwrap();
    assert!(
        promise.starts_with(b"HTTP/1.1 100 Continue"),
        "the server waits for the body"
    );
    let id = server.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    std::thread::sleep(Duration::from_millis(100));
    stream.write_all(b"{}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("Invalid username or password"), "{answer}");
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn a_database_that_does_not_answer_is_waited_for_and_then_named() {
    let folder = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let url = "postgres://me:hush@127.0.0.1:9/time";
    let text = complaint_after_warnings(&run(
        folder.path(),
        &["--database-url", url, "--listen", "127.0.0.1:0"],
    ));
    assert!(
        text.contains("PostgreSQL at 127.0.0.1/time") && !text.contains("hush"),
        "{text}"
    );
    assert!(begun.elapsed() >= Duration::from_secs(9), "{:?}", begun.elapsed());
}

#[test]
fn the_same_commands_run_on_postgresql() {
    let Some(backend) = timetracker_db::testing::Backend::postgres() else {
        return;
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = runtime.block_on(backend.create(&[])).unwrap();
    let timetracker_db::Location::Postgres(url) = database.options().location.clone() else {
        panic!("not PostgreSQL")
    };
    let folder = tempfile::tempdir().unwrap();
    let on_postgres = || {
        let mut command = timetracker(folder.path());
        command.env("DATABASE_URL", &url);
        command
    };
    let server = Server::start(&mut on_postgres());
    assert!(
        server.lines[2].starts_with("Data: PostgreSQL at 127.0.0.1/tt_test_"),
        "{}",
        server.lines[2]
    );
    let arguments = [
        "admin",
        "init",
        "--organisation",
        "Northwind",
        "--username",
        "alice",
        "--full-name",
        "Alice",
        "--email",
        "alice@example.test",
        "--password-file",
        "-",
    ];
    done(with_input(
        on_postgres().args(arguments),
        "correct horse battery\n",
    ));
    assert!(done(on_postgres().args(["user", "list"]).output().unwrap()).contains("alice"));
    assert!(server.get("/", "").contains("location: /sign-in"));
    assert!(complaint(&on_postgres().args(["backup", "x.db"]).output().unwrap()).contains("pg_dump"));
    assert_eq!(server.stop(), Some(0));
    let missing = url.replace("/tt_test_", "/tt_missing_");
    let text = complaint(&run(
        folder.path(),
        &["--database-url", &missing, "--listen", "127.0.0.1:0"],
    ));
    assert!(text.contains("does not exist"), "{text}");
    runtime.block_on(database.remove()).unwrap();
}

#[test]
fn the_demonstration_is_furnished_in_seconds_and_leaves_nothing_behind() {
    let place = tempfile::tempdir().unwrap();
    let mut command = timetracker(&place.path().join("never-used"));
    command
        .args(["demo"])
        .env("TMPDIR", place.path())
        .env("DATABASE_URL", "postgres://never-used");
    let begun = Instant::now();
    let server = Server::start(&mut command);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    for line in ["Username: jo", "Password: demo-password"] {
        assert!(server.lines.iter().any(|said| said == line), "{:?}", server.lines);
    }
    assert!(server.get("/sign-in", "").contains("demo-password"));
    let login = server.post(
        "/api/v1/auth/login",
        r#"{"username":"jo","password":"demo-password"}"#,
    );
    let token = login
        .split('"')
        .find(|part| part.starts_with("tt_"))
        .expect("a token")
        .to_owned();
    let ask = |path: &str| -> serde_json::Value {
        let answer = server.get(path, &format!("Authorization: Bearer {token}\r\n"));
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap_or_else(|_| panic!("{answer}"))
    };
    let tasks = ask("/api/v1/tasks?per_page=1")["pagination"]["total"]
        .as_i64()
        .unwrap();
    assert!(tasks > 150, "{tasks} tasks came from Linear");
    let entries = ask("/api/v1/time-entries?per_page=1")["pagination"]["total"]
        .as_i64()
        .unwrap();
    assert!(entries > 80, "{entries} entries of jo");
    assert_eq!(ask("/api/v1/timer/status")["active"], true);
    let people = ask("/api/v1/users");
    assert!(
        people["users"]
            .as_array()
            .unwrap()
            .iter()
            .all(|user| user["total_hours"].as_f64() > Some(50.0)),
        "{people}"
    );
    assert!(
        std::fs::read_dir(place.path()).unwrap().count() == 1,
        "one folder, for the time being"
    );
    assert_eq!(server.stop(), Some(0));
    assert_eq!(
        std::fs::read_dir(place.path()).unwrap().count(),
        0,
        "nothing is left behind"
    );
}

#[test]
fn help_is_in_plain_words_and_the_version_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let help = done(run(folder.path(), &["--help"]));
    for word in [
        "serve",
        "demo",
        "admin",
        "user",
        "token",
        "integration",
        "backup",
        "--data-dir",
        "DATABASE_URL",
    ] {
        assert!(help.contains(word), "{word}");
    }
    assert!(done(run(folder.path(), &["--version"])).starts_with("timetracker "));
    assert!(!done(run(folder.path(), &["user", "add", "--help"])).is_empty());
}
