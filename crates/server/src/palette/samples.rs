//! Samples of the palette and of the search page.

use super::commands;
use super::model::{Group, Item};
use super::pages::{KeysPage, Options, SearchPage};
use crate::http::samples::{ARABIC, JAPANESE, LONG, Samples, shell};
use crate::http::{Section, Shell};
use crate::time_entries::samples::entry;
use crate::users::Role;

fn groups(shell: &Shell) -> Vec<Group> {
    let issue = |id: i64, title: &str| Item {
        state: "in_progress",
        identifier: format!("ENG-{id}"),
        aside: LONG.into(),
        starts: Some(id),
        ..Item::page(format!("task-{id}"), "", title.into(), format!("/issues/{id}"))
    };
    vec![
        Group {
            key: "issues",
            title: "palette-issues",
            items: vec![issue(1, LONG), issue(2, ARABIC), issue(3, JAPANESE)],
        },
        Group {
            key: "actions",
            title: "palette-actions",
            items: commands::actions(shell, ""),
        },
        Group {
            key: "pages",
            title: "palette-pages",
            items: commands::pages(shell, ""),
        },
    ]
}

fn shells() -> Vec<(&'static str, Shell)> {
    let timer = entry(1, 85, None, Some(("ENG-1", "Fix login")));
    vec![
        (
            "for an administrator",
            shell(Section::Search, Role::Admin, Some(timer)),
        ),
        ("for a viewer", shell(Section::Search, Role::Viewer, None)),
    ]
}

impl Samples for Options {
    fn samples() -> Vec<(&'static str, Self)> {
        let options = |groups: Vec<Group>, writes| Self {
            words: crate::words::Words::default(),
            groups,
            writes,
            typed: LONG.into(),
        };
        let full = shells()
            .into_iter()
            .map(|(what, shell)| (what, options(groups(&shell), shell.actor.writes())));
        full.chain([("nothing found", options(vec![], true))]).collect()
    }
}

impl Samples for SearchPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |shell: Shell, groups: Vec<Group>| Self {
            shell,
            groups,
            typed: LONG.into(),
        };
        let full = shells()
            .into_iter()
            .map(|(what, shell)| (what, page(shell.clone(), groups(&shell))));
        let none = page(shell(Section::Search, Role::User, None), vec![]);
        full.chain([("nothing found", none)]).collect()
    }
}

impl Samples for KeysPage {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = |(what, shell)| (what, Self { shell });
        shells().into_iter().map(page).collect()
    }
}
