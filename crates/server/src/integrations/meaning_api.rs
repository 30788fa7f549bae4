//! What there is to settle, in the API: states, people, issues that failed, the preview. For administrators.

use super::actions;
use super::api::{connector, overview, wire_run};
use super::meaning::{self, Choice, Person, WorkflowState};
use super::model::{Cause, Connection};
use super::preview::{self, Shown};
use super::troubles::{self, Trouble};
use crate::app::App;
use crate::auth::{Actor, Caller, scopes};
use crate::error::{Error, Result};
use crate::http::{ApiResult, Fields, Json, Pagination, Path, Query, Wanted};
use crate::openapi::Tells as _;
use crate::tasks::Status;
use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, patch_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use timetracker_types::Id;

/// Below `/api/v1/integrations/{connector}`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route(
            "/api/v1/integrations/{connector}/states",
            get_with(states, |op| op.says("List the service's states and what they mean here").answers(200, "states:[WorkflowState]")),
        )
        .api_route(
            "/api/v1/integrations/{connector}/states/{id}",
            patch_with(choose_state, |op| {
                op.says("Say what a state means here\nNull lets the state's kind decide again.")
                    .takes("StateChoice")
                    .answers(200, "message:text state:WorkflowState")
            }),
        )
        .api_route(
            "/api/v1/integrations/{connector}/people",
            get_with(people, |op| op.says("List the service's people and who they are here").answers(200, "people:[ExternalPerson]")),
        )
        .api_route(
            "/api/v1/integrations/{connector}/people/{id}",
            patch_with(choose_person, |op| {
                op.says("Say who a person is here\n`user_id` for somebody, null for nobody, `match: email` for the rule.")
                    .takes("PersonChoice")
                    .answers(200, "message:text person:ExternalPerson")
            }),
        )
        .api_route(
            "/api/v1/integrations/{connector}/errors",
            get_with(errors, |op| {
                op.says("List issues that could not be brought over")
                    .answers(200, "errors:[SyncTrouble] pagination:Pagination")
            }),
        )
        .api_route(
            "/api/v1/integrations/{connector}/errors/{id}/retry",
            post_with(retry, |op| op.says("Try an issue again").answers(202, "message:text run:SyncRun")),
        )
        .api_route(
            "/api/v1/integrations/{connector}/preview",
            get_with(show_preview, |op| {
                op.says("Show where every issue would land\nBy the mappings of now, as of the last preview.")
                    .answers(200, "preview:SyncPreview")
            })
            .post_with(make_preview, |op| op.says("Count where every issue would land").answers(202, "message:text run:SyncRun")),
        )
}

/// The connection of a connector, for an administrator.
async fn connection(app: &App, actor: &Actor, name: &str) -> Result<Connection> {
    actor.require_admin()?;
    Ok(overview(app, connector(name)?).await?.connection)
}

async fn states(
    caller: Caller<scopes::ReadIntegrations>,
    State(app): State<App>,
    Path(name): Path<String>,
) -> ApiResult {
    let connection = connection(&app, &caller.actor, &name).await?;
    let states = meaning::states(&app.db, connection.id).await?;
    let states: Vec<Value> = states.iter().map(wire_state).collect();
    Ok(axum::Json(json!({"states": states})))
}

/// `{"status": "done"}` chooses, `{"status": null}` lets the kind decide again.
async fn choose_state(
    caller: Caller<scopes::WriteIntegrations>,
    State(app): State<App>,
    Path((name, id)): Path<(String, i64)>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let connection = connection(&app, &caller.actor, &name).await?;
    let chosen = fields.patch_text("status")?.ok_or_else(|| {
        Error::field(
            "status",
            "Send a status, or null for what the state's kind means.",
        )
    })?;
    let status = chosen
        .map(|text| text.parse::<Status>())
        .transpose()
        .map_err(|sentence| Error::field("status", sentence))?;
    let state = meaning::choose_state(&app, &caller.actor, &connection, Id::new(id), status).await?;
    Ok(axum::Json(
        json!({"message": "State mapped", "state": wire_state(&state)}),
    ))
}

fn wire_state(state: &WorkflowState) -> Value {
    json!({
        "id": state.id, "ref": state.external_ref, "team_ref": state.container_ref, "name": state.name,
        "type": state.kind, "is_known": state.is_known, "position": state.position,
        "default_status": state.default_status, "chosen_status": state.chosen_status, "status": state.status(),
    })
}

#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct ListQuery {
    unmatched: Option<String>,
    page: Option<String>,
    per_page: Option<String>,
}

/// Everybody, or with `unmatched=true` whom nobody here is though issues are theirs.
async fn people(
    caller: Caller<scopes::ReadIntegrations>,
    State(app): State<App>,
    Path(name): Path<String>,
    Query(query): Query<ListQuery>,
) -> ApiResult {
    let connection = connection(&app, &caller.actor, &name).await?;
    let unmatched = meaning::unmatched(&app.db, connection.id).await?;
    if query.unmatched.as_deref() == Some("true") {
        let people: Vec<Value> = unmatched
            .iter()
            .map(|(person, issues)| wire_person(person, Some(*issues)))
            .collect();
        return Ok(axum::Json(json!({"people": people})));
    }
    let people = meaning::people(&app.db, connection.id).await?;
    let waiting = |person: &Person| {
        unmatched
            .iter()
            .find_map(|(one, issues)| (one.id == person.id).then_some(*issues))
    };
    let people: Vec<Value> = people
        .iter()
        .map(|person| wire_person(person, waiting(person)))
        .collect();
    Ok(axum::Json(json!({"people": people})))
}

/// `{"user_id": 3}`, `{"user_id": null}` for nobody, `{"match": "email"}` for the rule.
async fn choose_person(
    caller: Caller<scopes::WriteIntegrations>,
    State(app): State<App>,
    Path((name, id)): Path<(String, i64)>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let connection = connection(&app, &caller.actor, &name).await?;
    let choice = match (fields.patch_id("user_id")?, fields.text("match")?.as_deref()) {
        (Some(Some(user)), _) => Choice::User(user),
        (Some(None), _) | (None, Some("nobody")) => Choice::Nobody,
        (None, Some("email")) => Choice::ByEmail,
        (None, _) => {
            let sentence = "Send a user's id, null for nobody here, or \"match\": \"email\" for the rule.";
            return Err(Error::field("user_id", sentence).into());
        }
    };
    let person = meaning::choose_person(&app, &caller.actor, &connection, Id::new(id), choice).await?;
    Ok(axum::Json(
        json!({"message": "Person matched", "person": wire_person(&person, None)}),
    ))
}

fn wire_person(person: &Person, waiting: Option<i64>) -> Value {
    json!({
        "id": person.id, "ref": person.external_ref, "name": person.name, "email": person.email,
        "is_active": person.is_active, "user_id": person.user_id, "chosen_user_id": person.chosen_user_id,
        "is_ignored": person.is_ignored, "unassigned_issues": waiting.unwrap_or(0),
    })
}

async fn errors(
    caller: Caller<scopes::ReadIntegrations>,
    State(app): State<App>,
    Path(name): Path<String>,
    Query(query): Query<ListQuery>,
) -> ApiResult {
    let connection = connection(&app, &caller.actor, &name).await?;
    let wanted = Wanted::read(query.page.as_deref(), query.per_page.as_deref());
    let total = troubles::count_open(&app.db, connection.id).await?;
    let open = troubles::open(&app.db, connection.id, wanted.per_page, wanted.offset()).await?;
    Ok(axum::Json(
        json!({"errors": open, "pagination": Pagination::new(wanted, total)}),
    ))
}

async fn retry(
    caller: Caller<scopes::WriteIntegrations>,
    State(app): State<App>,
    Path((name, id)): Path<(String, i64)>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let id: Id<Trouble> = Id::new(id);
    let run = actions::retry_trouble(&app, &caller.actor, connector(&name)?, id).await?;
    Ok((
        StatusCode::ACCEPTED,
        axum::Json(json!({"message": "The issue is tried again.", "run": wire_run(&run)})),
    ))
}

/// Where every issue would land, by the mappings of now, as of the last preview.
async fn show_preview(
    caller: Caller<scopes::ReadIntegrations>,
    State(app): State<App>,
    Path(name): Path<String>,
) -> ApiResult {
    let connection = connection(&app, &caller.actor, &name).await?;
    let shown: Shown = preview::last(&app.db, connection.id)
        .await?
        .ok_or(Error::NotFound("preview"))?;
    Ok(axum::Json(json!({"preview": shown})))
}

async fn make_preview(
    caller: Caller<scopes::WriteIntegrations>,
    State(app): State<App>,
    Path(name): Path<String>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let run = actions::request_preview(&app, &caller.actor, connector(&name)?, Cause::Manual).await?;
    Ok((
        StatusCode::ACCEPTED,
        axum::Json(json!({"message": "Preview started", "run": wire_run(&run)})),
    ))
}
