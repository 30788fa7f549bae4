//! The form that makes a token: a few presets, or single scopes, for how long and from where.

use crate::auth::tokens::{NewToken, scopes};
use crate::error::{Error, Result};
use crate::users::User;
use timetracker_types::{Id, Instant};

/// What a token may do, in one word of the form.
pub(crate) struct Preset {
    pub(super) key: &'static str,
    /// The message that says what it is for.
    pub(super) title: &'static str,
    pub(super) scopes: &'static [&'static str],
    pub(super) for_admins: bool,
}

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        key: "browser",
        title: "tokens-preset-browser",
        scopes: &[
            "read:projects",
            "read:clients",
            "read:tasks",
            "read:users",
            "read:time_entries",
            "write:time_entries",
        ],
        for_admins: false,
    },
    Preset {
        key: "desktop",
        title: "tokens-preset-desktop",
        scopes: &["read:*", "write:*"],
        for_admins: false,
    },
    Preset {
        key: "report",
        title: "tokens-preset-report",
        scopes: &[
            "read:reports",
            "read:time_entries",
            "read:projects",
            "read:clients",
            "read:tasks",
            "read:users",
        ],
        for_admins: false,
    },
    Preset {
        key: "admin",
        title: "tokens-preset-admin",
        scopes: &["admin:all"],
        for_admins: true,
    },
    Preset {
        key: "own",
        title: "tokens-preset-own",
        scopes: &[],
        for_admins: false,
    },
];

/// One line of the table of scopes.
pub(crate) struct ScopeRow {
    pub(super) name: String,
    pub(super) read: String,
    /// Empty where there is nothing to write.
    pub(super) write: String,
}

/// All resources, as the table shows them.
pub(super) fn scope_rows() -> Vec<ScopeRow> {
    let row = |(resource, writes): &(&str, bool)| ScopeRow {
        name: resource.replace('_', " "),
        read: format!("read:{resource}"),
        write: if *writes {
            format!("write:{resource}")
        } else {
            String::new()
        },
    };
    scopes::RESOURCES.iter().map(row).collect()
}

/// A token to make, as the form sends it.
#[derive(Debug, Clone, Default)]
pub(crate) struct TokenForm {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) preset: String,
    pub(super) ticked: Vec<String>,
    pub(super) days: String,
    pub(super) networks: String,
}

impl TokenForm {
    /// As it is first shown.
    pub(super) fn first() -> Self {
        Self {
            preset: "browser".into(),
            days: "365".into(),
            ..Self::default()
        }
    }

    /// Of the fields that a browser sends; there is one `scope` for each box that is ticked.
    pub(super) fn of(fields: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "name" => form.name = value,
                "description" => form.description = value,
                "preset" => form.preset = value,
                "scope" => form.ticked.push(value),
                "days" => form.days = value,
                "networks" => form.networks = value,
                _ => {}
            }
        }
        form
    }

    /// Whether this box is ticked.
    pub(super) fn has(&self, scope: &str) -> bool {
        self.ticked.iter().any(|ticked| ticked == scope)
    }

    /// The token that is wished for; boxes that are ticked count more than a preset.
    pub(super) fn token(&self, owner: Id<User>, now: Instant) -> Result<NewToken> {
        Ok(NewToken {
            owner: Some(owner),
            name: self.name.clone(),
            description: self.description.clone(),
            scopes: self.scopes(),
            networks: self.networks.clone(),
            expires_at: self.end(now)?,
        })
    }

    /// A question that a program with this token may ask, for trying it out.
    pub(super) fn first_question(&self) -> &'static str {
        if self.preset == "report" {
            "/api/v1/reports/summary"
        } else {
            "/api/v1/time-entries?per_page=1"
        }
    }

    fn scopes(&self) -> Vec<String> {
        let preset = PRESETS.iter().find(|preset| preset.key == self.preset);
        match preset {
            Some(preset) if self.ticked.is_empty() => preset.scopes.iter().map(ToString::to_string).collect(),
            _ => self.ticked.clone(),
        }
    }

    /// The end, or none; not a number of days that the form offers is refused.
    fn end(&self, now: Instant) -> Result<Option<Instant>> {
        match self.days.trim().parse::<i64>() {
            Ok(0) => Ok(None),
            Ok(days) if (1..=3650).contains(&days) => Ok(Some(now.plus_seconds(days * 86_400))),
            _ => Err(Error::field("days", "Choose how long the token works.")),
        }
    }
}
