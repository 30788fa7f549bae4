//! The envelopes of the contract: a page of a list, a thing that was made or changed, a sentence.

use super::{Pagination, Wanted};
use axum::Json;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Which page of a list a query asks for, with everything else that it says in `T`.
#[derive(Default, Deserialize, schemars::JsonSchema)]
pub struct Paged<T> {
    page: Option<String>,
    per_page: Option<String>,
    /// The rest of the query.
    #[serde(flatten)]
    pub of: T,
}

/// Nothing but the page.
#[derive(Default, Deserialize, schemars::JsonSchema)]
pub struct Nothing {}

impl<T> Paged<T> {
    /// The page and its length, within bounds.
    pub fn wanted(&self) -> Wanted {
        Wanted::read(self.page.as_deref(), self.per_page.as_deref())
    }
}

/// An id in a query: absent, or a number; what is not one finds nothing.
pub fn id_in_query<T>(text: Option<&str>) -> Option<timetracker_types::Id<T>> {
    text.map(|text| timetracker_types::Id::new(text.trim().parse().unwrap_or(-1)))
}

/// A page of a list under its name.
pub fn listed<T: Serialize>(name: &str, rows: &[T], wanted: Wanted, total: i64) -> Json<Value> {
    Json(json!({ name: rows, "pagination": Pagination::new(wanted, total) }))
}

/// One thing under its name.
pub fn shown<T: Serialize>(name: &str, thing: &T) -> Json<Value> {
    Json(json!({ name: thing }))
}

/// A thing that was changed, with the sentence about it.
pub fn changed<T: Serialize>(message: &str, name: &str, thing: &T) -> Json<Value> {
    Json(json!({ "message": message, name: thing }))
}

/// A thing that was made, with the sentence about it.
pub fn created<T: Serialize>(message: &str, name: &str, thing: &T) -> (StatusCode, Json<Value>) {
    (StatusCode::CREATED, changed(message, name, thing))
}

/// Only a sentence: the apps want an object for every answer, that of a deletion too.
pub fn said(message: &str) -> Json<Value> {
    Json(json!({ "message": message }))
}
