//! `GET /api/v1/search`.

use super::store::{self, FoundClient, FoundEntry, FoundProject, FoundTask};
use super::words::Words;
use crate::app::App;
use crate::auth::{Actor, Caller, scopes};
use crate::error::Result;
use crate::http::{ApiResult, Query};
use crate::openapi::Tells as _;
use crate::tasks;
use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use timetracker_types::Zone;

/// `/api/v1/search`.
pub fn routes() -> ApiRouter<App> {
    let about =
        "Search\nProjects, tasks, clients and notes of time entries. Ignores case; all words must be there.";
    ApiRouter::new().api_route(
        "/api/v1/search",
        get_with(search, |op| {
            op.says(about)
                .needs("q")
                .answers(400, "success:bool error:text message:text error_code:text results:list partial:bool errors:object")
                .answers(200, "results:[Found] query:text count:int partial:bool errors:object")
        }),
    )
}

/// Results of each kind where nothing is said, and at most.
const LIMIT: usize = 10;
const MOST: usize = 50;

#[derive(Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct Question {
    q: String,
    limit: Option<String>,
    types: Option<String>,
}

impl Question {
    fn wants(&self, kind: &str) -> bool {
        let kinds = self.types.as_deref();
        kinds.is_none_or(|kinds| kinds.split(',').any(|one| one.trim() == kind))
    }

    fn limit(&self) -> usize {
        let limit = self.limit.as_deref().and_then(|text| text.trim().parse().ok());
        limit.filter(|limit| *limit > 0).unwrap_or(LIMIT).min(MOST)
    }
}

/// Something that was found.
#[derive(Serialize)]
struct Found {
    #[serde(rename = "type")]
    kind: &'static str,
    category: &'static str,
    id: i64,
    title: String,
    description: String,
    url: String,
    badge: String,
}

async fn search(
    caller: Caller<scopes::ReadProjects>,
    State(app): State<App>,
    Query(question): Query<Question>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let typed = question.q.trim();
    if typed.chars().count() < 2 {
        return Ok((StatusCode::BAD_REQUEST, axum::Json(too_short())));
    }
    let (results, partial) = found(&app, &caller.actor, &question).await?;
    let body = json!({
        "results": results, "query": typed, "count": results.len(), "partial": partial, "errors": {},
    });
    Ok((StatusCode::OK, axum::Json(body)))
}

fn too_short() -> Value {
    let text = "Type at least two characters in q.";
    json!({
        "success": false, "error": text, "message": text, "error_code": "bad_request",
        "results": [], "partial": false, "errors": {},
    })
}

/// What fits, and whether something was left out of the search.
async fn found(app: &App, actor: &Actor, question: &Question) -> Result<(Vec<Found>, bool)> {
    let (limit, meant) = (question.limit(), tasks::meant(&question.q));
    let words = Words::of(&meant);
    let (mut results, mut partial) = (Vec::new(), false);
    let called = if question.wants("task") && tasks::is_identifier(&meant) {
        store::task_called(&app.db, &meant).await?
    } else {
        None
    };
    let first = called.as_ref().map(|task| task.id);
    results.extend(called.map(of_task));
    if question.wants("project") {
        let projects = store::projects(&app.db, &words, limit).await?;
        results.extend(projects.into_iter().map(of_project));
    }
    if question.wants("task") {
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let tasks = store::tasks(&app.db, &words, most).await?;
        let others = tasks.into_iter().filter(|task| Some(task.id) != first);
        results.extend(others.take(limit - usize::from(first.is_some())).map(of_task));
    }
    if question.wants("client") {
        let clients = store::clients(&app.db, &words, limit).await?;
        results.extend(clients.into_iter().map(of_client));
    }
    if question.wants("entry") {
        let owner = (!actor.manages()).then_some(actor.user.id);
        let entries = store::entries(&app.db, &words, owner, limit).await?;
        partial = entries.len() < limit && store::has_more_notes(&app.db, owner).await?;
        let zone = &actor.user.timezone;
        results.extend(entries.into_iter().map(|entry| of_entry(entry, zone)));
    }
    Ok((results, partial))
}

fn of_project(project: FoundProject) -> Found {
    Found {
        kind: "project",
        category: "project",
        id: project.id.get(),
        title: project.name,
        description: project.description.unwrap_or(project.client_name),
        url: format!("/projects/{}", project.id),
        badge: "Project".into(),
    }
}

fn of_task(task: FoundTask) -> Found {
    Found {
        kind: "task",
        category: "task",
        id: task.id.get(),
        title: task.name,
        description: task.project_name,
        url: format!("/issues/{}", task.id),
        badge: task.status,
    }
}

fn of_client(client: FoundClient) -> Found {
    Found {
        kind: "client",
        category: "client",
        id: client.id.get(),
        title: client.name,
        description: client.contact_person.or(client.email).unwrap_or_default(),
        url: format!("/clients/{}", client.id),
        badge: "Client".into(),
    }
}

fn of_entry(entry: FoundEntry, zone: &Zone) -> Found {
    let start = zone.local(entry.started_at);
    let place = entry.project_name.unwrap_or_else(|| "No project".into());
    Found {
        kind: "entry",
        category: "entry",
        id: entry.id.get(),
        title: entry.notes,
        description: format!("{place}, {} {}", start.day(), start.format_clock24()),
        url: format!("/time-entries/{}", entry.id),
        badge: entry.username,
    }
}
