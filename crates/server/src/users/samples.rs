//! Samples of the pages about people, oneself and tokens.

use super::Invite;
use super::me_pages::MePage;
use super::model::{Profile, Role};
use super::people_pages::{InvitationRow, PeoplePage, PersonForm, PersonPage, PersonRow};
use super::token_form::{PRESETS, TokenForm, scope_rows};
use super::token_pages::{TokenPage, TokenRow, TokensPage};
use crate::error::{Error, Mistakes};
use crate::http::samples::{ARABIC, JAPANESE, LONG, Samples, now, person, shell};
use crate::http::{Refusal, Section, TimerBar};
use crate::words::Words;

fn refused(fields: &[&'static str]) -> Refusal {
    let mut mistakes = Mistakes::default();
    for field in fields {
        mistakes.add(field, LONG);
    }
    Refusal::of_form(mistakes.check().unwrap_err()).unwrap()
}

fn person_row(id: i64, name: &str, is_active: bool) -> PersonRow {
    PersonRow {
        id,
        name: name.into(),
        initials: "XY".into(),
        username: "sample".into(),
        email: if id == 1 {
            String::new()
        } else {
            "somebody@example.test".into()
        },
        role: Role::User.title(),
        is_active,
        seen: "active 24 Nov".into(),
        tracking: (id == 3).then(|| {
            let entry = crate::time_entries::samples::entry(1, 85, None, Some(("ENG-42", LONG)));
            TimerBar::of(
                &entry,
                now(),
                &person(Role::Admin, "Alice").user,
                Words::default(),
            )
        }),
        entries: "/time-entries?person=1".into(),
    }
}

impl Samples for PeoplePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |people, waiting, link: &str, refusal| Self {
            shell: shell(Section::People, Role::Admin, None),
            people,
            tracking: "1 person tracks time now".into(),
            waiting,
            values: Invite {
                full_name: LONG.into(),
                ..Invite::default()
            },
            refusal,
            link: link.into(),
            invited: ARABIC.into(),
        };
        let waiting = |id, name: &str| InvitationRow {
            id,
            name: name.into(),
            email: "a.very.long.address.of.somebody@a.very.long.host.example.test".into(),
            role: Role::Manager.title(),
            until: "1 Dec".into(),
        };
        let many = || {
            vec![
                person_row(1, LONG, true),
                person_row(2, ARABIC, false),
                person_row(3, JAPANESE, true),
            ]
        };
        let all = ["full_name", "email", "role"];
        vec![
            (
                "alone",
                page(vec![person_row(1, "Alice", true)], vec![], "", Refusal::default()),
            ),
            (
                "usual",
                page(
                    many(),
                    vec![waiting(1, LONG), waiting(2, ARABIC)],
                    "",
                    Refusal::default(),
                ),
            ),
            (
                "invited",
                page(
                    many(),
                    vec![],
                    "https://tt.example/invitation?token=x",
                    Refusal::default(),
                ),
            ),
            ("refused", page(many(), vec![], "", refused(&all))),
        ]
    }
}

impl Samples for PersonPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |name, is_active, refusal| Self {
            shell: shell(Section::People, Role::Admin, None),
            person: person_row(2, name, is_active),
            values: PersonForm {
                full_name: name.into(),
                email: String::new(),
                role: "manager".into(),
            },
            refusal,
        };
        let rule = Refusal::of_form(Error::rule("last_administrator", LONG)).unwrap();
        vec![
            ("active", page("Ana Martins", true, Refusal::default())),
            ("deactivated", page(ARABIC, false, Refusal::default())),
            ("refused by a rule", page(LONG, true, rule)),
            (
                "refused",
                page(JAPANESE, true, refused(&["full_name", "email", "role"])),
            ),
        ]
    }
}

impl Samples for MePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let usual = Profile::of(&person(Role::User, "Jo Doe").user);
        let odd = Profile {
            full_name: LONG.into(),
            timezone: "CET".into(),
            rounding_minutes: "7".into(),
            locale: ARABIC.into(),
            ..usual.clone()
        };
        let page = |values, refusal, password_refusal| Self {
            shell: shell(Section::Me, Role::User, None),
            username: "sample".into(),
            values,
            refusal,
            password_refusal,
        };
        let wrong = refused(&["full_name", "locale", "daily_goal", "rounding_minutes"]);
        let passwords = refused(&["current_password", "new_password", "new_password_again"]);
        vec![
            (
                "usual",
                page(usual.clone(), Refusal::default(), Refusal::default()),
            ),
            ("refused", page(odd, wrong, Refusal::default())),
            ("password refused", page(usual, Refusal::default(), passwords)),
        ]
    }
}

fn token_row(id: i64, name: &str, is_alive: bool) -> TokenRow {
    TokenRow {
        id,
        name: name.into(),
        description: if is_alive { name.into() } else { String::new() },
        prefix: "tt_abcde".into(),
        scopes: "read:projects, read:clients, read:tasks, read:users, read:time_entries".into(),
        networks: if is_alive {
            "192.0.2.7/32, 2001:db8::/32".into()
        } else {
            String::new()
        },
        used: "never used".into(),
        times: "1,204 times".into(),
        made: "24 Nov".into(),
        end: "until 24 Nov 2027".into(),
        overlap: if is_alive {
            "25 Nov, 10:00".into()
        } else {
            String::new()
        },
        is_alive,
    }
}

impl Samples for TokensPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |rows, token: &str, refusal| Self {
            shell: shell(Section::Tokens, Role::User, None),
            of: String::new(),
            path: "/settings/tokens".into(),
            rows,
            presets: PRESETS.iter().collect(),
            scopes: scope_rows(),
            for_admin: true,
            values: TokenForm {
                name: LONG.into(),
                ..TokenForm::default()
            },
            refusal,
            token: token.into(),
            curl: if token.is_empty() {
                String::new()
            } else {
                format!("curl {LONG}")
            },
        };
        let rows = || {
            vec![
                token_row(1, LONG, true),
                token_row(2, ARABIC, false),
                token_row(3, JAPANESE, true),
            ]
        };
        let ticked = TokenForm {
            ticked: vec!["read:*".into(), "write:tasks".into(), "admin:all".into()],
            ..TokenForm::first()
        };
        vec![
            ("none", page(vec![], "", Refusal::default())),
            ("usual", page(rows(), "", Refusal::default())),
            (
                "just made",
                page(rows(), "tt_0123456789abcdefghijABCDEFGHIJ01", Refusal::default()),
            ),
            (
                "somebody else's",
                Self {
                    of: LONG.into(),
                    values: ticked,
                    ..page(rows(), "", Refusal::default())
                },
            ),
            (
                "refused",
                page(
                    rows(),
                    "",
                    refused(&["name", "description", "scopes", "days", "allowed_networks"]),
                ),
            ),
        ]
    }
}

impl Samples for TokenPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |name, is_alive, token: &str, refusal| Self {
            shell: shell(Section::Tokens, Role::User, None),
            of: if is_alive { String::new() } else { ARABIC.into() },
            back: "/settings/tokens".into(),
            row: token_row(1, name, is_alive),
            overlap: "86400".into(),
            refusal,
            token: token.into(),
        };
        vec![
            ("usual", page(LONG, true, "", Refusal::default())),
            ("revoked", page(JAPANESE, false, "", Refusal::default())),
            (
                "new text",
                page(
                    ARABIC,
                    true,
                    "tt_0123456789abcdefghijABCDEFGHIJ01",
                    Refusal::default(),
                ),
            ),
            ("refused", page(LONG, true, "", refused(&["overlap_seconds"]))),
        ]
    }
}
