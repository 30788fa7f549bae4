//! Samples of the pages about clients.

use super::pages::{ClientForm, ClientFormPage, ClientsPage, Row};
use crate::error::Error;
use crate::http::samples::{ARABIC, JAPANESE, LONG, Samples, shell};
use crate::http::{Refusal, Section};
use crate::users::Role;

impl Samples for ClientsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let row = |id, name: &str| Row {
            id,
            name: name.into(),
            contact: LONG.into(),
            projects: "3 projects".into(),
            rate: "80.00 EUR".into(),
            is_archived: id == 2,
        };
        let page = |role, rows, with_archived| Self {
            shell: shell(Section::Projects, role, None),
            rows,
            with_archived,
        };
        let usual = vec![
            row(1, "Northwind"),
            row(2, LONG),
            row(3, ARABIC),
            row(4, JAPANESE),
        ];
        vec![
            ("empty", page(Role::Manager, vec![], false)),
            ("usual", page(Role::User, usual.clone(), false)),
            ("with archived, for a manager", page(Role::Manager, usual, true)),
        ]
    }
}

impl Samples for ClientFormPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |id: Option<i64>, refusal| Self {
            shell: shell(Section::Projects, Role::Manager, None),
            id,
            is_archived: id == Some(2),
            values: ClientForm::default(),
            refusal,
            currency: "EUR".into(),
        };
        let refusal = Refusal::of_form(Error::field("name", "A name is needed.")).unwrap();
        vec![
            ("new", page(None, Refusal::default())),
            ("of one", page(Some(1), Refusal::default())),
            ("of an archived one, refused", page(Some(2), refusal)),
        ]
    }
}
