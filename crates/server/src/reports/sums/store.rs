//! The SQL of sums: one statement over the kept months and the windows of a plan, whatever is asked for.

use super::super::dimension::Dimension;
use super::plan::{Plan, Window};
use super::{Filter, Groups, Key, Pick, Scope, Sum};
use crate::error::Result;
use timetracker_db::{FromRow, Read, Row, Sql, p};
use timetracker_types::{Day, Instant, Zone};

/// The tags of an entry, each between two commas without blanks.
const TAGS: &str = "(',' || replace(tags, ', ', ',') || ',')";
/// The sums of the rows `x`.
pub(super) const SUMS: &str = "CAST(SUM(s) AS BIGINT) AS seconds, CAST(SUM(b) AS BIGINT) AS billable_seconds,
    CAST(SUM(n) AS BIGINT) AS entries";

/// The sums of all the groups of the rows `x`, beside each group.
pub(super) const ALL: &str = "CAST(SUM(SUM(s)) OVER () AS BIGINT) AS all_seconds,
    CAST(SUM(SUM(b)) OVER () AS BIGINT) AS all_billable, CAST(SUM(SUM(n)) OVER () AS BIGINT) AS all_entries";

impl FromRow for Sum {
    fn from_row(row: &Row) -> timetracker_db::Result<Self> {
        Ok(Self {
            seconds: row.get::<Option<i64>>("seconds")?.unwrap_or(0),
            billable_seconds: row.get::<Option<i64>>("billable_seconds")?.unwrap_or(0),
            entries: row.get::<Option<i64>>("entries")?.unwrap_or(0),
        })
    }
}

/// The days on which the first and the last finished entry began.
pub async fn extent(db: &impl Read, zone: &Zone) -> Result<Option<(Day, Day)>> {
    let sql =
        "SELECT (SELECT MIN(started_at) FROM time_entries WHERE deleted_at IS NULL AND ended_at IS NOT NULL),
        (SELECT MAX(started_at) FROM time_entries WHERE deleted_at IS NULL AND ended_at IS NOT NULL)";
    let (first, last): (Option<Instant>, Option<Instant>) = db.query_one(sql, p![]).await?;
    Ok(first
        .zip(last)
        .map(|(first, last)| (zone.day_of(first), zone.day_of(last))))
}

/// Everything added up, each entry once.
pub async fn total(db: &impl Read, scope: &Scope) -> Result<Sum> {
    let plan = Plan::of(scope, &[]);
    if plan == Plan::default() {
        return Ok(Sum::default());
    }
    let mut sql = begun(&plan);
    sql.push("SELECT ").push(SUMS).push(" FROM (");
    push_rows(&mut sql, &plan, scope, &[]);
    let (text, params) = sql.push(") x").clone().into_parts();
    Ok(db.query_one(&text, params).await?)
}

/// The groups of a dimension: those of time in their order, others by their hours; from `skip` on at most `most`.
pub async fn group_sums(
    db: &impl Read,
    scope: &Scope,
    by: Dimension,
    most: i64,
    skip: i64,
) -> Result<Groups> {
    let plan = Plan::of(scope, &[by]);
    if plan == Plan::default() {
        return Ok(Groups::default());
    }
    let mut sql = begun(&plan);
    sql.push("SELECT k1, ").push(SUMS);
    sql.push(", COUNT(*) OVER () AS all_groups, ")
        .push(ALL)
        .push(" FROM (");
    push_rows(&mut sql, &plan, scope, &[by]);
    sql.push(") x GROUP BY k1 HAVING SUM(n) <> 0 ORDER BY ");
    sql.push(order(by));
    sql.push(" LIMIT ").bind(most).push(" OFFSET ").bind(skip);
    let (text, params) = sql.into_parts();
    let mut groups = Groups::default();
    for row in db.rows(&text, params).await? {
        groups.rows.push((by.key(row.get("k1")?), Sum::from_row(&row)?));
        take_all(&mut groups, &row)?;
    }
    Ok(groups)
}

/// The order of groups: of time as it passes, others by their hours.
pub(super) fn order(by: Dimension) -> &'static str {
    if by.is_time() { "k1" } else { "SUM(s) DESC, k1" }
}

/// What a row says of all groups.
pub(super) fn take_all(groups: &mut Groups, row: &Row) -> Result<()> {
    groups.count = row.get("all_groups")?;
    groups.total = Sum {
        seconds: row.get("all_seconds")?,
        billable_seconds: row.get("all_billable")?,
        entries: row.get("all_entries")?,
    };
    Ok(())
}

/// One group within another.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The group.
    pub outer: Key,
    /// The one within it.
    pub inner: Key,
    /// What they have in common.
    pub sum: Sum,
    /// How many groups there are within the outer one.
    pub count: i64,
}

fn placed(row: &Row, by: (Dimension, Dimension)) -> Result<Placed> {
    Ok(Placed {
        outer: by.0.key(row.get("k1")?),
        inner: by.1.key(row.get("k2")?),
        sum: Sum::from_row(row)?,
        count: row.get("of_group")?,
    })
}

/// Pairs of groups in the order of their numbers, after one pair: for reading all of them piece by piece. Without
/// a second dimension the inner number is 0.
pub async fn pairs_after(
    db: &impl Read,
    scope: &Scope,
    by: (Dimension, Option<Dimension>),
    after: Option<(&Key, &Key)>,
    most: i64,
) -> Result<Vec<Placed>> {
    let dimensions: Vec<Dimension> = std::iter::once(by.0).chain(by.1).collect();
    let inner = by.1.unwrap_or(Dimension::Project);
    let plan = Plan::of(scope, &dimensions);
    if plan == Plan::default() {
        return Ok(vec![]);
    }
    let mut sql = begun(&plan);
    sql.push("SELECT k1, k2, ")
        .push(SUMS)
        .push(", CAST(0 AS BIGINT) AS of_group FROM (");
    push_rows(&mut sql, &plan, scope, &dimensions);
    sql.push(") x");
    if let Some((first, second)) = after {
        sql.push(" WHERE (k1, k2) > (CAST(")
            .bind(by.0.number_of(first))
            .push(" AS BIGINT), CAST(")
            .bind(inner.number_of(second))
            .push(" AS BIGINT))");
    }
    sql.push(" GROUP BY k1, k2 HAVING SUM(n) <> 0 ORDER BY k1, k2 LIMIT ")
        .bind(most);
    let (text, params) = sql.into_parts();
    let rows = db.rows(&text, params).await?;
    rows.iter().map(|row| placed(row, (by.0, inner))).collect()
}

/// The sums of each text of tags as entries carry it, beside another dimension where there is one; in no order.
pub async fn tag_sums(
    db: &impl Read,
    scope: &Scope,
    beside: Option<Dimension>,
) -> Result<Vec<(String, Key, Sum)>> {
    let dimensions: Vec<Dimension> = std::iter::once(Dimension::Tag).chain(beside).collect();
    let plan = Plan::of(scope, &dimensions);
    if plan == Plan::default() {
        return Ok(vec![]);
    }
    let mut sql = begun(&plan);
    sql.push("SELECT k1, k2, ").push(SUMS).push(" FROM (");
    push_rows(&mut sql, &plan, scope, &dimensions);
    let (text, params) = sql.push(") x GROUP BY k1, k2").clone().into_parts();
    let key = |number| beside.map_or(Key::Id(0), |beside| beside.key(number));
    let rows = db.rows(&text, params).await?;
    rows.iter()
        .map(|row| Ok((row.get("k1")?, key(row.get("k2")?), Sum::from_row(row)?)))
        .collect()
}

/// `WITH w (…) AS (…) `, the windows as a table.
pub(super) fn begun(plan: &Plan) -> Sql {
    let mut sql = Sql::by_value();
    if plan.windows.is_empty() {
        return sql;
    }
    sql.push("WITH w (a, b, sign, p1, p2) AS (VALUES ");
    // Filled up with empty windows, so that plans of every length share a handful of statements.
    let nothing = Window {
        from: Instant::EPOCH,
        to: Instant::EPOCH,
        sign: 1,
        periods: [0, 0],
    };
    let padding = plan.windows.len().next_power_of_two() - plan.windows.len();
    let filled = plan.windows.iter().chain(std::iter::repeat_n(&nothing, padding));
    for (index, window) in filled.enumerate() {
        sql.push(if index == 0 { "(CAST(" } else { ", (CAST(" });
        sql.bind(window.from).push(" AS BIGINT), CAST(");
        sql.bind(window.to).push(" AS BIGINT), CAST(");
        sql.bind(window.sign).push(" AS BIGINT), CAST(");
        sql.bind(window.periods[0]).push(" AS BIGINT), CAST(");
        sql.bind(window.periods[1]).push(" AS BIGINT))");
    }
    sql.push(") ");
    sql
}

/// The rows of a plan: two keys, seconds `s`, billable ones `b` and entries `n`, the last three with their sign.
pub(super) fn push_rows(sql: &mut Sql, plan: &Plan, scope: &Scope, by: &[Dimension]) {
    if let Some((first, last)) = plan.months {
        sql.push("SELECT ");
        push_keys(sql, by, ["month", "month"]);
        sql.push(
            ", seconds AS s, CASE WHEN billable THEN seconds ELSE 0 END AS b, entries AS n
            FROM time_months",
        );
        push_owners(sql, by);
        sql.push(" WHERE month >= ");
        sql.bind(first).push(" AND month <= ").bind(last);
        narrow(sql, &scope.filter);
    }
    if plan.windows.is_empty() {
        return;
    }
    if plan.months.is_some() {
        sql.push(" UNION ALL ");
    }
    sql.push("SELECT ");
    push_keys(sql, by, ["p1", "p2"]);
    sql.push(
        ", w.sign * duration_seconds AS s, CASE WHEN billable THEN w.sign * duration_seconds ELSE 0 END AS b,
        w.sign AS n FROM w CROSS JOIN time_entries",
    );
    push_owners(sql, by);
    sql.push(" WHERE started_at >= w.a AND started_at < w.b AND deleted_at IS NULL AND ended_at IS NOT NULL");
    narrow(sql, &scope.filter);
}

/// The client of each project beside its rows, where one asks by client. A join, for a subquery would be asked again
/// in every place where the key is named.
fn push_owners(sql: &mut Sql, by: &[Dimension]) {
    if by.contains(&Dimension::Client) {
        sql.push(" LEFT JOIN (SELECT id AS owned, client_id AS owner FROM projects) o ON owned = project_id");
    }
}

/// `… AS k1, … AS k2`; the numbers of the groups of time are in the columns `periods`.
fn push_keys(sql: &mut Sql, by: &[Dimension], periods: [&'static str; 2]) {
    for (index, name) in [" AS k1, ", " AS k2"].into_iter().enumerate() {
        sql.push(match by.get(index) {
            None => "CAST(0 AS BIGINT)",
            Some(Dimension::Project) => "COALESCE(project_id, 0)",
            Some(Dimension::Client) => {
                // From `push_owners`.
                "COALESCE(owner, client_id, 0)"
            }
            Some(Dimension::Task) => "COALESCE(task_id, 0)",
            Some(Dimension::Person) => "user_id",
            Some(Dimension::Tag) => "tags",
            Some(Dimension::Day | Dimension::Week | Dimension::Month) => periods[index],
        });
        sql.push(name);
    }
}

/// ` AND …` for each condition of a filter, on entries or on kept months.
pub fn narrow(sql: &mut Sql, filter: &Filter) {
    if let Some(person) = filter.person {
        sql.push(" AND user_id = ").bind(person);
    }
    match filter.project {
        Pick::Any => {}
        Pick::None => drop(sql.push(" AND COALESCE(project_id, 0) = 0")),
        Pick::Only(project) => drop(sql.push(" AND project_id = ").bind(project)),
    }
    match filter.client {
        Pick::Any => {}
        Pick::None => drop(sql.push(" AND COALESCE(project_id, 0) = 0 AND COALESCE(client_id, 0) = 0")),
        Pick::Only(client) => {
            sql.push(" AND (project_id IN (SELECT p.id FROM projects p WHERE p.client_id = ")
                .bind(client);
            sql.push(") OR (COALESCE(project_id, 0) = 0 AND client_id = ")
                .bind(client)
                .push("))");
        }
    }
    if let Some(billable) = filter.billable {
        sql.push(" AND billable = ").bind(billable);
    }
    narrow_finely(sql, filter);
}

/// What only entries have.
fn narrow_finely(sql: &mut Sql, filter: &Filter) {
    match filter.task {
        Pick::Any => {}
        Pick::None => drop(sql.push(" AND task_id IS NULL")),
        Pick::Only(task) => drop(sql.push(" AND task_id = ").bind(task)),
    }
    if filter.untagged {
        sql.push(" AND tags = ''");
    }
    for tag in &filter.tags {
        // Exactly this tag on both engines: LIKE ignores case on one of them.
        sql.push(" AND replace(").push(TAGS).push(", ");
        sql.bind(format!(",{tag},")).push(", '') <> ").push(TAGS);
    }
    if !filter.notes.is_empty() {
        let wanted = filter
            .notes
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        sql.push(" AND lower(notes) LIKE lower(")
            .bind(format!("%{wanted}%"));
        sql.push(") ESCAPE '\\'");
    }
}
