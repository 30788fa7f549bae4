//! The form of a connection, drawn from its connector's manifest.

use super::actions::{Beginning, Timing};
use super::model::{AUTO_SYNC, DEFAULT_DAILY_AT, DEFAULT_INTERVAL};
use super::pages::connection::BY_HAND;
use std::collections::BTreeMap;
use timetracker_connectors::{FieldKind, Manifest};

/// One field as the form shows it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// In the form and in the settings.
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// What a value may look like.
    pub placeholder: &'static str,
    /// `text`, `switch`, `choice` or `number`.
    pub kind: &'static str,
    /// What it holds.
    pub value: String,
    /// What can be chosen, with labels.
    pub choices: &'static [(&'static str, &'static str)],
}

/// The fields of a connector with their values, or their defaults.
pub fn shown(manifest: &Manifest, values: &BTreeMap<String, String>) -> Vec<Shown> {
    let fields = manifest.fields.iter().map(|field| {
        let (kind, choices): (_, &'static [_]) = match field.kind {
            FieldKind::Text | FieldKind::Keys => ("text", &[]),
            FieldKind::Switch => ("switch", &[]),
            FieldKind::Choice(choices) => ("choice", choices),
            FieldKind::Number { .. } => ("number", &[]),
        };
        Shown {
            name: field.name,
            label: field.label,
            help: field.help,
            placeholder: field.placeholder,
            kind,
            value: values
                .get(field.name)
                .cloned()
                .unwrap_or_else(|| field.default.into()),
            choices,
        }
    });
    fields.collect()
}

/// What somebody sent.
#[derive(Debug, Clone)]
pub struct Typed {
    /// The key; empty where the stored one is to stay.
    pub secret: String,
    /// The connector's settings.
    pub settings: BTreeMap<String, String>,
    /// When it syncs by itself.
    pub timing: Timing,
    /// How a new connection begins.
    pub beginning: Beginning,
}

impl Typed {
    /// Takes the connector's own fields; a box without a tick sends nothing and means off.
    pub fn read(manifest: &Manifest, mut fields: BTreeMap<String, String>) -> Self {
        let secret = fields.remove("secret").unwrap_or_default();
        let schedule = fields.remove("interval_minutes");
        let daily_at = fields.remove("daily_at").filter(|text| !text.trim().is_empty());
        let settings = manifest.fields.iter().map(|field| {
            let sent = fields.remove(field.name);
            let value = match field.kind {
                FieldKind::Switch => {
                    if sent.is_some() {
                        "on".into()
                    } else {
                        "off".into()
                    }
                }
                _ => sent.unwrap_or_default(),
            };
            (field.name.to_owned(), value)
        });
        let mut settings: BTreeMap<String, String> = settings.collect();
        // The schedule is one choice, with its switch among the intervals; without it the switch counts.
        let is_off = schedule.as_deref() == Some(BY_HAND);
        if schedule.is_some() && settings.contains_key(AUTO_SYNC) {
            settings.insert(AUTO_SYNC.into(), if is_off { "off" } else { "on" }.into());
        }
        let interval = schedule
            .filter(|_| !is_off)
            .map(|text| text.trim().parse().unwrap_or(-1));
        Self {
            secret,
            settings,
            beginning: if fields.contains_key("preview") {
                Beginning::Preview
            } else {
                Beginning::Sync
            },
            timing: Timing {
                interval_minutes: interval.unwrap_or(DEFAULT_INTERVAL),
                daily_at_minute: daily_at.map_or(DEFAULT_DAILY_AT, |text| minute_of_day(&text).unwrap_or(-1)),
            },
        }
    }
}

/// Minutes after midnight of `03:00`.
fn minute_of_day(text: &str) -> Option<i64> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}
