//! Values on their way into and out of the database.

/// One value, as both engines understand it.
#[derive(Debug, Clone, PartialEq)]
pub enum Val {
    /// SQL `NULL`.
    Null,
    /// `BIGINT`: ids, instants (milliseconds since 1970 UTC), money in minor units.
    Int(i64),
    /// `DOUBLE PRECISION`.
    Real(f64),
    /// `BOOLEAN`; `INTEGER` 0/1 on SQLite.
    Bool(bool),
    /// `TEXT`, without NUL characters.
    Text(String),
    /// `BYTEA`; `BLOB` on SQLite.
    Bytes(Vec<u8>),
}

/// The values of `$1`, `$2`, … in their order; written with [`p!`](crate::p).
pub type Params = Vec<Val>;

/// Makes [`Params`] of anything that is [`ToVal`]: `p![project_id, "open", None::<i64>]`.
#[macro_export]
macro_rules! p {
    ($($value:expr),* $(,)?) => { ::std::vec![$($crate::ToVal::to_val(&$value)),*] };
}

/// What can be bound to a parameter.
pub trait ToVal {
    /// The value as the database takes it.
    fn to_val(&self) -> Val;
}

/// What can be read from a column.
pub trait FromVal: Sized {
    /// Reads the value; the error says what was found instead.
    fn from_val(val: &Val) -> Result<Self, String>;
}

impl Val {
    /// What kind of value this is, for messages that must not show the value itself.
    pub(crate) fn kind_name(&self) -> &'static str {
        match self {
            Val::Null => "NULL",
            Val::Int(_) => "an integer",
            Val::Real(_) => "a real number",
            Val::Bool(_) => "a boolean",
            Val::Text(_) => "text",
            Val::Bytes(_) => "bytes",
        }
    }
}

/// The message for a value of the wrong kind.
pub(crate) fn mismatch<T>(expected: &str, found: &Val) -> Result<T, String> {
    Err(format!("expected {expected}, found {}", found.kind_name()))
}

impl ToVal for Val {
    fn to_val(&self) -> Val {
        self.clone()
    }
}

impl FromVal for Val {
    fn from_val(val: &Val) -> Result<Self, String> {
        Ok(val.clone())
    }
}

impl<T: ToVal + ?Sized> ToVal for &T {
    fn to_val(&self) -> Val {
        (**self).to_val()
    }
}

impl<T: ToVal> ToVal for Option<T> {
    fn to_val(&self) -> Val {
        self.as_ref().map_or(Val::Null, ToVal::to_val)
    }
}

impl<T: FromVal> FromVal for Option<T> {
    fn from_val(val: &Val) -> Result<Self, String> {
        if *val == Val::Null {
            Ok(None)
        } else {
            T::from_val(val).map(Some)
        }
    }
}

macro_rules! integers {
    ($($int:ty),*) => { $(
        impl ToVal for $int {
            fn to_val(&self) -> Val {
                Val::Int(i64::from(*self))
            }
        }
        impl FromVal for $int {
            fn from_val(val: &Val) -> Result<Self, String> {
                match val {
                    Val::Int(int) => {
                        Self::try_from(*int).map_err(|_| format!("{int} does not fit {}", stringify!($int)))
                    }
                    other => mismatch("an integer", other),
                }
            }
        }
    )* };
}
integers!(u8, i16, u16, i32, u32, i64);

/// Implements both directions for a type that one variant of [`Val`] holds as it is.
macro_rules! plain {
    ($type:ty, $variant:ident, $expected:literal) => {
        impl ToVal for $type {
            fn to_val(&self) -> Val {
                Val::$variant(self.clone())
            }
        }
        impl FromVal for $type {
            fn from_val(val: &Val) -> Result<Self, String> {
                match val {
                    Val::$variant(inner) => Ok(inner.clone()),
                    other => mismatch($expected, other),
                }
            }
        }
    };
}
plain!(f64, Real, "a real number");
plain!(String, Text, "text");
plain!(Vec<u8>, Bytes, "bytes");

impl ToVal for bool {
    fn to_val(&self) -> Val {
        Val::Bool(*self)
    }
}

impl FromVal for bool {
    fn from_val(val: &Val) -> Result<Self, String> {
        match val {
            Val::Bool(truth) => Ok(*truth),
            Val::Int(int @ (0 | 1)) => Ok(*int == 1),
            other => mismatch("a boolean", other),
        }
    }
}

impl ToVal for str {
    fn to_val(&self) -> Val {
        Val::Text(self.to_owned())
    }
}

impl ToVal for [u8] {
    fn to_val(&self) -> Val {
        Val::Bytes(self.to_owned())
    }
}

impl<const N: usize> ToVal for [u8; N] {
    fn to_val(&self) -> Val {
        Val::Bytes(self.to_vec())
    }
}
