//! Filters: read once per request, then asked about many nodes.
//!
//! A comparison with null is false whichever way it is put, as in SQL; only `null: true` finds nulls.

use serde_json::{Map, Value as Json};

use super::Context;
use super::failure::Failure;
use super::moment;
use super::values::{Node, Source, Value};
use crate::graphql::schema::{Schema, TypeDef};
use crate::world::entities::Millis;

/// A question about one value.
#[derive(Debug)]
pub(crate) enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    /// The field of the node at hand.
    Field(String, Box<Test>),
    IsNull(bool),
    Compare(Comparison, Operand),
    /// Some, or every, member of a connection.
    Some(Box<Test>),
    Every(Box<Test>),
    Length(Box<Test>),
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Eq,
    Neq,
    In,
    Nin,
    Lt,
    Lte,
    Gt,
    Gte,
    Contains,
    NotContains,
    StartsWith,
    NotStartsWith,
    EndsWith,
    NotEndsWith,
}

/// What it is compared with.
#[derive(Debug)]
pub(crate) enum Operand {
    Flag(bool),
    Numbers(Vec<f64>),
    Times(Vec<Millis>),
    Texts { texts: Vec<String>, ignore_case: bool },
}

/// Reads a coerced filter value of an input type of the schema.
pub(crate) fn read(schema: &Schema, type_name: &str, given: &Json, now: Millis) -> Result<Test, Failure> {
    let Json::Object(fields) = given else {
        return Ok(Test::All(Vec::new()));
    };
    let mut all = Vec::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
        all.push(read_field(schema, type_name, name, value, now)?);
    }
    Ok(Test::All(all))
}

fn read_field(schema: &Schema, parent: &str, name: &str, value: &Json, now: Millis) -> Result<Test, Failure> {
    let Some(TypeDef::Input(slots)) = schema.get(parent) else {
        return Ok(Test::All(Vec::new()));
    };
    let of = slots.get(name).map_or("", |slot| slot.of.name());
    let many = |value: &Json| -> Result<Vec<Test>, Failure> {
        value
            .as_array()
            .into_iter()
            .flatten()
            .map(|each| read(schema, of, each, now))
            .collect()
    };
    let inner = |value: &Json| read(schema, of, value, now).map(Box::new);
    Ok(match name {
        "and" => Test::All(many(value)?),
        "or" => Test::Any(many(value)?),
        "null" => Test::IsNull(value.as_bool() == Some(true)),
        "some" => Test::Some(inner(value)?),
        "every" => Test::Every(inner(value)?),
        "length" => Test::Length(inner(value)?),
        _ if parent.ends_with("Comparator") => comparison(name, of, value, now)?,
        _ if parent.ends_with("CollectionFilter") => {
            Test::Some(Box::new(Test::Field(name.to_owned(), inner(value)?)))
        }
        _ => Test::Field(name.to_owned(), inner(value)?),
    })
}

fn comparison(name: &str, scalar: &str, value: &Json, now: Millis) -> Result<Test, Failure> {
    let ignore_case = name.ends_with("IgnoreCase");
    let how = match name.trim_end_matches("IgnoreCase") {
        "neq" => Comparison::Neq,
        "in" => Comparison::In,
        "nin" => Comparison::Nin,
        "lt" => Comparison::Lt,
        "lte" => Comparison::Lte,
        "gt" => Comparison::Gt,
        "gte" => Comparison::Gte,
        "contains" => Comparison::Contains,
        "notContains" => Comparison::NotContains,
        "startsWith" => Comparison::StartsWith,
        "notStartsWith" => Comparison::NotStartsWith,
        "endsWith" => Comparison::EndsWith,
        "notEndsWith" => Comparison::NotEndsWith,
        _ => Comparison::Eq,
    };
    Ok(Test::Compare(how, operand(scalar, value, ignore_case, now)?))
}

fn operand(scalar: &str, value: &Json, ignore_case: bool, now: Millis) -> Result<Operand, Failure> {
    let one = std::slice::from_ref(value);
    let values = value.as_array().map_or(one, Vec::as_slice);
    let texts = || values.iter().filter_map(Json::as_str);
    let wrong = |message: String| Failure::bad_request(&message);
    Ok(match scalar {
        "Boolean" => Operand::Flag(value.as_bool() == Some(true)),
        "Float" | "Int" => Operand::Numbers(values.iter().filter_map(Json::as_f64).collect()),
        "DateTimeOrDuration" => Operand::Times(
            texts()
                .map(|text| moment::read(text, now))
                .collect::<Result<_, _>>()
                .map_err(wrong)?,
        ),
        "TimelessDateOrDuration" => {
            let dates = texts().map(|text| moment::read_date(text, now));
            Operand::Texts {
                texts: dates.collect::<Result<_, _>>().map_err(wrong)?,
                ignore_case,
            }
        }
        _ if ignore_case => Operand::Texts {
            texts: texts().map(str::to_lowercase).collect(),
            ignore_case,
        },
        _ => Operand::Texts {
            texts: texts().map(ToOwned::to_owned).collect(),
            ignore_case,
        },
    })
}

impl Test {
    /// The earliest `updatedAt` that can pass, if the filter has such a bound at its top.
    pub(crate) fn earliest(&self, field: &str) -> Option<Millis> {
        match self {
            Self::All(tests) => tests.iter().filter_map(|test| test.earliest(field)).max(),
            Self::Field(name, test) if name == field => test.lower_bound(),
            _ => None,
        }
    }

    fn lower_bound(&self) -> Option<Millis> {
        match self {
            Self::All(tests) => tests.iter().filter_map(Self::lower_bound).max(),
            Self::Compare(Comparison::Gt | Comparison::Gte | Comparison::Eq, Operand::Times(times)) => {
                times.first().copied()
            }
            _ => None,
        }
    }
}

impl<'w> Context<'w> {
    /// Whether a node passes.
    pub(crate) fn passes(&self, node: Node<'w>, test: &Test) -> bool {
        self.value_passes(&Value::One(node), test)
    }

    fn value_passes(&self, value: &Value<'w>, test: &Test) -> bool {
        match test {
            Test::All(tests) => tests.iter().all(|test| self.value_passes(value, test)),
            Test::Any(tests) => tests.iter().any(|test| self.value_passes(value, test)),
            Test::IsNull(wanted) => matches!(value, Value::Null) == *wanted,
            Test::Compare(how, operand) => compares(value, *how, operand),
            Test::Field(name, test) => match value {
                Value::One(node) => self
                    .resolve(*node, name, &Map::new())
                    .is_ok_and(|value| self.value_passes(&value, test)),
                _ => false,
            },
            Test::Some(test) => members(value).iter().any(|node| self.passes(*node, test)),
            Test::Every(test) => members(value).iter().all(|node| self.passes(*node, test)),
            Test::Length(test) => self.value_passes(&Value::count(members(value).len()), test),
        }
    }
}

fn members<'v, 'w>(value: &'v Value<'w>) -> &'v [Node<'w>] {
    match value {
        Value::Connection(Source::Few(nodes)) => nodes,
        _ => &[],
    }
}

fn compares(value: &Value<'_>, how: Comparison, operand: &Operand) -> bool {
    match (value, operand) {
        (Value::Flag(flag), Operand::Flag(wanted)) => (flag == wanted) == (how == Comparison::Eq),
        (Value::Number(number), Operand::Numbers(wanted)) => compare_ordered(number, how, wanted),
        (Value::Time(at), Operand::Times(wanted)) => compare_ordered(at, how, wanted),
        (Value::Id(id), Operand::Texts { texts, ignore_case }) => {
            compare_text(&id.to_string(), how, texts, *ignore_case)
        }
        (Value::Text(text), Operand::Texts { texts, ignore_case }) => {
            compare_text(text, how, texts, *ignore_case)
        }
        _ => false,
    }
}

fn compare_ordered<T: PartialOrd>(value: &T, how: Comparison, wanted: &[T]) -> bool {
    let first = |holds: fn(&T, &T) -> bool| wanted.first().is_some_and(|wanted| holds(value, wanted));
    match how {
        Comparison::Eq => first(|a, b| a == b),
        Comparison::Neq => first(|a, b| a != b),
        Comparison::Lt => first(|a, b| a < b),
        Comparison::Lte => first(|a, b| a <= b),
        Comparison::Gt => first(|a, b| a > b),
        Comparison::Gte => first(|a, b| a >= b),
        Comparison::In => wanted.contains(value),
        Comparison::Nin => !wanted.contains(value),
        _ => false,
    }
}

fn compare_text(value: &str, how: Comparison, wanted: &[String], ignore_case: bool) -> bool {
    if ignore_case {
        return compare_text(&value.to_lowercase(), how, wanted, false);
    }
    let first = |holds: fn(&str, &str) -> bool| wanted.first().is_some_and(|wanted| holds(value, wanted));
    match how {
        Comparison::In => wanted.iter().any(|wanted| wanted == value),
        Comparison::Nin => !wanted.iter().any(|wanted| wanted == value),
        Comparison::Contains => first(|value, part| value.contains(part)),
        Comparison::NotContains => first(|value, part| !value.contains(part)),
        Comparison::StartsWith => first(|value, part| value.starts_with(part)),
        Comparison::NotStartsWith => first(|value, part| !value.starts_with(part)),
        Comparison::EndsWith => first(|value, part| value.ends_with(part)),
        Comparison::NotEndsWith => first(|value, part| !value.ends_with(part)),
        _ => wanted
            .first()
            .is_some_and(|wanted| compare_ordered(&value, how, &[wanted.as_str()])),
    }
}
