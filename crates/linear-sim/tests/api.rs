//! The server as a client meets it.

use std::collections::BTreeSet;
use std::time::Duration;

use linear_sim::{
    DEMO_KEY, Fault, Limits, Linear, NewIssue, SCHEMA, Server, TeamId, demo_workspace, sample_workspace,
};
use serde_json::{Value as Json, json};

const KEY: &str = "lin_api_test";

struct Client {
    linear: Linear,
    server: Server,
    http: reqwest::Client,
}

struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: Json,
}

impl Answer {
    fn error(&self) -> (u16, &str, &str, &str) {
        let error = &self.body["errors"][0];
        let text = |value: &'static str| error["extensions"][value].as_str().unwrap_or_default();
        (
            self.status,
            text("type"),
            text("code"),
            error["message"].as_str().unwrap_or_default(),
        )
    }

    fn header(&self, name: &str) -> i64 {
        self.headers[name]
            .to_str()
            .expect("text")
            .parse()
            .expect("a number")
    }

    fn titles(&self) -> Vec<&str> {
        let nodes = self.body["data"]["issues"]["nodes"]
            .as_array()
            .unwrap_or_else(|| panic!("{}", self.body));
        nodes
            .iter()
            .map(|node| node["title"].as_str().expect("title"))
            .collect()
    }
}

impl Client {
    #[expect(
        clippy::disallowed_methods,
        reason = "the plain client is the point: it knows nothing of our own"
    )]
    async fn of(linear: Linear) -> Self {
        let server = linear
            .clone()
            .serve(([127, 0, 0, 1], 0).into())
            .await
            .expect("listens");
        Self {
            linear,
            server,
            http: reqwest::Client::new(),
        }
    }

    fn request(&self, key: Option<&str>, query: &str, variables: &Json) -> reqwest::RequestBuilder {
        let request = self
            .http
            .post(&self.server.url)
            .json(&json!({ "query": query, "variables": variables }));
        match key {
            Some(key) => request.header("authorization", key),
            None => request,
        }
    }

    async fn ask_as(&self, key: Option<&str>, query: &str, variables: Json) -> Answer {
        let response = self
            .request(key, query, &variables)
            .send()
            .await
            .expect("answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer {
            status,
            headers,
            body: response.json().await.expect("JSON"),
        }
    }

    async fn ask(&self, query: &str) -> Answer {
        self.ask_as(Some(KEY), query, json!({})).await
    }

    async fn with(&self, query: &str, variables: Json) -> Answer {
        self.ask_as(Some(KEY), query, variables).await
    }

    /// Titles of the issues that pass a filter, archived ones included, oldest first.
    async fn matching(&self, filter: Json) -> Vec<String> {
        let query = "query($f: IssueFilter) { issues(filter: $f, includeArchived: true, sort: [{createdAt: {order: Ascending}}]) { nodes { title } } }";
        self.with(query, json!({ "f": filter }))
            .await
            .titles()
            .into_iter()
            .map(ToOwned::to_owned)
            .collect()
    }
}

/// A workspace with one user, one key and one team, its clock standing at the start of 2026.
fn small() -> (Linear, TeamId) {
    let linear = Linear::new();
    linear.set_clock("2026-01-01T00:00:00Z".parse().expect("instant"));
    let jo = linear.add_user("Jo Doe", "jo@northwind.example");
    linear.add_key(KEY, jo);
    let team = linear.add_team("ENG", "Engineering");
    (linear, team)
}

fn titled(title: &str) -> NewIssue {
    NewIssue {
        title: title.into(),
        ..NewIssue::default()
    }
}

/// Adds issues named by their number, one second apart.
fn add_numbered(linear: &Linear, team: TeamId, count: usize) -> Vec<linear_sim::IssueId> {
    let add = |number| {
        linear.advance(Duration::from_secs(1));
        linear.add_issue(team, titled(&format!("issue {number}")))
    };
    (1..=count).map(add).collect()
}

const INVALID: &str = "GRAPHQL_VALIDATION_FAILED";

#[tokio::test]
async fn keys_are_checked_as_linear_does() {
    let (linear, _) = small();
    let client = Client::of(linear).await;
    let viewer = "{ viewer { id name email organization { id name urlKey } } }";
    let good = client.ask(viewer).await;
    assert_eq!(good.status, 200);
    assert_eq!(good.body["data"]["viewer"]["email"], "jo@northwind.example");
    assert_eq!(good.body["data"]["viewer"]["organization"]["urlKey"], "acme");
    let refused = (
        401,
        "authentication error",
        "AUTHENTICATION_ERROR",
        "Authentication required, not authenticated",
    );
    assert_eq!(client.ask_as(None, viewer, json!({})).await.error(), refused);
    assert_eq!(
        client
            .ask_as(Some("lin_api_other"), viewer, json!({}))
            .await
            .error(),
        refused
    );
    assert_eq!(
        client
            .ask_as(Some("Bearer oauth"), viewer, json!({}))
            .await
            .error(),
        refused
    );
    let behind = client
        .ask_as(Some("Bearer lin_api_test"), viewer, json!({}))
        .await;
    assert_eq!((behind.status, behind.error().2), (400, "INPUT_ERROR"));
    assert!(behind.error().3.contains("Remove the Bearer prefix"));
    client.linear.revoke_key(KEY);
    assert_eq!(client.ask(viewer).await.error(), refused);
}

#[tokio::test]
async fn what_is_not_a_sound_query_is_refused_with_400() {
    let (linear, _) = small();
    let client = Client::of(linear).await;
    let unknown = client.ask("{ issues { nodes { x } } }").await;
    assert_eq!(
        unknown.error(),
        (
            400,
            "graphql error",
            INVALID,
            "Cannot query field \"x\" on type \"Issue\"."
        )
    );
    assert!(unknown.body.get("data").is_none());
    assert_eq!(unknown.body["errors"][0]["locations"][0]["line"], 1);
    let query = "query($n: Int!, $since: DateTimeOrDuration) { issues(first: $n, filter: {updatedAt: {gte: $since}}) { nodes { id } } }";
    let bad = [
        json!({}),
        json!({"n": null}),
        json!({"n": "3"}),
        json!({"n": 1.5}),
        json!({"n": 1, "since": "soon"}),
    ];
    for variables in bad {
        let answer = client.with(query, variables.clone()).await;
        assert_eq!((answer.status, answer.error().2), (400, INVALID), "{variables}");
    }
    for body in ["{", "[]", "{}", "{\"query\":\"\"}"] {
        let request = client.http.post(&client.server.url).header("authorization", KEY);
        let response = request
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .expect("answers");
        assert_eq!(response.status(), 400, "{body}");
    }
    let plain = client
        .http
        .post(&client.server.url)
        .header("authorization", KEY)
        .body("{\"query\":\"{viewer{id}}\"}");
    assert_eq!(plain.send().await.expect("answers").status(), 400);
    let two = "query A { viewer { id } } query B { viewer { name } }";
    assert_eq!(client.ask(two).await.error().2, INVALID);
}

#[tokio::test]
async fn bad_arguments_and_missing_entities_come_with_200_and_null_data() {
    let (linear, team) = small();
    linear.add_issue(team, titled("one"));
    let client = Client::of(linear).await;
    for (first, complaint) in [
        (251, "first must not be greater than 250"),
        (0, "first must not be less than 1"),
        (-1, "first must not be less than 1"),
    ] {
        let answer = client
            .with(
                "query($n: Int) { issues(first: $n) { nodes { id } } }",
                json!({ "n": first }),
            )
            .await;
        assert_eq!(
            answer.error(),
            (200, "invalid input", "INVALID_INPUT", "Argument Validation Error")
        );
        assert_eq!(answer.body["data"], Json::Null);
        let constraints = &answer.body["errors"][0]["extensions"]["validationErrors"][0]["constraints"];
        assert!(constraints.to_string().contains(complaint), "{constraints}");
    }
    let missing = client
        .ask("{ viewer { id } gone: issue(id: \"ENG-99\") { id } }")
        .await;
    assert_eq!(
        missing.error(),
        (200, "invalid input", "INPUT_ERROR", "Entity not found: Issue")
    );
    assert_eq!(missing.body["data"], Json::Null);
    assert_eq!(missing.body["errors"][0]["path"], json!(["gone"]));
    let cursor = client
        .ask("{ issues(after: \"nonsense\") { nodes { id } } }")
        .await;
    assert_eq!((cursor.status, cursor.error().2), (200, "INVALID_INPUT"));
    // Below a nullable field only that field is lost.
    let jo = client.linear.users()[0].0;
    client
        .linear
        .edit_issue(client.linear.issues()[0].id, |issue| issue.assignee = Some(jo));
    let partial = client.ask("{ issues(first: 1) { nodes { title assignee { assignedIssues(first: 251) { nodes { id } } } } } }").await;
    assert_eq!(partial.titles(), ["one"]);
    assert_eq!(partial.body["data"]["issues"]["nodes"][0]["assignee"], Json::Null);
    assert_eq!(partial.error().2, "INVALID_INPUT");
}

#[tokio::test]
async fn cost_follows_the_published_rule() {
    let (linear, _) = small();
    let client = Client::of(linear).await;
    let cost = async |query: &str| client.ask(query).await.header("x-complexity");
    assert_eq!(cost("{ viewer { name } }").await, 2);
    assert_eq!(
        cost("{ viewer { createdIssues { nodes { id title createdAt } } } }").await,
        66
    );
    assert_eq!(
        cost("{ viewer { createdIssues(first: 10) { nodes { id title createdAt } } } }").await,
        14
    );
    let pull = "{ issues(first: 250) { nodes { id identifier title url updatedAt team { key name } state { name type } } pageInfo { hasNextPage endCursor } } }";
    assert_eq!(cost(pull).await, 1275);
    let heavy = client
        .ask("{ issues(first: 250) { nodes { id labels { nodes { name } } } } }")
        .await;
    assert_eq!(
        heavy.error(),
        (400, "invalid input", "INPUT_ERROR", "Query too complex")
    );
    let told = heavy.body["errors"][0]["extensions"]["userPresentableMessage"]
        .as_str()
        .expect("text");
    assert!(
        told.starts_with("Complexity: 14025") && told.ends_with("Maximum allowed complexity: 10000."),
        "{told}"
    );
}

#[tokio::test]
async fn pages_are_complete_and_newest_first() {
    let (linear, team) = small();
    add_numbered(&linear, team, 120);
    let client = Client::of(linear).await;
    let plain = client
        .ask("{ issues { nodes { title } pageInfo { hasNextPage hasPreviousPage } } }")
        .await;
    assert_eq!(plain.titles().len(), 50);
    assert_eq!(plain.titles()[0], "issue 120");
    assert_eq!(
        plain.body["data"]["issues"]["pageInfo"],
        json!({ "hasNextPage": true, "hasPreviousPage": false })
    );
    for order in [
        "orderBy: updatedAt",
        "sort: [{updatedAt: {order: Ascending}}]",
        "sort: [{title: {order: Descending}}]",
        "sort: [{priority: {order: Ascending}}]",
    ] {
        let query = format!(
            "query($a: String) {{ issues(first: 25, after: $a, {order}) {{ edges {{ cursor node {{ id }} }} nodes {{ title }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let (mut after, mut seen, mut pages) = (Json::Null, Vec::new(), 0);
        loop {
            let answer = client.with(&query, json!({ "a": after })).await;
            seen.extend(answer.titles().into_iter().map(ToOwned::to_owned));
            pages += 1;
            let info = &answer.body["data"]["issues"]["pageInfo"];
            assert_eq!(
                answer.body["data"]["issues"]["edges"]
                    .as_array()
                    .expect("edges")
                    .last()
                    .expect("one")["cursor"],
                info["endCursor"]
            );
            if info["hasNextPage"] == false {
                break;
            }
            after = info["endCursor"].clone();
        }
        assert_eq!(
            (pages, seen.len(), seen.iter().collect::<BTreeSet<_>>().len()),
            (5, 120, 120),
            "{order}"
        );
    }
    let last = client
        .ask("{ issues(last: 2) { nodes { title } pageInfo { hasPreviousPage startCursor } } }")
        .await;
    assert_eq!(last.titles(), ["issue 2", "issue 1"]);
    let start = last.body["data"]["issues"]["pageInfo"]["startCursor"].clone();
    let before = client
        .with(
            "query($b: String) { issues(last: 2, before: $b) { nodes { title } } }",
            json!({ "b": start }),
        )
        .await;
    assert_eq!(before.titles(), ["issue 4", "issue 3"]);
}

#[tokio::test]
async fn an_issue_edited_while_paging_newest_first_jumps_ahead() {
    let (linear, team) = small();
    let issues = add_numbered(&linear, team, 6);
    let client = Client::of(linear).await;
    let query = "query($a: String) { issues(first: 3, after: $a, orderBy: updatedAt) { nodes { title } pageInfo { endCursor } } }";
    let first = client.with(query, json!({})).await;
    assert_eq!(first.titles(), ["issue 6", "issue 5", "issue 4"]);
    client.linear.advance(Duration::from_mins(1));
    client
        .linear
        .edit_issue(issues[1], |issue| issue.title = "issue 2, edited".into());
    client.linear.delete_issue(issues[3]);
    let cursor = &first.body["data"]["issues"]["pageInfo"]["endCursor"];
    let second = client.with(query, json!({ "a": cursor })).await;
    assert_eq!(
        second.titles(),
        ["issue 3", "issue 1"],
        "the cursor's own issue is gone, its place is not"
    );
    assert_eq!(client.with(query, json!({})).await.titles()[0], "issue 2, edited");
}

#[tokio::test]
async fn issues_of_one_instant_are_neither_lost_nor_repeated() {
    let (linear, team) = small();
    let issues = add_numbered(&linear, team, 9);
    linear.mass_update(&issues, |issue| issue.priority = 1);
    let stamps: BTreeSet<_> = linear.issues().iter().map(|issue| issue.updated_at).collect();
    assert_eq!(stamps.len(), 1);
    let stamp = stamps.first().expect("one").to_string();
    let client = Client::of(linear).await;
    assert_eq!(
        client
            .matching(json!({ "updatedAt": { "gte": stamp } }))
            .await
            .len(),
        9
    );
    assert_eq!(
        client
            .matching(json!({ "updatedAt": { "gt": stamp } }))
            .await
            .len(),
        0
    );
    let query = "query($a: String, $s: DateTimeOrDuration) { issues(first: 2, after: $a, orderBy: updatedAt, filter: {updatedAt: {gte: $s}}) { nodes { title } pageInfo { hasNextPage endCursor } } }";
    let (mut after, mut seen) = (Json::Null, BTreeSet::new());
    loop {
        let answer = client.with(query, json!({ "a": after, "s": stamp })).await;
        for title in answer.titles() {
            assert!(seen.insert(title.to_owned()), "{title} came twice");
        }
        let info = &answer.body["data"]["issues"]["pageInfo"];
        if info["hasNextPage"] == false {
            break;
        }
        after = info["endCursor"].clone();
    }
    assert_eq!(seen.len(), 9);
}

#[tokio::test]
async fn filters_select_what_they_say() {
    let (linear, eng) = small();
    let mob = linear.add_team("MOB", "Mobile");
    let jo = linear.users()[0].0;
    let ana = linear.add_user("Ana", "ana@northwind.example");
    linear.add_issue(
        eng,
        NewIssue {
            assignee: Some(jo),
            priority: 1,
            labels: vec!["Bug".into()],
            estimate: Some(3.0),
            ..titled("Crash at login")
        },
    );
    linear.advance(Duration::from_hours(1));
    linear.add_issue(
        eng,
        NewIssue {
            assignee: Some(ana),
            state: Some("Done".into()),
            due_date: Some("2026-02-01".into()),
            ..titled("écran 🌙")
        },
    );
    linear.advance(Duration::from_hours(1));
    let archived = linear.add_issue(
        mob,
        NewIssue {
            state: Some("Canceled".into()),
            labels: vec!["Bug".into(), "iOS".into()],
            ..titled("crash on start")
        },
    );
    linear.archive_issue(archived);
    let ids = json!([
        linear.issues()[1].id.to_string(),
        "00000000-0000-4000-8000-000000000000"
    ]);
    let client = Client::of(linear).await;
    let (one, two, three) = ("Crash at login", "écran 🌙", "crash on start");
    let cases: Vec<(Json, Vec<&str>)> = vec![
        (json!({}), vec![one, two, three]),
        (json!({ "team": { "key": { "in": ["ENG"] } } }), vec![one, two]),
        (json!({ "team": { "key": { "in": ["eng"] } } }), vec![]),
        (
            json!({ "team": { "key": { "eq": "MOB" } }, "number": { "eq": 1 } }),
            vec![three],
        ),
        (json!({ "id": { "in": ids } }), vec![two]),
        (json!({ "title": { "startsWith": "Crash" } }), vec![one]),
        (
            json!({ "title": { "containsIgnoreCase": "CRASH" } }),
            vec![one, three],
        ),
        (json!({ "title": { "notContains": "rash" } }), vec![two]),
        (
            json!({ "state": { "type": { "nin": ["completed", "canceled"] } } }),
            vec![one],
        ),
        (json!({ "assignee": { "isMe": { "eq": true } } }), vec![one]),
        (json!({ "assignee": { "null": true } }), vec![three]),
        (json!({ "assignee": { "null": false } }), vec![one, two]),
        (json!({ "assignee": { "name": { "neq": "Ana" } } }), vec![one]),
        (json!({ "priority": { "gte": 1, "lte": 2 } }), vec![one]),
        (json!({ "estimate": { "null": true } }), vec![two, three]),
        (json!({ "dueDate": { "lt": "2026-03-01" } }), vec![two]),
        (json!({ "archivedAt": { "null": true } }), vec![one, two]),
        (json!({ "labels": { "name": { "eq": "iOS" } } }), vec![three]),
        (
            json!({ "labels": { "some": { "name": { "eq": "Bug" } } } }),
            vec![one, three],
        ),
        (
            json!({ "labels": { "every": { "name": { "eq": "Bug" } }, "length": { "gt": 0 } } }),
            vec![one],
        ),
        (
            json!({ "or": [{ "title": { "eq": one } }, { "title": { "eq": two } }] }),
            vec![one, two],
        ),
        (
            json!({ "and": [{ "createdAt": { "gte": "2026-01-01T01:00:00Z" } }, { "createdAt": { "lt": "2026-01-01T03:00:00+01:00" } }] }),
            vec![two],
        ),
        (json!({ "createdAt": { "gt": "-PT90M" } }), vec![two, three]),
        (json!({ "completedAt": { "null": false } }), vec![two]),
    ];
    for (filter, expected) in cases {
        assert_eq!(client.matching(filter.clone()).await, expected, "{filter}");
    }
    let hidden = client.ask("{ issues { nodes { title } } }").await;
    assert_eq!(
        hidden.titles(),
        [two, one],
        "archived issues are hidden unless asked for"
    );
}

#[tokio::test]
async fn moves_and_new_keys_leave_old_identifiers_resolving() {
    let (linear, eng) = small();
    let mob = linear.add_team("MOB", "Mobile");
    linear.add_label(Some(eng), "Backend");
    let issue = linear.add_issue(
        eng,
        NewIssue {
            state: Some("In Review".into()),
            labels: vec!["Backend".into(), "Bug".into()],
            ..titled("moves")
        },
    );
    let stays = linear.add_issue(eng, titled("stays"));
    linear.advance(Duration::from_secs(5));
    linear.move_issue(issue, mob);
    let moved = linear.issue("ENG-1").expect("still resolves");
    assert_eq!(
        (moved.id, moved.identifier.as_str(), moved.state.as_str()),
        (issue, "MOB-1", "In Review")
    );
    assert_eq!(
        (moved.previous_identifiers, moved.labels),
        (vec!["ENG-1".to_owned()], vec!["Bug".to_owned()])
    );
    assert!(moved.updated_at > moved.created_at);
    let before = linear.issue("ENG-2").expect("there").updated_at;
    linear.rekey_team(eng, "CORE");
    let client = Client::of(linear).await;
    for reference in ["ENG-2".to_owned(), "CORE-2".to_owned(), stays.to_string()] {
        let answer = client
            .with(
                "query($id: String!) { issue(id: $id) { identifier url } }",
                json!({ "id": reference }),
            )
            .await;
        assert_eq!(
            answer.body["data"]["issue"]["identifier"], "CORE-2",
            "{reference}"
        );
        assert_eq!(
            answer.body["data"]["issue"]["url"],
            "https://linear.app/acme/issue/CORE-2/stays"
        );
    }
    assert_eq!(client.linear.issue("CORE-2").expect("there").updated_at, before);
}

#[tokio::test]
async fn put_away_issues_and_lost_access() {
    let (linear, eng) = small();
    let ops = linear.add_team("OPS", "Operations");
    let issues = add_numbered(&linear, eng, 3);
    linear.add_issue(ops, titled("secret"));
    let stamp = linear.issue("ENG-2").expect("there").updated_at;
    linear.advance(Duration::from_secs(9));
    linear.trash_issue(issues[0]);
    linear.auto_archive_issue(issues[1]);
    linear.delete_issue(issues[2]);
    assert_eq!(linear.issue("ENG-2").expect("there").updated_at, stamp);
    linear.limit_key_to_teams(KEY, &[eng]);
    let client = Client::of(linear).await;
    let all = client.ask("{ issues(includeArchived: true) { nodes { title trashed archivedAt } } teams { nodes { key } } }").await;
    assert_eq!(all.titles(), ["issue 2", "issue 1"]);
    assert_eq!(all.body["data"]["issues"]["nodes"][0]["trashed"], Json::Null);
    assert_eq!(all.body["data"]["issues"]["nodes"][1]["trashed"], true);
    assert_eq!(
        all.body["data"]["issues"]["nodes"][1]["archivedAt"],
        "2026-01-01T00:00:12.000Z"
    );
    assert_eq!(all.body["data"]["teams"]["nodes"], json!([{ "key": "ENG" }]));
    assert_eq!(
        client.ask("{ issue(id: \"OPS-1\") { id } }").await.error().3,
        "Entity not found: Issue"
    );
    assert!(
        client
            .ask("{ issues { nodes { title } } }")
            .await
            .titles()
            .is_empty()
    );
}

#[tokio::test]
async fn limits_run_out_and_trickle_back() {
    let (linear, _) = small();
    linear.set_limits(Limits {
        requests: 4.0,
        complexity: 10.0,
        ..Limits::default()
    });
    let other = linear.users()[0].0;
    linear.add_key("lin_api_second", other);
    let client = Client::of(linear).await;
    let cheap = "{ viewer { id } }";
    let first = client.ask(cheap).await;
    assert_eq!(
        (
            first.header("x-ratelimit-requests-limit"),
            first.header("x-ratelimit-requests-remaining")
        ),
        (4, 3)
    );
    assert_eq!(
        (
            first.header("x-ratelimit-complexity-limit"),
            first.header("x-ratelimit-complexity-remaining")
        ),
        (10, 8)
    );
    let now = client.linear.now().as_millisecond();
    assert_eq!(first.header("x-ratelimit-requests-reset"), now + 3_600_000);
    for _ in 0..3 {
        assert_eq!(
            client
                .ask_as(Some("lin_api_second"), cheap, json!({}))
                .await
                .status,
            200,
            "one quota for all keys of a user"
        );
    }
    let refused = client.ask(cheap).await;
    assert_eq!(
        (refused.status, refused.error().1, refused.error().2),
        (400, "ratelimited", "RATELIMITED")
    );
    assert_eq!(refused.body["errors"][0]["extensions"]["statusCode"], 429);
    assert!(
        refused
            .error()
            .3
            .starts_with("Rate limit exceeded. Only 4 requests are allowed per 1 hour.")
    );
    client.linear.advance(Duration::from_mins(16));
    assert_eq!(
        client.ask(cheap).await.status,
        200,
        "a quarter of an hour brings back one of four"
    );
    assert_eq!(client.ask(cheap).await.error().2, "RATELIMITED");
    client.linear.set_limits(Limits {
        complexity: 1.0,
        ..Limits::default()
    });
    assert_eq!(
        client.ask(cheap).await.error().2,
        "RATELIMITED",
        "complexity has its own budget"
    );
    client.linear.set_limits(Limits::default());
    let status = client
        .ask("{ rateLimitStatus { kind limits { type allowedAmount remainingAmount } } }")
        .await;
    assert_eq!(
        status.body["data"]["rateLimitStatus"]["limits"][0],
        json!({ "type": "requests", "allowedAmount": 2500, "remainingAmount": 2499 })
    );
}

#[tokio::test]
async fn faults_apply_once_each_and_in_order() {
    let (linear, team) = small();
    add_numbered(&linear, team, 40);
    let client = Client::of(linear).await;
    let query = "query Pull { issues { nodes { title } } }";
    let linear = &client.linear;
    linear.fault(Fault::Status(503));
    linear.fault(Fault::Html(502));
    for (status, content_type) in [(503, "text/plain"), (502, "text/html; charset=utf-8")] {
        let response = client
            .request(Some(KEY), query, &json!({}))
            .send()
            .await
            .expect("answers");
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(response.headers()["content-type"], content_type);
    }
    linear.fault(Fault::TruncatedJson);
    let cut = client
        .request(Some(KEY), query, &json!({}))
        .send()
        .await
        .expect("answers")
        .bytes()
        .await
        .expect("whole");
    assert!(serde_json::from_slice::<Json>(&cut).is_err());
    linear.fault(Fault::ResetMidBody);
    let response = client
        .request(Some(KEY), query, &json!({}))
        .send()
        .await
        .expect("headers");
    assert!(response.bytes().await.is_err());
    linear.fault(Fault::Drip {
        bytes: 500,
        pause: Duration::from_millis(1),
    });
    assert_eq!(client.ask(query).await.titles().len(), 40);
    linear.fault(Fault::WrongContentType);
    let html = client
        .request(Some(KEY), query, &json!({}))
        .send()
        .await
        .expect("answers");
    assert_eq!(html.headers()["content-type"], "text/html; charset=utf-8");
    linear.fault(Fault::GraphqlError {
        http_status: 500,
        message: "boom".into(),
        kind: "internal error",
        code: "INTERNAL_SERVER_ERROR",
    });
    assert_eq!(
        client.ask(query).await.error(),
        (500, "internal error", "INTERNAL_SERVER_ERROR", "boom")
    );
    linear.fault(Fault::PartialData {
        message: "half".into(),
    });
    let partial = client.ask(query).await;
    assert_eq!((partial.titles().len(), partial.error().3), (40, "half"));
    for http_status in [400, 429, 200] {
        linear.set_limits(Limits::default());
        linear.fault(Fault::RateLimited {
            http_status,
            retry_after: Some(7),
        });
        let limited = client.ask(query).await;
        assert_eq!(
            (limited.status, limited.error().2, limited.header("retry-after")),
            (http_status, "RATELIMITED", 7)
        );
        assert_eq!(limited.header("x-ratelimit-requests-remaining"), 0);
    }
    linear.set_limits(Limits::default());
    linear.fault(Fault::Hang);
    let hanging = client
        .request(Some(KEY), query, &json!({}))
        .timeout(Duration::from_millis(100))
        .send()
        .await;
    assert!(hanging.expect_err("no answer").is_timeout());
    linear.fault(Fault::Delay(Duration::from_millis(50)));
    let begun = std::time::Instant::now();
    assert_eq!(client.ask(query).await.status, 200);
    assert!(begun.elapsed() >= Duration::from_millis(50));
    let statuses: Vec<u16> = linear.requests().iter().map(|request| request.status).collect();
    assert_eq!(
        statuses,
        [503, 502, 200, 200, 200, 200, 500, 200, 400, 429, 200, 0, 200]
    );
    assert!(
        linear
            .requests()
            .iter()
            .all(|request| request.operation.as_deref() == Some("Pull"))
    );
}

#[tokio::test]
async fn cursors_expire_and_keys_are_revoked_on_demand() {
    let (linear, team) = small();
    add_numbered(&linear, team, 4);
    let client = Client::of(linear).await;
    let query =
        "query($a: String) { issues(first: 2, after: $a) { nodes { title } pageInfo { endCursor } } }";
    client.linear.fault(Fault::ExpiredCursor);
    let first = client.with(query, json!({})).await;
    assert_eq!(first.status, 200);
    let cursor = &first.body["data"]["issues"]["pageInfo"]["endCursor"];
    assert_eq!(
        client.with(query, json!({ "a": cursor })).await.error().2,
        "INVALID_INPUT"
    );
    assert_eq!(
        client.with(query, json!({ "a": cursor })).await.titles(),
        ["issue 2", "issue 1"]
    );
    client.linear.fault(Fault::RevokeKeyAfter(1));
    assert_eq!(client.ask("{ viewer { id } }").await.status, 200);
    assert_eq!(client.ask("{ viewer { id } }").await.status, 401);
    assert_eq!(client.ask("{ viewer { id } }").await.status, 401);
}

#[tokio::test]
async fn a_stopped_server_ends_hanging_requests_and_refuses_new_ones() {
    let (linear, _) = small();
    let client = Client::of(linear).await;
    client.linear.fault(Fault::Hang);
    let request = client.request(Some(KEY), "{ viewer { id } }", &json!({}));
    let hanging = tokio::spawn(request.send());
    tokio::time::sleep(Duration::from_millis(100)).await;
    let again = client.request(Some(KEY), "{ viewer { id } }", &json!({}));
    tokio::time::timeout(Duration::from_secs(2), client.server.stop())
        .await
        .expect("stops soon");
    tokio::time::timeout(Duration::from_secs(2), hanging)
        .await
        .expect("ended")
        .expect("joined")
        .ok();
    assert!(again.send().await.is_err());
}

/// A selection of every field of a type, relations one level deep.
fn everything(
    fields: &[(String, String)],
    leaf: &dyn Fn(&str) -> bool,
    deep: &dyn Fn(&str) -> String,
) -> String {
    let one = |(name, of): &(String, String)| {
        if leaf(of) {
            format!("{name} ")
        } else {
            format!("{name} {} ", deep(of))
        }
    };
    format!("{{ {}}}", fields.iter().map(one).collect::<String>())
}

#[tokio::test]
async fn every_field_of_the_schema_is_answered() {
    let (linear, team) = small();
    let jo = linear.users()[0].0;
    linear.add_label(Some(team), "Backend");
    let project = linear.add_project("Launch", Some(jo));
    let milestone = linear.add_milestone(project, "Beta");
    let cycle = linear.add_cycle(
        team,
        "2026-01-01T00:00:00Z".parse().expect("instant"),
        "2026-01-15T00:00:00Z".parse().expect("instant"),
    );
    let parent = linear.add_issue(team, titled("parent"));
    linear.add_issue(
        team,
        NewIssue {
            assignee: Some(jo),
            creator: Some(jo),
            project: Some(project),
            milestone: Some(milestone),
            cycle: Some(cycle),
            parent: Some(parent),
            labels: vec!["Backend".into()],
            ..titled("child")
        },
    );
    let client = Client::of(linear).await;
    client.linear.set_limits(Limits {
        query_complexity: 1e12,
        complexity: 1e15,
        ..Limits::default()
    });
    let document = graphql_parser::parse_schema::<String>(SCHEMA).expect("reads");
    let types: std::collections::BTreeMap<String, Vec<(String, String)>> = document
        .definitions
        .iter()
        .filter_map(|definition| match definition {
            graphql_parser::schema::Definition::TypeDefinition(
                graphql_parser::schema::TypeDefinition::Object(object),
            ) => {
                let bare = |of: &graphql_parser::schema::Type<'_, String>| {
                    of.to_string().replace(['!', '[', ']'], "")
                };
                let needs = |field: &graphql_parser::schema::Field<'_, String>| {
                    field.arguments.iter().any(|argument| argument.name == "id")
                };
                let fields = object
                    .fields
                    .iter()
                    .filter(|field| !needs(field))
                    .map(|field| (field.name.clone(), bare(&field.field_type)));
                Some((object.name.clone(), fields.collect()))
            }
            _ => None,
        })
        .collect();
    let leaf = |name: &str| !types.contains_key(name);
    let id_only = |name: &str| match name {
        name if name.ends_with("Connection") => "{ pageInfo { hasNextPage } }".to_owned(),
        "RateLimitResultPayload" => "{ type }".to_owned(),
        _ => "{ id }".to_owned(),
    };
    let node = |name: &str| everything(&types[name], &leaf, &id_only);
    let in_page = |name: &str| match name {
        "PageInfo" | "RateLimitResultPayload" => node(name),
        name if name.ends_with("Edge") => {
            format!("{{ cursor node {} }}", node(name.trim_end_matches("Edge")))
        }
        name => node(name),
    };
    let at_root = |name: &str| match name {
        name if name.ends_with("Connection") || name == "RateLimitPayload" => {
            everything(&types[name], &leaf, &in_page)
        }
        name => node(name),
    };
    let query = everything(&types["Query"], &leaf, &at_root);
    let answer = client.ask(&query).await;
    assert_eq!(answer.body.get("errors"), None, "{query}");
    let data = &answer.body["data"];
    assert_eq!(data["issues"]["nodes"].as_array().map(Vec::len), Some(2));
    for connection in [
        "issueLabels",
        "projects",
        "projectMilestones",
        "cycles",
        "teams",
        "users",
        "workflowStates",
    ] {
        assert!(
            data[connection]["nodes"]
                .as_array()
                .is_some_and(|nodes| !nodes.is_empty()),
            "{connection}"
        );
    }
}

#[tokio::test]
async fn any_text_survives() {
    let (linear, team) = small();
    let long = "Zeile \"1\"\\\n\t🧵\u{202e}مرحبا\u{0}".repeat(2_000);
    linear.add_issue(
        team,
        NewIssue {
            description: Some(long.clone()),
            ..titled("نص \u{1f9d1}\u{200d}\u{1f680} \"x\"")
        },
    );
    let client = Client::of(linear).await;
    let answer = client.ask("{ issues { nodes { title description url } } }").await;
    assert_eq!(answer.titles(), ["نص \u{1f9d1}\u{200d}\u{1f680} \"x\""]);
    assert_eq!(answer.body["data"]["issues"]["nodes"][0]["description"], long);
}

#[tokio::test]
async fn the_demo_is_worth_looking_at() {
    let client = Client::of(demo_workspace()).await;
    let query = "{ viewer { email organization { name urlKey } } teams { nodes { key name } } }";
    let answer = client.ask_as(Some(DEMO_KEY), query, json!({})).await;
    assert_eq!(
        answer.body["data"]["viewer"]["organization"],
        json!({ "name": "Northwind", "urlKey": "northwind" })
    );
    let keys: BTreeSet<_> = client
        .linear
        .teams()
        .into_iter()
        .map(|(_, key, name)| (key, name))
        .collect();
    assert_eq!(
        keys.into_iter().map(|(key, _)| key).collect::<Vec<_>>(),
        ["DES", "ENG", "MOB", "OPS"]
    );
    let issues = client.linear.issues();
    assert!((170..=190).contains(&issues.len()), "{}", issues.len());
    let distinct =
        |of: fn(&linear_sim::IssueView) -> String| issues.iter().map(of).collect::<BTreeSet<_>>().len();
    assert_eq!(distinct(|issue| issue.title.clone()), issues.len());
    assert_eq!(distinct(|issue| issue.state.clone()), 8);
    assert_eq!(distinct(|issue| issue.priority.to_string()), 5);
    assert!(issues.iter().filter(|issue| issue.due_date.is_some()).count() > 15);
    assert!(issues.iter().any(|issue| issue.archived_at.is_some()));
    assert!(issues.iter().all(|issue| issue.updated_at <= client.linear.now()));
}

#[test]
fn samples_repeat_for_a_seed() {
    let (one, two, other) = (
        sample_workspace(500, 5, 7),
        sample_workspace(500, 5, 7),
        sample_workspace(500, 5, 8),
    );
    assert_eq!(one.issues(), two.issues());
    assert_ne!(one.issues(), other.issues());
    let issues = one.issues();
    assert!(
        issues
            .iter()
            .any(|issue| issue.state == "Shipped" && issue.state_type == "completed")
    );
    assert!(issues.iter().any(|issue| issue.state == "Abgeschlossen"));
    assert!(
        issues.iter().any(|issue| issue.trashed)
            && issues
                .iter()
                .any(|issue| issue.archived_at.is_some() && !issue.trashed)
    );
    assert_eq!(
        one.teams()
            .iter()
            .filter(|(_, _, name)| name == "Platform")
            .count(),
        2
    );
}
