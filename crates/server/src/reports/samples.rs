//! Samples of the report.

use super::bar::{Adding, Bar, Chip, Link};
use super::chart::Chart;
use super::names::Label;
use super::page::{Line, Number, ReportPage};
use super::sums::Sum;
use crate::http::Section;
use crate::http::samples::{ARABIC, JAPANESE, LONG, Samples, shell};
use crate::users::Role;

/// A line of filters with everything on it.
pub(crate) fn bar(path: &'static str) -> Bar {
    let link = |text: &str, is_current| Link {
        text: text.into(),
        href: format!("{path}?range=all"),
        is_current,
    };
    Bar {
        path,
        range: "This month".into(),
        days: "1 Nov – 30 Nov".into(),
        presets: vec![link("Today", false), link("This month", true)],
        from: "2026-11-01".into(),
        to: "2026-11-30".into(),
        hidden: vec![("tag", LONG.into())],
        chips: vec![Chip {
            name: "Project".into(),
            value: LONG.into(),
            without: path.into(),
        }],
        adders: vec![link("Client", false)],
        adding: Some(Adding {
            field: "client",
            name: "Client".into(),
            choices: vec![("1".into(), LONG.into()), ("2".into(), ARABIC.into())],
            hidden: vec![("by", "project".into())],
            cancel: path.into(),
        }),
        q: String::new(),
        search_hidden: vec![],
    }
}

fn line(name: &str, within: Vec<Line>) -> Line {
    let number = |href: &str| Number {
        text: "12:30".into(),
        exact: "12:30:07".into(),
        href: href.into(),
    };
    Line {
        label: Label {
            name: name.into(),
            code: "ENG-1".into(),
            color: "3".into(),
            initials: "AM".into(),
        },
        worked: number("/time-entries?range=all"),
        billable: number("/time-entries?billable=true"),
        rest: number(""),
        share: "63 %".into(),
        percent: "63.0".into(),
        entries: "12".into(),
        more: if within.is_empty() {
            String::new()
        } else {
            "and 12 more".into()
        },
        alone: "/reports?by=person".into(),
        within,
    }
}

impl Samples for ReportPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |role, names: &[&str], is_columns: bool, problem: &str| {
            let sum = Sum {
                seconds: 45_007,
                billable_seconds: 30_000,
                entries: 12,
            };
            let marks: Vec<(Label, Sum)> = names
                .iter()
                .map(|name| {
                    (
                        Label {
                            name: (*name).into(),
                            ..Label::default()
                        },
                        sum,
                    )
                })
                .collect();
            Self {
                shell: shell(Section::Reports, role, None),
                bar: bar("/reports"),
                by: vec![],
                then: vec![],
                by_title: "Project".into(),
                then_title: "Person".into(),
                total: line("", vec![]),
                chart: Chart::of(&marks, is_columns),
                heard: LONG.into(),
                lines: names
                    .iter()
                    .map(|name| line(name, vec![line(name, vec![])]))
                    .collect(),
                shown: "1–3 of 3".into(),
                previous: String::new(),
                next: "/reports?page=2".into(),
                export: "/reports/export.csv".into(),
                zone: "Europe/Berlin".into(),
                span: (
                    "2026-11-01T00:00:00+01:00".into(),
                    "2026-12-01T00:00:00+01:00".into(),
                ),
                is_by_tag: !is_columns,
                is_own_only: role == Role::User,
                problem: problem.into(),
            }
        };
        vec![
            ("nothing", page(Role::User, &[], false, "")),
            ("bars", page(Role::Manager, &[LONG, ARABIC, JAPANESE], false, "")),
            ("columns", page(Role::User, &["1 Nov", "2 Nov"], true, "")),
            ("refused", page(Role::User, &["1 Nov"], true, LONG)),
        ]
    }
}
