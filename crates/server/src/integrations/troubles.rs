//! Issues that could not be brought over, each by itself: kept until it could, tried again by every sync.

use super::model::{Connection, Run};
use crate::error::Result;
use std::collections::HashSet;
use timetracker_connectors::{Failure, Issue};
use timetracker_db::{Read, Tx, p, record};
use timetracker_types::{Id, Instant};

record! {
    /// An issue that could not be brought over.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Trouble {
        /// The row's id.
        pub id: Id<Trouble>,
        /// The run that met it first.
        pub run_id: Id<Run>,
        /// The service's own id of the issue, where it could be read.
        pub external_ref: Option<String>,
        /// The name people use, where it could be read.
        pub identifier: Option<String>,
        /// What is wrong and what to do.
        pub message: String,
        /// How often it was tried.
        pub attempts: i64,
        /// When it was met first.
        pub first_at: Instant,
        /// When it was last tried.
        pub last_at: Instant,
        /// When it was over.
        pub resolved_at: Option<Instant>,
    }
}

const COLUMNS: &str =
    "SELECT id, run_id, external_ref, identifier, message, attempts, first_at, last_at, resolved_at
    FROM sync_troubles";

/// Those that are not over, the last first.
pub async fn open(
    db: &impl Read,
    connection: Id<Connection>,
    limit: i64,
    offset: i64,
) -> Result<Vec<Trouble>> {
    let sql = format!(
        "{COLUMNS} WHERE connection_id = $1 AND resolved_at IS NULL ORDER BY id DESC LIMIT $2 OFFSET $3"
    );
    Ok(db.query(&sql, p![connection, limit, offset]).await?)
}

/// How many are not over.
pub async fn count_open(db: &impl Read, connection: Id<Connection>) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM sync_troubles WHERE connection_id = $1 AND resolved_at IS NULL";
    Ok(db.scalar(sql, p![connection]).await?)
}

/// One of a connection.
pub async fn find(db: &impl Read, connection: Id<Connection>, id: Id<Trouble>) -> Result<Option<Trouble>> {
    let sql = format!("{COLUMNS} WHERE connection_id = $1 AND id = $2");
    Ok(db.query_opt(&sql, p![connection, id]).await?)
}

/// Those that a run met first.
pub async fn of_run(db: &impl Read, run: Id<Run>, limit: i64) -> Result<Vec<Trouble>> {
    let sql = format!("{COLUMNS} WHERE run_id = $1 ORDER BY id LIMIT $2");
    Ok(db.query(&sql, p![run, limit]).await?)
}

/// Closes those of issues that are not there any more, and those that cannot be asked for.
pub async fn close(tx: &Tx, connection: Id<Connection>, references: &[String], now: Instant) -> Result<()> {
    let sql = "UPDATE sync_troubles SET resolved_at = $3
        WHERE connection_id = $1 AND external_ref = $2 AND resolved_at IS NULL";
    for reference in references {
        tx.exec(sql, p![connection, reference, now]).await?;
    }
    Ok(())
}

/// Closes those without an id to ask for: a pass that ended has seen everything again.
pub async fn close_nameless(
    tx: &Tx,
    connection: Id<Connection>,
    before: Id<Run>,
    now: Instant,
) -> Result<()> {
    let sql = "UPDATE sync_troubles SET resolved_at = $3
        WHERE connection_id = $1 AND external_ref IS NULL AND resolved_at IS NULL AND run_id < $2";
    tx.exec(sql, p![connection, before, now]).await?;
    Ok(())
}

/// What a run knows of the issues that are in trouble.
#[derive(Debug)]
pub struct OpenTroubles {
    connection: Id<Connection>,
    references: HashSet<String>,
}

impl OpenTroubles {
    /// Those of the runs before.
    pub async fn load(db: &impl Read, connection: Id<Connection>) -> Result<Self> {
        let sql = "SELECT external_ref FROM sync_troubles
            WHERE connection_id = $1 AND resolved_at IS NULL AND external_ref IS NOT NULL";
        let rows: Vec<(String,)> = db.query(sql, p![connection]).await?;
        Ok(Self {
            connection,
            references: rows.into_iter().map(|(reference,)| reference).collect(),
        })
    }

    /// The service's ids of the issues to be tried again.
    pub fn references(&self) -> Vec<String> {
        let mut references: Vec<String> = self.references.iter().cloned().collect();
        references.sort_unstable();
        references
    }

    /// Notes a failure, once for each issue.
    pub async fn note(&mut self, tx: &Tx, run: Id<Run>, failure: &Failure, now: Instant) -> Result<()> {
        let sql = "INSERT INTO sync_troubles (connection_id, run_id, external_ref, identifier, message, first_at, last_at)
            VALUES ($1, $2, $3, $4, $5, $6, $6)
            ON CONFLICT (connection_id, external_ref) WHERE resolved_at IS NULL AND external_ref IS NOT NULL
            DO UPDATE SET message = excluded.message, last_at = excluded.last_at,
                identifier = COALESCE(excluded.identifier, sync_troubles.identifier),
                attempts = sync_troubles.attempts + 1";
        let clean = |text: &Option<String>| text.as_deref().map(|text| text.replace('\0', ""));
        let reference = clean(&failure.reference);
        let params = p![
            self.connection,
            run,
            reference,
            clean(&failure.identifier),
            failure.message.replace('\0', ""),
            now
        ];
        tx.exec(sql, params).await?;
        self.references.extend(reference);
        Ok(())
    }

    /// Closes the troubles of issues that have come over.
    pub async fn settle(&mut self, tx: &Tx, written: &[&Issue], now: Instant) -> Result<()> {
        if self.references.is_empty() {
            return Ok(());
        }
        let over: Vec<String> = written
            .iter()
            .filter_map(|issue| self.references.take(&issue.reference))
            .collect();
        close(tx, self.connection, &over, now).await
    }

    /// Closes the troubles of issues that are not there any more.
    pub async fn forget(&mut self, tx: &Tx, gone: &[String], now: Instant) -> Result<()> {
        for reference in gone {
            self.references.remove(reference);
        }
        close(tx, self.connection, gone, now).await
    }
}
