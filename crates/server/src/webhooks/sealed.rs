//! What a webhook keeps secret: what signs its requests, and its own headers, which often hold a password.

use super::model::Webhook;
use crate::app::App;
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use timetracker_types::Id;

fn place(id: Id<Webhook>, column: &str) -> String {
    format!("webhooks/{}/{column}", id.get())
}

/// Seals the secret of this webhook.
pub fn seal_secret(app: &App, id: Id<Webhook>, secret: &str) -> Result<Vec<u8>> {
    app.vault.seal(&place(id, "secret"), secret.as_bytes())
}

/// Seals the headers of this webhook; nothing where there are none.
pub fn seal_headers(
    app: &App,
    id: Id<Webhook>,
    headers: &BTreeMap<String, String>,
) -> Result<Option<Vec<u8>>> {
    if headers.is_empty() {
        return Ok(None);
    }
    let text = serde_json::to_vec(headers).map_err(|error| Error::Internal(format!("headers: {error}")))?;
    app.vault.seal(&place(id, "headers"), &text).map(Some)
}

/// What signs its requests, in clear.
pub fn secret(app: &App, webhook: &Webhook) -> Result<Option<String>> {
    let Some(sealed) = &webhook.secret else {
        return Ok(None);
    };
    let text = app.vault.open_sealed(&place(webhook.id, "secret"), sealed)?;
    String::from_utf8(text)
        .map(Some)
        .map_err(|_| Error::Internal("a webhook's secret is not text".into()))
}

/// Its own headers, in clear.
pub fn headers(app: &App, webhook: &Webhook) -> Result<BTreeMap<String, String>> {
    let Some(sealed) = &webhook.headers else {
        return Ok(BTreeMap::new());
    };
    let text = app.vault.open_sealed(&place(webhook.id, "headers"), sealed)?;
    serde_json::from_slice(&text).map_err(|error| Error::Internal(format!("stored headers: {error}")))
}
