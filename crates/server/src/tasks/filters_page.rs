//! The form of the filter: every kind of filter with its values. A page by itself; scripts show it in a dialog.

use super::arrange::Estimate;
use super::model::{Priority, Status};
use super::wanted::{Assignee, Wanted};
use super::{asides, board, pages};
use crate::app::App;
use crate::auth::SignedIn;
use crate::http::{PageResult, Query, Section, Shell, render};
use crate::projects;
use crate::users::{self, User};
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Labels and cycles that are offered; others can be typed.
const OFFERED: usize = 60;

/// A value that can be ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// As the address says it.
    pub word: String,
    /// As people read it.
    pub text: String,
    /// What tells it from namesakes.
    pub aside: String,
    /// Whether it holds now.
    pub chosen: bool,
}

/// One kind of filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// As the address says it.
    pub name: &'static str,
    /// As people read it.
    pub title: String,
    /// Whether one value excludes the others.
    pub is_single: bool,
    /// Its values.
    pub values: Vec<Value>,
}

/// The filter as a form.
#[derive(Template)]
#[template(path = "tasks/filters.html")]
pub struct FiltersPage {
    pub(super) shell: Shell,
    /// Where the form leads: the list or the board.
    pub(super) path: &'static str,
    pub(super) kept: Vec<(&'static str, String)>,
    pub(super) kinds: Vec<Kind>,
    /// Labels that are not offered, as they were typed.
    pub(super) other_labels: String,
    /// Where this filter is saved under a name.
    pub(super) save: String,
}

/// Whether the form leads back to the list or to the board.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct On {
    on: String,
}

/// Answers the form, filled with what the address says.
pub async fn show(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    wanted: Wanted,
    Query(on): Query<On>,
) -> PageResult {
    let (all_projects, people, labels, cycles, shell) = tokio::try_join!(
        projects::choices(&app.db),
        users::list(&app.db),
        asides::recent_labels(&app.db),
        asides::recent_cycles(&app.db),
        Shell::load(&app, actor, Section::Issues, &headers),
    )?;
    let labels = offered_labels(&labels, &wanted);
    let path = if on.on == "board" {
        board::PATH
    } else {
        pages::PATH
    };
    let other = wanted.labels.iter().filter(|label| !labels.contains(label));
    let other_labels = other.cloned().collect::<Vec<_>>().join(", ");
    render(&FiltersPage {
        kept: kept(&wanted),
        kinds: kinds(shell.words, &wanted, &all_projects, &people, labels, cycles),
        other_labels,
        save: wanted.address("/issues/views"),
        path,
        shell,
    })
}

/// What the form sends along unseen.
fn kept(wanted: &Wanted) -> Vec<(&'static str, String)> {
    let pairs = wanted.pairs().into_iter();
    pairs
        .filter(|(name, _)| matches!(*name, "q" | "group" | "sort"))
        .collect()
}

/// The labels used lately, by name, and those that are chosen.
fn offered_labels(texts: &[(String, String)], wanted: &Wanted) -> Vec<String> {
    let mut counted: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (labels, tags) in texts {
        for name in crate::http::tag_list(labels)
            .into_iter()
            .chain(crate::http::tag_list(tags))
        {
            let entry = counted.entry(name.to_lowercase()).or_insert((0, name.to_owned()));
            entry.0 += 1;
        }
    }
    let mut most: Vec<(usize, String)> = counted.into_values().collect();
    most.sort_by_key(|(times, _)| std::cmp::Reverse(*times));
    let mut names: Vec<String> = most.into_iter().take(OFFERED).map(|(_, name)| name).collect();
    for label in &wanted.labels {
        if !names.contains(label) && names.len() < OFFERED * 2 {
            names.push(label.clone());
        }
    }
    names.sort_by_key(|name| name.to_lowercase());
    names
}

fn kinds(
    words: Words,
    wanted: &Wanted,
    all_projects: &[projects::Choice],
    people: &[User],
    labels: Vec<String>,
    mut cycles: Vec<String>,
) -> Vec<Kind> {
    cycles.extend(wanted.cycles.iter().cloned());
    cycles.sort();
    cycles.dedup();
    let cycles = cycles.into_iter().rev().take(OFFERED);
    let kind = |name, title: &str, values| Kind {
        name,
        title: words.t(title).into(),
        is_single: matches!(name, "estimate" | "time" | "starred"),
        values,
    };
    let all = vec![
        kind(
            "state",
            "filter-state",
            known(
                Status::ALL,
                Status::as_str,
                |one| words.said(one.title()),
                &wanted.states,
            ),
        ),
        kind("assignee", "filter-assignee", assignees(words, people, wanted)),
        kind("project", "filter-project", project_values(all_projects, wanted)),
        kind(
            "priority",
            "filter-priority",
            known(
                Priority::ALL,
                Priority::as_str,
                |one| words.said(one.title()),
                &wanted.priorities,
            ),
        ),
        kind("label", "filter-label", texts(labels.into_iter(), &wanted.labels)),
        kind("cycle", "filter-cycle", texts(cycles, &wanted.cycles)),
        kind(
            "estimate",
            "filter-estimate",
            known(
                Estimate::ALL,
                Estimate::as_str,
                |one| words.t(one.message()),
                wanted.estimate.as_slice(),
            ),
        ),
        kind(
            "time",
            "filter-time",
            vec![
                value("yes", &words.t("filter-some"), wanted.has_time == Some(true)),
                value("no", &words.t("filter-none"), wanted.has_time == Some(false)),
            ],
        ),
        kind(
            "starred",
            "filter-starred",
            vec![value("yes", &words.t("filter-yes"), wanted.starred)],
        ),
    ];
    all.into_iter().filter(|kind| !kind.values.is_empty()).collect()
}

fn value(value: &str, text: &str, chosen: bool) -> Value {
    Value {
        word: value.into(),
        text: text.into(),
        aside: String::new(),
        chosen,
    }
}

fn known<T: Copy + PartialEq>(
    all: &[T],
    word: impl Fn(T) -> &'static str,
    title: impl Fn(T) -> Cow<'static, str>,
    chosen: &[T],
) -> Vec<Value> {
    let one = |it: &T| value(word(*it), &title(*it), chosen.contains(it));
    all.iter().map(one).collect()
}

fn texts(all: impl Iterator<Item = String>, chosen: &[String]) -> Vec<Value> {
    all.map(|text| value(&text, &text, chosen.contains(&text)))
        .collect()
}

fn assignees(words: Words, people: &[User], wanted: &Wanted) -> Vec<Value> {
    let has = |assignee| wanted.people.contains(&assignee);
    let fixed = [
        value("me", &words.t("filter-me"), has(Assignee::Me)),
        value("none", &words.t("filter-nobody"), has(Assignee::Nobody)),
    ];
    let shown = people
        .iter()
        .filter(|person| person.is_active || has(Assignee::Person(person.id.get())));
    let person = |person: &User| Value {
        aside: person.username.clone(),
        ..value(
            &person.id.to_string(),
            person.display_name(),
            has(Assignee::Person(person.id.get())),
        )
    };
    fixed.into_iter().chain(shown.map(person)).collect()
}

fn project_values(all: &[projects::Choice], wanted: &Wanted) -> Vec<Value> {
    let project = |project: &projects::Choice| Value {
        aside: project.client_name.clone(),
        ..value(
            &project.id.to_string(),
            &project.name,
            wanted.projects.contains(&project.id.get()),
        )
    };
    all.iter().map(project).collect()
}
