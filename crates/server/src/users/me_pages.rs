//! One's own settings: details, time, password.

use super::actions::{self, PasswordChange};
use super::model::Profile;
use crate::app::App;
use crate::auth::{SignedIn, session_of};
use crate::error::Result;
use crate::http::{Done, Flash, Form, PageResult, Refusal, Section, Shell, render, render_with, see_other};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use serde::Deserialize;
use std::borrow::Cow;
use timetracker_types::Weekday;

/// `/settings/me`, `/settings/me/password`; `/settings` leads there.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings", get(async || see_other("/settings/me", None)))
        .route("/settings/me", get(show).post(update))
        .route("/settings/me/password", post(change_password))
}

/// Steps of rounding that the form offers, in minutes.
const STEPS: [&str; 7] = ["0", "1", "5", "6", "10", "15", "30"];

/// One's own settings.
#[derive(Template)]
#[template(path = "users/me.html")]
pub(crate) struct MePage {
    pub(super) shell: Shell,
    pub(super) username: String,
    pub(super) values: Profile,
    pub(super) refusal: Refusal,
    pub(super) password_refusal: Refusal,
}

impl MePage {
    async fn load(app: &App, SignedIn(actor): SignedIn, headers: &HeaderMap) -> Result<Self> {
        Ok(Self {
            username: actor.user.username.clone(),
            values: Profile::of(&actor.user),
            refusal: Refusal::default(),
            password_refusal: Refusal::default(),
            shell: Shell::load(app, actor, Section::Me, headers).await?,
        })
    }

    /// Days with their numbers.
    fn weekdays(&self) -> impl Iterator<Item = (u8, Cow<'static, str>)> {
        let names = self.shell.words.weekdays();
        Weekday::ALL.into_iter().map(Weekday::number).zip(names)
    }

    /// Steps with their words, and the chosen one where it is another.
    fn steps(&self) -> Vec<(&str, String)> {
        let chosen = self.values.rounding_minutes.as_str();
        let other = (!STEPS.contains(&chosen)).then_some(chosen);
        STEPS
            .into_iter()
            .chain(other)
            .map(|step| (step, self.step_in_words(step)))
            .collect()
    }

    fn step_in_words(&self, step: &str) -> String {
        let words = self.shell.words;
        match step {
            "0" => words.t("me-rounding-none").into(),
            "1" => words.t("me-rounding-minute").into(),
            minutes => words.with("me-rounding-minutes", &[("n", minutes.into())]),
        }
    }
}

async fn show(State(app): State<App>, me: SignedIn, headers: HeaderMap) -> PageResult {
    render(&MePage::load(&app, me, &headers).await?)
}

async fn update(
    State(app): State<App>,
    me: SignedIn,
    headers: HeaderMap,
    Form(profile): Form<Profile>,
) -> PageResult {
    let Err(error) = actions::update_profile(&app, &me.0, &profile).await else {
        return Ok(see_other("/settings/me", Some(&Flash::Done(Done::Saved))));
    };
    let refusal = Refusal::of_form(error)?;
    let page = MePage::load(&app, me, &headers).await?;
    render_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &MePage {
            values: profile,
            refusal,
            ..page
        },
    )
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PasswordForm {
    current_password: String,
    new_password: String,
    new_password_again: String,
}

async fn change_password(
    State(app): State<App>,
    me: SignedIn,
    headers: HeaderMap,
    Form(form): Form<PasswordForm>,
) -> PageResult {
    app.guard
        .attempt(&format!("password of {}", me.0.user.username), "signed in")?;
    let session = session_of(&headers).unwrap_or_default();
    let change = PasswordChange {
        current: &form.current_password,
        new: &form.new_password,
        again: &form.new_password_again,
        session: &session,
    };
    let Err(error) = actions::change_password(&app, &me.0, &change).await else {
        return Ok(see_other(
            "/settings/me",
            Some(&Flash::Done(Done::PasswordChanged)),
        ));
    };
    let password_refusal = Refusal::of_form(error)?;
    let page = MePage::load(&app, me, &headers).await?;
    render_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &MePage {
            password_refusal,
            ..page
        },
    )
}
