//! The published cost rule: a property 0.1, an object 1, a connection multiplies what is inside it.

use serde_json::Value as Json;

use super::plan::Call;
use super::schema::Schema;

const PROPERTY: f64 = 0.1;
const OBJECT: f64 = 1.0;
/// How many children a connection counts for when the query does not say.
const UNSAID_PAGE: f64 = 50.0;

/// The cost of an operation, not yet rounded up.
pub(crate) fn complexity(schema: &Schema, calls: &[Call]) -> f64 {
    calls.iter().map(|call| cost(schema, call)).sum()
}

fn cost(schema: &Schema, call: &Call) -> f64 {
    if call.children.is_empty() {
        return PROPERTY;
    }
    let inside = complexity(schema, &call.children);
    if is_connection(schema, call.of.name()) {
        inside * page_size(call)
    } else {
        OBJECT + inside
    }
}

fn is_connection(schema: &Schema, name: &str) -> bool {
    schema.field(name, "pageInfo").is_some() && schema.field(name, "nodes").is_some()
}

fn page_size(call: &Call) -> f64 {
    let given = ["first", "last"]
        .iter()
        .find_map(|name| call.arguments.get(*name).and_then(Json::as_f64));
    given.unwrap_or(UNSAID_PAGE).max(1.0)
}
