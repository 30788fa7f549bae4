//! Whether somebody is who they say, by password: one answer for everything that may be wrong.

use crate::app::App;
use crate::error::Result;
use crate::users::{self, User};

/// The active person with this user name or address and password, or nobody.
///
/// Takes as long for an unknown name as for a wrong password.
pub async fn by_password(app: &App, login: &str, password: &str) -> Result<Option<User>> {
    let found = users::find_by_login(&app.db, login).await?;
    let stored = found.as_ref().and_then(|user| user.password_hash.as_deref());
    let right = app.passwords.verify(password, stored).await?;
    Ok(found.filter(|user| right && user.is_active))
}
