//! API tokens: `tt_` and 32 characters, stored as their fingerprint, limited by scopes, time and networks.
//!
//! Start with `actions.rs`. How often a token may call is in `limits`.

mod accept;
mod actions;
pub mod scopes;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod uses;

pub use accept::{Refusal, accept};
pub use actions::{Made, NewToken, create, find, forget_ended, list, make, revoke, revoke_all, rotate};
pub use uses::Uses;

use crate::users::User;
use timetracker_db::record;
use timetracker_types::{Id, Instant};

record! {
    /// A token as its owner sees it in a list: never the token itself.
    #[derive(Debug, Clone)]
    pub struct Token {
        /// The row's id.
        pub id: Id<Token>,
        /// Whose rights it carries.
        pub user_id: Id<User>,
        /// What uses it.
        pub name: String,
        /// What for; may be empty.
        pub description: String,
        /// The first eight characters, to tell tokens apart.
        pub prefix: String,
        /// Comma-separated.
        pub scopes: String,
        /// Comma-separated CIDR blocks; empty means from everywhere.
        pub allowed_networks: String,
        /// When it was made.
        pub created_at: Instant,
        /// By whom, where it was not its owner's app that signed in.
        pub created_by: Option<Id<User>>,
        /// When it stops working, if ever.
        pub expires_at: Option<Instant>,
        /// When it last opened a door, to the minute.
        pub last_used_at: Option<Instant>,
        /// How often it did, as far as that is written down.
        pub usage_count: i64,
        /// Until when the text that it had before still works beside the new one.
        pub previous_until: Option<Instant>,
        /// When it was revoked, if it was.
        pub revoked_at: Option<Instant>,
    }
}

impl Token {
    /// Whether the token opens what `scope` names, by itself or by a wildcard. Every token opens what asks for none.
    pub fn grants(&self, scope: &str) -> bool {
        let verb = scope.split_once(':').map_or("", |(verb, _)| verb);
        self.scopes.split(',').map(str::trim).any(|held| {
            scope.is_empty()
                || held == scope
                || held == "*"
                || held == "admin:all"
                || held.strip_suffix(":*") == Some(verb)
        })
    }

    /// Whether it opens anything at all now, but for its owner and its networks.
    pub fn is_alive(&self, now: Instant) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| end > now)
    }
}
