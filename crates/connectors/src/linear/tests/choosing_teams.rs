//! Team keys.

use super::*;

#[tokio::test]
async fn the_server_filters_by_the_keys_as_it_writes_them() {
    let it = workspace().await;
    it.add(it.eng, "Ours");
    it.add(it.mob, "Theirs");
    let page = pull(&it.teams("eng"), None).await.unwrap();
    assert_eq!(names(&page.issues), ["ENG-1 Ours"]);
    assert_eq!(
        page.containers
            .iter()
            .map(|team| team.key.as_str())
            .collect::<Vec<_>>(),
        ["ENG"]
    );
    let asked = it.sim.requests().pop().unwrap();
    assert_eq!(
        asked.variables["filter"],
        json!({"team": {"id": {"in": [it.eng.to_string()]}}})
    );
}

#[tokio::test]
async fn an_unknown_key_is_told_before_any_issue_is_fetched() {
    let it = workspace().await;
    it.add(it.eng, "Not to be read");
    let error = refusal(&it.teams("ENG, XYZ"), None).await;
    assert_eq!(error.kind, ErrorKind::FixSettings { field: TEAM_KEYS });
    assert_eq!(it.operations(), ["Workspace"]);
}

#[tokio::test]
async fn other_teams_make_the_cursor_void() {
    let it = workspace().await;
    it.add(it.eng, "Old");
    it.add(it.mob, "Also old");
    let (_, cursor) = pass(&it.teams("ENG"), None).await;
    it.wait();
    let (same, _) = pass(&it.teams("eng"), Some(cursor.clone())).await;
    assert!(same.len() < 2);
    let (issues, _) = pass(&it.teams("ENG, MOB"), Some(cursor)).await;
    assert_eq!(names(&issues), ["ENG-1 Old", "MOB-1 Also old"]);
}

#[tokio::test]
async fn another_meaning_of_states_makes_the_cursor_void() {
    let it = workspace().await;
    it.add_many(it.eng, 3);
    let (_, cursor) = pass(&it.call(), None).await;
    let (_, cursor) = {
        it.wait();
        pass(&it.call(), Some(cursor)).await
    };
    let (issues, _) = pass(&it.with(&[("status_mapping", "simple")]), Some(cursor)).await;
    assert_eq!(issues.len(), 3);
}

#[tokio::test]
async fn a_chosen_team_is_followed_when_its_key_changes() {
    let it = workspace().await;
    let ids = it.add_many(it.eng, 2);
    let call = it.teams("ENG");
    let (_, cursor) = pass(&call, None).await;
    it.wait();
    it.sim.rekey_team(it.eng, "CORE");
    it.sim.edit_issue(ids[0], |fields| fields.title = "After".into());
    let page = pull(&call, Some(&cursor)).await.unwrap();
    assert!(
        names(&page.issues).contains(&"CORE-1 After".to_owned()),
        "{page:?}"
    );
    assert_eq!(
        (
            page.containers[0].key.as_str(),
            page.containers[0].reference.as_str()
        ),
        ("CORE", it.eng.to_string().as_str())
    );
}

#[tokio::test]
async fn a_key_that_changes_between_pages_loses_nothing_and_is_followed_at_once() {
    let it = workspace().await;
    it.add_many(it.eng, 600);
    let call = it.teams("ENG");
    let first = pull(&call, None).await.unwrap();
    it.sim.rekey_team(it.eng, "CORE");
    let (issues, _) = pass(&call, Some(first.next)).await;
    assert_eq!(issues.len(), 600);
    assert!(issues.iter().all(|issue| issue.identifier.starts_with("CORE-")));
}

#[tokio::test]
async fn a_team_that_comes_into_view_is_read_in_full() {
    let it = workspace().await;
    it.add_many(it.mob, 2);
    it.add(it.eng, "Seen");
    it.sim.limit_key_to_teams(KEY, &[it.eng]);
    let (issues, cursor) = pass(&it.call(), None).await;
    assert_eq!(names(&issues), ["ENG-1 Seen"]);
    it.wait();
    let (_, cursor) = pass(&it.call(), Some(cursor)).await;
    it.wait();
    it.add(it.eng, "Newest");
    it.sim.limit_key_to_teams(KEY, &[it.eng, it.mob]);
    let (issues, _) = pass(&it.call(), Some(cursor)).await;
    assert_eq!(
        names(&issues),
        ["ENG-1 Seen", "ENG-2 Newest", "MOB-1 Issue 0", "MOB-2 Issue 1"]
    );
}

#[tokio::test]
async fn a_team_that_takes_over_a_key_is_read_in_full_and_the_one_that_had_it_is_still_followed() {
    let it = workspace().await;
    it.add_many(it.eng, 2);
    let call = it.teams("ENG");
    let (_, cursor) = pass(&call, None).await;
    it.wait();
    it.sim.rekey_team(it.eng, "OLD");
    it.add(it.mob, "Long ago");
    it.wait();
    it.sim.rekey_team(it.mob, "ENG");
    let (issues, _) = pass(&call, Some(cursor)).await;
    assert_eq!(
        names(&issues),
        ["ENG-1 Long ago", "OLD-1 Issue 0", "OLD-2 Issue 1"]
    );
}
