//! Samples of the pages about imports.

use super::draft_view::{ColumnView, DraftView, RowView};
use super::pages::{FindingRow, ImportPage, ImportRow, ImportsPage, Progress};
use crate::error::Error;
use crate::http::samples::{ARABIC, JAPANESE, LONG, Samples, shell};
use crate::http::{Refusal, Section};
use crate::users::Role;
use askama::Template as _;

impl Samples for ImportsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let row = |id: i64, name: &str, kind: &'static str| ImportRow {
            id,
            name: name.into(),
            headline: "1,204 entries imported".into(),
            details: if id == 1 {
                String::new()
            } else {
                "3 rows failed · 12 rows there already".into()
            },
            kind,
            when: "24 Nov 9:55".into(),
        };
        let page = |rows, refusal| Self {
            shell: shell(Section::Imports, Role::User, None),
            rows,
            refusal,
            largest: "512 MB".into(),
        };
        let refused = Refusal::of_form(Error::field("file", LONG)).unwrap();
        vec![
            ("empty", page(Vec::new(), Refusal::default())),
            (
                "usual",
                page(
                    vec![
                        row(1, "march.csv", "ok"),
                        row(2, LONG, "attention"),
                        row(3, ARABIC, "problem"),
                    ],
                    Refusal::default(),
                ),
            ),
            ("refused", page(Vec::new(), refused)),
        ]
    }
}

fn row(number: &str, cells: &[&str], kind: &'static str, note: &str) -> RowView {
    RowView {
        number: number.into(),
        cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
        kind,
        verdict: "1 Apr 09:00–10:30".into(),
        note: note.into(),
    }
}

fn draft(problem: &str, rows: Vec<RowView>) -> DraftView {
    let column = |heading: &str, key| ColumnView {
        heading: heading.into(),
        key,
    };
    DraftView {
        columns: vec![
            column("project", "project_id"),
            column(LONG, ""),
            column("", "start_time"),
        ],
        is_empty: rows.is_empty(),
        failing: if rows.is_empty() {
            Vec::new()
        } else {
            vec![row("99", &["x", JAPANESE, "y"], "fail", LONG)]
        },
        rows,
        new: "1,204 rows go in".into(),
        present: "12".into(),
        failed: "3".into(),
        about: "of the first 20,000 rows".into(),
        problem: problem.into(),
        button: "Import 1,204 entries".into(),
        delimiter: "semicolon",
        encoding: "EUC-KR".into(),
        order: "dmy",
        zone: "Europe/Berlin".into(),
        unit: "hours",
        has_duration: true,
        is_atomic: true,
    }
}

impl Samples for ImportPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |name: &str, draft, progress| Self {
            shell: shell(Section::Imports, Role::User, None),
            id: 7,
            name: name.into(),
            facts: "1.4 MB · 24 Nov 9:55".into(),
            draft,
            progress,
        };
        let rows = vec![
            row("2", &["WEB", ARABIC, "2024-04-01 09:00"], "go", ""),
            row("3", &["WEB", LONG, "2026-03-29 02:30"], "go", LONG),
            row("4", &["WEB", "", ""], "there", ""),
            row(
                "5",
                &["NOPE", "", ""],
                "fail",
                "project: There is no project with the id, code or name “NOPE”.",
            ),
        ];
        let done = Progress::samples().pop().unwrap().1.render().unwrap();
        vec![
            ("draft", page("march.csv", Some(draft("", rows)), String::new())),
            (
                "not ready",
                page(LONG, Some(draft(LONG, Vec::new())), String::new()),
            ),
            ("done", page(ARABIC, None, done)),
        ]
    }
}

impl Samples for Progress {
    fn samples() -> Vec<(&'static str, Self)> {
        let finding = |row: &str, line: &str, reason: &str| FindingRow {
            row: row.into(),
            line: line.into(),
            field: "project".into(),
            reason: reason.into(),
        };
        let progress = |is_under_way: bool, kind, problem: &str| Self {
            shell: crate::words::Bare::default(),
            id: 7,
            is_stopping: false,
            may_cancel: is_under_way,
            may_undo: !is_under_way,
            kind,
            headline: "1,204 entries imported".into(),
            details: "3 rows failed".into(),
            problem: problem.into(),
            percent: 40,
            rows: "2,000".into(),
            created: "1,990".into(),
            failures: vec![finding("3", "3", LONG), finding("5", "9", JAPANESE)],
            more_failures: "1,000".into(),
            remarks: vec![finding("8", "8", ARABIC)],
            first_day: "2024-04-01".into(),
        };
        let waiting = Self {
            is_stopping: true,
            failures: Vec::new(),
            remarks: Vec::new(),
            ..progress(true, "busy", "")
        };
        vec![
            ("waiting", waiting),
            ("running", progress(true, "busy", "")),
            ("broken", progress(false, "problem", LONG)),
            ("done", progress(false, "attention", "")),
        ]
    }
}
