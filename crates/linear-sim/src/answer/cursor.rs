//! Cursors: opaque to callers; here the standing of a node, as base64 of JSON.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

use super::order::Standing;
use crate::world::ids::Uuid;

pub(crate) fn write(standing: &Standing) -> String {
    STANDARD.encode(json!({ "key": standing.keys, "id": standing.id.to_string() }).to_string())
}

/// Reads a cursor of an order with so many keys.
pub(crate) fn read(cursor: &str, keys: usize) -> Option<Standing> {
    let decoded: Json = serde_json::from_slice(&STANDARD.decode(cursor).ok()?).ok()?;
    let id = Uuid::parse(decoded["id"].as_str()?)?;
    let keys_given = decoded["key"].as_array()?.clone();
    (keys_given.len() == keys).then_some(Standing { keys: keys_given, id })
}
