//! What a saved filter is.

use crate::users::User;
use timetracker_db::record;
use timetracker_types::{Id, Instant};

record! {
    /// A filter under a name.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct SavedFilter {
        /// The row's id.
        pub id: Id<SavedFilter>,
        /// Who saved it.
        pub user_id: Id<User>,
        /// What people read.
        pub name: String,
        /// What it filters, e.g. `time` or `tasks`.
        pub scope: String,
        /// A JSON object that means something to whoever saved it.
        pub payload: String,
        /// Whether everybody sees it.
        pub is_shared: bool,
        /// When it was made.
        pub created_at: Instant,
        /// When it last changed.
        pub updated_at: Instant,
    }
}

/// A filter as it is sent; what is absent in a change stays.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// At most 200 characters.
    pub name: Option<String>,
    /// At most 50 characters.
    pub scope: Option<String>,
    /// A JSON object with something in it.
    pub payload: Option<serde_json::Value>,
    /// Whether everybody sees it.
    pub is_shared: Option<bool>,
}
