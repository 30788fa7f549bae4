//! The product's own types as values: ids and instants are integers, days and zones are text.

use timetracker_types::{Day, Id, Instant, Zone};

use crate::value::mismatch;
use crate::{FromVal, ToVal, Val};

impl<T> ToVal for Id<T> {
    fn to_val(&self) -> Val {
        Val::Int(self.get())
    }
}

impl<T> FromVal for Id<T> {
    fn from_val(val: &Val) -> Result<Self, String> {
        i64::from_val(val).map(Id::new)
    }
}

impl ToVal for Instant {
    fn to_val(&self) -> Val {
        Val::Int(self.as_millis())
    }
}

impl FromVal for Instant {
    fn from_val(val: &Val) -> Result<Self, String> {
        i64::from_val(val).map(Instant::from_millis)
    }
}

impl ToVal for Day {
    fn to_val(&self) -> Val {
        Val::Text(self.to_string())
    }
}

impl FromVal for Day {
    fn from_val(val: &Val) -> Result<Self, String> {
        match val {
            Val::Text(text) => text.parse().map_err(|error| format!("{error}")),
            other => mismatch("a day", other),
        }
    }
}

impl ToVal for Zone {
    fn to_val(&self) -> Val {
        Val::Text(self.name().to_owned())
    }
}

impl FromVal for Zone {
    fn from_val(val: &Val) -> Result<Self, String> {
        match val {
            Val::Text(text) => text.parse().map_err(|error| format!("{error}")),
            other => mismatch("a time zone", other),
        }
    }
}
