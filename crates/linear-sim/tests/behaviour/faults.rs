//! Faults about answers, pages and cursors, by number and by chance.

use std::time::Duration;

use crate::support::{Client, add_numbered, small};
use linear_sim::{Fault, Linear};
use serde_json::{Value as Json, json};

const PAGES: &str = "query Pages($a: String) { issues(first: 5, after: $a) { nodes { id title assignee { id } } pageInfo { hasNextPage endCursor } } }";

async fn twenty() -> Client {
    let (linear, team) = small();
    add_numbered(&linear, team, 20);
    Client::of(linear).await
}

impl Client {
    async fn page(&self, after: &Json) -> Json {
        self.ask(PAGES, json!({ "a": after })).await
    }
}

fn titles(page: &Json) -> Vec<&str> {
    let nodes = page["data"]["issues"]["nodes"].as_array().expect("nodes");
    nodes
        .iter()
        .map(|node| node["title"].as_str().unwrap_or("-"))
        .collect()
}

fn cursor(page: &Json) -> Json {
    page["data"]["issues"]["pageInfo"]["endCursor"].clone()
}

#[tokio::test]
async fn answers_go_wrong_as_they_are_told() {
    let client = twenty().await;
    client.linear.fault(Fault::ResetBeforeHeaders);
    assert!(client.send(PAGES, &json!({})).await.is_err());
    assert_eq!(client.linear.requests()[0].status, 200, "it was carried out");
    client.linear.fault(Fault::EmptyBody);
    let empty = client.send(PAGES, &json!({})).await.expect("headers");
    assert_eq!(
        (empty.status().as_u16(), empty.text().await.expect("text")),
        (200, String::new())
    );
    client.linear.fault(Fault::Body {
        http_status: 302,
        content_type: "text/plain".into(),
        text: "Found".into(),
    });
    let other = client.send(PAGES, &json!({})).await.expect("headers");
    assert_eq!(
        (
            other.status().as_u16(),
            other.headers()["content-type"].to_str().ok()
        ),
        (302, Some("text/plain"))
    );
    client.linear.fault(Fault::NoLimitHeaders);
    let silent = client.send(PAGES, &json!({})).await.expect("headers");
    assert!(
        silent
            .headers()
            .keys()
            .all(|name| !name.as_str().starts_with("x-"))
    );
    client.linear.fault(Fault::RateLimitedUntil {
        http_status: 429,
        seconds: 90,
    });
    let limited = client.send(PAGES, &json!({})).await.expect("headers");
    assert_eq!(limited.headers()["retry-after"], "Thu, 01 Jan 2026 00:01:50 GMT");
    assert_eq!(limited.headers()["date"], "Thu, 01 Jan 2026 00:00:20 GMT");
}

#[tokio::test]
async fn the_clock_can_be_wrong() {
    let client = twenty().await;
    client.linear.fault(Fault::DateOff(-3_600));
    let off = client.send(PAGES, &json!({})).await.expect("headers");
    assert_eq!(off.headers()["date"], "Wed, 31 Dec 2025 23:00:20 GMT");
    let real = Linear::new().now();
    client.linear.skew(jiff::SignedDuration::from_hours(-5));
    let ahead = real.duration_since(client.linear.now());
    assert!((ahead.as_secs() - 5 * 3_600).abs() < 60, "{ahead}");
}

#[tokio::test]
async fn pages_go_wrong_as_they_are_told() {
    let client = twenty().await;
    let first = client.page(&Json::Null).await;
    let after = cursor(&first);
    for told in [None, Some(String::new()), Some("again".to_owned())] {
        client.linear.fault(Fault::EndCursor(told.clone()));
        assert_eq!(cursor(&client.page(&Json::Null).await), json!(told));
    }
    client.linear.fault(Fault::EmptyPage);
    let empty = client.page(&after).await;
    assert_eq!((titles(&empty).len(), cursor(&empty)), (0, after.clone()));
    client.linear.fault(Fault::RepeatNodes(1));
    assert_eq!(
        titles(&client.page(&after).await)
            .iter()
            .filter(|it| **it == "issue 15")
            .count(),
        2
    );
    client.linear.fault(Fault::OverlapPages(2));
    assert_eq!(client.page(&Json::Null).await, first);
    assert_eq!(
        titles(&client.page(&after).await)[..3],
        ["issue 17", "issue 16", "issue 15"]
    );
    client.linear.fault(Fault::FirstPageAgain);
    assert_eq!(client.page(&after).await, first);
    assert_eq!(titles(&client.page(&after).await)[0], "issue 15");
}

#[tokio::test]
async fn single_nodes_go_wrong_as_they_are_told() {
    let client = twenty().await;
    client.linear.fault(Fault::NullNode { nth: 1 });
    let page = client.page(&Json::Null).await;
    assert_eq!(page["data"]["issues"]["nodes"][1], Json::Null);
    assert_eq!(page["errors"][0]["path"], json!(["issues", "nodes", 1]));
    client.linear.fault(Fault::NodeError {
        nth: 99,
        field: "assignee".into(),
        message: "gone".into(),
    });
    let page = client.page(&Json::Null).await;
    assert_eq!(
        page["errors"][0]["path"],
        json!(["issues", "nodes", 4, "assignee"])
    );
    client.linear.fault(Fault::Field {
        nth: None,
        field: "title".into(),
        value: Some(json!(7)),
    });
    client.linear.fault(Fault::Field {
        nth: Some(0),
        field: "title".into(),
        value: None,
    });
    let [all, one] = [client.page(&Json::Null).await, client.page(&Json::Null).await];
    assert_eq!(all["data"]["issues"]["nodes"][4]["title"], 7);
    assert_eq!(titles(&one)[..2], ["-", "issue 19"]);
    let newest = client.linear.issues().last().expect("one").id;
    client.linear.break_issue(newest, "title", Some(Json::Null));
    for _ in 0..2 {
        assert_eq!(titles(&client.page(&Json::Null).await)[..2], ["-", "issue 19"]);
    }
    client.linear.mend_issue(newest);
    assert_eq!(titles(&client.page(&Json::Null).await)[0], "issue 20");
}

#[tokio::test]
async fn trouble_comes_by_number_and_by_chance() {
    let client = twenty().await;
    client.linear.fault_at(2, Fault::Status(503));
    client.linear.at_request(3, |linear| {
        let newest = linear.issues().last().expect("one").id;
        linear.edit_issue(newest, |issue| issue.title = "edited".into());
    });
    let mut seen = Vec::new();
    for _ in 0..3 {
        let answer = client.send(PAGES, &json!({})).await.expect("answers");
        seen.push((
            answer.status().as_u16(),
            answer.text().await.expect("text").contains("edited"),
        ));
    }
    assert_eq!(seen, [(200, false), (503, false), (200, true)]);
    let struck = async |seed| {
        client
            .linear
            .fault_share(30, seed, 4, &[Fault::Status(500), Fault::Html(502)]);
        let mut statuses = Vec::new();
        for _ in 0..30 {
            statuses.push(
                client
                    .send("{ viewer { id } }", &json!({}))
                    .await
                    .expect("answers")
                    .status()
                    .as_u16(),
            );
        }
        client.linear.clear_faults();
        statuses
    };
    let (one, same, other) = (struck(1).await, struck(1).await, struck(2).await);
    assert_eq!(one.iter().filter(|status| **status >= 500).count(), 4);
    assert_eq!((one == same, one == other), (true, false));
}

#[tokio::test]
async fn pages_are_capped() {
    let client = twenty().await;
    client.linear.cap_pages(Some(2));
    client.linear.fault(Fault::Delay(Duration::from_millis(1)));
    let page = client.page(&Json::Null).await;
    assert_eq!(titles(&page), ["issue 20", "issue 19"]);
    assert_eq!(
        titles(&client.page(&cursor(&page)).await),
        ["issue 18", "issue 17"]
    );
}
