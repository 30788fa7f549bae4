//! The form of a webhook: every field as text, and a box for each event.

use super::model::{Webhook, Wish};
use super::{events, sealed};
use crate::app::App;
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// What begins the names of the boxes.
const BOX: &str = "event.";

/// A webhook as the form holds it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) url: String,
    pub(super) http_method: String,
    pub(super) content_type: String,
    /// A line each: `Name: value`.
    pub(super) headers: String,
    pub(super) max_retries: String,
    pub(super) retry_delay_seconds: String,
    pub(super) timeout_seconds: String,
    pub(super) all: bool,
    pub(super) events: BTreeSet<String>,
}

/// The events of one kind of thing.
#[derive(Debug)]
pub(crate) struct Group {
    pub(super) title: &'static str,
    pub(super) boxes: Vec<EventBox>,
}

/// A box of the form.
#[derive(Debug)]
pub(crate) struct EventBox {
    pub(super) name: &'static str,
    pub(super) when: &'static str,
    pub(super) checked: bool,
}

const GROUPS: [(&str, &str); 6] = [
    ("time_entry.", "Time"),
    ("task.", "Tasks"),
    ("project.", "Projects"),
    ("client.", "Clients"),
    ("user.", "People"),
    ("comment.", "Comments"),
];

impl Typed {
    /// The empty form.
    pub fn first() -> Self {
        Self {
            http_method: "POST".into(),
            content_type: "application/json".into(),
            max_retries: "20".into(),
            retry_delay_seconds: "60".into(),
            timeout_seconds: "30".into(),
            ..Self::default()
        }
    }

    /// The form of a webhook that is there.
    pub fn of(app: &App, webhook: &Webhook) -> Result<Self> {
        let headers = sealed::headers(app, webhook)?;
        let line = |(name, value): (&String, &String)| format!("{name}: {value}");
        Ok(Self {
            name: webhook.name.clone(),
            description: webhook.description.clone().unwrap_or_default(),
            url: webhook.url.clone(),
            http_method: webhook.http_method.clone(),
            content_type: webhook.content_type.clone(),
            headers: headers.iter().map(line).collect::<Vec<_>>().join("\n"),
            max_retries: webhook.max_retries.to_string(),
            retry_delay_seconds: webhook.retry_delay_seconds.to_string(),
            timeout_seconds: webhook.timeout_seconds.to_string(),
            all: webhook.wants_all(),
            events: webhook.events().into_iter().collect(),
        })
    }

    /// What was sent.
    pub fn read(fields: &BTreeMap<String, String>) -> Self {
        let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
        let chosen = fields.keys().filter_map(|name| name.strip_prefix(BOX));
        Self {
            name: text("name"),
            description: text("description"),
            url: text("url"),
            http_method: text("http_method"),
            content_type: text("content_type"),
            headers: text("headers"),
            max_retries: text("max_retries"),
            retry_delay_seconds: text("retry_delay_seconds"),
            timeout_seconds: text("timeout_seconds"),
            all: fields.contains_key("all"),
            events: chosen.map(str::to_owned).collect(),
        }
    }

    /// What is wished by it.
    pub fn wish(&self) -> Result<Wish> {
        let events = if self.all {
            vec![events::ALL.to_owned()]
        } else {
            self.events.iter().cloned().collect()
        };
        Ok(Wish {
            name: Some(self.name.clone()),
            description: Some(Some(self.description.clone())),
            url: Some(self.url.clone()),
            http_method: Some(self.http_method.clone()),
            content_type: Some(self.content_type.clone()),
            headers: Some(self.headers()?),
            events: Some(events),
            max_retries: Some(number("max_retries", &self.max_retries)?),
            retry_delay_seconds: Some(number("retry_delay_seconds", &self.retry_delay_seconds)?),
            timeout_seconds: Some(number("timeout_seconds", &self.timeout_seconds)?),
            ..Wish::default()
        })
    }

    fn headers(&self) -> Result<Vec<(String, String)>> {
        let lines = self
            .headers
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let split = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.trim().to_owned(), value.trim().to_owned()))
        };
        let wrong = || {
            Error::field(
                "headers",
                "Write one header in a line, as Authorization: Bearer abc.",
            )
        };
        lines.map(|line| split(line).ok_or_else(wrong)).collect()
    }

    /// The boxes: what is sent here, and what else was chosen.
    pub fn groups(&self) -> Vec<Group> {
        let boxed = |event: &events::Name| EventBox {
            name: event.name,
            when: event.when,
            checked: self.events.contains(event.name),
        };
        let group = |(prefix, title): (&'static str, &'static str)| Group {
            title,
            boxes: events::NAMES
                .iter()
                .filter(|event| event.name.starts_with(prefix))
                .map(boxed)
                .filter(|event| event.checked || !event.when.is_empty())
                .collect(),
        };
        GROUPS.into_iter().map(group).collect()
    }
}

fn number(field: &'static str, text: &str) -> Result<i64> {
    let wrong = || Error::field(field, "Type a whole number.");
    text.trim().parse().map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_headers_and_boxes_are_events() {
        let fields = [
            ("name", "x"),
            ("headers", " A: 1 \r\n\r\nB:2: 3\n"),
            ("event.task.created", "true"),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let typed = Typed {
            max_retries: "1".into(),
            retry_delay_seconds: "2".into(),
            timeout_seconds: " 3 ".into(),
            ..Typed::read(&fields.into())
        };
        let wish = typed.wish().unwrap();
        assert_eq!(
            wish.headers.unwrap(),
            [("A".into(), "1".into()), ("B".into(), "2: 3".into())]
        );
        assert_eq!(
            (wish.events.unwrap(), wish.timeout_seconds),
            (vec!["task.created".to_owned()], Some(3))
        );
        let typed = Typed {
            headers: "nonsense".into(),
            ..typed
        };
        assert!(typed.wish().unwrap_err().of_field("headers").is_some());
    }
}
