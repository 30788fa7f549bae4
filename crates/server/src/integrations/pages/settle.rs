//! Lines that several pages show: people, states and issues that failed, as they can be settled there.

use super::super::meaning::{self, Person, WorkflowState};
use super::super::model::Connection;
use super::super::store;
use super::super::sync::Preview;
use super::super::troubles::{self, Trouble};
use super::super::wording;
use crate::app::App;
use crate::error::Result;
use crate::http::wording as words;
use crate::projects;
use crate::tasks::Status;
use crate::users::{self, User};
use std::collections::{BTreeMap, HashMap};
use timetracker_types::{Id, Instant};

/// How many lines of each kind a connection's own page shows.
pub const FEW: usize = 5;

/// A user as a choice.
#[derive(Debug, Clone)]
pub struct UserChoice {
    /// The user's id.
    pub value: String,
    /// Their name.
    pub name: String,
}

/// A person of the service.
#[derive(Debug, Clone)]
pub struct PersonLine {
    /// Their row.
    pub id: i64,
    /// Their name there.
    pub name: String,
    /// Their initials.
    pub initials: String,
    /// Their e-mail address there, or nothing.
    pub email: String,
    /// Whether their account there can be used.
    pub is_active: bool,
    /// "12 issues", or nothing.
    pub issues: String,
    /// What is chosen: nothing for the rule, `nobody`, or a user's id.
    pub chosen: String,
    /// Who they are here; nothing where nobody.
    pub user: String,
    /// Why: "same e-mail address", "chosen", "nobody has this address".
    pub why: &'static str,
}

/// A state of a team there.
#[derive(Debug, Clone)]
pub struct StateLine {
    /// Its row; 0 for one that was not listed.
    pub id: i64,
    /// The team's name, where lines of several teams stand together.
    pub team: String,
    /// Its name there.
    pub name: String,
    /// Its kind there.
    pub kind: String,
    /// The status that its issues get.
    pub status: Status,
    /// What its kind means.
    pub by_kind: &'static str,
    /// The status that somebody chose, or nothing.
    pub chosen: &'static str,
    /// Whether somebody should say what it means.
    pub is_unsettled: bool,
    /// How many issues are in it.
    pub issues: String,
    /// A few of them.
    pub examples: String,
}

/// An issue that could not be brought over.
#[derive(Debug, Clone)]
pub struct FailedIssue {
    /// Its row.
    pub id: i64,
    /// `ENG-42`, or nothing where it could not be read.
    pub identifier: String,
    /// Our task of it, or nothing.
    pub href: String,
    /// What is wrong and what to do.
    pub message: String,
    /// "tried 3 times, last 4 minutes ago".
    pub tried: String,
    /// Whether it is over.
    pub is_over: bool,
}

/// What there is to settle.
#[derive(Debug, Clone, Default)]
pub struct Settle {
    /// The first few issues that failed.
    pub failed: Vec<FailedIssue>,
    /// "2 issues".
    pub failed_total: String,
    /// The first few people that nobody here is.
    pub people: Vec<PersonLine>,
    /// How many there are.
    pub people_total: usize,
    /// States whose meaning nobody knows.
    pub states: Vec<StateLine>,
    /// Whom a person may be.
    pub users: Vec<UserChoice>,
}

impl Settle {
    /// Of a connection.
    pub async fn load(app: &App, connection: &Connection) -> Result<Self> {
        let users = users::list(&app.db).await?;
        let failed = troubles::open(&app.db, connection.id, FEW.try_into().unwrap_or(5), 0).await?;
        let unmatched = meaning::unmatched(&app.db, connection.id).await?;
        let lines = unmatched.iter().take(FEW);
        let names = team_names(app, connection).await?;
        let states = meaning::states(&app.db, connection.id).await?;
        let unsettled = states.iter().filter(|state| state.is_unsettled());
        Ok(Self {
            failed_total: words::counted(
                troubles::count_open(&app.db, connection.id).await?,
                "issue",
                "issues",
            ),
            failed: failed_lines(app, connection, &failed).await?,
            people_total: unmatched.len(),
            people: lines
                .map(|(person, issues)| person_line(person, *issues, &users))
                .collect(),
            states: unsettled
                .take(FEW)
                .map(|state| StateLine {
                    team: names.get(&state.container_ref).cloned().unwrap_or_default(),
                    ..state_line(state, None)
                })
                .collect(),
            users: choices(&users),
        })
    }

    /// Whether there is anything.
    pub fn is_any(&self) -> bool {
        !self.failed.is_empty() || !self.people.is_empty() || !self.states.is_empty()
    }
}

/// Whom a person may be: everybody who can sign in.
pub fn choices(users: &[User]) -> Vec<UserChoice> {
    let active = users.iter().filter(|user| user.is_active);
    active
        .map(|user| UserChoice {
            value: user.id.to_string(),
            name: user.display_name().to_owned(),
        })
        .collect()
}

pub fn person_line(person: &Person, issues: i64, users: &[User]) -> PersonLine {
    let user = users.iter().find(|user| Some(user.id.get()) == person.user_id);
    PersonLine {
        id: person.id.get(),
        name: person.name.clone(),
        initials: words::initials(&person.name),
        email: person.email.clone().unwrap_or_default(),
        is_active: person.is_active,
        issues: if issues > 0 {
            words::counted(issues, "issue", "issues")
        } else {
            String::new()
        },
        chosen: match (person.is_ignored, person.chosen_user_id) {
            (true, _) => "nobody".into(),
            (false, chosen) => chosen.map(|user| user.to_string()).unwrap_or_default(),
        },
        user: user
            .map(|user| user.display_name().to_owned())
            .unwrap_or_default(),
        why: why(person),
    }
}

fn why(person: &Person) -> &'static str {
    match (person.is_ignored, person.user_id, person.chosen_user_id) {
        (true, _, _) => "said to be nobody here",
        (false, Some(user), chosen) if chosen == Some(user) => "chosen",
        (false, Some(_), _) => "same e-mail address",
        (false, None, Some(_)) => "the one chosen is not active any more",
        (false, None, None) if person.email.is_none() => "no e-mail address there",
        (false, None, None) => "nobody here has this address",
    }
}

/// A state with the number of its issues, where that is known.
pub fn state_line(state: &WorkflowState, issues: Option<i64>) -> StateLine {
    StateLine {
        id: state.id.get(),
        team: String::new(),
        name: state.name.clone(),
        kind: state.kind.clone(),
        status: state.status(),
        by_kind: state.default_status.title(),
        chosen: state.chosen_status.map(Status::as_str).unwrap_or_default(),
        is_unsettled: state.is_unsettled(),
        issues: issues.map(words::count).unwrap_or_default(),
        examples: String::new(),
    }
}

/// Failed issues with our tasks of them, where there are some.
pub async fn failed_lines(
    app: &App,
    connection: &Connection,
    troubles: &[Trouble],
) -> Result<Vec<FailedIssue>> {
    let now = app.now();
    let references: Vec<String> = troubles
        .iter()
        .filter_map(|one| one.external_ref.clone())
        .collect();
    let tasks = store::tasks_of(&app.db, connection.id, &references).await?;
    let line = |trouble: &Trouble| FailedIssue {
        id: trouble.id.get(),
        identifier: trouble.identifier.clone().unwrap_or_default(),
        href: trouble
            .external_ref
            .as_ref()
            .and_then(|reference| tasks.get(reference))
            .map(|task| format!("/issues/{task}"))
            .unwrap_or_default(),
        message: trouble.message.clone(),
        tried: tried(trouble, now),
        is_over: trouble.resolved_at.is_some(),
    };
    Ok(troubles.iter().map(line).collect())
}

fn tried(trouble: &Trouble, now: Instant) -> String {
    let last = wording::ago(now.since(trouble.last_at));
    match trouble.attempts {
        ..=1 => format!("tried once, {last}"),
        2 => format!("tried twice, last {last}"),
        attempts => format!("tried {} times, last {last}", words::count(attempts)),
    }
}

/// What the teams are called: as their projects, or as the last preview found them.
pub async fn team_names(app: &App, connection: &Connection) -> Result<HashMap<String, String>> {
    let previewed = store::last_preview(&app.db, connection.id).await?;
    let previewed: Preview = previewed
        .and_then(|run| serde_json::from_str(run.result.as_deref()?).ok())
        .unwrap_or_default();
    let teams = previewed.teams.into_iter();
    let mut names: HashMap<String, String> = teams.map(|(reference, team)| (reference, team.name)).collect();
    let projects = projects::of_connection(&app.db, connection.id.get()).await?;
    names.extend(projects.into_iter().map(|(reference, _, name)| (reference, name)));
    Ok(names)
}

/// The fields `PREFIX-ID` of a form that differ from `was-PREFIX-ID`: what somebody chose anew.
pub fn changed<T>(fields: &BTreeMap<String, String>, prefix: &str) -> Vec<(Id<T>, String)> {
    let of_prefix = fields.iter().filter_map(|(name, value)| {
        let id = name.strip_prefix(prefix)?.strip_prefix('-')?.parse().ok()?;
        Some((name, Id::new(id), value))
    });
    of_prefix
        .filter(|(name, _, value)| fields.get(&format!("was-{name}")) != Some(value))
        .map(|(_, id, value)| (id, value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_somebody_chose_anew_is_written() {
        let fields = [
            ("state-1", "done"),
            ("was-state-1", "done"),
            ("state-2", ""),
            ("was-state-2", "done"),
            ("state-3", "todo"),
            ("state-x", "todo"),
            ("person-4", "7"),
        ];
        let fields = fields
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        let found: Vec<(i64, String)> = changed::<WorkflowState>(&fields, "state")
            .into_iter()
            .map(|(id, value)| (id.get(), value))
            .collect();
        assert_eq!(found, [(2, String::new()), (3, "todo".into())]);
    }
}
