//! What people do to a workspace, and which stamps it moves.

use std::time::Duration;

use crate::support::{Client, KEY, add_numbered, small, titled};
use linear_sim::{Linear, NewIssue, rich_workspace};
use serde_json::{Value as Json, json};

/// The names in a connection of things changed since an instant.
async fn changed(client: &Client, connection: &str, filter: &str, name: &str, since: &str) -> Vec<Json> {
    let query = format!(
        "query($f: {filter}) {{ {connection}(filter: $f, includeArchived: true) {{ nodes {{ {name} }} }} }}"
    );
    let answer = client
        .ask(&query, json!({ "f": { "updatedAt": { "gte": since } } }))
        .await;
    let nodes = answer["data"][connection]["nodes"]
        .as_array()
        .unwrap_or_else(|| panic!("{answer}"));
    nodes.iter().map(|node| node[name].clone()).collect()
}

#[tokio::test]
async fn what_is_renamed_moves_and_its_issues_do_not() {
    let (linear, team) = small();
    let jo = linear.users()[0].0;
    let label = linear.add_label(None, "Bug");
    linear.add_label(None, "Other");
    let project = linear.add_project("Launch", None);
    let milestone = linear.add_milestone(project, "Alpha");
    let at = linear.now();
    let cycle = linear.add_cycle(team, at, at + Duration::from_hours(24));
    let issue = linear.add_issue(
        team,
        NewIssue {
            state: Some("Done".into()),
            assignee: Some(jo),
            labels: vec!["Bug".into()],
            project: Some(project),
            milestone: Some(milestone),
            cycle: Some(cycle),
            ..titled("one")
        },
    );
    let before = linear.issue(&issue.to_string()).expect("there").updated_at;
    linear.advance(Duration::from_mins(1));
    let since = linear.now().to_string();
    linear.rename_user(jo, "Jo Smith");
    linear.rename_team(team, "Machines");
    linear.rename_state(linear.state(team, "Done").expect("there"), "Shipped");
    linear.rename_label(label, "Defect");
    linear.rename_project(project, "Lift-off");
    linear.rename_milestone(milestone, "First light");
    linear.rename_cycle(cycle, Some("Warm-up"));
    let client = Client::of(linear).await;
    for (connection, filter, name) in [
        ("users", "UserFilter", "Jo Smith"),
        ("teams", "TeamFilter", "Machines"),
        ("workflowStates", "WorkflowStateFilter", "Shipped"),
        ("issueLabels", "IssueLabelFilter", "Defect"),
        ("projects", "ProjectFilter", "Lift-off"),
        ("projectMilestones", "ProjectMilestoneFilter", "First light"),
        ("cycles", "CycleFilter", "Warm-up"),
    ] {
        assert_eq!(
            changed(&client, connection, filter, "name", &since).await,
            [name],
            "{connection}"
        );
    }
    assert!(
        changed(&client, "issues", "IssueFilter", "title", &since)
            .await
            .is_empty()
    );
    let view = client.linear.issue("ENG-1").expect("there");
    assert_eq!(
        (view.updated_at, view.state.as_str(), &view.labels[..]),
        (before, "Shipped", &["Defect".to_owned()][..])
    );
    assert_eq!(view.cycle.expect("one").2.as_deref(), Some("Warm-up"));
    assert_eq!(view.milestone.expect("one").1, "First light");
}

#[tokio::test]
async fn a_milestone_belongs_to_its_project() {
    let (linear, team) = small();
    let [one, two] = ["One", "Two"].map(|name| linear.add_project(name, None));
    let milestone = linear.add_milestone(one, "Alpha");
    let issue = |project, title: &str| NewIssue {
        project: Some(project),
        milestone: Some(milestone),
        ..titled(title)
    };
    linear.add_issue(team, issue(one, "kept"));
    linear.add_issue(team, issue(two, "left out"));
    let client = Client::of(linear).await;
    let query =
        "{ projectMilestones { nodes { name progress project { name } issues { nodes { title } } } } }";
    let answer = client.ask(query, json!({})).await;
    let found = &answer["data"]["projectMilestones"]["nodes"][0];
    assert_eq!(
        (&found["project"]["name"], &found["progress"]),
        (&json!("One"), &json!(0))
    );
    assert_eq!(found["issues"]["nodes"], json!([{ "title": "kept" }]));
    client
        .linear
        .edit_issue(client.linear.issue("ENG-1").expect("there").id, |it| {
            it.state = Some("Done".into());
        });
    let answer = client.ask(query, json!({})).await;
    assert_eq!(answer["data"]["projectMilestones"]["nodes"][0]["progress"], 1);
    let filter = "{ issues(filter: {projectMilestone: {null: true}}) { nodes { title } } }";
    assert_eq!(
        client.ask(filter, json!({})).await["data"]["issues"]["nodes"],
        json!([{ "title": "left out" }])
    );
}

#[tokio::test]
async fn a_hidden_team_is_gone_without_a_word() {
    let (linear, eng) = small();
    let ops = linear.add_team("OPS", "Operations");
    add_numbered(&linear, eng, 2);
    let secret = linear.add_issue(ops, titled("secret"));
    linear.hide_team(ops);
    let client = Client::of(linear).await;
    let all = "query($ids: [ID!]) { teams { nodes { key } } workflowStates(first: 250) { nodes { team { key } } } issues(includeArchived: true, filter: {id: {in: $ids}}) { nodes { title } } }";
    let answer = client.ask(all, json!({ "ids": [secret.to_string()] })).await;
    assert_eq!(answer["data"]["issues"]["nodes"], json!([]));
    assert!(!answer.to_string().contains("OPS"), "{answer}");
    assert_eq!(client.linear.issues_seen_by(KEY).len(), 2);
    client.linear.show_team(ops);
    let answer = client.ask(all, json!({ "ids": [secret.to_string()] })).await;
    assert_eq!(answer["data"]["issues"]["nodes"], json!([{ "title": "secret" }]));
}

#[tokio::test]
async fn states_leave_their_workflow_and_duplicates_are_merged() {
    let (linear, team) = small();
    let issues = add_numbered(&linear, team, 3);
    linear.mass_update(&issues, |it| it.state = Some("In Review".into()));
    linear.archive_issue(issues[0]);
    linear.advance(Duration::from_mins(1));
    let [review, done] = ["In Review", "Done"].map(|name| linear.state(team, name).expect("there"));
    linear.remove_state(review, done);
    let states = |linear: &Linear| -> Vec<(String, bool)> {
        let views = linear.issues();
        views
            .iter()
            .map(|it| (it.state.clone(), it.updated_at == linear.now()))
            .collect()
    };
    let moved = |name: &str, stamped| (name.to_owned(), stamped);
    assert_eq!(
        states(&linear),
        [
            moved("In Review", false),
            moved("Done", true),
            moved("Done", true)
        ]
    );
    assert_eq!(linear.state(team, "In Review"), None);
    linear.merge_duplicate(issues[1]);
    assert_eq!(linear.issue("ENG-2").expect("there").state_type, "duplicate");
}

#[tokio::test]
async fn a_stripped_issue_has_nothing_that_may_be_null() {
    let linear = rich_workspace(60, 2, 1);
    let (key, user) = (KEY, linear.users()[0].0);
    linear.add_key(key, user);
    linear.issues().iter().for_each(|it| linear.restore_issue(it.id));
    linear.issues().iter().for_each(|it| linear.strip_issue(it.id));
    let client = Client::of(linear).await;
    let query = "{ issues(first: 60) { nodes { description assignee { id } creator { id } estimate dueDate project { id } projectMilestone { id } cycle { id } parent { id } startedAt completedAt canceledAt archivedAt trashed addedToTeamAt } } }";
    let answer = client.ask(query, json!({})).await;
    let nodes = answer["data"]["issues"]["nodes"].as_array().expect("nodes");
    assert_eq!(nodes.len(), 60);
    let nulls = |node: &Json| node.as_object().expect("fields").values().all(Json::is_null);
    assert!(nodes.iter().all(nulls));
}

#[test]
fn a_rich_workspace_has_everything_and_repeats() {
    let (one, two) = (rich_workspace(200, 3, 5), rich_workspace(200, 3, 5));
    let shown = |linear: &Linear| {
        linear
            .issues()
            .iter()
            .map(|it| it.to_json().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(&one), shown(&two));
    let issues = one.issues();
    let share = |has: &dyn Fn(&linear_sim::IssueView) -> bool| issues.iter().filter(|it| has(it)).count();
    assert!(share(&|it| it.parent.is_some()) > 10);
    assert!(share(&|it| it.milestone.is_some()) > 20);
    assert!(share(&|it| it.cycle.is_some()) > 40);
}
