//! Fields that share a response key must ask for the same thing.

use std::collections::{BTreeMap, BTreeSet};

use graphql_parser::query::{Field, Selection, TypeCondition};

use super::super::Problem;
use super::super::schema::{FieldDef, Schema, TypeDef};
use super::{Fragment, Selections, condition_of};

type Fragments<'d> = BTreeMap<&'d str, &'d Fragment>;
type Keyed<'d> = BTreeMap<&'d str, Vec<(&'d str, &'d Field<'static, String>)>>;

/// Conflicts inside a selection set and everything below it. The document must otherwise be valid.
pub(super) fn conflicts<'d>(
    schema: &'d Schema,
    fragments: &Fragments<'d>,
    root: &'d str,
    set: &'d Selections,
) -> Vec<Problem> {
    let mut search = Search {
        schema,
        fragments,
        found: Vec::new(),
    };
    search.compare(&[(root, set)]);
    search.found
}

struct Search<'d, 'f> {
    schema: &'d Schema,
    fragments: &'f Fragments<'d>,
    found: Vec<Problem>,
}

impl<'d> Search<'d, '_> {
    fn compare(&mut self, sets: &[(&'d str, &'d Selections)]) {
        let mut keyed = Keyed::new();
        let mut visited = BTreeSet::new();
        for (parent, set) in sets {
            self.collect(parent, set, &mut keyed, &mut visited);
        }
        for (key, uses) in &keyed {
            self.compare_uses(key, uses);
            let below: Vec<_> = uses
                .iter()
                .filter_map(|(parent, field)| self.below(parent, field))
                .collect();
            if !below.is_empty() {
                self.compare(&below);
            }
        }
    }

    fn collect(
        &self,
        parent: &'d str,
        set: &'d Selections,
        keyed: &mut Keyed<'d>,
        visited: &mut BTreeSet<&'d str>,
    ) {
        for selection in &set.items {
            match selection {
                Selection::Field(field) => {
                    let key = field.alias.as_ref().unwrap_or(&field.name);
                    keyed.entry(key).or_default().push((parent, field));
                }
                Selection::InlineFragment(fragment) => {
                    let condition = match &fragment.type_condition {
                        Some(TypeCondition::On(name)) => name,
                        None => parent,
                    };
                    self.collect(condition, &fragment.selection_set, keyed, visited);
                }
                Selection::FragmentSpread(spread) => {
                    let Some(fragment) = self.fragments.get(spread.fragment_name.as_str()) else {
                        continue;
                    };
                    if visited.insert(&spread.fragment_name) {
                        self.collect(condition_of(fragment), &fragment.selection_set, keyed, visited);
                    }
                }
            }
        }
    }

    fn below(&self, parent: &str, field: &'d Field<'static, String>) -> Option<(&'d str, &'d Selections)> {
        let def = self.schema.field(parent, &field.name)?;
        (!field.selection_set.items.is_empty()).then(|| (def.of.name(), &field.selection_set))
    }

    fn compare_uses(&mut self, key: &str, uses: &[(&'d str, &'d Field<'static, String>)]) {
        for (index, (parent, field)) in uses.iter().enumerate() {
            for (other_parent, other) in &uses[index + 1..] {
                let can_meet =
                    parent == other_parent || !self.is_object(parent) || !self.is_object(other_parent);
                let same = field.name == other.name && same_arguments(field, other);
                if (can_meet && !same) || !self.same_shape(parent, field, other_parent, other) {
                    let message = format!(
                        "Fields \"{key}\" conflict because they ask for different things. Use different aliases on the fields to fetch both if this was intentional."
                    );
                    self.found.push(Problem::new(message, other.position));
                }
            }
        }
    }

    fn is_object(&self, name: &str) -> bool {
        matches!(self.schema.get(name), Some(TypeDef::Object { .. }))
    }

    /// Leaves must be of one type, and wrapping must agree, even where two objects can never meet.
    fn same_shape(
        &self,
        parent: &str,
        field: &Field<'static, String>,
        other_parent: &str,
        other: &Field<'static, String>,
    ) -> bool {
        match (
            self.schema.field(parent, &field.name),
            self.schema.field(other_parent, &other.name),
        ) {
            (Some(one), Some(two)) => {
                let leaf = |def: &FieldDef| self.schema.get(def.of.name()).is_some_and(TypeDef::is_leaf);
                if leaf(one) || leaf(two) {
                    one.of == two.of
                } else {
                    one.of.to_string().replace(one.of.name(), "")
                        == two.of.to_string().replace(two.of.name(), "")
                }
            }
            _ => true,
        }
    }
}

fn same_arguments(one: &Field<'static, String>, two: &Field<'static, String>) -> bool {
    let sorted = |field: &Field<'static, String>| field.arguments.iter().cloned().collect::<BTreeMap<_, _>>();
    sorted(one) == sorted(two)
}
