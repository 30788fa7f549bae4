//! Samples of the pages before one is somebody.

use super::pages::{InvitationPage, SetUpForm, SetUpPage, SignInForm, SignInPage};
use crate::config::DemoLogin;
use crate::error::{Error, Mistakes};
use crate::http::Refusal;
use crate::http::samples::{ARABIC, JAPANESE, LONG, Samples};
use crate::organisation::SetUp;
use crate::users::Acceptance;

/// A refusal of every field that one of these pages shows.
fn refused() -> Refusal {
    let mut mistakes = Mistakes::default();
    for field in [
        "code",
        "organisation",
        "full_name",
        "username",
        "email",
        "password",
        "timezone",
        "currency",
        "other",
    ] {
        mistakes.add(field, LONG);
    }
    Refusal::of_form(mistakes.check().unwrap_err()).unwrap()
}

impl Samples for SetUpPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |wish, refusal| Self {
            shell: crate::words::Bare::default(),
            values: SetUpForm {
                code: String::new(),
                wish,
            },
            refusal,
        };
        let first = SetUp {
            timezone: "UTC".into(),
            currency: "EUR".into(),
            ..SetUp::default()
        };
        let typed = SetUp {
            organisation: ARABIC.into(),
            timezone: "CET".into(),
            currency: LONG.into(),
            full_name: JAPANESE.into(),
            username: LONG.into(),
            email: LONG.into(),
            password: String::new(),
        };
        vec![
            ("first", page(first, Refusal::default())),
            ("refused", page(typed, refused())),
        ]
    }
}

impl Samples for SignInPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |organisation: &str, username: &str, refusal, demo| Self {
            shell: crate::words::Bare::default(),
            organisation: organisation.into(),
            values: SignInForm {
                username: username.into(),
                password: String::new(),
                next: "/issues?q=a".into(),
            },
            refusal,
            demo,
        };
        let wrong = Refusal::of_form(Error::rule("wrong_password", LONG)).unwrap();
        let demo = DemoLogin {
            username: "jo".into(),
            password: "demo-password".into(),
        };
        vec![
            ("first", page("Northwind", "", Refusal::default(), None)),
            ("wrong", page(LONG, ARABIC, wrong, None)),
            (
                "of the demonstration",
                page("Northwind", "jo", Refusal::default(), Some(demo)),
            ),
        ]
    }
}

impl Samples for InvitationPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |full_name: &str, refusal| Self {
            shell: crate::words::Bare::default(),
            organisation: LONG.into(),
            email: "li@example.test".into(),
            values: Acceptance {
                full_name: full_name.into(),
                timezone: "Asia/Tokyo".into(),
                ..Acceptance::default()
            },
            refusal,
        };
        vec![
            ("first", page(JAPANESE, Refusal::default())),
            ("refused", page(LONG, refused())),
        ]
    }
}
