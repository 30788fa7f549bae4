//! What comes beside the issues: states, people, names, teams that come and go, and issues that leave.

use super::*;

/// A cursor behind a full pass, whose overlap has been read again.
async fn settled(it: &Workspace, call: &Call) -> Cursor {
    let (_, cursor) = pass(call, None).await;
    it.wait();
    let (_, cursor) = pass(call, Some(cursor)).await;
    it.wait();
    it.sim.forget_requests();
    cursor
}

#[tokio::test]
async fn a_first_page_has_the_states_of_the_chosen_teams_all_people_and_how_many_issues_will_come() {
    let it = workspace().await;
    let ids = it.add_many(it.eng, 3);
    it.add(it.mob, "Not chosen");
    it.sim.archive_issue(ids[0]);
    let gone = it.sim.add_user("Gone", "gone@northwind.example");
    it.sim.suspend_user(gone);
    let page = pull(&it.teams("ENG"), None).await.unwrap();
    assert_eq!(page.visible.unwrap().len(), 2);
    assert!(
        page.states
            .iter()
            .all(|state| state.container == it.eng.to_string())
    );
    let states: Vec<(&str, &str, Status)> = page
        .states
        .iter()
        .map(|state| (state.name.as_str(), state.kind.as_str(), state.status))
        .collect();
    assert!(
        states.contains(&("In Review", "started", Status::InProgress)),
        "{states:?}"
    );
    let active: Vec<(&str, bool)> = page
        .people
        .iter()
        .map(|it| (it.name.as_str(), it.active))
        .collect();
    assert!(
        active.contains(&("Jo Doe", true)) && active.contains(&("Gone", false)),
        "{active:?}"
    );
    assert_eq!((page.expected, page.issues.len()), (Some(2), 2));
    let again = pull(&it.teams("ENG"), Some(&Cursor(Value::Null))).await.unwrap();
    assert_eq!(
        (again.expected, again.issues.len()),
        (Some(3), 3),
        "archived ones count as well"
    );
}

#[tokio::test]
async fn what_has_another_name_is_told_by_the_one_request_of_a_sync() {
    let it = workspace().await;
    it.add(it.eng, "One");
    let call = it.teams("ENG");
    let cursor = settled(&it, &call).await;
    let jo = it.sim.users()[0].0;
    it.sim
        .rename_state(it.sim.state(it.eng, "Done").unwrap(), "Shipped");
    it.sim
        .rename_state(it.sim.state(it.mob, "Done").unwrap(), "Not ours");
    it.sim.rename_user(jo, "Jo Roe");
    it.sim.add_label(None, "Urgent matter");
    it.sim.add_project("Relaunch", None);
    it.sim.add_cycle(it.eng, it.sim.now(), it.sim.now());
    let page = pull(&call, Some(&cursor)).await.unwrap();
    let shown = |names: Vec<&str>| names.join(", ");
    assert_eq!(
        shown(page.states.iter().map(|it| it.name.as_str()).collect()),
        "Shipped"
    );
    assert_eq!(
        shown(page.people.iter().map(|it| it.name.as_str()).collect()),
        "Jo Roe"
    );
    assert_eq!(
        shown(page.names.iter().map(|it| it.name.as_str()).collect()),
        "Urgent matter, Relaunch, Cycle 1"
    );
    assert_eq!(it.operations(), ["Changes"]);
}

#[tokio::test]
async fn lists_that_go_on_are_read_to_their_end() {
    let it = workspace().await;
    it.add(it.eng, "One");
    let cursor = settled(&it, &it.call()).await;
    for number in 0..120 {
        it.sim.add_label(None, &format!("Label {number}"));
        it.sim.add_user(
            &format!("User {number}"),
            &format!("user{number}@northwind.example"),
        );
        it.sim.add_state(it.eng, &format!("State {number}"), "started");
        it.sim.add_project(&format!("Project {number}"), None);
        it.sim.add_cycle(it.eng, it.sim.now(), it.sim.now());
    }
    let page = pull(&it.call(), Some(&cursor)).await.unwrap();
    assert_eq!(
        (page.states.len(), page.people.len(), page.names.len()),
        (120, 120, 360)
    );
    assert_eq!(
        it.operations(),
        ["Changes", "States", "People", "Labels", "Projects", "Cycles"]
    );
    for number in 0..300 {
        it.sim.add_user(
            &format!("More {number}"),
            &format!("more{number}@northwind.example"),
        );
        it.sim.add_state(it.eng, &format!("More {number}"), "started");
        it.sim.add_team(&format!("T{number}"), "One of many");
    }
    let first = pull(&it.call(), None).await.unwrap();
    let expected = (302, 8 * 302 + 420, 421);
    assert_eq!(
        (first.containers.len(), first.states.len(), first.people.len()),
        expected
    );
}

#[tokio::test]
async fn all_labels_of_an_issue_come_however_many() {
    let it = workspace().await;
    let labels = |count: usize| {
        (0..count)
            .map(|number| format!("Label {number}"))
            .collect::<Vec<_>>()
    };
    for count in [0, 4, 5, 21, 400] {
        it.sim.add_issue(
            it.eng,
            NewIssue {
                title: count.to_string(),
                labels: labels(count),
                ..NewIssue::default()
            },
        );
    }
    let page = pull(&it.call(), None).await.unwrap();
    assert_eq!((page.issues.len(), page.failures.len()), (5, 0));
    for issue in &page.issues {
        let mut names: Vec<&str> = issue.labels.iter().map(|label| label.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len().to_string(), issue.title);
    }
    let operations = it.operations();
    assert_eq!(operations[..3], ["Workspace", "Issues", "IssueLabels"]);
    assert_eq!(
        operations.len(),
        3 + 1 + 2,
        "one page more for 21 labels, two for 400: {operations:?}"
    );
}

#[tokio::test]
async fn an_issue_that_leaves_the_chosen_teams_is_told_apart_and_strangers_are_not() {
    let it = workspace().await;
    let ids = it.add_many(it.eng, 2);
    let stranger = it.add(it.mob, "Stranger");
    let call = it.teams("ENG");
    let cursor = settled(&it, &call).await;
    it.sim.move_issue(ids[0], it.mob);
    it.sim.edit_issue(stranger, |fields| fields.priority = 1);
    it.add(it.mob, "Another stranger");
    it.sim.edit_issue(ids[1], |fields| fields.priority = 1);
    let page = pull(&call, Some(&cursor)).await.unwrap();
    assert_eq!(names(&page.issues), ["ENG-2 Issue 1"]);
    assert_eq!(names(&page.outside), ["MOB-2 Issue 0"]);
    assert_eq!(page.outside[0].previous_identifiers, ["ENG-1"]);
    it.wait();
    it.sim.move_issue(ids[0], it.eng);
    it.sim.move_issue(stranger, it.eng);
    let page = pull(&call, Some(&page.next)).await.unwrap();
    assert_eq!(
        names(&page.issues),
        ["ENG-2 Issue 1", "ENG-3 Issue 0", "ENG-4 Stranger"]
    );
    assert_eq!(it.operations(), ["Changes", "Changes"]);
}

#[tokio::test]
async fn an_issue_that_leaves_between_the_pages_of_a_full_pass_is_told_by_the_next() {
    let it = workspace().await;
    let ids = it.add_many(it.eng, 600);
    let call = it.teams("ENG");
    let first = pull(&call, None).await.unwrap();
    it.sim.advance(Duration::from_secs(1));
    // One that was read and one that was not.
    it.sim.move_issue(ids[599], it.mob);
    it.sim.move_issue(ids[0], it.mob);
    let (_, cursor) = pass(&call, Some(first.next)).await;
    let page = pull(&call, Some(&cursor)).await.unwrap();
    assert_eq!(names(&page.outside), ["MOB-1 Issue 599", "MOB-2 Issue 0"]);
}

#[tokio::test]
async fn a_chosen_team_that_is_hidden_does_not_stop_the_others_and_is_read_in_full_when_it_is_back() {
    let it = workspace().await;
    it.add_many(it.eng, 2);
    it.add(it.mob, "Hidden for a while");
    let call = it.teams("ENG, MOB");
    let cursor = settled(&it, &call).await;
    it.sim.limit_key_to_teams(KEY, &[it.eng]);
    let page = pull(&call, Some(&cursor)).await.unwrap();
    assert_eq!(page.visible, Some(vec![it.eng.to_string()]));
    assert_eq!(page.containers.len(), 1);
    it.sim.limit_key_to_teams(KEY, &[]);
    let error = refusal(&call, Some(&page.next)).await;
    assert_eq!(error.kind, ErrorKind::FixSettings { field: TEAM_KEYS });
    it.sim.limit_key_to_teams(KEY, &[it.eng, it.mob]);
    it.wait();
    let (issues, _) = pass(&call, Some(page.next)).await;
    assert!(
        names(&issues).contains(&"MOB-1 Hidden for a while".to_owned()),
        "{issues:?}"
    );
}

#[tokio::test]
async fn a_key_that_sees_no_team_any_more_is_an_error_and_one_that_never_saw_one_is_not() {
    let it = workspace().await;
    it.add(it.eng, "One");
    it.sim.limit_key_to_teams(KEY, &[]);
    let (issues, empty) = pass(&it.call(), None).await;
    assert_eq!(issues, []);
    it.sim.limit_key_to_teams(KEY, &[it.eng]);
    let (issues, cursor) = pass(&it.call(), Some(empty)).await;
    assert_eq!(issues.len(), 1);
    it.sim.limit_key_to_teams(KEY, &[]);
    for cursor in [cursor.clone(), cursor.again()] {
        let error = refusal(&it.call(), Some(&cursor)).await;
        assert_eq!(error.kind, ErrorKind::GiveUp);
        assert!(error.message.contains("can no longer see any team"), "{error:?}");
    }
}

#[tokio::test]
async fn a_team_with_another_key_gets_its_identifiers_and_the_other_teams_are_left_alone() {
    let it = workspace().await;
    let ids = it.add_many(it.eng, 300);
    it.add_many(it.mob, 3);
    it.sim.archive_issue(ids[0]);
    let cursor = settled(&it, &it.call()).await;
    it.sim.rekey_team(it.eng, "CORE");
    let (issues, cursor) = pass(&it.call(), Some(cursor)).await;
    let rekeyed = issues
        .iter()
        .filter(|issue| issue.identifier.starts_with("CORE-"));
    assert_eq!(rekeyed.count(), 300, "archived ones as well");
    assert!(issues.len() <= 301, "the other team was read again");
    assert_eq!(
        it.operations(),
        ["Changes", "Workspace", "Issues", "Issues", "Changes"]
    );
    it.wait();
    it.sim.forget_requests();
    pass(&it.call(), Some(cursor)).await;
    assert!(!it.operations().contains(&"Workspace".to_owned()), "once");
}

#[tokio::test]
async fn a_completed_and_a_canceled_issue_have_their_times_and_a_cycle_without_name_its_number() {
    let it = workspace().await;
    let cycle = it.sim.add_cycle(it.eng, it.sim.now(), it.sim.now());
    let jo = it.sim.users()[0].0;
    let parent = it.add(it.eng, "Above");
    let project = it.sim.add_project("Relaunch", None);
    let add = |state: &str| {
        it.sim.add_issue(
            it.eng,
            NewIssue {
                title: state.into(),
                state: Some(state.into()),
                cycle: Some(cycle),
                parent: Some(parent),
                creator: Some(jo),
                project: Some(project),
                labels: vec!["Bug".into()],
                ..NewIssue::default()
            },
        )
    };
    for state in ["Done", "Canceled", "In Progress"] {
        add(state);
    }
    let page = pull(&it.call(), None).await.unwrap();
    for issue in page.issues.iter().filter(|issue| issue.title != "Above") {
        let named = |it: &Option<crate::connector::Named>| it.as_ref().map(|it| it.name.clone()).unwrap();
        assert_eq!(
            (named(&issue.cycle), named(&issue.project)),
            ("Cycle 1".into(), "Relaunch".into())
        );
        assert_eq!(issue.parent, Some(parent.to_string()));
        assert_eq!(issue.creator.as_ref().unwrap().name, "Jo Doe");
        assert_eq!(issue.labels[0].name, "Bug");
        assert!(issue.branch_name.is_some() && issue.created_at <= issue.updated_at);
        assert_eq!(
            issue.completed_at.is_some(),
            issue.title != "In Progress",
            "{issue:?}"
        );
        assert_eq!(issue.started_at.is_some(), issue.title != "Canceled", "{issue:?}");
    }
}
