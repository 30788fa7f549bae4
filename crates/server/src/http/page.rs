//! Pages: rendering, forms, redirects, and errors drawn as HTML with ways out.

use super::flash::{self, Flash};
use crate::app::App;
use crate::error::Error;
use crate::words::{Bare, Told, Words};
use askama::Template;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};

/// What page handlers return.
pub type PageResult = Result<Response, PageError>;

/// Draws a page.
pub fn render(page: &impl Template) -> PageResult {
    render_with(StatusCode::OK, page)
}

/// Draws a page with another status than 200, such as a form with mistakes (422).
pub fn render_with(status: StatusCode, page: &impl Template) -> PageResult {
    let html = page
        .render()
        .map_err(|error| Error::Internal(format!("template: {error}")))?;
    Ok((status, [(header::CACHE_CONTROL, "no-store")], Html(html)).into_response())
}

/// Answers a form: go and look there; what happened is said on that page.
pub fn see_other(path: &str, flash: Option<&Flash>) -> Response {
    let mut response = Redirect::to(path).into_response();
    if let Some(cookie) = flash.map(|flash| flash.cookie().to_string())
        && let Ok(value) = HeaderValue::from_str(&cookie)
    {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// A page's error: an [`Error`], or a way to sign in first.
#[derive(Debug)]
pub enum PageError {
    /// Drawn as a page.
    Of(Error),
    /// Sent to sign in (or to set up), to come back afterwards.
    Redirect(String),
}

impl PageError {
    /// Where somebody without a session goes: set-up on an empty installation, else sign-in.
    pub async fn sign_in_first(parts: &Parts, app: &App) -> Self {
        match app.is_set_up().await {
            Err(error) => Self::Of(error),
            Ok(false) => Self::Redirect("/set-up".into()),
            Ok(true) => Self::Redirect(sign_in_path(parts)),
        }
    }
}

/// Only a page that was asked for by GET can be come back to.
fn sign_in_path(parts: &Parts) -> String {
    let wanted = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    if parts.method != axum::http::Method::GET || wanted == "/" {
        return "/sign-in".into();
    }
    let next = percent_encoding::utf8_percent_encode(wanted, percent_encoding::NON_ALPHANUMERIC);
    format!("/sign-in?next={next}")
}

impl From<Error> for PageError {
    fn from(error: Error) -> Self {
        Self::Of(error)
    }
}

impl From<timetracker_db::Error> for PageError {
    fn from(error: timetracker_db::Error) -> Self {
        Self::Of(error.into())
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    shell: Bare,
    title: Cow<'static, str>,
    message: String,
}

/// The page that says what went wrong.
pub(crate) fn draw_error(error: &Error, words: Words) -> String {
    let title = words.t(heading(error).1);
    let page = ErrorPage {
        shell: Bare { words },
        title: title.clone(),
        message: words.error(error),
    };
    page.render().unwrap_or_else(|_| title.into_owned())
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let error = match self {
            Self::Redirect(path) => return Redirect::to(&path).into_response(),
            Self::Of(error) => error,
        };
        if let Error::Internal(cause) = &error {
            tracing::error!(%cause, "internal error");
        }
        let html = draw_error(&error, Words::default());
        let mut response = (
            heading(&error).0,
            [(header::CACHE_CONTROL, "no-store")],
            Html(html),
        )
            .into_response();
        if let Error::TooMany { retry_after, .. } = error {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
        }
        response.extensions_mut().insert(Told(error));
        response
    }
}

/// The status and the message of its headline.
fn heading(error: &Error) -> (StatusCode, &'static str) {
    match error {
        Error::NotFound(_) => (StatusCode::NOT_FOUND, "error-not-found"),
        Error::Unauthenticated(_) => (StatusCode::UNAUTHORIZED, "error-unauthenticated"),
        Error::Forbidden(_) => (StatusCode::FORBIDDEN, "error-forbidden"),
        Error::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "error-invalid"),
        Error::Rule { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "error-rule"),
        Error::Conflict { .. } => (StatusCode::CONFLICT, "error-conflict"),
        Error::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, "error-too-many"),
        Error::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "error-too-large"),
        Error::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "error-unavailable"),
        Error::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "error-internal"),
    }
}

/// A form's fields as `T`, which takes every field as text: what it means is the action's to judge,
/// so that a mistake comes back with the form and not as an error page.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = PageError;
    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        match axum::Form::<T>::from_request(request, state).await {
            Ok(axum::Form(form)) => Ok(Self(form)),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Error::TooLarge.into())
            }
            Err(_) => {
                let sentence = "The form did not arrive whole. Go back, reload the page and send it again.";
                Err(Error::rule("bad_request", sentence).into())
            }
        }
    }
}

/// Ids in the path; anything that is not a number is simply not there.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let is_api = parts.uri.path().starts_with("/api/");
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) if is_api => Err(super::ApiError::from(Error::NotFound("resource")).into_response()),
            Err(_) => Err(PageError::Of(Error::NotFound("page")).into_response()),
        }
    }
}

/// Whether the browser reached us through TLS, as far as a trusted proxy says.
pub fn is_secure(app: &App, headers: &HeaderMap) -> bool {
    let forwarded = headers.get(HeaderName::from_static("x-forwarded-proto"));
    app.config.trusted_proxies.any() && forwarded.is_some_and(|proto| proto == "https")
}

/// The address that asks: the connection's, or what a trusted proxy says it saw. None where there is no connection.
pub fn client_ip(app: &App, parts: &Parts) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip();
    Some(app.config.trusted_proxies.client(peer, &parts.headers))
}

/// The same as text, to count by.
pub fn client_address(app: &App, parts: &Parts) -> String {
    client_ip(app, parts).map_or_else(|| "unknown".into(), |address| address.to_string())
}

/// Takes the flash out of the request's cookies.
pub fn flash_of(headers: &HeaderMap) -> Option<Flash> {
    let jar = axum_extra::extract::CookieJar::from_headers(headers);
    jar.get(flash::COOKIE)
        .and_then(|cookie| Flash::decode(cookie.value()))
}
