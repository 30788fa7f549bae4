//! Samples of the pages about tasks.

use super::issue_page::{IssuePage, Own};
use super::model::{Priority, Status, Task, TaskView};
use super::pages::{Choice, IssuesPage, grouped};
use super::row::{Row, row};
use super::suggestions::Suggestions;
use super::totals::StatusTotal;
use super::tracked::Tracked;
use crate::comments::pages::Said;
use crate::http::samples::{ARABIC, JAPANESE, LONG, Samples, now, shell};
use crate::http::{Refusal, Section, Shell};
use crate::time_entries::by_person::PersonHours;
use crate::time_entries::samples::entry;
use crate::users::Role;
use timetracker_types::Id;

fn task(id: i64, title: &str, status: Status) -> TaskView {
    TaskView {
        task: Task {
            id: Id::new(id),
            project_id: Id::new(3),
            name: format!("ENG-{id}: {title}"),
            identifier: Some(format!("ENG-{id}")),
            description: None,
            status,
            column_key: None,
            priority: Priority::Medium,
            assignee_id: Some(Id::new(7)),
            estimate_seconds: Some(3600),
            due_on: None,
            tags: "bug, security, very long label indeed".into(),
            labels: String::new(),
            missing_at: None,
            custom_fields: "{}".into(),
            connection_id: Some(1),
            external_ref: None,
            archived_at: None,
            started_at: None,
            completed_at: None,
            created_by: None,
            created_at: now(),
            updated_at: now(),
        },
        project_name: "Engineering".into(),
        project_color: 3,
        assignee_name: Some("Ana Müller".into()),
        total_seconds: 5400,
        billable_seconds: 5400,
    }
}

fn rows(shell: &Shell) -> Vec<Row> {
    let titles = ["Fix login", LONG, ARABIC, JAPANESE];
    (1..)
        .zip(titles)
        .map(|(id, title)| row(&task(id, title, Status::InProgress), shell))
        .collect()
}

impl Samples for IssuesPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let timer = entry(1, 85, None, Some(("ENG-1", "Fix login")));
        let choices = |chosen| {
            vec![Choice {
                value: "3".into(),
                text: LONG.into(),
                chosen,
            }]
        };
        let page = |shell: Shell, is_filtered, tasks: &[TaskView]| {
            let total = StatusTotal {
                status: Status::Todo,
                tasks: 5214,
                worked_seconds: 3600,
                estimated_seconds: 7200,
            };
            Self {
                search: if is_filtered { LONG.into() } else { String::new() },
                projects: choices(is_filtered),
                states: choices(false),
                people: choices(is_filtered),
                is_filtered,
                total: "5,214".into(),
                groups: grouped(tasks, &[total], &shell),
                range: "1–50 of 5,214 issues".into(),
                previous: String::new(),
                next: "/issues?page=2".into(),
                shell,
            }
        };
        let usual = [
            task(1, "Fix login", Status::InProgress),
            task(2, "Rate limit", Status::Todo),
        ];
        let odd = [
            task(1, LONG, Status::Review),
            task(2, ARABIC, Status::Done),
            task(3, JAPANESE, Status::Cancelled),
        ];
        vec![
            (
                "empty, for an administrator",
                page(shell(Section::Issues, Role::Admin, None), false, &[]),
            ),
            (
                "empty, for a member",
                page(shell(Section::Issues, Role::User, None), false, &[]),
            ),
            (
                "nothing matches",
                page(shell(Section::Issues, Role::User, None), true, &[]),
            ),
            (
                "usual",
                page(shell(Section::Issues, Role::User, Some(timer)), false, &usual),
            ),
            (
                "long and foreign, for a viewer",
                page(shell(Section::Issues, Role::Viewer, None), true, &odd),
            ),
        ]
    }
}

fn tracked(text: &str) -> Tracked {
    Tracked {
        title: "Linear".into(),
        state: text.into(),
        labels: vec![text.into(), "bug".into()],
        branch: format!("jo/eng-1-{text}"),
        parent: Some((text.into(), "/issues/2".into())),
        has_unknown_parent: false,
        facts: vec![("Estimate", "3 points".into()), ("Cycle", text.into())],
    }
}

impl Samples for IssuePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let said = |id, deletable| Said {
            id,
            author: LONG.into(),
            initials: "A".into(),
            at: "24 Nov, 10:05".into(),
            content: format!("{ARABIC}\n{LONG}"),
            deletable,
        };
        let page =
            |title: &str, people: Vec<PersonHours>, is_archived, tracked: Option<Tracked>, missing: &str| {
                let shell = shell(Section::Issues, Role::User, None);
                Self {
                    row: row(&task(1, title, Status::Todo), &shell),
                    state: "To do",
                    project_href: "/projects/3".into(),
                    url: "https://linear.app/acme/issue/ENG-1".into(),
                    priority: "Medium",
                    due: "Monday, 23 November".into(),
                    comments: if people.is_empty() {
                        vec![]
                    } else {
                        vec![said(1, true), said(2, false)]
                    },
                    people,
                    is_archived,
                    tracked: tracked.clone(),
                    missing_since: missing.into(),
                    own: Own {
                        estimated_hours: "1.5".into(),
                        tags: LONG.into(),
                    },
                    refusal: Refusal::default(),
                    shell,
                }
            };
        let line = PersonHours {
            name: LONG.into(),
            initials: "A".into(),
            worked: "2:35".into(),
            percent: "40.0".into(),
        };
        vec![
            (
                "no time yet, of our own",
                page("Fix login", vec![], false, None, ""),
            ),
            ("long", page(LONG, vec![line], false, Some(tracked(LONG)), "")),
            (
                "not to be seen any more",
                page(JAPANESE, vec![], false, Some(tracked(ARABIC)), "23 November"),
            ),
            (
                "foreign and archived",
                page(ARABIC, vec![], true, Some(Tracked::default()), ""),
            ),
        ]
    }
}

impl Samples for Suggestions {
    fn samples() -> Vec<(&'static str, Self)> {
        let shell = shell(Section::Issues, Role::User, None);
        vec![
            (
                "nothing typed, nothing there",
                Self {
                    rows: vec![],
                    typed: String::new(),
                },
            ),
            (
                "usual",
                Self {
                    rows: rows(&shell),
                    typed: LONG.into(),
                },
            ),
        ]
    }
}
