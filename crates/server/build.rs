//! Builds the browser's part (`web/src` → `web/dist`) when it is missing or older than its sources.
//!
//! The server embeds `web/dist`, so that one binary is the whole product. With Node at hand this is
//! `npm ci` (only when `web/node_modules` does not match the lock file) and `node build.mjs`. Without
//! Node, or without a way to its packages, a ready-made `web/dist`, as release archives carry it, is
//! taken as it is. Where neither is there, the build stops and says what to install.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::SystemTime;

/// What the browser's part is made from, below `web/`.
const SOURCES: [&str; 4] = ["src", "package.json", "package-lock.json", "build.mjs"];

const NEEDS_NODE: &str = "TimeTracker's pages need Node.js 20 or newer (with npm) to be built once.\n\
    Install it (Debian: `apt-get install nodejs npm`; elsewhere: see nodejs.org) and run the same command \
    again,\nor use a release archive: it carries web/dist ready-made and needs no Node.";

fn main() -> ExitCode {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web");
    for source in SOURCES {
        println!("cargo:rerun-if-changed={}", web.join(source).display());
    }
    println!(
        "cargo:rerun-if-changed={}",
        web.join("dist/manifest.json").display()
    );
    match provide_dist(&web) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("\n{sentence}\n");
            ExitCode::FAILURE
        }
    }
}

/// Makes sure that `web/dist` is there and fresh; two builds at once wait for each other.
fn provide_dist(web: &Path) -> Result<(), String> {
    let lock_path = web.join(".build-lock");
    let lock = File::create(&lock_path).map_err(|error| format!("{}: {error}", lock_path.display()))?;
    lock.lock()
        .map_err(|error| format!("{}: {error}", lock_path.display()))?;

    let manifest = web.join("dist/manifest.json");
    let newest_source = SOURCES
        .iter()
        .filter_map(|source| newest_below(&web.join(source)))
        .max();
    let built = modified(&manifest);
    if built.is_some() && built >= newest_source {
        return Ok(());
    }
    if let Err(sentence) = provide_tools(web) {
        if built.is_none() {
            return Err(sentence);
        }
        println!(
            "cargo:warning=web/dist is older than web/src and is used as it is: {}",
            one_line(&sentence)
        );
        return Ok(());
    }
    run(web, Command::new("node").arg("build.mjs"))?;
    stamp(&manifest, newest_source).map_err(|error| format!("{}: {error}", manifest.display()))
}

/// Makes sure that Node and the packages of the lock file are there.
fn provide_tools(web: &Path) -> Result<(), String> {
    if Command::new("node").arg("--version").output().is_err() {
        return Err(NEEDS_NODE.to_owned());
    }
    if modified(&web.join("node_modules/.package-lock.json")) >= modified(&web.join("package-lock.json")) {
        return Ok(());
    }
    run(
        web,
        npm().args([
            "ci",
            "--ignore-scripts",
            "--prefer-offline",
            "--no-audit",
            "--no-fund",
        ]),
    )
}

fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// Runs one tool in `web/`, quietly; its words come back in the error when it fails.
fn run(web: &Path, command: &mut Command) -> Result<(), String> {
    let name = format!("{command:?}").replace('"', "");
    match command.current_dir(web).output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!(
            "`{name}` failed in web/ ({}):\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(NEEDS_NODE.to_owned()),
        Err(error) => Err(format!("`{name}` did not start: {error}")),
    }
}

/// Gives the manifest the time of the newest source, so that cargo does not see a change after its own build.
fn stamp(manifest: &Path, time: Option<SystemTime>) -> io::Result<()> {
    let file = File::options().append(true).open(manifest)?;
    time.map_or(Ok(()), |time| file.set_modified(time))
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

/// The newest time of a file, or of anything in a folder, itself included (a removed file changes its folder).
fn newest_below(path: &Path) -> Option<SystemTime> {
    let inside = fs::read_dir(path).into_iter().flatten().flatten();
    let newest_inside = inside.filter_map(|entry| newest_below(&entry.path())).max();
    modified(path).max(newest_inside)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
