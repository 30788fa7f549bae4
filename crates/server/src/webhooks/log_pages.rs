//! One webhook with its log, and one delivery with what was sent and answered.

use super::model::{Delivery, Status, Webhook};
use super::{actions, courier, deliver, log, pages, wording};
use crate::app::App;
use crate::auth::{Actor, Writer};
use crate::error::Result;
use crate::http::{Done, PageResult, Path, Query, Section, Shell, Wanted, json_of, render, wording as words};
use crate::words::Bare;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use serde::Deserialize;
use timetracker_types::{Id, Instant, Zone};

/// What is read of a webhook's log, and what is done from there.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/webhooks/{id}", get(show))
        .route("/settings/webhooks/{id}/log", get(part))
        .route("/settings/webhooks/{id}/test", post(test))
        .route("/settings/webhooks/{id}/deliveries/{delivery}", get(delivery))
        .route(
            "/settings/webhooks/{id}/deliveries/{delivery}/redeliver",
            post(redeliver),
        )
}

/// Lines of the log on a page.
const LINES: &str = "25";

/// Which part of the log is looked at.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Narrow {
    status: String,
    page: String,
}

/// One delivery in the log.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(super) id: i64,
    pub(super) at: String,
    pub(super) event: String,
    pub(super) status: &'static str,
    /// `go`, `warn`, `stop` or nothing.
    pub(super) kind: &'static str,
    pub(super) outcome: String,
    /// "0.2 s", or nothing where it was not sent.
    pub(super) took: String,
    pub(super) by_hand: bool,
    /// Whether it can be sent again.
    pub(super) is_over: bool,
}

impl Line {
    fn of(delivery: &Delivery, now: Instant, zone: &Zone) -> Self {
        Self {
            id: delivery.id.get(),
            at: wording::moment(delivery.created_at, now, zone),
            event: delivery.event_type.clone(),
            status: delivery.status.title(),
            kind: wording::kind(delivery.status),
            outcome: wording::outcome(delivery, now, zone),
            took: delivery.duration_ms.map(took).unwrap_or_default(),
            by_hand: delivery.by_hand,
            is_over: !delivery.status.is_open(),
        }
    }
}

/// `0.2 s`.
fn took(milliseconds: i64) -> String {
    let tenths = (milliseconds + 50) / 100;
    format!("{}.{} s", tenths / 10, tenths % 10)
}

/// What changes while deliveries are sent: health and log.
#[derive(Debug, Clone, Template)]
#[template(path = "webhooks/log.html")]
pub(crate) struct LogPart {
    pub(super) shell: Bare,
    pub(super) id: i64,
    pub(super) health: wording::Health,
    /// "3 deliveries wait for their turn", or nothing.
    pub(super) waiting: String,
    /// Chosen in the tabs; empty means all.
    pub(super) status: String,
    pub(super) lines: Vec<Line>,
    /// "1–25 of 212 deliveries".
    pub(super) range: String,
    pub(super) previous: String,
    pub(super) next: String,
    /// Whether something will change in a moment.
    pub(super) is_busy: bool,
    /// The part's own address with its choices.
    pub(super) query: String,
}

/// One webhook.
#[derive(Template)]
#[template(path = "webhooks/webhook.html")]
pub(crate) struct WebhookPage {
    pub(super) shell: Shell,
    pub(super) webhook: Webhook,
    /// The method and the URL.
    pub(super) target: String,
    pub(super) events: Vec<String>,
    /// "212 accepted, 3 failed".
    pub(super) counts: String,
    /// Shown this once.
    pub(super) secret: String,
    pub(super) log: LogPart,
}

async fn show(
    State(app): State<App>,
    Writer(actor): Writer,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Query(narrow): Query<Narrow>,
) -> PageResult {
    let webhook = actions::own(&app.db, &actor, Id::new(id)).await?;
    render(&page(&app, actor, &headers, &webhook, &narrow).await?)
}

async fn part(
    State(app): State<App>,
    Writer(actor): Writer,
    shell: Bare,
    Path(id): Path<i64>,
    Query(narrow): Query<Narrow>,
) -> PageResult {
    let webhook = actions::own(&app.db, &actor, Id::new(id)).await?;
    render(&log_part(&app, shell, &actor, &webhook, &narrow).await?)
}

/// The page of a webhook whose secret was just made.
pub(super) async fn with_secret(
    app: &App,
    actor: Actor,
    headers: &HeaderMap,
    webhook: &Webhook,
    secret: Option<String>,
) -> Result<WebhookPage> {
    let page = page(app, actor, headers, webhook, &Narrow::default()).await?;
    Ok(WebhookPage {
        secret: secret.unwrap_or_default(),
        ..page
    })
}

async fn page(
    app: &App,
    actor: Actor,
    headers: &HeaderMap,
    webhook: &Webhook,
    narrow: &Narrow,
) -> Result<WebhookPage> {
    let shell = Shell::load(app, actor.clone(), Section::Webhooks, headers).await?;
    let log = log_part(app, shell.bare(), &actor, webhook, narrow).await?;
    let (accepted, failed) = (webhook.successful_deliveries, webhook.failed_deliveries);
    Ok(WebhookPage {
        shell,
        target: format!("{} {}", webhook.http_method, webhook.url),
        events: webhook.events(),
        counts: format!(
            "{} accepted, {} failed",
            words::count(accepted),
            words::count(failed)
        ),
        secret: String::new(),
        webhook: webhook.clone(),
        log,
    })
}

async fn log_part(
    app: &App,
    shell: Bare,
    actor: &Actor,
    webhook: &Webhook,
    narrow: &Narrow,
) -> Result<LogPart> {
    let (now, zone) = (app.now(), &actor.user.timezone);
    let wanted = Wanted::read(Some(&narrow.page), Some(LINES));
    let status: Option<Status> = narrow.status.parse().ok();
    let (rows, total) = log::page(&app.db, webhook.id, status, wanted.per_page, wanted.offset()).await?;
    let waiting = log::waiting(&app.db, webhook.id).await?;
    let is_held_back = !webhook.is_active || webhook.blocked_until.is_some_and(|until| until > now);
    let is_moving = |row: &Delivery| row.status.is_open() && (row.by_hand || !is_held_back);
    let id = webhook.id.get();
    let shown = status.map_or("", Status::as_str);
    let page_at = |page: i64| format!("/settings/webhooks/{id}?status={shown}&page={page}");
    let count = i64::try_from(rows.len()).unwrap_or(0);
    let has_more = wanted.offset() + count < total;
    Ok(LogPart {
        shell,
        id,
        health: wording::health(webhook, now, zone),
        waiting: waiting_text(waiting),
        status: shown.into(),
        range: range(wanted.offset(), count, total),
        previous: if wanted.page > 1 {
            page_at(wanted.page - 1)
        } else {
            String::new()
        },
        next: if has_more {
            page_at(wanted.page + 1)
        } else {
            String::new()
        },
        is_busy: rows.iter().any(is_moving),
        query: format!("?status={shown}&page={}", wanted.page),
        lines: rows.iter().map(|row| Line::of(row, now, zone)).collect(),
    })
}

fn waiting_text(waiting: i64) -> String {
    match waiting {
        0 => String::new(),
        1 => "1 delivery waits for its turn".into(),
        more => format!("{} deliveries wait for their turn", words::count(more)),
    }
}

fn range(offset: i64, count: i64, total: i64) -> String {
    let all = words::counted(total, "delivery", "deliveries");
    if count == total {
        return all;
    }
    format!(
        "{}–{} of {all}",
        words::count(offset + 1),
        words::count(offset + count)
    )
}

async fn test(State(app): State<App>, Writer(actor): Writer, Path(id): Path<i64>) -> PageResult {
    actions::test(&app, &actor, Id::new(id)).await?;
    Ok(pages::back(id, Done::TestQueued))
}

async fn redeliver(
    State(app): State<App>,
    Writer(actor): Writer,
    Path((id, delivery)): Path<(i64, i64)>,
) -> PageResult {
    actions::redeliver(&app, &actor, Id::new(id), Id::new(delivery)).await?;
    Ok(pages::back(id, Done::SentAgain))
}

/// One delivery: what was sent, what came back.
#[derive(Template)]
#[template(path = "webhooks/delivery.html")]
pub(crate) struct DeliveryPage {
    pub(super) shell: Shell,
    pub(super) webhook_id: i64,
    pub(super) webhook_name: String,
    pub(super) line: Line,
    /// "Attempt 3", with when it began.
    pub(super) attempt: String,
    pub(super) key: String,
    /// The request's first line and headers; values that may be secret are covered.
    pub(super) head: String,
    pub(super) body: String,
    /// "HTTP 200", or that there was none.
    pub(super) answer: String,
    pub(super) excerpt: String,
}

async fn delivery(
    State(app): State<App>,
    Writer(actor): Writer,
    headers: HeaderMap,
    Path((id, delivery)): Path<(i64, i64)>,
) -> PageResult {
    let webhook = actions::own(&app.db, &actor, Id::new(id)).await?;
    let delivery = actions::own_delivery(&app.db, webhook.id, Id::new(delivery)).await?;
    let (now, zone) = (app.now(), actor.user.timezone.clone());
    render(&DeliveryPage {
        shell: Shell::load(&app, actor, Section::Webhooks, &headers).await?,
        webhook_id: id,
        webhook_name: webhook.name.clone(),
        line: Line::of(&delivery, now, &zone),
        attempt: attempt(&delivery, now, &zone),
        key: delivery.delivery_key.clone(),
        head: head(&app, &webhook, &delivery)?,
        body: serde_json::to_string_pretty(&json_of(&delivery.payload)).unwrap_or_default(),
        answer: delivery.response_status_code.map_or_else(
            || "There was no answer.".into(),
            |status| format!("HTTP {status}"),
        ),
        excerpt: delivery.response_excerpt.unwrap_or_default(),
    })
}

fn attempt(delivery: &Delivery, now: Instant, zone: &Zone) -> String {
    match delivery.started_at {
        None => "Not sent yet".into(),
        Some(at) => format!(
            "Attempt {} at {}",
            delivery.attempts,
            wording::moment(at, now, zone)
        ),
    }
}

/// The request as it goes, or went, out with the webhook's present settings.
fn head(app: &App, webhook: &Webhook, delivery: &Delivery) -> Result<String> {
    let at = delivery.started_at.unwrap_or(app.now());
    let letter = deliver::letter(app, webhook, delivery, at)?;
    let mut lines = vec![format!("{} {}", letter.method, letter.url)];
    lines.extend(
        courier::our_headers(&letter)?
            .iter()
            .map(|(name, value)| format!("{name}: {value}")),
    );
    lines.extend(letter.headers.keys().map(|name| format!("{name}: ••••")));
    Ok(lines.join("\n"))
}
