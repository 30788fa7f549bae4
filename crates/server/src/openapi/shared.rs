//! Errors, headers and the ways to show a token: the same for every operation.

use serde_json::{Value, json};

/// Headers that tell how often a token may still call.
pub const LIMIT_HEADERS: &[&str] = &[
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "RateLimit",
    "RateLimit-Policy",
];

/// What a status means.
pub fn meaning(status: u16) -> &'static str {
    match status {
        200 => "Done.",
        201 => "Made.",
        202 => "Taken in; it is done in a moment.",
        400 => "What was sent is wrong; `errors` says of each field what would be right.",
        401 => "No token, or one that opens nothing.",
        403 => "The token does not carry the scope, or its owner may not do this.",
        404 => "There is no such thing, or its owner may not see it.",
        409 => "It contradicts how things stand now, or what somebody else just did.",
        413 => "The body is too large.",
        415 => "The body is of a type that is not taken here.",
        422 => "The Idempotency-Key was used for another request.",
        429 => "Too many calls. `Retry-After` says how many seconds to wait.",
        503 => "The server or its database is busy. Nothing was saved; try again in a moment.",
        _ => "",
    }
}

/// Errors by status, headers, and how tokens are shown.
pub fn components() -> Value {
    let mut responses = json!({});
    for status in [400, 401, 403, 404, 409, 413, 415, 422, 429, 503] {
        responses[status.to_string()] = refusal(status);
    }
    json!({"responses": responses, "headers": headers(), "securitySchemes": {
        "bearer": {"type": "http", "scheme": "bearer", "description": "`Authorization: Bearer tt_…`, also `Authorization: Token tt_…`."},
        "api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same token in a header of its own."},
    }})
}

fn refusal(status: u16) -> Value {
    let (schema, example) = match status {
        401 => (
            "Unauthorized",
            json!({"error": "Authentication required", "message": "This API token is not known. Check that it was copied whole.", "error_code": "unauthorized"}),
        ),
        403 => (
            "Forbidden",
            json!({"error": "Insufficient permissions", "message": "This token does not carry the scope write:tasks.", "error_code": "forbidden", "required_scope": "write:tasks", "available_scopes": ["read:tasks"]}),
        ),
        429 => (
            "TooMany",
            json!({"error": "Rate limit exceeded", "message": "This token may call 100 times a minute and 1000 times an hour. Try again in 12 seconds.", "error_code": "rate_limited", "limit_per_minute": 100, "limit_per_hour": 1000, "remaining_per_minute": 0, "remaining_per_hour": 640}),
        ),
        400 => (
            "Refused",
            json!({"success": false, "error": "Validation failed", "message": "Validation failed", "error_code": "validation_error", "errors": {"name": ["A name is needed."]}}),
        ),
        status => ("Refused", plain(status)),
    };
    let mut headers = json!({"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}});
    match status {
        401 => headers["WWW-Authenticate"] = json!({"$ref": "#/components/headers/WWW-Authenticate"}),
        429 => headers["Retry-After"] = json!({"$ref": "#/components/headers/Retry-After"}),
        _ => {}
    }
    for name in LIMIT_HEADERS {
        headers[*name] = json!({"$ref": format!("#/components/headers/{name}")});
    }
    json!({
        "description": meaning(status), "headers": headers,
        "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{schema}")}, "example": example}},
    })
}

fn plain(status: u16) -> Value {
    let (code, text) = match status {
        404 => ("not_found", "Resource not found"),
        409 => (
            "conflict",
            "Somebody saved the same thing at the same moment. Reload and try again.",
        ),
        413 => ("too_large", "That is larger than this server accepts."),
        415 => (
            "unsupported_media_type",
            "Send JSON, with the header Content-Type: application/json.",
        ),
        422 => (
            "idempotency_key_reused",
            "This Idempotency-Key was used for another request. Send each request with a key of its own.",
        ),
        _ => (
            "unavailable",
            "The database is busy or away. Nothing was saved; try again in a moment.",
        ),
    };
    json!({"success": false, "error": text, "message": text, "error_code": code})
}

/// The shapes of refusals.
pub fn errors() -> [(&'static str, Value); 4] {
    let text = json!({"type": "string"});
    let number = json!({"type": "integer"});
    let texts = json!({"type": "array", "items": {"type": "string"}});
    [
        (
            "Refused",
            json!({"type": "object", "required": ["success", "error", "message", "error_code"], "properties": {
                "success": {"const": false}, "error": text, "message": text, "error_code": text,
                "errors": {"type": "object", "additionalProperties": texts, "description": "By field: what is wrong and what would be right."},
            }}),
        ),
        (
            "Unauthorized",
            json!({"type": "object", "required": ["error", "message", "error_code"], "properties": {
                "error": text, "message": text, "error_code": {"const": "unauthorized"},
            }}),
        ),
        (
            "Forbidden",
            json!({"type": "object", "required": ["error", "message", "error_code"], "properties": {
                "success": {"const": false}, "error": text, "message": text, "error_code": text,
                "required_scope": text, "available_scopes": texts,
            }}),
        ),
        (
            "TooMany",
            json!({"type": "object", "required": ["error", "message", "error_code"], "properties": {
                "success": {"const": false}, "error": text, "message": text, "error_code": {"const": "rate_limited"},
                "limit_per_minute": number, "limit_per_hour": number,
                "remaining_per_minute": number, "remaining_per_hour": number,
            }}),
        ),
    ]
}

fn headers() -> Value {
    let header = |says: &str, kind: &str| json!({"description": says, "schema": {"type": kind}});
    json!({
        "X-Request-ID": header("Finds the line in the server's log.", "string"),
        "X-RateLimit-Limit": header("Calls in the tighter of the two windows, minute and hour.", "integer"),
        "X-RateLimit-Remaining": header("Calls that are left in it.", "integer"),
        "X-RateLimit-Reset": header("When it ends, in seconds since 1970.", "integer"),
        "RateLimit": header("What is left in each window, as the IETF draft writes it.", "string"),
        "RateLimit-Policy": header("The windows, as the IETF draft writes them.", "string"),
        "Idempotent-Replayed": header("`true` where this is the answer of an earlier request with the same key.", "string"),
        "Retry-After": {"description": "Seconds to wait.", "required": true, "schema": {"type": "integer", "minimum": 0}},
        "WWW-Authenticate": {"description": "How to show a token.", "required": true, "schema": {"type": "string"}},
    })
}
