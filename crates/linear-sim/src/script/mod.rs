//! Scripts: a workspace, and what happens to it and to its requests while a client syncs with it.
//!
//! A script is a JSON file; `scripts/README.md` describes the format, and the files beside it are those that
//! the product is held against. [`Script::start`] gives a [`Play`], which runs from one sync mark to the next:
//!
//! ```no_run
//! # fn example() -> Result<(), String> {
//! let script = linear_sim::Script::load("scripts/html_502.json".as_ref())?;
//! let mut play = script.start("lin_api_test");
//! while let Some(mark) = play.next_sync()? {
//!     // Serve `play.linear()`, let the client sync once, and hold it to `mark.ends`.
//! }
//! // All faults are over now: one more sync, with reconciliation if `script.reconcile`, and all is equal.
//! # Ok(()) }
//! ```

mod edits;
mod faults;
mod patch;
pub(crate) mod steps;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use crate::http::server::Server;
use crate::limits::Limits;
use crate::linear::Linear;
use crate::samples::rich_workspace;
pub(crate) use edits::Editor;
use steps::Step;
pub use steps::{Ends, SyncMark};

/// A script as it was read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// What happens, in a sentence.
    pub about: String,
    workspace: Workspace,
    steps: Vec<Step>,
    /// Whether the last, clean sync has to compare everything there is: something happened that no change of an
    /// issue tells of.
    #[serde(default)]
    pub reconcile: bool,
}

/// The workspace that a script begins with, see [`rich_workspace`].
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Workspace {
    issues: usize,
    #[serde(default = "teams")]
    teams: usize,
    #[serde(default)]
    seed: u64,
    /// The most issues on a page, so that a small workspace has many pages.
    page_cap: Option<usize>,
}

fn teams() -> usize {
    2
}

impl Script {
    /// Reads a script from its text.
    ///
    /// # Errors
    /// What in it cannot be read, and where.
    pub fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|problem| problem.to_string())
    }

    /// Reads a script from a file.
    ///
    /// # Errors
    /// Why the file cannot be read, or what in it cannot.
    pub fn load(path: &Path) -> Result<Self, String> {
        let named = |problem: &dyn std::fmt::Display| format!("{}: {problem}", path.display());
        let text = std::fs::read_to_string(path).map_err(|problem| named(&problem))?;
        Self::parse(&text).map_err(|problem| named(&problem))
    }

    /// Makes the workspace. `key` is the key that the client under test will use.
    pub fn start(&self, key: &str) -> Play {
        let linear = rich_workspace(self.workspace.issues, self.workspace.teams, self.workspace.seed);
        linear.cap_pages(self.workspace.page_cap);
        if let Some((user, _, _)) = linear.users().first() {
            linear.add_key(key, *user);
        }
        let key = key.to_owned();
        Play {
            editor: Editor { linear, key },
            steps: self.steps.iter().cloned().collect(),
        }
    }
}

/// A script that is being played.
#[derive(Debug)]
pub struct Play {
    editor: Editor,
    steps: VecDeque<Step>,
}

impl Play {
    /// Serves its workspace, and under `/_sim/` the endpoints that play it from outside. `reconcile` is the
    /// script's.
    pub async fn serve(self, reconcile: bool, address: SocketAddr) -> std::io::Result<Server> {
        let Editor { linear, key } = self.editor.clone();
        let control = crate::http::control::of(&linear, &key, Some((self, reconcile)));
        let router = linear.router().merge(control);
        Server::start(linear, router, address).await
    }

    /// The workspace it plays in.
    pub fn linear(&self) -> &Linear {
        &self.editor.linear
    }

    /// Carries out steps up to the next mark where the client has to sync; none is left after the last, and the
    /// service is well again.
    ///
    /// # Errors
    /// What in the script cannot be done.
    pub fn next_sync(&mut self) -> Result<Option<SyncMark>, String> {
        self.problem()?;
        while let Some(step) = self.steps.pop_front() {
            match step {
                Step::Sync(mark) => return Ok(Some(mark)),
                other => self.editor.run(&other)?,
            }
        }
        self.make_well();
        Ok(None)
    }

    /// Something that could not be done while a request came in.
    fn problem(&self) -> Result<(), String> {
        let mut traffic = self.linear().shared().traffic();
        traffic.problems.pop().map_or(Ok(()), Err)
    }

    /// Ends all trouble: no faults, no delay, full buckets, a good key, the right time.
    fn make_well(&self) {
        let linear = self.linear();
        linear.clear_faults();
        linear.set_page_delay(Duration::ZERO);
        linear.set_limits(Limits::default());
        linear.restore_key(&self.editor.key);
        linear.follow_real_time();
    }
}
