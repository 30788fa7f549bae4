//! The GraphQL language itself: schema, validation, planning and cost. Knows nothing about Linear's data.

pub(crate) mod agreement;
pub(crate) mod coerce;
pub(crate) mod complexity;
pub(crate) mod plan;
pub(crate) mod schema;
pub(crate) mod validation;

use graphql_parser::Pos;

/// An owned query document.
pub(crate) type Document = graphql_parser::query::Document<'static, String>;
/// An owned literal (or variable reference) of a query document.
pub(crate) type Literal = graphql_parser::query::Value<'static, String>;

/// One thing wrong with a document: what, and where (line and column, both from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) message: String,
    pub(crate) at: Pos,
}

impl Problem {
    pub(crate) fn new(message: impl Into<String>, at: Pos) -> Self {
        Self {
            message: message.into(),
            at,
        }
    }
}

/// Parses a query document; a syntax error becomes a [`Problem`].
pub(crate) fn parse(query: &str) -> Result<Document, Problem> {
    graphql_parser::parse_query::<String>(query)
        .map(graphql_parser::query::Document::into_static)
        .map_err(|error| Problem::new(format!("Syntax Error: {error}"), Pos::default()))
}
