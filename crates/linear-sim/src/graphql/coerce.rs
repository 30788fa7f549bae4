//! From JSON variables and query literals to the values that fields are called with.

use graphql_parser::query::VariableDefinition;
use serde_json::{Map, Value as Json};

use super::schema::{InputSlot, Schema, TypeDef, TypeRef};
use super::{Literal, Problem};

/// Variables by name, coerced to their declared types. Absent ones without default are absent here.
pub(crate) type Variables = Map<String, Json>;

/// Says whether a value of one of the schema's own scalars is well-formed: `(scalar name, value)`.
pub(crate) type ScalarCheck = fn(&str, &Json) -> Result<(), String>;

/// Turns given JSON and the schema's rules into usable values.
#[derive(Clone, Copy)]
pub(crate) struct Coercion<'s> {
    pub(crate) schema: &'s Schema,
    pub(crate) scalar_check: ScalarCheck,
}

impl Coercion<'_> {
    /// Coerces the variables of a request, or says everything that is wrong with them.
    pub(crate) fn variables(
        self,
        declared: &[VariableDefinition<'static, String>],
        given: &Map<String, Json>,
    ) -> Result<Variables, Vec<Problem>> {
        let mut ready = Variables::new();
        let mut problems = Vec::new();
        for definition in declared {
            let of = TypeRef::read(&definition.var_type);
            match self.variable(definition, &of, given.get(&definition.name)) {
                Ok(Some(value)) => drop(ready.insert(definition.name.clone(), value)),
                Ok(None) => {}
                Err(message) => problems.push(Problem::new(message, definition.position)),
            }
        }
        if problems.is_empty() {
            Ok(ready)
        } else {
            Err(problems)
        }
    }

    fn variable(
        self,
        definition: &VariableDefinition<'static, String>,
        of: &TypeRef,
        given: Option<&Json>,
    ) -> Result<Option<Json>, String> {
        let name = &definition.name;
        match (given, &definition.default_value) {
            (None, Some(default)) => self.literal(default, of, &Variables::new()),
            (None, None) if of.is_non_null() => Err(format!(
                "Variable \"${name}\" of required type \"{of}\" was not provided."
            )),
            (None, None) => Ok(None),
            (Some(value), _) => self
                .json(value, of)
                .map(Some)
                .map_err(|reason| format!("Variable \"${name}\" got invalid value {value}; {reason}")),
        }
    }

    /// A JSON value as a value of the type.
    fn json(self, value: &Json, of: &TypeRef) -> Result<Json, String> {
        match (of, value) {
            (TypeRef::NonNull(_), Json::Null) => {
                Err(format!("Expected non-nullable type \"{of}\" not to be null."))
            }
            (TypeRef::NonNull(inner), _) => self.json(value, inner),
            (_, Json::Null) => Ok(Json::Null),
            (TypeRef::List(inner), Json::Array(items)) => items
                .iter()
                .map(|item| self.json(item, inner))
                .collect::<Result<_, _>>()
                .map(Json::Array),
            (TypeRef::List(inner), _) => Ok(Json::Array(vec![self.json(value, inner)?])),
            (TypeRef::Named(name), _) => self.named(value, name),
        }
    }

    fn named(self, value: &Json, name: &str) -> Result<Json, String> {
        match self.schema.get(name) {
            Some(TypeDef::Input(slots)) => match value {
                Json::Object(given) => self.object(given, name, slots),
                _ => Err(format!("Expected type \"{name}\" to be an object.")),
            },
            Some(TypeDef::Enum(values)) => match value.as_str() {
                Some(text) if values.iter().any(|known| known == text) => Ok(value.clone()),
                _ => Err(format!("Value {value} does not exist in \"{name}\" enum.")),
            },
            _ => self.scalar(value, name),
        }
    }

    fn object(
        self,
        given: &Map<String, Json>,
        name: &str,
        slots: &std::collections::BTreeMap<String, InputSlot>,
    ) -> Result<Json, String> {
        if let Some(unknown) = given.keys().find(|key| !slots.contains_key(*key)) {
            return Err(format!("Field \"{unknown}\" is not defined by type \"{name}\"."));
        }
        let mut ready = Map::new();
        for (key, slot) in slots {
            let value = match (given.get(key), &slot.default) {
                (Some(value), _) => Some(self.json(value, &slot.of)?),
                (None, Some(default)) => self.literal(default, &slot.of, &Variables::new())?,
                (None, None) if slot.of.is_non_null() => {
                    return Err(format!(
                        "Field \"{key}\" of required type \"{}\" was not provided.",
                        slot.of
                    ));
                }
                (None, None) => None,
            };
            ready.extend(value.map(|value| (key.clone(), value)));
        }
        Ok(Json::Object(ready))
    }

    fn scalar(self, value: &Json, name: &str) -> Result<Json, String> {
        let fits = match name {
            "Int" => value
                .as_f64()
                .is_some_and(|number| number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX)),
            "Float" => value.is_number(),
            "String" => value.is_string(),
            "Boolean" => value.is_boolean(),
            "ID" => value.is_string() || value.is_i64(),
            _ => return (self.scalar_check)(name, value).map(|()| value.clone()),
        };
        if !fits {
            return Err(format!("{name} cannot represent value: {value}"));
        }
        Ok(match (name, value) {
            ("ID", Json::Number(number)) => Json::String(number.to_string()),
            _ => value.clone(),
        })
    }

    /// A literal as a value of the type; `None` for a variable that was not given.
    pub(crate) fn literal(
        self,
        literal: &Literal,
        of: &TypeRef,
        variables: &Variables,
    ) -> Result<Option<Json>, String> {
        if let Literal::Variable(name) = literal {
            return match variables.get(name) {
                Some(Json::Null) if of.is_non_null() => {
                    Err(format!("Expected value of type \"{of}\", found null."))
                }
                given => Ok(given.cloned()),
            };
        }
        match of {
            TypeRef::NonNull(inner) => self.literal(literal, inner, variables),
            TypeRef::List(inner) => self.literal_list(literal, inner, variables).map(Some),
            TypeRef::Named(name) => match (literal, self.schema.get(name)) {
                (Literal::Object(given), Some(TypeDef::Input(slots))) => {
                    self.literal_object(given, slots, variables).map(Some)
                }
                _ => self.json(&plain(literal), of).map(Some),
            },
        }
    }

    fn literal_list(self, literal: &Literal, inner: &TypeRef, variables: &Variables) -> Result<Json, String> {
        let item = |literal| Ok(self.literal(literal, inner, variables)?.unwrap_or(Json::Null));
        match literal {
            Literal::Null => Ok(Json::Null),
            Literal::List(items) => items
                .iter()
                .map(item)
                .collect::<Result<_, String>>()
                .map(Json::Array),
            single => Ok(Json::Array(vec![item(single)?])),
        }
    }

    fn literal_object(
        self,
        given: &std::collections::BTreeMap<String, Literal>,
        slots: &std::collections::BTreeMap<String, InputSlot>,
        variables: &Variables,
    ) -> Result<Json, String> {
        let mut ready = Map::new();
        for (key, slot) in slots {
            let mut value = match given.get(key) {
                Some(literal) => self.literal(literal, &slot.of, variables)?,
                None => None,
            };
            if let (None, Some(default)) = (&value, &slot.default) {
                value = self.literal(default, &slot.of, &Variables::new())?;
            }
            ready.extend(value.map(|value| (key.clone(), value)));
        }
        Ok(Json::Object(ready))
    }
}

/// A literal without variables as JSON.
fn plain(literal: &Literal) -> Json {
    match literal {
        Literal::Null | Literal::Variable(_) => Json::Null,
        Literal::Int(number) => number.as_i64().map_or(Json::Null, Json::from),
        Literal::Float(number) => Json::from(*number),
        Literal::String(text) | Literal::Enum(text) => Json::String(text.clone()),
        Literal::Boolean(flag) => Json::Bool(*flag),
        Literal::List(items) => items.iter().map(plain).collect(),
        Literal::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.clone(), plain(value)))
            .collect(),
    }
}
