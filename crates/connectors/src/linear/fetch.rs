//! Single issues, by id.

use super::api::{Api, Reply};
use super::query::{ISSUES, IssueFilter, OneOf, PageOf};
use super::refusal::Refusal;
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
    let (mut left, mut size) = (references, MOST_FETCHED);
    while !left.is_empty() {
        let (some, others) = left.split_at(size.min(left.len()));
        let mut nodes = match ask(&mut api, some).await? {
            Ok(answer) => answer.issues.nodes,
            Err(Refusal::TooComplex(detail)) => {
                size = smaller(size, detail)?;
                continue;
            }
            Err(refusal) => return Err(refusal.into_error()),
        };
        left = others;
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

async fn ask(api: &mut Api, references: &[String]) -> Result<Reply<WireIssues<WireIssue>>, Error> {
    let wanted = PageOf {
        first: u32::try_from(references.len()).unwrap_or(u32::MAX),
        filter: IssueFilter {
            id: Some(OneOf {
                r#in: references.iter().map(String::as_str).collect(),
            }),
            ..IssueFilter::default()
        },
        include_archived: Some(true),
        ..PageOf::default()
    };
    api.ask(ISSUES, &wanted).await
}

/// Half as many; an error where that were none.
fn smaller(size: usize, detail: String) -> Result<usize, Error> {
    if size <= 1 {
        return Err(Refusal::TooComplex(detail).into_error());
    }
    Ok(size / 2)
}
