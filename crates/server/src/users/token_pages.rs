//! API tokens: make one, see it once, give it a new text, revoke it. One's own, and for administrators everybody's.

use super::people_pages::own_address;
use super::store;
use super::token_form::{PRESETS, Preset, ScopeRow, TokenForm, scope_rows};
use crate::app::App;
use crate::auth::tokens::{self, Token};
use crate::auth::{Actor, Admin, SignedIn};
use crate::error::{Error, Result};
use crate::http::{
    Done, Flash, Form, PageResult, Path, Refusal, Section, Shell, render, render_with, see_other,
};
use crate::users::User;
use crate::words::Words;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use serde::Deserialize;
use timetracker_types::{Id, Instant, Zone};

/// `/settings/tokens`, `/settings/people/{id}/tokens`, and one token.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/tokens", get(own).post(create_own))
        .route(
            "/settings/people/{id}/tokens",
            get(of_person).post(create_for_person),
        )
        .route("/settings/tokens/{id}", get(show))
        .route("/settings/tokens/{id}/rotate", post(rotate))
        .route("/settings/tokens/{id}/revoke", post(revoke))
}

/// One token, in the list and on its page.
pub(crate) struct TokenRow {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) prefix: String,
    pub(super) scopes: String,
    pub(super) networks: String,
    pub(super) used: String,
    pub(super) times: String,
    pub(super) made: String,
    pub(super) end: String,
    /// Until when the text before the present one works too, or empty.
    pub(super) overlap: String,
    pub(super) is_alive: bool,
}

impl TokenRow {
    fn of(token: &Token, now: Instant, zone: &Zone, words: Words) -> Self {
        let day = |at| words.day_short(zone.day_of(at), zone.day_of(now));
        let on = |key, at| words.with(key, &[("day", day(at).into())]);
        let end = match (token.revoked_at, token.expires_at) {
            (Some(at), _) => on("tokens-revoked-on", at),
            (None, Some(at)) if at <= now => on("tokens-expired-on", at),
            (None, Some(at)) => on("tokens-until", at),
            (None, None) => words.t("tokens-no-end").into_owned(),
        };
        let overlap = token.previous_until.filter(|until| *until > now);
        Self {
            id: token.id.get(),
            name: token.name.clone(),
            description: token.description.clone(),
            prefix: token.prefix.clone(),
            scopes: token.scopes.replace(',', ", "),
            networks: token.allowed_networks.replace(',', ", "),
            used: token.last_used_at.map_or_else(
                || words.t("tokens-never-used").into_owned(),
                |at| on("tokens-used-on", at),
            ),
            times: words.with("tokens-times", &[("n", token.usage_count.into())]),
            made: day(token.created_at),
            end,
            overlap: overlap.map_or_else(String::new, |at| {
                format!("{}, {}", day(at), words.time_of_day(at, zone))
            }),
            is_alive: token.is_alive(now),
        }
    }
}

/// The list of somebody's tokens, with the form that makes one.
#[derive(Template)]
#[template(path = "users/tokens.html")]
pub(crate) struct TokensPage {
    pub(super) shell: Shell,
    /// Whose they are, where they are not one's own.
    pub(super) of: String,
    /// Where the form goes.
    pub(super) path: String,
    pub(super) rows: Vec<TokenRow>,
    pub(super) presets: Vec<&'static Preset>,
    pub(super) scopes: Vec<ScopeRow>,
    pub(super) for_admin: bool,
    pub(super) values: TokenForm,
    pub(super) refusal: Refusal,
    /// The token that was just made, shown this once.
    pub(super) token: String,
    /// A command that tries it out.
    pub(super) curl: String,
}

impl TokensPage {
    async fn load(app: &App, actor: &Actor, owner: &User, headers: &HeaderMap) -> Result<Self> {
        let (now, zone) = (app.now(), actor.user.timezone.clone());
        let rows = tokens::list(app, actor, owner.id).await?;
        let is_own = owner.id == actor.user.id;
        let for_admin = Actor { user: owner.clone() }.is_admin();
        let section = if is_own { Section::Tokens } else { Section::People };
        let shell = Shell::load(app, actor.clone(), section, headers).await?;
        Ok(Self {
            of: if is_own {
                String::new()
            } else {
                owner.display_name().to_owned()
            },
            path: if is_own {
                "/settings/tokens".into()
            } else {
                format!("/settings/people/{}/tokens", owner.id)
            },
            rows: rows
                .iter()
                .map(|token| TokenRow::of(token, now, &zone, shell.words))
                .collect(),
            presets: PRESETS
                .iter()
                .filter(|preset| for_admin || !preset.for_admins)
                .collect(),
            scopes: scope_rows(),
            for_admin,
            values: TokenForm::first(),
            refusal: Refusal::default(),
            token: String::new(),
            curl: String::new(),
            shell,
        })
    }
}

/// What a form of this page sends: a field may come more than once.
type Fields = Form<Vec<(String, String)>>;

async fn own(State(app): State<App>, SignedIn(actor): SignedIn, headers: HeaderMap) -> PageResult {
    render(&TokensPage::load(&app, &actor, &actor.user, &headers).await?)
}

async fn of_person(
    State(app): State<App>,
    Admin(actor): Admin,
    headers: HeaderMap,
    Path(id): Path<i64>,
) -> PageResult {
    render(&TokensPage::load(&app, &actor, &person(&app, id).await?, &headers).await?)
}

async fn create_own(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    Form(fields): Fields,
) -> PageResult {
    let owner = actor.user.clone();
    create(&app, &actor, &owner, &headers, TokenForm::of(fields)).await
}

async fn create_for_person(
    State(app): State<App>,
    Admin(actor): Admin,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Form(fields): Fields,
) -> PageResult {
    let owner = person(&app, id).await?;
    create(&app, &actor, &owner, &headers, TokenForm::of(fields)).await
}

async fn person(app: &App, id: i64) -> Result<User> {
    store::find(&app.db, Id::new(id))
        .await?
        .ok_or(Error::NotFound("person"))
}

/// Answers with the page itself, because the token exists only in this answer.
async fn create(app: &App, actor: &Actor, owner: &User, headers: &HeaderMap, form: TokenForm) -> PageResult {
    let made = match form.token(owner.id, app.now()) {
        Ok(wish) => tokens::make(app, actor, wish, None).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(made) => {
            let page = TokensPage::load(app, actor, owner, headers).await?;
            let (token, question) = (&made.text, form.first_question());
            let address = own_address(app, headers);
            let curl = format!("curl -H 'Authorization: Bearer {token}' '{address}{question}'");
            render(&TokensPage {
                curl,
                token: made.text,
                ..page
            })
        }
        Err(error) => {
            let refusal = Refusal::of_form(error)?;
            let page = TokensPage::load(app, actor, owner, headers).await?;
            let page = TokensPage {
                values: form,
                refusal,
                ..page
            };
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// One token.
#[derive(Template)]
#[template(path = "users/token.html")]
pub(crate) struct TokenPage {
    pub(super) shell: Shell,
    /// Whose it is, where it is not one's own.
    pub(super) of: String,
    /// The list that it is in.
    pub(super) back: String,
    pub(super) row: TokenRow,
    pub(super) overlap: String,
    pub(super) refusal: Refusal,
    /// The new text, shown this once.
    pub(super) token: String,
}

impl TokenPage {
    async fn load(app: &App, actor: &Actor, id: i64, headers: &HeaderMap) -> Result<Self> {
        let token = tokens::find(app, actor, Id::new(id)).await?;
        let owner = person(app, token.user_id.get()).await?;
        let is_own = owner.id == actor.user.id;
        let section = if is_own { Section::Tokens } else { Section::People };
        let shell = Shell::load(app, actor.clone(), section, headers).await?;
        Ok(Self {
            of: if is_own {
                String::new()
            } else {
                owner.display_name().to_owned()
            },
            back: back(&token, actor),
            row: TokenRow::of(&token, app.now(), &actor.user.timezone, shell.words),
            overlap: "86400".into(),
            refusal: Refusal::default(),
            token: String::new(),
            shell,
        })
    }
}

/// The page of the list that a token is in.
fn back(token: &Token, actor: &Actor) -> String {
    if token.user_id == actor.user.id {
        "/settings/tokens".into()
    } else {
        format!("/settings/people/{}/tokens", token.user_id)
    }
}

async fn show(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    Path(id): Path<i64>,
) -> PageResult {
    render(&TokenPage::load(&app, &actor, id, &headers).await?)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RotateForm {
    overlap: String,
}

/// Answers with the page itself, because the new text exists only in this answer.
async fn rotate(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Form(form): Form<RotateForm>,
) -> PageResult {
    let overlap = form.overlap.trim().parse().unwrap_or(-1);
    match tokens::rotate(&app, &actor, Id::new(id), overlap).await {
        Ok(made) => {
            let page = TokenPage::load(&app, &actor, id, &headers).await?;
            render(&TokenPage {
                token: made.text,
                ..page
            })
        }
        Err(error) => {
            let refusal = Refusal::of_form(error)?;
            let page = TokenPage::load(&app, &actor, id, &headers).await?;
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &TokenPage { refusal, ..page })
        }
    }
}

async fn revoke(State(app): State<App>, SignedIn(actor): SignedIn, Path(id): Path<i64>) -> PageResult {
    let token = tokens::revoke(&app, &actor, Id::new(id)).await?;
    Ok(see_other(
        &back(&token, &actor),
        Some(&Flash::Done(Done::Revoked)),
    ))
}
