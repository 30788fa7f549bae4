//! Samples of the pages about webhooks.

use super::form::Typed;
use super::log_pages::{DeliveryPage, Line, LogPart, WebhookPage};
use super::model::Webhook;
use super::pages::{Row, WebhookFormPage, WebhooksPage};
use super::wording::Health;
use crate::error::Error;
use crate::http::samples::{ARABIC, JAPANESE, LONG, Samples, now, shell};
use crate::http::{Refusal, Section, Shell};
use crate::users::Role;
use timetracker_types::Id;

fn frame() -> Shell {
    shell(Section::Webhooks, Role::Admin, None)
}

fn health(kind: &'static str, text: &str) -> Health {
    Health {
        kind,
        headline: text.into(),
        detail: text.into(),
    }
}

fn line(status: &'static str, kind: &'static str, text: &str) -> Line {
    Line {
        id: i64::try_from(text.len()).unwrap(),
        at: "14:32".into(),
        event: "time_entry.stopped".into(),
        status,
        kind,
        outcome: text.into(),
        took: "0.2 s".into(),
        by_hand: kind == "stop",
        is_over: kind != "warn",
    }
}

fn webhook(text: &str, active: bool) -> Webhook {
    Webhook {
        id: Id::new(3),
        user_id: Id::new(7),
        name: text.into(),
        description: Some(text.into()),
        url: format!("https://example.com/{text}"),
        http_method: "POST".into(),
        content_type: "application/json".into(),
        headers: None,
        events: "[\"*\"]".into(),
        secret: active.then(Vec::new),
        is_active: active,
        max_retries: 20,
        retry_delay_seconds: 60,
        timeout_seconds: 30,
        successful_deliveries: 1_234,
        failed_deliveries: 5,
        last_delivery_at: None,
        last_success_at: None,
        last_failure_at: None,
        failing_since: None,
        blocked_until: None,
        switched_off_because: None,
        created_at: now(),
        updated_at: now(),
    }
}

fn log(lines: Vec<Line>) -> LogPart {
    LogPart {
        shell: crate::words::Bare::default(),
        id: 3,
        health: health("attention", LONG),
        waiting: "3 deliveries wait for their turn".into(),
        status: String::new(),
        range: "1–25 of 212 deliveries".into(),
        previous: String::new(),
        next: "/settings/webhooks/3?page=2".into(),
        is_busy: !lines.is_empty(),
        query: "?status=&page=1".into(),
        lines,
    }
}

impl Samples for WebhooksPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let row = |kind, text: &str| Row {
            id: 1,
            name: text.into(),
            url: format!("https://example.com/{text}"),
            events: "3 events".into(),
            health: health(kind, text),
        };
        let page = |rows| Self { shell: frame(), rows };
        vec![
            ("empty", page(vec![])),
            (
                "usual",
                page(vec![
                    row("ok", "Zapier"),
                    row("problem", LONG),
                    row("attention", ARABIC),
                ]),
            ),
        ]
    }
}

impl Samples for WebhookFormPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |id, text: &str, refusal| Self {
            shell: frame(),
            id,
            values: Typed {
                name: text.into(),
                headers: text.into(),
                events: ["task.created".to_owned(), "invoice.paid".to_owned()].into(),
                ..Typed::first()
            },
            refusal,
        };
        let refused = |field| Refusal::of_form(Error::field(field, LONG)).unwrap();
        vec![
            ("new", page(None, "", Refusal::default())),
            ("in another script", page(Some(3), JAPANESE, refused("events"))),
            ("refused", page(Some(3), LONG, refused("headers"))),
        ]
    }
}

impl Samples for WebhookPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |text: &str, active, secret: &str, lines| Self {
            shell: frame(),
            webhook: webhook(text, active),
            target: format!("POST https://example.com/{text}"),
            events: vec!["*".into(), "task.created".into()],
            counts: "1,234 accepted, 5 failed".into(),
            secret: secret.into(),
            log: log(lines),
        };
        let lines = vec![
            line("Accepted", "go", "answered 200"),
            line("Trying again", "warn", LONG),
            line("Failed", "stop", ARABIC),
        ];
        vec![
            ("just made", page("Zapier", true, "abc", vec![])),
            ("usual", page(JAPANESE, true, "", lines.clone())),
            ("off", page(LONG, false, "", lines)),
        ]
    }
}

impl Samples for DeliveryPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |line: Line, text: &str| Self {
            shell: frame(),
            webhook_id: 3,
            webhook_name: text.into(),
            line,
            attempt: "Attempt 3 at 14:32".into(),
            key: "msg_abc".into(),
            head: format!("POST https://example.com/{text}\ncontent-type: application/json"),
            body: format!("{{\n  \"name\": \"{text}\"\n}}"),
            answer: "HTTP 500".into(),
            excerpt: text.into(),
        };
        vec![
            ("usual", page(line("Accepted", "go", "answered 200"), "Zapier")),
            ("without an answer", page(line("Failed", "stop", LONG), "")),
            ("long", page(line("Trying again", "warn", ARABIC), LONG)),
        ]
    }
}
