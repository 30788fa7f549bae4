//! What may be done with templates: each person keeps their own; others' do not exist.

use super::model::{EntryTemplate, Wish};
use super::store;
use crate::app::App;
use crate::audit::{self, Event};
use crate::auth::Actor;
use crate::error::{Error, Mistakes, Result};
use crate::http::text;
use crate::{projects, tasks};
use timetracker_db::Tx;
use timetracker_types::{Id, Instant};

/// The longest default, in minutes: a day.
const LONGEST: i64 = 24 * 60;

/// Adds a template.
pub async fn create(app: &App, actor: &Actor, wish: Wish) -> Result<EntryTemplate> {
    actor.require_writer()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    let mut template = wished(&tx, empty(actor, now), wish, now).await?;
    template.id = store::insert(&tx, &template).await?;
    note(&tx, actor, now, "created", None, Some(&template)).await?;
    tx.commit().await?;
    Ok(template)
}

/// Changes one's own template.
pub async fn update(app: &App, actor: &Actor, id: Id<EntryTemplate>, wish: Wish) -> Result<EntryTemplate> {
    actor.require_writer()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    let before = own(&tx, actor, id).await?;
    let after = wished(&tx, before.clone(), wish, now).await?;
    store::update(&tx, &after).await?;
    note(&tx, actor, now, "updated", Some(&before), Some(&after)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Removes one's own template. What was started from it stays.
pub async fn delete(app: &App, actor: &Actor, id: Id<EntryTemplate>) -> Result<()> {
    actor.require_writer()?;
    let tx = app.db.begin().await?;
    let before = own(&tx, actor, id).await?;
    store::delete(&tx, id).await?;
    note(&tx, actor, app.now(), "deleted", Some(&before), None).await?;
    tx.commit().await?;
    Ok(())
}

/// The template that something is started from; this counts as a use of it.
pub async fn used(tx: &Tx, actor: &Actor, id: Id<EntryTemplate>, now: Instant) -> Result<EntryTemplate> {
    let template = store::find(tx, actor.user.id, id).await?;
    let template =
        template.ok_or_else(|| Error::field("template_id", "There is no such template of yours."))?;
    store::count_use(tx, id, now).await?;
    Ok(template)
}

async fn own(tx: &Tx, actor: &Actor, id: Id<EntryTemplate>) -> Result<EntryTemplate> {
    tx.lock("time_entry_template", id.get()).await?;
    store::find(tx, actor.user.id, id)
        .await?
        .ok_or(Error::NotFound("template"))
}

fn empty(actor: &Actor, now: Instant) -> EntryTemplate {
    EntryTemplate {
        id: Id::new(0),
        user_id: actor.user.id,
        name: String::new(),
        description: None,
        project_id: None,
        task_id: None,
        default_minutes: None,
        default_notes: None,
        tags: String::new(),
        billable: true,
        usage_count: 0,
        last_used_at: None,
        created_at: now,
        updated_at: now,
    }
}

async fn wished(tx: &Tx, before: EntryTemplate, wish: Wish, now: Instant) -> Result<EntryTemplate> {
    let mut mistakes = Mistakes::default();
    let found = &mut mistakes;
    let name = wish.name.as_deref().unwrap_or(&before.name);
    let tags = wish.tags.unwrap_or_else(|| Some(before.tags.clone()));
    let description = wish.description.unwrap_or_else(|| before.description.clone());
    let notes = wish.default_notes.unwrap_or_else(|| before.default_notes.clone());
    let template = EntryTemplate {
        name: text::required(found, "name", "A name", name, 200),
        description: text::optional(
            found,
            "description",
            "The description",
            description.as_deref(),
            text::LONG,
        ),
        project_id: wish.project_id.unwrap_or(before.project_id),
        task_id: wish.task_id.unwrap_or(before.task_id),
        default_minutes: wish.default_minutes.unwrap_or(before.default_minutes),
        default_notes: text::optional(found, "default_notes", "The note", notes.as_deref(), text::LONG),
        tags: text::tags(found, tags.as_deref()),
        billable: wish.billable.unwrap_or(before.billable),
        updated_at: now,
        ..before
    };
    if template
        .default_minutes
        .is_some_and(|minutes| !(1..=LONGEST).contains(&minutes))
    {
        found.add("default_duration_minutes", "Send 1 to 1440 minutes.");
    }
    let template = placed(tx, &mut mistakes, template).await?;
    mistakes.check()?;
    Ok(template)
}

/// A task brings its project; both must exist and belong together.
async fn placed(tx: &Tx, mistakes: &mut Mistakes, template: EntryTemplate) -> Result<EntryTemplate> {
    if let Some(id) = template.project_id
        && projects::find(tx, id).await?.is_none()
    {
        mistakes.add("project_id", "There is no such project.");
    }
    let Some(id) = template.task_id else {
        return Ok(template);
    };
    match tasks::find(tx, id).await? {
        None => mistakes.add("task_id", "There is no such task."),
        Some(task) if template.project_id.is_none() => {
            return Ok(EntryTemplate {
                project_id: Some(task.project_id),
                ..template
            });
        }
        Some(task) if template.project_id != Some(task.project_id) => {
            mistakes.add("task_id", "This task belongs to another project.");
        }
        Some(_) => {}
    }
    Ok(template)
}

async fn note(
    tx: &Tx,
    actor: &Actor,
    now: Instant,
    action: &str,
    before: Option<&EntryTemplate>,
    after: Option<&EntryTemplate>,
) -> Result<()> {
    let id = after.or(before).map_or(Id::new(0), |template| template.id);
    let event = Event {
        action,
        entity: "time_entry_template",
        id,
    };
    audit::record(tx, actor, now, event, before, after).await
}
