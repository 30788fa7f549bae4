//! The product as a process of its own: how long it ran, what it said, how much memory it took.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Outcome;

/// How often the memory of a running process is looked at. The kernel keeps the peak between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// What one run of the product was like.
pub struct Run {
    /// From the start of the process to its end.
    pub took: Duration,
    /// The most memory that was resident at once, in KiB; 0 where the system does not tell.
    pub peak_kib: u64,
    /// What it printed on its standard output.
    pub said: String,
}

/// The `timetracker` beside the running benchmark, of the same build.
pub fn product() -> Outcome<PathBuf> {
    let benchmark = std::env::current_exe()?;
    let product = benchmark.with_file_name("timetracker");
    if product.is_file() {
        return Ok(product);
    }
    Err(format!(
        "{} is missing: run `cargo build --release` first",
        product.display()
    )
    .into())
}

/// Where the product finds what it needs.
pub struct Place<'a> {
    /// The program.
    pub product: &'a Path,
    /// Its data folder.
    pub data: &'a Path,
    /// The Linear that it asks.
    pub linear_url: &'a str,
    /// The PostgreSQL that it keeps its data in; nothing for SQLite in the data folder.
    pub database_url: Option<&'a str>,
}

impl Place<'_> {
    /// The product with some arguments, there.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.product);
        command
            .args(arguments)
            .env("TIMETRACKER_DATA_DIR", self.data)
            .env("LINEAR_API_URL", self.linear_url)
            .env_remove("DATABASE_URL")
            .envs(self.database_url.map(|url| ("DATABASE_URL", url)))
            .stdin(Stdio::null());
        command
    }
}

/// Runs the product with some arguments to its end.
pub fn run(place: &Place<'_>, arguments: &[&str]) -> Outcome<Run> {
    let started = Instant::now();
    let data = place.data;
    let mut child = place
        .command(arguments)
        .stdout(Stdio::from(fs::File::create(data.with_extension("out"))?))
        .stderr(Stdio::from(fs::File::create(data.with_extension("err"))?))
        .spawn()?;
    let (took, peak_kib) = watch(&mut child, started)?;
    let said = fs::read_to_string(data.with_extension("out"))?;
    if child.wait()?.success() {
        return Ok(Run { took, peak_kib, said });
    }
    let complaint = fs::read_to_string(data.with_extension("err"))?;
    Err(format!("`timetracker {}` failed:\n{said}{complaint}", arguments.join(" ")).into())
}

/// Waits for a process and reads its peak memory on the way.
fn watch(child: &mut Child, started: Instant) -> Outcome<(Duration, u64)> {
    let mut peak_kib = 0;
    while child.try_wait()?.is_none() {
        peak_kib = peak_kib.max(peak_memory_kib(child.id()));
        sleep(LOOK_EVERY);
    }
    Ok((started.elapsed(), peak_kib))
}

/// The peak resident memory of a process so far, in KiB; 0 where the system does not tell.
pub fn peak_memory_kib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn our_own_memory_is_more_than_nothing() {
        assert!(peak_memory_kib(std::process::id()) > 100);
        assert_eq!(peak_memory_kib(u32::MAX), 0);
    }
}
