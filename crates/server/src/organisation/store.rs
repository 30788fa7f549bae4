//! The SQL about the organisation.

use crate::error::Result;
use timetracker_db::{Db, Read, Tx, p, record};
use timetracker_types::{Instant, Zone};

record! {
    /// What holds for everybody here.
    #[derive(Debug, Clone)]
    pub struct Organisation {
        /// What people read at the top of every page.
        pub name: String,
        /// The zone that new people start with.
        pub timezone: Zone,
        /// ISO 4217.
        pub currency: String,
        /// When the installation was set up.
        pub created_at: Instant,
    }
}

/// The organisation, or nothing before set-up.
pub async fn find(db: &impl Read) -> Result<Option<Organisation>> {
    Ok(db
        .query_opt(
            "SELECT name, timezone, currency, created_at FROM organisation WHERE id = 1",
            p![],
        )
        .await?)
}

/// Writes the organisation's row; false where there is one already.
pub(crate) async fn insert(
    tx: &Tx,
    name: &str,
    timezone: &Zone,
    currency: &str,
    now: Instant,
) -> Result<bool> {
    let sql = "INSERT INTO organisation (id, name, timezone, currency, created_at, updated_at)
        VALUES (1, $1, $2, $3, $4, $4) ON CONFLICT (id) DO NOTHING";
    Ok(tx.exec(sql, p![name, timezone, currency, now]).await? == 1)
}

/// Changes the organisation's settings.
pub(super) async fn update(db: &Db, name: &str, timezone: &Zone, currency: &str, now: Instant) -> Result<()> {
    let sql = "UPDATE organisation SET name = $1, timezone = $2, currency = $3, updated_at = $4 WHERE id = 1";
    db.exec(sql, p![name, timezone, currency, now]).await?;
    Ok(())
}
