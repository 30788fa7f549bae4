//! A Linear that lives in memory: a stateful workspace behind a GraphQL endpoint.
//!
//! It exists to be as strict as the real service, so that what works here works there: queries are
//! validated against the schema, pages are bounded, costs are counted, keys are checked, and every
//! error comes in the envelope and with the HTTP status Linear uses. Where Linear is not documented
//! the harder of the plausible behaviours is taken.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! let linear = linear_sim::Linear::new();
//! let jo = linear.add_user("Jo Doe", "jo@northwind.example");
//! linear.add_key("lin_api_test", jo);
//! let team = linear.add_team("ENG", "Engineering");
//! linear.add_issue(team, linear_sim::NewIssue { title: "Fix login".into(), ..Default::default() });
//! let server = linear.clone().serve(([127, 0, 0, 1], 0).into()).await?;
//! println!("{}", server.url);
//! # Ok(()) }
//! ```

mod answer;
mod dice;
mod editing;
mod faulting;
mod graphql;
mod http;
mod issues;
mod limits;
mod linear;
mod samples;
mod script;
mod view;
mod world;

pub use http::faults::Fault;
pub use http::server::Server;
pub use http::traffic::RequestRecord;
pub use limits::Limits;
pub use linear::{Linear, SCHEMA};
pub use samples::{DEMO_KEY, demo_workspace, rich_workspace, sample_workspace};
pub use script::{Ends, Play, Script, SyncMark};
pub use view::IssueView;
pub use world::ids::{CycleId, IssueId, LabelId, MilestoneId, ProjectId, StateId, TeamId, UserId, Uuid};
pub use world::issues::{IssueFields, NewIssue};

use graphql::schema::Schema;

/// Validates a query document against a schema in SDL: fields, arguments and their types, required
/// arguments, variables and where they are used, selections, fragments, directives.
///
/// # Errors
/// One message for each problem, with its place in the query where one is known.
pub fn validate(sdl: &str, query: &str) -> Result<(), Vec<String>> {
    let schema = Schema::read(sdl).map_err(|problem| vec![format!("schema: {problem}")])?;
    let document = graphql::parse(query).map_err(|problem| vec![problem.message])?;
    let problems = graphql::validation::problems(&schema, &document);
    let shown = |problem: &graphql::Problem| format!("{} ({})", problem.message, problem.at);
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.iter().map(shown).collect())
    }
}

/// Checks that everything in the extract `ours` exists in the schema `official` and is typed the same.
///
/// # Errors
/// One message for each type, field, argument, input field or enum value that is not.
pub fn agrees(ours: &str, official: &str) -> Result<(), Vec<String>> {
    let read =
        |name: &str, text: &str| Schema::read(text).map_err(|problem| vec![format!("{name}: {problem}")]);
    let found = graphql::agreement::disagreements(&read("ours", ours)?, &read("official", official)?);
    if found.is_empty() { Ok(()) } else { Err(found) }
}
