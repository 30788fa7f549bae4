//! Tests that every connector passes, chosen by its capabilities.
//!
//! A connector's own tests implement [`Service`] on a simulator of their service (a state that can be edited, not a list
//! of answers) and call [`holds`]. What only one service does is tested in that connector's folder.

use std::collections::BTreeMap;

use crate::call::Call;
use crate::connector::{Census, CensusEntry, Connector, Cursor, Detail, Issue, MOST_FETCHED, Page};
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
    a_wish_for_all_brings_all(connector, &make().await).await;
    a_first_page_tells_what_is_around(connector, &make().await).await;
    a_census_finds_every_issue_once(connector, &make().await).await;
    issues_are_fetched_by_reference(connector, &make().await).await;
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

async fn a_wish_for_all_brings_all(connector: &dyn Connector, service: &impl Service) {
    let added: Vec<String> = (0..3)
        .map(|number| service.add_issue(&format!("Issue {number}")))
        .collect();
    let (_, cursor) = pass(connector, &service.call(), None).await;
    service.let_time_pass();
    let (_, cursor) = pass(connector, &service.call(), Some(cursor)).await;
    service.archive_issue(&added[1]);
    let (issues, cursor) = pass(connector, &service.call(), Some(cursor.again())).await;
    assert_eq!(references(&issues), sorted(added.clone()));
    if connector.manifest().capabilities.archived {
        let archived = issues.iter().filter(|issue| issue.archived);
        assert_eq!(
            archived.map(|issue| &issue.reference).collect::<Vec<_>>(),
            [&added[1]]
        );
    }
    assert!(
        cursor.place_to_read_again_from().is_none(),
        "the wish is granted once"
    );
}

async fn a_first_page_tells_what_is_around(connector: &dyn Connector, service: &impl Service) {
    let added: Vec<String> = (0..3)
        .map(|number| service.add_issue(&format!("Issue {number}")))
        .collect();
    let page = connector.pull(&service.call(), None).await;
    let page = page.unwrap_or_else(|error| panic!("pull: {error:?}"));
    let visible = page.visible.unwrap_or_default();
    assert!(page.containers.iter().all(|it| visible.contains(&it.reference)));
    assert!(
        page.expected
            .is_none_or(|expected| expected == added.len() as u64)
    );
    assert_eq!((page.outside, page.failures), (Vec::new(), Vec::new()));
    for issue in &page.issues {
        assert!(page.containers.contains(&issue.container), "{issue:?}");
        let state = page
            .states
            .iter()
            .find(|state| state.reference == issue.state.reference);
        assert!(
            state.is_some_and(
                |it| it.status == issue.state.status && it.container == issue.container.reference
            ),
            "{issue:?}"
        );
        let people = [&issue.assignee, &issue.creator].into_iter().flatten();
        people.for_each(|person| assert!(page.people.contains(person), "{person:?}"));
    }
}

async fn a_census_finds_every_issue_once(connector: &dyn Connector, service: &impl Service) {
    let added: Vec<String> = (0..600)
        .map(|number| service.add_issue(&format!("Issue {number}")))
        .collect();
    service.archive_issue(&added[1]);
    let call = service.call();
    let (issues, cursor) = pass(connector, &call, None).await;
    for (detail, from) in [(Detail::Existence, None), (Detail::Landing, Some(&cursor))] {
        let (first, entries) = count(connector, &call, detail, from).await;
        assert!(first.expected.is_none_or(|expected| expected == 600));
        let counted: Vec<String> = entries.iter().map(|entry| entry.reference.clone()).collect();
        assert_eq!(sorted(counted), sorted(added.clone()));
        let archived = entries.iter().filter(|entry| entry.archived);
        assert_eq!(
            archived.map(|entry| &entry.reference).collect::<Vec<_>>(),
            [&added[1]]
        );
        for issue in &issues {
            let entry = entries.iter().find(|entry| entry.reference == issue.reference);
            assert!(
                entry.is_some_and(|entry| agrees(entry, issue, &first, detail)),
                "{entry:?} {issue:?}"
            );
        }
    }
    service.fail(50);
    let error = connector.census(&call, Detail::Existence, None).await;
    is_fit_to_print(
        &error.expect_err("a service that always fails was believed"),
        &call,
    );
}

fn agrees(entry: &CensusEntry, issue: &Issue, first: &Census, detail: Detail) -> bool {
    let lands = match (&entry.landing, detail) {
        (None, Detail::Existence) => first.states.is_empty(),
        (Some(landing), Detail::Landing) => {
            let state = first.states.iter().find(|state| state.reference == landing.state);
            state.is_some_and(|state| state.status == issue.state.status)
                && (&landing.identifier, &landing.container)
                    == (&issue.identifier, &issue.container.reference)
                && landing.assignee == issue.assignee
        }
        _ => false,
    };
    lands && (entry.updated_at, entry.archived) == (issue.updated_at, issue.archived)
}

async fn issues_are_fetched_by_reference(connector: &dyn Connector, service: &impl Service) {
    let added: Vec<String> = (0..MOST_FETCHED)
        .map(|number| service.add_issue(&format!("Issue {number}")))
        .collect();
    service.add_issue("Not asked for");
    let (issues, _) = pass(connector, &service.call(), None).await;
    service.archive_issue(&added[0]);
    let call = service.call();
    let fetched = connector.fetch(&call, &added).await;
    let fetched = fetched.unwrap_or_else(|error| panic!("fetch: {error:?}"));
    assert_eq!(references(&fetched.issues), sorted(added.clone()));
    assert!(fetched.usage.requests > 0 && fetched.failures.is_empty());
    let same = fetched.issues.iter().filter(|issue| issues.contains(issue));
    assert_eq!(
        same.count(),
        MOST_FETCHED - 1,
        "a fetched issue is another than a pulled one"
    );
    assert!(
        fetched
            .issues
            .iter()
            .any(|issue| issue.archived && issue.reference == added[0])
    );
    let nobody = connector
        .fetch(&call, &["00000000-0000-4000-8000-000000000000".to_owned()])
        .await;
    assert_eq!(nobody.map(|fetched| fetched.issues), Ok(Vec::new()));
    let nothing = connector.fetch(&call, &[]).await;
    assert_eq!(nothing.map(|fetched| fetched.usage.requests), Ok(0));
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

/// Counts until a census ends: its first page, and the entries of all. Every cursor travels as text.
///
/// # Panics
/// Where a page fails, something could not be read, or the census does not end.
pub async fn count(
    connector: &dyn Connector,
    call: &Call,
    detail: Detail,
    from: Option<&Cursor>,
) -> (Census, Vec<CensusEntry>) {
    let (mut entries, mut first, mut cursor) = (Vec::new(), None, from.cloned());
    for _ in 0..PATIENCE {
        let page = connector.census(call, detail, cursor.as_ref()).await;
        let mut page = page.unwrap_or_else(|error| panic!("census: {error:?}"));
        assert_eq!(page.failures, []);
        entries.append(&mut page.entries);
        cursor = page.next.as_ref().map(through_text);
        let first = first.get_or_insert(page);
        if cursor.is_none() {
            return (first.clone(), entries);
        }
    }
    panic!("a census did not end within {PATIENCE} pages");
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
