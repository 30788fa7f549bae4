//! What people tell us about their Linear: the manifest, and the settings as the rest of this folder reads them.

use reqwest::header::HeaderValue;
use serde::{Deserialize, Serialize};
use url::Url;

use super::map::StatusMapping;
use crate::call::{Call, Secret};
use crate::connector::Container;
use crate::error::{Error, ErrorKind};
use crate::manifest::{Capabilities, Field, FieldKind, Manifest, SecretField};

/// The name of the setting that chooses teams.
pub const TEAM_KEYS: &str = "team_keys";
const STATUS_MAPPING: &str = "status_mapping";
const ENDPOINT: &str = "https://api.linear.app/graphql";
/// Longer than any key that Linear has made.
const LONGEST_KEY: usize = 512;
/// How many visible team keys an error names.
const KEYS_SHOWN: usize = 20;

/// What Linear declares about itself.
pub const MANIFEST: Manifest = Manifest {
    name: "linear",
    title: "Linear",
    summary: "Linear's issues become tasks in one project per team.",
    source: "linear",
    secret: SecretField {
        label: "API key",
        help: "Create a personal API key in Linear under Settings → API. Read permission is enough.",
        placeholder: "lin_api_…",
        url: "https://linear.app/settings/account/security",
    },
    fields: &[
        Field {
            name: TEAM_KEYS,
            label: "Team keys",
            help: "Only these teams, separated by commas. Empty: every team the key can see.",
            placeholder: "ENG, MOB",
            kind: FieldKind::Keys,
            default: "",
        },
        Field {
            name: "auto_sync",
            label: "Automatic sync",
            help: "Fetch what changed on the schedule. Off: only “Sync now” does.",
            placeholder: "",
            kind: FieldKind::Switch,
            default: "on",
        },
        Field {
            name: STATUS_MAPPING,
            label: "Status",
            help: "How a workflow state becomes a task's status here.",
            placeholder: "",
            kind: FieldKind::Choice(&[
                ("type", "By the state's type, whatever its name"),
                (
                    "simple",
                    "By the state's name: done, completed or canceled is done",
                ),
            ]),
            default: "type",
        },
        Field {
            name: "max_pages",
            label: "Pages per run",
            help: "A run stops after so many pages of 250 issues; the next one goes on from there.",
            placeholder: "200",
            kind: FieldKind::Number { min: 1, max: 2000 },
            default: "200",
        },
    ],
    capabilities: Capabilities {
        incremental: true,
        archived: true,
    },
};

/// The endpoint that a call talks to. An address without a path means the usual path there.
pub fn endpoint(call: &Call) -> Result<Url, Error> {
    let given = call.base_url.as_deref().map_or("", str::trim);
    let given = if given.is_empty() { ENDPOINT } else { given };
    let mut url = Url::parse(given)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| {
            let message = "The address set for Linear's API (LINEAR_API_URL) is not a web address. Leave it out, or \
                           write one like https://api.linear.app/graphql.";
            Error::new(ErrorKind::GiveUp, message)
        })?;
    if url.path() == "/" {
        url.set_path("/graphql");
    }
    Ok(url)
}

/// The key as Linear wants it in the header, whatever came along when it was copied.
pub fn api_key(secret: &Secret) -> Result<HeaderValue, Error> {
    let wrong = |message: &str| {
        Error::new(
            ErrorKind::FixSettings {
                field: ErrorKind::SECRET,
            },
            message,
        )
    };
    let key = bare(secret.expose());
    if key.is_empty() {
        return Err(wrong(
            "There is no API key. Create one in Linear under Settings → API and paste it here.",
        ));
    }
    if key.contains(char::is_whitespace) {
        return Err(wrong(
            "The API key has a space or a line break in it. Paste the key alone; it begins with lin_api_.",
        ));
    }
    if !key.bytes().all(|byte| byte.is_ascii_graphic()) || key.len() > LONGEST_KEY {
        return Err(wrong(
            "This does not look like an API key of Linear: it has characters that no key has, or too many. Copy it \
             from Linear again; it begins with lin_api_.",
        ));
    }
    if key.starts_with("lin_oauth_") {
        return Err(wrong(
            "This is an OAuth token, not a personal API key. Create a personal API key in Linear under Settings → API \
             and paste it here; it begins with lin_api_.",
        ));
    }
    HeaderValue::from_str(key)
        .map_err(|_| wrong("The API key has characters that no key has. Copy it again."))
}

/// The key without quotes and without the `Bearer` that some examples put before it.
fn bare(pasted: &str) -> &str {
    let trim = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '“' | '”' | '‘' | '’');
    let key = pasted.trim_matches(trim);
    match key.split_at_checked("bearer ".len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case("bearer ") => rest.trim_matches(trim),
        _ => key,
    }
}

/// The team keys that people chose, as they typed them; none means every team.
pub fn team_keys(call: &Call) -> Vec<String> {
    call.settings
        .keys(TEAM_KEYS)
        .into_iter()
        .map(str::to_owned)
        .collect()
}

/// How states become statuses.
pub fn status_mapping(call: &Call) -> StatusMapping {
    match call.settings.text(STATUS_MAPPING) {
        "simple" => StatusMapping::Simple,
        _ => StatusMapping::Type,
    }
}

/// What of the settings decides which issues come and what they become: another one makes every cursor void.
pub fn fingerprint(call: &Call) -> String {
    let mut keys: Vec<String> = team_keys(call)
        .iter()
        .map(|key| key.to_ascii_uppercase())
        .collect();
    keys.sort_unstable();
    format!("{}:{}", call.settings.text(STATUS_MAPPING), keys.join(","))
}

/// A team that people chose by its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// The key in the settings, as it was typed.
    pub asked: String,
    /// The team's id, which stays when its key changes.
    pub reference: String,
}

/// Finds the teams that were asked for among those the key can see.
///
/// A team that was `known` by its key and has another key since is still meant; if a second team has that key now, both
/// are, since one is what was imported and the other what the settings say. A team that was known and can no longer be
/// seen is kept, so that it is known when it comes back. Fails with a sentence that names every key that never meant a
/// team, or all where not one of them can be seen any more.
pub fn choose(asked: &[String], visible: &[Container], known: &[Chosen]) -> Result<Vec<Chosen>, Error> {
    let mut chosen: Vec<Chosen> = Vec::new();
    let mut unknown = Vec::new();
    for asked in asked {
        let before = known
            .iter()
            .filter(|known| known.asked.eq_ignore_ascii_case(asked));
        let now = visible.iter().filter(|team| team.key.eq_ignore_ascii_case(asked));
        let now = now.map(|team| Chosen {
            asked: asked.clone(),
            reference: team.reference.clone(),
        });
        let meant: Vec<Chosen> = before.cloned().chain(now).collect();
        if meant.is_empty() {
            unknown.push(asked.as_str());
        }
        for meant in meant {
            if !chosen.iter().any(|it| it.reference == meant.reference) {
                chosen.push(meant);
            }
        }
    }
    if unknown.is_empty() && chosen_among(asked, &chosen, visible).is_empty() {
        unknown = asked.iter().map(String::as_str).collect();
    }
    if unknown.is_empty() {
        Ok(chosen)
    } else {
        Err(unknown_teams(&unknown, visible))
    }
}

/// The teams to be read: the chosen ones that can be seen, or all where none was asked for.
pub fn chosen_among(asked: &[String], chosen: &[Chosen], visible: &[Container]) -> Vec<Container> {
    let is_chosen = |team: &&Container| chosen.iter().any(|it| it.reference == team.reference);
    let is_read = |team: &&Container| asked.is_empty() || is_chosen(team);
    visible.iter().filter(is_read).cloned().collect()
}

fn unknown_teams(unknown: &[&str], visible: &[Container]) -> Error {
    let teams = if unknown.len() == 1 { "team" } else { "teams" };
    let mut keys: Vec<&str> = visible.iter().map(|team| team.key.as_str()).collect();
    keys.sort_unstable();
    let more = keys.len().saturating_sub(KEYS_SHOWN);
    keys.truncate(KEYS_SHOWN);
    let sees = match (keys.is_empty(), more) {
        (true, _) => "It can see no team at all.".to_owned(),
        (false, 0) => format!("It can see {}.", keys.join(", ")),
        (false, more) => format!("It can see {} and {more} more.", keys.join(", ")),
    };
    let message = format!(
        "Linear has no {teams} {} that this key can see. {sees}",
        unknown.join(", ")
    );
    Error::new(ErrorKind::FixSettings { field: TEAM_KEYS }, message)
}
