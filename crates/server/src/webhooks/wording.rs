//! How pages say how a webhook is doing.

use super::model::{Delivery, Status, Webhook};
use crate::http::wording as words;
use timetracker_types::{Instant, Zone};

/// How a webhook is doing.
#[derive(Debug, Clone)]
pub(crate) struct Health {
    /// `ok`, `attention`, `problem` or `idle`: the dot's colour, said again by the text.
    pub(super) kind: &'static str,
    /// In a few words.
    pub(super) headline: String,
    /// What else is to be said, or nothing.
    pub(super) detail: String,
}

/// How this webhook is doing.
pub fn health(webhook: &Webhook, now: Instant, zone: &Zone) -> Health {
    let say = |kind, headline: &str, detail: String| Health {
        kind,
        headline: headline.into(),
        detail,
    };
    if let Some(because) = &webhook.switched_off_because {
        return say("problem", "Switched off", format!("because {because}"));
    }
    if !webhook.is_active {
        return say("idle", "Off", "It is told nothing.".into());
    }
    if let Some(since) = webhook.failing_since {
        let next = webhook.blocked_until.filter(|next| *next > now);
        let next = next.map_or_else(String::new, |next| {
            format!(", next attempt {}", moment(next, now, zone))
        });
        let detail = format!("since {}{next}", moment(since, now, zone));
        return say("attention", "Failing", detail);
    }
    match webhook.last_success_at {
        Some(at) => say("ok", "Works", format!("last accepted {}", moment(at, now, zone))),
        None => say("idle", "Nothing sent yet", String::new()),
    }
}

/// "All events", the only one's name, "3 events".
pub fn events(webhook: &Webhook) -> String {
    if webhook.wants_all() {
        return "All events".into();
    }
    match &webhook.events()[..] {
        [only] => only.clone(),
        more => words::counted(i64::try_from(more.len()).unwrap_or(0), "event", "events"),
    }
}

/// "14:32", or "23 Nov 14:32" where it is another day.
pub fn moment(at: Instant, now: Instant, zone: &Zone) -> String {
    let (day, today) = (zone.day_of(at), zone.day_of(now));
    let time = words::time_of_day(at, zone);
    if day == today {
        time
    } else {
        format!("{} {time}", words::day_short(day, today))
    }
}

/// What came of a delivery, in a line.
pub fn outcome(delivery: &Delivery, now: Instant, zone: &Zone) -> String {
    match delivery.status {
        Status::Pending => "waits for its turn".into(),
        Status::Success => format!("answered {}", delivery.response_status_code.unwrap_or(200)),
        Status::Failed => delivery.error_message.clone().unwrap_or_default(),
        Status::Retrying => {
            let said = delivery.error_message.clone().unwrap_or_default();
            match delivery.next_retry_at {
                Some(next) => format!("{said} Next attempt {}.", moment(next, now, zone)),
                None => said,
            }
        }
    }
}

/// The kind of mark that goes with a status: `go`, `warn`, `stop` or none.
pub fn kind(status: Status) -> &'static str {
    match status {
        Status::Success => "go",
        Status::Retrying => "warn",
        Status::Failed => "stop",
        Status::Pending => "",
    }
}
