//! Fields of issues as a script sets them.

use serde_json::{Map, Value as Json};

use super::edits::Outcome;
use crate::linear::Linear;
use crate::world::ids::{IssueId, MilestoneId, TeamId, UserId};
use crate::world::issues::IssueFields;

/// Writes what a script set into the fields of an issue.
pub(super) type Patch = Box<dyn Fn(&mut IssueFields)>;

/// Reads `set` for an issue of a team: every name in it is a field of [`IssueFields`]. People are named by
/// e-mail address, a parent by identifier, a cycle by number, a milestone as `Project/Milestone`, the rest by name; `state_type` takes the team's
/// first state of a type, and null empties a field.
pub(super) fn read(linear: &Linear, team: TeamId, set: &Map<String, Json>) -> Outcome<Patch> {
    let one = |(name, value): (&String, &Json)| field(linear, team, name, value);
    let patches = set.iter().map(one).collect::<Outcome<Vec<_>>>()?;
    Ok(Box::new(move |fields| {
        for patch in &patches {
            patch(fields);
        }
    }))
}

fn field(linear: &Linear, team: TeamId, name: &str, value: &Json) -> Outcome<Patch> {
    let wrong = || format!("{name} cannot be {value}");
    let text = || match value {
        Json::Null => Ok(None),
        Json::String(text) => Ok(Some(text.clone())),
        _ => Err(wrong()),
    };
    Ok(match name {
        "title" => {
            let title = text()?.ok_or_else(wrong)?;
            Box::new(move |it| it.title.clone_from(&title))
        }
        "description" => {
            let description = text()?;
            Box::new(move |it| it.description.clone_from(&description))
        }
        "due_date" => {
            let date = text()?;
            Box::new(move |it| it.due_date.clone_from(&date))
        }
        "priority" => {
            let priority = value
                .as_u64()
                .and_then(|it| u8::try_from(it).ok())
                .ok_or_else(wrong)?;
            Box::new(move |it| it.priority = priority)
        }
        "estimate" => {
            let estimate = value.as_f64();
            Box::new(move |it| it.estimate = estimate)
        }
        "labels" => {
            let labels = value.as_array().ok_or_else(wrong)?;
            let labels = labels
                .iter()
                .map(|it| it.as_str().map(ToOwned::to_owned).ok_or_else(wrong));
            let labels = labels.collect::<Outcome<Vec<_>>>()?;
            Box::new(move |it| it.labels.clone_from(&labels))
        }
        _ => return relation(linear, team, name, value),
    })
}

fn relation(linear: &Linear, team: TeamId, name: &str, value: &Json) -> Outcome<Patch> {
    let missing = || format!("{name} names nothing that is there: {value}");
    let text = value.as_str();
    Ok(match name {
        "state" => {
            let state = text.filter(|name| linear.state(team, name).is_some());
            let state = Some(state.ok_or_else(missing)?.to_owned());
            Box::new(move |it| it.state.clone_from(&state))
        }
        "state_type" => {
            let kind = text.ok_or_else(missing)?;
            let state = Some(linear.first_state_of_type(team, kind).ok_or_else(missing)?);
            Box::new(move |it| it.state.clone_from(&state))
        }
        "assignee" => {
            let user = optional(text, |email| user(linear, email).ok_or_else(missing))?;
            Box::new(move |it| it.assignee = user)
        }
        "creator" => {
            let user = optional(text, |email| user(linear, email).ok_or_else(missing))?;
            Box::new(move |it| it.creator = user)
        }
        "parent" => {
            let parent = optional(text, |it| issue(linear, it).ok_or_else(missing))?;
            Box::new(move |it| it.parent = parent)
        }
        "project" => {
            let project = optional(text, |it| linear.project_named(it).ok_or_else(missing))?;
            Box::new(move |it| it.project = project)
        }
        "milestone" => {
            let milestone = optional(text, |it| milestone(linear, it).ok_or_else(missing))?;
            Box::new(move |it| it.milestone = milestone)
        }
        "cycle" => {
            let number = value.as_u64().and_then(|it| u32::try_from(it).ok());
            let cycle = match number {
                None => None,
                Some(number) => Some(linear.cycle_numbered(team, number).ok_or_else(missing)?),
            };
            Box::new(move |it| it.cycle = cycle)
        }
        _ => return Err(format!("issues have no field {name} to set")),
    })
}

fn optional<T>(text: Option<&str>, find: impl Fn(&str) -> Outcome<T>) -> Outcome<Option<T>> {
    text.map(find).transpose()
}

fn user(linear: &Linear, email: &str) -> Option<UserId> {
    let found = linear.users().into_iter().find(|(_, _, its)| its == email);
    found.map(|(id, _, _)| id)
}

fn issue(linear: &Linear, identifier: &str) -> Option<IssueId> {
    linear.issue(identifier).map(|issue| issue.id)
}

fn milestone(linear: &Linear, path: &str) -> Option<MilestoneId> {
    let (project, name) = path.split_once('/')?;
    linear.milestone_named(linear.project_named(project)?, name)
}
