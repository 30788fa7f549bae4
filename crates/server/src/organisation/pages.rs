//! The organisation's settings, for administrators.

use super::{Settings, find, update};
use crate::app::App;
use crate::auth::Admin;
use crate::error::Error;
use crate::http::{Done, Flash, Form, PageResult, Refusal, Section, Shell, render, render_with, see_other};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;

/// `/settings/organisation`.
pub fn routes() -> Router<App> {
    Router::new().route("/settings/organisation", get(show).post(save))
}

/// The organisation's settings.
#[derive(Template)]
#[template(path = "organisation/settings.html")]
pub(crate) struct SettingsPage {
    pub(super) shell: Shell,
    pub(super) values: Settings,
    pub(super) refusal: Refusal,
}

async fn show(State(app): State<App>, Admin(actor): Admin, headers: HeaderMap) -> PageResult {
    let organisation = find(&app.db).await?.ok_or(Error::NotFound("organisation"))?;
    let shell = Shell::load(&app, actor, Section::Organisation, &headers).await?;
    render(&SettingsPage {
        shell,
        values: Settings::from(&organisation),
        refusal: Refusal::default(),
    })
}

async fn save(
    State(app): State<App>,
    Admin(actor): Admin,
    headers: HeaderMap,
    Form(values): Form<Settings>,
) -> PageResult {
    let Err(error) = update(&app, &actor, &values).await else {
        return Ok(see_other(
            "/settings/organisation",
            Some(&Flash::Done(Done::Saved)),
        ));
    };
    let refusal = Refusal::of_form(error)?;
    let shell = Shell::load(&app, actor, Section::Organisation, &headers).await?;
    render_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &SettingsPage {
            shell,
            values,
            refusal,
        },
    )
}
