//! The SQL about favourite projects.

use crate::error::Result;
use crate::projects::Project;
use crate::users::User;
use timetracker_db::{Read, Tx, p, record};
use timetracker_types::{Id, Instant};

record! {
    /// A project that somebody marked.
    #[derive(Debug, Clone)]
    pub struct Favorite {
        /// The row's id.
        pub id: Id<Favorite>,
        /// Who marked it.
        pub user_id: Id<User>,
        /// Which project.
        pub project_id: Id<Project>,
        /// Its name.
        pub project_name: String,
        /// When it was marked.
        pub created_at: Instant,
    }
}

/// A person's favourites, in the order in which they were marked.
pub async fn list(db: &impl Read, owner: Id<User>) -> Result<Vec<Favorite>> {
    let sql = "SELECT f.*, p.name AS project_name FROM favorite_projects f
        JOIN projects p ON p.id = f.project_id WHERE f.user_id = $1 ORDER BY f.id";
    Ok(db.query(sql, p![owner]).await?)
}

/// One of them, by its project.
pub async fn find(db: &impl Read, owner: Id<User>, project: Id<Project>) -> Result<Option<Favorite>> {
    let sql = "SELECT f.*, p.name AS project_name FROM favorite_projects f
        JOIN projects p ON p.id = f.project_id WHERE f.user_id = $1 AND f.project_id = $2";
    Ok(db.query_opt(sql, p![owner, project]).await?)
}

/// Marks a project; false where it is marked already.
pub async fn insert(tx: &Tx, owner: Id<User>, project: Id<Project>, now: Instant) -> Result<bool> {
    let sql = "INSERT INTO favorite_projects (user_id, project_id, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (user_id, project_id) DO NOTHING";
    Ok(tx.exec(sql, p![owner, project, now]).await? == 1)
}

/// Takes the mark away; false where there is none.
pub async fn delete(tx: &Tx, owner: Id<User>, project: Id<Project>) -> Result<bool> {
    let sql = "DELETE FROM favorite_projects WHERE user_id = $1 AND project_id = $2";
    Ok(tx.exec(sql, p![owner, project]).await? == 1)
}
