//! What arrives of an issue, and pages.

use super::*;

#[tokio::test]
async fn an_issue_arrives_with_everything_we_keep() {
    let it = workspace().await;
    let jo = it.sim.users()[0].0;
    let id = it.sim.add_issue(
        it.eng,
        NewIssue {
            title: "Fix login".into(),
            state: Some("In Progress".into()),
            assignee: Some(jo),
            priority: 2,
            estimate: Some(3.0),
            due_date: Some("2026-12-24".into()),
            ..NewIssue::default()
        },
    );
    let page = pull(&it.call(), None).await.unwrap();
    let [issue] = page.issues.as_slice() else {
        panic!("{page:?}")
    };
    let there = it.sim.issue(&id.to_string()).unwrap();
    assert_eq!(
        (&issue.reference, &issue.identifier),
        (&id.to_string(), &"ENG-1".to_owned())
    );
    assert_eq!(
        (issue.title.as_str(), issue.url.as_deref()),
        ("Fix login", Some(there.url.as_str()))
    );
    assert_eq!(
        (issue.state.status, issue.state.name.as_str()),
        (Status::InProgress, "In Progress")
    );
    assert_eq!(
        (issue.priority, issue.estimate),
        (Some(Priority::High), Some(3.0))
    );
    assert_eq!(issue.due_on.unwrap().to_string(), "2026-12-24");
    let person = issue.assignee.as_ref().unwrap();
    assert_eq!(
        (person.name.as_str(), person.email.as_deref()),
        ("Jo Doe", Some("jo@northwind.example"))
    );
    assert_eq!(
        issue.container,
        page.containers[usize::from(page.containers[0].key != "ENG")]
    );
    assert_eq!(
        issue.updated_at,
        Instant::from_millis(there.updated_at.as_millisecond())
    );
    assert!(!issue.archived && issue.previous_identifiers.is_empty());
    assert_eq!(it.operations(), ["Workspace", "Issues"]);
    assert_eq!(
        (page.usage.requests, page.usage.points, page.more),
        (2, 2225 + 5800, false)
    );
    assert_eq!(
        (page.usage.requests_left, page.usage.requests_limit),
        (Some(2498), Some(2500))
    );
    assert_eq!(page.usage.points_limit, Some(3_000_000));
}

#[tokio::test]
async fn a_first_pass_leaves_out_what_is_archived_and_in_the_trash() {
    let it = workspace().await;
    let ids = it.add_many(it.eng, 3);
    it.sim.archive_issue(ids[0]);
    it.sim.trash_issue(ids[1]);
    let (issues, _) = pass(&it.call(), None).await;
    assert_eq!(names(&issues), ["ENG-3 Issue 2"]);
}

#[tokio::test]
async fn a_state_counts_by_its_type_or_to_the_letter_by_its_name() {
    let it = workspace().await;
    it.sim.add_state(it.eng, "Shipped", "completed");
    it.sim.add_state(it.eng, "Abgeschlossen", "completed");
    it.sim.add_state(it.eng, "Dreaming", "a new type");
    let states = [
        "Triage",
        "Backlog",
        "Todo",
        "In Progress",
        "In Review",
        "Done",
        "Canceled",
        "Duplicate",
        "Shipped",
        "Abgeschlossen",
        "Dreaming",
    ];
    for state in states {
        let issue = NewIssue {
            title: state.into(),
            state: Some(state.into()),
            ..NewIssue::default()
        };
        it.sim.add_issue(it.eng, issue);
    }
    let of = async |mapping: &str, status: Status| {
        let (issues, _) = pass(&it.with(&[("status_mapping", mapping)]), None).await;
        let is = |state: &&&str| {
            issues
                .iter()
                .any(|it| it.title == ***state && it.state.status == status)
        };
        states.iter().filter(is).copied().collect::<Vec<_>>()
    };
    let done = of("type", Status::Done).await;
    assert_eq!(
        done,
        ["Done", "Canceled", "Duplicate", "Shipped", "Abgeschlossen"]
    );
    assert_eq!(of("type", Status::InProgress).await, ["In Progress", "In Review"]);
    assert_eq!(
        of("type", Status::Todo).await,
        ["Triage", "Backlog", "Todo", "Dreaming"]
    );
    assert_eq!(of("simple", Status::Done).await, ["Done", "Canceled"]);
    assert_eq!(of("simple", Status::InProgress).await, Vec::<&str>::new());
}

#[tokio::test]
async fn pages_join_without_a_gap_though_many_issues_share_one_stamp() {
    let it = workspace().await;
    let ids = it.add_many(it.eng, 1_100);
    it.sim.mass_update(&ids[100..900], |fields| fields.priority = 1);
    let (issues, _) = pass(&it.call(), None).await;
    assert_eq!(issues.len(), 1_100);
    assert_eq!(
        it.operations(),
        [
            "Workspace",
            "Issues",
            "Issues",
            "Issues",
            "Issues",
            "Issues",
            "Changes"
        ]
    );
    assert!(
        it.sim
            .requests()
            .iter()
            .filter(|request| request.operation.as_deref() == Some("Issues"))
            .all(|request| request.variables["first"] == PAGE_SIZE)
    );
}

#[tokio::test]
async fn containers_come_with_the_first_page_only() {
    let it = workspace().await;
    it.add_many(it.eng, 300);
    let first = pull(&it.call(), None).await.unwrap();
    let second = pull(&it.call(), Some(&first.next)).await.unwrap();
    assert_eq!(
        (first.containers.len(), first.more, first.issues.len()),
        (2, true, 250)
    );
    assert_eq!(
        (second.containers.len(), second.more, second.issues.len()),
        (0, true, 50)
    );
}

#[tokio::test]
async fn more_teams_than_fit_one_page_all_come() {
    let it = workspace().await;
    for number in 0..260 {
        it.sim.add_team(&format!("T{number}"), "One of many");
    }
    assert_eq!(pull(&it.call(), None).await.unwrap().containers.len(), 262);
}
