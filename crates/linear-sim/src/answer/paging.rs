//! One page of a connection.

use std::cmp::Ordering;
use std::ops::Bound;

use serde_json::{Map, Value as Json};

use super::Context;
use super::cursor;
use super::failure::Failure;
use super::filter::{self, Test};
use super::order::{self, SortKey, Standing};
use super::values::{Belonging, Node, Source};
use crate::graphql::plan::Call;
use crate::graphql::schema::Schema;
use crate::world::Indexed;
use crate::world::entities::{Issue, Millis};
use crate::world::ids::Uuid;

const PAGE: usize = 50;
const LARGEST_PAGE: i64 = 250;

/// A page of a connection, in order.
pub(crate) struct Page<'w> {
    pub(crate) nodes: Vec<Node<'w>>,
    pub(crate) order: Vec<SortKey>,
    pub(crate) has_next: bool,
    pub(crate) has_previous: bool,
}

/// What a request asks of a connection.
struct Request {
    size: usize,
    /// From the end instead of the start.
    backward: bool,
    /// Strictly beyond this, in the direction of travel.
    beyond: Option<Standing>,
    order: Vec<SortKey>,
    test: Test,
    archived_too: bool,
    disabled_too: bool,
}

impl<'w> Context<'w> {
    /// The page that a call of a connection field asks for.
    pub(crate) fn page(&self, schema: &Schema, call: &Call, source: Source<'w>) -> Result<Page<'w>, Failure> {
        let mut request = self.read_request(schema, call)?;
        if let (Source::Issues(_), Some(cap)) = (&source, self.page_cap) {
            request.size = request.size.min(cap);
        }
        let mut nodes = match source {
            Source::Few(nodes) => self.few(nodes, &request),
            Source::Issues(belonging) => match indexed_field(&request) {
                Some(field) => self.through_index(field, belonging, &request),
                None => self.few(
                    self.world
                        .issues()
                        .map(|(_, it)| Node::Issue(it))
                        .filter(|node| self.belongs(*node, belonging))
                        .collect(),
                    &request,
                ),
            },
        };
        let more = nodes.len() > request.size;
        nodes.truncate(request.size);
        let came_from = request.beyond.is_some();
        if request.backward {
            nodes.reverse();
        }
        let (has_next, has_previous) = if request.backward {
            (came_from, more)
        } else {
            (more, came_from)
        };
        Ok(Page {
            nodes,
            order: request.order,
            has_next,
            has_previous,
        })
    }

    fn read_request(&self, schema: &Schema, call: &Call) -> Result<Request, Failure> {
        let arguments = &call.arguments;
        let (size, backward) = page_size(arguments)?;
        let order = order::read(arguments);
        let beyond = self.read_cursor(arguments, backward, order.len())?;
        let filter_type = schema
            .field(&call.parent, &call.name)
            .and_then(|def| def.arguments.get("filter"));
        let test = match (arguments.get("filter"), filter_type) {
            (Some(given), Some(slot)) => filter::read(schema, slot.of.name(), given, self.now)?,
            _ => Test::All(Vec::new()),
        };
        let says = |name: &str| arguments.get(name).and_then(Json::as_bool) == Some(true);
        let (archived_too, disabled_too) = (says("includeArchived"), says("includeDisabled"));
        Ok(Request {
            size,
            backward,
            beyond,
            order,
            test,
            archived_too,
            disabled_too,
        })
    }

    fn read_cursor(
        &self,
        arguments: &Map<String, Json>,
        backward: bool,
        keys: usize,
    ) -> Result<Option<Standing>, Failure> {
        let (mine, other) = if backward {
            ("before", "after")
        } else {
            ("after", "before")
        };
        if let Some(text) = arguments.get(other).and_then(Json::as_str) {
            return Err(Failure::bad_cursor(other, text));
        }
        let Some(text) = arguments.get(mine).and_then(Json::as_str) else {
            return Ok(None);
        };
        match cursor::read(text, keys).filter(|_| !self.refuse_cursors) {
            Some(_) if self.ignore_cursors => Ok(None),
            Some(standing) => Ok(Some(standing)),
            None => Err(Failure::bad_cursor(mine, text)),
        }
    }

    /// Sorts a handful, and takes one more than a page.
    fn few(&self, nodes: Vec<Node<'w>>, request: &Request) -> Vec<Node<'w>> {
        let direction = |ordering: Ordering| {
            if request.backward {
                ordering.reverse()
            } else {
                ordering
            }
        };
        let is_beyond = |standing: &Standing| {
            let compared = request
                .beyond
                .as_ref()
                .map(|start| order::compare(&request.order, standing, start));
            compared.is_none_or(|ordering| direction(ordering) == Ordering::Greater)
        };
        let mut placed: Vec<(Standing, Node<'w>)> = nodes
            .into_iter()
            .filter(|node| self.is_wanted(*node, request))
            .filter_map(|node| Some((self.standing(node, &request.order)?, node)))
            .filter(|(standing, _)| is_beyond(standing))
            .collect();
        placed.sort_by(|(one, _), (two, _)| direction(order::compare(&request.order, one, two)));
        placed
            .into_iter()
            .map(|(_, node)| node)
            .take(request.size + 1)
            .collect()
    }

    fn is_wanted(&self, node: Node<'w>, request: &Request) -> bool {
        let archived = node.record().is_some_and(|record| record.archived_at.is_some());
        let disabled = matches!(node, Node::User(user) if !user.active);
        (request.archived_too || !archived)
            && (request.disabled_too || !disabled)
            && self.passes(node, &request.test)
    }

    /// Walks an index from where the last page ended, and takes one more than a page.
    fn through_index(&self, field: Field, belonging: Belonging<'w>, request: &Request) -> Vec<Node<'w>> {
        let index = match field {
            Field::Updated => &self.world.by_updated,
            Field::Created => &self.world.by_created,
        };
        let newest_first = request.order[0].descending != request.backward;
        let earliest = request.test.earliest(field.name());
        let range = index.range(bounds(request.beyond.as_ref(), newest_first, earliest));
        let take = |entries: &mut dyn Iterator<Item = &Indexed>| {
            let issues = entries
                .filter_map(|(_, _, slot)| self.world.issue(*slot))
                .map(Node::Issue);
            let wanted =
                issues.filter(|node| self.belongs(*node, belonging) && self.is_wanted(*node, request));
            wanted.take(request.size + 1).collect()
        };
        if newest_first {
            take(&mut range.rev())
        } else {
            take(&mut range.into_iter())
        }
    }

    fn belongs(&self, node: Node<'w>, to: Belonging<'w>) -> bool {
        let Node::Issue(issue) = node else { return false };
        self.key.reads(issue.team) && self.is_within(issue, to)
    }

    fn is_within(&self, issue: &Issue, to: Belonging<'w>) -> bool {
        let world = self.world;
        let is = |one: Option<Uuid>, two: Uuid| one == Some(two);
        match to {
            Belonging::Anything => true,
            Belonging::Team(team) => world.teams[issue.team].record.id == team.record.id,
            Belonging::State(state) => world.states[issue.state].record.id == state.record.id,
            Belonging::Assignee(user) => {
                is(issue.assignee.map(|at| world.users[at].record.id), user.record.id)
            }
            Belonging::Creator(user) => is(issue.creator.map(|at| world.users[at].record.id), user.record.id),
            Belonging::Project(project) => is(
                issue.project.map(|at| world.projects[at].record.id),
                project.record.id,
            ),
            Belonging::Milestone(milestone) => is(
                issue.milestone.map(|at| world.milestones[at].record.id),
                milestone.record.id,
            ),
            Belonging::Cycle(cycle) => is(issue.cycle.map(|at| world.cycles[at].record.id), cycle.record.id),
        }
    }
}

/// The instants issues are indexed by.
#[derive(Clone, Copy)]
enum Field {
    Updated,
    Created,
}

impl Field {
    fn name(self) -> &'static str {
        match self {
            Self::Updated => "updatedAt",
            Self::Created => "createdAt",
        }
    }
}

fn indexed_field(request: &Request) -> Option<Field> {
    match request.order.as_slice() {
        [key] if key.field == "updatedAt" => Some(Field::Updated),
        [key] if key.field == "createdAt" => Some(Field::Created),
        _ => None,
    }
}

/// The part of an index that can hold the page.
fn bounds(
    beyond: Option<&Standing>,
    newest_first: bool,
    earliest: Option<Millis>,
) -> (Bound<Indexed>, Bound<Indexed>) {
    let smallest = Uuid::smallest();
    let from = earliest.map_or(Bound::Unbounded, |at| Bound::Included((at, smallest, 0)));
    let at = |standing: &Standing| standing.keys.first().and_then(Json::as_i64).unwrap_or_default();
    match beyond {
        None => (from, Bound::Unbounded),
        Some(start) if newest_first => {
            let end = (at(start), start.id, 0);
            // A range must not start after its end.
            let empty = matches!(from, Bound::Included(first) if first > end);
            (
                if empty { Bound::Included(end) } else { from },
                Bound::Excluded(end),
            )
        }
        Some(start) => {
            let start = (at(start), start.id, usize::MAX);
            let later = match from {
                Bound::Included(first) if first > start => from,
                _ => Bound::Excluded(start),
            };
            (later, Bound::Unbounded)
        }
    }
}

/// How many, and whether from the end.
fn page_size(arguments: &Map<String, Json>) -> Result<(usize, bool), Failure> {
    let mut asked = ["first", "last"]
        .into_iter()
        .filter_map(|name| Some((name, arguments.get(name)?.as_i64()?)));
    let Some((name, size)) = asked.next() else {
        let backward = arguments.get("before").is_some_and(Json::is_string);
        return Ok((PAGE, backward));
    };
    let value = Json::from(size);
    if asked.next().is_some() {
        return Err(Failure::bad_argument(
            "last",
            &value,
            "exclusive",
            "last must not be given together with first",
        ));
    }
    match usize::try_from(size) {
        Ok(0) | Err(_) => Err(Failure::bad_argument(
            name,
            &value,
            "min",
            &format!("{name} must not be less than 1"),
        )),
        Ok(_) if size > LARGEST_PAGE => {
            let complaint = format!("{name} must not be greater than {LARGEST_PAGE}");
            Err(Failure::bad_argument(name, &value, "max", &complaint))
        }
        Ok(count) => Ok((count, name == "last")),
    }
}
