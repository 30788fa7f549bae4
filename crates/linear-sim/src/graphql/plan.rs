//! A validated operation with its fragments folded in, and the calls it comes to for given variables.

use std::collections::BTreeMap;

use graphql_parser::Pos;
use graphql_parser::query::{Directive, Field, Selection, TypeCondition, VariableDefinition};
use serde_json::{Map, Value as Json};

use super::coerce::{Coercion, Variables};
use super::schema::{InputSlot, Schema, TypeRef};
use super::validation::{Fragment, Operation, Selections, condition_of};
use super::{Literal, Problem};

/// A field to be asked for, before variables are known.
#[derive(Debug)]
pub(crate) struct PlannedField {
    key: String,
    name: String,
    parent: String,
    of: TypeRef,
    arguments: Vec<(String, Option<Literal>, InputSlot)>,
    /// All must hold: `(wanted value, condition)`.
    conditions: Vec<(bool, Literal)>,
    children: Vec<PlannedField>,
    at: Pos,
}

/// An operation ready to be called many times.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) name: Option<String>,
    pub(crate) variables: Vec<VariableDefinition<'static, String>>,
    fields: Vec<PlannedField>,
}

/// One field with its arguments filled in.
#[derive(Debug)]
pub(crate) struct Call {
    /// The response key.
    pub(crate) key: String,
    pub(crate) name: String,
    /// The type the field belongs to.
    pub(crate) parent: String,
    pub(crate) of: TypeRef,
    pub(crate) arguments: Map<String, Json>,
    pub(crate) children: Vec<Call>,
    pub(crate) at: Pos,
}

/// Folds a validated query operation into a plan.
///
/// Every composite type of the schema must be an object: then a fragment either always or never applies.
pub(crate) fn plan(
    schema: &Schema,
    fragments: &BTreeMap<&str, &Fragment>,
    operation: &Operation<'_>,
) -> Plan {
    let folding = Folding { schema, fragments };
    let mut fields = Vec::new();
    folding.fold(&schema.query, operation.selections, &[], &mut fields);
    Plan {
        name: operation.name.map(ToOwned::to_owned),
        variables: operation.variables.to_vec(),
        fields,
    }
}

struct Folding<'f, 'd> {
    schema: &'f Schema,
    fragments: &'f BTreeMap<&'d str, &'d Fragment>,
}

type Conditions = Vec<(bool, Literal)>;

impl Folding<'_, '_> {
    fn fold(&self, parent: &str, set: &Selections, outer: &[(bool, Literal)], into: &mut Vec<PlannedField>) {
        for selection in &set.items {
            match selection {
                Selection::Field(field) => self.add_field(parent, field, outer, into),
                Selection::InlineFragment(fragment) => {
                    let applies = match &fragment.type_condition {
                        Some(TypeCondition::On(name)) => name == parent,
                        None => true,
                    };
                    if applies {
                        self.fold(
                            parent,
                            &fragment.selection_set,
                            &joined(outer, &fragment.directives),
                            into,
                        );
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let found = self.fragments.get(spread.fragment_name.as_str());
                    if let Some(fragment) = found.filter(|fragment| condition_of(fragment) == parent) {
                        self.fold(
                            parent,
                            &fragment.selection_set,
                            &joined(outer, &spread.directives),
                            into,
                        );
                    }
                }
            }
        }
    }

    fn add_field(
        &self,
        parent: &str,
        field: &Field<'static, String>,
        outer: &[(bool, Literal)],
        into: &mut Vec<PlannedField>,
    ) {
        let conditions = joined(outer, &field.directives);
        let key = field.alias.as_ref().unwrap_or(&field.name);
        let of = self.type_of(parent, &field.name);
        let mut children = Vec::new();
        self.fold(of.name(), &field.selection_set, &[], &mut children);
        match into
            .iter_mut()
            .find(|planned| planned.key == *key && planned.conditions == conditions)
        {
            Some(planned) => merge(&mut planned.children, children),
            None => into.push(PlannedField {
                key: key.clone(),
                name: field.name.clone(),
                parent: parent.to_owned(),
                arguments: self.arguments(parent, field),
                of,
                conditions,
                children,
                at: field.position,
            }),
        }
    }

    fn type_of(&self, parent: &str, name: &str) -> TypeRef {
        let text = || TypeRef::NonNull(Box::new(TypeRef::Named("String".into())));
        self.schema
            .field(parent, name)
            .map_or_else(text, |def| def.of.clone())
    }

    fn arguments(
        &self,
        parent: &str,
        field: &Field<'static, String>,
    ) -> Vec<(String, Option<Literal>, InputSlot)> {
        let Some(def) = self.schema.field(parent, &field.name) else {
            return Vec::new();
        };
        let given = |name: &str| {
            field
                .arguments
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone())
        };
        def.arguments
            .iter()
            .map(|(name, slot)| (name.clone(), given(name), slot.clone()))
            .collect()
    }
}

fn joined(outer: &[(bool, Literal)], directives: &[Directive<'static, String>]) -> Conditions {
    let own = directives.iter().filter_map(|directive| {
        let (_, value) = directive.arguments.first()?;
        Some((directive.name == "include", value.clone()))
    });
    outer.iter().cloned().chain(own).collect()
}

/// Adds the fields of a second selection of the same thing.
fn merge(into: &mut Vec<PlannedField>, more: Vec<PlannedField>) {
    for field in more {
        match into
            .iter_mut()
            .find(|known| known.key == field.key && known.conditions == field.conditions)
        {
            Some(known) => merge(&mut known.children, field.children),
            None => into.push(field),
        }
    }
}

impl Plan {
    /// The calls of this operation with the variables filled in; the names of skipped fields are gone.
    pub(crate) fn calls(&self, coercion: Coercion<'_>, variables: &Variables) -> Result<Vec<Call>, Problem> {
        calls(&self.fields, coercion, variables)
    }
}

fn calls(
    fields: &[PlannedField],
    coercion: Coercion<'_>,
    variables: &Variables,
) -> Result<Vec<Call>, Problem> {
    let mut ready: Vec<Call> = Vec::with_capacity(fields.len());
    for field in fields.iter().filter(|field| is_wanted(field, variables)) {
        let call = Call {
            key: field.key.clone(),
            name: field.name.clone(),
            parent: field.parent.clone(),
            of: field.of.clone(),
            arguments: arguments(field, coercion, variables).map_err(|message| Problem {
                message,
                at: field.at,
            })?,
            children: calls(&field.children, coercion, variables)?,
            at: field.at,
        };
        add_call(&mut ready, call);
    }
    Ok(ready)
}

/// Two selections of one key under different conditions may both be wanted: they come to one call.
fn add_call(ready: &mut Vec<Call>, call: Call) {
    match ready.iter_mut().find(|known| known.key == call.key) {
        Some(known) => call
            .children
            .into_iter()
            .for_each(|child| add_call(&mut known.children, child)),
        None => ready.push(call),
    }
}

fn is_wanted(field: &PlannedField, variables: &Variables) -> bool {
    field
        .conditions
        .iter()
        .all(|(wanted, condition)| match condition {
            Literal::Boolean(value) => value == wanted,
            Literal::Variable(name) => variables.get(name).and_then(Json::as_bool) == Some(*wanted),
            _ => false,
        })
}

fn arguments(
    field: &PlannedField,
    coercion: Coercion<'_>,
    variables: &Variables,
) -> Result<Map<String, Json>, String> {
    let mut ready = Map::new();
    for (name, given, slot) in &field.arguments {
        let mut value = match given {
            Some(literal) => coercion.literal(literal, &slot.of, variables)?,
            None => None,
        };
        if let (None, Some(default)) = (&value, &slot.default) {
            value = coercion.literal(default, &slot.of, &Variables::new())?;
        }
        ready.extend(value.map(|value| (name.clone(), value)));
    }
    Ok(ready)
}
