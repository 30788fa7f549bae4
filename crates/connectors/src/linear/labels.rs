//! Labels of issues that have more of them than come along with a page.
//!
//! A page brings the first few labels of each issue, since each row of a nested list is paid for 250 times. Issues that
//! have more are rare; they are asked for apart, some together for what most of them have, then one by one to the end.

use std::collections::HashMap;

use super::api::{Api, PAGE_SIZE, settled};
use super::lenient::Field;
use super::query::{ISSUE_LABELS, LabelsOf};
use super::refusal;
use super::wire::{PageInfo, WireIssue, WireIssueLabels, WireIssues, WireLabels, WireLabelsEnd, WireNamed};
use crate::error::Error;

/// How many issues are asked for together, and how many labels of each: 2,515 points.
const ISSUES_TOGETHER: usize = 50;
const LABELS_TOGETHER: u32 = 20;
/// Labels pages of one issue; more means that they go round in a circle.
const MOST_PAGES: u32 = 40;

/// Completes the labels of those issues that have more than came along. An issue of which they cannot be had is spoilt.
pub async fn complete(api: &mut Api, nodes: &mut [Field<WireIssue>]) -> Result<(), Error> {
    let wanting: Vec<String> = nodes.iter().filter_map(wants_labels).collect();
    if wanting.is_empty() {
        return Ok(());
    }
    let mut found: HashMap<String, Vec<Field<WireNamed>>> = HashMap::new();
    for issues in wanting.chunks(ISSUES_TOGETHER) {
        for wire in ask(api, issues, LABELS_TOGETHER, None).await? {
            if let Some((issue, labels)) = all_of(api, wire).await? {
                found.insert(issue, labels);
            }
        }
    }
    for node in nodes.iter_mut() {
        let wanting = wants_labels(node);
        if let (Some(issue), Field::Is(wire)) = (wanting, node) {
            match found.remove(&issue) {
                Some(labels) => wire.labels = whole(labels),
                None => wire.spoilt = true,
            }
        }
    }
    Ok(())
}

/// The id of an issue that has more labels than came along.
fn wants_labels(node: &Field<WireIssue>) -> Option<String> {
    let issue = node.known()?;
    let end = issue.labels.known()?.page_info.known()?;
    let goes_on = end.has_next_page.known() == Some(&true);
    issue.id.known().filter(|_| goes_on).cloned()
}

fn whole(labels: Vec<Field<WireNamed>>) -> Field<WireLabels> {
    Field::Is(WireLabels {
        nodes: Field::Is(labels),
        page_info: Field::Is(WireLabelsEnd::default()),
    })
}

async fn ask(
    api: &mut Api,
    issues: &[String],
    labels: u32,
    after: Option<&str>,
) -> Result<Vec<Field<WireIssueLabels>>, Error> {
    let wanted = LabelsOf {
        issues,
        first: issues.len(),
        labels,
        after,
    };
    let answer: WireIssues<WireIssueLabels> = settled(api.ask(ISSUE_LABELS, &wanted).await?)?;
    Ok(answer.issues.nodes)
}

/// An issue's id and all its labels, if they can be read.
async fn all_of(
    api: &mut Api,
    node: Field<WireIssueLabels>,
) -> Result<Option<(String, Vec<Field<WireNamed>>)>, Error> {
    let Some((issue, mut labels, mut end)) = read(node) else {
        return Ok(None);
    };
    let mut after: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let Some(next) = end.next(after.as_deref())? else {
            return Ok(Some((issue, labels)));
        };
        let alone = std::slice::from_ref(&issue);
        let nodes = ask(api, alone, PAGE_SIZE, Some(&next)).await?;
        let found = nodes.into_iter().filter_map(read).find(|(id, ..)| *id == issue);
        let Some((_, more, more_end)) = found else {
            return Ok(None);
        };
        labels.extend(more);
        (after, end) = (Some(next), more_end);
    }
    Err(refusal::endless("labels of an issue"))
}

fn read(node: Field<WireIssueLabels>) -> Option<(String, Vec<Field<WireNamed>>, PageInfo)> {
    let Field::Is(wire) = node else { return None };
    let Field::Is(id) = wire.id else { return None };
    let Field::Is(labels) = wire.labels else {
        return None;
    };
    let (Field::Is(nodes), Field::Is(end)) = (labels.nodes, labels.page_info) else {
        return None;
    };
    let end = PageInfo {
        has_next_page: *end.has_next_page.known()?,
        end_cursor: end.end_cursor.known().cloned(),
    };
    (!wire.spoilt).then_some((id, nodes, end))
}
