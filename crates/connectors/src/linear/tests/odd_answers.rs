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

fn issues(nodes: &[Value], has_next: bool, end: &Value) -> Value {
    json!({"data": {
        "teams": {"nodes": [], "pageInfo": {"hasNextPage": false, "endCursor": null}},
        "issues": {"nodes": nodes, "pageInfo": {"hasNextPage": has_next, "endCursor": end}},
    }})
}

fn bare_issue() -> Value {
    json!({
        "id": "a", "identifier": "SEC-1", "previousIdentifiers": null, "title": "", "url": null, "priority": null,
        "estimate": null, "dueDate": null, "archivedAt": null, "trashed": null, "assignee": null,
        "updatedAt": "2026-11-24T10:00:00.000Z", "team": {"id": "t", "key": "SEC", "name": "Secret"},
        "state": {"name": "?", "type": "brand new"},
    })
}

#[tokio::test]
async fn null_is_taken_wherever_it_may_be_and_new_values_are_no_errors() {
    let mut strange = bare_issue();
    (strange["priority"], strange["dueDate"], strange["extra"]) = (json!(17.5), json!("someday"), json!({}));
    let (call, _server) = saying(vec![issues(&[bare_issue(), strange], false, &Value::Null)]).await;
    let page = pull(&call, None).await.unwrap();
    assert_eq!(page.issues.len(), 2);
    assert!(
        page.issues
            .iter()
            .all(|it| it.priority.is_none() && it.due_on.is_none() && it.status == Status::Todo)
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
        let (call, _server) = saying(vec![issues(&[bare_issue()], true, &end)]).await;
        let error = refusal(&call, None).await;
        assert_eq!(error.kind, ErrorKind::Unexpected);
        assert!(error.message.contains("goes on but not where"), "{error:?}");
    }
    let again = issues(&[bare_issue()], true, &json!("same"));
    let (call, _server) = saying(vec![again.clone(), again]).await;
    let first = pull(&call, None).await.unwrap();
    assert_eq!(
        refusal(&call, Some(&first.next)).await.kind,
        ErrorKind::Unexpected
    );
}

#[tokio::test]
async fn data_without_reason_or_sense_is_an_error() {
    let mut headless = bare_issue();
    headless["id"] = Value::Null;
    let bodies = [
        json!({"data": null}),
        json!({}),
        json!([]),
        Value::Null,
        issues(&[headless], false, &Value::Null),
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
    let (call, _server) = saying(vec![headless]).await;
    assert!(matches!(
        refusal(&call, None).await.kind,
        ErrorKind::RetryAfter(_)
    ));
}
