//! Rows and what is made of them.

use std::sync::Arc;

use crate::{Error, FromVal, Result, Val};

/// One row of a result; all rows of a result share the names of their columns.
#[derive(Debug, Clone)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Val>,
}

impl Row {
    pub(crate) fn new(columns: Arc<[String]>, values: Vec<Val>) -> Self {
        Self { columns, values }
    }

    /// The value of the column with this name (of the first, should two have it).
    ///
    /// [`Error::Decode`] when there is no such column or its value is not a `T`.
    pub fn get<T: FromVal>(&self, column: &str) -> Result<T> {
        let column = column.strip_prefix("r#").unwrap_or(column); // a field called r#type reads the column "type"
        match self.columns.iter().position(|name| name == column) {
            Some(index) => self.at(index),
            None => Err(Error::Decode {
                column: column.to_owned(),
                message: "no such column".to_owned(),
            }),
        }
    }

    /// The value of the column at this position, counted from 0.
    pub fn at<T: FromVal>(&self, index: usize) -> Result<T> {
        let decoded = match self.values.get(index) {
            Some(value) => T::from_val(value),
            None => Err(format!("no column at position {index}")),
        };
        decoded.map_err(|message| Error::Decode {
            column: self.columns.get(index).cloned().unwrap_or_default(),
            message,
        })
    }

    /// The names of the columns, in their order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }
}

/// What can be made of a row: a struct by [`record!`](crate::record), a tuple by position, or the row itself.
pub trait FromRow: Sized {
    /// Reads the row.
    fn from_row(row: &Row) -> Result<Self>;
}

impl FromRow for Row {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(row.clone())
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+))*) => { $(
        impl<$($name: FromVal),+> FromRow for ($($name,)+) {
            fn from_row(row: &Row) -> Result<Self> {
                Ok(($(row.at::<$name>($index)?,)+))
            }
        }
    )* };
}
tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
}

/// Declares a struct that is read from a row, each field from the column of its name.
///
/// ```
/// timetracker_db::record! {
///     /// A task as lists show it.
///     #[derive(Debug, Clone)]
///     pub struct Task {
///         /// The key.
///         pub id: i64,
///         /// What people call it.
///         pub name: String,
///         /// When it was put away, if it was.
///         pub archived_at: Option<i64>,
///     }
/// }
/// ```
#[macro_export]
macro_rules! record {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$field_meta:meta])* $field_vis:vis $field:ident : $type:ty),* $(,)?
    })+) => { $(
        $(#[$meta])*
        $vis struct $name {
            $($(#[$field_meta])* $field_vis $field: $type),*
        }
        impl $crate::FromRow for $name {
            fn from_row(row: &$crate::Row) -> $crate::Result<Self> {
                Ok(Self { $($field: row.get(stringify!($field))?),* })
            }
        }
    )+ };
}
