//! What a person is to TimeTracker.

use timetracker_db::{FromVal, ToVal, Val, record};
use timetracker_types::{Id, Instant, Rounding, RoundingMethod, Weekday, Zone};

/// What a person may do, from most to least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Reads what everybody may read; tracks nothing.
    Viewer,
    /// Tracks own time, on any active project.
    User,
    /// Also sees everybody's time and edits clients, projects and tasks.
    Manager,
    /// Also invites people and connects integrations.
    Admin,
}

impl Role {
    /// Every role, in the order in which forms offer them.
    pub const ALL: [Self; 4] = [Self::User, Self::Manager, Self::Admin, Self::Viewer];

    /// The word that the database and the API use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::User => "user",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }

    /// The word that people read.
    pub fn title(self) -> &'static str {
        match self {
            Self::Viewer => "Viewer",
            Self::User => "Member",
            Self::Manager => "Manager",
            Self::Admin => "Administrator",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text.trim().to_lowercase())
            .ok_or_else(|| format!("“{text}” is not a role. Choose admin, manager, user or viewer."))
    }
}

impl ToVal for Role {
    fn to_val(&self) -> Val {
        self.as_str().to_val()
    }
}

impl FromVal for Role {
    fn from_val(val: &Val) -> Result<Self, String> {
        String::from_val(val)?.parse()
    }
}

record! {
    /// A person with an account.
    #[derive(Debug, Clone)]
    pub struct User {
        /// The row's id.
        pub id: Id<User>,
        /// Lower case, unique.
        pub username: String,
        /// Unique regardless of case; also what Linear's people are matched by.
        pub email: Option<String>,
        /// May be empty; see [`User::display_name`].
        pub full_name: String,
        /// What they may do.
        pub role: Role,
        /// A deactivated person keeps their time but can neither sign in nor use a token.
        pub is_active: bool,
        /// Argon2id, or nothing for someone who never set a password.
        pub password_hash: Option<String>,
        /// Where their days begin and end.
        pub timezone: Zone,
        /// BCP 47 language tag; `en` where nothing else was chosen.
        pub locale: String,
        /// 0 is Monday, 6 is Sunday.
        pub week_start: i64,
        /// What they mean to work on a working day, in seconds.
        pub daily_goal_seconds: i64,
        /// After so many minutes a running timer asks whether it is right; 0 for never.
        pub timer_limit_minutes: i64,
        /// Step of the rounded view of durations in minutes; 0 shows raw time.
        pub rounding_minutes: i64,
        /// `nearest`, `up` or `down`.
        pub rounding_method: String,
        /// Whether single keys do what buttons do.
        pub single_keys: bool,
        /// The last successful sign-in.
        pub last_login_at: Option<Instant>,
        /// When the account was made.
        pub created_at: Instant,
        /// When it last changed.
        pub updated_at: Instant,
    }
}

impl User {
    /// The full name, or the user name where there is none.
    pub fn display_name(&self) -> &str {
        if self.full_name.is_empty() {
            &self.username
        } else {
            &self.full_name
        }
    }

    /// Up to two capital letters for a small round picture.
    pub fn initials(&self) -> String {
        let letters = self
            .display_name()
            .split_whitespace()
            .filter_map(|word| word.chars().next());
        letters.take(2).flat_map(char::to_uppercase).collect()
    }

    /// The first day of this person's week.
    pub fn first_weekday(&self) -> Weekday {
        Weekday::ALL[usize::try_from(self.week_start).unwrap_or(0) % 7]
    }

    /// How this person wants durations shown. Raw time stays as it is.
    pub fn rounding(&self) -> Rounding {
        let method = match self.rounding_method.as_str() {
            "up" => RoundingMethod::Up,
            "down" => RoundingMethod::Down,
            _ => RoundingMethod::Nearest,
        };
        Rounding {
            minutes: u32::try_from(self.rounding_minutes).unwrap_or(0),
            method,
        }
    }
}

/// A person to be added.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Becomes lower case.
    pub username: String,
    /// For invitations and for matching people in Linear.
    pub email: Option<String>,
    /// What colleagues read.
    pub full_name: String,
    /// What they may do.
    pub role: Role,
    /// In clear, hashed before it is stored; `None` for an account that cannot sign in yet.
    pub password: Option<String>,
    /// Where their days begin and end.
    pub timezone: Zone,
}

/// One's own details and settings as a form sends them: all as text, judged by the action.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Profile {
    /// What colleagues read.
    pub full_name: String,
    /// May be empty.
    pub email: String,
    /// IANA name.
    pub timezone: String,
    /// BCP 47.
    pub locale: String,
    /// 0 is Monday, 6 is Sunday.
    pub week_start: String,
    /// A length of time such as `8h` or `7:30`.
    pub daily_goal: String,
    /// A length of time after which a running timer asks whether it is right; empty for never.
    pub timer_limit: String,
    /// 0 to 60; 0 shows raw time.
    pub rounding_minutes: String,
    /// `nearest`, `up` or `down`.
    pub rounding_method: String,
    /// `true` where single keys are wanted.
    pub single_keys: String,
}

impl Profile {
    /// What holds now, as the form shows it first.
    pub fn of(user: &User) -> Self {
        Self {
            full_name: user.full_name.clone(),
            email: user.email.clone().unwrap_or_default(),
            timezone: user.timezone.name().to_owned(),
            locale: user.locale.clone(),
            week_start: user.week_start.to_string(),
            daily_goal: timetracker_types::clock(user.daily_goal_seconds),
            timer_limit: match user.timer_limit_minutes {
                0 => String::new(),
                minutes => timetracker_types::clock(minutes * 60),
            },
            rounding_minutes: user.rounding_minutes.to_string(),
            rounding_method: user.rounding_method.clone(),
            single_keys: user.single_keys.to_string(),
        }
    }
}
