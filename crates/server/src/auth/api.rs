//! `POST /api/v1/auth/login`: a token for a user name and password, for the apps that ask so.

use super::entry::Browser;
use super::password_check::by_password;
use super::{Actor, tokens};
use crate::app::App;
use crate::error::Error;
use crate::http::ApiError;
use crate::openapi::Tells as _;
use crate::users::User;
use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

/// How long an app stays signed in, in days.
const DAYS: i64 = 90;

/// `/api/v1/auth/login`.
pub fn routes() -> ApiRouter<App> {
    ApiRouter::new().api_route(
        "/api/v1/auth/login",
        post_with(login, |op| {
            op.says("Get a token for a password\nFor the apps. It works for 90 days. Five attempts a minute from one address.")
                .takes("Login")
                .answers(200, "token:text")
                .answers(401, "error:text")
                .limited()
        }),
    )
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Login {
    username: String,
    password: String,
}

/// Whatever is wrong, also with the body, is told in the same words.
async fn login(State(app): State<App>, browser: Browser, body: Bytes) -> Result<Response, ApiError> {
    app.logins.attempt(&browser.address, app.now())?;
    let Login { username, password } = serde_json::from_slice(&body).unwrap_or_default();
    // PostgreSQL cannot even be asked about NUL, and nobody is called so.
    let username = username.replace('\0', " ");
    let Some(user) = by_password(&app, &username, &password).await? else {
        let body = Json(json!({"error": "Invalid username or password"}));
        return Ok((StatusCode::UNAUTHORIZED, body).into_response());
    };
    let token = new_token(&app, user).await?;
    Ok(Json(json!({"token": token})).into_response())
}

async fn new_token(app: &App, user: User) -> Result<String, Error> {
    let name: String = format!("App login - {}", user.username)
        .chars()
        .take(100)
        .collect();
    let owner = Actor { user };
    let scopes = if owner.is_admin() {
        vec!["admin:all".to_owned()]
    } else {
        vec!["read:*".to_owned(), "write:*".into()]
    };
    tokens::forget_ended(app, owner.user.id, &name).await?;
    let end = app.now().plus_seconds(DAYS * 86_400);
    tokens::create(app, &owner, &name, &scopes, Some(end)).await
}
