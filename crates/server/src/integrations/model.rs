//! What a connection to an outside service is, and one run of its sync.

use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use timetracker_connectors::{Account, Connector, Manifest, Settings};
use timetracker_db::{FromVal, ToVal, Val, record};
use timetracker_types::{Id, Instant};

/// The switch in a manifest that puts a connection on the schedule.
pub const AUTO_SYNC: &str = "auto_sync";
/// The number in a manifest that bounds how many pages one run reads.
pub const MAX_PAGES: &str = "max_pages";
/// That bound where a manifest has none.
const DEFAULT_MAX_PAGES: i64 = 200;
/// The interval that stands for once a day, at [`Connection::daily_at_minute`].
pub const DAILY: i64 = 1440;
/// The intervals of the schedule that people may choose, in minutes, with their words.
pub const INTERVALS: [(i64, &str); 4] = [
    (5, "Every 5 minutes"),
    (15, "Every 15 minutes"),
    (60, "Every hour"),
    (DAILY, "Every day at"),
];
/// The interval where nothing else was chosen, in minutes.
pub const DEFAULT_INTERVAL: i64 = 15;

/// The time of day where nothing else was chosen, in minutes after midnight.
pub const DEFAULT_DAILY_AT: i64 = 180;

macro_rules! words {
    ($(#[$doc:meta])* $type:ident: $($(#[$each:meta])* $name:ident = $word:literal),* $(,)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $type { $($(#[$each])* $name),* }
        impl $type {
            /// The word that the database and the API use.
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $word),* } }
        }
        impl ToVal for $type {
            fn to_val(&self) -> Val { self.as_str().to_val() }
        }
        impl FromVal for $type {
            fn from_val(val: &Val) -> Result<Self, String> {
                match String::from_val(val)?.as_str() {
                    $($word => Ok(Self::$name),)*
                    other => Err(format!("no {}: {other}", stringify!($type))),
                }
            }
        }
    };
}

words! {
    /// Whether a connection can be used.
    State:
    /// Yes, as far as we know.
    Ready = "ready",
    /// The service refuses the key: people have to do something.
    NeedsAttention = "needs_attention",
    /// The key was thrown away; tasks and their time stay.
    Disconnected = "disconnected",
}

words! {
    /// What set a run off.
    Cause:
    /// Somebody pressed the button or called the API.
    Manual = "manual",
    /// The schedule.
    Schedule = "schedule",
    /// The run before reached its bound of pages.
    Continued = "continued",
    /// A shell command.
    Shell = "shell",
}

words! {
    /// What a run does.
    RunKind:
    /// Fetches what is new or changed.
    Sync = "sync",
    /// Compares what is here with what is there, and mends the difference.
    Reconcile = "reconcile",
    /// Looks where every issue would land; writes no task.
    Preview = "preview",
}

words! {
    /// How far a run is.
    RunStatus:
    /// Waiting for a worker.
    Queued = "queued",
    /// Being carried out, or interrupted and about to be taken up again.
    Running = "running",
    /// Everything there was to fetch is here.
    Succeeded = "succeeded",
    /// Everything is here but some issues that could not be read; they are tried again.
    Incomplete = "incomplete",
    /// It reached its bound of pages, or the service asked for a pause; the next run goes on from there.
    Partial = "partial",
    /// It could not go on; what it had written by then stays.
    Failed = "failed",
    /// Somebody stopped it; what it had written by then stays.
    Cancelled = "cancelled",
}

impl RunStatus {
    /// Whether the run has not ended yet.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }
}

record! {
    /// A link to an outside service: whose key, which settings, where the sync stands.
    #[derive(Debug, Clone)]
    pub struct Connection {
        /// The row's id.
        pub id: Id<Connection>,
        /// The connector's name, unique.
        pub connector: String,
        /// [`Settings`] as JSON.
        pub settings: String,
        /// The key, sealed by the vault.
        pub secret: Option<Vec<u8>>,
        /// The last four characters of the key.
        pub secret_hint: String,
        /// [`AccountFacts`] as JSON.
        pub account: String,
        /// Whoever connected it.
        pub acting_user_id: Option<i64>,
        /// Whether the schedule applies.
        pub auto_sync: bool,
        /// The schedule's interval in minutes.
        pub interval_minutes: i64,
        /// Whether it can be used.
        pub state: State,
        /// What went wrong in the last run, in sentences.
        pub problem: Option<String>,
        /// Where the connector goes on reading, as JSON.
        pub cursor: Option<String>,
        /// Whether the pass that the cursor is in has more pages.
        pub pass_unfinished: bool,
        /// When everything was last here.
        pub last_success_at: Option<Instant>,
        /// How many runs have failed since.
        pub failures: i64,
        /// Requests that the service allows for the rest of the hour, as of `usage_at`.
        pub requests_left: Option<i64>,
        /// Requests that the service allows in an hour.
        pub requests_limit: Option<i64>,
        /// The same in the service's own measure of work.
        pub points_left: Option<i64>,
        /// That measure's allowance in an hour.
        pub points_limit: Option<i64>,
        /// When the service told so.
        pub usage_at: Option<Instant>,
        /// When the schedule calls next.
        pub next_sync_at: Option<Instant>,
        /// Until when a run has the connection for itself.
        pub sync_lease_until: Option<Instant>,
        /// Minutes after midnight in the organisation's zone, where the interval is [`DAILY`].
        pub daily_at_minute: i64,
        /// Whether the first sync waits until somebody has looked at its preview.
        pub is_held: bool,
        /// References of the containers that the settings chose in the last pass, as JSON.
        pub chosen_refs: Option<String>,
        /// Raised when a mapping is changed by hand.
        pub mapping_version: i64,
        /// When the next reconciliation is due.
        pub next_reconcile_at: Option<Instant>,
        /// When the last one ended well.
        pub reconciled_at: Option<Instant>,
        /// When it was first connected.
        pub created_at: Instant,
        /// When its settings last changed.
        pub updated_at: Instant,
    }
}

impl Connection {
    /// Whether there is a key.
    pub fn is_connected(&self) -> bool {
        self.state != State::Disconnected && self.secret.is_some()
    }

    /// The connector that speaks to the service; none where this program does not have it (any more).
    pub fn connector(&self) -> Option<&'static dyn Connector> {
        timetracker_connectors::by_name(&self.connector)
    }

    /// What people set.
    pub fn settings(&self) -> Settings {
        serde_json::from_str(&self.settings).unwrap_or_default()
    }

    /// Whose key it is.
    pub fn account(&self) -> AccountFacts {
        serde_json::from_str(&self.account).unwrap_or_default()
    }

    /// The containers that the settings chose in the last pass; nothing before the first.
    pub fn chosen(&self) -> Option<HashSet<String>> {
        serde_json::from_str(self.chosen_refs.as_deref()?).ok()
    }

    /// How many pages one run reads at most.
    pub fn max_pages(&self) -> i64 {
        self.settings()
            .number(MAX_PAGES)
            .unwrap_or(DEFAULT_MAX_PAGES)
            .max(1)
    }

    /// The key as people may see it: its usual beginning and its last four characters.
    pub fn masked_key(&self, manifest: &Manifest) -> String {
        let beginning = manifest.secret.placeholder.split('…').next().unwrap_or("");
        format!("{beginning}••••…{}", self.secret_hint)
    }
}

/// What a check told about the key, as it is kept and shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountFacts {
    /// The person the key acts as.
    pub name: String,
    /// Their e-mail address.
    pub email: Option<String>,
    /// The workspace's name.
    pub workspace: String,
    /// The workspace's short name.
    pub workspace_key: String,
    /// How many teams, boards or repositories the key sees.
    pub containers: usize,
}

impl From<&Account> for AccountFacts {
    fn from(account: &Account) -> Self {
        Self {
            name: account.name.clone(),
            email: account.email.clone(),
            workspace: account.workspace.clone(),
            workspace_key: account.workspace_key.clone(),
            containers: account.containers.len(),
        }
    }
}

record! {
    /// One run of a sync: what set it off, how far it came, what it changed, how it ended.
    #[derive(Debug, Clone)]
    pub struct Run {
        /// The row's id.
        pub id: Id<Run>,
        /// Of which connection.
        pub connection_id: Id<Connection>,
        /// What it does.
        pub kind: RunKind,
        /// What set it off.
        pub cause: Cause,
        /// Who asked for it.
        pub requested_by: Option<i64>,
        /// How far it is.
        pub status: RunStatus,
        /// When it was asked for.
        pub queued_at: Instant,
        /// When it was begun.
        pub started_at: Option<Instant>,
        /// When it ended.
        pub finished_at: Option<Instant>,
        /// Pages written.
        pub pages: i64,
        /// Requests sent for them.
        pub requests: i64,
        /// The service's own measure of their cost.
        pub points: i64,
        /// How many issues there will be in all, where that is known.
        pub expected: Option<i64>,
        /// Issues on these pages.
        pub seen: i64,
        /// New tasks.
        pub created: i64,
        /// Changed tasks.
        pub updated: i64,
        /// Tasks that were the same already.
        pub unchanged: i64,
        /// Tasks that were put away, because their issues were.
        pub archived: i64,
        /// Tasks that were marked, because their issues cannot be seen any more.
        pub missing: i64,
        /// Issues that could not be read or written.
        pub failed: i64,
        /// New projects.
        pub projects_created: i64,
        /// Changed projects.
        pub projects_updated: i64,
        /// Whether somebody wants it to end.
        pub cancel_requested: bool,
        /// What went wrong, in sentences.
        pub problem: Option<String>,
        /// What a preview found, as JSON.
        pub result: Option<String>,
    }
}
