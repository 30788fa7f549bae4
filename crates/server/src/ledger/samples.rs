//! Samples of the list of entries.

use super::pages::{EntriesPage, Row};
use crate::http::Section;
use crate::http::samples::{ARABIC, JAPANESE, LONG, Samples, shell};
use crate::users::Role;

fn row(id: i64, title: &str) -> Row {
    Row {
        id,
        day: "Mon, 23 Nov".into(),
        href: if id % 2 == 0 {
            String::new()
        } else {
            format!("/time-entries/{id}")
        },
        person: "Ana Müller".into(),
        initials: "AM".into(),
        identifier: "ENG-42".into(),
        task_href: if id % 3 == 0 {
            String::new()
        } else {
            "/issues/7".into()
        },
        title: title.into(),
        notes: LONG.into(),
        project: LONG.into(),
        color: "3".into(),
        tags: vec!["review".into(), LONG.into()],
        span: "23:00 – 0:30 +1".into(),
        worked: "1:30".into(),
        exact: "1:30:00 (Europe/Berlin)".into(),
        billable: id % 2 == 0,
    }
}

impl Samples for EntriesPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |role, rows: Vec<Row>| Self {
            shell: shell(Section::Entries, role, None),
            bar: crate::reports::samples::bar("/time-entries"),
            rows,
            count: "1,204".into(),
            whole: 1_204,
            counted: "1,204 entries".into(),
            worked: "532:10".into(),
            exact: "532:10:09".into(),
            billable: "400:00".into(),
            with_people: role == Role::Manager,
            with_bulk: role != Role::Viewer,
            bulk: "/time-entries/bulk".into(),
            export: "/time-entries/export.csv".into(),
            report: "/reports".into(),
            shown: "1–3 of 3".into(),
            previous: String::new(),
            next: String::new(),
            problem: String::new(),
        };
        vec![
            ("nothing", page(Role::User, vec![])),
            ("a viewer's", page(Role::Viewer, vec![row(1, LONG)])),
            (
                "everybody's",
                page(
                    Role::Manager,
                    vec![row(1, LONG), row(2, ARABIC), row(3, JAPANESE)],
                ),
            ),
        ]
    }
}
