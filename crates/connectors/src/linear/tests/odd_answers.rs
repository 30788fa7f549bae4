//! Answers that the simulation does not give.

use super::*;

/// A server that gives these bodies, one after the other.
async fn saying(bodies: Vec<Value>) -> (Call, tokio::task::JoinHandle<()>) {
    let bodies = Arc::new(std::sync::Mutex::new(bodies.into_iter()));
    let answer = move || {
        let body = bodies.lock().unwrap().next().unwrap_or(Value::Null);
        async move { axum::Json(body) }
    };
    let router = axum::Router::new().route("/graphql", axum::routing::post(answer));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let call = Call {
        http: Http::new(options()).unwrap(),
        settings: MANIFEST.validate(&BTreeMap::new()).unwrap(),
        secret: Secret::new(KEY),
        base_url: Some(url),
        clock: Arc::new(SystemClock),
    };
    (call, server)
}

fn ended(nodes: &[Value]) -> Value {
    json!({"nodes": nodes, "pageInfo": {"hasNextPage": false, "endCursor": null}})
}

/// What comes before the first page of a full pass.
fn workspace_of(teams: &[Value]) -> Value {
    json!({"data": {
        "latest": ended(&[json!({"updatedAt": "2026-11-24T10:00:00.000Z"})]),
        "teams": ended(teams), "workflowStates": ended(&[]), "users": ended(&[]),
    }})
}

fn issues(nodes: &[Value], has_next: bool, end: &Value) -> Value {
    json!({"data": {"issues": {"nodes": nodes, "pageInfo": {"hasNextPage": has_next, "endCursor": end}}}})
}

/// An issue with nothing in any field that may be without.
fn bare_issue() -> Value {
    json!({
        "id": "a", "identifier": "SEC-1", "previousIdentifiers": null, "title": "", "url": null, "priority": null,
        "estimate": null, "dueDate": null, "archivedAt": null, "trashed": null, "assignee": null, "creator": null,
        "startedAt": null, "completedAt": null, "canceledAt": null, "branchName": null, "parent": null, "cycle": null,
        "project": null, "projectMilestone": null, "labels": {"nodes": [], "pageInfo": {"hasNextPage": false}},
        "createdAt": "2026-11-24T09:00:00.000Z", "updatedAt": "2026-11-24T10:00:00.000Z",
        "team": {"id": "t", "key": "SEC", "name": "Secret"}, "state": {"id": "s", "name": "?", "type": "brand new"},
    })
}

#[tokio::test]
async fn null_is_taken_wherever_it_may_be_and_new_values_are_no_errors() {
    let mut strange = bare_issue();
    (strange["priority"], strange["dueDate"], strange["extra"]) = (json!(17.5), json!(null), json!({}));
    let (call, _server) = saying(vec![
        workspace_of(&[]),
        issues(&[bare_issue(), strange], false, &Value::Null),
    ])
    .await;
    let page = pull(&call, None).await.unwrap();
    assert_eq!(page.issues.len(), 2);
    assert!(
        page.issues
            .iter()
            .all(|it| it.priority.is_none() && it.due_on.is_none() && it.state.status == Status::Todo)
    );
    // Its team is not in the list of teams, and yet the issue says where it lies.
    assert_eq!(
        (page.containers.len(), page.issues[0].container.name.as_str()),
        (0, "Secret")
    );
}

#[tokio::test]
async fn a_list_that_goes_on_without_saying_where_is_an_error_and_not_the_end() {
    for end in [Value::Null, json!("")] {
        let (call, _server) = saying(vec![workspace_of(&[]), issues(&[bare_issue()], true, &end)]).await;
        let error = refusal(&call, None).await;
        assert_eq!(error.kind, ErrorKind::Unexpected);
        assert!(error.message.contains("goes on but not where"), "{error:?}");
    }
    let again = issues(&[bare_issue()], true, &json!("same"));
    let (call, _server) = saying(vec![workspace_of(&[]), again.clone(), again]).await;
    let first = pull(&call, None).await.unwrap();
    assert_eq!(
        refusal(&call, Some(&first.next)).await.kind,
        ErrorKind::Unexpected
    );
}

#[tokio::test]
async fn data_without_reason_or_sense_is_an_error() {
    let mut headless = issues(&[], false, &Value::Null);
    headless["data"]["issues"]["nodes"] = Value::Null;
    let unnamed_team = workspace_of(&[json!({"id": "t", "key": null, "name": "Secret"})]);
    let bodies = [
        json!({"data": null}),
        json!({}),
        json!([]),
        Value::Null,
        headless,
        unnamed_team,
    ];
    for body in bodies {
        let (call, _server) = saying(vec![body.clone(), body.clone(), body]).await;
        assert_eq!(refusal(&call, None).await.kind, ErrorKind::Unexpected);
    }
}

#[tokio::test]
async fn errors_beside_data_that_cannot_be_read_are_still_understood() {
    let mut headless = issues(&[json!({"id": null})], false, &Value::Null);
    headless["errors"] = json!([{"message": "Rate limit exceeded", "extensions": {"code": "RATELIMITED"}}]);
    let (call, _server) = saying(vec![workspace_of(&[]), headless]).await;
    assert!(matches!(
        refusal(&call, None).await.kind,
        ErrorKind::RetryAfter(_)
    ));
}

/// A pull of a page with a good issue and a broken one, both times it is asked for.
async fn with_broken(broken: Value) -> Page {
    let page = issues(&[bare_issue(), broken], false, &Value::Null);
    let (call, _server) = saying(vec![workspace_of(&[]), page.clone(), workspace_of(&[]), page]).await;
    pull(&call, None).await.unwrap()
}

#[tokio::test]
async fn an_issue_that_cannot_be_read_is_named_and_the_others_stay_good() {
    let cases = [
        ("id", Value::Null, "“id” has nothing in it"),
        ("id", json!(""), "“id” has nothing in it"),
        ("id", json!(7), "“id” holds something unexpected"),
        ("identifier", Value::Null, "“identifier” has nothing in it"),
        (
            "title",
            json!({"rich": "<b>text</b>"}),
            "“title” holds something unexpected",
        ),
        (
            "updatedAt",
            json!("yesterday"),
            "“updatedAt” holds something unexpected",
        ),
        ("createdAt", Value::Null, "“createdAt” has nothing in it"),
        ("team", Value::Null, "“team” has nothing in it"),
        (
            "state",
            json!({"id": "s", "name": "?", "type": null}),
            "“state.type” has nothing in it",
        ),
        (
            "assignee",
            json!({"id": null, "name": "Jo"}),
            "“assignee.id” has nothing in it",
        ),
        (
            "labels",
            json!({"nodes": [null], "pageInfo": {"hasNextPage": false}}),
            "“labels.node” has nothing in it",
        ),
        (
            "priority",
            json!("urgent"),
            "“priority” holds something unexpected",
        ),
        (
            "previousIdentifiers",
            json!([null]),
            "“previousIdentifiers” has nothing in it",
        ),
    ];
    for (field, value, words) in cases {
        let mut broken = bare_issue();
        broken[field] = value;
        let page = with_broken(broken).await;
        assert_eq!(page.issues.len(), 1, "{field}");
        let [failure] = page.failures.as_slice() else {
            panic!("{field}: {page:?}")
        };
        assert!(failure.message.contains(words), "{field}: {failure:?}");
        assert_eq!(failure.reference.is_none(), field == "id", "{field}");
        assert_eq!(failure.identifier.is_none(), field == "identifier", "{field}");
        assert!(
            !failure.message.contains("<b>") && failure.message.ends_with('.'),
            "{failure:?}"
        );
    }
    for nothing in [Value::Null, json!([]), json!("x")] {
        let page = with_broken(nothing).await;
        assert_eq!((page.issues.len(), page.failures.len()), (1, 1));
    }
}

#[tokio::test]
async fn a_broken_page_is_asked_for_once_more_and_a_good_one_then_is_all() {
    let mut broken = bare_issue();
    broken["title"] = Value::Null;
    let answers = vec![
        workspace_of(&[]),
        issues(&[broken], false, &Value::Null),
        workspace_of(&[]),
        issues(&[bare_issue()], false, &Value::Null),
    ];
    let (call, _server) = saying(answers).await;
    let page = pull(&call, None).await.unwrap();
    assert_eq!(
        (page.issues.len(), page.failures.len(), page.usage.requests),
        (1, 0, 4)
    );
}

#[tokio::test]
async fn an_error_about_one_issue_costs_that_issue_and_any_other_the_whole_page() {
    let answer = |errors: Value| {
        let mut page = issues(&[bare_issue(), bare_issue()], false, &Value::Null);
        page["errors"] = errors;
        vec![workspace_of(&[]), page.clone(), workspace_of(&[]), page]
    };
    let one = json!([{"message": "boom", "path": ["issues", "nodes", 1, "assignee"]}]);
    let (call, _server) = saying(answer(one)).await;
    let page = pull(&call, None).await.unwrap();
    assert_eq!((page.issues.len(), page.failures.len()), (1, 1));
    assert!(
        page.failures[0]
            .message
            .starts_with("Issue SEC-1 could not be read: Linear reported an error")
    );
    for path in [
        json!(null),
        json!(["issues"]),
        json!(["issues", "nodes"]),
        json!(["issues", "nodes", 2, "title"]),
        json!(["users", "nodes", 0]),
    ] {
        let errors = json!([{"message": "boom", "path": path}]);
        let (call, _server) = saying(answer(errors)).await;
        assert_eq!(refusal(&call, None).await.kind, ErrorKind::Unexpected, "{path}");
    }
}

#[tokio::test]
async fn half_a_character_in_a_title_does_not_cost_the_page() {
    let answer = || async {
        let page = issues(&[bare_issue()], false, &Value::Null);
        let mut page = page["data"].clone();
        page["issues"]["nodes"][0]["title"] = json!("HALF");
        let around = workspace_of(&[])["data"].clone();
        page.as_object_mut()
            .unwrap()
            .extend(around.as_object().unwrap().clone());
        let text = json!({ "data": page })
            .to_string()
            .replace("HALF", "cut off \\ud83d");
        ([("content-type", "application/json")], text)
    };
    let router = axum::Router::new().route("/graphql", axum::routing::post(answer));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let it = workspace().await;
    let call = Call {
        base_url: Some(url),
        ..it.call()
    };
    assert_eq!(
        pull(&call, None).await.unwrap().issues[0].title,
        "cut off \u{fffd}"
    );
}
