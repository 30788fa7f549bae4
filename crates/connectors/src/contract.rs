//! Tests that every connector passes, chosen by its capabilities.
//!
//! A connector's own tests implement [`Service`] on a simulator of their service (a state that can be edited, not a list
//! of answers) and call [`holds`]. What only one service does is tested in that connector's folder.

use std::collections::BTreeMap;

use crate::call::Call;
use crate::connector::{Connector, Cursor, Issue, Page};
use crate::error::{Error, ErrorKind};
use crate::manifest::{FieldKind, Manifest};

/// More pages than any test has issues for.
const PATIENCE: usize = 1_000;

/// A simulated service with one workspace, one good key and no issues yet.
pub trait Service {
    /// A call with the good key and the default settings. Its pauses should be short.
    fn call(&self) -> Call;
    /// Adds an issue that is not finished, and returns its reference.
    fn add_issue(&self, title: &str) -> String;
    /// Changes an issue's title; later than every change before.
    fn rename_issue(&self, reference: &str, title: &str);
    /// Archives an issue; later than every change before.
    fn archive_issue(&self, reference: &str);
    /// Lets all that happened lie so far back that no connector asks for it twice.
    fn let_time_pass(&self);
    /// Makes the next so many requests fail, in a way that passes; 0 ends what was asked for before.
    fn fail(&self, requests: usize);
    /// Makes the good key a bad one.
    fn revoke_key(&self);
}

/// Runs every test of the contract that the connector's capabilities call for. `make` starts a fresh service.
///
/// # Panics
/// Where the connector breaks the contract.
pub async fn holds<S: Service>(connector: &dyn Connector, make: impl AsyncFn() -> S) {
    manifest_is_complete(connector.manifest());
    check_names_the_account(connector, &make().await).await;
    refused_key_is_told_without_showing_it(connector, &make().await).await;
    empty_workspace_is_an_empty_page(connector, &make().await).await;
    every_issue_arrives_whole(connector, &make().await).await;
    trouble_passes_and_loses_nothing(connector, &make().await).await;
    strange_cursor_begins_anew(connector, &make().await).await;
    if connector.manifest().capabilities.incremental {
        only_changes_come_again(connector, &make().await).await;
    }
    if connector.manifest().capabilities.archived {
        archiving_is_told(connector, &make().await).await;
    }
}

/// The manifest can draw a form: names are plain and differ, every word is there, the defaults are valid.
///
/// # Panics
/// Where it cannot.
pub fn manifest_is_complete(manifest: &Manifest) {
    let plain = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    assert!(
        plain(manifest.name) && plain(manifest.source),
        "{} is not a plain name",
        manifest.name
    );
    assert!(
        !manifest.title.is_empty() && manifest.summary.ends_with('.'),
        "{}: title, summary",
        manifest.name
    );
    assert!(
        !manifest.secret.label.is_empty() && manifest.secret.help.ends_with('.'),
        "{}: secret",
        manifest.name
    );
    assert!(
        manifest.secret.url.starts_with("https://"),
        "{}: the page with keys",
        manifest.name
    );
    let mut seen: Vec<&str> = vec![ErrorKind::SECRET];
    for field in manifest.fields {
        assert!(
            plain(field.name) && !seen.contains(&field.name),
            "{}: name of a field",
            field.name
        );
        assert!(
            !field.label.is_empty() && field.help.ends_with('.'),
            "{}: label, help",
            field.name
        );
        if let FieldKind::Choice(choices) = field.kind {
            assert!(
                choices.iter().all(|(_, label)| !label.is_empty()),
                "{}: labels of the choices",
                field.name
            );
        }
        seen.push(field.name);
    }
    let settings = manifest.validate(&BTreeMap::new()).unwrap_or_else(|mistakes| {
        panic!("{}: the defaults are not valid: {mistakes:?}", manifest.name);
    });
    let again = manifest.validate(settings.as_map());
    assert_eq!(
        again.as_ref(),
        Ok(&settings),
        "{}: stored settings read back differently",
        manifest.name
    );
}

async fn check_names_the_account(connector: &dyn Connector, service: &impl Service) {
    let account = connector
        .check(&service.call())
        .await
        .unwrap_or_else(|error| panic!("check: {error:?}"));
    assert!(
        !account.name.is_empty() && !account.workspace.is_empty(),
        "{account:?}"
    );
    assert!(!account.containers.is_empty(), "{account:?}");
}

async fn refused_key_is_told_without_showing_it(connector: &dyn Connector, service: &impl Service) {
    service.add_issue("One");
    service.revoke_key();
    let call = service.call();
    let checked = connector
        .check(&call)
        .await
        .expect_err("a revoked key was accepted");
    let pulled = connector
        .pull(&call, None)
        .await
        .expect_err("a revoked key was accepted");
    for error in [checked, pulled] {
        assert_eq!(error.kind, ErrorKind::Reauthorise, "{error:?}");
        is_fit_to_print(&error, &call);
    }
}

async fn empty_workspace_is_an_empty_page(connector: &dyn Connector, service: &impl Service) {
    let (issues, cursor) = pass(connector, &service.call(), None).await;
    assert_eq!(issues, []);
    service.let_time_pass();
    let reference = service.add_issue("The first");
    let (issues, _) = pass(connector, &service.call(), Some(cursor)).await;
    assert_eq!(references(&issues), [reference]);
}

async fn every_issue_arrives_whole(connector: &dyn Connector, service: &impl Service) {
    let long = "長い題名 ".repeat(300);
    let titles = [
        "Plain",
        "👩‍🚀 emoji",
        "مرحبا بالعالم",
        "\"quotes\" \\ & <tags>",
        long.trim_end(),
    ];
    let mut added: Vec<(String, String)> = titles
        .iter()
        .map(|title| (service.add_issue(title), (*title).to_owned()))
        .collect();
    for number in 0..600 {
        let title = format!("Issue {number}");
        added.push((service.add_issue(&title), title));
    }
    let (issues, _) = pass(connector, &service.call(), None).await;
    let mut arrived: Vec<(String, String)> = issues
        .iter()
        .map(|issue| (issue.reference.clone(), issue.title.clone()))
        .collect();
    added.sort();
    arrived.sort();
    assert_eq!(arrived, added);
    assert!(
        issues
            .iter()
            .all(|issue| !issue.identifier.is_empty() && !issue.container.reference.is_empty())
    );
}

async fn trouble_passes_and_loses_nothing(connector: &dyn Connector, service: &impl Service) {
    let added: Vec<String> = (0..300)
        .map(|number| service.add_issue(&format!("Issue {number}")))
        .collect();
    let call = service.call();
    service.fail(1);
    let page = connector.pull(&call, None).await;
    assert!(page.is_ok(), "one failure was not tried again: {page:?}");
    service.fail(50);
    let error = connector
        .pull(&call, None)
        .await
        .expect_err("a service that always fails was believed");
    assert!(error.kind.is_passing(), "{error:?}");
    is_fit_to_print(&error, &call);
    service.fail(0);
    let (issues, _) = pass(connector, &call, None).await;
    assert_eq!(references(&issues), sorted(added));
}

async fn strange_cursor_begins_anew(connector: &dyn Connector, service: &impl Service) {
    let added = service.add_issue("One");
    for strange in [
        serde_json::json!(null),
        serde_json::json!({"version": 999}),
        serde_json::json!("x"),
    ] {
        let (issues, _) = pass(connector, &service.call(), Some(Cursor(strange))).await;
        assert_eq!(references(&issues), std::slice::from_ref(&added));
    }
}

async fn only_changes_come_again(connector: &dyn Connector, service: &impl Service) {
    let added: Vec<String> = (0..10)
        .map(|number| service.add_issue(&format!("Issue {number}")))
        .collect();
    let (_, cursor) = pass(connector, &service.call(), None).await;
    service.let_time_pass();
    // A connector may read a stretch twice, to be sure of it; not for ever.
    let (_, cursor) = pass(connector, &service.call(), Some(cursor)).await;
    service.let_time_pass();
    service.rename_issue(&added[3], "Renamed");
    let new = service.add_issue("New");
    let (issues, cursor) = pass(connector, &service.call(), Some(cursor)).await;
    let changed = references(&issues);
    assert!(
        changed.contains(&added[3]) && changed.contains(&new),
        "a change did not come: {changed:?}"
    );
    assert!(
        changed.len() < added.len(),
        "what had not changed came again: {changed:?}"
    );
    assert!(issues.iter().any(|issue| issue.title == "Renamed"));
    let (again, _) = pass(connector, &service.call(), Some(cursor)).await;
    assert!(
        again.iter().all(|issue| issues.contains(issue)),
        "something changed by itself: {again:?}"
    );
}

async fn archiving_is_told(connector: &dyn Connector, service: &impl Service) {
    let added: Vec<String> = (0..3)
        .map(|number| service.add_issue(&format!("Issue {number}")))
        .collect();
    let (issues, cursor) = pass(connector, &service.call(), None).await;
    assert!(issues.iter().all(|issue| !issue.archived));
    service.let_time_pass();
    service.archive_issue(&added[1]);
    let (issues, _) = pass(connector, &service.call(), Some(cursor)).await;
    let told = issues.iter().find(|issue| issue.reference == added[1]);
    assert!(told.is_some_and(|issue| issue.archived), "{issues:?}");
}

/// Pulls until a pass ends. Every cursor travels as text, as it does through a database.
///
/// # Panics
/// Where a page fails or the pass does not end.
pub async fn pass(connector: &dyn Connector, call: &Call, from: Option<Cursor>) -> (Vec<Issue>, Cursor) {
    let mut issues: BTreeMap<String, Issue> = BTreeMap::new();
    let mut cursor = from;
    for _ in 0..PATIENCE {
        let page = connector.pull(call, cursor.as_ref()).await;
        let Page {
            issues: more,
            next,
            more: goes_on,
            ..
        } = page.unwrap_or_else(|error| panic!("pull: {error:?}"));
        issues.extend(more.into_iter().map(|issue| (issue.reference.clone(), issue)));
        let next = through_text(&next);
        if !goes_on {
            return (issues.into_values().collect(), next);
        }
        cursor = Some(next);
    }
    panic!("a pass did not end within {PATIENCE} pages");
}

/// The error can be shown to people and logged: it says something, whole, and nothing secret.
///
/// # Panics
/// Where it is not.
pub fn is_fit_to_print(error: &Error, call: &Call) {
    let shown = format!("{error} {error:?}");
    let key = call.secret.expose().trim();
    assert!(!shown.contains(key), "an error shows the key");
    assert!(
        error.message.ends_with('.') && error.message.len() > 20,
        "not a sentence: {}",
        error.message
    );
    assert!(
        !error.message.contains(['<', '{', '\n']),
        "raw text in a message: {}",
        error.message
    );
}

fn through_text(cursor: &Cursor) -> Cursor {
    let text = serde_json::to_string(cursor).unwrap_or_else(|error| panic!("a cursor is not JSON: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("a cursor does not read back: {error}"))
}

fn references(issues: &[Issue]) -> Vec<String> {
    sorted(issues.iter().map(|issue| issue.reference.clone()).collect())
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort_unstable();
    texts
}
