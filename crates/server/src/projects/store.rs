//! The SQL about projects.

use super::model::{Project, ProjectView};
use crate::clients::Client;
use crate::error::Result;
use timetracker_db::{Read, Sql, Tx, p, record};
use timetracker_types::{Id, Instant};

/// Which projects are wanted.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// `active`, `inactive`, `archived`; `None` means all.
    pub status: Option<String>,
    /// Only of this client.
    pub client_id: Option<Id<Client>>,
    /// Only with this in their name, their code or their client's name.
    pub search: String,
    /// At most so many; 0 means all.
    pub limit: i64,
    /// How many to skip.
    pub offset: i64,
}

record! {
    /// A project as a select or a filter offers it.
    #[derive(Debug, Clone)]
    pub struct Choice {
        /// The row's id.
        pub id: Id<Project>,
        /// Its name.
        pub name: String,
        /// What tells projects of one name apart.
        pub code: Option<String>,
        /// Its place in the palette.
        pub color: i64,
        /// Its client's name.
        pub client_name: String,
    }
}

/// The projects that a connection keeps: the service's id, ours, the name.
pub async fn of_connection(db: &impl Read, connection: i64) -> Result<Vec<(String, i64, String)>> {
    let sql = "SELECT external_ref, id, name FROM projects
        WHERE connection_id = $1 AND external_ref IS NOT NULL ORDER BY id";
    Ok(db.query(sql, p![connection]).await?)
}

/// One project by id.
pub async fn find(db: &impl Read, id: Id<Project>) -> Result<Option<Project>> {
    Ok(db
        .query_opt("SELECT * FROM projects WHERE id = $1", p![id])
        .await?)
}

/// One project by code, whatever its case.
pub async fn find_by_code(db: &impl Read, code: &str) -> Result<Option<Project>> {
    Ok(db
        .query_opt("SELECT * FROM projects WHERE lower(code) = lower($1)", p![code])
        .await?)
}

/// One project of a client by name, whatever its case.
pub async fn find_by_name(db: &impl Read, client: Id<Client>, name: &str) -> Result<Option<Project>> {
    let sql = "SELECT * FROM projects WHERE client_id = $1 AND lower(name) = lower($2) ORDER BY id LIMIT 1";
    Ok(db.query_opt(sql, p![client, name]).await?)
}

/// The projects of a name, of any client or of the one of that name; active ones first.
pub async fn named(db: &impl Read, name: &str, client: Option<&str>) -> Result<Vec<Project>> {
    let sql = "SELECT p.* FROM projects p JOIN clients c ON c.id = p.client_id
        WHERE lower(p.name) = lower($1) AND (CAST($2 AS TEXT) IS NULL OR lower(c.name) = lower($2))
        ORDER BY CASE WHEN p.status = 'active' THEN 0 ELSE 1 END, p.id LIMIT 20";
    Ok(db.query(sql, p![name, client]).await?)
}

/// Active projects by name, as choices.
pub async fn choices(db: &impl Read) -> Result<Vec<Choice>> {
    let sql = "SELECT p.id, p.name, p.code, p.color, c.name AS client_name
        FROM projects p JOIN clients c ON c.id = p.client_id
        WHERE p.status = 'active' ORDER BY lower(p.name), p.id";
    Ok(db.query(sql, p![]).await?)
}

/// Projects by name with their hours: first the page of projects, then what is beside them.
pub async fn list(db: &impl Read, filter: &Filter) -> Result<Vec<ProjectView>> {
    let mut sql = Sql::new("SELECT * FROM projects WHERE 1 = 1");
    narrow(&mut sql, filter);
    sql.push(" ORDER BY lower(name), id");
    if filter.limit > 0 {
        sql.push(" LIMIT ")
            .bind(filter.limit)
            .push(" OFFSET ")
            .bind(filter.offset);
    }
    let mut sql = with_hours(sql);
    sql.push(" ORDER BY lower(p.name), p.id");
    let (text, params) = sql.into_parts();
    Ok(db.query(&text, params).await?)
}

/// How many projects there are.
pub async fn count(db: &impl Read, filter: &Filter) -> Result<i64> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM projects WHERE 1 = 1");
    narrow(&mut sql, filter);
    let (text, params) = sql.into_parts();
    Ok(db.scalar(&text, params).await?)
}

/// One project with its hours.
pub async fn view(db: &impl Read, id: Id<Project>) -> Result<Option<ProjectView>> {
    let mut sql = Sql::new("SELECT * FROM projects WHERE id = ");
    sql.bind(id);
    let (text, params) = with_hours(sql).into_parts();
    Ok(db.query_opt(&text, params).await?)
}

/// These projects as `p`, with their clients, their open tasks, and their hours from the kept months, which are read
/// once for all of them.
fn with_hours(projects: Sql) -> Sql {
    let mut sql = Sql::new("WITH p AS MATERIALIZED (");
    sql.append(projects).push(
        ") SELECT p.*, c.name AS client_name, c.default_hourly_rate_minor AS client_rate_minor,
            CAST(COALESCE(m.seconds, 0) AS BIGINT) AS total_seconds,
            CAST(COALESCE(m.billable_seconds, 0) AS BIGINT) AS billable_seconds,
            (SELECT COUNT(*) FROM tasks t WHERE t.project_id = p.id AND t.archived_at IS NULL
                AND t.status IN ('todo', 'in_progress', 'review')) AS open_tasks
        FROM p JOIN clients c ON c.id = p.client_id
        LEFT JOIN (SELECT project_id, SUM(seconds) AS seconds,
                SUM(CASE WHEN billable THEN seconds ELSE 0 END) AS billable_seconds
            FROM time_months WHERE project_id IN (SELECT id FROM p) GROUP BY project_id) m ON m.project_id = p.id",
    );
    sql
}

fn narrow(sql: &mut Sql, filter: &Filter) {
    if let Some(status) = &filter.status {
        sql.push(" AND status = ").bind(status.as_str());
    }
    if let Some(client) = filter.client_id {
        sql.push(" AND client_id = ").bind(client);
    }
    let words = filter.search.trim();
    if !words.is_empty() {
        let like = words
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        let like = format!("%{like}%");
        sql.push(" AND (lower(name) LIKE lower(").bind(like.clone());
        sql.push(") ESCAPE '\\' OR lower(code) LIKE lower(")
            .bind(like.clone());
        sql.push(") ESCAPE '\\' OR client_id IN (SELECT c.id FROM clients c WHERE lower(c.name) LIKE lower(")
            .bind(like)
            .push(") ESCAPE '\\'))");
    }
}

/// The hours of a project by person from the kept months, most first: who, by the name people read, and seconds.
pub async fn people(db: &impl Read, project: Id<Project>) -> Result<Vec<(i64, String, i64)>> {
    let sql = "SELECT u.id, CASE WHEN u.full_name = '' THEN u.username ELSE u.full_name END, s.seconds
        FROM (SELECT user_id, CAST(SUM(seconds) AS BIGINT) AS seconds FROM time_months
            WHERE project_id = $1 GROUP BY user_id HAVING SUM(entries) <> 0) s
        JOIN users u ON u.id = s.user_id ORDER BY s.seconds DESC, u.id";
    Ok(db.query(sql, p![project]).await?)
}

/// What was worked for a client, on its projects or on itself, in seconds.
pub async fn seconds_of_client(db: &impl Read, client: Id<Client>) -> Result<i64> {
    let sql = "SELECT CAST(COALESCE(SUM(seconds), 0) AS BIGINT) FROM time_months
        WHERE project_id IN (SELECT id FROM projects WHERE client_id = $1) OR (project_id = 0 AND client_id = $1)";
    Ok(db.scalar(sql, p![client]).await?)
}

/// Adds a project.
pub async fn insert(tx: &Tx, project: &Project, created_by: i64) -> Result<Id<Project>> {
    let sql = "INSERT INTO projects (client_id, name, code, color, description, billable, hourly_rate_minor,
            billing_ref, budget_amount_minor, budget_threshold_percent, estimated_seconds, status,
            custom_fields, created_by, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15) RETURNING id";
    let params = p![
        project.client_id,
        project.name,
        project.code,
        project.color,
        project.description,
        project.billable,
        project.hourly_rate_minor,
        project.billing_ref,
        project.budget_amount_minor,
        project.budget_threshold_percent,
        project.estimated_seconds,
        project.status,
        project.custom_fields,
        created_by,
        project.created_at
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Writes a project's changed fields.
pub async fn update(tx: &Tx, project: &Project, now: Instant) -> Result<()> {
    let sql = "UPDATE projects SET client_id = $2, name = $3, code = $4, color = $5, description = $6,
            billable = $7, hourly_rate_minor = $8, billing_ref = $9, budget_amount_minor = $10,
            budget_threshold_percent = $11, estimated_seconds = $12, status = $13, archived_at = $14,
            updated_at = $15 WHERE id = $1";
    let params = p![
        project.id,
        project.client_id,
        project.name,
        project.code,
        project.color,
        project.description,
        project.billable,
        project.hourly_rate_minor,
        project.billing_ref,
        project.budget_amount_minor,
        project.budget_threshold_percent,
        project.estimated_seconds,
        project.status,
        project.archived_at,
        now
    ];
    tx.exec(sql, params).await?;
    Ok(())
}
