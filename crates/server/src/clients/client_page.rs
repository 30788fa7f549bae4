//! One client: their projects with hours, the people there, what is noted about them.

use super::model::Client;
use super::pages::rate;
use super::store;
use crate::app::App;
use crate::auth::{Actor, SignedIn, Writer};
use crate::client_notes::{self, NoteView};
use crate::contacts::{self, Contact, Wish};
use crate::error::{Error, Result};
use crate::http::{
    Done, Flash, Form, PageResult, Path, Refusal, Section, Shell, render, render_with, see_other, wording,
};
use crate::organisation;
use crate::projects::{self, ProjectRow};
use crate::reports::address;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use timetracker_types::{Id, clock};

/// Contacts and notes on the page, each.
const MOST: i64 = 100;

/// A person at the client's.
#[derive(Debug, Clone)]
pub struct ContactRow {
    /// The contact.
    pub id: i64,
    /// First and last name.
    pub name: String,
    /// For the small round picture.
    pub initials: String,
    /// `billing`, or nothing where it is just a contact.
    pub role: String,
    /// Their address for mail, or nothing.
    pub email: String,
    /// Their number, or nothing.
    pub phone: String,
    /// Whether to talk to them first.
    pub is_primary: bool,
    /// Whether the reader may remove them.
    pub may_remove: bool,
}

/// A note about the client.
#[derive(Debug, Clone)]
pub struct NoteRow {
    /// The note.
    pub id: i64,
    /// Who wrote it.
    pub author: String,
    /// `23 Nov`.
    pub day: String,
    /// What it says.
    pub text: String,
    /// Whether it stands out.
    pub is_important: bool,
    /// Whether the reader may remove it.
    pub may_remove: bool,
}

/// A contact and a note as typed.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Typed {
    first_name: String,
    last_name: String,
    email: String,
    phone: String,
    role: String,
    content: String,
    is_important: String,
}

/// The page.
#[derive(Template)]
#[template(path = "clients/client.html")]
pub struct ClientPage {
    pub(super) shell: Shell,
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) is_archived: bool,
    /// "80.00 EUR", or nothing.
    pub(super) rate: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) contact_person: String,
    pub(super) address: String,
    pub(super) description: String,
    pub(super) projects: Vec<ProjectRow>,
    /// Worked on all of them.
    pub(super) worked: String,
    /// The entries behind that; nothing where the reader may not see all of them.
    pub(super) entries: String,
    pub(super) report: String,
    pub(super) contacts: Vec<ContactRow>,
    pub(super) notes: Vec<NoteRow>,
    pub(super) typed: Typed,
    pub(super) contact_refusal: Refusal,
    pub(super) note_refusal: Refusal,
}

async fn load(app: &App, actor: Actor, headers: &HeaderMap, id: i64) -> Result<ClientPage> {
    let client = client(app, id).await?;
    let currency = organisation::currency(&app.db).await?;
    let shell = Shell::load(app, actor, Section::Projects, headers).await?;
    let words = shell.words;
    let (projects, seconds) = projects::of_client(app, client.id, &currency, words).await?;
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    let here = |path: &str| address(path, &[("range", "all".to_owned()), ("client", id.to_string())]);
    Ok(ClientPage {
        id,
        name: client.name.clone(),
        is_archived: !client.is_active(),
        rate: rate(&client, &currency)
            .map(|rate| format!("{} {currency}", words.decimal_text(&rate)))
            .unwrap_or_default(),
        email: text(&client.email),
        phone: text(&client.phone),
        contact_person: text(&client.contact_person),
        address: text(&client.address),
        description: text(&client.description),
        projects,
        worked: clock(seconds),
        entries: if shell.actor.manages() {
            here("/time-entries")
        } else {
            String::new()
        },
        report: here("/reports"),
        contacts: contacts(app, &shell, client.id).await?,
        notes: notes(app, &shell, client.id).await?,
        typed: Typed::default(),
        contact_refusal: Refusal::default(),
        note_refusal: Refusal::default(),
        shell,
    })
}

async fn client(app: &App, id: i64) -> Result<Client> {
    store::find(&app.db, Id::new(id))
        .await?
        .ok_or(Error::NotFound("client"))
}

async fn contacts(app: &App, shell: &Shell, client: Id<Client>) -> Result<Vec<ContactRow>> {
    let reader = &shell.actor;
    let row = |contact: Contact| ContactRow {
        id: contact.id.get(),
        name: contact.full_name(),
        initials: wording::initials(&contact.full_name()),
        role: Some(contact.role.clone())
            .filter(|role| role != "contact")
            .unwrap_or_default(),
        email: contact.email.clone().unwrap_or_default(),
        phone: contact
            .phone
            .clone()
            .or(contact.mobile.clone())
            .unwrap_or_default(),
        is_primary: contact.is_primary,
        may_remove: reader.manages() || contact.created_by == reader.user.id && reader.writes(),
    };
    let found = contacts::list(&app.db, client, MOST, 0).await?;
    Ok(found.into_iter().map(row).collect())
}

async fn notes(app: &App, shell: &Shell, client: Id<Client>) -> Result<Vec<NoteRow>> {
    let (reader, words) = (&shell.actor, shell.words);
    let zone = &reader.user.timezone;
    let today = zone.day_of(app.now());
    let row = |view: NoteView| NoteRow {
        id: view.note.id.get(),
        author: view.author,
        day: words.day_short(zone.day_of(view.note.created_at), today),
        text: view.note.content,
        is_important: view.note.is_important,
        may_remove: reader.manages() || view.note.user_id == reader.user.id && reader.writes(),
    };
    let found = client_notes::list(&app.db, client, MOST, 0).await?;
    Ok(found.into_iter().map(row).collect())
}

/// `GET /clients/{id}`.
pub(super) async fn show(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<i64>,
) -> PageResult {
    render(&load(&app, actor, &headers, id).await?)
}

/// `POST /clients/{id}/contacts`.
pub(super) async fn add_contact(
    Writer(actor): Writer,
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let some = |text: &String| Some(Some(text.clone()));
    let wish = Wish {
        first_name: Some(typed.first_name.clone()),
        last_name: Some(typed.last_name.clone()),
        email: some(&typed.email),
        phone: some(&typed.phone),
        role: some(&typed.role),
        ..Wish::default()
    };
    match contacts::create(&app, &actor, Id::new(id), wish).await {
        Ok(_) => Ok(back(id, Done::Added)),
        Err(error) => {
            let contact_refusal = Refusal::of_form(error)?;
            let page = load(&app, actor, &headers, id).await?;
            let page = ClientPage {
                typed,
                contact_refusal,
                ..page
            };
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /clients/{id}/notes`.
pub(super) async fn add_note(
    Writer(actor): Writer,
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let is_important = typed.is_important == "true";
    match client_notes::create(&app, &actor, Id::new(id), &typed.content, is_important).await {
        Ok(_) => Ok(back(id, Done::Added)),
        Err(error) => {
            let note_refusal = Refusal::of_form(error)?;
            let page = load(&app, actor, &headers, id).await?;
            let page = ClientPage {
                typed,
                note_refusal,
                ..page
            };
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /clients/{id}/contacts/{contact}/delete`.
pub(super) async fn remove_contact(
    Writer(actor): Writer,
    State(app): State<App>,
    Path((id, contact)): Path<(i64, i64)>,
) -> PageResult {
    contacts::delete(&app, &actor, Id::new(contact)).await?;
    Ok(back(id, Done::Hidden))
}

/// `POST /clients/{id}/notes/{note}/delete`.
pub(super) async fn remove_note(
    Writer(actor): Writer,
    State(app): State<App>,
    Path((id, note)): Path<(i64, i64)>,
) -> PageResult {
    client_notes::delete(&app, &actor, Id::new(note)).await?;
    Ok(back(id, Done::Deleted))
}

fn back(id: i64, done: Done) -> axum::response::Response {
    see_other(&format!("/clients/{id}"), Some(&Flash::Done(done)))
}
