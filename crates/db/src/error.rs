//! The few kinds of failure that callers act on.

/// What can go wrong between the product and its database.
///
/// The texts are for logs; what a person reads is decided where the meaning is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A row with this key exists already. `detail` names the columns on both engines alike:
    /// `"task.project_id, task.name"` (an index over an expression is named in the engine's own words).
    #[error("unique constraint failed: {detail}")]
    Unique {
        /// `table.column, table.column`.
        detail: String,
    },
    /// A row refers to one that does not exist, or one that is still referred to was to be deleted.
    #[error("foreign key constraint failed")]
    ForeignKey,
    /// A `CHECK` or `NOT NULL` was violated, or a value does not fit its column.
    #[error("check constraint failed: {detail}")]
    Check {
        /// The constraint or the column.
        detail: String,
    },
    /// Somebody else was in the way for too long: waiting for the writer, for a lock or for a free connection,
    /// or this transaction was itself idle for too long. Trying again may work.
    #[error("the database is busy")]
    Busy,
    /// A query that must return a row returned none.
    #[error("no row")]
    NoRow,
    /// The connection was lost or the database was closed. The next call connects again where that is possible.
    #[error("the connection to the database is gone")]
    Gone,
    /// An earlier statement of this transaction failed or was abandoned, so nothing of it can be committed.
    #[error("the transaction was aborted by an earlier failure")]
    Aborted,
    /// The first statement of a [`Joined`](crate::Joined) found that somebody else had been there.
    #[error("somebody else did the same before")]
    Taken,
    /// The database was migrated by a newer version of the program.
    #[error("the database has schema version {found}, this program knows up to {known}")]
    NewerDatabase {
        /// The unknown version in the database.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
    /// A migration that was applied has a different text now.
    #[error("migration {version} ({name}) was changed after it had been applied")]
    ChangedMigration {
        /// The version of the migration.
        version: u32,
        /// Its name in this program.
        name: String,
    },
    /// The engine or this layer cannot do this.
    #[error("{0}")]
    Unsupported(&'static str),
    /// A value was not of the type that was asked for.
    #[error("column {column}: {message}")]
    Decode {
        /// The column's name.
        column: String,
        /// What was wrong with it.
        message: String,
    },
    /// Anything else the driver said.
    #[error("database: {0}")]
    Driver(String),
}

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
