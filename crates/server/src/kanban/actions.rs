//! What may be done with columns. Managers arrange the boards; everybody reads them.

use super::model::{Board, Column, Wish};
use super::store;
use crate::app::App;
use crate::audit::{self, Event};
use crate::auth::Actor;
use crate::error::{Error, Mistakes, Result};
use crate::http::text;
use crate::projects::{self, Project};
use crate::tasks::Status;
use timetracker_db::{Read, Tx};
use timetracker_types::{Id, Instant};

/// The column of people's own making that a word means on a project's board; nothing where the word is a status of
/// ours or means no column.
pub async fn own_column(db: &impl Read, project: Id<Project>, word: &str) -> Result<Option<Column>> {
    let word = word.trim().to_lowercase();
    if word.is_empty() || word.parse::<Status>().is_ok() {
        return Ok(None);
    }
    let board = store::boards(db).await?;
    let found = board
        .of(Some(project))
        .into_iter()
        .find(|column| column.key == word);
    Ok(found.filter(|column| column.is_active).cloned())
}

/// Adds a column to a project's board, or to everybody's.
pub async fn create(app: &App, actor: &Actor, project: Option<Id<Project>>, wish: Wish) -> Result<Column> {
    actor.require_manager()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    tx.lock("kanban_columns", 0).await?;
    existing(&tx, project).await?;
    let board = store::boards(&tx).await?;
    let mut column = wished(&blank(&board, project, now), wish, now)?;
    let is_taken = |other: &&Column| other.project_id == project && other.key == column.key;
    if board.0.iter().any(|other| is_taken(&other)) {
        let text = format!(
            "This board has a column “{}” already. Choose another key.",
            column.key
        );
        return Err(Error::field("key", text));
    }
    column.id = store::insert(&tx, &column).await?;
    note(&tx, actor, now, "created", None, Some(&column)).await?;
    tx.commit().await?;
    Ok(column)
}

/// Changes a column.
pub async fn update(app: &App, actor: &Actor, id: Id<Column>, wish: Wish) -> Result<Column> {
    actor.require_manager()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    let before = locked(&tx, id).await?;
    if wish.key.as_ref().is_some_and(|key| key.trim() != before.key) {
        return Err(Error::field(
            "key",
            "A column keeps its key, since tasks carry it. Add another column instead.",
        ));
    }
    let finishes = wish.is_complete_state.unwrap_or(before.is_complete_state);
    if before.is_system && finishes != before.is_complete_state {
        return Err(Error::field(
            "is_complete_state",
            "Whether tasks here are done is fixed for this column.",
        ));
    }
    let after = wished(&before, wish, now)?;
    store::update(&tx, &after).await?;
    note(&tx, actor, now, "updated", Some(&before), Some(&after)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Removes a column of people's own making; its tasks keep their status.
pub async fn delete(app: &App, actor: &Actor, id: Id<Column>) -> Result<()> {
    actor.require_manager()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    let before = locked(&tx, id).await?;
    if before.is_system {
        return Err(Error::rule(
            "system_column",
            "This column stands for a status of every task and cannot be removed. Hide it with is_active=false.",
        ));
    }
    store::leave(&tx, before.project_id, &before.key, now).await?;
    store::delete(&tx, id).await?;
    note(&tx, actor, now, "deleted", Some(&before), None).await?;
    tx.commit().await?;
    Ok(())
}

/// Puts a board's columns into this order; those that are not named follow as they were.
pub async fn reorder(
    app: &App,
    actor: &Actor,
    project: Option<Id<Project>>,
    wished: &[Id<Column>],
) -> Result<()> {
    actor.require_manager()?;
    let now = app.now();
    let tx = app.db.begin().await?;
    tx.lock("kanban_columns", 0).await?;
    existing(&tx, project).await?;
    let boards = store::boards(&tx).await?;
    let board: Vec<Id<Column>> = boards.of(project).iter().map(|column| column.id).collect();
    if wished.is_empty() || wished.iter().any(|id| !board.contains(id)) {
        let text = "Send the ids of this board's columns, in the order you want.";
        return Err(Error::field("column_ids", text));
    }
    let rest = board.iter().filter(|id| !wished.contains(id));
    for (position, id) in (0..).zip(wished.iter().chain(rest)) {
        store::set_position(&tx, *id, position, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Refuses a board of a project that does not exist; no project means everybody's board.
async fn existing(tx: &Tx, project: Option<Id<Project>>) -> Result<()> {
    match project {
        Some(id) if projects::find(tx, id).await?.is_none() => {
            Err(Error::field("project_id", "There is no such project."))
        }
        _ => Ok(()),
    }
}

async fn locked(tx: &Tx, id: Id<Column>) -> Result<Column> {
    tx.lock("kanban_columns", 0).await?;
    store::find(tx, id).await?.ok_or(Error::NotFound("column"))
}

/// A column before anything was said about it: at the end of its board.
fn blank(board: &Board, project: Option<Id<Project>>, now: Instant) -> Column {
    let own = board.0.iter().filter(|column| column.project_id == project);
    Column {
        id: Id::new(0),
        project_id: project,
        key: String::new(),
        label: String::new(),
        icon: "fas fa-circle".into(),
        color: "secondary".into(),
        position: own.map(|column| column.position + 1).max().unwrap_or(0),
        is_active: true,
        is_system: false,
        is_complete_state: false,
        wip_limit: None,
        created_at: now,
        updated_at: now,
    }
}

fn wished(before: &Column, wish: Wish, now: Instant) -> Result<Column> {
    let mut mistakes = Mistakes::default();
    let found = &mut mistakes;
    let label = wish.label.as_deref().unwrap_or(&before.label);
    let (icon, color) = (
        wish.icon.unwrap_or(before.icon.clone()),
        wish.color.unwrap_or(before.color.clone()),
    );
    let key = wish
        .key
        .map_or_else(|| before.key.clone(), |key| key.trim().to_lowercase());
    let column = Column {
        label: text::required(found, "label", "A label", label, 100),
        icon: text::required(found, "icon", "An icon", &icon, 100),
        color: text::required(found, "color", "A colour", &color, 50),
        position: wish.position.unwrap_or(before.position),
        is_active: wish.is_active.unwrap_or(before.is_active),
        is_complete_state: wish.is_complete_state.unwrap_or(before.is_complete_state),
        wip_limit: wish.wip_limit.unwrap_or(before.wip_limit),
        updated_at: now,
        key: text::required(found, "key", "A key", &key, 50),
        ..before.clone()
    };
    let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    if !column.key.chars().all(plain) {
        found.add("key", "A key is made of letters, digits, “_” and “-”.");
    }
    if !(0..=10_000).contains(&column.position) {
        found.add("position", "A position is a number from 0 to 10,000.");
    }
    if column
        .wip_limit
        .is_some_and(|limit| !(1..=10_000).contains(&limit))
    {
        found.add("wip_limit", "A limit is a number from 1 to 10,000.");
    }
    mistakes.check()?;
    Ok(column)
}

async fn note(
    tx: &Tx,
    actor: &Actor,
    now: Instant,
    action: &str,
    before: Option<&Column>,
    after: Option<&Column>,
) -> Result<()> {
    let id = after.or(before).map_or(Id::new(0), |column| column.id);
    let event = Event {
        action,
        entity: "kanban_column",
        id,
    };
    audit::record(tx, actor, now, event, before, after).await
}
