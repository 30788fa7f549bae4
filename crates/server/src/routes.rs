//! The whole site map on one screen: pages, the API v1, and what lies around both.

use crate::app::App;
use crate::auth::Visitor;
use crate::error::Error;
use crate::http::{ApiError, PageError, assets, forget_shown};
use crate::{
    auth, clients, idempotency, imports, integrations, metrics, notices, openapi, organisation, projects,
    system, tasks, time_entries, today, users, webhooks,
};
use aide::axum::ApiRouter;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

/// The largest body of any request, in bytes.
const LARGEST_BODY: usize = 16 * 1024 * 1024;
/// The longest a request may take.
const LONGEST_REQUEST: Duration = Duration::from_mins(1);
/// The longest a request may take that brings a file and waits for its import.
const LONGEST_IMPORT: Duration = Duration::from_mins(30);

const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; \
    frame-ancestors 'none'; form-action 'self'; base-uri 'none'";

/// Everything this server answers.
pub fn router(app: App) -> Router {
    site(app).0
}

/// The same, and the document of the API.
pub(crate) fn site(app: App) -> (Router, Value) {
    let requests = metrics::Requests::default();
    let (api, document) = openapi::documented(|| system::api_routes().merge(api(&app)));
    let site = Router::new()
        .merge(pages(&app))
        .merge(api)
        .merge(openapi::routes(&document))
        .merge(system::routes())
        .merge(metrics::routes(requests.clone()))
        .merge(assets::routes())
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method);
    let site = site.layer(middleware::from_fn_with_state(requests, metrics::observe));
    let site = site.layer(middleware::from_fn(crate::words::in_their_language));
    (surrounded(site).with_state(app), document)
}

/// What people look at. Nothing that changes data is a GET; forms of other sites are refused.
fn pages(app: &App) -> Router<App> {
    Router::new()
        .merge(today::routes())
        .merge(tasks::page_routes())
        .merge(crate::palette::page_routes())
        .merge(crate::comments::page_routes())
        .merge(projects::page_routes())
        .merge(clients::page_routes())
        .merge(time_entries::page_routes())
        .merge(crate::ledger::page_routes())
        .merge(crate::reports::page_routes())
        .merge(crate::audit::page_routes())
        .merge(imports::page_routes())
        .merge(integrations::page_routes())
        .merge(users::page_routes())
        .merge(organisation::page_routes())
        .merge(notices::page_routes())
        .merge(crate::live::page_routes())
        .merge(webhooks::page_routes())
        .merge(auth::page_routes())
        .layer(middleware::from_fn(forget_shown))
        .layer(middleware::from_fn_with_state(app.clone(), auth::set_up_first))
        .layer(CsrfLayer::new().with_rejection_response(|_| auth::foreign_form()))
}

/// What programs call, with a token each time; cookies count for nothing here.
fn api(app: &App) -> ApiRouter<App> {
    ApiRouter::new()
        .merge(auth::api_routes())
        .merge(users::api_routes())
        .merge(clients::routes())
        .merge(projects::routes())
        .merge(tasks::routes())
        .merge(time_entries::api_routes())
        .merge(time_entries::bulk_routes())
        .merge(time_entries::timer_api_routes())
        .merge(resources())
        .merge(imports::api_routes())
        .merge(integrations::api_routes())
        .merge(notices::api_routes())
        .merge(webhooks::api_routes())
        .layer(middleware::from_fn_with_state(app.clone(), idempotency::once))
        .layer(middleware::from_fn_with_state(app.clone(), auth::announce))
        .layer(middleware::from_fn_with_state(app.clone(), auth::set_up_first))
        .layer(CatchPanicLayer::custom(panicked_in_api))
}

/// What surrounds time and tasks.
fn resources() -> ApiRouter<App> {
    ApiRouter::new()
        .merge(crate::comments::routes())
        .merge(crate::tags::routes())
        .merge(crate::entry_templates::routes())
        .merge(crate::saved_filters::routes())
        .merge(crate::favorites::routes())
        .merge(crate::kanban::routes())
        .merge(crate::client_notes::routes())
        .merge(crate::contacts::routes())
        .merge(crate::search::routes())
        .merge(crate::reports::routes())
        .merge(crate::audit::routes())
        .merge(crate::workday::routes())
        .merge(crate::system::absent_routes())
}

/// A page of any site may call the API, since only the token opens it; errors and unknown addresses there
/// say so too. Pages answer no other site.
fn cross_origin() -> CorsLayer {
    let names = [
        "authorization",
        "content-type",
        "accept",
        "x-request-id",
        "x-api-key",
        "idempotency-key",
    ];
    let shown = [
        "x-request-id",
        "retry-after",
        "ratelimit",
        "ratelimit-policy",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "idempotent-replayed",
    ];
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(|_, request| {
            request.uri.path().starts_with("/api/")
        }))
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::OPTIONS,
        ])
        .allow_headers(names.map(HeaderName::from_static))
        .expose_headers(shown.map(HeaderName::from_static))
        .max_age(Duration::from_mins(10))
}

/// The layers around every route; of the list the first one outermost.
fn surrounded(site: Router<App>) -> Router<App> {
    let id = HeaderName::from_static("x-request-id");
    site.layer(
        ServiceBuilder::new()
            .layer(SetRequestIdLayer::new(id.clone(), MakeRequestUuid))
            .layer(TraceLayer::new_for_http().make_span_with(span))
            .layer(PropagateRequestIdLayer::new(id))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(CompressionLayer::new())
            .layer(middleware::from_fn(in_time))
            .layer(DefaultBodyLimit::max(LARGEST_BODY)),
    )
    .layer(cross_origin())
    .layer(middleware::map_response(harden))
}

/// Ends a request that takes too long; a file that comes in may take longer.
async fn in_time(request: Request, next: Next) -> Response {
    let most = if imports::takes_long(request.uri().path()) {
        LONGEST_IMPORT
    } else {
        LONGEST_REQUEST
    };
    let is_api = request.uri().path().starts_with("/api/");
    match tokio::time::timeout(most, next.run(request)).await {
        Ok(response) => response,
        Err(_) if is_api => {
            let text = "That took too long and was given up. Try again in a moment.";
            ApiError::from(Error::Unavailable(text.into())).into_response()
        }
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// What a log line of a request says: never its query, which may hold what a person typed.
fn span(request: &Request) -> tracing::Span {
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|value| value.to_str().ok())
        .unwrap_or("-");
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}

/// The headers that keep browsers from being tricked.
async fn harden(mut response: Response) -> Response {
    if response
        .headers()
        .contains_key(header::ACCESS_CONTROL_ALLOW_METHODS)
    {
        // What a browser asks first has no content; the layer above says 200.
        *response.status_mut() = StatusCode::NO_CONTENT;
    }
    let headers = response.headers_mut();
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// A handler's panic is our fault and is told like any other such error.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    PageError::Of(panic(&*cause)).into_response()
}

/// The same to programs.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked_in_api(cause: Box<dyn std::any::Any + Send>) -> Response {
    ApiError::from(panic(&*cause)).into_response()
}

fn panic(cause: &(dyn std::any::Any + Send)) -> Error {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("no text");
    Error::Internal(format!("panic: {text}"))
}

/// An address that leads nowhere.
async fn not_found(_whose_language: Result<Visitor, PageError>, request: Request) -> Response {
    if request.uri().path().starts_with("/api/") {
        return ApiError::from(Error::NotFound("resource")).into_response();
    }
    PageError::Of(Error::NotFound("page")).into_response()
}

/// An address that exists, asked in another way than it knows.
async fn wrong_method(request: Request) -> Response {
    let text = "This address does not take that method.";
    if request.uri().path().starts_with("/api/") {
        return ApiError::wrong_method(text).into_response();
    }
    (StatusCode::METHOD_NOT_ALLOWED, text).into_response()
}
