//! What a day at work is made of.

use crate::users::User;
use timetracker_db::record;
use timetracker_types::{Day, Id, Instant};

record! {
    /// A day on which somebody was at work.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct WorkDay {
        /// The row's id.
        pub id: Id<WorkDay>,
        /// Whose day.
        pub user_id: Id<User>,
        /// Which day, in their zone.
        pub work_on: Day,
        /// When it was made.
        pub created_at: Instant,
        /// When something on it last changed.
        pub updated_at: Instant,
    }

    /// From clocking in to clocking out.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Period {
        /// The row's id.
        pub id: Id<Period>,
        /// Whose time.
        pub user_id: Id<User>,
        /// On which day.
        pub attendance_day_id: Id<WorkDay>,
        /// The first instant of it.
        pub started_at: Instant,
        /// The first instant after it.
        pub ended_at: Option<Instant>,
        /// What people note about it.
        pub notes: Option<String>,
        /// From where: `desktop`, `mobile`, `api`.
        pub source: String,
        /// Whether it was ended because nobody did.
        pub auto_closed: bool,
        /// When it was made.
        pub created_at: Instant,
        /// When it last changed.
        pub updated_at: Instant,
    }

    /// A pause within a period.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Pause {
        /// The row's id.
        pub id: Id<Pause>,
        /// Whose.
        pub user_id: Id<User>,
        /// Within which period.
        pub work_period_id: Id<Period>,
        /// `rest`, `lunch`, `meal` or `other`.
        pub break_type: String,
        /// The first instant of it.
        pub started_at: Instant,
        /// The first instant after it.
        pub ended_at: Option<Instant>,
    }

    /// A wish to have a period's times changed.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Correction {
        /// The row's id.
        pub id: Id<Correction>,
        /// Whose period.
        pub user_id: Id<User>,
        /// Which period.
        pub work_period_id: Id<Period>,
        /// When it began so far.
        pub old_started_at: Instant,
        /// When it ended so far.
        pub old_ended_at: Option<Instant>,
        /// When it is to begin.
        pub new_started_at: Instant,
        /// When it is to end.
        pub new_ended_at: Instant,
        /// Why.
        pub reason: String,
        /// `pending`, `approved` or `rejected`.
        pub status: String,
        /// Who decided.
        pub reviewed_by: Option<Id<User>>,
        /// When they did.
        pub reviewed_at: Option<Instant>,
        /// What they said.
        pub review_comment: Option<String>,
        /// When it was made.
        pub created_at: Instant,
        /// When it last changed.
        pub updated_at: Instant,
    }
}

/// A period that nobody ends is over after so many seconds.
pub const LONGEST_PERIOD: i64 = 18 * 3600;

/// The kinds of breaks; anything else counts as the first.
pub const BREAKS: [&str; 4] = ["rest", "lunch", "meal", "other"];

impl Period {
    /// Whether it should have been ended by now.
    pub fn is_forgotten(&self, now: Instant) -> bool {
        self.ended_at.is_none() && now.since(self.started_at) > LONGEST_PERIOD
    }

    /// Its length in seconds so far, breaks included.
    pub fn seconds(&self, now: Instant) -> i64 {
        self.ended_at.unwrap_or(now).since(self.started_at).max(0)
    }
}

impl Pause {
    /// Its length in seconds so far.
    pub fn seconds(&self, now: Instant) -> i64 {
        self.ended_at.unwrap_or(now).since(self.started_at).max(0)
    }
}

/// A day with everything on it.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The day.
    pub day: WorkDay,
    /// Its periods, in order.
    pub periods: Vec<Period>,
    /// The breaks within them, in order.
    pub breaks: Vec<Pause>,
}

impl Whole {
    /// Seconds of breaks so far.
    pub fn break_seconds(&self, now: Instant) -> i64 {
        self.breaks.iter().map(|pause| pause.seconds(now)).sum()
    }

    /// Seconds at work so far, without the breaks.
    pub fn work_seconds(&self, now: Instant) -> i64 {
        let present: i64 = self.periods.iter().map(|period| period.seconds(now)).sum();
        (present - self.break_seconds(now)).max(0)
    }
}
