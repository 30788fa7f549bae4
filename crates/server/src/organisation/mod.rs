//! The one organisation of this installation: its name, zone and currency.
//!
//! Its row exists exactly when the installation is set up; `set_up.rs` makes it.

pub(crate) mod pages;
mod set_up;
mod store;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub use pages::routes as page_routes;
pub use set_up::{SetUp, set_up};
pub(crate) use store::insert;
pub use store::{Organisation, find};

use crate::app::App;
use crate::auth::Actor;
use crate::error::{Mistakes, Result};
use crate::http::text;
use crate::users::details;
use serde::Deserialize;
use timetracker_db::Read;
use timetracker_types::{Currency, Zone};

/// The longest name of an organisation, in characters.
const LONGEST_NAME: usize = 120;

/// The organisation's currency, ISO 4217; EUR before set-up.
pub async fn currency(db: &impl Read) -> Result<String> {
    Ok(find(db)
        .await?
        .map_or_else(|| "EUR".into(), |found| found.currency))
}

/// The zone that new people start with; `otherwise` before set-up.
pub async fn timezone(db: &impl Read, otherwise: &Zone) -> Result<Zone> {
    Ok(find(db)
        .await?
        .map_or_else(|| otherwise.clone(), |found| found.timezone))
}

/// The organisation's settings as a form sends them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// What people read at the top of every page.
    pub name: String,
    /// IANA name.
    pub timezone: String,
    /// ISO 4217.
    pub currency: String,
}

impl From<&Organisation> for Settings {
    fn from(organisation: &Organisation) -> Self {
        Self {
            name: organisation.name.clone(),
            timezone: organisation.timezone.name().to_owned(),
            currency: organisation.currency.clone(),
        }
    }
}

/// Changes the organisation's settings. Amounts keep their numbers: a currency is only their name.
///
/// # Errors
/// Every wrong field at once; not allowed but for administrators.
pub async fn update(app: &App, actor: &Actor, settings: &Settings) -> Result<()> {
    actor.require_admin()?;
    let mut mistakes = Mistakes::default();
    let name = text::required(
        &mut mistakes,
        "name",
        "The organisation's name",
        &settings.name,
        LONGEST_NAME,
    );
    let timezone = details::timezone(&mut mistakes, &settings.timezone);
    let currency = mistakes.take("currency", settings.currency.parse::<Currency>());
    mistakes.check()?;
    let (Some(timezone), Some(currency)) = (timezone, currency) else {
        return Ok(());
    };
    store::update(&app.db, &name, &timezone, currency.code(), app.now()).await
}
