//! Linear: issues become tasks, teams become projects.
//!
//! | file | holds |
//! |---|---|
//! | `settings.rs` | the manifest, and what people typed as the rest of this folder reads it |
//! | `pull.rs` | one page: which request to send next, and what its answer means for the pass |
//! | `progress.rs` | the cursor: where a pass stands, and where the next one begins. Pure |
//! | `census.rs`, `fetch.rs` | counting what there is; single issues by id |
//! | `labels.rs` | the labels of issues that have many |
//! | `api.rs` | Linear's endpoint: one request and what its answer says |
//! | `query.rs`, `queries/` | the queries, and what goes with them |
//! | `wire.rs`, `lenient.rs` | answers as they travel, and fields that may be broken |
//! | `refusal.rs` | what an answer that is not the wished one means, in sentences |
//! | `map.rs` | theirs to ours. Pure |
//! | `README.md` | what is synced, what it costs, where it ends |
//!
//! Deliberately not here: matching with projects, tasks and users, and everything stored. That is the host's.

mod api;
mod census;
mod fetch;
mod labels;
mod lenient;
mod map;
mod progress;
mod pull;
mod query;
mod refusal;
mod settings;
#[cfg(test)]
mod tests;
mod wire;

use crate::call::Call;
use crate::connector::{Account, Census, Connector, Cursor, Detail, Fetched, Page, Pending};
use crate::error::Error;
use crate::manifest::Manifest;
use api::{Api, settled};
use query::{ACCOUNT, ListPage};
use wire::WireAccount;

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
            let page = pull::page(call, from).await;
            page.map_err(|error| error.without(&call.secret))
        })
    }

    fn census<'a>(&'a self, call: &'a Call, detail: Detail, from: Option<&'a Cursor>) -> Pending<'a, Census> {
        Box::pin(async move {
            let page = census::page(call, detail, from).await;
            page.map_err(|error| error.without(&call.secret))
        })
    }

    fn fetch<'a>(&'a self, call: &'a Call, references: &'a [String]) -> Pending<'a, Fetched> {
        Box::pin(async move {
            let fetched = fetch::issues(call, references).await;
            fetched.map_err(|error| error.without(&call.secret))
        })
    }
}

async fn check(call: &Call) -> Result<Account, Error> {
    let mut api = Api::new(call)?;
    let page = ListPage {
        first: api::PAGE_SIZE,
        ..ListPage::default()
    };
    let account: WireAccount = settled(api.ask(ACCOUNT, &ListPage::default()).await?)?;
    let teams = api.rest_of_teams(account.teams, page).await?;
    let teams: Vec<_> = teams.into_iter().map(|(team, _)| team).collect();
    settings::choose(&settings::team_keys(call), &teams, &[])?;
    Ok(map::account(account.viewer, teams))
}
