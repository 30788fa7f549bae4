//! Literals and variables in the places where they are used.

use std::collections::BTreeMap;

use graphql_parser::Pos;

use super::super::Literal;
use super::super::schema::{InputSlot, TypeDef, TypeRef};
use super::{Checker, Scope, Variable};

impl<'d> Checker<'d> {
    /// Checks a value against the type of the argument or input field it is given for.
    pub(super) fn check_literal(
        &mut self,
        value: &'d Literal,
        of: &TypeRef,
        place_has_default: bool,
        scope: &mut Scope<'d>,
        at: Pos,
    ) {
        match (value, of) {
            (Literal::Variable(name), _) => self.check_variable(name, of, place_has_default, scope, at),
            (Literal::Null, TypeRef::NonNull(_)) => {
                self.report(format!("Expected value of type \"{of}\", found null."), at);
            }
            (Literal::Null, _) => {}
            (Literal::List(items), TypeRef::List(inner)) => {
                for item in items {
                    self.check_literal(item, inner, false, scope, at);
                }
            }
            (_, TypeRef::NonNull(inner) | TypeRef::List(inner)) => {
                self.check_literal(value, inner, false, scope, at);
            }
            (_, TypeRef::Named(name)) => self.check_named(value, name, scope, at),
        }
    }

    fn check_named(&mut self, value: &'d Literal, name: &str, scope: &mut Scope<'d>, at: Pos) {
        let schema = self.schema;
        let fits = match (schema.get(name), value) {
            (Some(TypeDef::Input(slots)), Literal::Object(given)) => {
                return self.check_object(given, name, slots, scope, at);
            }
            (Some(TypeDef::Enum(values)), Literal::Enum(given)) => values.contains(given),
            (Some(TypeDef::Scalar), _) => scalar_accepts(name, value),
            _ => false,
        };
        if !fits {
            self.report(format!("Expected value of type \"{name}\", found {value}."), at);
        }
    }

    fn check_object(
        &mut self,
        given: &'d BTreeMap<String, Literal>,
        name: &str,
        slots: &'d BTreeMap<String, InputSlot>,
        scope: &mut Scope<'d>,
        at: Pos,
    ) {
        for (key, value) in given {
            match slots.get(key) {
                None => self.report(format!("Field \"{key}\" is not defined by type \"{name}\"."), at),
                Some(slot) => self.check_literal(value, &slot.of, slot.default.is_some(), scope, at),
            }
        }
        for (key, slot) in slots
            .iter()
            .filter(|(key, slot)| slot.is_required() && !given.contains_key(*key))
        {
            let of = &slot.of;
            let message = format!("Field \"{name}.{key}\" of required type \"{of}\" was not provided.");
            self.report(message, at);
        }
    }

    fn check_variable(
        &mut self,
        name: &'d str,
        of: &TypeRef,
        place_has_default: bool,
        scope: &mut Scope<'d>,
        at: Pos,
    ) {
        scope.used.insert(name);
        match scope.variables.get(name) {
            None => self.report(format!("Variable \"${name}\" is not defined."), at),
            Some(variable) if !may_stand_for(variable, of, place_has_default) => {
                let declared = &variable.of;
                let message = format!(
                    "Variable \"${name}\" of type \"{declared}\" used in position expecting type \"{of}\"."
                );
                self.report(message, at);
            }
            Some(_) => {}
        }
    }
}

/// Whether a literal is of a scalar type. Scalars the language does not know accept any literal.
fn scalar_accepts(name: &str, value: &Literal) -> bool {
    match name {
        "Int" => {
            matches!(value, Literal::Int(number) if number.as_i64().is_some_and(|number| i32::try_from(number).is_ok()))
        }
        "Float" => matches!(value, Literal::Int(_) | Literal::Float(_)),
        "String" => matches!(value, Literal::String(_)),
        "Boolean" => matches!(value, Literal::Boolean(_)),
        "ID" => matches!(value, Literal::String(_) | Literal::Int(_)),
        _ => !matches!(value, Literal::Enum(_)),
    }
}

/// A nullable variable may fill a non-null place only if one of the two has a default to fall back on.
fn may_stand_for(variable: &Variable, place: &TypeRef, place_has_default: bool) -> bool {
    match place {
        TypeRef::NonNull(inner) if !variable.of.is_non_null() => {
            (place_has_default || variable.has_value_by_default) && is_subtype(&variable.of, inner)
        }
        _ => is_subtype(&variable.of, place),
    }
}

fn is_subtype(of: &TypeRef, place: &TypeRef) -> bool {
    match (of, place) {
        (TypeRef::NonNull(of), TypeRef::NonNull(place)) | (TypeRef::List(of), TypeRef::List(place)) => {
            is_subtype(of, place)
        }
        (TypeRef::NonNull(of), place) => is_subtype(of, place),
        (TypeRef::Named(of), TypeRef::Named(place)) => of == place,
        _ => false,
    }
}
