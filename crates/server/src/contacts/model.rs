//! What a contact is.

use crate::clients::Client;
use crate::users::User;
use timetracker_db::record;
use timetracker_types::{Id, Instant};

record! {
    /// A person at a client's.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Contact {
        /// The row's id.
        pub id: Id<Contact>,
        /// At which client's.
        pub client_id: Id<Client>,
        /// Never empty.
        pub first_name: String,
        /// May be empty.
        pub last_name: String,
        /// Where mail goes.
        pub email: Option<String>,
        /// As they write it.
        pub phone: Option<String>,
        /// As they write it.
        pub mobile: Option<String>,
        /// What stands before or under the name.
        pub title: Option<String>,
        /// Where in the client's house.
        pub department: Option<String>,
        /// `contact`, `billing`, … in a word.
        pub role: String,
        /// Whether to talk to them first; one a client.
        pub is_primary: bool,
        /// Several lines.
        pub address: Option<String>,
        /// Free text.
        pub notes: Option<String>,
        /// Comma-separated.
        pub tags: String,
        /// Whether lists show them.
        pub is_active: bool,
        /// Who added them.
        pub created_by: Id<User>,
        /// When they were added.
        pub created_at: Instant,
        /// When they last changed.
        pub updated_at: Instant,
    }
}

impl Contact {
    /// First and last name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
            .trim()
            .to_owned()
    }
}

/// A contact as it is sent. An outer `None` leaves the field as it is, or empty in a new one.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Address for mail, or none.
    pub email: Option<Option<String>>,
    /// Number, or none.
    pub phone: Option<Option<String>>,
    /// Number, or none.
    pub mobile: Option<Option<String>>,
    /// Title, or none.
    pub title: Option<Option<String>>,
    /// Department, or none.
    pub department: Option<Option<String>>,
    /// A word; `contact` where it is empty.
    pub role: Option<Option<String>>,
    /// Whether to talk to them first.
    pub is_primary: Option<bool>,
    /// Address, or none.
    pub address: Option<Option<String>>,
    /// Notes, or none.
    pub notes: Option<Option<String>>,
    /// Comma-separated, or none.
    pub tags: Option<Option<String>>,
}
