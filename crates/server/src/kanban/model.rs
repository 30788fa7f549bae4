//! What a column of the board is.

use crate::projects::Project;
use timetracker_db::record;
use timetracker_types::{Id, Instant};

record! {
    /// A column of the board of one project, or of all that have none of their own.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Column {
        /// The row's id.
        pub id: Id<Column>,
        /// Of which project; none for the global ones.
        pub project_id: Option<Id<Project>>,
        /// The word that tasks carry as their status.
        pub key: String,
        /// What people read.
        pub label: String,
        /// A CSS class of the clients' icon font.
        pub icon: String,
        /// A word such as `success`, or a colour.
        pub color: String,
        /// From left to right.
        pub position: i64,
        /// Whether boards show it.
        pub is_active: bool,
        /// Whether it stands for a status of ours and can not go.
        pub is_system: bool,
        /// Whether what is in it is done.
        pub is_complete_state: bool,
        /// From how many tasks on the column warns.
        pub wip_limit: Option<i64>,
        /// When it was made.
        pub created_at: Instant,
        /// When it last changed.
        pub updated_at: Instant,
    }
}

/// Every column there is, to look labels up.
#[derive(Debug, Clone, Default)]
pub struct Board(pub Vec<Column>);

impl Board {
    /// The columns on a project's board: its own, else the global ones.
    pub fn of(&self, project: Option<Id<Project>>) -> Vec<&Column> {
        let of = |project| self.0.iter().filter(move |column| column.project_id == project);
        let own: Vec<&Column> = of(project).collect();
        if own.is_empty() { of(None).collect() } else { own }
    }

    /// The label under which a project's board shows a key.
    pub fn label(&self, project: Id<Project>, key: &str) -> Option<&str> {
        let found = self
            .of(Some(project))
            .into_iter()
            .find(|column| column.key == key);
        let found = found.or_else(|| self.of(None).into_iter().find(|column| column.key == key));
        found.map(|column| column.label.as_str())
    }
}

/// A column as it is sent; what is absent in a change stays.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Small letters, digits, `_` and `-`; fixed once it is made.
    pub key: Option<String>,
    /// At most 100 characters.
    pub label: Option<String>,
    /// At most 100 characters.
    pub icon: Option<String>,
    /// At most 50 characters.
    pub color: Option<String>,
    /// From left to right; at the end where a new one does not say.
    pub position: Option<i64>,
    /// Whether boards show it.
    pub is_active: Option<bool>,
    /// Whether what is in it is done.
    pub is_complete_state: Option<bool>,
    /// A limit, or none.
    pub wip_limit: Option<Option<i64>>,
}
