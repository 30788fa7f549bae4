//! Samples of the pages about clients.

use super::client_page::{ClientPage, ContactRow, NoteRow, Typed};
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

impl Samples for ClientPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let contact = |id, name: &str| ContactRow {
            id,
            name: name.into(),
            initials: "EL".into(),
            role: "billing".into(),
            email: "a.very.long.address.of.somebody@a.very.long.host.example.test".into(),
            phone: "+49 30 1234567".into(),
            is_primary: id == 1,
            may_remove: id == 1,
        };
        let note = |id, text: &str| NoteRow {
            id,
            author: ARABIC.into(),
            day: "23 Nov".into(),
            text: text.into(),
            is_important: id == 1,
            may_remove: id == 1,
        };
        let page = |role, name: &str, is_full: bool, refusal: Refusal| Self {
            shell: shell(Section::Projects, role, None),
            id: 1,
            name: name.into(),
            is_archived: is_full,
            rate: "80.00 EUR".into(),
            email: "eva@example.test".into(),
            phone: String::new(),
            contact_person: LONG.into(),
            address: LONG.into(),
            description: JAPANESE.into(),
            projects: vec![],
            worked: "32:05".into(),
            entries: if is_full {
                "/time-entries?client=1".into()
            } else {
                String::new()
            },
            report: "/reports?client=1".into(),
            contacts: if is_full {
                vec![contact(1, LONG), contact(2, ARABIC)]
            } else {
                vec![]
            },
            notes: if is_full {
                vec![note(1, LONG), note(2, ARABIC)]
            } else {
                vec![]
            },
            typed: Typed::default(),
            contact_refusal: refusal.clone(),
            note_refusal: refusal,
        };
        let refusal = Refusal::of_form(Error::field("first_name", "A name is needed.")).unwrap();
        vec![
            (
                "nothing yet",
                page(Role::Viewer, "Northwind", false, Refusal::default()),
            ),
            ("full", page(Role::Manager, LONG, true, Refusal::default())),
            ("refused", page(Role::User, ARABIC, true, refusal)),
        ]
    }
}
