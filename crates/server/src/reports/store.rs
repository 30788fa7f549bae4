//! The SQL of the reports. Running timers are not part of any.

use super::dimension::Dimension;
use crate::error::Result;
use crate::projects::Project;
use crate::users::User;
use timetracker_db::{Read, Sql, p, record};
use timetracker_types::{Id, Instant};

record! {
    /// The time on one project, or on none.
    #[derive(Debug, Clone)]
    pub struct ProjectSum {
        /// Which; none for time on clients alone.
        pub project_id: Option<Id<Project>>,
        /// Its name.
        pub name: Option<String>,
        /// Worked, in seconds.
        pub seconds: i64,
        /// The billable part of it.
        pub billable_seconds: i64,
        /// How many entries.
        pub entries: i64,
    }

    /// An entry as payroll counts it.
    #[derive(Debug, Clone)]
    pub struct Worked {
        /// Whose.
        pub user_id: Id<User>,
        /// When it began.
        pub started_at: Instant,
        /// Worked, in seconds.
        pub seconds: i64,
        /// Whether it can be billed.
        pub billable: bool,
    }
}

/// Whose entries, on which project, begun in which half-open span.
#[derive(Debug, Clone, Copy)]
pub struct Of {
    /// Only of this person.
    pub user_id: Option<Id<User>>,
    /// Only on this project.
    pub project_id: Option<Id<Project>>,
    /// From here …
    pub from: Instant,
    /// … to before here.
    pub to: Instant,
}

fn narrow(sql: &mut Sql, of: Of) {
    sql.push(" WHERE e.deleted_at IS NULL AND e.ended_at IS NOT NULL AND e.started_at >= ");
    sql.bind(of.from).push(" AND e.started_at < ").bind(of.to);
    if let Some(person) = of.user_id {
        sql.push(" AND e.user_id = ").bind(person);
    }
    if let Some(project) = of.project_id {
        sql.push(" AND e.project_id = ").bind(project);
    }
}

/// The sums by project, most first.
pub async fn by_project(db: &impl Read, of: Of) -> Result<Vec<ProjectSum>> {
    let mut sql = Sql::new(
        "SELECT s.project_id AS project_id, p.name AS name, s.seconds AS seconds,
            s.billable_seconds AS billable_seconds, s.entries AS entries
        FROM (SELECT e.project_id, CAST(SUM(e.duration_seconds) AS BIGINT) AS seconds,
            CAST(SUM(CASE WHEN e.billable THEN e.duration_seconds ELSE 0 END) AS BIGINT) AS billable_seconds,
            COUNT(*) AS entries FROM time_entries e",
    );
    narrow(&mut sql, of);
    sql.push(
        " GROUP BY e.project_id) s LEFT JOIN projects p ON p.id = s.project_id
        ORDER BY s.seconds DESC, s.project_id NULLS LAST",
    );
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

/// Worked seconds of each person who has any.
pub async fn by_person(db: &impl Read, from: Instant, to: Instant) -> Result<Vec<(Id<User>, i64)>> {
    let sql = "SELECT user_id, CAST(SUM(duration_seconds) AS BIGINT) FROM time_entries
        WHERE deleted_at IS NULL AND ended_at IS NOT NULL AND started_at >= $1 AND started_at < $2
        GROUP BY user_id";
    Ok(db.query(sql, p![from, to]).await?)
}

/// Every entry, for sums that the database cannot make.
pub async fn worked(db: &impl Read, of: Of) -> Result<Vec<Worked>> {
    let mut sql = Sql::new(
        "SELECT e.user_id, e.started_at, e.duration_seconds AS seconds, e.billable FROM time_entries e",
    );
    narrow(&mut sql, of);
    sql.push(" ORDER BY e.user_id, e.started_at, e.id");
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

record! {
    /// What a group is called.
    #[derive(Debug, Clone)]
    pub struct Named {
        /// The row's id.
        pub id: i64,
        /// Its name.
        pub name: String,
        /// A code or identifier, where there is one.
        pub code: Option<String>,
        /// Its place in the palette, where it has one.
        pub color: Option<i64>,
    }
}

const PROJECTS: &str = "SELECT id, name, code, color FROM projects WHERE ";
const CLIENTS: &str =
    "SELECT id, name, CAST(NULL AS TEXT) AS code, CAST(NULL AS BIGINT) AS color FROM clients WHERE ";
const TASKS: &str = "SELECT id, name, identifier AS code, CAST(NULL AS BIGINT) AS color FROM tasks WHERE ";
const PEOPLE: &str = "SELECT id, CASE WHEN full_name = '' THEN username ELSE full_name END AS name,
    CAST(NULL AS TEXT) AS code, CAST(NULL AS BIGINT) AS color FROM users WHERE ";

fn table_of(dimension: Dimension) -> Option<&'static str> {
    match dimension {
        Dimension::Project => Some(PROJECTS),
        Dimension::Client => Some(CLIENTS),
        Dimension::Task => Some(TASKS),
        Dimension::Person => Some(PEOPLE),
        _ => None,
    }
}

/// The names of the things of a dimension; none where its groups are no rows.
pub async fn names(db: &impl Read, dimension: Dimension, ids: &[i64]) -> Result<Vec<Named>> {
    let Some(table) = table_of(dimension).filter(|_| !ids.is_empty()) else {
        return Ok(vec![]);
    };
    let mut found = Vec::new();
    for some in ids.chunks(1024) {
        let mut sql = Sql::new(table);
        let (text, params) = sql.push_in("id", some.iter().copied()).clone().into_parts();
        found.extend(db.query::<Named>(&text, params).await?);
    }
    Ok(found)
}

/// What a filter by this dimension offers, by name, at most so many.
pub async fn choices(db: &impl Read, dimension: Dimension, most: i64) -> Result<Vec<Named>> {
    let Some(table) = table_of(dimension).filter(|_| dimension != Dimension::Task) else {
        return Ok(vec![]);
    };
    let mut sql = Sql::new("SELECT * FROM (");
    sql.push(table)
        .push("1 = 1) x ORDER BY lower(name), id LIMIT ")
        .bind(most);
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}
