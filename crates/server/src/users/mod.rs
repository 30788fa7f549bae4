//! People: who they are, what they may do, in which zone they live.
//!
//! Not here: how they prove who they are (`auth`). Start with `model.rs`.

mod model;
pub(crate) mod store;

pub use model::{NewUser, Role, User};
pub use store::{find, find_by_email, find_by_username, list};
