//! Ready-made workspaces.

mod demo;
mod generated;
mod rich;

pub use demo::{DEMO_KEY, demo_workspace};
pub use generated::sample_workspace;
pub use rich::rich_workspace;

use crate::dice::Dice;
