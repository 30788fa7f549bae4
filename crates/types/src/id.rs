//! Ids that cannot be mixed up.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::excerpt;

/// The number that identifies a `T` in the database: an `Id<Project>` is not an `Id<Task>`.
///
/// `T` is only a label. It needs no traits, and the id is `Send`, `Sync` and `Copy` whatever `T` is.
pub struct Id<T> {
    number: i64,
    label: PhantomData<fn() -> T>,
}

/// A text that is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an id. An id is a whole number such as 42.")]
pub struct IdError(String);

impl<T> Id<T> {
    /// Labels a number that came from the database.
    pub const fn new(number: i64) -> Self {
        Self {
            number,
            label: PhantomData,
        }
    }

    /// The number, for the database.
    pub const fn get(self) -> i64 {
        self.number
    }
}

// Written out, because `derive` would ask the same of `T`.

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number.cmp(&other.number)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

/// `Id<Project>(42)`: the label's last word and the number.
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = std::any::type_name::<T>();
        let label = label.rsplit("::").next().unwrap_or(label);
        write!(formatter, "Id<{label}>({})", self.number)
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(formatter)
    }
}

/// Digits only: no sign, no spaces.
impl<T> FromStr for Id<T> {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(IdError(excerpt(text)));
        }
        text.parse().map(Self::new).map_err(|_| IdError(excerpt(text)))
    }
}

impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.number)
    }
}

impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i64::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Project;

    fn shared<S: Send + Sync>(_: S) {}

    #[test]
    fn an_id_needs_nothing_of_its_label() {
        let id = Id::<std::rc::Rc<Project>>::new(7);
        shared(id);
        assert_eq!(id, id);
        assert!(Id::<Project>::new(2) > Id::new(1));
    }

    #[test]
    fn an_id_travels_as_its_number() {
        let id: Id<Project> = serde_json::from_str("42").unwrap();
        assert_eq!(id, Id::new(42));
        assert_eq!(serde_json::to_string(&id).unwrap(), "42");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(format!("{id:?}"), "Id<Project>(42)");
    }

    #[test]
    fn only_digits_are_an_id() {
        for text in ["", "x", "-1", "+1", " 1", "1.0", "9223372036854775808", "１"] {
            assert!(text.parse::<Id<Project>>().is_err(), "{text:?}");
        }
        assert_eq!(
            "x".parse::<Id<Project>>().unwrap_err().to_string(),
            "“x” is not an id. An id is a whole number such as 42."
        );
    }
}
