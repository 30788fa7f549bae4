//! Passes after the first.

use super::*;

#[tokio::test]
async fn edits_moves_archiving_trash_and_renamed_teams_follow() {
    let it = workspace().await;
    let ids = it.add_many(it.eng, 6);
    let (_, cursor) = pass(&it.call(), None).await;
    it.wait();
    it.sim
        .edit_issue(ids[0], |fields| fields.state = Some("Done".into()));
    it.sim.move_issue(ids[1], it.mob);
    it.sim.archive_issue(ids[2]);
    it.sim.trash_issue(ids[3]);
    it.sim.rename_team(it.eng, "Platform");
    let page = pull(&it.call(), Some(&cursor)).await.unwrap();
    let of = |id: IssueId| {
        page.issues
            .iter()
            .find(|issue| issue.reference == id.to_string())
            .unwrap()
    };
    assert_eq!(of(ids[0]).state.status, Status::Done);
    assert_eq!(
        (of(ids[1]).identifier.as_str(), of(ids[1]).container.key.as_str()),
        ("MOB-1", "MOB")
    );
    assert_eq!(of(ids[1]).previous_identifiers, ["ENG-2"]);
    assert!(of(ids[2]).archived && of(ids[3]).archived && !of(ids[0]).archived);
    assert!(page.containers.iter().any(|team| team.name == "Platform"));
    assert_eq!(it.operations(), ["Workspace", "Issues", "Changes"]);
}

#[tokio::test]
async fn nothing_changed_is_one_request_and_no_issue_once_the_overlap_is_read_again() {
    let it = workspace().await;
    it.add_many(it.eng, 700);
    let (_, cursor) = pass(&it.call(), None).await;
    it.wait();
    let (_, cursor) = pass(&it.call(), Some(cursor)).await;
    it.sim.forget_requests();
    let page = pull(&it.call(), Some(&cursor)).await.unwrap();
    assert_eq!(
        (page.issues.len(), page.more),
        (1, false),
        "only what shares the newest stamp"
    );
    assert_eq!(it.operations(), ["Changes"]);
    assert_eq!(page.next.0["pass"], "delta");
}

#[tokio::test]
async fn an_issue_that_changes_while_pages_are_read_is_caught_before_the_run_ends() {
    let it = workspace().await;
    let ids = it.add_many(it.eng, 600);
    let first = pull(&it.call(), None).await.unwrap();
    it.wait();
    // The oldest is on the last page; now it moves to the front, behind us.
    it.sim.edit_issue(ids[0], |fields| fields.title = "Jumped".into());
    let second = pull(&it.call(), Some(&first.next)).await.unwrap();
    let third = pull(&it.call(), Some(&second.next)).await.unwrap();
    let read = [&first, &second, &third].map(|page| page.issues.len());
    assert_eq!(read, [250, 250, 99]);
    let last = pull(&it.call(), Some(&third.next)).await.unwrap();
    assert_eq!(
        (names(&last.issues), last.more),
        (vec!["ENG-1 Jumped".to_owned()], false)
    );
}

#[tokio::test]
async fn a_change_that_becomes_visible_late_is_caught_by_the_overlap() {
    let it = workspace().await;
    let ids = it.add_many(it.eng, 2);
    it.wait();
    let earlier = it.sim.now();
    it.sim.advance(OVERLAP / 2);
    it.sim.edit_issue(ids[0], |fields| fields.title = "Newest".into());
    let (_, cursor) = pass(&it.call(), None).await;
    // Stamped before the newest, and yet not there when we looked.
    it.sim.set_clock(earlier);
    it.sim.edit_issue(ids[1], |fields| fields.title = "Late".into());
    let (seen, _) = pass(&it.call(), Some(cursor)).await;
    assert!(seen.iter().any(|issue| issue.title == "Late"), "{seen:?}");
}

#[tokio::test]
async fn two_thousand_issues_changed_at_once_all_come() {
    let it = workspace().await;
    let ids = it.add_many(it.eng, 2_000);
    let (_, cursor) = pass(&it.call(), None).await;
    it.wait();
    it.sim.mass_update(&ids, |fields| fields.priority = 1);
    let (issues, cursor) = pass(&it.call(), Some(cursor)).await;
    assert_eq!(issues.len(), 2_000);
    assert!(
        issues
            .iter()
            .all(|issue| issue.priority == Some(Priority::Urgent))
    );
    // One more with the same stamp, after we have looked.
    it.sim
        .mass_update(&ids[..1], |fields| fields.title = "The same instant".into());
    let (issues, _) = pass(&it.call(), Some(cursor)).await;
    assert!(issues.iter().any(|issue| issue.title == "The same instant"));
}
