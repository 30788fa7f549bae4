//! Where every issue would land, with the mappings to be changed there and the button that begins.

use super::super::actions;
use super::super::model::Cause;
use super::super::preview::{self as landing, Shown, StateLanding, Team};
use super::super::wording;
use super::connection::refused_verb;
use super::settle::{PersonLine, StateLine, UserChoice, choices};
use super::status::StatusPart;
use super::{address, connector, overview};
use crate::app::App;
use crate::auth::Admin;
use crate::http::{Done, Flash, PageResult, Path, Section, Shell, render, see_other, wording as words};
use crate::tasks::Status;
use crate::users;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use timetracker_connectors::Manifest;
use timetracker_types::Instant;

/// Examples that stand beside a state.
const EXAMPLES: usize = 3;

/// One team and where its issues go.
#[derive(Debug, Clone)]
pub struct TeamView {
    /// In front of identifiers.
    pub key: String,
    /// Its name there.
    pub name: String,
    /// The project's name.
    pub project: String,
    /// The project, where there is one already.
    pub href: String,
    /// "1,902 issues".
    pub issues: String,
    /// Its states.
    pub states: Vec<StateLine>,
}

/// A status with its share of all issues.
#[derive(Debug, Clone)]
pub struct Share {
    /// The status.
    pub status: Status,
    /// "2,871".
    pub issues: String,
    /// Where its part of the bar begins, in percent.
    pub from: String,
    /// How wide that part is, in percent.
    pub width: String,
}

/// What a preview found, by the mappings of now.
#[derive(Debug, Clone)]
pub struct View {
    /// "2 minutes ago".
    pub counted: String,
    /// "5,214 issues in 6 teams".
    pub total: String,
    /// "312 archived ones stay there", or nothing.
    pub archived: String,
    /// All issues by status.
    pub shares: Vec<Share>,
    /// The teams.
    pub teams: Vec<TeamView>,
    /// People whose issues would have no assignee here.
    pub people: Vec<PersonLine>,
}

/// The page of a preview.
#[derive(Template)]
#[template(path = "integrations/preview.html")]
pub struct PreviewPage {
    pub(super) shell: Shell,
    pub(super) manifest: &'static Manifest,
    pub(super) status: StatusPart,
    /// Whether the first sync waits for a word.
    pub(super) is_held: bool,
    /// Whether a preview is being made.
    pub(super) is_making: bool,
    pub(super) view: Option<View>,
    pub(super) users: Vec<UserChoice>,
}

pub async fn show(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> PageResult {
    let connector = connector(&name)?;
    let overview = overview(&app, connector).await?;
    let shown = landing::last(&app.db, overview.connection.id).await?;
    let users = users::list(&app.db).await?;
    let now = app.now();
    let shell = Shell::load(&app, actor, Section::Integrations, &headers).await?;
    render(&PreviewPage {
        status: StatusPart::of(shell.bare(), connector.manifest(), &overview, now),
        is_held: overview.connection.is_held,
        is_making: overview.open_run.is_some(),
        view: shown.map(|shown| view(shown, now)),
        users: choices(&users),
        manifest: connector.manifest(),
        shell,
    })
}

pub async fn make(
    Admin(actor): Admin,
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> PageResult {
    let connector = connector(&name)?;
    match actions::request_preview(&app, &actor, connector, Cause::Manual).await {
        Ok(_) => {
            let place = format!("{}/preview", address(connector));
            Ok(see_other(&place, Some(&Flash::Done(Done::Previewing))))
        }
        Err(error) => refused_verb(&app, actor, &headers, connector, error).await,
    }
}

pub(super) fn view(shown: Shown, now: Instant) -> View {
    let counted = shown.counted_at.map(|at| wording::ago(now.since(at)));
    let teams = i64::try_from(shown.teams.len()).unwrap_or(0);
    View {
        counted: counted.unwrap_or_default(),
        total: format!(
            "{} in {}",
            words::counted(shown.issues, "issue", "issues"),
            words::counted(teams, "team", "teams")
        ),
        archived: match shown.archived {
            0 => String::new(),
            1 => "1 archived issue stays there".into(),
            many => format!("{} archived issues stay there", words::count(many)),
        },
        shares: shares(&shown.teams),
        teams: shown.teams.into_iter().map(team).collect(),
        people: shown
            .unmatched_people
            .into_iter()
            .map(|person| PersonLine {
                id: person.person_id,
                initials: words::initials(&person.name),
                name: person.name,
                email: person.email.unwrap_or_default(),
                is_active: true,
                issues: words::counted(person.issues, "issue", "issues"),
                chosen: String::new(),
                user: String::new(),
                why: "",
            })
            .collect(),
    }
}

fn team(team: Team) -> TeamView {
    TeamView {
        issues: words::counted(team.issues, "issue", "issues"),
        states: team.states.into_iter().map(state).collect(),
        key: team.key,
        name: team.name,
        project: team.project,
        href: team
            .project_id
            .map(|id| format!("/projects/{id}"))
            .unwrap_or_default(),
    }
}

fn state(landing: StateLanding) -> StateLine {
    let more = landing.issues > i64::try_from(EXAMPLES).unwrap_or(0);
    let examples = landing.examples.iter().take(EXAMPLES).cloned();
    let examples = examples.chain(more.then(|| "…".to_owned()));
    StateLine {
        id: landing.state_id.unwrap_or(0),
        team: String::new(),
        examples: examples.collect::<Vec<_>>().join(" "),
        name: landing.name,
        kind: landing.kind,
        status: landing.status,
        by_kind: landing.by_kind.title(),
        chosen: if landing.is_chosen {
            landing.status.as_str()
        } else {
            ""
        },
        is_unsettled: !landing.is_known && !landing.is_chosen,
        issues: words::count(landing.issues),
    }
}

/// All issues by status, as parts of one bar.
fn shares(teams: &[Team]) -> Vec<Share> {
    let landings = || teams.iter().flat_map(|team| &team.states);
    let whole: i64 = landings().map(|landing| landing.issues).sum();
    let mut before = 0;
    let mut shares = Vec::new();
    for status in Status::ALL {
        let of_status = landings().filter(|landing| landing.status == *status);
        let issues: i64 = of_status.map(|landing| landing.issues).sum();
        if issues > 0 {
            shares.push(Share {
                status: *status,
                issues: words::count(issues),
                from: words::percent(before, whole),
                width: words::percent(issues, whole),
            });
        }
        before += issues;
    }
    shares
}
