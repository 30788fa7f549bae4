//! What a developer runs on the sources: `cargo xtask test`, `tidy`, `shots`.
//!
//! Read [`test`] first: it is the one command of the README. Nothing here is part of the product, and
//! nothing here depends on another crate, so that the first answer comes seconds after a clone.

mod fuzz;
mod machine;
mod postgres;
mod shots;
mod stories;
mod test;
mod tidy;
mod tool;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  test           everything: unit, property, database (SQLite and PostgreSQL), router and document
                 tests, then the browser stories. Installs PostgreSQL and Chromium when it runs as
                 root on Debian and lacks them; otherwise says what to install
  test --fast    the same without the browser
  tidy           the house rules that no compiler checks
  shots          pictures of every page of the demo, into docs/pictures
  fuzz [MINUTES] ten minutes of Schemathesis against the API's own document, on a fresh demo; needs Python
  ci-install     only installs what `test` needs
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["test"] => test::run_tests(test::Extent::Everything),
        ["test", "--fast"] => test::run_tests(test::Extent::NoBrowser),
        ["tidy"] => tidy::run(&repository()),
        ["shots"] => shots::run_shots(),
        ["fuzz"] => fuzz::run_fuzz(None),
        ["fuzz", minutes] => fuzz::run_fuzz(Some(minutes)),
        ["ci-install"] => machine::provide(test::Extent::Everything).map(|_| ()),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{}", sentence.trim_end());
            ExitCode::FAILURE
        }
    }
}

/// The folder of the whole checkout.
fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .components()
        .collect::<PathBuf>()
        .join("../..")
}
