//! Samples of the pages about projects.

use super::form::{ProjectForm, ProjectFormPage};
use super::pages::{Latest, ProjectPage, ProjectsPage, Row, Share, TaskHours};
use crate::error::Error;
use crate::http::samples::{ARABIC, JAPANESE, LONG, Samples, shell};
use crate::http::{Refusal, Section};
use crate::users::Role;

fn row(id: i64, name: &str, is_archived: bool) -> Row {
    Row {
        id,
        name: name.into(),
        code: "ENG".into(),
        color: id % 12,
        client: "Northwind".into(),
        open_tasks: "1,204".into(),
        worked: "32:05".into(),
        rate: "80.00 EUR".into(),
        billable: id % 2 == 0,
        is_archived,
        plan: if id % 2 == 0 {
            String::new()
        } else {
            "1,200.00 of 5,000.00 EUR".into()
        },
        plan_percent: "24.0".into(),
        plan_share: "24 %".into(),
        is_over: id == 3,
    }
}

impl Samples for ProjectsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |role, rows: Vec<Row>, is_archive: bool| Self {
            shell: shell(Section::Projects, role, None),
            count: rows.len().to_string(),
            rows,
            client: is_archive.then(|| LONG.into()),
            is_archive,
            q: String::new(),
            shown: "1–4 of 4".into(),
            previous: String::new(),
            next: "/projects?page=2".into(),
        };
        let usual = vec![
            row(1, "Engineering", false),
            row(2, LONG, false),
            row(3, ARABIC, false),
            row(4, JAPANESE, false),
        ];
        vec![
            ("empty", page(Role::Manager, vec![], false)),
            ("nothing archived", page(Role::User, vec![], true)),
            ("usual", page(Role::User, usual, false)),
            (
                "archived, for a manager",
                page(Role::Manager, vec![row(1, LONG, true)], true),
            ),
        ]
    }
}

impl Samples for ProjectPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |role, name: &str, tasks: Vec<TaskHours>, latest: Vec<Latest>| Self {
            shell: shell(Section::Projects, role, None),
            row: row(1, name, tasks.is_empty()),
            description: LONG.into(),
            billable_hours: "12:00".into(),
            worth: "1,200.00 EUR".into(),
            entries: if tasks.is_empty() {
                String::new()
            } else {
                "/time-entries?project=1".into()
            },
            billable_entries: String::new(),
            report: "/reports?project=1".into(),
            client_id: 1,
            is_linked: true,
            people: tasks
                .iter()
                .map(|task| Share {
                    name: task.title.clone(),
                    initials: "A".into(),
                    worked: "2:35".into(),
                    part: "40 %".into(),
                    percent: "40.0".into(),
                    entries: task.entries.clone(),
                })
                .collect(),
            tasks,
            latest,
        };
        let task = |title: &str, href: &str| TaskHours {
            href: href.into(),
            identifier: "ENG-1".into(),
            title: title.into(),
            worked: "2:35".into(),
            percent: "40.0".into(),
            entries: if href.is_empty() {
                String::new()
            } else {
                "/time-entries?task=1".into()
            },
        };
        let latest = Latest {
            day: "23 Nov".into(),
            person: "Ana Müller".into(),
            initials: "AM".into(),
            identifier: "ENG-1".into(),
            title: LONG.into(),
            worked: "0:50".into(),
        };
        vec![
            ("no time yet", page(Role::User, "Engineering", vec![], vec![])),
            (
                "usual",
                page(
                    Role::Manager,
                    LONG,
                    vec![task(LONG, "/issues/1"), task(ARABIC, "")],
                    vec![latest],
                ),
            ),
        ]
    }
}

impl Samples for ProjectFormPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |id: Option<i64>, refusal| Self {
            shell: shell(Section::Projects, Role::Manager, None),
            id,
            is_archived: id == Some(2),
            clients: vec![],
            values: ProjectForm::empty(),
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
