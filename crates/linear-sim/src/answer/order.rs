//! The order of a connection: by which keys, in which direction, with the id as last resort.

use std::cmp::Ordering;

use serde_json::{Map, Value as Json};

use super::Context;
use super::values::{Node, Value};
use crate::world::ids::Uuid;

/// One key of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SortKey {
    pub(crate) field: String,
    pub(crate) descending: bool,
    nulls_first: bool,
    /// Whether a number of zero counts as null ("no priority").
    zero_is_null: bool,
}

/// Where a node stands: the value of each key, then its id.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Standing {
    pub(crate) keys: Vec<Json>,
    pub(crate) id: Uuid,
}

/// The order a request asks for: `sort` if given, else `orderBy`, else creation; newest first.
pub(crate) fn read(arguments: &Map<String, Json>) -> Vec<SortKey> {
    let sorts = arguments
        .get("sort")
        .and_then(Json::as_array)
        .into_iter()
        .flatten();
    let keys: Vec<SortKey> = sorts
        .filter_map(Json::as_object)
        .flatten()
        .filter_map(read_key)
        .collect();
    if keys.is_empty() {
        let field = arguments
            .get("orderBy")
            .and_then(Json::as_str)
            .unwrap_or("createdAt");
        return vec![SortKey {
            field: field.to_owned(),
            descending: true,
            nulls_first: false,
            zero_is_null: false,
        }];
    }
    keys
}

fn read_key((field, options): (&String, &Json)) -> Option<SortKey> {
    let options = options.as_object()?;
    let says = |name: &str, value: &str| options.get(name).and_then(Json::as_str) == Some(value);
    let no_priority_first = options.get("noPriorityFirst").and_then(Json::as_bool) == Some(true);
    Some(SortKey {
        field: field.clone(),
        descending: !says("order", "Ascending"),
        nulls_first: says("nulls", "first") || no_priority_first,
        zero_is_null: field == "priority",
    })
}

impl<'w> Context<'w> {
    /// Where a node stands in an order.
    pub(crate) fn standing(&self, node: Node<'w>, order: &[SortKey]) -> Option<Standing> {
        let id = node.record()?.id;
        let keys = order.iter().map(|key| self.key_of(node, key)).collect();
        Some(Standing { keys, id })
    }

    fn key_of(&self, node: Node<'w>, key: &SortKey) -> Json {
        match self.resolve(node, &key.field, &Map::new()) {
            Ok(Value::Number(number)) if key.zero_is_null && number == 0.0 => Json::Null,
            Ok(Value::Number(number)) => Json::from(number),
            Ok(Value::Time(at)) => Json::from(at),
            Ok(Value::Text(text)) => Json::from(text.into_owned()),
            _ => Json::Null,
        }
    }
}

/// Which of two standings comes first. Ids follow the direction of the last key.
pub(crate) fn compare(order: &[SortKey], one: &Standing, two: &Standing) -> Ordering {
    for (index, key) in order.iter().enumerate() {
        let (a, b) = (
            one.keys.get(index).unwrap_or(&Json::Null),
            two.keys.get(index).unwrap_or(&Json::Null),
        );
        let found = compare_key(key, a, b);
        if found != Ordering::Equal {
            return found;
        }
    }
    let by_id = one.id.cmp(&two.id);
    if order.last().is_some_and(|key| key.descending) {
        by_id.reverse()
    } else {
        by_id
    }
}

fn compare_key(key: &SortKey, a: &Json, b: &Json) -> Ordering {
    let nulls = if key.nulls_first {
        Ordering::Less
    } else {
        Ordering::Greater
    };
    match (a.is_null(), b.is_null()) {
        (true, true) => Ordering::Equal,
        (true, false) => nulls,
        (false, true) => nulls.reverse(),
        (false, false) if key.descending => compare_present(b, a),
        (false, false) => compare_present(a, b),
    }
}

fn compare_present(a: &Json, b: &Json) -> Ordering {
    match (a, b) {
        (Json::String(a), Json::String(b)) => a.cmp(b),
        _ => a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(Ordering::Equal),
    }
}
