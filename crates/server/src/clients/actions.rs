//! What may be done with clients. Managers and administrators do it; everybody may read.

use super::model::{Client, ClientPatch, NewClient};
use super::store;
use crate::app::App;
use crate::audit::{self, Event};
use crate::auth::Actor;
use crate::error::{Error, Mistakes, Result};
use crate::http::text;
use crate::organisation;
use timetracker_db::Tx;
use timetracker_types::{Id, Instant};

const NAME_TAKEN: &str = "There is a client of that name already. Choose another name.";

/// Adds a client.
pub async fn create(app: &App, actor: &Actor, new: NewClient) -> Result<Client> {
    actor.require_manager()?;
    let currency = organisation::currency(&app.db).await?;
    let mut client = checked(&new, &currency, app.now())?;
    let tx = app.db.begin().await?;
    refuse_taken_name(&tx, &client).await?;
    client.id = store::insert(&tx, &client).await?;
    note(&tx, actor, app.now(), "created", None, Some(&client)).await?;
    tx.commit().await?;
    Ok(client)
}

/// The client of that name, made if there is none: for imports, whose actor may be anybody.
pub async fn ensure_named(tx: &Tx, name: &str, now: Instant) -> Result<Id<Client>> {
    tx.lock("clients", 0).await?;
    if let Some(found) = store::find_by_name(tx, name).await? {
        return Ok(found.id);
    }
    let new = NewClient {
        name: name.to_owned(),
        ..NewClient::default()
    };
    store::insert(tx, &checked(&new, "EUR", now)?).await
}

/// Changes a client.
pub async fn update(app: &App, actor: &Actor, id: Id<Client>, patch: ClientPatch) -> Result<Client> {
    actor.require_manager()?;
    let currency = organisation::currency(&app.db).await?;
    let tx = app.db.begin().await?;
    tx.lock("client", id.get()).await?;
    let before = store::find(&tx, id).await?.ok_or(Error::NotFound("client"))?;
    let after = patched(&before, &patch, &currency)?;
    refuse_taken_name(&tx, &after).await?;
    save(tx, actor, app.now(), "updated", &before, after).await
}

/// Hides a client; its projects and their time stay.
pub async fn archive(app: &App, actor: &Actor, id: Id<Client>) -> Result<Client> {
    set_status(app, actor, id, "archived").await
}

/// Brings an archived client back.
pub async fn restore(app: &App, actor: &Actor, id: Id<Client>) -> Result<Client> {
    set_status(app, actor, id, "active").await
}

async fn set_status(app: &App, actor: &Actor, id: Id<Client>, status: &str) -> Result<Client> {
    actor.require_manager()?;
    let tx = app.db.begin().await?;
    tx.lock("client", id.get()).await?;
    let before = store::find(&tx, id).await?.ok_or(Error::NotFound("client"))?;
    let after = Client {
        status: status.into(),
        ..before.clone()
    };
    save(tx, actor, app.now(), status, &before, after).await
}

async fn save(
    tx: Tx,
    actor: &Actor,
    now: Instant,
    action: &str,
    before: &Client,
    after: Client,
) -> Result<Client> {
    store::update(&tx, &after, now).await?;
    let after = Client {
        updated_at: now,
        ..after
    };
    note(&tx, actor, now, action, Some(before), Some(&after)).await?;
    tx.commit().await?;
    Ok(after)
}

async fn note(
    tx: &Tx,
    actor: &Actor,
    now: Instant,
    action: &str,
    before: Option<&Client>,
    after: Option<&Client>,
) -> Result<()> {
    let id = after.or(before).map_or(Id::new(0), |client| client.id);
    audit::record(
        tx,
        actor,
        now,
        Event {
            action,
            entity: "client",
            id,
        },
        before,
        after,
    )
    .await
}

async fn refuse_taken_name(tx: &Tx, client: &Client) -> Result<()> {
    match store::find_by_name(tx, &client.name).await? {
        Some(other) if other.id != client.id => Err(Error::field("name", NAME_TAKEN)),
        _ => Ok(()),
    }
}

fn checked(new: &NewClient, currency: &str, now: Instant) -> Result<Client> {
    let mut mistakes = Mistakes::default();
    let custom_fields = match &new.custom_fields {
        Some(value) if !value.is_object() && !value.is_null() => {
            mistakes.add("custom_fields", "Custom fields are a JSON object.");
            "{}".into()
        }
        Some(value) if value.is_object() => value.to_string(),
        _ => "{}".into(),
    };
    let client = Client {
        id: Id::new(0),
        name: text::required(&mut mistakes, "name", "A name", &new.name, 200),
        description: text::optional(
            &mut mistakes,
            "description",
            "The description",
            new.description.as_deref(),
            text::LONG,
        ),
        contact_person: text::optional(
            &mut mistakes,
            "contact_person",
            "The contact",
            new.contact_person.as_deref(),
            200,
        ),
        email: text::optional(
            &mut mistakes,
            "email",
            "The e-mail address",
            new.email.as_deref(),
            200,
        ),
        phone: text::optional(
            &mut mistakes,
            "phone",
            "The phone number",
            new.phone.as_deref(),
            50,
        ),
        address: text::optional(
            &mut mistakes,
            "address",
            "The address",
            new.address.as_deref(),
            1000,
        ),
        default_hourly_rate_minor: text::money(
            &mut mistakes,
            "default_hourly_rate",
            new.default_hourly_rate.as_deref(),
            currency,
        ),
        custom_fields,
        status: "active".into(),
        created_at: now,
        updated_at: now,
    };
    mistakes.check()?;
    Ok(client)
}

/// The client as it would be after the patch, judged by the same rules as a new one.
fn patched(before: &Client, patch: &ClientPatch, currency: &str) -> Result<Client> {
    let kept_rate = before.default_hourly_rate_minor;
    let either =
        |new: &Option<Option<String>>, old: &Option<String>| new.clone().unwrap_or_else(|| old.clone());
    let wished = NewClient {
        name: patch.name.clone().unwrap_or_else(|| before.name.clone()),
        description: either(&patch.description, &before.description),
        contact_person: either(&patch.contact_person, &before.contact_person),
        email: either(&patch.email, &before.email),
        phone: either(&patch.phone, &before.phone),
        address: either(&patch.address, &before.address),
        default_hourly_rate: patch.default_hourly_rate.clone().flatten(),
        custom_fields: None,
    };
    let after = checked(&wished, currency, before.created_at)?;
    let rate = if patch.default_hourly_rate.is_some() {
        after.default_hourly_rate_minor
    } else {
        kept_rate
    };
    Ok(Client {
        id: before.id,
        default_hourly_rate_minor: rate,
        custom_fields: before.custom_fields.clone(),
        status: before.status.clone(),
        ..after
    })
}
