//! Counting, and single issues.

use super::*;

#[tokio::test]
async fn a_census_counts_the_chosen_teams_and_knows_one_by_its_former_key_from_the_last_pull() {
    let it = workspace().await;
    it.add_many(it.eng, 3);
    it.add(it.mob, "Not chosen");
    let call = it.teams("ENG");
    let (_, pulled) = pass(&call, None).await;
    it.sim.rekey_team(it.eng, "CORE");
    let (first, entries) = census(&call, Detail::Landing, Some(&pulled)).await;
    assert_eq!(
        (first.containers.len(), first.expected, entries.len()),
        (1, Some(3), 3)
    );
    let landing = entries[0].landing.as_ref().unwrap();
    assert_eq!(
        (landing.identifier.as_str(), landing.container.as_str()),
        ("CORE-3", it.eng.to_string().as_str())
    );
    assert!(
        first
            .states
            .iter()
            .all(|state| state.container == it.eng.to_string())
    );
    let (_, entries) = census(&call, Detail::Existence, Some(&pulled.clone().again())).await;
    assert_eq!(entries.len(), 3);
    let error = Linear.census(&call, Detail::Existence, None).await.unwrap_err();
    assert_eq!(
        error.kind,
        ErrorKind::FixSettings { field: TEAM_KEYS },
        "nothing says who ENG was"
    );
}

#[tokio::test]
async fn edits_and_new_issues_do_not_disturb_a_count() {
    let it = workspace().await;
    let ids = it.add_many(it.eng, 600);
    let call = it.call();
    let mut page = Linear.census(&call, Detail::Existence, None).await.unwrap();
    let mut counted: Vec<String> = page.entries.into_iter().map(|entry| entry.reference).collect();
    while let Some(next) = page.next {
        it.add(it.eng, "New");
        it.sim.edit_issue(ids[0], |fields| fields.priority = 1);
        it.sim.edit_issue(ids[599], |fields| fields.priority = 1);
        page = Linear
            .census(&call, Detail::Existence, Some(&next))
            .await
            .unwrap();
        counted.extend(page.entries.into_iter().map(|entry| entry.reference));
    }
    counted.sort_unstable();
    let mut added: Vec<String> = ids.iter().map(ToString::to_string).collect();
    added.sort_unstable();
    assert_eq!(counted, added);
}

#[tokio::test]
async fn a_count_that_cannot_go_on_is_an_error_and_never_ends_early() {
    let it = workspace().await;
    it.add_many(it.eng, 300);
    let first = Linear.census(&it.call(), Detail::Existence, None).await.unwrap();
    let other = it.teams("ENG");
    let error = Linear
        .census(&other, Detail::Existence, first.next.as_ref())
        .await
        .unwrap_err();
    assert!(error.message.contains("settings were changed"), "{error:?}");
    contract::is_fit_to_print(&error, &other);
    it.sim.fault(Fault::ExpiredCursor);
    let error = Linear
        .census(&it.call(), Detail::Existence, first.next.as_ref())
        .await
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unexpected);
    it.sim.set_limits(Limits {
        query_complexity: 700.0,
        ..Limits::default()
    });
    let (_, entries) = census(&it.call(), Detail::Existence, None).await;
    assert_eq!(entries.len(), 300);
}

#[tokio::test]
async fn issues_are_fetched_wherever_they_lie_and_those_that_are_gone_are_absent() {
    let it = workspace().await;
    let ids = it.add_many(it.eng, 4);
    it.sim.move_issue(ids[0], it.mob);
    it.sim.trash_issue(ids[1]);
    it.sim.delete_issue(ids[2]);
    let references: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let fetched = Linear.fetch(&it.teams("ENG"), &references).await.unwrap();
    assert_eq!(
        names(&fetched.issues),
        ["ENG-2 Issue 1", "ENG-4 Issue 3", "MOB-1 Issue 0"]
    );
    assert!(fetched.issues.iter().any(|issue| issue.archived));
    assert_eq!((fetched.usage.requests, fetched.failures.len()), (1, 0));
    it.sim.limit_key_to_teams(KEY, &[it.mob]);
    let fetched = Linear.fetch(&it.call(), &references).await.unwrap();
    assert_eq!(names(&fetched.issues), ["MOB-1 Issue 0"]);
}

#[tokio::test]
async fn many_issues_are_fetched_in_several_requests_and_in_smaller_ones_where_linear_wants_it() {
    let it = workspace().await;
    let references: Vec<String> = it.add_many(it.eng, 130).iter().map(ToString::to_string).collect();
    let fetched = Linear.fetch(&it.call(), &references).await.unwrap();
    assert_eq!((fetched.issues.len(), fetched.usage.requests), (130, 2));
    it.sim.set_limits(Limits {
        query_complexity: 1_000.0,
        ..Limits::default()
    });
    let fetched = Linear.fetch(&it.call(), &references).await.unwrap();
    assert_eq!(fetched.issues.len(), 130);
}
