//! People: who they are, what they may do, in which zone they live; invitations and one's own settings.
//!
//! Not here: how they prove who they are (`auth`). Start with `model.rs`, then `actions.rs`.

mod actions;
mod api;
pub(crate) mod details;
mod invitations;
pub(crate) mod me_pages;
mod model;
pub(crate) mod people_pages;
pub(crate) mod store;
pub(crate) mod token_form;
pub(crate) mod token_pages;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub use actions::{
    PasswordChange, change_password, create, deactivate, edit, reactivate, set_password, update_profile,
};
pub(crate) use actions::{add, note};
pub use api::{on_the_wire, routes as api_routes};
pub use invitations::{Acceptance, Invitation, Invite, accept, find as find_invitation};
pub use model::{NewUser, Profile, Role, User};
pub use store::{find, find_by_email, find_by_login, find_by_username, list};

use crate::app::App;
use axum::Router;

/// People for administrators; settings and tokens for everybody.
pub fn page_routes() -> Router<App> {
    Router::new()
        .merge(people_pages::routes())
        .merge(me_pages::routes())
        .merge(token_pages::routes())
}
