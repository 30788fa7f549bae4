//! Samples of the organisation's settings.

use super::Settings;
use super::pages::SettingsPage;
use crate::error::Error;
use crate::http::samples::{ARABIC, LONG, Samples, shell};
use crate::http::{Refusal, Section};
use crate::users::Role;

impl Samples for SettingsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |name: &str, timezone: &str, refusal| Self {
            shell: shell(Section::Organisation, Role::Admin, None),
            values: Settings {
                name: name.into(),
                timezone: timezone.into(),
                currency: "EUR".into(),
            },
            refusal,
        };
        let refusal = Refusal::of_form(Error::field("name", LONG)).unwrap();
        vec![
            ("usual", page("Northwind", "Europe/Lisbon", Refusal::default())),
            ("in another script", page(ARABIC, "CET", Refusal::default())),
            ("refused", page(LONG, "Moon", refusal)),
        ]
    }
}
