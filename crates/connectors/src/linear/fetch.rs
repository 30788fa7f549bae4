//! Single issues, by id.

use super::api::{Api, settled};
use super::query::{ISSUES, IssueFilter, OneOf, PageOf};
use super::wire::{WireIssue, WireIssues};
use super::{labels, map, settings};
use crate::call::Call;
use crate::connector::{Fetched, MOST_FETCHED};
use crate::error::Error;

/// Reads these issues, wherever they lie now: an issue may be asked for because it has left the chosen teams.
pub async fn issues(call: &Call, references: &[String]) -> Result<Fetched, Error> {
    let mut api = Api::new(call)?;
    let mapping = settings::status_mapping(call);
    let (mut issues, mut failures) = (Vec::new(), Vec::new());
    for some in references.chunks(MOST_FETCHED) {
        let wanted = PageOf {
            first: u32::try_from(some.len()).unwrap_or(u32::MAX),
            filter: IssueFilter {
                id: Some(OneOf {
                    r#in: some.iter().map(String::as_str).collect(),
                }),
                ..IssueFilter::default()
            },
            include_archived: Some(true),
            ..PageOf::default()
        };
        let answer: WireIssues<WireIssue> = settled(api.ask(ISSUES, &wanted).await?)?;
        let mut nodes = answer.issues.nodes;
        labels::complete(&mut api, &mut nodes).await?;
        for node in nodes {
            match map::issue(node, mapping) {
                Ok(issue) => issues.push(issue),
                Err(failure) => failures.push(failure),
            }
        }
    }
    Ok(Fetched {
        issues,
        failures,
        usage: api.usage,
    })
}
