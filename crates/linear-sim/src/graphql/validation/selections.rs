//! Fields, arguments, fragments and directives.

use std::collections::BTreeSet;

use graphql_parser::Pos;
use graphql_parser::query::{Directive, Field, FragmentSpread, InlineFragment, Selection, TypeCondition};

use super::super::Literal;
use super::super::schema::{FieldDef, TypeDef, TypeRef};
use super::{Checker, Scope, Selections, condition_of};

impl<'d> Checker<'d> {
    pub(super) fn check_selections(&mut self, parent: &'d str, set: &'d Selections, scope: &mut Scope<'d>) {
        for selection in &set.items {
            match selection {
                Selection::Field(field) => self.check_field(parent, field, scope),
                Selection::FragmentSpread(spread) => self.check_spread(parent, spread, scope),
                Selection::InlineFragment(fragment) => self.check_inline(parent, fragment, scope),
            }
        }
    }

    fn check_field(&mut self, parent: &'d str, field: &'d Field<'static, String>, scope: &mut Scope<'d>) {
        self.check_directives(&field.directives, scope, field.position);
        if field.name == "__typename" {
            return self.check_typename(field);
        }
        let Some(def) = self.schema.field(parent, &field.name) else {
            let message = format!("Cannot query field \"{}\" on type \"{parent}\".", field.name);
            return self.report(message, field.position);
        };
        self.check_arguments(parent, field, def, scope);
        self.check_subselection(field, def, scope);
    }

    fn check_typename(&mut self, field: &Field<'static, String>) {
        if !field.arguments.is_empty() || !field.selection_set.items.is_empty() {
            self.report(
                "\"__typename\" takes neither arguments nor selections.".into(),
                field.position,
            );
        }
    }

    fn check_subselection(
        &mut self,
        field: &'d Field<'static, String>,
        def: &'d FieldDef,
        scope: &mut Scope<'d>,
    ) {
        let leaf = self.schema.get(def.of.name()).is_some_and(TypeDef::is_leaf);
        let (name, of) = (&field.name, &def.of);
        match (leaf, field.selection_set.items.is_empty()) {
            (true, false) => self.report(
                format!("Field \"{name}\" must not have a selection since type \"{of}\" has no subfields."),
                field.position,
            ),
            (false, true) => self.report(
                format!("Field \"{name}\" of type \"{of}\" must have a selection of subfields."),
                field.position,
            ),
            (false, false) => self.check_selections(def.of.name(), &field.selection_set, scope),
            (true, true) => {}
        }
    }

    fn check_arguments(
        &mut self,
        parent: &str,
        field: &'d Field<'static, String>,
        def: &'d FieldDef,
        scope: &mut Scope<'d>,
    ) {
        let place = format!("{parent}.{}", field.name);
        let mut given = BTreeSet::new();
        for (name, value) in &field.arguments {
            if !given.insert(name.as_str()) {
                self.report(
                    format!("There can be only one argument named \"{name}\"."),
                    field.position,
                );
            }
            match def.arguments.get(name) {
                None => self.report(
                    format!("Unknown argument \"{name}\" on field \"{place}\"."),
                    field.position,
                ),
                Some(slot) => {
                    self.check_literal(value, &slot.of, slot.default.is_some(), scope, field.position);
                }
            }
        }
        for (name, slot) in def.arguments.iter().filter(|(_, slot)| slot.is_required()) {
            if !given.contains(name.as_str()) {
                let message = format!(
                    "Field \"{}\" argument \"{name}\" of type \"{}\" is required, but it was not provided.",
                    field.name, slot.of
                );
                self.report(message, field.position);
            }
        }
    }

    pub(super) fn check_directives(
        &mut self,
        directives: &'d [Directive<'static, String>],
        scope: &mut Scope<'d>,
        at: Pos,
    ) {
        let mut seen = BTreeSet::new();
        for directive in directives {
            let name = directive.name.as_str();
            if !seen.insert(name) {
                self.report(
                    format!("The directive \"@{name}\" can only be used once at this location."),
                    at,
                );
            }
            match (name, directive.arguments.as_slice()) {
                ("skip" | "include", [(argument, value)]) if argument == "if" => {
                    self.check_condition(value, scope, directive.position);
                }
                ("skip" | "include", _) => self.report(
                    format!("Directive \"@{name}\" takes exactly the argument \"if\" of type \"Boolean!\"."),
                    directive.position,
                ),
                _ => self.report(format!("Unknown directive \"@{name}\"."), directive.position),
            }
        }
    }

    fn check_condition(&mut self, value: &'d Literal, scope: &mut Scope<'d>, at: Pos) {
        let boolean = TypeRef::NonNull(Box::new(TypeRef::Named("Boolean".into())));
        self.check_literal(value, &boolean, false, scope, at);
    }

    fn check_spread(
        &mut self,
        parent: &'d str,
        spread: &'d FragmentSpread<'static, String>,
        scope: &mut Scope<'d>,
    ) {
        self.check_directives(&spread.directives, scope, spread.position);
        let name = spread.fragment_name.as_str();
        self.spread.insert(name);
        let Some(fragment) = self.fragments.get(name).copied() else {
            return self.report(format!("Unknown fragment \"{name}\"."), spread.position);
        };
        if scope.path.contains(&name) {
            return self.report(
                format!("Cannot spread fragment \"{name}\" within itself."),
                spread.position,
            );
        }
        let condition = condition_of(fragment);
        if !self.check_condition_type(parent, condition, spread.position) || !scope.visited.insert(name) {
            return;
        }
        scope.path.push(name);
        self.check_directives(&fragment.directives, scope, fragment.position);
        self.check_selections(condition, &fragment.selection_set, scope);
        scope.path.pop();
    }

    fn check_inline(
        &mut self,
        parent: &'d str,
        fragment: &'d InlineFragment<'static, String>,
        scope: &mut Scope<'d>,
    ) {
        self.check_directives(&fragment.directives, scope, fragment.position);
        let condition = match &fragment.type_condition {
            Some(TypeCondition::On(name)) => name.as_str(),
            None => parent,
        };
        if self.check_condition_type(parent, condition, fragment.position) {
            self.check_selections(condition, &fragment.selection_set, scope);
        }
    }

    /// Whether a fragment on `condition` can stand inside a selection on `parent`.
    fn check_condition_type(&mut self, parent: &str, condition: &str, at: Pos) -> bool {
        let Some(def) = self.schema.get(condition) else {
            self.report(format!("Unknown type \"{condition}\"."), at);
            return false;
        };
        if def.is_input() {
            self.report(
                format!("Fragment cannot condition on non composite type \"{condition}\"."),
                at,
            );
            return false;
        }
        let here = self.schema.possible_objects(parent);
        let fits = self
            .schema
            .possible_objects(condition)
            .iter()
            .any(|name| here.contains(name));
        if !fits {
            let message = format!(
                "Fragment cannot be spread here as objects of type \"{parent}\" can never be of type \"{condition}\"."
            );
            self.report(message, at);
        }
        fits
    }
}
