//! Webhooks as people see them: the list, the form. One webhook with its log is in `log_pages.rs`.

use super::form::Typed;
use super::model::Webhook;
use super::{actions, log_pages, store, wording};
use crate::app::App;
use crate::auth::{Actor, Writer};
use crate::error::{Error, Result};
use crate::http::{
    Done, Flash, Form, PageResult, Path, Refusal, Section, Shell, render, render_with, see_other,
};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use std::collections::BTreeMap;
use timetracker_types::Id;

/// `/settings/webhooks` and what lies below it.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/webhooks", get(list).post(create))
        .route("/settings/webhooks/new", get(new))
        .route("/settings/webhooks/{id}/edit", get(edit).post(save))
        .route("/settings/webhooks/{id}/secret", post(renew_secret))
        .route("/settings/webhooks/{id}/on", post(switch_on))
        .route("/settings/webhooks/{id}/off", post(switch_off))
        .route("/settings/webhooks/{id}/delete", post(remove))
        .merge(log_pages::routes())
}

/// Webhooks in the list: more than one person may have.
const MOST: i64 = 500;

/// One webhook in the list.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) url: String,
    /// "All events", "task.completed", "3 events".
    pub(super) events: String,
    pub(super) health: wording::Health,
}

/// The webhooks that somebody may see.
#[derive(Template)]
#[template(path = "webhooks/webhooks.html")]
pub(crate) struct WebhooksPage {
    pub(super) shell: Shell,
    pub(super) rows: Vec<Row>,
}

async fn list(State(app): State<App>, Writer(actor): Writer, headers: HeaderMap) -> PageResult {
    let (webhooks, _) = store::page(&app.db, &actor, None, MOST, 0).await?;
    let (now, zone) = (app.now(), actor.user.timezone.clone());
    let row = |webhook: &Webhook| Row {
        id: webhook.id.get(),
        name: webhook.name.clone(),
        url: webhook.url.clone(),
        events: wording::events(webhook),
        health: wording::health(webhook, now, &zone),
    };
    let rows = webhooks.iter().map(row).collect();
    let shell = Shell::load(&app, actor, Section::Webhooks, &headers).await?;
    render(&WebhooksPage { shell, rows })
}

/// The form of a new webhook, or of one that is there.
#[derive(Template)]
#[template(path = "webhooks/webhook_form.html")]
pub(crate) struct WebhookFormPage {
    pub(super) shell: Shell,
    /// The webhook that is changed; nothing for a new one.
    pub(super) id: Option<i64>,
    pub(super) values: Typed,
    pub(super) refusal: Refusal,
}

impl WebhookFormPage {
    async fn load(
        app: &App,
        actor: Actor,
        headers: &HeaderMap,
        id: Option<i64>,
        values: Typed,
    ) -> Result<Self> {
        Ok(Self {
            shell: Shell::load(app, actor, Section::Webhooks, headers).await?,
            id,
            values,
            refusal: Refusal::default(),
        })
    }

    /// Where the form is sent.
    fn action(&self) -> String {
        self.id.map_or_else(
            || "/settings/webhooks".into(),
            |id| format!("/settings/webhooks/{id}/edit"),
        )
    }

    /// Whether something is wrong in the part that is folded away at first.
    fn opens_more(&self) -> bool {
        let more = [
            "http_method",
            "content_type",
            "headers",
            "max_retries",
            "retry_delay_seconds",
            "timeout_seconds",
        ];
        more.iter().any(|field| !self.refusal.of(field).is_empty())
    }
}

async fn new(State(app): State<App>, Writer(actor): Writer, headers: HeaderMap) -> PageResult {
    render(&WebhookFormPage::load(&app, actor, &headers, None, Typed::first()).await?)
}

/// Answers with the webhook's page itself, because the secret exists only in this answer.
async fn create(
    State(app): State<App>,
    Writer(actor): Writer,
    headers: HeaderMap,
    Form(fields): Form<BTreeMap<String, String>>,
) -> PageResult {
    let typed = Typed::read(&fields);
    match make(&app, &actor, &typed).await {
        Ok((webhook, secret)) => {
            render(&log_pages::with_secret(&app, actor, &headers, &webhook, secret).await?)
        }
        Err(error) => refused(&app, actor, &headers, None, typed, error).await,
    }
}

async fn make(app: &App, actor: &Actor, typed: &Typed) -> Result<(Webhook, Option<String>)> {
    actions::create(app, actor, typed.wish()?).await
}

async fn edit(
    State(app): State<App>,
    Writer(actor): Writer,
    headers: HeaderMap,
    Path(id): Path<i64>,
) -> PageResult {
    let webhook = actions::own(&app.db, &actor, Id::new(id)).await?;
    let values = Typed::of(&app, &webhook)?;
    render(&WebhookFormPage::load(&app, actor, &headers, Some(id), values).await?)
}

async fn save(
    State(app): State<App>,
    Writer(actor): Writer,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> PageResult {
    let typed = Typed::read(&fields);
    let saved = match typed.wish() {
        Ok(wish) => actions::update(&app, &actor, Id::new(id), wish).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok((webhook, _)) => Ok(see_other(&webhook.path(), Some(&Flash::Done(Done::Saved)))),
        Err(error) => refused(&app, actor, &headers, Some(id), typed, error).await,
    }
}

async fn refused(
    app: &App,
    actor: Actor,
    headers: &HeaderMap,
    id: Option<i64>,
    typed: Typed,
    error: Error,
) -> PageResult {
    let refusal = Refusal::of_form(error)?;
    let page = WebhookFormPage::load(app, actor, headers, id, typed).await?;
    render_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &WebhookFormPage { refusal, ..page },
    )
}

/// Answers with the webhook's page itself, because the secret exists only in this answer.
async fn renew_secret(
    State(app): State<App>,
    Writer(actor): Writer,
    headers: HeaderMap,
    Path(id): Path<i64>,
) -> PageResult {
    let wish = super::Wish {
        generate_secret: Some(true),
        ..super::Wish::default()
    };
    let (webhook, secret) = actions::update(&app, &actor, Id::new(id), wish).await?;
    render(&log_pages::with_secret(&app, actor, &headers, &webhook, secret).await?)
}

async fn switch_on(State(app): State<App>, Writer(actor): Writer, Path(id): Path<i64>) -> PageResult {
    actions::set_active(&app, &actor, Id::new(id), true).await?;
    Ok(back(id, Done::SwitchedOn))
}

async fn switch_off(State(app): State<App>, Writer(actor): Writer, Path(id): Path<i64>) -> PageResult {
    actions::set_active(&app, &actor, Id::new(id), false).await?;
    Ok(back(id, Done::SwitchedOff))
}

async fn remove(State(app): State<App>, Writer(actor): Writer, Path(id): Path<i64>) -> PageResult {
    actions::remove(&app, &actor, Id::new(id)).await?;
    Ok(see_other(
        "/settings/webhooks",
        Some(&Flash::Done(Done::WebhookRemoved)),
    ))
}

/// To the webhook's page, with a word about what was done.
pub(super) fn back(id: i64, done: Done) -> axum::response::Response {
    see_other(&format!("/settings/webhooks/{id}"), Some(&Flash::Done(done)))
}
