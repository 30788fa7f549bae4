//! What the states of each team mean here, and how many issues are in them.

use super::super::meaning;
use super::super::model::Connection;
use super::super::store;
use super::settle::{StateLine, changed, state_line, team_names};
use super::{address, connection_of, connector};
use crate::app::App;
use crate::auth::Admin;
use crate::error::{Mistakes, Result};
use crate::http::{Back, Done, Flash, Form, PageResult, Path, Section, Shell, render, see_other};
use crate::tasks::Status;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use std::collections::BTreeMap;
use timetracker_connectors::Manifest;

/// One team with its states.
#[derive(Debug, Clone)]
pub struct TeamStates {
    /// Its name.
    pub name: String,
    /// Its states, in the order of its workflow.
    pub states: Vec<StateLine>,
}

/// What every state means.
#[derive(Template)]
#[template(path = "integrations/states.html")]
pub struct StatesPage {
    pub(super) shell: Shell,
    pub(super) manifest: &'static Manifest,
    pub(super) teams: Vec<TeamStates>,
}

pub async fn show(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> PageResult {
    let connector = connector(&name)?;
    let connection = connection_of(&app, connector).await?;
    render(&StatesPage {
        teams: teams(&app, &connection).await?,
        manifest: connector.manifest(),
        shell: Shell::load(&app, actor, Section::Integrations, &headers).await?,
    })
}

async fn teams(app: &App, connection: &Connection) -> Result<Vec<TeamStates>> {
    let names = team_names(app, connection).await?;
    let issues = store::issues_by_state(&app.db, connection.id).await?;
    let states = meaning::states(&app.db, connection.id).await?;
    let of_one_team = states.chunk_by(|one, next| one.container_ref == next.container_ref);
    let mut teams: Vec<TeamStates> = of_one_team
        .map(|states| TeamStates {
            name: names
                .get(&states[0].container_ref)
                .cloned()
                .unwrap_or_else(|| "A team without issues here".into()),
            states: states
                .iter()
                .map(|state| {
                    let issues = issues.get(&state.external_ref).copied();
                    state_line(state, Some(issues.unwrap_or(0)))
                })
                .collect(),
        })
        .collect();
    teams.sort_by_key(|team| team.name.to_lowercase());
    Ok(teams)
}

/// Takes what somebody chose for any number of states; the form of a preview sends the same.
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
    for (id, word) in changed(&fields, "state") {
        let chosen = Some(word.as_str()).filter(|word| !word.is_empty());
        let status = chosen.map(str::parse::<Status>).transpose();
        choices.extend(mistakes.take("status", status).map(|status| (id, status)));
    }
    mistakes.check()?;
    for (id, status) in choices {
        meaning::choose_state(&app, &actor, &connection, id, status).await?;
    }
    let back = if back == "/" {
        format!("{}/states", address(connector))
    } else {
        back
    };
    Ok(see_other(&back, Some(&Flash::Done(Done::Saved))))
}
