//! The groups of the list as people read them: names, signs and their order.

use super::arrange::Group;
use super::asides;
use super::groups::{Key, Total};
use super::model::{Priority, Status};
use super::store::Filter;
use crate::app::App;
use crate::error::Result;
use crate::users;
use crate::words::Words;
use std::collections::HashMap;
use std::fmt::Write as _;

/// A group before its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// What tells it from the others; `none` for what has nothing of the kind.
    pub key: String,
    /// The same as the database knows it.
    pub of: Key,
    /// What people read.
    pub title: String,
    /// A state's or a priority's sign, or nothing.
    pub sign: &'static str,
    /// A project's place in the palette.
    pub color: Option<i64>,
    /// How many, on all pages.
    pub tasks: i64,
    /// What they were thought to take, in seconds.
    pub estimated_seconds: i64,
}

/// The order of states: what is under way first.
const STATES: [Status; 5] = [
    Status::InProgress,
    Status::Review,
    Status::Todo,
    Status::Done,
    Status::Cancelled,
];

/// The groups in their order, each with its name.
pub async fn headings(app: &App, words: Words, group: Group, totals: Vec<Total>) -> Result<Vec<Heading>> {
    let names = names(app, group).await?;
    let mut headings: Vec<(Rank, Heading)> = totals
        .into_iter()
        .map(|total| {
            let heading = heading(words, group, total, &names);
            (rank(group, &heading), heading)
        })
        .collect();
    headings.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(headings.into_iter().map(|(_, heading)| heading).collect())
}

/// The groups by state, or the one of everything, in their order before anything is counted.
pub fn uncounted(words: Words, group: Group, filter: &Filter) -> Vec<Heading> {
    let wanted = |state: &&Status| filter.statuses.is_empty() || filter.statuses.contains(state);
    let keys: Vec<Key> = match group {
        Group::State => STATES
            .iter()
            .filter(wanted)
            .map(|state| Some(state.as_str().to_owned()))
            .collect(),
        _ => vec![None],
    };
    let total = |key| Total {
        key,
        tasks: 0,
        estimated_seconds: 0,
    };
    let keys = keys.into_iter();
    keys.map(|key| heading(words, group, total(key), &HashMap::new()))
        .collect()
}

/// First what has no such thing or has a fixed place, then by name.
type Rank = (bool, usize, Vec<NamePart>, String);

/// Names with numbers in them are ordered by the numbers: Cycle 9 before Cycle 10.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum NamePart {
    Number(u64),
    Text(String),
}

fn rank(group: Group, heading: &Heading) -> Rank {
    let key = heading.of.as_deref().unwrap_or_default();
    let place = match group {
        Group::State => STATES.iter().position(|state| state.as_str() == key),
        Group::Priority => Priority::ALL.iter().rev().position(|one| one.as_str() == key),
        _ => Some(0),
    };
    let parts = name_parts(&heading.title.to_lowercase());
    (heading.of.is_none(), place.unwrap_or(0), parts, key.to_owned())
}

fn name_parts(name: &str) -> Vec<NamePart> {
    let mut parts: Vec<NamePart> = Vec::new();
    for character in name.chars() {
        let digit = character.to_digit(10).map(u64::from);
        match (parts.last_mut(), digit) {
            (Some(NamePart::Number(number)), Some(digit)) => {
                *number = number.saturating_mul(10).saturating_add(digit);
            }
            (Some(NamePart::Text(text)), None) => text.push(character),
            (_, Some(digit)) => parts.push(NamePart::Number(digit)),
            (_, None) => parts.push(NamePart::Text(character.to_string())),
        }
    }
    parts
}

/// Names and colours by id, where the groups are things that have some.
async fn names(app: &App, group: Group) -> Result<HashMap<String, (String, Option<i64>)>> {
    Ok(match group {
        Group::Project => {
            let all = asides::project_names(&app.db).await?.into_iter();
            all.map(|(id, name, color)| (id.to_string(), (name, Some(color))))
                .collect()
        }
        Group::Assignee => {
            let all = users::list(&app.db).await?;
            let people = all.iter();
            people
                .map(|person| (person.id.to_string(), (person.display_name().to_owned(), None)))
                .collect()
        }
        _ => HashMap::new(),
    })
}

fn heading(
    words: Words,
    group: Group,
    total: Total,
    names: &HashMap<String, (String, Option<i64>)>,
) -> Heading {
    let key = total.key.as_deref().unwrap_or_default();
    let state = key.parse::<Status>().ok().filter(|_| group == Group::State);
    let priority = key.parse::<Priority>().ok().filter(|_| group == Group::Priority);
    let known = names.get(key);
    let title = match (&state, &priority, known) {
        (Some(state), ..) => words.said(state.title()).into_owned(),
        (_, Some(priority), _) => words.said(priority.title()).into_owned(),
        (.., Some((name, _))) => name.clone(),
        _ if key.is_empty() => words.t(nothing(group)).into_owned(),
        _ => key.to_owned(),
    };
    Heading {
        key: if key.is_empty() { "none".into() } else { token(key) },
        title,
        sign: match (state, priority) {
            (Some(state), _) => state.as_str(),
            (_, Some(priority)) => priority.sign(),
            _ => "",
        },
        color: known.and_then(|(_, color)| *color),
        tasks: total.tasks,
        estimated_seconds: total.estimated_seconds,
        of: total.key,
    }
}

/// The message for a group whose issues have nothing of the kind.
fn nothing(group: Group) -> &'static str {
    match group {
        Group::Assignee => "issues-nobody",
        Group::Cycle => "issues-no-cycle",
        Group::Label => "issues-no-label",
        Group::None => "issues-all",
        Group::State | Group::Project | Group::Priority => "issues-without",
    }
}

/// A key as part of an element's id: two that differ stay different.
fn token(key: &str) -> String {
    if key
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        return key.to_owned();
    }
    let mut token = String::from("x");
    for byte in key.bytes() {
        let _ = write!(token, "{byte:02x}"); // writing to a String cannot fail
    }
    token
}

/// Which part of which group is on a page: the group's place, how many rows, and how many before them.
pub fn windows(headings: &[Heading], limit: i64, offset: i64) -> Vec<(usize, i64, i64)> {
    let (mut windows, mut before, mut left) = (Vec::new(), 0, limit);
    for (place, heading) in headings.iter().enumerate() {
        let skip = (offset - before).max(0);
        let rows = (heading.tasks - skip).clamp(0, left);
        if rows > 0 {
            windows.push((place, rows, skip));
            left -= rows;
        }
        before += heading.tasks;
    }
    windows
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    fn of(tasks: &[i64]) -> Vec<Heading> {
        let total = |tasks: &i64| Total {
            key: None,
            tasks: *tasks,
            estimated_seconds: 0,
        };
        let totals = tasks.iter().map(total);
        totals
            .map(|total| heading(Words::default(), Group::None, total, &HashMap::new()))
            .collect()
    }

    #[test]
    fn a_page_takes_from_the_groups_in_turn() {
        assert_eq!(windows(&of(&[3, 70, 5]), 50, 0), [(0, 3, 0), (1, 47, 0)]);
        assert_eq!(windows(&of(&[3, 70, 5]), 50, 50), [(1, 23, 47), (2, 5, 0)]);
        assert_eq!(windows(&of(&[3, 70, 5]), 50, 100), []);
        assert_eq!(windows(&of(&[100]), 50, 50), [(0, 50, 50)]);
        assert_eq!(windows(&[], 50, 0), []);
    }

    #[test]
    fn names_are_ordered_by_the_numbers_in_them() {
        assert!(name_parts("cycle 9") < name_parts("cycle 10"));
        assert!(name_parts("a") < name_parts("b"));
        assert_eq!(
            name_parts("99999999999999999999999"),
            [NamePart::Number(u64::MAX)]
        );
    }

    #[test]
    fn keys_that_differ_have_ids_that_differ() {
        assert_eq!(token("in_progress"), "in_progress");
        assert_ne!(token("a b"), token("a-b"));
    }
}
