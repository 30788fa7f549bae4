//! Linear: issues become tasks, teams become projects.
//!
//! | file | holds |
//! |---|---|
//! | `settings.rs` | the manifest, and what people typed as the rest of this folder reads it |
//! | `pull.rs` | one page: which request to send next, and what its answer means for the pass |
//! | `progress.rs` | the cursor: where a pass stands, and where the next one begins. Pure |
//! | `api.rs` | Linear's endpoint: the queries and their answers as they travel |
//! | `refusal.rs` | what an answer that is not the wished one means, in sentences |
//! | `map.rs` | theirs to ours. Pure |
//! | `README.md` | what is synced, what it costs, where it ends |
//!
//! Deliberately not here: matching with projects, tasks and users, and everything stored. That is the host's.

mod api;
mod map;
mod progress;
mod pull;
mod refusal;
mod settings;
#[cfg(test)]
mod tests;

use crate::call::Call;
use crate::connector::{Account, Connector, Cursor, Page, Pending};
use crate::error::Error;
use crate::manifest::Manifest;
use api::Api;

/// The connector to Linear.
#[derive(Debug)]
pub struct Linear;

impl Connector for Linear {
    fn manifest(&self) -> &'static Manifest {
        &settings::MANIFEST
    }

    fn check<'a>(&'a self, call: &'a Call) -> Pending<'a, Account> {
        Box::pin(async { check(call).await.map_err(|error| error.without(&call.secret)) })
    }

    fn pull<'a>(&'a self, call: &'a Call, from: Option<&'a Cursor>) -> Pending<'a, Page> {
        Box::pin(async move {
            pull::page(call, from)
                .await
                .map_err(|error| error.without(&call.secret))
        })
    }
}

async fn check(call: &Call) -> Result<Account, Error> {
    let mut api = Api::new(call)?;
    let (viewer, teams) = api.account().await?;
    settings::choose(&settings::team_keys(call), &teams, &[])?;
    Ok(map::account(viewer, teams))
}
