//! Everybody with an account, for administrators: invite, change a role, deactivate, reactivate.

use super::invitations::{self, Invitation, Invite};
use super::model::{Role, User};
use super::{actions, store};
use crate::app::App;
use crate::auth::Admin;
use crate::error::{Error, Result};
use crate::http::{
    Done, Flash, Form, PageResult, Path, Refusal, Section, Shell, TimerBar, is_secure, render, render_with,
    see_other,
};
use crate::reports::address;
use crate::time_entries::{self, EntryView};
use crate::words::Words;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{get, post};
use serde::Deserialize;
use std::collections::HashMap;
use timetracker_types::{Id, Instant, Zone};

/// `/settings/people` and what lies below it.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/people", get(list).post(invite))
        .route("/settings/people/{id}", get(show).post(edit))
        .route("/settings/people/{id}/deactivate", post(deactivate))
        .route("/settings/people/{id}/reactivate", post(reactivate))
        .route("/settings/people/invitations/{id}/revoke", post(revoke))
}

/// One person in the list.
pub(crate) struct PersonRow {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) initials: String,
    pub(super) username: String,
    pub(super) email: String,
    pub(super) role: &'static str,
    pub(super) is_active: bool,
    /// When they last did something, or that they never signed in.
    pub(super) seen: String,
    /// What they track now.
    pub(super) tracking: Option<TimerBar>,
    /// Their entries.
    pub(super) entries: String,
}

impl PersonRow {
    fn of(user: &User, reading: &Reading) -> Self {
        let seen = reading.seen.get(&user.id).copied().max(user.last_login_at);
        let entry = reading.running.get(&user.id);
        Self {
            id: user.id.get(),
            name: user.display_name().to_owned(),
            initials: user.initials(),
            username: user.username.clone(),
            email: user.email.clone().unwrap_or_default(),
            role: user.role.title(),
            is_active: user.is_active,
            seen: reading.seen_in_words(seen),
            tracking: entry.map(|entry| TimerBar::of(entry, reading.now, &reading.reader, reading.words)),
            entries: address(
                "/time-entries",
                &[("range", "this-week".to_owned()), ("person", user.id.to_string())],
            ),
        }
    }
}

/// What the rows are drawn from.
struct Reading {
    words: Words,
    now: Instant,
    zone: Zone,
    reader: User,
    seen: HashMap<Id<User>, Instant>,
    running: HashMap<Id<User>, EntryView>,
}

/// Whoever did something within so many seconds is here now.
const HERE: i64 = 300;

impl Reading {
    async fn of(app: &App, shell: &Shell) -> Result<Self> {
        let running = time_entries::all_running(&app.db).await?.into_iter();
        Ok(Self {
            words: shell.words,
            now: app.now(),
            zone: shell.actor.user.timezone.clone(),
            reader: shell.actor.user.clone(),
            seen: store::last_seen(&app.db).await?.into_iter().collect(),
            running: running.map(|view| (view.entry.user_id, view)).collect(),
        })
    }

    fn seen_in_words(&self, seen: Option<Instant>) -> String {
        let Some(at) = seen else {
            return self.words.t("people-never").into_owned();
        };
        if self.now.since(at) < HERE {
            return self.words.t("people-now").into_owned();
        }
        let day = self
            .words
            .day_short(self.zone.day_of(at), self.zone.day_of(self.now));
        self.words.with("people-seen", &[("day", day.into())])
    }
}

/// One invitation that waits.
pub(crate) struct InvitationRow {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: &'static str,
    pub(super) until: String,
}

impl InvitationRow {
    fn of(invitation: &Invitation, reading: &Reading) -> Self {
        let (now, zone) = (reading.now, &reading.zone);
        Self {
            id: invitation.id.get(),
            name: invitation.full_name.clone(),
            email: invitation.email.clone(),
            role: invitation.role.title(),
            until: reading
                .words
                .day_short(zone.day_of(invitation.expires_at), zone.day_of(now)),
        }
    }
}

/// The list of people, with the form that invites.
#[derive(Template)]
#[template(path = "users/people.html")]
pub(crate) struct PeoplePage {
    pub(super) shell: Shell,
    pub(super) people: Vec<PersonRow>,
    /// "3 people track time now".
    pub(super) tracking: String,
    pub(super) waiting: Vec<InvitationRow>,
    pub(super) values: Invite,
    pub(super) refusal: Refusal,
    /// The link that was just made, shown this once, and whom it is for.
    pub(super) link: String,
    pub(super) invited: String,
}

impl PeoplePage {
    async fn load(app: &App, Admin(actor): Admin, headers: &HeaderMap) -> Result<Self> {
        let shell = Shell::load(app, actor, Section::People, headers).await?;
        let reading = Reading::of(app, &shell).await?;
        let people = store::list(&app.db).await?;
        let waiting = invitations::waiting(app).await?;
        Ok(Self {
            tracking: shell.words.with(
                "people-tracking",
                &[("n", i64::try_from(reading.running.len()).unwrap_or(0).into())],
            ),
            people: people.iter().map(|user| PersonRow::of(user, &reading)).collect(),
            waiting: waiting.iter().map(|it| InvitationRow::of(it, &reading)).collect(),
            shell,
            values: Invite {
                role: Role::User.as_str().into(),
                ..Invite::default()
            },
            refusal: Refusal::default(),
            link: String::new(),
            invited: String::new(),
        })
    }
}

async fn list(State(app): State<App>, admin: Admin, headers: HeaderMap) -> PageResult {
    render(&PeoplePage::load(&app, admin, &headers).await?)
}

/// Answers with the page itself, because the link exists only in this answer.
async fn invite(
    State(app): State<App>,
    admin: Admin,
    headers: HeaderMap,
    Form(wish): Form<Invite>,
) -> PageResult {
    match invitations::invite(&app, &admin.0, &wish).await {
        Ok(secret) => {
            let link = format!("{}/invitation?token={secret}", own_address(&app, &headers));
            let page = PeoplePage::load(&app, admin, &headers).await?;
            render(&PeoplePage {
                link,
                invited: wish.full_name,
                ..page
            })
        }
        Err(error) => {
            let refusal = Refusal::of_form(error)?;
            let page = PeoplePage::load(&app, admin, &headers).await?;
            render_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &PeoplePage {
                    values: wish,
                    refusal,
                    ..page
                },
            )
        }
    }
}

/// Where the browser reached us: scheme and host, for links that are handed on.
pub(super) fn own_address(app: &App, headers: &HeaderMap) -> String {
    let scheme = if is_secure(app, headers) { "https" } else { "http" };
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    format!(
        "{scheme}://{}",
        host.map_or_else(|| app.config.listen.to_string(), str::to_owned)
    )
}

async fn revoke(State(app): State<App>, Admin(actor): Admin, Path(id): Path<i64>) -> PageResult {
    invitations::revoke(&app, &actor, Id::new(id)).await?;
    Ok(see_other(
        "/settings/people",
        Some(&Flash::Done(Done::InvitationRevoked)),
    ))
}

/// What administrators may change of a person, as a form sends it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PersonForm {
    pub(super) full_name: String,
    pub(super) email: String,
    pub(super) role: String,
}

/// One person.
#[derive(Template)]
#[template(path = "users/person.html")]
pub(crate) struct PersonPage {
    pub(super) shell: Shell,
    pub(super) person: PersonRow,
    pub(super) values: PersonForm,
    pub(super) refusal: Refusal,
}

impl PersonPage {
    async fn load(app: &App, Admin(actor): Admin, headers: &HeaderMap, id: i64) -> Result<Self> {
        let user = store::find(&app.db, Id::new(id))
            .await?
            .ok_or(Error::NotFound("person"))?;
        let shell = Shell::load(app, actor, Section::People, headers).await?;
        let reading = Reading::of(app, &shell).await?;
        Ok(Self {
            shell,
            person: PersonRow::of(&user, &reading),
            values: PersonForm {
                full_name: user.full_name,
                email: user.email.unwrap_or_default(),
                role: user.role.as_str().into(),
            },
            refusal: Refusal::default(),
        })
    }
}

async fn show(State(app): State<App>, admin: Admin, headers: HeaderMap, Path(id): Path<i64>) -> PageResult {
    render(&PersonPage::load(&app, admin, &headers, id).await?)
}

async fn edit(
    State(app): State<App>,
    admin: Admin,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Form(form): Form<PersonForm>,
) -> PageResult {
    let changed = actions::edit(
        &app,
        &admin.0,
        Id::new(id),
        &form.full_name,
        &form.email,
        &form.role,
    )
    .await;
    answer(&app, admin, &headers, id, Some(form), changed, Done::Saved).await
}

async fn deactivate(
    State(app): State<App>,
    admin: Admin,
    headers: HeaderMap,
    Path(id): Path<i64>,
) -> PageResult {
    let changed = actions::deactivate(&app, &admin.0, Id::new(id)).await;
    answer(&app, admin, &headers, id, None, changed, Done::Deactivated).await
}

async fn reactivate(
    State(app): State<App>,
    admin: Admin,
    headers: HeaderMap,
    Path(id): Path<i64>,
) -> PageResult {
    let changed = actions::reactivate(&app, &admin.0, Id::new(id)).await;
    answer(&app, admin, &headers, id, None, changed, Done::Reactivated).await
}

/// Back to the list, or the person's page again with what was wrong.
async fn answer(
    app: &App,
    admin: Admin,
    headers: &HeaderMap,
    id: i64,
    form: Option<PersonForm>,
    changed: Result<()>,
    done: Done,
) -> PageResult {
    let Err(error) = changed else {
        return Ok(see_other("/settings/people", Some(&Flash::Done(done))));
    };
    let refusal = Refusal::of_form(error)?;
    let page = PersonPage::load(app, admin, headers, id).await?;
    let values = form.unwrap_or(page.values);
    render_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &PersonPage {
            values,
            refusal,
            ..page
        },
    )
}
