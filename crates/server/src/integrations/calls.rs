//! From a connection to the call that its connector is given.

use super::model::Connection;
use crate::app::App;
use crate::error::{Error, Result};
use timetracker_connectors::{self as connectors, Call, Connector, ErrorKind, Http, Secret, Settings};
use timetracker_types::Id;

/// The connector of this name.
pub fn connector(name: &str) -> Result<&'static dyn Connector> {
    connectors::by_name(name).ok_or(Error::NotFound("integration"))
}

/// Where a connection's key is sealed for.
pub fn secret_context(id: Id<Connection>) -> String {
    format!("connections/{}/secret", id.get())
}

/// The call of a stored connection. Fails where its key cannot be opened.
pub fn call(app: &App, connection: &Connection) -> Result<Call, connectors::Error> {
    let secret = secret(app, connection).ok_or_else(|| {
        let message = "There is no key that this server can read. Paste it again.";
        connectors::Error::new(ErrorKind::Reauthorise, message)
    })?;
    Ok(with_secret(
        app,
        &connection.connector,
        connection.settings(),
        secret,
    ))
}

/// The stored key, in clear.
pub fn secret(app: &App, connection: &Connection) -> Option<Secret> {
    let sealed = connection.secret.as_deref()?;
    let opened = app.vault.open_sealed(&secret_context(connection.id), sealed);
    let text = opened
        .inspect_err(|error| tracing::error!(%error, "a stored key cannot be read"))
        .ok()?;
    String::from_utf8(text).ok().map(Secret::new)
}

/// A call with a key that is not stored, or not yet.
pub fn with_secret(app: &App, connector: &str, settings: Settings, secret: Secret) -> Call {
    let http: Http = app.http.clone();
    Call {
        http,
        settings,
        secret,
        base_url: app.config.service_url(connector),
        clock: app.clock.clone(),
    }
}
