//! Who is asking, and how they prove it: sessions for pages, tokens for the API.
//!
//! A handler names who may call it by the type it takes: [`SignedIn`], [`Writer`], [`Manager`] or
//! [`Admin`] on pages, [`Caller`] with a scope on the API. Start with `actor.rs`, then `extract.rs`.

mod actor;
mod api;
mod entry;
mod extract;
mod guard;
mod limits;
pub(crate) mod pages;
mod password_check;
mod passwords;
pub(crate) mod sessions;
mod setup_code;
mod token_api;
pub(crate) mod tokens;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub use actor::Actor;
pub(crate) use entry::Browser;
pub use entry::{foreign_form, session_of, set_up_first};
pub(crate) use extract::Accepted;
pub use extract::{Admin, Caller, Manager, Scope, SignedIn, Visitor, Writer, scopes};
pub use guard::Guard;
pub use limits::{Limits, Logins, Standing, announce};
pub use pages::routes as page_routes;
pub use passwords::Passwords;
pub use setup_code::new_setup_code;
pub use tokens::Uses;

/// The active person behind a session cookie.
pub async fn person_of(app: &App, token: &str) -> crate::error::Result<Option<crate::users::User>> {
    Ok(sessions::person(app, token).await?.map(|(user, _)| user))
}

use crate::app::App;
use aide::axum::ApiRouter;

/// Signing in by a program, and its tokens.
pub fn api_routes() -> ApiRouter<App> {
    ApiRouter::new().merge(api::routes()).merge(token_api::routes())
}
