//! Many rows into one table: insert what is new, change what differs, leave the rest untouched.

use std::cmp::Ordering;
use std::fmt::Write;

use crate::{Error, Result, Val};

/// The kind of a column, of which PostgreSQL must know before it sees a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `BIGINT`.
    Int,
    /// `DOUBLE PRECISION`; `REAL` on SQLite.
    Real,
    /// `BOOLEAN`; `INTEGER` on SQLite.
    Bool,
    /// `TEXT`.
    Text,
    /// `BYTEA`; `BLOB` on SQLite.
    Bytes,
}

/// How rows are put into a table: `INSERT … ON CONFLICT … DO UPDATE … WHERE` something differs.
///
/// A row that is there already with equal values is not written and not counted.
#[derive(Debug, Clone, Copy)]
pub struct Upsert {
    /// The table.
    pub table: &'static str,
    /// The columns of each row, in the order of its values.
    pub columns: &'static [(&'static str, Kind)],
    /// The columns of the unique index that decides whether a row is there already. They are among `columns`.
    pub conflict: &'static [&'static str],
    /// The index's own condition, when it is a partial one.
    pub conflict_where: Option<&'static str>,
    /// The columns to change in a row that is there. None: such a row is left as it is.
    pub update: &'static [&'static str],
}

impl Upsert {
    /// The statement for one row on SQLite.
    pub(crate) fn sqlite_text(&self) -> String {
        let values: Vec<String> = (1..=self.columns.len())
            .map(|number| format!("?{number}"))
            .collect();
        format!(
            "{} VALUES ({}) {}",
            self.insert_clause(),
            values.join(", "),
            self.conflict_clause()
        )
    }

    /// The statement for any number of rows on PostgreSQL, with one array for each column.
    pub(crate) fn postgres_text(&self) -> String {
        let arrays: Vec<String> = (1..)
            .zip(self.columns)
            .map(|(number, (_, kind))| format!("${number}::{}[]", kind.postgres_name()))
            .collect();
        format!(
            "{} SELECT * FROM UNNEST({}) {}",
            self.insert_clause(),
            arrays.join(", "),
            self.conflict_clause()
        )
    }

    fn insert_clause(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        format!("INSERT INTO {} ({})", self.table, names.join(", "))
    }

    fn conflict_clause(&self) -> String {
        let mut clause = format!("ON CONFLICT ({})", self.conflict.join(", "));
        if let Some(condition) = self.conflict_where {
            let _ = write!(clause, " WHERE {condition}"); // writing to a String cannot fail
        }
        if self.update.is_empty() {
            return clause + " DO NOTHING";
        }
        let list = |separator: &str, each: &dyn Fn(&str) -> String| {
            self.update
                .iter()
                .map(|name| each(name))
                .collect::<Vec<_>>()
                .join(separator)
        };
        let set = list(", ", &|name| format!("{name} = excluded.{name}"));
        let differs = list(" OR ", &|name| {
            format!("{}.{name} IS DISTINCT FROM excluded.{name}", self.table)
        });
        format!("{clause} DO UPDATE SET {set} WHERE {differs}")
    }

    /// The rows in the order of their keys, of rows with the same key only the last.
    ///
    /// Sorted keys keep SQLite's pages together and let two PostgreSQL transactions lock in the same order;
    /// PostgreSQL refuses to touch a row twice in one statement. `NULL`s are never the same key.
    pub(crate) fn prepare(&self, mut rows: Vec<Vec<Val>>) -> Result<Vec<Vec<Val>>> {
        if rows.iter().any(|row| row.len() != self.columns.len()) {
            return Err(Error::Unsupported(
                "every row of an upsert has a value for each of its columns",
            ));
        }
        let place = |name: &&str| self.columns.iter().position(|(column, _)| column == name);
        let Some(key) = self.conflict.iter().map(place).collect::<Option<Vec<usize>>>() else {
            return Err(Error::Unsupported(
                "the conflict columns of an upsert are among its columns",
            ));
        };
        let order = |a: &[Val], b: &[Val]| {
            key.iter()
                .map(|&at| compare(&a[at], &b[at]))
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        };
        rows.sort_by(|a, b| order(a, b));
        rows.dedup_by(|later, kept| {
            let same = order(later, kept).is_eq() && key.iter().all(|&at| later[at] != Val::Null);
            if same {
                std::mem::swap(later, kept);
            }
            same
        });
        Ok(rows)
    }
}

impl Kind {
    fn postgres_name(self) -> &'static str {
        match self {
            Kind::Int => "bigint",
            Kind::Real => "double precision",
            Kind::Bool => "boolean",
            Kind::Text => "text",
            Kind::Bytes => "bytea",
        }
    }
}

/// A total order of values of one column; values of different kinds only need to keep apart.
fn compare(a: &Val, b: &Val) -> Ordering {
    match (a, b) {
        (Val::Int(a), Val::Int(b)) => a.cmp(b),
        (Val::Real(a), Val::Real(b)) => a.total_cmp(b),
        (Val::Bool(a), Val::Bool(b)) => a.cmp(b),
        (Val::Text(a), Val::Text(b)) => a.cmp(b),
        (Val::Bytes(a), Val::Bytes(b)) => a.cmp(b),
        _ => a.kind_name().cmp(b.kind_name()),
    }
}
