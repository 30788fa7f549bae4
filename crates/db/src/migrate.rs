//! The schema's history: each step is applied once, in order, and never changed afterwards.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::{Db, Engine, Error, Read, Result, Tx, p};

/// One step of the schema, written for each engine.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its place in the order, from 1.
    pub version: u32,
    /// A few words on what it does.
    pub name: &'static str,
    /// The script for SQLite.
    pub sqlite: &'static str,
    /// The script for PostgreSQL.
    pub postgres: &'static str,
}

impl Migration {
    fn script(&self, engine: Engine) -> &'static str {
        match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        }
    }

    /// The SHA-256 of the script, in hexadecimal.
    pub(crate) fn checksum(&self, engine: Engine) -> String {
        hexadecimal(&Sha256::digest(self.script(engine)))
    }
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}"); // writing to a String cannot fail
        hex
    })
}

const CREATE_TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)";
const NOW_SQLITE: &str = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
const NOW_POSTGRES: &str = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

/// Applies what is missing; see [`Db::migrate`].
pub(crate) async fn run(db: &Db, migrations: &[Migration]) -> Result<usize> {
    let mut ordered: Vec<&Migration> = migrations.iter().collect();
    ordered.sort_by_key(|migration| migration.version);
    if ordered.windows(2).any(|pair| pair[0].version == pair[1].version) {
        return Err(Error::Unsupported("two migrations have the same version"));
    }
    verify(db, &ordered).await?;
    let mut applied = 0;
    for migration in ordered {
        applied += usize::from(apply(db, migration).await?);
    }
    Ok(applied)
}

/// Begins a transaction in which no other node migrates.
async fn begin_alone(db: &Db) -> Result<Tx> {
    let tx = db.begin_bulk().await?;
    tx.lock("schema_migrations", 0).await?;
    Ok(tx)
}

/// Compares what the database has with what this program knows.
async fn verify(db: &Db, known: &[&Migration]) -> Result<()> {
    let tx = begin_alone(db).await?;
    tx.script(CREATE_TABLE).await?;
    let applied: Vec<(u32, String)> = tx
        .query(
            "SELECT version, checksum FROM schema_migrations ORDER BY version DESC",
            p![],
        )
        .await?;
    tx.commit().await?;
    let newest = known.last().map_or(0, |migration| migration.version);
    for (version, checksum) in applied {
        let Some(migration) = known.iter().find(|migration| migration.version == version) else {
            return Err(Error::NewerDatabase {
                found: version,
                known: newest,
            });
        };
        if migration.checksum(db.engine()) != checksum {
            return Err(Error::ChangedMigration {
                version,
                name: migration.name.to_owned(),
            });
        }
    }
    Ok(())
}

/// Applies one migration, unless this or another node has done so already.
async fn apply(db: &Db, migration: &Migration) -> Result<bool> {
    let present = "SELECT version FROM schema_migrations WHERE version = $1";
    if db
        .query_opt::<(u32,)>(present, p![migration.version])
        .await?
        .is_some()
    {
        return Ok(false);
    }
    let tx = begin_alone(db).await?;
    if tx
        .query_opt::<(u32,)>(present, p![migration.version])
        .await?
        .is_some()
    {
        return Ok(false);
    }
    tx.script(migration.script(db.engine())).await?;
    let now = if db.engine() == Engine::Sqlite {
        NOW_SQLITE
    } else {
        NOW_POSTGRES
    };
    let insert = format!(
        "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, {now})"
    );
    tx.exec(
        &insert,
        p![migration.version, migration.name, migration.checksum(db.engine())],
    )
    .await?;
    tx.commit().await?;
    tracing::info!(
        version = migration.version,
        name = migration.name,
        "migration applied"
    );
    Ok(true)
}
