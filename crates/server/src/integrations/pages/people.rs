//! Everybody of the service, and who they are here.

use super::super::meaning::{self, Choice, Person};
use super::super::model::Connection;
use super::super::store;
use super::settle::{PersonLine, UserChoice, changed, choices, person_line};
use super::{address, connection_of, connector};
use crate::app::App;
use crate::auth::Admin;
use crate::error::{Mistakes, Result};
use crate::http::{
    Back, Done, Flash, Form, PageResult, Path, Query, Section, Shell, render, see_other, wording as words,
};
use crate::users;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use timetracker_connectors::Manifest;
use timetracker_types::Id;

/// People on one page: each line has a choice of everybody here.
const PER_PAGE: usize = 50;

/// Everybody there and who they are here; those with the most issues and no account first.
#[derive(Template)]
#[template(path = "integrations/people.html")]
pub struct PeoplePage {
    pub(super) shell: Shell,
    pub(super) manifest: &'static Manifest,
    pub(super) people: Vec<PersonLine>,
    pub(super) users: Vec<UserChoice>,
    /// "1–50 of 120 people".
    pub(super) range: String,
    pub(super) previous: String,
    pub(super) next: String,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct PageQuery {
    page: String,
}

impl PageQuery {
    /// Counted from 1.
    pub fn page(&self) -> usize {
        self.page.parse().unwrap_or(1).clamp(1, 1_000_000)
    }
}

pub async fn show(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
    Query(query): Query<PageQuery>,
) -> PageResult {
    let connector = connector(&name)?;
    let connection = connection_of(&app, connector).await?;
    let everybody = everybody(&app, &connection).await?;
    let users = users::list(&app.db).await?;
    let first = (query.page() - 1) * PER_PAGE;
    let shown: Vec<PersonLine> = everybody
        .iter()
        .skip(first)
        .take(PER_PAGE)
        .map(|(person, issues)| person_line(person, *issues, &users))
        .collect();
    let place = format!("{}/people?page=", address(connector));
    render(&PeoplePage {
        range: range(first, shown.len(), everybody.len()),
        previous: if first > 0 {
            format!("{place}{}", query.page() - 1)
        } else {
            String::new()
        },
        next: if first + shown.len() < everybody.len() && !shown.is_empty() {
            format!("{place}{}", query.page() + 1)
        } else {
            String::new()
        },
        people: shown,
        users: choices(&users),
        manifest: connector.manifest(),
        shell: Shell::load(&app, actor, Section::Integrations, &headers).await?,
    })
}

/// "1–50 of 120 people".
fn range(first: usize, shown: usize, all: usize) -> String {
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let all = words::counted(number(all), "person", "people");
    if shown == 0 {
        return all;
    }
    let (from, to) = (number(first + 1), number(first + shown));
    format!("{}–{} of {all}", words::count(from), words::count(to))
}

/// Everybody with the number of their live issues.
async fn everybody(app: &App, connection: &Connection) -> Result<Vec<(Person, i64)>> {
    let issues = store::issues_by_assignee(&app.db, connection.id).await?;
    let people = meaning::people(&app.db, connection.id).await?.into_iter();
    let mut people: Vec<(Person, i64)> = people
        .map(|person| {
            let issues = issues.get(&person.external_ref).copied().unwrap_or(0);
            (person, issues)
        })
        .collect();
    people.sort_by_key(|(person, issues)| {
        let is_settled = person.user_id.is_some() || person.is_ignored || *issues == 0;
        (
            is_settled,
            Reverse(*issues),
            person.name.to_lowercase(),
            person.id,
        )
    });
    Ok(people)
}

/// Takes what somebody chose for any number of people.
pub async fn save(
    Admin(actor): Admin,
    State(app): State<App>,
    Back(back): Back,
    Path(name): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> PageResult {
    let connector = connector(&name)?;
    let connection = connection_of(&app, connector).await?;
    let mut mistakes = Mistakes::default();
    let mut choices = Vec::new();
    for (id, word) in changed(&fields, "person") {
        choices.extend(mistakes.take("user_id", choice(&word)).map(|choice| (id, choice)));
    }
    mistakes.check()?;
    for (id, choice) in choices {
        meaning::choose_person(&app, &actor, &connection, id, choice).await?;
    }
    let back = if back == "/" {
        format!("{}/people", address(connector))
    } else {
        back
    };
    Ok(see_other(&back, Some(&Flash::Done(Done::Saved))))
}

fn choice(word: &str) -> std::result::Result<Choice, &'static str> {
    match word {
        "" => Ok(Choice::ByEmail),
        "nobody" => Ok(Choice::Nobody),
        id => id
            .parse()
            .map(|id| Choice::User(Id::new(id)))
            .map_err(|_| "Choose somebody from the list, nobody, or the e-mail address."),
    }
}

#[cfg(test)]
mod unit_tests {
    use super::range;

    #[test]
    fn the_range_says_what_is_shown() {
        assert_eq!(range(0, 50, 120), "1–50 of 120 people");
        assert_eq!(range(0, 0, 0), "0 people");
        assert_eq!(range(0, 1, 1), "1–1 of 1 person");
    }
}
