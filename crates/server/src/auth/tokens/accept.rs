//! Whether a token's text opens anything, and from where.

use super::{Token, store};
use crate::app::{App, fingerprint};
use crate::config::read_networks;
use crate::error::Result;
use crate::users::User;
use std::net::IpAddr;

/// Why a token was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No such token.
    Unknown,
    /// It was revoked.
    Revoked,
    /// Its time is over.
    Expired,
    /// It was given a new text, and the time of the old one beside it is over.
    Replaced,
    /// It is used from an address outside its networks.
    Elsewhere,
    /// Its owner was deactivated.
    Inactive,
}

/// The token and its owner, or why it is not accepted from this address.
pub async fn accept(
    app: &App,
    text: &str,
    address: Option<IpAddr>,
) -> Result<Result<(Token, User), Refusal>> {
    let now = app.now();
    let Some((token, is_current)) = store::find_by_hash(&app.db, &fingerprint(text)).await? else {
        return Ok(Err(Refusal::Unknown));
    };
    // First, because deactivating revokes the tokens too, and this says more.
    let Some(user) = crate::users::find(&app.db, token.user_id)
        .await?
        .filter(|user| user.is_active)
    else {
        return Ok(Err(Refusal::Inactive));
    };
    if token.revoked_at.is_some() {
        return Ok(Err(Refusal::Revoked));
    }
    if !token.is_alive(now) {
        return Ok(Err(Refusal::Expired));
    }
    if !is_current && token.previous_until.is_none_or(|until| until <= now) {
        return Ok(Err(Refusal::Replaced));
    }
    if !admits(&token.allowed_networks, address) {
        return Ok(Err(Refusal::Elsewhere));
    }
    if let Err(error) = app.uses.note(app, &token, now).await {
        // Nobody is refused because a stamp could not be written.
        tracing::warn!(%error, "a token's last use was not noted");
    }
    Ok(Ok((token, user)))
}

/// Whether the networks hold the address. A list that cannot be read, or an address that is not known, opens nothing.
fn admits(list: &str, address: Option<IpAddr>) -> bool {
    if list.is_empty() {
        return true;
    }
    let (Ok(networks), Some(address)) = (read_networks(list), address) else {
        return false;
    };
    let address = address.to_canonical();
    networks.iter().any(|network| network.contains(&address))
}
