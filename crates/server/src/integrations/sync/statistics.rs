//! Keeps what PostgreSQL knows of the tasks true while a great import makes them.

use crate::error::Result;
use timetracker_db::{Db, Engine, p};

/// From this many new tasks on.
const FIRST: i64 = 500;

/// How many tasks a run has made, and with how many the planner was last told.
#[derive(Debug)]
pub struct Statistics {
    made: i64,
    tell_at: i64,
}

impl Default for Statistics {
    fn default() -> Self {
        Self {
            made: 0,
            tell_at: FIRST,
        }
    }
}

impl Statistics {
    /// Counts new tasks, and tells the planner whenever there are twice as many. It keeps the plans it made for a
    /// table that was empty, and would read all of a connection's tasks for every page; its own look at the
    /// tables comes a minute too late. SQLite plans well without.
    pub async fn grow(&mut self, db: &Db, made: i64) -> Result<()> {
        self.made += made;
        if self.made < self.tell_at || db.engine() != Engine::Postgres {
            return Ok(());
        }
        self.tell_at = self.made.saturating_mul(2);
        db.exec(
            "ANALYZE tasks (connection_id, external_ref, assignee_id, assignee_ref)",
            p![],
        )
        .await?;
        Ok(())
    }
}
