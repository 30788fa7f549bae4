//! `/_sim/…`: looks at the workspace and changes it from outside, for tests that only have a network.
//!
//! | request | does |
//! |---|---|
//! | `GET /_sim/issues` | every issue field by field; `?seen_by=KEY` only those that a key reads |
//! | `GET /_sim/state` | clock, counts, teams and people |
//! | `GET /_sim/requests` | the requests so far; `DELETE` forgets them |
//! | `POST /_sim/steps` | carries out a JSON list of steps as scripts write them, faults included |
//! | `DELETE /_sim/faults` | drops all faults that still wait |
//! | `POST /_sim/next` | plays the script up to its next sync mark, or to its end, after which all is well |

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::http::traffic::RequestRecord;
use crate::linear::Linear;
use crate::script::steps::Step;
use crate::script::{Editor, Play};
use crate::view::IssueView;

/// What the endpoints work on.
#[derive(Debug)]
pub(crate) struct Controlled {
    pub(crate) editor: Editor,
    /// The script that is played, if one is.
    pub(crate) play: Option<Mutex<Play>>,
    /// Whether its last sync has to compare everything.
    pub(crate) reconcile: bool,
}

type Here = State<Arc<Controlled>>;

pub(crate) fn router(controlled: Controlled) -> Router {
    Router::new()
        .route("/_sim/issues", get(issues))
        .route("/_sim/state", get(state))
        .route("/_sim/requests", get(requests).delete(forget_requests))
        .route("/_sim/steps", post(steps))
        .route("/_sim/faults", delete(clear_faults))
        .route("/_sim/next", post(next))
        .with_state(Arc::new(controlled))
}

async fn issues(State(it): Here, Query(query): Query<HashMap<String, String>>) -> Json<Value> {
    let issues = match query.get("seen_by") {
        Some(key) => it.editor.linear.issues_seen_by(key),
        None => it.editor.linear.issues(),
    };
    let issues: Vec<Value> = issues.iter().map(IssueView::to_json).collect();
    Json(json!({ "issues": issues }))
}

async fn state(State(it): Here) -> Json<Value> {
    let linear = &it.editor.linear;
    let teams = linear.teams().into_iter();
    let teams = teams.map(|(id, key, name)| json!({ "id": id.to_string(), "key": key, "name": name }));
    let users = linear.users().into_iter();
    let users = users.map(|(id, name, email)| json!({ "id": id.to_string(), "name": name, "email": email }));
    Json(json!({
        "now": linear.now().to_string(),
        "key": it.editor.key,
        "issues": linear.issue_count(),
        "requests": linear.requests().len(),
        "teams": teams.collect::<Vec<_>>(),
        "users": users.collect::<Vec<_>>(),
    }))
}

async fn requests(State(it): Here) -> Json<Value> {
    let show = |request: RequestRecord| {
        json!({
            "operation": request.operation, "query": request.query, "variables": request.variables,
            "status": request.status, "complexity": request.complexity,
        })
    };
    let requests: Vec<Value> = it.editor.linear.requests().into_iter().map(show).collect();
    Json(json!({ "requests": requests }))
}

async fn forget_requests(State(it): Here) -> StatusCode {
    it.editor.linear.forget_requests();
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(it): Here) -> StatusCode {
    it.editor.linear.clear_faults();
    StatusCode::NO_CONTENT
}

async fn steps(State(it): Here, body: String) -> Response {
    let steps: Vec<Step> = match serde_json::from_str(&body) {
        Ok(steps) => steps,
        Err(problem) => return refused(&problem.to_string()),
    };
    match steps.iter().try_for_each(|step| it.editor.run(step)) {
        Ok(()) => Json(json!({ "done": steps.len() })).into_response(),
        Err(problem) => refused(&problem),
    }
}

async fn next(State(it): Here) -> Response {
    let Some(play) = &it.play else {
        return refused("no script is played here: start with --script FILE");
    };
    match play.lock().unwrap_or_else(PoisonError::into_inner).next_sync() {
        Ok(Some(mark)) => {
            let sync = json!({ "ends": mark.ends.as_str(), "reconcile": mark.reconcile });
            Json(json!({ "sync": sync })).into_response()
        }
        Ok(None) => Json(json!({ "over": true, "reconcile": it.reconcile })).into_response(),
        Err(problem) => refused(&problem),
    }
}

fn refused(problem: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": problem }))).into_response()
}

/// The control endpoints for a workspace, or for a play in it.
pub(crate) fn of(linear: &Linear, key: &str, play: Option<(Play, bool)>) -> Router {
    let (play, reconcile) = play.map_or((None, false), |(play, reconcile)| {
        (Some(Mutex::new(play)), reconcile)
    });
    let editor = Editor {
        linear: linear.clone(),
        key: key.to_owned(),
    };
    router(Controlled {
        editor,
        play,
        reconcile,
    })
}
