//! A client that knows nothing of our own, and small workspaces.

use std::time::Duration;

use linear_sim::{IssueId, Linear, NewIssue, Server, TeamId};
use serde_json::{Value as Json, json};

pub(crate) const KEY: &str = "lin_api_test";

pub(crate) struct Client {
    pub(crate) linear: Linear,
    pub(crate) server: Server,
    pub(crate) http: reqwest::Client,
}

#[expect(
    clippy::disallowed_methods,
    reason = "the plain client is the point: it knows nothing of our own"
)]
pub(crate) fn plain() -> reqwest::Client {
    reqwest::Client::new()
}

impl Client {
    pub(crate) async fn of(linear: Linear) -> Self {
        let server = linear
            .clone()
            .serve(([127, 0, 0, 1], 0).into())
            .await
            .expect("listens");
        Self {
            linear,
            server,
            http: plain(),
        }
    }

    pub(crate) async fn send(&self, query: &str, variables: &Json) -> reqwest::Result<reqwest::Response> {
        let body = json!({ "query": query, "variables": variables });
        let request = self.http.post(&self.server.url).json(&body);
        request.header("authorization", KEY).send().await
    }

    pub(crate) async fn ask(&self, query: &str, variables: Json) -> Json {
        let response = self.send(query, &variables).await.expect("answers");
        response.json().await.expect("JSON")
    }
}

/// A workspace with one user, one key and one team, its clock standing at the start of 2026.
pub(crate) fn small() -> (Linear, TeamId) {
    let linear = Linear::new();
    linear.set_clock("2026-01-01T00:00:00Z".parse().expect("instant"));
    let jo = linear.add_user("Jo Doe", "jo@northwind.example");
    linear.add_key(KEY, jo);
    let team = linear.add_team("ENG", "Engineering");
    (linear, team)
}

pub(crate) fn titled(title: &str) -> NewIssue {
    NewIssue {
        title: title.into(),
        ..NewIssue::default()
    }
}

/// Adds issues named by their number, one second apart.
pub(crate) fn add_numbered(linear: &Linear, team: TeamId, count: usize) -> Vec<IssueId> {
    let add = |number| {
        linear.advance(Duration::from_secs(1));
        linear.add_issue(team, titled(&format!("issue {number}")))
    };
    (1..=count).map(add).collect()
}
