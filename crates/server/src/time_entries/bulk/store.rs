//! The SQL of bulk changes. The number of statements does not grow with the entries, but by the thousand.

use super::model::{Change, Verb};
use crate::auth::Actor;
use crate::error::Result;
use crate::time_entries::TimeEntry;
use crate::users::User;
use timetracker_db::{Kind, Read, Sql, ToVal, Tx, Upsert, p};
use timetracker_types::{Id, Instant};

/// How many entries one statement names.
const AT_ONCE: usize = 1024;

const KEPT: Upsert = Upsert {
    table: "bulk_change_entries",
    columns: &[
        ("bulk_change_id", Kind::Int),
        ("time_entry_id", Kind::Int),
        ("billable", Kind::Bool),
        ("paid", Kind::Bool),
        ("invoice_number", Kind::Text),
        ("tags", Kind::Text),
    ],
    conflict: &["bulk_change_id", "time_entry_id"],
    conflict_where: None,
    update: &[],
};

/// Whose entries these are, each person once, in the order in which their time is locked.
pub async fn owners(db: &impl Read, ids: &[Id<TimeEntry>]) -> Result<Vec<Id<User>>> {
    let mut owners = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        let mut sql = Sql::new("SELECT DISTINCT user_id FROM time_entries WHERE ");
        sql.push_in("id", some.iter().copied());
        let (text, params) = sql.into_parts();
        let found: Vec<(Id<User>,)> = db.query(&text, params).await?;
        owners.extend(found.into_iter().map(|(owner,)| owner));
    }
    owners.sort_unstable_by_key(|owner| owner.get());
    owners.dedup();
    Ok(owners)
}

/// These entries, deleted ones too.
pub async fn entries(db: &impl Read, ids: &[Id<TimeEntry>]) -> Result<Vec<TimeEntry>> {
    let mut entries = Vec::new();
    for some in ids.chunks(AT_ONCE) {
        let mut sql = Sql::new("SELECT * FROM time_entries WHERE ");
        sql.push_in("id", some.iter().copied());
        let (text, params) = sql.into_parts();
        entries.extend(db.query::<TimeEntry>(&text, params).await?);
    }
    Ok(entries)
}

/// Writes what a verb made of these entries.
pub async fn write(tx: &Tx, verb: &Verb, after: &[&TimeEntry], now: Instant) -> Result<()> {
    for some in after.chunks(AT_ONCE) {
        let mut sql = match verb {
            Verb::AddTag(_) | Verb::RemoveTag(_) => retagged(some, now),
            verb => changed(verb, now),
        };
        sql.push_in("time_entries.id", some.iter().map(|entry| entry.id));
        let (text, params) = sql.into_parts();
        tx.exec(&text, params).await?;
    }
    Ok(())
}

fn changed(verb: &Verb, now: Instant) -> Sql {
    let mut sql = Sql::new("UPDATE time_entries SET version = version + 1, updated_at = ");
    sql.bind(now);
    match verb {
        Verb::SetBillable(flag) => sql.push(", billable = ").bind(*flag),
        Verb::SetPaid(true) => sql.push(", paid = ").bind(true),
        Verb::SetPaid(false) => sql.push(", paid = ").bind(false).push(", invoice_number = NULL"),
        _ => sql.push(", deleted_at = ").bind(now),
    };
    sql.push(" WHERE ");
    sql
}

/// Each entry has tags of its own.
fn retagged(entries: &[&TimeEntry], now: Instant) -> Sql {
    let mut sql = Sql::new("WITH wanted (id, tags) AS (VALUES ");
    for (index, entry) in entries.iter().enumerate() {
        sql.push(if index == 0 { "(CAST(" } else { ", (CAST(" });
        sql.bind(entry.id).push(" AS BIGINT), CAST(");
        sql.bind(&entry.tags).push(" AS TEXT))");
    }
    sql.push(") UPDATE time_entries SET tags = wanted.tags, version = version + 1, updated_at = ")
        .bind(now)
        .push(" FROM wanted WHERE wanted.id = time_entries.id AND ");
    sql
}

/// Keeps the change and what its entries were before.
pub async fn keep(
    tx: &Tx,
    actor: &Actor,
    verb: &Verb,
    before: &[&TimeEntry],
    now: Instant,
) -> Result<Id<Change>> {
    let sql =
        "INSERT INTO bulk_changes (user_id, action, value, created_at) VALUES ($1, $2, $3, $4) RETURNING id";
    let id: Id<Change> = tx
        .scalar(sql, p![actor.user.id, verb.name(), verb.value(), now])
        .await?;
    let rows = before.iter().map(|entry| {
        vec![
            id.to_val(),
            entry.id.to_val(),
            entry.billable.to_val(),
            entry.paid.to_val(),
            entry.invoice_number.to_val(),
            entry.tags.to_val(),
        ]
    });
    tx.upsert(&KEPT, rows.collect()).await?;
    Ok(id)
}

/// One change by its handle.
pub async fn find(db: &impl Read, id: Id<Change>) -> Result<Option<Change>> {
    Ok(db
        .query_opt("SELECT * FROM bulk_changes WHERE id = $1", p![id])
        .await?)
}

/// The entries that a change was made to.
pub async fn changed_entries(db: &impl Read, id: Id<Change>) -> Result<Vec<Id<TimeEntry>>> {
    let sql =
        "SELECT time_entry_id FROM bulk_change_entries WHERE bulk_change_id = $1 ORDER BY time_entry_id";
    let found: Vec<(Id<TimeEntry>,)> = db.query(sql, p![id]).await?;
    Ok(found.into_iter().map(|(entry,)| entry).collect())
}

/// Gives these entries back what they were before the change.
pub async fn restore(tx: &Tx, id: Id<Change>, entries: &[Id<TimeEntry>], now: Instant) -> Result<()> {
    for some in entries.chunks(AT_ONCE) {
        let mut sql = Sql::new(
            "UPDATE time_entries SET billable = old.billable, paid = old.paid,
                invoice_number = old.invoice_number, tags = old.tags, deleted_at = NULL,
                version = version + 1, updated_at = ",
        );
        sql.bind(now)
            .push(" FROM (SELECT * FROM bulk_change_entries WHERE bulk_change_id = ")
            .bind(id);
        sql.push(") AS old WHERE old.time_entry_id = time_entries.id AND ");
        sql.push_in("time_entries.id", some.iter().copied());
        let (text, params) = sql.into_parts();
        tx.exec(&text, params).await?;
    }
    Ok(())
}

/// Notes that a change was undone; false where somebody was faster.
pub async fn mark_undone(tx: &Tx, id: Id<Change>, now: Instant) -> Result<bool> {
    let sql = "UPDATE bulk_changes SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL";
    Ok(tx.exec(sql, p![id, now]).await? > 0)
}
