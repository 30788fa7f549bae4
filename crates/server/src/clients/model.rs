//! What a client is.

use timetracker_db::record;
use timetracker_types::{Id, Instant};

record! {
    /// Somebody for whom work is done.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Client {
        /// The row's id.
        pub id: Id<Client>,
        /// Unique regardless of case.
        pub name: String,
        /// Free text.
        pub description: Option<String>,
        /// Whom to talk to.
        pub contact_person: Option<String>,
        /// Where invoices go.
        pub email: Option<String>,
        /// As they write it.
        pub phone: Option<String>,
        /// Several lines.
        pub address: Option<String>,
        /// Minor units of the organisation's currency an hour.
        pub default_hourly_rate_minor: Option<i64>,
        /// JSON object.
        pub custom_fields: String,
        /// `active` or `archived`.
        pub status: String,
        /// When it was made.
        pub created_at: Instant,
        /// When it last changed.
        pub updated_at: Instant,
    }
}

impl Client {
    /// Whether new projects may be made for it.
    pub fn is_active(&self) -> bool {
        self.status == "active"
    }
}

/// A client to be added; texts as typed.
#[derive(Debug, Clone, Default)]
pub struct NewClient {
    /// Required, at most 200 characters.
    pub name: String,
    /// Free text.
    pub description: Option<String>,
    /// Whom to talk to.
    pub contact_person: Option<String>,
    /// Where invoices go.
    pub email: Option<String>,
    /// As they write it.
    pub phone: Option<String>,
    /// Several lines.
    pub address: Option<String>,
    /// Decimal text such as `85.50`, in the organisation's currency.
    pub default_hourly_rate: Option<String>,
    /// JSON object.
    pub custom_fields: Option<serde_json::Value>,
}

/// Changes to a client. An outer `None` leaves the field as it is.
#[derive(Debug, Clone, Default)]
pub struct ClientPatch {
    /// A new name.
    pub name: Option<String>,
    /// A new description, or none.
    pub description: Option<Option<String>>,
    /// A new contact, or none.
    pub contact_person: Option<Option<String>>,
    /// A new address for mail, or none.
    pub email: Option<Option<String>>,
    /// A new number, or none.
    pub phone: Option<Option<String>>,
    /// A new address, or none.
    pub address: Option<Option<String>>,
    /// A new rate as decimal text, or none.
    pub default_hourly_rate: Option<Option<String>>,
}
