//! Sums by two dimensions as a report shows them: groups, and the first groups within some of them.

use super::super::dimension::Dimension;
use super::plan::Plan;
use super::store::{ALL, Placed, SUMS, begun, order, push_rows, take_all};
use super::{Groups, Scope, Sum};
use crate::error::Result;
use timetracker_db::{FromRow as _, Read, Row, Sql};

/// Which groups of two dimensions are wanted, by their places; a part is how many, and how many before them.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// The groups of the first dimension.
    pub groups: (i64, i64),
    /// Those of them within which one looks.
    pub opened: (i64, i64),
    /// How many groups of the second dimension within each.
    pub within: i64,
}

/// The groups of a dimension as [`super::group_sums`] gives them, and the first ones of another within some of them. The
/// rows are read once, for the pairs, and from these comes all the rest; but projects are so many that pairs are
/// made only of those within which one looks, where the kept months are quickly read twice.
pub async fn nested_sums(
    db: &impl Read,
    scope: &Scope,
    by: (Dimension, Dimension),
    shown: Shown,
) -> Result<(Groups, Vec<Placed>)> {
    let plan = Plan::of(scope, &[by.0, by.1]);
    if plan == Plan::default() {
        return Ok((Groups::default(), vec![]));
    }
    let mut sql = begun(&plan);
    sql.push(if plan.windows.is_empty() { "WITH " } else { ", " });
    if by.0 == Dimension::Project && plan.months.is_some() {
        push_tops(&mut sql, by.0, |sql| {
            push_rows(sql.push("("), &plan, scope, &[by.0]);
            sql.push(") x");
        });
        sql.push(", ");
        push_pairs(&mut sql, &plan, scope, by, Some(shown.opened));
    } else {
        push_pairs(&mut sql, &plan, scope, by, None);
        sql.push(", ");
        push_tops(&mut sql, by.0, |sql| {
            sql.push("pairs");
        });
    }
    sql.push(
        ",
        insides AS MATERIALIZED (SELECT * FROM (SELECT k1, k2, s, b, n, COUNT(*) OVER (PARTITION BY k1) AS of_group,
            ROW_NUMBER() OVER (PARTITION BY k1 ORDER BY ",
    );
    sql.push(if by.1.is_time() { "k2" } else { "s DESC, k2" });
    sql.push(") AS inner_place FROM pairs WHERE k1 IN (SELECT k1 FROM tops WHERE ");
    push_part(&mut sql, shown.opened);
    sql.push(")) i WHERE inner_place <= ").bind(shown.within);
    sql.push(
        ")
        SELECT t.*, i.k2, i.s AS inner_seconds, i.b AS inner_billable, i.n AS inner_entries, i.of_group
        FROM tops t LEFT JOIN insides i ON i.k1 = t.k1 WHERE ",
    );
    push_part(&mut sql, shown.groups);
    sql.push(" ORDER BY t.place, i.inner_place NULLS FIRST");
    let (text, params) = sql.into_parts();
    nested(&db.rows(&text, params).await?, by)
}

/// `pairs AS …`: the sums by both dimensions, of all groups or of those in these places.
fn push_pairs(
    sql: &mut Sql,
    plan: &Plan,
    scope: &Scope,
    by: (Dimension, Dimension),
    opened: Option<(i64, i64)>,
) {
    sql.push(
        "pairs AS MATERIALIZED (SELECT k1, k2, CAST(SUM(s) AS BIGINT) AS s, CAST(SUM(b) AS BIGINT) AS b,
            CAST(SUM(n) AS BIGINT) AS n FROM (",
    );
    push_rows(sql, plan, scope, &[by.0, by.1]);
    sql.push(") x");
    if let Some(opened) = opened {
        push_part(sql.push(" WHERE k1 IN (SELECT k1 FROM tops WHERE "), opened);
        sql.push(")");
    }
    sql.push(" GROUP BY k1, k2 HAVING SUM(n) <> 0)");
}

/// `tops AS …`: the groups of the first dimension with their places, from rows or pairs.
fn push_tops(sql: &mut Sql, by: Dimension, from: impl FnOnce(&mut Sql)) {
    sql.push("tops AS MATERIALIZED (SELECT k1, ").push(SUMS);
    sql.push(", COUNT(*) OVER () AS all_groups, ").push(ALL);
    sql.push(", ROW_NUMBER() OVER (ORDER BY ").push(order(by));
    from(sql.push(") AS place FROM "));
    sql.push(" GROUP BY k1 HAVING SUM(n) <> 0)");
}

fn push_part(sql: &mut Sql, (most, skip): (i64, i64)) {
    sql.push("place > ").bind(skip);
    sql.push(" AND place <= ").bind(skip + most);
}

/// One row for each inner group, the outer one said again in each.
fn nested(rows: &[Row], by: (Dimension, Dimension)) -> Result<(Groups, Vec<Placed>)> {
    let (mut groups, mut within) = (Groups::default(), Vec::new());
    for row in rows {
        let outer = by.0.key(row.get("k1")?);
        if groups.rows.last().is_none_or(|(last, _)| *last != outer) {
            groups.rows.push((outer.clone(), Sum::from_row(row)?));
            take_all(&mut groups, row)?;
        }
        if let Some(inner) = row.get::<Option<i64>>("k2")? {
            within.push(Placed {
                outer,
                inner: by.1.key(inner),
                sum: Sum {
                    seconds: row.get("inner_seconds")?,
                    billable_seconds: row.get("inner_billable")?,
                    entries: row.get("inner_entries")?,
                },
                count: row.get("of_group")?,
            });
        }
    }
    Ok((groups, within))
}
