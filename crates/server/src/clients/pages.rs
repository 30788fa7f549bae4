//! Clients as people see them: the list, and the form of one. The page of one is in `client_page.rs`.

use super::model::{Client, ClientPatch, NewClient};
use super::{actions, client_page, store};
use crate::app::App;
use crate::auth::{Manager, SignedIn};
use crate::error::{Error, Result};
use crate::http::{
    Done, Flash, Form, PageResult, Path, Query, Refusal, Section, Shell, decimal_text, render, render_with,
    see_other,
};
use crate::organisation;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use timetracker_types::Id;

/// The pages about clients.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients", get(list).post(create))
        .route("/clients/new", get(new))
        .route("/clients/{id}", get(client_page::show).post(update))
        .route("/clients/{id}/edit", get(edit))
        .route("/clients/{id}/contacts", post(client_page::add_contact))
        .route(
            "/clients/{id}/contacts/{contact}/delete",
            post(client_page::remove_contact),
        )
        .route("/clients/{id}/notes", post(client_page::add_note))
        .route(
            "/clients/{id}/notes/{note}/delete",
            post(client_page::remove_note),
        )
        .route("/clients/{id}/archive", post(archive))
        .route("/clients/{id}/restore", post(restore))
}

/// The fields beside which the form shows mistakes.
pub(crate) const SHOWN: &[&str] = &[
    "name",
    "contact_person",
    "email",
    "phone",
    "address",
    "default_hourly_rate",
    "description",
];

/// One row of the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// The client.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Whom to talk to.
    pub contact: String,
    /// "3 projects", the active ones.
    pub projects: String,
    /// "80.00 EUR", or nothing.
    pub rate: String,
    /// Whether it is archived.
    pub is_archived: bool,
}

/// The list of clients.
#[derive(Template)]
#[template(path = "clients/clients.html")]
pub struct ClientsPage {
    pub(super) shell: Shell,
    pub(super) rows: Vec<Row>,
    pub(super) with_archived: bool,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct ListQuery {
    archived: String,
}

async fn list(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<ListQuery>,
) -> PageResult {
    let with_archived = query.archived == "true";
    let clients = store::list(&app.db, with_archived).await?;
    let counts = store::project_counts(&app.db).await?;
    let currency = organisation::currency(&app.db).await?;
    let shell = Shell::load(&app, actor, Section::Projects, &headers).await?;
    let words = shell.words;
    let row = |client: &Client| {
        let active = counts
            .iter()
            .find(|(id, ..)| *id == client.id)
            .map_or(0, |(_, active, _)| *active);
        Row {
            id: client.id.get(),
            name: client.name.clone(),
            contact: client
                .contact_person
                .clone()
                .or_else(|| client.email.clone())
                .unwrap_or_default(),
            projects: words.with("clients-projects", &[("n", active.into())]),
            rate: rate(client, &currency)
                .map(|rate| format!("{} {currency}", words.decimal_text(&rate)))
                .unwrap_or_default(),
            is_archived: !client.is_active(),
        }
    };
    render(&ClientsPage {
        rows: clients.iter().map(row).collect(),
        with_archived,
        shell,
    })
}

pub(super) fn rate(client: &Client, currency: &str) -> Option<String> {
    client
        .default_hourly_rate_minor
        .map(|minor| decimal_text(minor, currency))
}

/// A client's fields as typed.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct ClientForm {
    name: String,
    contact_person: String,
    email: String,
    phone: String,
    address: String,
    default_hourly_rate: String,
    description: String,
}

impl ClientForm {
    fn of(client: &Client, currency: &str) -> Self {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        Self {
            name: client.name.clone(),
            contact_person: text(&client.contact_person),
            email: text(&client.email),
            phone: text(&client.phone),
            address: text(&client.address),
            default_hourly_rate: rate(client, currency).unwrap_or_default(),
            description: text(&client.description),
        }
    }

    fn new_client(&self) -> NewClient {
        NewClient {
            name: self.name.clone(),
            contact_person: Some(self.contact_person.clone()),
            email: Some(self.email.clone()),
            phone: Some(self.phone.clone()),
            address: Some(self.address.clone()),
            default_hourly_rate: Some(self.default_hourly_rate.clone()),
            description: Some(self.description.clone()),
            custom_fields: None,
        }
    }

    fn patch(&self) -> ClientPatch {
        let text = |field: &String| Some(Some(field.clone()));
        ClientPatch {
            name: Some(self.name.clone()),
            contact_person: text(&self.contact_person),
            email: text(&self.email),
            phone: text(&self.phone),
            address: text(&self.address),
            default_hourly_rate: text(&self.default_hourly_rate),
            description: text(&self.description),
        }
    }
}

/// The form of a client, new or not.
#[derive(Template)]
#[template(path = "clients/client_form.html")]
pub struct ClientFormPage {
    pub(super) shell: Shell,
    /// `None` for a new one.
    pub(super) id: Option<i64>,
    pub(super) is_archived: bool,
    pub(super) values: ClientForm,
    pub(super) refusal: Refusal,
    pub(super) currency: String,
}

impl ClientFormPage {
    fn is_new(&self) -> bool {
        self.id.is_none()
    }

    /// "Hourly rate in EUR".
    fn in_currency(&self, key: &str) -> String {
        let currency = self.currency.as_str().into();
        self.shell.words.with(key, &[("currency", currency)])
    }
}

async fn new(Manager(actor): Manager, State(app): State<App>, headers: HeaderMap) -> PageResult {
    let shell = Shell::load(&app, actor, Section::Projects, &headers).await?;
    render(&form(&app, shell, None, ClientForm::default(), Refusal::default()).await?)
}

async fn edit(
    Manager(actor): Manager,
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<i64>,
) -> PageResult {
    let client = store::find(&app.db, Id::new(id))
        .await?
        .ok_or(Error::NotFound("client"))?;
    let values = ClientForm::of(&client, &organisation::currency(&app.db).await?);
    let shell = Shell::load(&app, actor, Section::Projects, &headers).await?;
    render(&form(&app, shell, Some(&client), values, Refusal::default()).await?)
}

async fn form(
    app: &App,
    shell: Shell,
    client: Option<&Client>,
    values: ClientForm,
    refusal: Refusal,
) -> Result<ClientFormPage> {
    let currency = organisation::currency(&app.db).await?;
    let id = client.map(|client| client.id.get());
    let is_archived = client.is_some_and(|client| !client.is_active());
    Ok(ClientFormPage {
        shell,
        id,
        is_archived,
        values,
        refusal,
        currency,
    })
}

async fn create(
    Manager(actor): Manager,
    State(app): State<App>,
    headers: HeaderMap,
    Form(values): Form<ClientForm>,
) -> PageResult {
    match actions::create(&app, &actor, values.new_client()).await {
        Ok(_) => Ok(see_other("/clients", Some(&Flash::Done(Done::Added)))),
        Err(error) => {
            let refusal = Refusal::of_form(error)?;
            let shell = Shell::load(&app, actor, Section::Projects, &headers).await?;
            render_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                &form(&app, shell, None, values, refusal).await?,
            )
        }
    }
}

async fn update(
    Manager(actor): Manager,
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Form(values): Form<ClientForm>,
) -> PageResult {
    match actions::update(&app, &actor, Id::new(id), values.patch()).await {
        Ok(_) => Ok(see_other(
            &format!("/clients/{id}"),
            Some(&Flash::Done(Done::Saved)),
        )),
        Err(error) => {
            let refusal = Refusal::of_form(error)?;
            let client = store::find(&app.db, Id::new(id)).await?;
            let shell = Shell::load(&app, actor, Section::Projects, &headers).await?;
            let page = form(&app, shell, client.as_ref(), values, refusal).await?;
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn archive(Manager(actor): Manager, State(app): State<App>, Path(id): Path<i64>) -> PageResult {
    actions::archive(&app, &actor, Id::new(id)).await?;
    Ok(see_other(
        &format!("/clients/{id}"),
        Some(&Flash::Done(Done::Archived)),
    ))
}

async fn restore(Manager(actor): Manager, State(app): State<App>, Path(id): Path<i64>) -> PageResult {
    actions::restore(&app, &actor, Id::new(id)).await?;
    Ok(see_other(
        &format!("/clients/{id}"),
        Some(&Flash::Done(Done::Restored)),
    ))
}
