//! The API v1's manners: JSON bodies, the error shapes of the contract, pages of lists.

use crate::auth::Standing;
use crate::error::{Error, FieldError};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// What API handlers return.
pub type ApiResult<T = axum::Json<Value>> = Result<T, ApiError>;

/// An [`Error`] in the shape of the API v1: `error` always holds a text that clients show.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    body: Value,
    retry_after: Option<u64>,
}

impl ApiError {
    /// The token is good but does not carry the scope that the route asks for.
    pub fn scope_missing(required: &str, held: &str) -> Self {
        let held: Vec<&str> = held
            .split(',')
            .map(str::trim)
            .filter(|scope| !scope.is_empty())
            .collect();
        let message = format!("This token does not carry the scope {required}.");
        Self::new(
            StatusCode::FORBIDDEN,
            json!({
                "error": "Insufficient permissions", "message": message, "error_code": "forbidden",
                "required_scope": required, "available_scopes": held,
            }),
        )
    }

    /// The existing system has this, and we do not: its apps look for the word in the text.
    pub fn module_disabled(module: &str) -> Self {
        let text = format!("This server has no module “{module}” (module_disabled).");
        Self::plain(StatusCode::FORBIDDEN, "module_disabled", &text, &text)
    }

    /// The token was used too often in this minute or this hour.
    pub fn rate_limited(standing: &Standing) -> Self {
        let (per_minute, per_hour) = standing.limits();
        let (minute, hour) = standing.remaining();
        let retry_after = standing.retry_after();
        let message = format!(
            "This token may call {per_minute} times a minute and {per_hour} times an hour. Try again in {retry_after} seconds."
        );
        let body = json!({
            "error": "Rate limit exceeded", "message": message, "error_code": "rate_limited",
            "limit_per_minute": per_minute, "limit_per_hour": per_hour,
            "remaining_per_minute": minute, "remaining_per_hour": hour,
        });
        Self {
            retry_after: Some(retry_after),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, body)
        }
    }

    /// The request is well formed and contradicts an earlier one.
    pub fn unprocessable(code: &str, text: &str) -> Self {
        Self::plain(StatusCode::UNPROCESSABLE_ENTITY, code, text, text)
    }

    /// The route exists but does not take this method.
    pub fn wrong_method(text: &str) -> Self {
        Self::plain(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", text, text)
    }

    fn new(status: StatusCode, body: Value) -> Self {
        Self {
            status,
            body,
            retry_after: None,
        }
    }

    fn plain(status: StatusCode, code: &str, error: &str, message: &str) -> Self {
        Self::new(
            status,
            json!({"success": false, "error": error, "message": message, "error_code": code}),
        )
    }

    fn invalid(fields: &[FieldError]) -> Self {
        let mut errors = Map::new();
        for field in fields {
            let list = errors.entry(field.field.clone()).or_insert_with(|| json!([]));
            if let Some(list) = list.as_array_mut() {
                list.push(field.message.clone().into());
            }
        }
        let body = json!({
            "success": false, "error": "Validation failed", "message": "Validation failed",
            "error_code": "validation_error", "errors": errors,
        });
        Self::new(StatusCode::BAD_REQUEST, body)
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let text = error.sentence();
        match &error {
            Error::NotFound(_) => Self::plain(
                StatusCode::NOT_FOUND,
                "not_found",
                "Resource not found",
                "Resource not found",
            ),
            Error::Unauthenticated(message) => Self::new(
                StatusCode::UNAUTHORIZED,
                json!({"error": "Authentication required", "message": message, "error_code": "unauthorized"}),
            ),
            Error::Forbidden(_) => Self::plain(StatusCode::FORBIDDEN, "forbidden", &text, &text),
            Error::Invalid(fields) => Self::invalid(fields),
            Error::Rule { code, .. } => Self::plain(StatusCode::BAD_REQUEST, code, &text, &text),
            Error::Conflict { code, .. } => Self::plain(StatusCode::CONFLICT, code, &text, &text),
            Error::TooMany { retry_after, .. } => Self {
                retry_after: Some(*retry_after),
                ..Self::plain(
                    StatusCode::TOO_MANY_REQUESTS,
                    "rate_limited",
                    "Rate limit exceeded",
                    &text,
                )
            },
            Error::TooLarge => Self::plain(StatusCode::PAYLOAD_TOO_LARGE, "too_large", &text, &text),
            Error::Unavailable(_) => {
                Self::plain(StatusCode::SERVICE_UNAVAILABLE, "unavailable", &text, &text)
            }
            Error::Internal(cause) => {
                tracing::error!(%cause, "internal error");
                Self::plain(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", &text, &text)
            }
        }
    }
}

impl From<timetracker_db::Error> for ApiError {
    fn from(error: timetracker_db::Error) -> Self {
        Error::from(error).into()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status, axum::Json(self.body)).into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// A JSON object as `T`. An empty body counts as `{}`, whatever its content type says, because the
/// shipped apps post without one.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;
    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let typed = request.headers().get(header::CONTENT_TYPE).cloned();
        let bytes = axum::body::Bytes::from_request(request, state)
            .await
            .map_err(|rejection| {
                let too_large = rejection.status() == StatusCode::PAYLOAD_TOO_LARGE;
                let broken = Error::rule(
                    "bad_request",
                    "The body could not be read to its end. Send it again.",
                );
                ApiError::from(if too_large { Error::TooLarge } else { broken })
            })?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return decode(json!({})).map(Self);
        }
        let is_json = typed
            .as_ref()
            .and_then(|value| value.to_str().ok())
            .is_some_and(|text| text.contains("json"));
        if !is_json {
            let text = "Send JSON, with the header Content-Type: application/json.";
            return Err(ApiError::plain(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                text,
                text,
            ));
        }
        decode(parse(&bytes)?).map(Self)
    }
}

fn parse(bytes: &[u8]) -> Result<Value, ApiError> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        ApiError::from(Error::rule(
            "bad_request",
            format!("The body is not JSON: {error}."),
        ))
    })?;
    let Some(object) = value.as_object() else {
        return Err(Error::field("_schema", "Send a JSON object.").into());
    };
    // PostgreSQL cannot store NUL, and no text needs it.
    if object.keys().any(|name| name.contains('\0')) {
        return Err(Error::field("_schema", "The name of a field holds a NUL character. Remove it.").into());
    }
    match object.iter().find(|(_, value)| holds_nul(value)) {
        Some((name, _)) => Err(Error::field(name.clone(), "A text holds a NUL character. Remove it.").into()),
        None => Ok(value),
    }
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| name.contains('\0') || holds_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn decode<T: DeserializeOwned>(value: Value) -> Result<T, ApiError> {
    serde_json::from_value(value)
        .map_err(|error| Error::field("_schema", format!("The body does not fit: {error}.")).into())
}

/// Which page of a list is wanted: `page` from 1, `per_page` 50 and at most 100.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// From 1.
    pub page: i64,
    /// 1 to 100.
    pub per_page: i64,
}

impl Wanted {
    /// Reads the two fields; nonsense and numbers below one count as the default.
    pub fn read(page: Option<&str>, per_page: Option<&str>) -> Self {
        let number = |text: Option<&str>| text.and_then(|text| text.trim().parse::<i64>().ok());
        Self {
            page: number(page).unwrap_or(1).clamp(1, 1_000_000_000),
            per_page: number(per_page).filter(|count| *count > 0).unwrap_or(50).min(100),
        }
    }

    /// The page of a list that is there whole.
    pub fn of<T>(self, all: &[T]) -> &[T] {
        let length = usize::try_from(self.per_page).unwrap_or(0);
        let from = usize::try_from(self.offset())
            .unwrap_or(usize::MAX)
            .min(all.len());
        &all[from..from.saturating_add(length).min(all.len())]
    }

    /// How many rows to skip.
    pub fn offset(self) -> i64 {
        (self.page - 1) * self.per_page
    }
}

/// The `pagination` object beside every list.
#[derive(Debug, Serialize)]
pub struct Pagination {
    page: i64,
    per_page: i64,
    total: i64,
    pages: i64,
    has_next: bool,
    has_prev: bool,
    next_page: Option<i64>,
    prev_page: Option<i64>,
}

impl Pagination {
    /// The object for this page of a list of `total` rows.
    pub fn new(wanted: Wanted, total: i64) -> Self {
        let Wanted { page, per_page } = wanted;
        let pages = (total + per_page - 1) / per_page;
        let (has_next, has_prev) = (page < pages, page > 1);
        Self {
            page,
            per_page,
            total,
            pages,
            has_next,
            has_prev,
            next_page: has_next.then_some(page + 1),
            prev_page: has_prev.then_some(page - 1),
        }
    }
}
