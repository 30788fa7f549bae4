//! The errors Linear reports, each in the envelope and with the HTTP status that it uses for it.

use graphql_parser::Pos;
use serde_json::{Value as Json, json};

use crate::graphql::Problem;

/// One entry of `errors`, and the HTTP status that goes with it.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) http_status: u16,
    pub(crate) message: String,
    pub(crate) kind: &'static str,
    pub(crate) code: &'static str,
    /// `extensions.statusCode`, which is not the HTTP status.
    pub(crate) status_code: u16,
    pub(crate) user_message: String,
    pub(crate) validation_errors: Option<Box<Json>>,
    /// Where in the query, and which field it was.
    pub(crate) found_at: Option<Box<(Pos, Vec<Json>)>>,
}

impl Failure {
    fn new(http_status: u16, message: &str, kind: &'static str, code: &'static str) -> Self {
        Self {
            http_status,
            message: message.to_owned(),
            kind,
            code,
            status_code: 400,
            user_message: message.to_owned(),
            validation_errors: None,
            found_at: None,
        }
    }

    /// No key, unknown key, revoked key: indistinguishable.
    pub(crate) fn not_authenticated() -> Self {
        let message = "Authentication required, not authenticated";
        let failure = Self::new(401, message, "authentication error", "AUTHENTICATION_ERROR");
        Self {
            status_code: 401,
            user_message: "You need to authenticate to access this operation.".into(),
            ..failure
        }
    }

    pub(crate) fn key_behind_bearer() -> Self {
        let message = "It looks like you're trying to use an API key as a Bearer token. Remove the Bearer prefix from the Authorization header.";
        Self::new(400, message, "invalid input", "INPUT_ERROR")
    }

    /// The request is not a GraphQL request at all.
    pub(crate) fn bad_request(message: &str) -> Self {
        Self::new(400, message, "invalid input", "INPUT_ERROR")
    }

    pub(crate) fn invalid_query(problem: &Problem) -> Self {
        let failure = Self::new(
            400,
            &problem.message,
            "graphql error",
            "GRAPHQL_VALIDATION_FAILED",
        );
        Self {
            found_at: Some(Box::new((problem.at, Vec::new()))),
            ..failure
        }
    }

    pub(crate) fn too_complex(complexity: f64, maximum: f64) -> Self {
        let failure = Self::new(400, "Query too complex", "invalid input", "INPUT_ERROR");
        let user_message = format!("Complexity: {complexity}. Maximum allowed complexity: {maximum}.");
        Self {
            user_message,
            ..failure
        }
    }

    pub(crate) fn rate_limited(http_status: u16, allowed: f64, what: &str) -> Self {
        let message = format!(
            "Rate limit exceeded. Only {allowed} {what} are allowed per 1 hour. For more information see our developer docs at: https://linear.app/developers/rate-limiting"
        );
        let failure = Self::new(http_status, &message, "ratelimited", "RATELIMITED");
        Self {
            status_code: 429,
            ..failure
        }
    }

    pub(crate) fn not_found(entity: &str) -> Self {
        let failure = Self::new(
            200,
            &format!("Entity not found: {entity}"),
            "invalid input",
            "INPUT_ERROR",
        );
        Self {
            user_message: format!("Could not find referenced {entity}."),
            ..failure
        }
    }

    /// `constraint` is the validator's name for the rule broken ("max", "min").
    pub(crate) fn bad_argument(property: &str, value: &Json, constraint: &str, complaint: &str) -> Self {
        let failure = Self::new(200, "Argument Validation Error", "invalid input", "INVALID_INPUT");
        let mut constraints = serde_json::Map::new();
        constraints.insert(constraint.to_owned(), Json::from(complaint));
        let mut target = serde_json::Map::new();
        target.insert(property.to_owned(), value.clone());
        let error = json!({
            "target": target, "value": value, "property": property, "children": [], "constraints": constraints,
        });
        Self {
            user_message: format!("{complaint}."),
            validation_errors: Some(Box::new(json!([error]))),
            ..failure
        }
    }

    pub(crate) fn bad_cursor(property: &str, cursor: &str) -> Self {
        Self::bad_argument(
            property,
            &Json::from(cursor),
            "cursor",
            &format!("{property} is not a valid cursor"),
        )
    }

    /// Something of the simulation's own making, such as an injected fault.
    pub(crate) fn injected(http_status: u16, message: &str, kind: &'static str, code: &'static str) -> Self {
        Self::new(http_status, message, kind, code)
    }

    /// Says where it happened, unless that is known already.
    pub(crate) fn at(mut self, at: Pos, path: &[Json]) -> Self {
        self.found_at.get_or_insert_with(|| Box::new((at, path.to_vec())));
        self
    }

    /// As an entry of `errors`.
    pub(crate) fn to_json(&self) -> Json {
        let mut extensions = json!({
            "type": self.kind,
            "code": self.code,
            "statusCode": self.status_code,
            "userError": self.code != "INTERNAL_SERVER_ERROR",
            "userPresentableMessage": self.user_message,
            "http": { "status": self.http_status },
        });
        if let Some(errors) = &self.validation_errors {
            extensions["validationErrors"] = Json::clone(errors);
        }
        let mut entry = json!({ "message": self.message, "extensions": extensions });
        if let Some((at, path)) = self.found_at.as_deref() {
            entry["locations"] = json!([{ "line": at.line, "column": at.column }]);
            if !path.is_empty() {
                entry["path"] = Json::Array(path.clone());
            }
        }
        entry
    }
}
