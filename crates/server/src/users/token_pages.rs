//! One's own API tokens: make one, see it once, revoke it.

use crate::app::App;
use crate::auth::tokens::{self, Token};
use crate::auth::{Actor, SignedIn};
use crate::error::{Error, Result};
use crate::http::{
    Done, Flash, Form, PageResult, Path, Refusal, Section, Shell, render, render_with, see_other, wording,
};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use serde::Deserialize;
use timetracker_types::{Id, Instant, Zone};

/// `/settings/tokens` and revoking one.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/tokens", get(list).post(create))
        .route("/settings/tokens/{id}/revoke", post(revoke))
}

/// What a token may do, in one word of the form.
pub(crate) struct Preset {
    pub(super) key: &'static str,
    pub(super) title: &'static str,
    pub(super) scopes: &'static [&'static str],
    pub(super) for_admins: bool,
}

pub(super) const PRESETS: &[Preset] = &[
    Preset {
        key: "app",
        title: "An app: read and write what I may",
        scopes: &["read:*", "write:*"],
        for_admins: false,
    },
    Preset {
        key: "read",
        title: "Read only",
        scopes: &["read:*"],
        for_admins: false,
    },
    Preset {
        key: "timer",
        title: "Timer and entries; projects and tasks to read",
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
        key: "admin",
        title: "Everything an administrator may",
        scopes: &["admin:all"],
        for_admins: true,
    },
    Preset {
        key: "own",
        title: "Only these scopes:",
        scopes: &[],
        for_admins: false,
    },
];

/// A token to make, as the form sends it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TokenForm {
    pub(super) name: String,
    pub(super) preset: String,
    pub(super) scopes: String,
    pub(super) days: String,
}

impl TokenForm {
    fn first() -> Self {
        Self {
            preset: "app".into(),
            days: "365".into(),
            ..Self::default()
        }
    }

    fn scopes(&self) -> Vec<String> {
        let preset = PRESETS
            .iter()
            .find(|preset| preset.key == self.preset && preset.key != "own");
        match preset {
            Some(preset) => preset.scopes.iter().map(ToString::to_string).collect(),
            None => self
                .scopes
                .split([',', ' '])
                .filter(|scope| !scope.is_empty())
                .map(str::to_owned)
                .collect(),
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

/// One token in the list.
pub(crate) struct TokenRow {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) prefix: String,
    pub(super) scopes: String,
    pub(super) used: String,
    pub(super) end: String,
    pub(super) is_alive: bool,
}

impl TokenRow {
    fn of(token: Token, now: Instant, zone: &Zone) -> Self {
        let day = |at| wording::day_short(zone.day_of(at), zone.day_of(now));
        let end = match (token.revoked_at, token.expires_at) {
            (Some(at), _) => format!("revoked {}", day(at)),
            (None, Some(at)) if at <= now => format!("expired {}", day(at)),
            (None, Some(at)) => format!("until {}", day(at)),
            (None, None) => "no end".into(),
        };
        Self {
            id: token.id.get(),
            is_alive: token.revoked_at.is_none() && token.expires_at.is_none_or(|at| at > now),
            used: token
                .last_used_at
                .map_or_else(|| "never used".into(), |at| format!("used {}", day(at))),
            name: token.name,
            prefix: token.prefix,
            scopes: token.scopes.replace(',', ", "),
            end,
        }
    }
}

/// The list of one's tokens, with the form that makes one.
#[derive(Template)]
#[template(path = "users/tokens.html")]
pub(crate) struct TokensPage {
    pub(super) shell: Shell,
    pub(super) rows: Vec<TokenRow>,
    pub(super) presets: Vec<&'static Preset>,
    pub(super) values: TokenForm,
    pub(super) refusal: Refusal,
    /// The token that was just made, shown this once.
    pub(super) token: String,
}

impl TokensPage {
    async fn load(app: &App, actor: Actor, headers: &HeaderMap) -> Result<Self> {
        let (now, zone) = (app.now(), actor.user.timezone.clone());
        let rows = tokens::list(&app.db, actor.user.id).await?;
        let presets = PRESETS
            .iter()
            .filter(|preset| actor.is_admin() || !preset.for_admins)
            .collect();
        Ok(Self {
            rows: rows
                .into_iter()
                .map(|token| TokenRow::of(token, now, &zone))
                .collect(),
            presets,
            values: TokenForm::first(),
            refusal: Refusal::default(),
            token: String::new(),
            shell: Shell::load(app, actor, Section::Tokens, headers).await?,
        })
    }
}

async fn list(State(app): State<App>, SignedIn(actor): SignedIn, headers: HeaderMap) -> PageResult {
    render(&TokensPage::load(&app, actor, &headers).await?)
}

/// Answers with the page itself, because the token exists only in this answer.
async fn create(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    Form(form): Form<TokenForm>,
) -> PageResult {
    match make(&app, &actor, &form).await {
        Ok(token) => render(&TokensPage {
            token,
            ..TokensPage::load(&app, actor, &headers).await?
        }),
        Err(error) => {
            let refusal = Refusal::of_form(error)?;
            let page = TokensPage::load(&app, actor, &headers).await?;
            render_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &TokensPage {
                    values: form,
                    refusal,
                    ..page
                },
            )
        }
    }
}

async fn make(app: &App, actor: &Actor, form: &TokenForm) -> Result<String> {
    let end = form.end(app.now())?;
    tokens::create(app, actor, &form.name, &form.scopes(), end).await
}

async fn revoke(State(app): State<App>, SignedIn(actor): SignedIn, Path(id): Path<i64>) -> PageResult {
    tokens::revoke(&app, &actor, Id::new(id)).await?;
    Ok(see_other("/settings/tokens", Some(&Flash::Done(Done::Revoked))))
}
