//! What a notice is.

use crate::auth::Actor;
use crate::users::User;
use timetracker_db::{FromVal, ToVal, Val, record};
use timetracker_types::{Id, Instant};

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Something does not work as it should.
    Warning,
    /// Something has stopped working.
    Error,
}

impl Severity {
    /// As it is stored and told to programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl ToVal for Severity {
    fn to_val(&self) -> Val {
        self.as_str().to_val()
    }
}

impl FromVal for Severity {
    fn from_val(val: &Val) -> Result<Self, String> {
        match String::from_val(val)?.as_str() {
            "info" => Ok(Self::Info),
            "warning" => Ok(Self::Warning),
            "error" => Ok(Self::Error),
            other => Err(format!("“{other}” is no severity of a notice")),
        }
    }
}

record! {
    /// One notice.
    #[derive(Debug, Clone)]
    pub struct Notice {
        /// The row's id.
        pub id: Id<Notice>,
        /// `admins`, or the id of one person.
        pub audience: String,
        /// What the trouble is, in a word.
        pub key: String,
        /// How much it matters.
        pub severity: Severity,
        /// What happened and what to do, in a sentence or two.
        pub text: String,
        /// A page of ours where something can be done about it, or empty.
        pub link: String,
        /// When it was told.
        pub created_at: Instant,
        /// When somebody put it away, if anybody did.
        pub dismissed_at: Option<Instant>,
        /// Who put it away.
        pub dismissed_by: Option<Id<User>>,
        /// When the trouble was over, if it is.
        pub resolved_at: Option<Instant>,
    }
}

/// All administrators together.
pub(super) const ADMINS: &str = "admins";

impl Notice {
    /// Whether it is meant for this person.
    pub(super) fn is_for(&self, actor: &Actor) -> bool {
        self.audience == actor.user.id.get().to_string() || (actor.is_admin() && self.audience == ADMINS)
    }
}
