//! The pages before one is somebody: set-up, sign-in, an invitation; and the way out.

use super::Visitor;
use super::entry::{self, Browser};
use super::password_check::by_password;
use crate::app::App;
use crate::config::DemoLogin;
use crate::error::{Error, Mistakes};
use crate::http::{Done, Flash, Form, PageResult, Query, Refusal, render, render_with, see_other};
use crate::organisation::{self, SetUp};
use crate::users::{self, Acceptance};
use crate::words::Bare;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde::Deserialize;

/// `/set-up`, `/sign-in`, `/sign-out`, `/invitation`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/set-up", get(show_set_up).post(set_up))
        .route("/sign-in", get(show_sign_in).post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/invitation", get(show_invitation).post(accept))
}

/// The set-up form as it was sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SetUpForm {
    pub(super) code: String,
    #[serde(flatten)]
    pub(super) wish: SetUp,
}

#[derive(Template)]
#[template(path = "auth/set_up.html")]
pub(crate) struct SetUpPage {
    pub(super) shell: Bare,
    pub(super) values: SetUpForm,
    pub(super) refusal: Refusal,
}

async fn show_set_up(State(app): State<App>, shell: Bare) -> PageResult {
    if app.is_set_up().await? {
        return Ok(see_other("/", None));
    }
    let timezone = app.config.timezone.name().to_owned();
    let wish = SetUp {
        timezone,
        currency: "EUR".into(),
        ..SetUp::default()
    };
    render(&SetUpPage {
        shell,
        values: SetUpForm {
            code: String::new(),
            wish,
        },
        refusal: Refusal::default(),
    })
}

async fn set_up(
    State(app): State<App>,
    shell: Bare,
    browser: Browser,
    Form(form): Form<SetUpForm>,
) -> PageResult {
    if app.is_set_up().await? {
        return Ok(see_other("/", None));
    }
    app.guard.attempt("set-up code", &browser.address)?;
    let mut mistakes = Mistakes::default();
    if !app.guard.is_setup_code(&form.code) {
        mistakes.add(
            "code",
            "That is not the code. It stands on the terminal on which TimeTracker was started.",
        );
    }
    match organisation::set_up(&app, &form.wish, mistakes).await {
        Ok(user) => {
            let onward = see_other("/", Some(&Flash::Done(Done::Welcome)));
            Ok(entry::sign_in(&app, &user, &browser.headers, onward).await?)
        }
        Err(error) => {
            let refusal = Refusal::of_form(error)?;
            render_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &SetUpPage {
                    shell,
                    values: form,
                    refusal,
                },
            )
        }
    }
}

/// The sign-in form as it was sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SignInForm {
    pub(super) username: String,
    pub(super) password: String,
    pub(super) next: String,
}

impl SignInForm {
    /// Where to go afterwards: a page of ours, else home.
    fn onward(&self) -> &str {
        if is_own_page(&self.next) { &self.next } else { "/" }
    }
}

/// Whether a browser would stay with us: it reads `//host` and `/\host` as other hosts and skips control characters.
fn is_own_page(path: &str) -> bool {
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    plain && path.starts_with('/') && !path.starts_with("//")
}

#[derive(Template)]
#[template(path = "auth/sign_in.html")]
pub(crate) struct SignInPage {
    pub(super) shell: Bare,
    pub(super) organisation: String,
    pub(super) values: SignInForm,
    pub(super) refusal: Refusal,
    pub(super) demo: Option<DemoLogin>,
}

impl SignInPage {
    async fn load(app: &App, shell: Bare, values: SignInForm, refusal: Refusal) -> Result<Self, Error> {
        let organisation = organisation::find(&app.db)
            .await?
            .map(|found| found.name)
            .unwrap_or_default();
        Ok(Self {
            shell,
            organisation,
            values,
            refusal,
            demo: app.config.demo_login.clone(),
        })
    }
}

async fn show_sign_in(
    State(app): State<App>,
    shell: Bare,
    Visitor(visitor): Visitor,
    Query(mut form): Query<SignInForm>,
) -> PageResult {
    if visitor.is_some() {
        return Ok(see_other(form.onward(), None));
    }
    if let Some(demo) = &app.config.demo_login {
        (form.username, form.password) = (demo.username.clone(), demo.password.clone());
    } else {
        form.password = String::new();
    }
    render(&SignInPage::load(&app, shell, form, Refusal::default()).await?)
}

async fn sign_in(
    State(app): State<App>,
    shell: Bare,
    browser: Browser,
    Form(mut form): Form<SignInForm>,
) -> PageResult {
    app.guard.attempt(&form.username, &browser.address)?;
    if let Some(user) = by_password(&app, &form.username, &form.password).await? {
        let onward = see_other(form.onward(), None);
        return Ok(entry::sign_in(&app, &user, &browser.headers, onward).await?);
    }
    form.password = String::new();
    let sentence = "This user name or e-mail address and this password do not belong together.";
    let refusal = Refusal::of_form(Error::rule("wrong_password", sentence))?;
    render_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &SignInPage::load(&app, shell, form, refusal).await?,
    )
}

async fn sign_out(State(app): State<App>, browser: Browser) -> PageResult {
    Ok(entry::sign_out(&app, &browser.headers, see_other("/sign-in", None)).await?)
}

#[derive(Template)]
#[template(path = "auth/invitation.html")]
pub(crate) struct InvitationPage {
    pub(super) shell: Bare,
    pub(super) organisation: String,
    pub(super) email: String,
    pub(super) values: Acceptance,
    pub(super) refusal: Refusal,
}

/// The secret in an invitation's address: behind the `?`, because paths are logged and queries are not.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct InvitationLink {
    token: String,
}

async fn show_invitation(
    State(app): State<App>,
    shell: Bare,
    Query(link): Query<InvitationLink>,
) -> PageResult {
    let invitation = users::find_invitation(&app, &link.token).await?;
    let Some(organisation) = organisation::find(&app.db).await? else {
        return Ok(see_other("/", None));
    };
    let values = Acceptance {
        token: link.token,
        full_name: invitation.full_name,
        username: suggested_username(&invitation.email),
        timezone: organisation.timezone.name().to_owned(),
        password: String::new(),
    };
    let (organisation, email) = (organisation.name, invitation.email);
    render(&InvitationPage {
        shell,
        organisation,
        email,
        values,
        refusal: Refusal::default(),
    })
}

/// What stands before the `@`, as far as a user name may hold it.
fn suggested_username(email: &str) -> String {
    let name = email.split('@').next().unwrap_or("");
    name.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
        .collect()
}

async fn accept(
    State(app): State<App>,
    shell: Bare,
    browser: Browser,
    Form(form): Form<Acceptance>,
) -> PageResult {
    app.guard.attempt("invitation", &browser.address)?;
    match users::accept(&app, &form).await {
        Ok(user) => {
            let onward = see_other("/", Some(&Flash::Done(Done::Joined)));
            Ok(entry::sign_in(&app, &user, &browser.headers, onward).await?)
        }
        Err(error @ Error::Invalid(_)) => {
            let email = users::find_invitation(&app, &form.token).await?.email;
            let organisation = organisation::find(&app.db)
                .await?
                .map(|found| found.name)
                .unwrap_or_default();
            let (values, refusal) = (
                Acceptance {
                    password: String::new(),
                    ..form
                },
                Refusal::of_form(error)?,
            );
            let page = InvitationPage {
                shell,
                organisation,
                email,
                values,
                refusal,
            };
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_ours_are_led_on_to() {
        for path in ["/", "/issues?q=login&page=2", "/settings/me#password"] {
            assert!(is_own_page(path), "{path}");
        }
        for path in [
            "",
            "issues",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "https://evil.example",
            "/é",
        ] {
            assert!(!is_own_page(path), "{path}");
        }
    }

    #[test]
    fn a_user_name_is_suggested_that_would_be_accepted() {
        assert_eq!(suggested_username("ana.müller+x@northwind.example"), "ana.mllerx");
    }

    #[test]
    fn the_demo_offers_its_password_and_others_offer_none() {
        let demo = DemoLogin {
            username: "jo".into(),
            password: "demo-password".into(),
        };
        let page = |demo| SignInPage {
            shell: Bare::default(),
            organisation: "Northwind".into(),
            values: SignInForm {
                next: "/issues".into(),
                ..SignInForm::default()
            },
            refusal: Refusal::default(),
            demo,
        };
        assert!(page(Some(demo)).render().unwrap().contains("demo-password"));
        let plain = page(None).render().unwrap();
        assert!(plain.contains("value=\"/issues\"") && !plain.contains("demo"));
    }
}
