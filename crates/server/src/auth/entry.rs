//! How a request gets in: set-up before everything, and what a form of another site is told.

use super::sessions;
use crate::app::App;
use crate::error::Error;
use crate::http::{ApiError, PageError, client_address, is_secure, see_other};
use crate::users::User;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use std::convert::Infallible;

/// Leads everything on an empty installation to the set-up page; programs get a sentence.
pub async fn set_up_first(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let open = matches!(path, "/set-up" | "/api/v1/auth/login");
    let is_api = path.starts_with("/api/");
    match app.is_set_up().await {
        Ok(is_set_up) if is_set_up || open => next.run(request).await,
        Ok(_) if is_api => {
            let sentence = "This TimeTracker is not set up yet. Open its address in a browser first.";
            ApiError::from(Error::Unavailable(sentence.into())).into_response()
        }
        Ok(_) => see_other("/set-up", None),
        Err(error) if is_api => ApiError::from(error).into_response(),
        Err(error) => PageError::from(error).into_response(),
    }
}

/// What a form is told that another site sent on somebody's behalf.
pub fn foreign_form() -> Response {
    let sentence =
        "This form came from another site, so nothing was done. Open the page here and send it again.";
    PageError::from(Error::Forbidden(sentence.into())).into_response()
}

/// Starts a new session, ends the one that the browser had, and leads on to `path`.
pub async fn sign_in(
    app: &App,
    user: &User,
    headers: &HeaderMap,
    mut onward: Response,
) -> Result<Response, Error> {
    if let Some(old) = session_of(headers) {
        sessions::end(app, &old).await?;
    }
    let agent = headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let cookie = sessions::start(app, user.id, agent, is_secure(app, headers)).await?;
    set_cookie(&mut onward, &cookie.to_string());
    Ok(onward)
}

/// Ends the session and makes the browser forget it.
pub async fn sign_out(app: &App, headers: &HeaderMap, mut onward: Response) -> Result<Response, Error> {
    if let Some(token) = session_of(headers) {
        sessions::end(app, &token).await?;
    }
    set_cookie(
        &mut onward,
        &sessions::forget(is_secure(app, headers)).to_string(),
    );
    Ok(onward)
}

/// The session's secret, where the browser sent one.
pub fn session_of(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers)
        .get(sessions::COOKIE)
        .map(|cookie| cookie.value().to_owned())
}

fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

/// Who sends a form, as far as a connection tells.
pub struct Browser {
    /// The address that attempts are counted by.
    pub address: String,
    /// What it sent beside the form.
    pub headers: HeaderMap,
}

impl FromRequestParts<App> for Browser {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self {
            address: client_address(app, parts),
            headers: parts.headers.clone(),
        })
    }
}
