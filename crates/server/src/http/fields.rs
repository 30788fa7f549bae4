//! JSON fields as the shipped clients really send them: numbers as text, booleans as words, nulls.

use crate::error::{Error, Result};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use timetracker_types::Id;

/// The fields of a JSON object, read one by one and leniently.
#[derive(Debug, Default)]
pub struct Fields(Map<String, Value>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Map::deserialize(from).map(Self)
    }
}

impl Fields {
    /// The value, where the field is there at all, be it null.
    pub fn raw(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Refuses every field that is not among `known`, as the contract does on projects and entries.
    pub fn only(&self, known: &[&'static str]) -> Result<()> {
        match self.0.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => Err(Error::rule(
                "validation_error",
                format!("Unknown field: {name}. Known are {}.", known.join(", ")),
            )),
        }
    }

    /// A text; numbers are taken as their digits. Null is none.
    pub fn text(&self, name: &'static str) -> Result<Option<String>> {
        match self.raw(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(Error::field(name, "Send a text.")),
        }
    }

    /// A text that may be cleared: absent leaves it, null or blank clears it.
    pub fn patch_text(&self, name: &'static str) -> Result<Option<Option<String>>> {
        self.raw(name).map(|_| self.text(name)).transpose()
    }

    /// A whole number, also as text.
    pub fn integer(&self, name: &'static str) -> Result<Option<i64>> {
        let wrong = || Error::field(name, "Send a whole number.");
        match self.raw(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::String(text)) => text.trim().parse().map(Some).map_err(|_| wrong()),
            Some(value) => value.as_i64().map(Some).ok_or_else(wrong),
        }
    }

    /// An id, also as text.
    pub fn id<T>(&self, name: &'static str) -> Result<Option<Id<T>>> {
        Ok(self.integer(name)?.map(Id::new))
    }

    /// An id that may be cleared.
    pub fn patch_id<T>(&self, name: &'static str) -> Result<Option<Option<Id<T>>>> {
        self.raw(name).map(|_| self.id(name)).transpose()
    }

    /// A number, also as text.
    pub fn number(&self, name: &'static str) -> Result<Option<f64>> {
        let wrong = || Error::field(name, "Send a number.");
        match self.raw(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::String(text)) => {
                let number = text
                    .trim()
                    .replace(',', ".")
                    .parse::<f64>()
                    .ok()
                    .filter(|number| number.is_finite());
                number.map(Some).ok_or_else(wrong)
            }
            Some(value) => value.as_f64().map(Some).ok_or_else(wrong),
        }
    }

    /// A number that may be cleared.
    pub fn patch_number(&self, name: &'static str) -> Result<Option<Option<f64>>> {
        self.raw(name).map(|_| self.number(name)).transpose()
    }

    /// Yes or no, also as `"yes"`, `"1"`, `1`.
    pub fn flag(&self, name: &'static str) -> Result<Option<bool>> {
        let wrong = || Error::field(name, "Send true or false.");
        match self.raw(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::Number(number)) => match number.as_i64() {
                Some(0) => Ok(Some(false)),
                Some(1) => Ok(Some(true)),
                _ => Err(wrong()),
            },
            Some(Value::String(text)) => match text.trim().to_lowercase().as_str() {
                "true" | "yes" | "y" | "on" | "1" => Ok(Some(true)),
                "false" | "no" | "n" | "off" | "0" => Ok(Some(false)),
                _ => Err(wrong()),
            },
            Some(_) => Err(wrong()),
        }
    }
}
