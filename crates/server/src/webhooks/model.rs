//! What a webhook is, and a delivery to it.

use super::events;
use crate::auth::Actor;
use crate::users::User;
use timetracker_db::{FromVal, ToVal, Val, record};
use timetracker_types::{Id, Instant};

record! {
    /// An address that is told what happens here.
    #[derive(Debug, Clone)]
    pub struct Webhook {
        /// The row's id.
        pub id: Id<Webhook>,
        /// Whoever made it; it is told what this person may read.
        pub user_id: Id<User>,
        /// What people call it.
        pub name: String,
        /// What it is for.
        pub description: Option<String>,
        /// Where it is.
        pub url: String,
        /// `POST`, `PUT` or `PATCH`.
        pub http_method: String,
        /// The content type that its requests name; the body is JSON whatever it says.
        pub content_type: String,
        /// Its own headers: a JSON object, sealed.
        pub headers: Option<Vec<u8>>,
        /// A JSON list of event names.
        pub events: String,
        /// What signs its requests, sealed.
        pub secret: Option<Vec<u8>>,
        /// Whether it is told anything.
        pub is_active: bool,
        /// How often a delivery is sent again at most.
        pub max_retries: i64,
        /// The pause before the second attempt, in seconds; it doubles from then on.
        pub retry_delay_seconds: i64,
        /// How long one attempt may take, in seconds.
        pub timeout_seconds: i64,
        /// Deliveries that were accepted.
        pub successful_deliveries: i64,
        /// Deliveries that were given up.
        pub failed_deliveries: i64,
        /// When the last delivery came to an end.
        pub last_delivery_at: Option<Instant>,
        /// When the last one was accepted.
        pub last_success_at: Option<Instant>,
        /// When the last attempt failed.
        pub last_failure_at: Option<Instant>,
        /// Since when nothing was accepted any more.
        pub failing_since: Option<Instant>,
        /// Nothing is sent before this.
        pub blocked_until: Option<Instant>,
        /// Why it was switched off by itself.
        pub switched_off_because: Option<String>,
        /// When it was made.
        pub created_at: Instant,
        /// When it was last changed by somebody.
        pub updated_at: Instant,
    }
}

impl Webhook {
    /// The events it asks for.
    pub fn events(&self) -> Vec<String> {
        serde_json::from_str(&self.events).unwrap_or_default()
    }

    /// Whether it asks for everything.
    pub fn wants_all(&self) -> bool {
        self.events().iter().any(|event| event == events::ALL)
    }

    /// Whether this person may see and change it.
    pub fn is_of(&self, actor: &Actor) -> bool {
        self.user_id == actor.user.id || actor.is_admin()
    }

    /// The key of the notice about its being switched off.
    pub fn notice_key(&self) -> String {
        format!("webhook/{}", self.id.get())
    }

    /// Its page.
    pub fn path(&self) -> String {
        format!("/settings/webhooks/{}", self.id.get())
    }
}

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Not yet sent.
    Pending,
    /// Sent in vain; it will be sent again.
    Retrying,
    /// Accepted.
    Success,
    /// Given up.
    Failed,
}

impl Status {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Retrying, Self::Success, Self::Failed];

    /// As it is stored and told to programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Retrying => "retrying",
            Self::Success => "success",
            Self::Failed => "failed",
        }
    }

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Pending => "Waiting",
            Self::Retrying => "Trying again",
            Self::Success => "Accepted",
            Self::Failed => "Failed",
        }
    }

    /// Whether it is still to be sent.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Retrying)
    }
}

impl std::str::FromStr for Status {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text.trim());
        found.ok_or_else(|| "The status is pending, retrying, success or failed.".into())
    }
}

impl ToVal for Status {
    fn to_val(&self) -> Val {
        self.as_str().to_val()
    }
}

impl FromVal for Status {
    fn from_val(val: &Val) -> Result<Self, String> {
        String::from_val(val)?.parse()
    }
}

record! {
    /// One event for one webhook: what is to be sent, and what came of it.
    #[derive(Debug, Clone)]
    pub struct Delivery {
        /// The row's id; its order is the order of sending.
        pub id: Id<Delivery>,
        /// To which webhook.
        pub webhook_id: Id<Webhook>,
        /// The same over all attempts, so that a receiver knows what it has seen.
        pub delivery_key: String,
        /// The event's name.
        pub event_type: String,
        /// The event itself: the same in the deliveries of every webhook that is told.
        pub event_id: String,
        /// The body.
        pub payload: String,
        /// Sent by hand: once, at once, apart from the order.
        pub by_hand: bool,
        /// How far it is.
        pub status: Status,
        /// How often it was sent.
        pub attempts: i64,
        /// When it was first sent.
        pub first_attempt_at: Option<Instant>,
        /// When it was last sent.
        pub started_at: Option<Instant>,
        /// When the last attempt ended.
        pub completed_at: Option<Instant>,
        /// When it is sent again.
        pub next_retry_at: Option<Instant>,
        /// How long the last attempt took.
        pub duration_ms: Option<i64>,
        /// What the receiver answered.
        pub response_status_code: Option<i64>,
        /// The beginning of the receiver's answer.
        pub response_excerpt: Option<String>,
        /// What went wrong, in a word: `timeout`, `status`, `connection`, …
        pub error_type: Option<String>,
        /// What went wrong, in a sentence.
        pub error_message: Option<String>,
        /// When the event happened.
        pub created_at: Instant,
    }
}

/// A webhook as it was sent; absent fields stay as they are, or have their defaults.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// What people call it.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<Option<String>>,
    /// Where it is.
    pub url: Option<String>,
    /// `POST`, `PUT` or `PATCH`.
    pub http_method: Option<String>,
    /// The content type of its requests.
    pub content_type: Option<String>,
    /// Its own headers, by name.
    pub headers: Option<Vec<(String, String)>>,
    /// Event names, or `*`.
    pub events: Option<Vec<String>>,
    /// Whether it is told anything.
    pub is_active: Option<bool>,
    /// How often a delivery is sent again at most.
    pub max_retries: Option<i64>,
    /// The pause before the second attempt, in seconds.
    pub retry_delay_seconds: Option<i64>,
    /// How long one attempt may take, in seconds.
    pub timeout_seconds: Option<i64>,
    /// Makes a new secret, or none where it is false.
    pub generate_secret: Option<bool>,
}
