//! Marking projects and taking the mark away. It concerns nobody else, so nothing is logged.

use super::store::{self, Favorite};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::projects::{self, Project};
use timetracker_types::Id;

/// Marks a project; also tells whether it was marked only now.
pub async fn add(app: &App, actor: &Actor, project: Option<Id<Project>>) -> Result<(Favorite, bool)> {
    let project = project.ok_or_else(|| Error::field("project_id", "Send the id of a project."))?;
    let tx = app.db.begin().await?;
    if projects::find(&tx, project).await?.is_none() {
        return Err(Error::NotFound("project"));
    }
    let is_new = store::insert(&tx, actor.user.id, project, app.now()).await?;
    let favorite = store::find(&tx, actor.user.id, project).await?;
    tx.commit().await?;
    Ok((favorite.ok_or(Error::NotFound("favourite"))?, is_new))
}

/// Takes the mark away.
pub async fn remove(app: &App, actor: &Actor, project: Id<Project>) -> Result<()> {
    let tx = app.db.begin().await?;
    if !store::delete(&tx, actor.user.id, project).await? {
        return Err(Error::NotFound("favourite"));
    }
    tx.commit().await?;
    Ok(())
}
