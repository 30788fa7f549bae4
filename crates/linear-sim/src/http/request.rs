//! From a request to a reply: authentication, limits, validation, execution.

use std::sync::Arc;

use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::faults::Fault;
use super::pages;
use super::traffic::RequestRecord;
use crate::answer::failure::Failure;
use crate::answer::{Context, moment, writer};
use crate::graphql::coerce::Coercion;
use crate::graphql::plan::{Call, Plan, plan};
use crate::graphql::{complexity, validation};
use crate::limits::{self, Allowance};
use crate::linear::{Shared, schema};
use crate::world::entities::{ApiKey, Millis};

const PERSONAL_KEY_PREFIX: &str = "lin_api_";

/// A reply that is not yet on the wire.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) content_type: String,
    /// What `Date` says.
    pub(crate) date: Millis,
    pub(crate) headers: Vec<(&'static str, String)>,
}

#[derive(Debug, Default, Deserialize)]
struct Envelope {
    query: Option<String>,
    variables: Option<Map<String, Json>>,
    #[serde(rename = "operationName")]
    operation_name: Option<String>,
}

/// Answers a request as Linear would.
pub(crate) fn answer(shared: &Shared, headers: &HeaderMap, body: &[u8]) -> Reply {
    let mut exchange = Exchange::new(shared);
    let (status, text) = match exchange.run(headers, body) {
        Ok(answered) => answered,
        Err(failures) => refusal(&failures),
    };
    exchange.reply(status, text)
}

/// The reply of a fault that leaves no room for a real one.
pub(crate) fn instead(shared: &Shared, headers: &HeaderMap, body: &[u8], fault: &Fault) -> Option<Reply> {
    let mut exchange = Exchange::new(shared);
    exchange.read_quietly(headers, body);
    let failure = match fault {
        Fault::Status(status) => {
            let text =
                "upstream connect error or disconnect/reset before headers. reset reason: connection failure";
            return Some(exchange.edge_reply(*status, "text/plain", text));
        }
        Fault::Html(status) => {
            let text = "<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>";
            return Some(exchange.edge_reply(*status, "text/html; charset=utf-8", text));
        }
        Fault::Body {
            http_status,
            content_type,
            text,
        } => return Some(exchange.edge_reply(*http_status, content_type, text)),
        Fault::GraphqlError {
            http_status,
            message,
            kind,
            code,
        } => Failure::injected(*http_status, message, kind, code),
        Fault::RateLimited {
            http_status,
            retry_after,
        } => {
            exchange.retry_after = retry_after.map(|seconds| seconds.to_string());
            exchange.rate_limit(*http_status)
        }
        Fault::RateLimitedUntil { http_status, seconds } => {
            let until = i64::try_from(seconds.saturating_mul(1_000)).unwrap_or(i64::MAX);
            exchange.retry_after = Some(moment::show_for_http(exchange.now().saturating_add(until)));
            exchange.rate_limit(*http_status)
        }
        _ => return None,
    };
    let (status, text) = refusal(&[failure]);
    Some(exchange.reply(status, text))
}

/// Notes a request that gets no answer.
pub(crate) fn note_unanswered(shared: &Shared, body: &[u8]) {
    let mut exchange = Exchange::new(shared);
    exchange.read_quietly(&HeaderMap::new(), body);
    exchange.note(0);
}

/// Puts an error beside the data of an answer.
pub(crate) fn with_error(body: &str, message: &str) -> String {
    let failure = Failure::injected(200, message, "internal error", "INTERNAL_SERVER_ERROR");
    match serde_json::from_str::<Json>(body) {
        Ok(Json::Object(mut answer)) => {
            answer.insert("errors".into(), json!([failure.to_json()]));
            Json::Object(answer).to_string()
        }
        _ => body.to_owned(),
    }
}

/// The status and body of a request that came to nothing. Only errors found while executing carry `data`.
fn refusal(failures: &[Failure]) -> (u16, String) {
    let status = failures.first().map_or(500, |failure| failure.http_status);
    let errors: Vec<Json> = failures.iter().map(Failure::to_json).collect();
    let body = if status == 200 {
        json!({ "errors": errors, "data": null })
    } else {
        json!({ "errors": errors })
    };
    (status, body.to_string())
}

/// One request on its way to a reply.
struct Exchange<'s> {
    shared: &'s Shared,
    user: Option<usize>,
    envelope: Envelope,
    operation: Option<String>,
    complexity: f64,
    retry_after: Option<String>,
}

type Refused<T> = Result<T, Vec<Failure>>;

impl<'s> Exchange<'s> {
    fn new(shared: &'s Shared) -> Self {
        Self {
            shared,
            user: None,
            envelope: Envelope::default(),
            operation: None,
            complexity: 0.0,
            retry_after: None,
        }
    }

    fn run(&mut self, headers: &HeaderMap, body: &[u8]) -> Refused<(u16, String)> {
        let key = self.authenticate(headers);
        self.user = key.as_ref().ok().map(|key| key.user);
        let read = self.read(headers, body);
        self.take_request()?;
        let key = key.map_err(|failure| vec![failure])?;
        read.map_err(|failure| vec![failure])?;
        let calls = self.prepare()?;
        self.take_complexity(&calls)?;
        Ok(self.execute(&key, &calls))
    }

    fn authenticate(&self, headers: &HeaderMap) -> Result<ApiKey, Failure> {
        let given = headers
            .get("authorization")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let mut world = self.shared.world_mut();
        if let Some(token) = given.strip_prefix("Bearer ") {
            let is_key = token.starts_with(PERSONAL_KEY_PREFIX) || world.keys.contains_key(token);
            return Err(if is_key {
                Failure::key_behind_bearer()
            } else {
                Failure::not_authenticated()
            });
        }
        let key = world
            .keys
            .get_mut(given)
            .filter(|key| !key.revoked)
            .ok_or_else(Failure::not_authenticated)?;
        if self.shared.traffic().revokes_now() {
            key.revoked = true;
            return Err(Failure::not_authenticated());
        }
        Ok(key.clone())
    }

    fn read(&mut self, headers: &HeaderMap, body: &[u8]) -> Result<(), Failure> {
        let content_type = headers
            .get("content-type")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if content_type.split(';').next().map(str::trim) != Some("application/json") {
            return Err(Failure::bad_request(
                "POST body must be sent as application/json.",
            ));
        }
        self.envelope = serde_json::from_slice(body).map_err(|_| {
            Failure::bad_request("POST body missing, invalid Content-Type, or JSON object has no keys.")
        })?;
        if self.envelope.query.as_deref().is_none_or(str::is_empty) {
            return Err(Failure::bad_request(
                "GraphQL operations must contain a non-empty `query`.",
            ));
        }
        self.operation.clone_from(&self.envelope.operation_name);
        Ok(())
    }

    /// Reads for the record only.
    fn read_quietly(&mut self, headers: &HeaderMap, body: &[u8]) {
        self.envelope = serde_json::from_slice(body).unwrap_or_default();
        self.operation = self
            .prepared()
            .ok()
            .and_then(|plans| self.chosen(&plans).ok()?.name.clone());
        let given = headers
            .get("authorization")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        self.user = self.shared.world().keys.get(given).map(|key| key.user);
    }

    fn take_request(&self) -> Refused<()> {
        let mut traffic = self.shared.traffic();
        let limits = traffic.meter.limits();
        let allowed = if self.user.is_some() {
            limits.requests
        } else {
            limits.anonymous_requests
        };
        if traffic.meter.take_request(self.user) {
            Ok(())
        } else {
            Err(vec![Failure::rate_limited(400, allowed, "requests")])
        }
    }

    /// The plans of the query's operations, validated; remembered by query text.
    fn prepared(&self) -> Refused<Arc<Vec<Plan>>> {
        let query = self.envelope.query.as_deref().unwrap_or_default();
        if let Some(plans) = self.shared.traffic().remembered(query) {
            return Ok(plans);
        }
        let invalid = |problems: &[_]| problems.iter().map(Failure::invalid_query).collect::<Vec<_>>();
        let document = crate::graphql::parse(query).map_err(|problem| invalid(&[problem]))?;
        let problems = validation::problems(schema(), &document);
        if !problems.is_empty() {
            return Err(invalid(&problems));
        }
        let fragments = validation::fragments(&document);
        let operations = validation::operations(&document);
        let plans = Arc::new(
            operations
                .iter()
                .map(|it| plan(schema(), &fragments, it))
                .collect::<Vec<_>>(),
        );
        self.shared.traffic().remember(query, &plans);
        Ok(plans)
    }

    fn chosen<'p>(&self, plans: &'p [Plan]) -> Refused<&'p Plan> {
        let invalid = |message: String| {
            vec![Failure::invalid_query(&crate::graphql::Problem::new(
                message,
                graphql_parser::Pos::default(),
            ))]
        };
        match (&self.envelope.operation_name, plans) {
            (None, [only]) => Ok(only),
            (None, _) => Err(invalid(
                "Must provide operation name if query contains multiple operations.".into(),
            )),
            (Some(name), _) => plans
                .iter()
                .find(|plan| plan.name.as_ref() == Some(name))
                .ok_or_else(|| invalid(format!("Unknown operation named \"{name}\"."))),
        }
    }

    fn prepare(&mut self) -> Refused<Vec<Call>> {
        let plans = self.prepared()?;
        let plan = self.chosen(&plans)?;
        self.operation.clone_from(&plan.name);
        let coercion = Coercion {
            schema: schema(),
            scalar_check: moment::check_scalar,
        };
        let given = self.envelope.variables.as_ref();
        let none = Map::new();
        let variables = coercion
            .variables(&plan.variables, given.unwrap_or(&none))
            .map_err(|problems| problems.iter().map(Failure::invalid_query).collect::<Vec<_>>())?;
        plan.calls(coercion, &variables)
            .map_err(|problem| vec![Failure::invalid_query(&problem)])
    }

    fn take_complexity(&mut self, calls: &[Call]) -> Refused<()> {
        self.complexity = complexity::complexity(schema(), calls);
        let mut traffic = self.shared.traffic();
        let limits = traffic.meter.limits();
        if self.complexity > limits.query_complexity {
            return Err(vec![Failure::too_complex(
                self.complexity,
                limits.query_complexity,
            )]);
        }
        if !traffic.meter.take_complexity(self.user, self.complexity.ceil()) {
            return Err(vec![Failure::rate_limited(
                400,
                limits.complexity,
                "complexity points",
            )]);
        }
        Ok(())
    }

    fn execute(&self, key: &ApiKey, calls: &[Call]) -> (u16, String) {
        let cursor_fault = if brings_cursor(calls) {
            self.shared.traffic().cursor_fault()
        } else {
            None
        };
        let page_cap = self.shared.traffic().page_cap;
        let allowances = self.allowances();
        let world = self.shared.world();
        let now = world.clock.now();
        let context = Context {
            world: &world,
            key,
            now,
            allowances,
            refuse_cursors: cursor_fault == Some(Fault::ExpiredCursor),
            ignore_cursors: cursor_fault == Some(Fault::FirstPageAgain),
            page_cap,
        };
        let answer = writer::answer(&context, schema(), calls);
        if answer.failures.is_empty() {
            drop(world);
            return (200, self.spoiled(format!("{{\"data\":{}}}", answer.data), calls));
        }
        let errors: Vec<Json> = answer.failures.iter().map(Failure::to_json).collect();
        let status = answer.failures[0].http_status;
        (
            status,
            format!("{{\"errors\":{},\"data\":{}}}", Json::Array(errors), answer.data),
        )
    }

    /// What is left of a good answer once it has met what waits for pages of issues.
    fn spoiled(&self, body: String, calls: &[Call]) -> String {
        let mut traffic = self.shared.traffic();
        let pages: Vec<_> = calls
            .iter()
            .filter(|call| call.name == "issues")
            .map(page_of)
            .collect();
        if pages.is_empty() || !traffic.touches_pages() {
            return body;
        }
        pages::spoil(&mut traffic, &body, &pages)
    }

    fn allowances(&self) -> [Allowance; 2] {
        self.shared.traffic().meter.allowances(self.user, self.complexity)
    }

    /// Empties the caller's bucket, and says so.
    fn rate_limit(&self, http_status: u16) -> Failure {
        let mut traffic = self.shared.traffic();
        traffic.meter.drain_requests(self.user);
        Failure::rate_limited(http_status, traffic.meter.limits().requests, "requests")
    }

    fn now(&self) -> Millis {
        self.shared.world().clock.now()
    }

    fn note(&mut self, status: u16) {
        let envelope = std::mem::take(&mut self.envelope);
        let record = RequestRecord {
            operation: self.operation.take(),
            query: envelope.query.unwrap_or_default(),
            variables: envelope.variables.map_or(Json::Null, Json::Object),
            status,
            complexity: self.complexity,
        };
        self.shared.traffic().requests.push(record);
    }

    /// A reply of what stands in front of Linear: no headers of its own.
    fn edge_reply(&mut self, status: u16, content_type: &str, text: &str) -> Reply {
        self.note(status);
        Reply {
            status,
            body: text.to_owned(),
            content_type: content_type.to_owned(),
            date: self.now(),
            headers: Vec::new(),
        }
    }

    fn reply(&mut self, status: u16, body: String) -> Reply {
        let headers = self.limit_headers();
        self.note(status);
        Reply {
            status,
            body,
            content_type: "application/json; charset=utf-8".into(),
            date: self.now(),
            headers,
        }
    }

    fn limit_headers(&self) -> Vec<(&'static str, String)> {
        let [requests, complexity] = self.allowances();
        let reset = limits::reset(self.shared.world().clock.now());
        let left = |allowance: Allowance| allowance.remaining.floor().max(0.0).to_string();
        let mut headers = vec![
            ("x-ratelimit-requests-limit", requests.allowed.to_string()),
            ("x-ratelimit-requests-remaining", left(requests)),
            ("x-ratelimit-requests-reset", reset.clone()),
            ("x-complexity", self.complexity.ceil().to_string()),
            ("x-ratelimit-complexity-limit", complexity.allowed.to_string()),
            ("x-ratelimit-complexity-remaining", left(complexity)),
            ("x-ratelimit-complexity-reset", reset),
        ];
        headers.extend(self.retry_after.clone().map(|text| ("retry-after", text)));
        headers
    }
}

/// The key under which a page lies, and the cursor that was brought for it.
fn page_of(call: &Call) -> (String, Option<String>) {
    let cursor = call.arguments.get("after").and_then(Json::as_str);
    (call.key.clone(), cursor.map(ToOwned::to_owned))
}

fn brings_cursor(calls: &[Call]) -> bool {
    calls.iter().any(|call| {
        let given = |name: &str| call.arguments.get(name).is_some_and(Json::is_string);
        given("after") || given("before") || brings_cursor(&call.children)
    })
}
