//! What may be done with notices: tell, resolve, dismiss.

use super::model::{ADMINS, Notice, Severity};
use super::store;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::users::User;
use timetracker_db::Tx;
use timetracker_types::{Id, Instant};

/// Tells every administrator, unless a notice with this key is open already. `text` says what happened and the
/// way out; `link` is a page of ours where that is done, or empty.
pub async fn tell_admins(
    tx: &Tx,
    key: &str,
    severity: Severity,
    text: &str,
    link: &str,
    now: Instant,
) -> Result<()> {
    store::insert(tx, ADMINS, key, (severity, text, link), now).await
}

/// Tells one person, in the same way.
pub async fn tell_person(
    tx: &Tx,
    person: Id<User>,
    key: &str,
    (severity, text, link): (Severity, &str, &str),
    now: Instant,
) -> Result<()> {
    store::insert(tx, &person.get().to_string(), key, (severity, text, link), now).await
}

/// The trouble of this key is over: its notices vanish, and the next time it is told again.
pub async fn resolve(tx: &Tx, key: &str, now: Instant) -> Result<()> {
    store::resolve(tx, key, now).await
}

/// Puts a notice away for everybody it was told to, until its trouble is over and comes back.
pub(super) async fn dismiss(app: &App, actor: &Actor, id: Id<Notice>) -> Result<Notice> {
    let tx = app.db.begin().await?;
    let found = store::find(&tx, id).await?.filter(|notice| notice.is_for(actor));
    found.ok_or(Error::NotFound("notice"))?;
    store::dismiss(&tx, id, actor, app.now()).await?;
    let dismissed = store::find(&tx, id).await?.ok_or(Error::NotFound("notice"))?;
    tx.commit().await?;
    Ok(dismissed)
}
