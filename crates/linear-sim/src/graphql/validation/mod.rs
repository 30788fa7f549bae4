//! Validation of a query document against a schema, by the rules of the GraphQL specification.

mod merging;
mod selections;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use graphql_parser::Pos;
use graphql_parser::query::{
    Definition, OperationDefinition, SelectionSet, TypeCondition, VariableDefinition,
};

use super::schema::{Schema, TypeRef};
use super::{Document, Problem};

pub(crate) type Fragment = graphql_parser::query::FragmentDefinition<'static, String>;
pub(crate) type Selections = SelectionSet<'static, String>;

/// Everything wrong with the document; empty when it may be executed.
pub(crate) fn problems(schema: &Schema, document: &Document) -> Vec<Problem> {
    let mut checker = Checker::new(schema, document);
    let operations = operations(document);
    checker.check_operation_names(&operations);
    for operation in &operations {
        checker.check_operation(operation);
    }
    checker.check_fragments_are_used();
    checker.found
}

/// An operation, whatever its spelling.
pub(crate) struct Operation<'d> {
    pub(crate) kind: &'static str,
    pub(crate) name: Option<&'d str>,
    pub(crate) variables: &'d [VariableDefinition<'static, String>],
    pub(crate) selections: &'d Selections,
    pub(crate) at: Pos,
    directives: &'d [graphql_parser::query::Directive<'static, String>],
}

/// The operations of a document, in order.
pub(crate) fn operations(document: &Document) -> Vec<Operation<'_>> {
    document
        .definitions
        .iter()
        .filter_map(|definition| match definition {
            Definition::Operation(operation) => Some(read_operation(operation)),
            Definition::Fragment(_) => None,
        })
        .collect()
}

fn read_operation<'d>(parsed: &'d OperationDefinition<'static, String>) -> Operation<'d> {
    macro_rules! named {
        ($kind:literal, $op:expr) => {
            Operation {
                kind: $kind,
                name: $op.name.as_deref(),
                variables: &$op.variable_definitions,
                selections: &$op.selection_set,
                at: $op.position,
                directives: &$op.directives,
            }
        };
    }
    match parsed {
        OperationDefinition::Query(query) => named!("query", query),
        OperationDefinition::Mutation(mutation) => named!("mutation", mutation),
        OperationDefinition::Subscription(subscription) => named!("subscription", subscription),
        OperationDefinition::SelectionSet(selections) => Operation {
            kind: "query",
            name: None,
            variables: &[],
            selections,
            at: selections.span.0,
            directives: &[],
        },
    }
}

/// The fragments of a document, by name.
pub(crate) fn fragments(document: &Document) -> BTreeMap<&str, &Fragment> {
    let named = document
        .definitions
        .iter()
        .filter_map(|definition| match definition {
            Definition::Fragment(fragment) => Some((fragment.name.as_str(), fragment)),
            Definition::Operation(_) => None,
        });
    named.collect()
}

/// The type a fragment applies to.
pub(crate) fn condition_of(fragment: &Fragment) -> &str {
    let TypeCondition::On(name) = &fragment.type_condition;
    name
}

/// A declared variable, as far as its uses care.
struct Variable {
    of: TypeRef,
    has_value_by_default: bool,
}

/// What holds while one operation is walked.
#[derive(Default)]
struct Scope<'d> {
    variables: BTreeMap<&'d str, Variable>,
    used: BTreeSet<&'d str>,
    visited: BTreeSet<&'d str>,
    path: Vec<&'d str>,
}

struct Checker<'d> {
    schema: &'d Schema,
    document: &'d Document,
    fragments: BTreeMap<&'d str, &'d Fragment>,
    spread: BTreeSet<&'d str>,
    found: Vec<Problem>,
}

impl<'d> Checker<'d> {
    fn new(schema: &'d Schema, document: &'d Document) -> Self {
        Self {
            schema,
            document,
            fragments: fragments(document),
            spread: BTreeSet::new(),
            found: Vec::new(),
        }
    }

    /// Notes a problem once, however many operations reach it.
    fn report(&mut self, message: String, at: Pos) {
        let problem = Problem { message, at };
        if !self.found.contains(&problem) {
            self.found.push(problem);
        }
    }

    fn check_operation_names(&mut self, operations: &[Operation<'d>]) {
        if operations.is_empty() {
            self.report("The document holds no operation.".into(), Pos::default());
        }
        let mut seen = BTreeSet::new();
        for operation in operations {
            match operation.name {
                None if operations.len() > 1 => {
                    self.report(
                        "This anonymous operation must be the only defined operation.".into(),
                        operation.at,
                    );
                }
                Some(name) if !seen.insert(name) => {
                    self.report(
                        format!("There can be only one operation named \"{name}\"."),
                        operation.at,
                    );
                }
                _ => {}
            }
        }
    }

    fn check_operation(&mut self, operation: &Operation<'d>) {
        let Some(root) = self.root_of(operation.kind) else {
            let message = format!(
                "Schema is not configured to execute {} operation.",
                operation.kind
            );
            return self.report(message, operation.at);
        };
        let mut scope = Scope::default();
        self.declare_variables(operation, &mut scope);
        self.check_directives(operation.directives, &mut scope, operation.at);
        self.check_selections(root, operation.selections, &mut scope);
        self.check_variables_are_used(operation, &scope);
        if self.found.is_empty() {
            let conflicts = merging::conflicts(self.schema, &self.fragments, root, operation.selections);
            self.found.extend(conflicts);
        }
    }

    fn root_of(&self, kind: &str) -> Option<&'d str> {
        match kind {
            "query" => Some(&self.schema.query),
            "mutation" => self.schema.mutation.as_deref(),
            _ => self.schema.subscription.as_deref(),
        }
    }

    fn declare_variables(&mut self, operation: &Operation<'d>, scope: &mut Scope<'d>) {
        for definition in operation.variables {
            let of = TypeRef::read(&definition.var_type);
            let name = definition.name.as_str();
            self.check_variable_type(name, &of, definition.position);
            if let Some(default) = &definition.default_value {
                self.check_literal(default, &of, false, &mut Scope::default(), definition.position);
            }
            let has_value_by_default = definition
                .default_value
                .as_ref()
                .is_some_and(|value| *value != super::Literal::Null);
            if scope
                .variables
                .insert(
                    name,
                    Variable {
                        of,
                        has_value_by_default,
                    },
                )
                .is_some()
            {
                self.report(
                    format!("There can be only one variable named \"${name}\"."),
                    definition.position,
                );
            }
        }
    }

    fn check_variable_type(&mut self, name: &str, of: &TypeRef, at: Pos) {
        match self.schema.get(of.name()) {
            None => self.report(format!("Unknown type \"{}\".", of.name()), at),
            Some(def) if !def.is_input() => {
                self.report(
                    format!("Variable \"${name}\" cannot be non-input type \"{of}\"."),
                    at,
                );
            }
            Some(_) => {}
        }
    }

    fn check_variables_are_used(&mut self, operation: &Operation<'d>, scope: &Scope<'d>) {
        for definition in operation.variables {
            let name = definition.name.as_str();
            if !scope.used.contains(name) {
                let place = operation
                    .name
                    .map(|name| format!(" in operation \"{name}\""))
                    .unwrap_or_default();
                self.report(
                    format!("Variable \"${name}\" is never used{place}."),
                    definition.position,
                );
            }
        }
    }

    fn check_fragments_are_used(&mut self) {
        let mut seen = BTreeSet::new();
        for definition in &self.document.definitions {
            let Definition::Fragment(fragment) = definition else {
                continue;
            };
            let name = fragment.name.as_str();
            if !seen.insert(name) {
                self.report(
                    format!("There can be only one fragment named \"{name}\"."),
                    fragment.position,
                );
            } else if !self.spread.contains(name) {
                self.report(format!("Fragment \"{name}\" is never used."), fragment.position);
            }
        }
    }
}
