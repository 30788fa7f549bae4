//! SQL text: a small builder for filters, and the one rewriting that SQLite needs.

use std::borrow::Cow;
use std::fmt::Write;

use crate::{Params, ToVal, Val};

/// A statement put together from fixed pieces and bound values, for filters that are not known beforehand.
///
/// Text can only be `&'static str`, so nothing a person typed can become SQL.
///
/// ```
/// use timetracker_db::Sql;
/// let mut sql = Sql::new("SELECT id FROM task WHERE archived = ");
/// sql.bind(false).push(" AND ").push_in("project_id", [1_i64, 2]).push(" AND name = ").bind("Review");
/// let (text, params) = sql.into_parts();
/// assert_eq!(text, "SELECT id FROM task WHERE archived = $1 AND project_id IN ($2, $3) AND name = $4");
/// assert_eq!(params.len(), 4);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Sql {
    pieces: Vec<Piece>,
}

/// Begins the text of statements from [`Sql::by_value`].
pub(crate) const BY_VALUE: &str = "/* by value */ ";

#[derive(Debug, Clone)]
enum Piece {
    Text(&'static str),
    Bound(Val),
}

impl Sql {
    /// Starts with this text.
    pub fn new(text: &'static str) -> Self {
        Self {
            pieces: vec![Piece::Text(text)],
        }
    }

    /// Starts a statement that PostgreSQL plans anew each time, for the values that are bound: one that reads much, and
    /// by ranges of which it must know how long they are. On SQLite that holds for every statement outside of transactions,
    /// and for none within one.
    pub fn by_value() -> Self {
        Self::new(BY_VALUE)
    }

    /// Appends text.
    pub fn push(&mut self, text: &'static str) -> &mut Self {
        self.pieces.push(Piece::Text(text));
        self
    }

    /// Appends a parameter with this value.
    pub fn bind(&mut self, value: impl ToVal) -> &mut Self {
        self.pieces.push(Piece::Bound(value.to_val()));
        self
    }

    /// Appends `column IN ($…, $…)`, or a condition that is never true when there are no values.
    ///
    /// Up to 1,024 values are filled up to a power of two by repeating the last one, so that lists of every length
    /// share a handful of prepared statements.
    pub fn push_in<V: ToVal>(
        &mut self,
        column: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> &mut Self {
        let mut values: Vec<Val> = values.into_iter().map(|value| value.to_val()).collect();
        let Some(last) = values.last().cloned() else {
            return self.push("1 = 0");
        };
        if values.len() <= 1024 {
            values.resize(values.len().next_power_of_two(), last);
        }
        self.push(column).push(" IN (");
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.pieces.push(Piece::Bound(value));
        }
        self.push(")")
    }

    /// Appends another statement or part of one, with its values.
    pub fn append(&mut self, other: Sql) -> &mut Self {
        self.pieces.extend(other.pieces);
        self
    }

    /// The text, with `$1`, `$2`, … for the bound values.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut bound = 0;
        for piece in &self.pieces {
            match piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Bound(_) => {
                    bound += 1;
                    let _ = write!(text, "${bound}"); // writing to a String cannot fail
                }
            }
        }
        text
    }

    /// The text and the values, as the methods of [`Read`](crate::Read) and [`Tx`](crate::Tx) take them.
    pub fn into_parts(self) -> (String, Params) {
        let text = self.text();
        let bound = self.pieces.into_iter().filter_map(|piece| match piece {
            Piece::Bound(value) => Some(value),
            Piece::Text(_) => None,
        });
        (text, bound.collect())
    }
}

/// Whether this statement begins as one that writes.
pub(crate) fn writes(sql: &str) -> bool {
    let first = sql.split_whitespace().next().unwrap_or_default();
    ["INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"]
        .iter()
        .any(|verb| first.eq_ignore_ascii_case(verb))
}

/// Rewrites `$1` to `?1` outside literals, quoted names and comments.
///
/// To SQLite `$1` is a *name* that is numbered by its first appearance, so `$2 … $1` would swap the values.
pub(crate) fn numbered(sql: &str) -> Cow<'_, str> {
    if !sql.contains('$') {
        return Cow::Borrowed(sql);
    }
    let bytes = sql.as_bytes();
    let mut out = String::with_capacity(sql.len());
    let (mut copied, mut at) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b'$' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
            out.push_str(&sql[copied..at]);
            out.push('?');
            copied = at + 1;
        }
        at += opaque_length(sql, at).max(1);
    }
    out.push_str(&sql[copied..]);
    Cow::Owned(out)
}

/// The length of the literal, quoted name or comment that starts at this byte; 0 where none does.
fn opaque_length(sql: &str, start: usize) -> usize {
    let closed_by = |open: usize, end: &str| {
        let rest = &sql[start..]; // an ASCII byte matched below, so this is a character's start
        rest[open..]
            .find(end)
            .map_or(rest.len(), |at| open + at + end.len())
    };
    match &sql.as_bytes()[start..] {
        [b'\'', ..] => closed_by(1, "'"), // a doubled quote reads as two literals side by side
        [b'"', ..] => closed_by(1, "\""),
        [b'-', b'-', ..] => closed_by(2, "\n"),
        [b'/', b'*', ..] => closed_by(2, "*/"),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_and_literals_left_alone() {
        assert_eq!(
            numbered("SELECT $2, '$1 ''$3', \"$4\" -- $5\n, $10"),
            "SELECT ?2, '$1 ''$3', \"$4\" -- $5\n, ?10"
        );
        assert_eq!(
            numbered("SELECT /* $1 */ 'ä€🙂$2', $1"),
            "SELECT /* $1 */ 'ä€🙂$2', ?1"
        );
        assert_eq!(numbered("SELECT '$1"), "SELECT '$1");
        assert_eq!(numbered("SELECT x AS größe, $1"), "SELECT x AS größe, ?1");
    }

    #[test]
    fn an_empty_list_matches_nothing_and_long_ones_share_a_text() {
        let text = |count: i64| {
            let mut sql = Sql::new("");
            sql.push_in("x", 0..count);
            sql.text()
        };
        assert_eq!(text(0), "1 = 0");
        assert_eq!(text(1), "x IN ($1)");
        assert_eq!(text(3), text(4));
        assert_ne!(text(4), text(5));
    }

    #[test]
    fn appended_parts_keep_their_values_in_order() {
        let mut inner = Sql::new("a = ");
        inner.bind(1_i64);
        let mut sql = Sql::new("b = ");
        sql.bind("x").push(" AND ").append(inner);
        assert_eq!(
            sql.into_parts(),
            ("b = $1 AND a = $2".to_owned(), crate::p!["x", 1_i64])
        );
    }
}
