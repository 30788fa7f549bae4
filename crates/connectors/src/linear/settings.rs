//! What people tell us about their Linear: the manifest, and the settings as the rest of this folder reads them.

use reqwest::header::HeaderValue;
use url::Url;

use crate::call::{Call, Secret};
use crate::error::{Error, ErrorKind};
use crate::manifest::{Capabilities, Field, FieldKind, Manifest, SecretField, Settings};

/// The name of the setting that chooses teams.
pub const TEAM_KEYS: &str = "team_keys";
const STATUS_MAPPING: &str = "status_mapping";
const ENDPOINT: &str = "https://api.linear.app/graphql";

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
