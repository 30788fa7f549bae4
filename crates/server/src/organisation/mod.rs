//! The one organisation of this installation: its name, zone and currency.
//!
//! Its row exists exactly when the installation is set up.

use crate::error::Result;
use timetracker_db::{Read, Tx, p, record};
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
    Ok(db.query_opt("SELECT name, timezone, currency, created_at FROM organisation WHERE id = 1", p![]).await?)
}

/// Writes the organisation's row; a second one is refused by its key.
pub(crate) async fn insert(tx: &Tx, name: &str, timezone: &Zone, currency: &str, now: Instant) -> Result<()> {
    let sql = "INSERT INTO organisation (id, name, timezone, currency, created_at, updated_at)
        VALUES (1, $1, $2, $3, $4, $4)";
    tx.exec(sql, p![name, timezone, currency, now]).await?;
    Ok(())
}

/// The organisation's currency, ISO 4217; EUR before set-up.
pub async fn currency(db: &impl Read) -> Result<String> {
    Ok(find(db).await?.map_or_else(|| "EUR".into(), |found| found.currency))
}
