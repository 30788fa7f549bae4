//! The SQL about contacts. Those that were deleted are kept, and found by nobody.

use super::model::Contact;
use crate::clients::Client;
use crate::error::Result;
use timetracker_db::{Read, Tx, p};
use timetracker_types::Id;

/// One contact.
pub async fn find(db: &impl Read, id: Id<Contact>) -> Result<Option<Contact>> {
    let sql = "SELECT * FROM contacts WHERE id = $1 AND is_active";
    Ok(db.query_opt(sql, p![id]).await?)
}

/// A client's contacts: whom to talk to first, then as they were added.
pub async fn list(db: &impl Read, client: Id<Client>, limit: i64, offset: i64) -> Result<Vec<Contact>> {
    let sql = "SELECT * FROM contacts WHERE client_id = $1 AND is_active
        ORDER BY is_primary DESC, id LIMIT $2 OFFSET $3";
    Ok(db.query(sql, p![client, limit, offset]).await?)
}

/// How many contacts a client has.
pub async fn count(db: &impl Read, client: Id<Client>) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM contacts WHERE client_id = $1 AND is_active";
    Ok(db.scalar(sql, p![client]).await?)
}

/// Adds a contact.
pub async fn insert(tx: &Tx, contact: &Contact) -> Result<Id<Contact>> {
    let sql =
        "INSERT INTO contacts (client_id, first_name, last_name, email, phone, mobile, title, department,
            role, is_primary, address, notes, tags, created_by, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15) RETURNING id";
    let params = p![
        contact.client_id,
        contact.first_name,
        contact.last_name,
        contact.email,
        contact.phone,
        contact.mobile,
        contact.title,
        contact.department,
        contact.role,
        contact.is_primary,
        contact.address,
        contact.notes,
        contact.tags,
        contact.created_by,
        contact.created_at
    ];
    Ok(tx.scalar(sql, params).await?)
}

/// Writes a contact's fields.
pub async fn update(tx: &Tx, contact: &Contact) -> Result<()> {
    let sql = "UPDATE contacts SET first_name = $2, last_name = $3, email = $4, phone = $5, mobile = $6,
            title = $7, department = $8, role = $9, is_primary = $10, address = $11, notes = $12, tags = $13,
            is_active = $14, updated_at = $15 WHERE id = $1";
    let params = p![
        contact.id,
        contact.first_name,
        contact.last_name,
        contact.email,
        contact.phone,
        contact.mobile,
        contact.title,
        contact.department,
        contact.role,
        contact.is_primary,
        contact.address,
        contact.notes,
        contact.tags,
        contact.is_active,
        contact.updated_at
    ];
    tx.exec(sql, params).await?;
    Ok(())
}

/// Leaves a client with no other first contact than this one.
pub async fn only_primary(tx: &Tx, client: Id<Client>, id: Id<Contact>) -> Result<()> {
    let sql = "UPDATE contacts SET is_primary = $3 WHERE client_id = $1 AND id <> $2 AND is_primary";
    tx.exec(sql, p![client, id, false]).await?;
    Ok(())
}
