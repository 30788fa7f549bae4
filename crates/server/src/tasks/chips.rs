//! The filter as chips: what each one says, how it is changed and how it is taken away.

use super::arrange::{Group, Sort};
use super::wanted::{Assignee, Wanted};
use crate::projects;
use crate::users::User;
use crate::words::Words;

/// One part of the filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// The filter's name in addresses.
    pub name: &'static str,
    /// "State is To do, In progress".
    pub text: String,
    /// Where it is changed.
    pub edit: String,
    /// The list without it.
    pub remove: String,
}

/// One line of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What people read.
    pub text: String,
    /// Where it leads.
    pub href: String,
    /// Whether it holds now.
    pub chosen: bool,
}

/// Values that a chip names; the rest is a number.
const NAMED: usize = 3;

/// The chips of a filter.
pub fn chips(
    words: Words,
    wanted: &Wanted,
    path: &str,
    all_projects: &[projects::Choice],
    people: &[User],
) -> Vec<Chip> {
    let unknown = |id: &i64| words.with("filter-unknown", &[("n", id.to_string().into())]);
    let t = |key: &str| words.t(key).into_owned();
    let project = |id: &i64| {
        let found = all_projects.iter().find(|project| project.id.get() == *id);
        found.map_or_else(|| unknown(id), |project| project.name.clone())
    };
    let person = |assignee: &Assignee| match assignee {
        Assignee::Me => t("filter-me"),
        Assignee::Nobody => t("filter-nobody"),
        Assignee::Person(id) => {
            let found = people.iter().find(|person| person.id.get() == *id);
            found.map_or_else(|| unknown(id), |person| person.display_name().to_owned())
        }
    };
    let all = [
        (
            "q",
            "filter-text",
            wanted.search.split_terminator('\0').map(str::to_owned).collect(),
        ),
        (
            "state",
            "filter-state",
            wanted
                .states
                .iter()
                .map(|state| words.said(state.title()).into_owned())
                .collect(),
        ),
        (
            "project",
            "filter-project",
            wanted.projects.iter().map(project).collect(),
        ),
        (
            "assignee",
            "filter-assignee",
            wanted.people.iter().map(person).collect(),
        ),
        (
            "priority",
            "filter-priority",
            wanted
                .priorities
                .iter()
                .map(|one| words.said(one.title()).into_owned())
                .collect(),
        ),
        ("label", "filter-label", wanted.labels.clone()),
        ("cycle", "filter-cycle", wanted.cycles.clone()),
        (
            "estimate",
            "filter-estimate",
            wanted.estimate.iter().map(|one| t(one.message())).collect(),
        ),
        (
            "time",
            "filter-time",
            wanted
                .has_time
                .iter()
                .map(|yes| t(if *yes { "filter-some" } else { "filter-none" }))
                .collect(),
        ),
        (
            "starred",
            "filter-starred",
            if wanted.starred {
                vec![t("filter-yes")]
            } else {
                vec![]
            },
        ),
    ];
    let set = all
        .into_iter()
        .filter(|(_, _, values): &(_, _, Vec<String>)| !values.is_empty());
    set.map(|(name, title, values)| chip(words, wanted, path, (name, title), &values))
        .collect()
}

fn chip(
    words: Words,
    wanted: &Wanted,
    path: &str,
    (name, title): (&'static str, &str),
    values: &[String],
) -> Chip {
    let more = values.len().saturating_sub(NAMED);
    let mut text = values.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if more > 0 {
        text = format!("{text} +{more}");
    }
    Chip {
        name,
        text: words.with(
            "filter-chip",
            &[("kind", words.t(title).into()), ("values", text.into())],
        ),
        edit: format!("{}#filter-{name}", filters_address(wanted, path)),
        remove: wanted.without(name).address(path),
    }
}

/// Where the filter of a list or board is changed.
pub fn filters_address(wanted: &Wanted, path: &str) -> String {
    let on = if path == "/issues/board" { "board" } else { "list" };
    match wanted.query(1) {
        query if query.is_empty() => format!("/issues/filters?on={on}"),
        query => format!("/issues/filters?{query}&on={on}"),
    }
}

/// The menu of groupings.
pub fn group_choices(words: Words, wanted: &Wanted, path: &str) -> Vec<Choice> {
    let choice = |group: &Group| Choice {
        text: words.t(group.message()).into(),
        href: Wanted {
            group: *group,
            ..wanted.clone()
        }
        .address(path),
        chosen: *group == wanted.group,
    };
    Group::ALL.iter().map(choice).collect()
}

/// The menu of orders.
pub fn sort_choices(words: Words, wanted: &Wanted, path: &str) -> Vec<Choice> {
    let choice = |sort: &Sort| Choice {
        text: words.t(sort.message()).into(),
        href: Wanted {
            sort: *sort,
            ..wanted.clone()
        }
        .address(path),
        chosen: *sort == wanted.sort,
    };
    Sort::ALL.iter().map(choice).collect()
}
