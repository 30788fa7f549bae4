//! JSON fields as the shipped clients really send them: numbers as text, booleans as words, nulls.

use crate::error::{Error, FieldError, Result};
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
        let unknown = self.0.keys().filter(|name| !known.contains(&name.as_str()));
        let wrong: Vec<FieldError> = unknown
            .map(|name| FieldError {
                field: name.clone().into(),
                message: format!("Unknown field. Known are {}.", known.join(", ")),
            })
            .collect();
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(wrong))
        }
    }

    /// A text. Null is none.
    pub fn text(&self, name: &'static str) -> Result<Option<String>> {
        match self.raw(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(Error::field(name, "Send a text.")),
        }
    }

    /// An amount of money in decimal digits: a number, or the same as text. Null is none.
    pub fn amount(&self, name: &'static str) -> Result<Option<String>> {
        match self.raw(name) {
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(Value::Null | Value::String(_)) | None => self.text(name),
            Some(_) => Err(Error::field(name, "Send a number.")),
        }
    }

    /// An amount that may be cleared.
    pub fn patch_amount(&self, name: &'static str) -> Result<Option<Option<String>>> {
        self.raw(name).map(|_| self.amount(name)).transpose()
    }

    /// Tags as one text with commas between them, also from a list of texts. Null is none.
    pub fn tags(&self, name: &'static str) -> Result<Option<String>> {
        match self.raw(name) {
            Some(Value::Array(_)) => Ok(self.texts(name)?.map(|tags| tags.join(","))),
            _ => self.text(name),
        }
    }

    /// Tags that may be cleared.
    pub fn patch_tags(&self, name: &'static str) -> Result<Option<Option<String>>> {
        self.raw(name).map(|_| self.tags(name)).transpose()
    }

    /// A text that may be cleared: absent leaves it, null or blank clears it.
    pub fn patch_text(&self, name: &'static str) -> Result<Option<Option<String>>> {
        self.raw(name).map(|_| self.text(name)).transpose()
    }

    /// A list of texts, or one text with commas between them. Null is none.
    pub fn texts(&self, name: &'static str) -> Result<Option<Vec<String>>> {
        let wrong = || {
            Error::field(
                name,
                "Send a list of texts, or one text with commas between them.",
            )
        };
        match self.raw(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(
                super::tag_list(text).into_iter().map(str::to_owned).collect(),
            )),
            Some(Value::Array(list)) => {
                let texts = list
                    .iter()
                    .map(|item| item.as_str().map(|text| text.trim().to_owned()));
                texts.collect::<Option<_>>().map(Some).ok_or_else(wrong)
            }
            Some(_) => Err(wrong()),
        }
    }

    /// A whole number, also as text.
    pub fn integer(&self, name: &'static str) -> Result<Option<i64>> {
        let wrong = || Error::field(name, "Send a whole number.");
        match self.raw(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::String(text)) => text.trim().parse().map(Some).map_err(|_| wrong()),
            Some(value) => whole(value).map(Some).ok_or_else(wrong),
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

/// A number without a fraction: some clients write 60 as 60.0.
fn whole(value: &Value) -> Option<i64> {
    /// Up to here every whole number has a floating point number of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "whole and within what is exact")]
    let of_float = |number: f64| (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64);
    value.as_i64().or_else(|| of_float(value.as_f64()?))
}
