//! The SQL about clients.

use super::model::Client;
use crate::error::Result;
use timetracker_db::{Read, Tx, p};
use timetracker_types::{Id, Instant};

/// One client by id.
pub async fn find(db: &impl Read, id: Id<Client>) -> Result<Option<Client>> {
    Ok(db
        .query_opt("SELECT * FROM clients WHERE id = $1", p![id])
        .await?)
}

/// One client by name, whatever its case.
pub async fn find_by_name(db: &impl Read, name: &str) -> Result<Option<Client>> {
    Ok(db
        .query_opt("SELECT * FROM clients WHERE lower(name) = lower($1)", p![name])
        .await?)
}

/// Clients by name; all of them, or only active ones.
pub async fn list(db: &impl Read, with_archived: bool) -> Result<Vec<Client>> {
    let sql = "SELECT * FROM clients WHERE status = 'active' OR $1 ORDER BY lower(name), id";
    Ok(db.query(sql, p![with_archived]).await?)
}

/// How many projects each client has: client, active ones, all.
pub async fn project_counts(db: &impl Read) -> Result<Vec<(Id<Client>, i64, i64)>> {
    let sql = "SELECT client_id, CAST(SUM(CASE WHEN status = 'active' THEN 1 ELSE 0 END) AS BIGINT), COUNT(*)
        FROM projects GROUP BY client_id";
    Ok(db.query(sql, p![]).await?)
}

/// Adds a client.
pub async fn insert(tx: &Tx, client: &Client) -> Result<Id<Client>> {
    let sql = "INSERT INTO clients (name, description, contact_person, email, phone, address,
            default_hourly_rate_minor, custom_fields, status, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) RETURNING id";
    let params = p![
        client.name,
        client.description,
        client.contact_person,
        client.email,
        client.phone,
        client.address,
        client.default_hourly_rate_minor,
        client.custom_fields,
        client.status,
        client.created_at
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Writes a client's changed fields.
pub async fn update(tx: &Tx, client: &Client, now: Instant) -> Result<()> {
    let sql = "UPDATE clients SET name = $2, description = $3, contact_person = $4, email = $5, phone = $6,
            address = $7, default_hourly_rate_minor = $8, status = $9, updated_at = $10 WHERE id = $1";
    let params = p![
        client.id,
        client.name,
        client.description,
        client.contact_person,
        client.email,
        client.phone,
        client.address,
        client.default_hourly_rate_minor,
        client.status,
        now
    ];
    tx.exec(sql, params).await?;
    Ok(())
}
