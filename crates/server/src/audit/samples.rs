//! Samples of the audit log's page.

use super::pages::{AuditPage, Field, Row};
use crate::http::Section;
use crate::http::samples::{ARABIC, LONG, Samples, shell};
use crate::users::Role;

impl Samples for AuditPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let row = |id, with_fields: bool| Row {
            id,
            at: "Mon, 23 Nov, 14:32".into(),
            exact: "2026-11-23T14:32:00+01:00".into(),
            who: ARABIC.into(),
            sentence: LONG.into(),
            fields: if with_fields {
                vec![Field {
                    name: "notes".into(),
                    before: LONG.into(),
                    after: ARABIC.into(),
                }]
            } else {
                vec![]
            },
        };
        let page = |rows: Vec<Row>| Self {
            shell: shell(Section::Audit, Role::Admin, None),
            people: vec![(1, LONG.into())],
            kinds: vec![("time_entry".into(), "time entry".into())],
            person: if rows.is_empty() {
                String::new()
            } else {
                "1".into()
            },
            kind: String::new(),
            older: "/settings/audit?before=1".into(),
            newest: "/settings/audit".into(),
            rows,
        };
        vec![
            ("nothing", page(vec![])),
            ("usual", page(vec![row(1, true), row(2, false)])),
        ]
    }
}
