//! Who is asking, and how they prove it: sessions for pages, tokens for the API.
//!
//! A handler names who may call it by the type it takes: [`SignedIn`], [`Writer`], [`Manager`] or
//! [`Admin`] on pages, [`Caller`] with a scope on the API. Start with `actor.rs`, then `extract.rs`.

mod actor;
mod extract;
mod guard;
mod limits;
mod passwords;
pub(crate) mod sessions;
pub(crate) mod tokens;

pub use actor::Actor;
pub use extract::{Admin, Caller, Manager, Scope, SignedIn, Visitor, Writer, scopes};
pub use guard::Guard;
pub use limits::Limits;
pub use passwords::Passwords;
