//! `cargo xtask shots`: pictures of every page, taken from the demo.
//!
//! They land in `docs/pictures`, the picture in the README among them, so that a change of the pages can be looked at
//! before and after.

use crate::machine;
use crate::stories::{playwright, prepare};
use crate::test::Extent;
use crate::tool::run;

/// Starts the demo and takes every picture.
pub fn run_shots() -> Result<(), String> {
    let chromium = machine::provide(Extent::Everything)?.chromium()?;
    prepare()?;
    run(playwright(&chromium).args(["test", "--config", "shots.config.ts"]))
}
