//! Pages as rows: what a page means does not depend on how often, or in which company, it is written.

use super::super::store;
use super::mapping::{mapped, storable, with_integration};
use super::*;
use crate::app_tests;
use crate::testing::Test;
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use timetracker_connectors::{
    Container, Cursor, Issue, IssueState, Named, Person, Priority, Status, Usage, WorkflowState, by_name,
};
use timetracker_db::{Read as _, p};

fn team(reference: &str, key: &str, name: &str) -> Container {
    Container {
        reference: reference.into(),
        key: key.into(),
        name: name.into(),
    }
}

fn issue(reference: &str, title: &str) -> Issue {
    Issue {
        reference: reference.into(),
        container: team("team-1", "ENG", "Engineering"),
        identifier: format!("ENG-{reference}"),
        previous_identifiers: Vec::new(),
        title: title.into(),
        url: Some(format!("https://linear.example/issue/ENG-{reference}")),
        state: state("todo", "Todo", "unstarted", Status::Todo),
        priority: None,
        estimate: None,
        due_on: None,
        assignee: None,
        creator: None,
        labels: Vec::new(),
        parent: None,
        cycle: None,
        project: None,
        milestone: None,
        branch_name: None,
        archived: false,
        created_at: Instant::from_millis(1_690_000_000_000),
        started_at: None,
        completed_at: None,
        updated_at: Instant::from_millis(1_700_000_000_000),
    }
}

fn state(reference: &str, name: &str, kind: &str, status: Status) -> IssueState {
    IssueState {
        reference: reference.into(),
        name: name.into(),
        kind: kind.into(),
        is_known: true,
        status,
    }
}

fn person(reference: &str, name: &str, email: Option<&str>) -> Person {
    Person {
        reference: reference.into(),
        name: name.into(),
        email: email.map(str::to_owned),
        active: true,
    }
}

fn page(issues: Vec<Issue>) -> Page {
    Page {
        containers: Vec::new(),
        visible: None,
        states: Vec::new(),
        people: Vec::new(),
        names: Vec::new(),
        failures: Vec::new(),
        expected: None,
        issues,
        outside: Vec::new(),
        next: Cursor(Value::Null),
        more: false,
        usage: Usage::default(),
    }
}

async fn importer(t: &Test) -> Importer {
    let tx = t.app.db.begin().await.unwrap();
    let id = store::ensure(&tx, "linear", t.app.now()).await.unwrap();
    let connection = store::find_by_id(&tx, id).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    Importer::new(
        &t.app,
        &connection,
        Id::new(1),
        by_name("linear").unwrap().manifest(),
    )
    .await
    .unwrap()
}

async fn write(t: &Test, importer: &mut Importer, page: &Page) -> Counts {
    let tx = t.app.db.begin_bulk().await.unwrap();
    let counts = importer.write(&tx, page, t.app.now()).await.unwrap();
    tx.commit().await.unwrap();
    counts
}

async fn names(t: &Test) -> Vec<String> {
    let sql =
        "SELECT name FROM tasks WHERE external_ref IS NOT NULL AND archived_at IS NULL ORDER BY external_ref";
    let rows: Vec<(String,)> = t.app.db.query(sql, p![]).await.unwrap();
    rows.into_iter().map(|(name,)| name).collect()
}

app_tests! {
    async fn a_page_written_twice_changes_nothing_the_second_time(t: Test) {
        let page = page(vec![issue("1", "one"), issue("2", "two")]);
        let mut first = importer(&t).await;
        let counts = write(&t, &mut first, &page).await;
        assert_eq!(counts, Counts { seen: 2, created: 2, projects_created: 1, ..Counts::default() });
        t.clock.advance(60);
        for importer in [&mut first, &mut importer(&t).await] {
            let counts = write(&t, importer, &page).await;
            assert_eq!(counts, Counts { seen: 2, unchanged: 2, ..Counts::default() });
        }
    }

    async fn of_an_issue_that_comes_twice_the_later_one_counts(t: Test) {
        let mut importer = importer(&t).await;
        let counts = write(&t, &mut importer, &page(vec![issue("1", "old"), issue("1", "new")])).await;
        assert_eq!((counts.seen, counts.created), (2, 1));
        assert_eq!(names(&t).await, ["ENG-1: new"]);
    }

    async fn what_was_archived_before_it_was_seen_leaves_no_trace(t: Test) {
        let mut importer = importer(&t).await;
        let archived = Issue { archived: true, ..issue("1", "gone") };
        let counts = write(&t, &mut importer, &page(vec![archived])).await;
        assert_eq!(counts, Counts { seen: 1, ..Counts::default() });
        assert_eq!(names(&t).await, Vec::<String>::new());
    }

    async fn a_place_gone_by_its_key_alone_and_a_long_key_are_no_trouble(t: Test) {
        let mut importer = importer(&t).await;
        let mut nameless = issue("1", "one");
        nameless.container = team("team-a", "NONAME", "  ");
        let mut long = issue("2", "two");
        long.container = team("team-b", "AKEYOFMORETHANTWENTYCHARACTERS", "Long");
        let mut clash = issue("3", "three");
        clash.container = team("team-c", "web", "Same code as the project of the cast");
        write(&t, &mut importer, &page(vec![nameless, long, clash])).await;
        let sql = "SELECT name, code FROM projects WHERE external_ref IS NOT NULL ORDER BY external_ref";
        let rows: Vec<(String, Option<String>)> = t.app.db.query(sql, p![]).await.unwrap();
        let named = |name: &str, code: Option<&str>| (name.to_owned(), code.map(str::to_owned));
        assert_eq!(rows, [named("NONAME", Some("NONAME")), named("Long", None),
            named("Same code as the project of the cast", None)]);
    }

    async fn a_new_name_reaches_tasks_whose_issues_did_not_change(t: Test) {
        let mut first = importer(&t).await;
        let named = |reference: &str, name: &str| Named { reference: reference.into(), name: name.into() };
        let labelled = Issue { labels: vec![named("l1", "bug"), named("l2", "a, b")], cycle: Some(named("c1", "Cycle 7")),
            creator: Some(person("u9", "Jo", None)), ..issue("1", "one") };
        write(&t, &mut first, &page(vec![labelled.clone(), issue("2", "two")])).await;
        let other = "UPDATE tasks SET custom_fields = '{\"integration\":{\"state\":\"Todo\"},\"mine\":\"l1\"}' WHERE external_ref = '2'";
        t.app.db.exec(other, p![]).await.unwrap();
        let mut renamed = page(vec![]);
        renamed.names = vec![named("l1", "defect"), named("c1", "Sprint 7")];
        renamed.people = vec![person("u9", "Joanna", None)];
        renamed.states = vec![WorkflowState { reference: "todo".into(), container: "team-1".into(), name: "To do".into(),
            kind: "unstarted".into(), is_known: true, status: Status::Todo, position: 1.0 }];
        write(&t, &mut importer(&t).await, &renamed).await;
        let sql = "SELECT labels, custom_fields FROM tasks WHERE external_ref = $1";
        let (labels, fields): (String, String) = t.app.db.query_one(sql, p!["1"]).await.unwrap();
        let fields: Value = serde_json::from_str(&fields).unwrap();
        let integration = &fields["integration"];
        assert_eq!(labels, "a b, defect");
        assert_eq!((&integration["cycle"]["name"], &integration["creator"]["name"], &integration["state"]),
            (&json!("Sprint 7"), &json!("Joanna"), &json!("To do")));
        let (_, fields): (String, String) = t.app.db.query_one(sql, p!["2"]).await.unwrap();
        assert!(fields.contains("\"mine\":\"l1\""), "what is people's stays: {fields}");
    }

    async fn people_are_matched_by_address_also_when_they_join_later(t: Test) {
        let mut first = importer(&t).await;
        let issue = Issue { assignee: Some(person("u1", "Nora", Some(" Nora@Example.ORG "))), ..issue("1", "one") };
        write(&t, &mut first, &page(vec![issue])).await;
        let assignee = async || -> Option<i64> {
            t.app.db.scalar("SELECT assignee_id FROM tasks WHERE external_ref = '1'", p![]).await.unwrap()
        };
        assert_eq!(assignee().await, None);
        let nora = t.person("nora", crate::users::Role::User, "UTC").await;
        let connection = Id::new(1);
        let found = crate::integrations::unmatched(&t.app.db, connection).await.unwrap();
        assert_eq!(found.iter().map(|(person, issues)| (person.name.as_str(), *issues)).collect::<Vec<_>>(), [("Nora", 1)]);
        t.app.db.exec("UPDATE users SET email = 'nora@example.org' WHERE id = $1", p![nora.user.id]).await.unwrap();
        let mut begun = page(vec![]);
        begun.visible = Some(vec!["team-1".into()]);
        write(&t, &mut importer(&t).await, &begun).await;
        assert_eq!(assignee().await, Some(nora.user.id.get()));
        assert!(crate::integrations::unmatched(&t.app.db, connection).await.unwrap().is_empty());
    }

    async fn what_lies_where_nobody_looks_is_followed_only_where_it_is_known(t: Test) {
        let mut importer = importer(&t).await;
        let mut first = page(vec![issue("1", "here")]);
        first.containers = vec![team("team-1", "ENG", "Engineering")];
        first.visible = Some(vec!["team-1".into(), "team-2".into()]);
        write(&t, &mut importer, &first).await;
        let elsewhere = |reference: &str, title: &str| Issue { container: team("team-2", "OPS", "Operations"), ..issue(reference, title) };
        let mut second = page(vec![]);
        second.outside = vec![elsewhere("1", "moved"), elsewhere("2", "never asked for")];
        let counts = write(&t, &mut importer, &second).await;
        assert_eq!((counts.seen, counts.created, counts.updated), (0, 0, 1));
        assert_eq!(names(&t).await, ["ENG-1: moved"]);
    }

    async fn a_place_out_of_sight_is_marked_with_its_tasks_until_it_is_back(t: Test) {
        let mut importer = importer(&t).await;
        let seen = |visible: &[&str], issues| {
            let mut page = page(issues);
            page.containers = vec![team("team-1", "ENG", "Engineering")];
            page.visible = Some(visible.iter().map(|one| (*one).to_owned()).collect());
            page
        };
        write(&t, &mut importer, &seen(&["team-1"], vec![issue("1", "one")])).await;
        let marks = async || -> (Option<Instant>, Option<Instant>) {
            let sql = "SELECT t.missing_at, p.missing_at AS gone_at FROM tasks t JOIN projects p ON p.id = t.project_id
                WHERE t.external_ref = '1'";
            t.app.db.query_one(sql, p![]).await.unwrap()
        };
        let counts = write(&t, &mut importer, &seen(&[], vec![])).await;
        assert_eq!((counts.missing, marks().await), (1, (Some(t.app.now()), Some(t.app.now()))));
        let counts = write(&t, &mut importer, &seen(&["team-1"], vec![issue("1", "one")])).await;
        assert_eq!((counts.updated, marks().await), (1, (None, None)));
    }

    async fn an_issue_that_cannot_be_kept_is_named_and_comes_over_when_it_can(t: Test) {
        let mut importer = importer(&t).await;
        let long = Issue { identifier: "E".repeat(300), ..issue("1", "one") };
        let counts = write(&t, &mut importer, &page(vec![long, issue("2", "two")])).await;
        assert_eq!((counts.seen, counts.created, counts.failed), (2, 1, 1));
        let open = crate::integrations::open_troubles(&t.app.db, Id::new(1), 10, 0).await.unwrap();
        assert_eq!((open.len(), open[0].external_ref.as_deref()), (1, Some("1")));
        assert!(open[0].message.contains("more than 200 characters"), "{}", open[0].message);
        write(&t, &mut importer, &page(vec![issue("1", "one")])).await;
        assert!(crate::integrations::open_troubles(&t.app.db, Id::new(1), 10, 0).await.unwrap().is_empty());
        assert_eq!(names(&t).await, ["ENG-1: one", "ENG-2: two"]);
    }

    async fn stamps_are_the_issues_own(t: Test) {
        let mut importer = importer(&t).await;
        let at = |seconds: i64| Instant::from_millis(1_700_000_000_000).plus_seconds(seconds);
        let stamps = async || -> (Option<Instant>, Option<Instant>, Option<Instant>) {
            let sql = "SELECT started_at, completed_at, archived_at FROM tasks WHERE external_ref = '1'";
            t.app.db.query_one(sql, p![]).await.unwrap()
        };
        let with = |begun: Option<i64>, done: Option<i64>, archived, seconds| Issue {
            started_at: begun.map(at), completed_at: done.map(at), archived, updated_at: at(seconds), ..issue("1", "one")
        };
        let steps = [(Some(1), None, false, 5, (Some(at(1)), None, None)), (Some(1), Some(2), false, 6, (Some(at(1)), Some(at(2)), None)),
            (Some(1), Some(2), true, 7, (Some(at(1)), Some(at(2)), Some(at(7)))), (None, None, false, 8, (None, None, None))];
        for (begun, done, archived, seconds, expected) in steps {
            write(&t, &mut importer, &page(vec![with(begun, done, archived, seconds)])).await;
            assert_eq!(stamps().await, expected);
        }
    }
}

/// Where it changes without [`mapping::VERSION`](super::mapping), an upgrade would write every task anew.
#[test]
fn a_hash_is_that_of_the_same_text_in_every_version() {
    let text = r#"[2,7,"ENG-1: one","https://linear.example/issue/ENG-1","medium",null,false,{"created_at":"2023-07-22T04:26:40Z","identifier":"ENG-1","ref":"1","source":"linear","state":"Todo","state_ref":"todo","state_type":"unstarted","url":"https://linear.example/issue/ENG-1"}]"#;
    let digest = Sha256::digest(text);
    let first = i64::from_be_bytes(digest[..8].try_into().unwrap());
    assert_eq!(mapped(&issue("1", "one"), "linear", 7).hash, first & i64::MAX);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one line a field")]
fn a_hash_tells_every_change_apart_and_nothing_else() {
    let base = issue("1", "one");
    let hash = |issue: &Issue, project| mapped(issue, "linear", project).hash;
    let named = |name: &str| Named {
        reference: "n".into(),
        name: name.into(),
    };
    let at = Some(Instant::from_millis(1_700_000_000_001));
    let changed = [
        Issue {
            title: "two".into(),
            ..base.clone()
        },
        Issue {
            identifier: "MOB-1".into(),
            ..base.clone()
        },
        Issue {
            url: None,
            ..base.clone()
        },
        Issue {
            state: state("todo", "Doing", "unstarted", Status::Todo),
            ..base.clone()
        },
        Issue {
            state: state("todo", "Todo", "started", Status::Todo),
            ..base.clone()
        },
        Issue {
            state: state("other", "Todo", "unstarted", Status::Todo),
            ..base.clone()
        },
        Issue {
            labels: vec![named("bug")],
            ..base.clone()
        },
        Issue {
            parent: Some("p".into()),
            ..base.clone()
        },
        Issue {
            cycle: Some(named("Cycle 1")),
            ..base.clone()
        },
        Issue {
            project: Some(named("Cycle 1")),
            ..base.clone()
        },
        Issue {
            milestone: Some(named("Cycle 1")),
            ..base.clone()
        },
        Issue {
            branch_name: Some("b".into()),
            ..base.clone()
        },
        Issue {
            creator: Some(person("u1", "Jo", None)),
            ..base.clone()
        },
        Issue {
            assignee: Some(person("u1", "Jo", None)),
            ..base.clone()
        },
        Issue {
            estimate: Some(3.0),
            ..base.clone()
        },
        Issue {
            started_at: at,
            ..base.clone()
        },
        Issue {
            completed_at: at,
            ..base.clone()
        },
        Issue {
            previous_identifiers: vec!["OLD-1".into()],
            ..base.clone()
        },
        Issue {
            priority: Some(Priority::Low),
            ..base.clone()
        },
        Issue {
            due_on: "2027-01-31".parse().ok(),
            ..base.clone()
        },
        Issue {
            archived: true,
            ..base.clone()
        },
    ];
    let mut hashes: Vec<i64> = changed.iter().map(|issue| hash(issue, 1)).collect();
    hashes.extend([hash(&base, 1), hash(&base, 2)]);
    assert!(hashes.iter().all(|hash| *hash >= 0));
    let distinct: std::collections::BTreeSet<_> = hashes.iter().collect();
    assert_eq!(distinct.len(), hashes.len());
    let later = Issue {
        updated_at: Instant::from_millis(1_800_000_000_000),
        ..base.clone()
    };
    assert_eq!(hash(&later, 1), hash(&base, 1), "a stamp alone is no change");
}

proptest! {
    #[test]
    fn a_title_comes_through_whole_but_for_nul(title in "\\PC{0,200}|(?s).{0,50}") {
        let task = mapped(&issue("1", &title), "linear", 1);
        prop_assert_eq!(task.name, format!("ENG-1: {}", title.replace('\0', "")));
    }

    #[test]
    fn other_custom_fields_stay_whatever_they_are(key in "[a-z]{1,8}", number: i32, junk in "\\PC{0,20}") {
        prop_assume!(key != "integration");
        let before = json!({key.as_str(): number, "integration": "old"}).to_string();
        let after: Value = serde_json::from_str(&with_integration(&before, r#"{"ref":1}"#)).unwrap();
        prop_assert_eq!(after, json!({key.as_str(): number, "integration": {"ref": 1}}));
        let over_junk: Value = serde_json::from_str(&with_integration(&junk, "1")).unwrap();
        prop_assert_eq!(&over_junk["integration"], &json!(1));
        prop_assert!(!storable(&junk).contains('\0'));
    }
}
