//! API tokens in the API itself: one's own, and for administrators everybody's.
//!
//! A token makes only tokens that open no more than it does. The text of a token is in the answer that makes it or
//! gives it a new one, and nowhere else.

use super::tokens::{self, Made, NewToken, Token};
use super::{Actor, Caller, scopes};
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::{ApiResult, Fields, Json, Pagination, Path, Query, Wanted, tag_list};
use crate::openapi::Tells as _;
use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use timetracker_types::{Id, Instant, parse_moment};

/// How long an old text works beside the new one where nothing is said, in seconds: a day.
const USUAL_OVERLAP: i64 = 86_400;

/// `/api/v1/tokens`.
pub fn routes() -> ApiRouter<App> {
    let list_says = "List tokens\nOne's own; administrators may ask for another person's with `user_id`.";
    ApiRouter::new()
        .api_route(
            "/api/v1/tokens",
            get_with(list, |op| op.says(list_says).looks_up().answers(200, "tokens:[ApiToken] pagination:Pagination"))
                .post_with(create, |op| {
                    op.says("Make a token\nIt opens no more than the token that makes it. Its text is shown this once.")
                        .takes("NewToken")
                        .looks_up()
                        .answers(201, "message:text token:text api_token:ApiToken")
                }),
        )
        .api_route(
            "/api/v1/tokens/{id}",
            get_with(show, |op| op.says("Show a token without its text").answers(200, "api_token:ApiToken"))
                .delete_with(revoke, |op| op.says("Revoke a token").answers(200, "message:text")),
        )
        .api_route(
            "/api/v1/tokens/{id}/rotate",
            post_with(rotate, |op| {
                op.says("Replace a token's text\nThe old one works beside the new one for a while, a day unless said.")
                    .takes("TokenRotation")
                    .answers(200, "message:text token:text api_token:ApiToken")
            }),
        )
}

#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default)]
struct ListQuery {
    user_id: Option<String>,
    page: Option<String>,
    per_page: Option<String>,
}

async fn list(
    caller: Caller<scopes::ReadTokens>,
    State(app): State<App>,
    Query(query): Query<ListQuery>,
) -> ApiResult {
    let owner = query
        .user_id
        .as_deref()
        .map(|text| text.trim().parse().unwrap_or(-1));
    let owner = owner.map_or(caller.actor.user.id, Id::new);
    let tokens = tokens::list(&app, &caller.actor, owner).await?;
    let wanted = Wanted::read(query.page.as_deref(), query.per_page.as_deref());
    let total = i64::try_from(tokens.len()).unwrap_or(i64::MAX);
    let now = app.now();
    let rows: Vec<Value> = wanted.of(&tokens).iter().map(|token| wire(token, now)).collect();
    Ok(axum::Json(
        json!({"tokens": rows, "pagination": Pagination::new(wanted, total)}),
    ))
}

async fn show(caller: Caller<scopes::ReadTokens>, State(app): State<App>, Path(id): Path<i64>) -> ApiResult {
    let token = tokens::find(&app, &caller.actor, Id::new(id)).await?;
    Ok(axum::Json(json!({"api_token": wire(&token, app.now())})))
}

async fn create(
    caller: Caller<scopes::WriteTokens>,
    State(app): State<App>,
    Json(fields): Json<Fields>,
) -> ApiResult<(StatusCode, axum::Json<Value>)> {
    let new = NewToken {
        owner: fields.id("user_id")?,
        name: fields.text("name")?.unwrap_or_default(),
        description: fields.text("description")?.unwrap_or_default(),
        scopes: fields.texts("scopes")?.unwrap_or_default(),
        networks: fields.texts("allowed_networks")?.unwrap_or_default().join(","),
        expires_at: end(&fields, &caller.actor, app.now())?,
    };
    let made = tokens::make(&app, &caller.actor, new, Some(&caller.token)).await?;
    let message = "Token created. It is shown this once.";
    Ok((StatusCode::CREATED, axum::Json(answer(message, &made, app.now()))))
}

/// `expires_at`, or `expires_in_days`; neither means no end.
fn end(fields: &Fields, actor: &Actor, now: Instant) -> Result<Option<Instant>> {
    if let Some(text) = fields.text("expires_at")? {
        return parse_moment(&text, &actor.user.timezone)
            .map(Some)
            .map_err(|error| Error::field("expires_at", error.to_string()));
    }
    match fields.integer("expires_in_days")? {
        None => Ok(None),
        Some(days) if (1..=3650).contains(&days) => Ok(Some(now.plus_seconds(days * 86_400))),
        Some(_) => Err(Error::field(
            "expires_in_days",
            "Send 1 to 3650 days, or leave it out.",
        )),
    }
}

async fn rotate(
    caller: Caller<scopes::WriteTokens>,
    State(app): State<App>,
    Path(id): Path<i64>,
    Json(fields): Json<Fields>,
) -> ApiResult {
    let overlap = fields.integer("overlap_seconds")?.unwrap_or(USUAL_OVERLAP);
    handed_on(&app, &caller, id).await?;
    let made = tokens::rotate(&app, &caller.actor, Id::new(id), overlap).await?;
    Ok(axum::Json(answer(
        "Token replaced. The new one is shown this once.",
        &made,
        app.now(),
    )))
}

/// A new text is a token in one's hand: it may not open more than the token that asks for it.
async fn handed_on(app: &App, caller: &Caller<scopes::WriteTokens>, id: i64) -> Result<()> {
    let token = tokens::find(app, &caller.actor, Id::new(id)).await?;
    match tag_list(&token.scopes)
        .into_iter()
        .find(|scope| !caller.token.grants(scope))
    {
        None => Ok(()),
        Some(scope) => Err(Error::Forbidden(format!(
            "The token that you use does not carry {scope}, so it cannot replace one that does."
        ))),
    }
}

async fn revoke(
    caller: Caller<scopes::WriteTokens>,
    State(app): State<App>,
    Path(id): Path<i64>,
) -> ApiResult {
    tokens::revoke(&app, &caller.actor, Id::new(id)).await?;
    Ok(axum::Json(
        json!({"message": "Token revoked. It opens nothing any more."}),
    ))
}

fn answer(message: &str, made: &Made, now: Instant) -> Value {
    json!({"message": message, "token": made.text, "api_token": wire(&made.token, now)})
}

/// A token without its text; instants in RFC 3339 UTC.
fn wire(token: &Token, now: Instant) -> Value {
    json!({
        "id": token.id, "user_id": token.user_id, "name": token.name, "description": token.description,
        "prefix": token.prefix, "scopes": tag_list(&token.scopes),
        "allowed_networks": tag_list(&token.allowed_networks), "is_active": token.is_alive(now),
        "usage_count": token.usage_count, "last_used_at": token.last_used_at,
        "created_at": token.created_at, "created_by": token.created_by, "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
        "previous_until": token.previous_until.filter(|until| *until > now),
    })
}
