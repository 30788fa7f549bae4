//! Pages of issues that go wrong after they were right.

use serde_json::{Map, Value as Json, json};

use super::faults::Fault;
use super::traffic::Traffic;
use crate::answer::failure::Failure;

/// A page of issues inside an answer.
struct Page<'a> {
    /// Under which key of `data` it lies.
    key: &'a str,
    /// The cursor that the request brought.
    brought: Option<&'a str>,
    connection: &'a mut Map<String, Json>,
}

/// Does to the pages of issues in an answer what waits for them. `calls` are the keys of `data` under which they
/// lie, each with the cursor that the request brought.
pub(crate) fn spoil(traffic: &mut Traffic, body: &str, calls: &[(String, Option<String>)]) -> String {
    let Ok(Json::Object(mut answer)) = serde_json::from_str::<Json>(body) else {
        return body.to_owned();
    };
    let mut errors = Vec::new();
    for (key, brought) in calls {
        let Some(Json::Object(connection)) = answer.get_mut("data").and_then(|data| data.get_mut(key)) else {
            continue;
        };
        let brought = brought.as_deref();
        let mut page = Page {
            key,
            brought,
            connection,
        };
        page.prepend(std::mem::take(&mut traffic.carried));
        page.break_nodes(traffic);
        if let Some(fault) = traffic.page_fault() {
            errors.extend(page.suffer(fault, &mut traffic.carried));
        }
    }
    if !errors.is_empty() {
        answer.insert("errors".into(), Json::Array(errors));
    }
    Json::Object(answer).to_string()
}

impl Page<'_> {
    fn nodes(&mut self) -> Option<&mut Vec<Json>> {
        self.connection.get_mut("nodes").and_then(Json::as_array_mut)
    }

    fn prepend(&mut self, carried: Vec<Json>) {
        if let Some(nodes) = self.nodes() {
            nodes.splice(0..0, carried);
        }
    }

    fn break_nodes(&mut self, traffic: &Traffic) {
        for node in self.nodes().into_iter().flatten() {
            let id = node["id"].as_str().unwrap_or_default();
            for (field, value) in traffic.broken.get(id).cloned().unwrap_or_default() {
                put(node, &field, value);
            }
        }
    }

    /// Applies a fault; an entry of `errors` if it makes one.
    fn suffer(&mut self, fault: Fault, carried: &mut Vec<Json>) -> Option<Json> {
        match fault {
            Fault::EndCursor(cursor) => self.go_on_at(cursor.as_deref()),
            Fault::EmptyPage => {
                self.nodes()?.clear();
                let brought = self.brought;
                self.go_on_at(brought);
            }
            Fault::RepeatNodes(count) => {
                let again: Vec<Json> = self.nodes()?.iter().take(count).cloned().collect();
                self.nodes()?.extend(again);
            }
            Fault::OverlapPages(count) => {
                let nodes = self.nodes()?;
                *carried = nodes
                    .iter()
                    .skip(nodes.len().saturating_sub(count))
                    .cloned()
                    .collect();
            }
            Fault::Field { nth, field, value } => {
                let nth = match nth {
                    Some(nth) => Some(self.place(nth)?),
                    None => None,
                };
                let chosen = |(at, _): &(usize, &mut Json)| nth.is_none_or(|nth| nth == *at);
                let nodes = self.nodes()?.iter_mut().enumerate().filter(chosen);
                nodes.for_each(|(_, node)| put(node, &field, value.clone()));
            }
            Fault::NullNode { nth } => return self.lose(nth, None, "Internal server error"),
            Fault::NodeError { nth, field, message } => return self.lose(nth, Some(&field), &message),
            _ => {}
        }
        None
    }

    fn go_on_at(&mut self, cursor: Option<&str>) {
        if let Some(info) = self.connection.get_mut("pageInfo") {
            info["hasNextPage"] = Json::from(true);
            info["endCursor"] = Json::from(cursor);
        }
    }

    /// A place that exists: past the end is the last.
    fn place(&mut self, nth: usize) -> Option<usize> {
        Some(nth.min(self.nodes()?.len().checked_sub(1)?))
    }

    /// Makes a node, or a field of it, null, and says so.
    fn lose(&mut self, nth: usize, field: Option<&str>, message: &str) -> Option<Json> {
        let nth = self.place(nth)?;
        let mut path = vec![Json::from(self.key), Json::from("nodes"), Json::from(nth)];
        let node = self.nodes()?.get_mut(nth)?;
        match field {
            None => *node = Json::Null,
            Some(field) => {
                put(node, field, Some(Json::Null));
                path.extend(field.split('.').map(Json::from));
            }
        }
        let failure = Failure::injected(200, message, "internal error", "INTERNAL_SERVER_ERROR");
        let mut entry = failure.to_json();
        entry["path"] = json!(path);
        Some(entry)
    }
}

/// Puts a value into a field, or takes the field out.
fn put(node: &mut Json, field: &str, value: Option<Json>) {
    let (way, last) = field.rsplit_once('.').unwrap_or(("", field));
    let mut steps = way.split('.').filter(|step| !step.is_empty());
    let inner = steps.try_fold(node, |at, step| at.get_mut(step));
    let Some(Json::Object(fields)) = inner else { return };
    match value {
        Some(value) => drop(fields.insert(last.to_owned(), value)),
        None => drop(fields.remove(last)),
    }
}
