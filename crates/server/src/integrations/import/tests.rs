//! Pages as rows: what a page means does not depend on how often, or in which company, it is written.

use super::super::store;
use super::mapping::{mapped, storable, with_integration};
use super::*;
use crate::app_tests;
use crate::testing::Test;
use proptest::prelude::*;
use serde_json::{Value, json};
use timetracker_connectors::{Container, Cursor, Issue, IssueState, Priority, Status, Usage, by_name};
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
    Importer::new(&t.app, &connection, by_name("linear").unwrap().manifest())
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

    async fn stamps_are_the_issues_own(t: Test) {
        let mut importer = importer(&t).await;
        let at = |seconds: i64| Instant::from_millis(1_700_000_000_000).plus_seconds(seconds);
        let stamps = async || -> (Option<Instant>, Option<Instant>, Option<Instant>) {
            let sql = "SELECT started_at, completed_at, archived_at FROM tasks WHERE external_ref = '1'";
            t.app.db.query_one(sql, p![]).await.unwrap()
        };
        let with = |status, archived, seconds| Issue { status, archived, updated_at: at(seconds), ..issue("1", "one") };
        let steps = [(Status::InProgress, false, 1, (Some(at(1)), None, None)), (Status::Done, false, 2, (Some(at(1)), Some(at(2)), None)),
            (Status::Done, true, 3, (Some(at(1)), Some(at(2)), Some(at(3)))), (Status::Todo, false, 4, (Some(at(1)), None, None))];
        for (status, archived, seconds, expected) in steps {
            write(&t, &mut importer, &page(vec![with(status, archived, seconds)])).await;
            assert_eq!(stamps().await, expected);
        }
    }
}

#[test]
fn a_hash_tells_every_change_apart_and_nothing_else() {
    let base = issue("1", "one");
    let hash = |issue: &Issue, project, user| mapped(issue, "linear", project, user).hash;
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
            status: Status::Done,
            ..base.clone()
        },
        Issue {
            state_name: "Doing".into(),
            ..base.clone()
        },
        Issue {
            state_type: "started".into(),
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
    let mut hashes: Vec<i64> = changed.iter().map(|issue| hash(issue, 1, None)).collect();
    hashes.extend([
        hash(&base, 1, None),
        hash(&base, 2, None),
        hash(&base, 1, Some(1)),
    ]);
    assert!(hashes.iter().all(|hash| *hash >= 0));
    let distinct: std::collections::BTreeSet<_> = hashes.iter().collect();
    assert_eq!(distinct.len(), hashes.len());
    let later = Issue {
        updated_at: Instant::from_millis(1_800_000_000_000),
        ..base.clone()
    };
    assert_eq!(
        hash(&later, 1, None),
        hash(&base, 1, None),
        "a stamp alone is no change"
    );
}

proptest! {
    #[test]
    fn a_title_comes_through_whole_but_for_nul(title in "\\PC{0,200}|(?s).{0,50}") {
        let task = mapped(&issue("1", &title), "linear", 1, None);
        prop_assert_eq!(task.name, format!("ENG-1: {}", title.replace('\0', "")));
    }

    #[test]
    fn other_custom_fields_stay_whatever_they_are(key in "[a-z]{1,8}", number: i32, junk in "\\PC{0,20}") {
        prop_assume!(key != "integration");
        let before = json!({key.as_str(): number, "integration": "old"}).to_string();
        let after: Value = serde_json::from_str(&with_integration(&before, &json!({"ref": 1}))).unwrap();
        prop_assert_eq!(after, json!({key.as_str(): number, "integration": {"ref": 1}}));
        let over_junk: Value = serde_json::from_str(&with_integration(&junk, &json!(1))).unwrap();
        prop_assert_eq!(&over_junk["integration"], &json!(1));
        prop_assert!(!storable(&junk).contains('\0'));
    }
}
