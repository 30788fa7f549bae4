//! What the tests need from the machine beside Rust: PostgreSQL, Chromium, Node.
//!
//! As root on Debian what is missing is installed; otherwise one message names all of it at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::test::Extent;
use crate::tool::{find, run, run_quietly};

const OLDEST_POSTGRES: u32 = 14;
const OLDEST_NODE: u32 = 20;
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The programs that the tests use.
pub struct Machine {
    /// The folder of `initdb`, `postgres` and `pg_isready`.
    pub postgres: PathBuf,
    chromium: Option<PathBuf>,
}

impl Machine {
    /// The Chromium or Chrome that the browser stories run in.
    pub fn chromium(&self) -> Result<PathBuf, String> {
        self.chromium.clone().ok_or_else(|| explain(&[NO_CHROMIUM]))
    }
}

/// Something that is not there: the Debian package (if one will do) and a sentence for everybody else.
struct Missing {
    package: Option<&'static str>,
    sentence: &'static str,
}

/// Finds what the tests need, installs what is missing where it may, or says what to install.
pub fn provide(extent: Extent) -> Result<Machine, String> {
    let wanting = missing(extent);
    let packages: Vec<&str> = wanting.iter().filter_map(|missing| missing.package).collect();
    if !packages.is_empty() && is_root() && find(&["apt-get"]).is_some() {
        install(&packages)?;
    }
    let still_wanting = missing(extent);
    if !still_wanting.is_empty() {
        return Err(explain(&still_wanting));
    }
    Ok(Machine {
        postgres: postgres().ok_or(NO_POSTGRES.sentence)?,
        chromium: chromium(),
    })
}

const NO_POSTGRES: Missing = Missing {
    package: Some("postgresql"),
    sentence: "PostgreSQL 14 or newer, the server's own programs (initdb, postgres); it need not run",
};
const NO_CHROMIUM: Missing = Missing {
    package: Some("chromium"),
    sentence: "Chromium or Google Chrome, for the browser stories",
};
const NO_NODE: Missing = Missing {
    package: None,
    sentence: "Node.js 20 or newer with npm, for the pages and the browser stories",
};

fn missing(extent: Extent) -> Vec<Missing> {
    let mut missing = Vec::new();
    if postgres().is_none() {
        missing.push(NO_POSTGRES);
    }
    if extent == Extent::Everything && chromium().is_none() {
        missing.push(NO_CHROMIUM);
    }
    if !has_node() {
        missing.push(NO_NODE);
    }
    missing
}

fn explain(missing: &[Missing]) -> String {
    let sentences: Vec<&str> = missing.iter().map(|missing| missing.sentence).collect();
    let list = sentences.join("\n  - ");
    let packages: Vec<&str> = missing.iter().filter_map(|missing| missing.package).collect();
    let debian = match packages.as_slice() {
        [] => String::new(),
        packages => format!("On Debian: sudo apt-get install {}\n", packages.join(" ")),
    };
    format!(
        "The tests need programs that this machine lacks:\n  - {list}\n{debian}Then run the same command again."
    )
}

fn install(packages: &[&str]) -> Result<(), String> {
    let apt = || {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive")
            .stdin(std::process::Stdio::null());
        apt
    };
    run(apt().args(["update", "-q"]))?;
    run(apt()
        .args([
            "install",
            "-y",
            "-q",
            "--no-install-recommends",
            "-o",
            "DPkg::Lock::Timeout=300",
        ])
        .args(packages))
}

/// The newest installed PostgreSQL's folder of programs.
fn postgres() -> Option<PathBuf> {
    let on_path = find(&["initdb"]).and_then(|initdb| initdb.parent().map(Path::to_owned));
    let folders = ["/usr/lib/postgresql", "/usr/local/lib/postgresql"]
        .iter()
        .flat_map(|family| {
            let versions = fs::read_dir(family).into_iter().flatten().flatten();
            versions.map(|version| version.path().join("bin"))
        });
    let versioned = folders
        .chain(on_path)
        .filter_map(|folder| Some((postgres_version(&folder)?, folder)));
    versioned
        .filter(|(version, _)| *version >= OLDEST_POSTGRES)
        .max()
        .map(|(_, folder)| folder)
}

fn postgres_version(folder: &Path) -> Option<u32> {
    if !folder.join("initdb").is_file() || !folder.join("pg_isready").is_file() {
        return None;
    }
    let said = run_quietly(Command::new(folder.join("postgres")).arg("--version")).ok()?;
    leading_number(said.split(") ").nth(1)?)
}

fn chromium() -> Option<PathBuf> {
    let mac = PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    find(&BROWSERS).or_else(|| mac.is_file().then_some(mac))
}

fn has_node() -> bool {
    let version = run_quietly(Command::new("node").arg("--version")).ok();
    let major = version.and_then(|version| leading_number(version.trim_start_matches('v')));
    major >= Some(OLDEST_NODE) && find(&["npm"]).is_some()
}

/// Whether we run as root: PostgreSQL refuses to, so its programs then run as its own user.
pub fn is_root() -> bool {
    run_quietly(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn leading_number(text: &str) -> Option<u32> {
    let end = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    text[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_what_the_programs_say() {
        assert_eq!(leading_number("15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(leading_number("20.20.2\n"), Some(20));
        assert_eq!(leading_number("devel"), None);
    }

    #[test]
    fn everything_that_is_missing_is_said_at_once() {
        let said = explain(&[NO_POSTGRES, NO_CHROMIUM, NO_NODE]);
        assert!(said.contains("apt-get install postgresql chromium\n"), "{said}");
        assert!(said.contains("Node.js 20"), "{said}");
    }
}
