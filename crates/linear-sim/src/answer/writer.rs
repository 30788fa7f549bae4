//! Writes the answer as JSON text, field by field, in the order of the query.

use serde_json::Value as Json;

use super::Context;
use super::cursor;
use super::failure::Failure;
use super::moment;
use super::paging::Page;
use super::values::{Node, Value};
use crate::graphql::plan::Call;
use crate::graphql::schema::Schema;
use crate::world::World;
use crate::world::entities::Issue;

/// A finished execution: the text of `data` (`null` included) and what went wrong.
pub(crate) struct Answer {
    pub(crate) data: String,
    pub(crate) failures: Vec<Failure>,
}

/// Executes the calls of a query operation.
pub(crate) fn answer(context: &Context<'_>, schema: &Schema, calls: &[Call]) -> Answer {
    let mut writer = Writer {
        context,
        schema,
        out: String::with_capacity(4096),
        path: Vec::new(),
        failures: Vec::new(),
    };
    if let Err(failure) = writer.object(Node::Query, calls) {
        writer.failures.push(failure);
        writer.out = "null".into();
    }
    Answer {
        data: writer.out,
        failures: writer.failures,
    }
}

struct Writer<'c, 'w> {
    context: &'c Context<'w>,
    schema: &'c Schema,
    out: String,
    path: Vec<Json>,
    failures: Vec<Failure>,
}

type Written = Result<(), Failure>;

impl<'w> Writer<'_, 'w> {
    fn object(&mut self, node: Node<'w>, calls: &[Call]) -> Written {
        self.braced(calls, |writer, call| writer.node_field(node, call))
    }

    /// Writes `{...}`, one entry for each call; `__typename` needs no asking.
    fn braced(&mut self, calls: &[Call], mut field: impl FnMut(&mut Self, &Call) -> Written) -> Written {
        self.out.push('{');
        for (index, call) in calls.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            self.text(&call.key);
            self.out.push(':');
            if call.name == "__typename" {
                self.text(&call.parent);
            } else {
                self.guarded(call, &mut field)?;
            }
        }
        self.out.push('}');
        Ok(())
    }

    /// A failure below a nullable field makes that field null; otherwise it climbs on.
    fn guarded(&mut self, call: &Call, field: &mut impl FnMut(&mut Self, &Call) -> Written) -> Written {
        let start = self.out.len();
        self.path.push(Json::from(call.key.as_str()));
        let written = field(self, call).map_err(|failure| failure.at(call.at, &self.path));
        self.path.pop();
        match written {
            Err(failure) if !call.of.is_non_null() => {
                self.failures.push(failure);
                self.out.truncate(start);
                self.out.push_str("null");
                Ok(())
            }
            other => other,
        }
    }

    fn node_field(&mut self, node: Node<'w>, call: &Call) -> Written {
        match self.context.resolve(node, &call.name, &call.arguments)? {
            Value::Null => self.out.push_str("null"),
            Value::Flag(flag) => self.out.push_str(if flag { "true" } else { "false" }),
            Value::Number(number) => self.out.push_str(&number.to_string()),
            Value::Instant(at) => self.out.push_str(&at.to_string()),
            Value::Text(text) => self.text(&text),
            Value::Id(id) => self.text(&id.to_string()),
            Value::Time(at) => self.text(&moment::show(at)),
            Value::Texts(texts) => {
                return self.bracketed(&texts, |writer, text| {
                    writer.text(text);
                    Ok(())
                });
            }
            Value::One(below) => return self.object(below, &call.children),
            Value::Many(nodes) => {
                return self.bracketed(&nodes, |writer, node| writer.object(*node, &call.children));
            }
            Value::Connection(source) => {
                let page = self.context.page(self.schema, call, source)?;
                return self.braced(&call.children, |writer, call| {
                    writer.connection_field(&page, call)
                });
            }
        }
        Ok(())
    }

    fn bracketed<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T) -> Written) -> Written {
        self.out.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            self.path.push(Json::from(index));
            let written = write(self, item);
            self.path.pop();
            written?;
        }
        self.out.push(']');
        Ok(())
    }

    fn connection_field(&mut self, page: &Page<'w>, call: &Call) -> Written {
        match call.name.as_str() {
            "nodes" => self.bracketed(&page.nodes, |writer, node| writer.object(*node, &call.children)),
            "edges" => self.bracketed(&page.nodes, |writer, node| {
                writer.braced(&call.children, |writer, call| {
                    writer.edge_field(page, *node, call)
                })
            }),
            _ => self.braced(&call.children, |writer, call| {
                writer.page_info(page, &call.name);
                Ok(())
            }),
        }
    }

    fn edge_field(&mut self, page: &Page<'w>, node: Node<'w>, call: &Call) -> Written {
        if call.name == "node" {
            return self.object(node, &call.children);
        }
        self.cursor(page, Some(node));
        Ok(())
    }

    fn page_info(&mut self, page: &Page<'w>, name: &str) {
        match name {
            "hasNextPage" => self.out.push_str(if page.has_next { "true" } else { "false" }),
            "hasPreviousPage" => self
                .out
                .push_str(if page.has_previous { "true" } else { "false" }),
            "startCursor" => self.cursor(page, page.nodes.first().copied()),
            _ => self.cursor(page, page.nodes.last().copied()),
        }
    }

    fn cursor(&mut self, page: &Page<'w>, node: Option<Node<'w>>) {
        match node.and_then(|node| self.context.standing(node, &page.order)) {
            Some(standing) => self.text(&cursor::write(&standing)),
            None => self.out.push_str("null"),
        }
    }

    fn text(&mut self, text: &str) {
        push_json_text(&mut self.out, text);
    }
}

/// Appends a string as JSON.
fn push_json_text(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter < ' ' || letter == '"' || letter == '\\') {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        match special.as_bytes()[0] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            byte => push_escaped(out, byte),
        }
        rest = &special[1..];
    }
    out.push_str(rest);
    out.push('"');
}

/// Appends a control character, all of which are below U+0020, in its six-letter form.
fn push_escaped(out: &mut String, byte: u8) {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    out.push_str("\\u00");
    out.push(DIGITS[usize::from(byte >> 4)]);
    out.push(DIGITS[usize::from(byte & 15)]);
}

/// A title as Linear puts it into addresses: lower-case words joined by hyphens.
pub(crate) fn slug(title: &str) -> String {
    let mut slug = String::new();
    for letter in title.chars().take(80) {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

impl World {
    pub(crate) fn issue_url(&self, issue: &Issue) -> String {
        let identifier = self.identifier(issue);
        format!(
            "https://linear.app/{}/issue/{identifier}/{}",
            self.organization.url_key,
            slug(&issue.title)
        )
    }

    pub(crate) fn branch_name(&self, issue: &Issue) -> String {
        let owner = issue
            .assignee
            .map_or("", |user| self.users[user].display_name.as_str());
        let identifier = self.identifier(issue).to_lowercase();
        let name = format!("{identifier}-{}", slug(&issue.title));
        if owner.is_empty() {
            name
        } else {
            format!("{owner}/{name}")
        }
    }
}
