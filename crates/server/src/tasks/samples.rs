//! Samples of the pages about tasks.

use super::behind::{Bar, Behind, Chart, Line};
use super::board::{BoardPage, Lane};
use super::chips::{Chip, Choice};
use super::filters_page::{FiltersPage, Kind, Value};
use super::issue_page::IssuePage;
use super::model::{Priority, Status, Task, TaskView};
use super::new_page::{NewIssuePage, TaskForm};
use super::pages::{Group, IssuesPage, Sums};
use super::row::{Row, row};
use super::suggestions::Suggestions;
use super::tracked::Tracked;
use super::views::{ViewForm, ViewLine, ViewTab, ViewsPage};
use crate::comments::pages::Said;
use crate::http::samples::{ARABIC, JAPANESE, LONG, Samples, now, person, shell};
use crate::http::{Refusal, Section, Shell};
use crate::projects;
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
        project_name: LONG.into(),
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

fn project_choices() -> Vec<projects::Choice> {
    vec![projects::Choice {
        id: Id::new(3),
        name: LONG.into(),
        code: None,
        color: 3,
        client_name: ARABIC.into(),
    }]
}

fn tabs() -> Vec<ViewTab> {
    let tab = |name: &str, is_current| ViewTab {
        name: name.into(),
        href: "/issues?view=1".into(),
        is_current,
    };
    vec![tab("All issues", true), tab(LONG, false), tab(ARABIC, false)]
}

fn chip() -> Chip {
    Chip {
        name: "label",
        text: LONG.into(),
        edit: "/issues/filters#filter-label".into(),
        remove: "/issues".into(),
    }
}

fn choice() -> Choice {
    Choice {
        text: LONG.into(),
        href: "/issues?group=project".into(),
        chosen: true,
    }
}

fn group(shell: &Shell, key: &str, sign: &'static str, color: Option<i64>, tasks: &[TaskView]) -> Group {
    Group {
        key: key.into(),
        sign,
        color,
        title: LONG.into(),
        count: "5,214".into(),
        sum: "9:41 of 14:00".into(),
        rows: tasks.iter().map(|view| row(view, shell)).collect(),
    }
}

impl Samples for IssuesPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let timer = entry(1, 85, None, Some(("ENG-1", "Fix login")));
        let page = |shell: Shell, is_filtered, groups: Vec<Group>| Self {
            tabs: tabs(),
            search: if is_filtered { LONG.into() } else { String::new() },
            kept: vec![("label", LONG.into())],
            chips: if is_filtered { vec![chip()] } else { vec![] },
            filters: "/issues/filters".into(),
            grouping: vec![choice()],
            sorting: vec![choice()],
            board: "/issues/board".into(),
            is_filtered,
            total: "5,214".into(),
            sums: "/issues/sums?".into(),
            groups,
            range: "1–50 of 5,214 issues".into(),
            previous: String::new(),
            next: "/issues?page=2".into(),
            shell,
        };
        let usual = |shell: &Shell| {
            vec![
                group(
                    shell,
                    "in_progress",
                    "in_progress",
                    None,
                    &[task(1, "Fix login", Status::InProgress)],
                ),
                group(
                    shell,
                    "3",
                    "",
                    Some(3),
                    &[task(2, LONG, Status::Todo), task(3, ARABIC, Status::Done)],
                ),
                group(
                    shell,
                    "urgent",
                    "priority-urgent",
                    None,
                    &[task(4, JAPANESE, Status::Cancelled)],
                ),
            ]
        };
        let (admin, member, viewer) = (
            shell(Section::Issues, Role::Admin, None),
            shell(Section::Issues, Role::User, Some(timer)),
            shell(Section::Issues, Role::Viewer, None),
        );
        let (of_member, of_viewer) = (usual(&member), usual(&viewer));
        vec![
            ("empty, for an administrator", page(admin.clone(), false, vec![])),
            ("empty, for a member", page(member.clone(), false, vec![])),
            ("nothing matches", page(admin, true, vec![])),
            ("usual", page(member, false, of_member)),
            ("for a viewer", page(viewer, true, of_viewer)),
        ]
    }
}

impl Samples for Sums {
    fn samples() -> Vec<(&'static str, Self)> {
        let sums = Self {
            total: "5,214 · 9:41".into(),
            range: "1–50 of 5,214 issues".into(),
            groups: vec![
                ("todo".into(), "5,200".into(), "9:41 of 14:00".into()),
                ("none".into(), "14".into(), String::new()),
            ],
        };
        vec![("two groups", sums)]
    }
}

impl Samples for BoardPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let lane = |shell: &Shell, key: &str, is_full| Lane {
            key: key.into(),
            title: LONG.into(),
            sign: "todo",
            count: "12 of 10".into(),
            is_full,
            cards: if is_full { rows(shell) } else { vec![] },
            more: is_full.then(|| ("5,174 more issues".into(), "/issues?state=todo".into())),
        };
        let page = |shell: Shell| Self {
            tabs: tabs(),
            search: String::new(),
            kept: vec![],
            chips: vec![chip()],
            filters: "/issues/filters?on=board".into(),
            list: "/issues".into(),
            is_filtered: true,
            total: "12".into(),
            is_empty: false,
            lanes: vec![lane(&shell, "todo", true), lane(&shell, "waiting", false)],
            shell,
        };
        vec![
            ("for a member", page(shell(Section::Issues, Role::User, None))),
            ("for a viewer", page(shell(Section::Issues, Role::Viewer, None))),
            (
                "nothing",
                Self {
                    is_empty: true,
                    ..page(shell(Section::Issues, Role::Admin, None))
                },
            ),
        ]
    }
}

impl Samples for FiltersPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let value = |number: usize| Value {
            word: format!("value-{number}"),
            text: LONG.into(),
            aside: ARABIC.into(),
            chosen: number == 1,
        };
        let kind = |name, is_single, many| Kind {
            name,
            title: LONG.into(),
            is_single,
            values: (0..many).map(value).collect(),
        };
        let page = Self {
            shell: shell(Section::Issues, Role::User, None),
            path: "/issues",
            kept: vec![("q", LONG.into())],
            kinds: vec![kind("label", false, 20), kind("time", true, 2)],
            other_labels: LONG.into(),
            save: "/issues/views".into(),
        };
        vec![("long and many", page)]
    }
}

fn typed() -> TaskForm {
    TaskForm {
        name: LONG.into(),
        project: "3".into(),
        status: "todo".into(),
        estimated_hours: "1.5".into(),
        tags: LONG.into(),
        ..TaskForm::default()
    }
}

impl Samples for NewIssuePage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |projects, values| Self {
            shell: shell(Section::Issues, Role::User, None),
            projects,
            people: vec![person(Role::User, LONG).user],
            values,
            refusal: Refusal::default(),
        };
        vec![
            ("no project yet", page(vec![], TaskForm::default())),
            ("empty", page(project_choices(), TaskForm::default())),
            ("long", page(project_choices(), typed())),
        ]
    }
}

impl Samples for ViewsPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let line = |id, is_own| ViewLine {
            id,
            name: LONG.into(),
            href: "/issues?view=1".into(),
            is_shared: true,
            is_own,
        };
        let page = |lines| Self {
            shell: shell(Section::Issues, Role::User, None),
            lines,
            values: ViewForm {
                name: LONG.into(),
                query: "state=todo".into(),
                shared: "true".into(),
            },
            refusal: Refusal::default(),
        };
        vec![
            ("none", page(vec![])),
            ("some", page(vec![line(1, true), line(2, false)])),
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

fn behind(text: &str) -> Behind {
    let bar = Bar {
        label: "Monday, 23 November: 2:35".into(),
        day: "23 Nov".into(),
        worked: "2:35".into(),
        height: "100.0".into(),
        top: "0".into(),
        left: "0".into(),
    };
    let line = Line {
        href: "/time-entries/1".into(),
        day: "23 Nov".into(),
        span: "9:00 – 10:30".into(),
        person: text.into(),
        initials: "A".into(),
        note: text.into(),
        worked: "1:30".into(),
    };
    Behind {
        chart: Chart {
            bars: vec![bar],
            width: "3.0".into(),
            summary: text.into(),
        },
        lines: vec![line],
        all: "All 41 entries".into(),
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
        let page = |title: &str, has_time: bool, is_archived, tracked: Option<Tracked>, missing: &str| {
            let shell = shell(Section::Issues, Role::User, None);
            let mut view = task(1, title, Status::Todo);
            if tracked.is_none() {
                view.task.connection_id = None;
            }
            let line = PersonHours {
                name: LONG.into(),
                initials: "A".into(),
                worked: "2:35".into(),
                percent: "40.0".into(),
            };
            Self {
                row: row(&view, &shell),
                state: "To do",
                project_href: "/projects/3".into(),
                url: "https://linear.app/acme/issue/ENG-1".into(),
                priority: "Medium",
                due: "Monday, 23 November".into(),
                comments: if has_time {
                    vec![said(1, true), said(2, false)]
                } else {
                    vec![]
                },
                people: if has_time { vec![line] } else { vec![] },
                is_archived,
                tracked,
                missing_since: missing.into(),
                behind: if has_time { behind(LONG) } else { Behind::default() },
                children: if has_time { rows(&shell) } else { vec![] },
                is_starred: has_time,
                assignees: vec![person(Role::User, LONG).user],
                own: typed(),
                refusal: Refusal::default(),
                shell,
            }
        };
        vec![
            (
                "no time yet, of our own",
                page("Fix login", false, false, None, ""),
            ),
            ("long", page(LONG, true, false, Some(tracked(LONG)), "")),
            (
                "not to be seen any more",
                page(JAPANESE, false, false, Some(tracked(ARABIC)), "23 November"),
            ),
            (
                "foreign and archived",
                page(ARABIC, false, true, Some(Tracked::default()), ""),
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
                    words: shell.words,
                    rows: vec![],
                    typed: String::new(),
                },
            ),
            (
                "usual",
                Self {
                    words: shell.words,
                    rows: rows(&shell),
                    typed: LONG.into(),
                },
            ),
        ]
    }
}
