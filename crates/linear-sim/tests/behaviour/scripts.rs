//! The scripts that come with the crate, and the endpoints that play them.

use std::path::{Path, PathBuf};

use crate::support::{KEY, plain, small};
use linear_sim::{Ends, Script};
use serde_json::{Value as Json, json};

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts");
    let entries = std::fs::read_dir(folder).expect("the scripts are there");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("readable").path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    files
}

/// Reads all issues page by page, as far as it goes.
async fn read_on(http: &reqwest::Client, url: &str) {
    let query = "query($a: String) { issues(first: 50, after: $a, orderBy: updatedAt, includeArchived: true) { nodes { id title } pageInfo { hasNextPage endCursor } } }";
    let mut after = Json::Null;
    for _ in 0..30 {
        let body = json!({ "query": query, "variables": { "a": after } });
        let request = http.post(url).header("authorization", KEY).json(&body);
        let answer = request
            .timeout(std::time::Duration::from_millis(300))
            .send()
            .await;
        let Ok(answer) = answer else { continue };
        let Ok(answer) = answer.json::<Json>().await else {
            continue;
        };
        let info = &answer["data"]["issues"]["pageInfo"];
        if info["hasNextPage"] == false {
            return;
        }
        after = info["endCursor"].clone();
    }
}

#[tokio::test]
async fn every_script_plays_to_its_end() {
    let files = files();
    assert!(files.len() >= 40, "{} scripts", files.len());
    let plays = files.into_iter().map(|path| tokio::spawn(play(path)));
    for play in plays.collect::<Vec<_>>() {
        play.await.expect("plays");
    }
}

async fn play(path: PathBuf) {
    let script = Script::load(&path).expect("a script");
    let mut play = script.start(KEY);
    let server = play
        .linear()
        .clone()
        .serve(([127, 0, 0, 1], 0).into())
        .await
        .expect("listens");
    let http = plain();
    while play
        .next_sync()
        .unwrap_or_else(|problem| panic!("{}: {problem}", path.display()))
        .is_some()
    {
        read_on(&http, &server.url).await;
    }
    // Whatever is left can be read now.
    let linear = play.linear();
    linear.forget_requests();
    read_on(&http, &server.url).await;
    let requests = linear.requests();
    assert!(
        !requests.is_empty() && requests.iter().all(|it| it.status == 200),
        "{}",
        path.display()
    );
}

#[test]
fn scripts_use_every_fault_and_step() {
    let text: String = files()
        .iter()
        .map(|path| std::fs::read_to_string(path).expect("readable"))
        .collect();
    let readme = include_str!("../../scripts/README.md");
    let used = |name: &str| text.contains(&format!("\"{name}\""));
    for kind in [
        "status",
        "html",
        "body",
        "hang",
        "delay",
        "drip",
        "truncated_json",
        "empty_body",
        "wrong_content_type",
        "reset_mid_body",
        "reset_before_headers",
        "no_limit_headers",
        "date_off",
        "graphql_error",
        "partial_data",
        "rate_limited",
        "rate_limited_until",
        "revoke_key_after",
        "end_cursor",
        "empty_page",
        "repeat_nodes",
        "overlap_pages",
        "null_node",
        "node_error",
        "field",
        "expired_cursor",
        "first_page_again",
        // Steps.
        "fault_share",
        "at_request",
        "clear_faults",
        "break",
        "mend",
        "revoke_key",
        "restore_key",
        "skew",
        "advance",
        "limits",
        "refill_limits",
        "page_delay",
        "add_issues",
        "edit",
        "describe",
        "strip",
        "touch",
        "move",
        "archive",
        "auto_archive",
        "trash",
        "restore",
        "delete",
        "merge",
        "spread_labels",
        "spread_people",
        "add_team",
        "rename_team",
        "rekey_team",
        "archive_team",
        "retire_team",
        "hide_team",
        "show_team",
        "add_state",
        "rename_state",
        "remove_state",
        "rename_label",
        "rename_project",
        "rename_milestone",
        "rename_cycle",
        "rename_user",
        "change_email",
        "suspend_user",
        "reactivate_user",
    ] {
        assert!(used(kind) && readme.contains(kind), "{kind}");
    }
}

#[test]
fn a_script_that_makes_no_sense_says_so() {
    let parse = |text: &str| Script::parse(text).expect_err("no script");
    assert!(
        parse("{\"about\":\"x\",\"workspace\":{\"issues\":1},\"steps\":[{\"do\":\"fly\"}]}").contains("fly")
    );
    let script = |step: &str| {
        let text = format!("{{\"about\":\"x\",\"workspace\":{{\"issues\":3}},\"steps\":[{step}]}}");
        let script = Script::parse(&text).expect("a script");
        script.start(KEY).next_sync().expect_err("cannot be done")
    };
    assert_eq!(
        script("{\"do\":\"hide_team\",\"team\":\"X\"}"),
        "there is no team X"
    );
    assert!(script("{\"do\":\"delete\",\"issues\":{\"team\":\"T01\",\"skip\":9}}").contains("no issue fits"));
    assert!(script("{\"do\":\"edit\",\"issues\":{},\"set\":{\"colour\":1}}").contains("no field colour"));
    assert!(script("{\"do\":\"edit\",\"issues\":{},\"set\":{\"state\":\"Nowhere\"}}").contains("Nowhere"));
}

struct Remote(String);

impl Remote {
    fn at(server: &linear_sim::Server) -> Self {
        Self(server.url.replace("/graphql", "/_sim"))
    }

    async fn get(&self, path: &str) -> Json {
        let answer = plain()
            .get(format!("{}{path}", self.0))
            .send()
            .await
            .expect("answers");
        answer.json().await.expect("JSON")
    }

    async fn post(&self, path: &str, body: &Json) -> (u16, Json) {
        let answer = plain().post(format!("{}{path}", self.0)).body(body.to_string());
        let answer = answer.send().await.expect("answers");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }
}

#[tokio::test]
async fn a_workspace_can_be_driven_from_outside() {
    let (linear, _) = small();
    let server = linear
        .clone()
        .serve_controlled(KEY, ([127, 0, 0, 1], 0).into())
        .await
        .expect("listens");
    let remote = Remote::at(&server);
    let steps = json!([
        { "do": "add_issues", "team": "ENG", "count": 2, "set": { "title": "From outside", "priority": 2 } },
        { "do": "fault", "fault": { "kind": "status", "status": 503 } },
    ]);
    assert_eq!(remote.post("/steps", &steps).await, (200, json!({ "done": 2 })));
    let issues = remote.get("/issues").await;
    assert_eq!(
        (
            &issues["issues"][1]["identifier"],
            &issues["issues"][1]["priority"]
        ),
        (&json!("ENG-2"), &json!(2))
    );
    assert_eq!(
        remote.get("/issues?seen_by=nobody").await,
        json!({ "issues": [] })
    );
    let ask = async || {
        plain()
            .post(&server.url)
            .header("authorization", KEY)
            .json(&json!({ "query": "{ viewer { id } }" }))
            .send()
            .await
            .expect("answers")
    };
    assert_eq!(
        [ask().await.status().as_u16(), ask().await.status().as_u16()],
        [503, 200]
    );
    assert_eq!(
        remote.get("/requests").await["requests"].as_array().map(Vec::len),
        Some(2)
    );
    assert_eq!(remote.get("/state").await["issues"], 2);
    let (status, answer) = remote.post("/steps", &json!([{ "do": "sync" }])).await;
    assert_eq!(status, 400, "{answer}");
    assert_eq!(remote.post("/next", &Json::Null).await.0, 400);
}

#[tokio::test]
async fn a_script_can_be_played_from_outside() {
    let text = r#"{"about":"x","workspace":{"issues":5},"reconcile":true,"steps":[
        {"do":"sync","ends":"well"},{"do":"delete","issues":{}},{"do":"sync","reconcile":true}]}"#;
    let script = Script::parse(text).expect("a script");
    let server = script
        .start(KEY)
        .serve(script.reconcile, ([127, 0, 0, 1], 0).into())
        .await
        .expect("listens");
    let remote = Remote::at(&server);
    let next = async || remote.post("/next", &Json::Null).await.1;
    assert_eq!(
        next().await,
        json!({ "sync": { "ends": "well", "reconcile": false } })
    );
    assert_eq!(
        remote.get("/issues").await["issues"].as_array().map(Vec::len),
        Some(5)
    );
    assert_eq!(
        next().await,
        json!({ "sync": { "ends": "either", "reconcile": true } })
    );
    assert_eq!(next().await, json!({ "over": true, "reconcile": true }));
    assert_eq!(
        remote.get(&format!("/issues?seen_by={KEY}")).await["issues"]
            .as_array()
            .map(Vec::len),
        Some(4)
    );
    assert_eq!(Ends::Well.as_str(), "well");
}
