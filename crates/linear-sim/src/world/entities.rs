//! The things a workspace holds. Relations are positions in the world's own lists.

use super::ids::Uuid;

/// Milliseconds since the epoch, the precision Linear shows.
pub(crate) type Millis = i64;

/// What every entity has.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) id: Uuid,
    pub(crate) created_at: Millis,
    pub(crate) updated_at: Millis,
    pub(crate) archived_at: Option<Millis>,
}

#[derive(Debug, Clone)]
pub(crate) struct Organization {
    pub(crate) record: Record,
    pub(crate) name: String,
    pub(crate) url_key: String,
}

#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) record: Record,
    pub(crate) name: String,
    pub(crate) display_name: String,
    pub(crate) email: String,
    pub(crate) active: bool,
    pub(crate) admin: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Team {
    pub(crate) record: Record,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) retired_at: Option<Millis>,
    pub(crate) private: bool,
    pub(crate) next_number: u32,
    /// Positions of its states, by their place in the workflow.
    pub(crate) states: Vec<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) record: Record,
    pub(crate) team: usize,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) color: &'static str,
    pub(crate) position: f64,
}

#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub(crate) record: Record,
    pub(crate) name: String,
    /// `None` for a label of the whole workspace.
    pub(crate) team: Option<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct Project {
    pub(crate) record: Record,
    pub(crate) name: String,
    pub(crate) lead: Option<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct Milestone {
    pub(crate) record: Record,
    pub(crate) project: usize,
    pub(crate) name: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Cycle {
    pub(crate) record: Record,
    pub(crate) team: usize,
    pub(crate) number: u32,
    pub(crate) name: Option<String>,
    pub(crate) starts_at: Millis,
    pub(crate) ends_at: Millis,
}

#[derive(Debug, Clone)]
pub(crate) struct Issue {
    pub(crate) record: Record,
    pub(crate) team: usize,
    pub(crate) number: u32,
    pub(crate) previous_identifiers: Vec<String>,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) state: usize,
    pub(crate) assignee: Option<usize>,
    pub(crate) creator: Option<usize>,
    pub(crate) priority: u8,
    pub(crate) estimate: Option<f64>,
    pub(crate) due_date: Option<String>,
    pub(crate) labels: Vec<usize>,
    pub(crate) project: Option<usize>,
    pub(crate) milestone: Option<usize>,
    pub(crate) cycle: Option<usize>,
    pub(crate) parent: Option<usize>,
    pub(crate) trashed: bool,
    pub(crate) auto_archived_at: Option<Millis>,
    pub(crate) started_at: Option<Millis>,
    pub(crate) completed_at: Option<Millis>,
    pub(crate) canceled_at: Option<Millis>,
    pub(crate) triaged_at: Option<Millis>,
    pub(crate) started_triage_at: Option<Millis>,
    pub(crate) added_to_team_at: Option<Millis>,
    pub(crate) added_to_cycle_at: Option<Millis>,
    pub(crate) added_to_project_at: Option<Millis>,
}

impl Issue {
    /// Takes away every instant that may be absent. Linear has issues without them: imported ones, old ones.
    pub(crate) fn forget_times(&mut self) {
        self.started_at = None;
        self.completed_at = None;
        self.canceled_at = None;
        self.triaged_at = None;
        self.started_triage_at = None;
        self.added_to_team_at = None;
        self.added_to_cycle_at = None;
        self.added_to_project_at = None;
    }
}

/// A personal API key.
#[derive(Debug, Clone)]
pub(crate) struct ApiKey {
    pub(crate) user: usize,
    /// Positions of the teams it is limited to; `None` for all.
    pub(crate) teams: Option<Vec<usize>>,
    /// Positions of the teams it does not reach in any case.
    pub(crate) hidden: Vec<usize>,
    pub(crate) revoked: bool,
}

impl ApiKey {
    pub(crate) fn reads(&self, team: usize) -> bool {
        let is_chosen = self.teams.as_ref().is_none_or(|teams| teams.contains(&team));
        is_chosen && !self.hidden.contains(&team)
    }
}
