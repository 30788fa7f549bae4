//! What may be done with contacts.

use super::model::{Contact, Wish};
use super::store;
use crate::app::App;
use crate::audit::{self, Event};
use crate::auth::Actor;
use crate::clients::{self, Client};
use crate::error::{Error, Mistakes, Result};
use crate::http::text;
use timetracker_db::Tx;
use timetracker_types::{Id, Instant};

/// Adds a person at a client's.
pub async fn create(app: &App, actor: &Actor, client: Id<Client>, wish: Wish) -> Result<Contact> {
    actor.require_writer()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    clients::find(&tx, client)
        .await?
        .ok_or(Error::NotFound("client"))?;
    tx.lock("client", client.get()).await?;
    let mut contact = wished(&blank(actor, client, now), wish, now)?;
    contact.id = store::insert(&tx, &contact).await?;
    if contact.is_primary {
        store::only_primary(&tx, client, contact.id).await?;
    }
    note(&tx, actor, now, "created", None, Some(&contact)).await?;
    tx.commit().await?;
    Ok(contact)
}

/// Changes a contact.
pub async fn update(app: &App, actor: &Actor, id: Id<Contact>, wish: Wish) -> Result<Contact> {
    let now = app.now();
    let tx = app.db.begin().await?;
    let before = own(&tx, actor, id).await?;
    let after = wished(&before, wish, now)?;
    store::update(&tx, &after).await?;
    if after.is_primary {
        store::only_primary(&tx, after.client_id, id).await?;
    }
    note(&tx, actor, now, "updated", Some(&before), Some(&after)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Hides a contact.
pub async fn delete(app: &App, actor: &Actor, id: Id<Contact>) -> Result<()> {
    let now = app.now();
    let tx = app.db.begin().await?;
    let before = own(&tx, actor, id).await?;
    let after = Contact {
        is_active: false,
        is_primary: false,
        updated_at: now,
        ..before.clone()
    };
    store::update(&tx, &after).await?;
    note(&tx, actor, now, "deleted", Some(&before), None).await?;
    tx.commit().await?;
    Ok(())
}

async fn own(tx: &Tx, actor: &Actor, id: Id<Contact>) -> Result<Contact> {
    actor.require_writer()?;
    let found = store::find(tx, id).await?.ok_or(Error::NotFound("contact"))?;
    tx.lock("client", found.client_id.get()).await?;
    let contact = store::find(tx, id).await?.ok_or(Error::NotFound("contact"))?;
    if contact.created_by == actor.user.id || actor.manages() {
        return Ok(contact);
    }
    Err(Error::Forbidden(
        "Only who added a contact, or a manager, may change it.".into(),
    ))
}

fn blank(actor: &Actor, client: Id<Client>, now: Instant) -> Contact {
    Contact {
        id: Id::new(0),
        client_id: client,
        first_name: String::new(),
        last_name: String::new(),
        email: None,
        phone: None,
        mobile: None,
        title: None,
        department: None,
        role: "contact".into(),
        is_primary: false,
        address: None,
        notes: None,
        tags: String::new(),
        is_active: true,
        created_by: actor.user.id,
        created_at: now,
        updated_at: now,
    }
}

fn wished(before: &Contact, wish: Wish, now: Instant) -> Result<Contact> {
    let mut mistakes = Mistakes::default();
    let found = &mut mistakes;
    let first = wish.first_name.unwrap_or(before.first_name.clone());
    let last = wish.last_name.unwrap_or(before.last_name.clone());
    let tags = wish.tags.unwrap_or_else(|| Some(before.tags.clone()));
    let role = wish.role.unwrap_or_else(|| Some(before.role.clone()));
    let mut line = |field, label, sent: Option<Option<String>>, kept: &Option<String>, most| {
        let text = sent.unwrap_or_else(|| kept.clone());
        text::optional(found, field, label, text.as_deref(), most)
    };
    let contact = Contact {
        email: line("email", "The e-mail address", wish.email, &before.email, 200),
        phone: line("phone", "The phone number", wish.phone, &before.phone, 50),
        mobile: line("mobile", "The mobile number", wish.mobile, &before.mobile, 50),
        title: line("title", "The title", wish.title, &before.title, 100),
        department: line(
            "department",
            "The department",
            wish.department,
            &before.department,
            100,
        ),
        address: line("address", "The address", wish.address, &before.address, 1000),
        notes: line("notes", "The note", wish.notes, &before.notes, text::LONG),
        role: line("role", "The role", Some(role), &None, 50).unwrap_or_else(|| "contact".into()),
        last_name: line("last_name", "The last name", Some(Some(last)), &None, 100).unwrap_or_default(),
        first_name: text::required(found, "first_name", "A name", &first, 100),
        tags: text::tags(found, tags.as_deref()),
        is_primary: wish.is_primary.unwrap_or(before.is_primary),
        updated_at: now,
        ..before.clone()
    };
    mistakes.check()?;
    Ok(contact)
}

async fn note(
    tx: &Tx,
    actor: &Actor,
    now: Instant,
    action: &str,
    before: Option<&Contact>,
    after: Option<&Contact>,
) -> Result<()> {
    let id = after.or(before).map_or(Id::new(0), |contact| contact.id);
    let event = Event {
        action,
        entity: "contact",
        id,
    };
    audit::record(tx, actor, now, event, before, after).await
}
