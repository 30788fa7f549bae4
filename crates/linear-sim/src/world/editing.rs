//! Adding and changing everything but issues.

use super::Place;
use super::World;
use super::entities::{ApiKey, Cycle, Label, Milestone, Millis, Project, State, Team, User};
use super::ids::{CycleId, LabelId, MilestoneId, ProjectId, StateId, TeamId, UserId};

/// The workflow a new Linear team starts with: name and type, in order.
const STOCK_WORKFLOW: [(&str, &str); 8] = [
    ("Triage", "triage"),
    ("Backlog", "backlog"),
    ("Todo", "unstarted"),
    ("In Progress", "started"),
    ("In Review", "started"),
    ("Done", "completed"),
    ("Canceled", "canceled"),
    ("Duplicate", "duplicate"),
];

/// Linear's default colour for a state of a type.
fn color_of(kind: &str) -> &'static str {
    match kind {
        "triage" => "#fc7840",
        "backlog" => "#bec2c8",
        "unstarted" => "#e2e2e2",
        "started" => "#f2c94c",
        "completed" => "#5e6ad2",
        _ => "#95a2b3",
    }
}

impl World {
    pub(crate) fn add_user(&mut self, name: &str, email: &str) -> UserId {
        let record = self.record();
        let id = record.id;
        let display_name = email.split('@').next().unwrap_or(name).to_owned();
        let admin = self.users.is_empty();
        self.places.insert(id, Place::User(self.users.len()));
        let (name, email) = (name.to_owned(), email.to_owned());
        self.users.push(User {
            record,
            name,
            display_name,
            email,
            active: true,
            admin,
        });
        UserId(id)
    }

    pub(crate) fn add_team(&mut self, key: &str, name: &str) -> TeamId {
        let record = self.record();
        let id = record.id;
        let place = self.teams.len();
        self.places.insert(id, Place::Team(place));
        self.team_keys.insert(key.to_owned(), place);
        let (key, name) = (key.to_owned(), name.to_owned());
        self.teams.push(Team {
            record,
            key,
            name,
            retired_at: None,
            private: false,
            next_number: 1,
            states: Vec::new(),
        });
        for (name, kind) in STOCK_WORKFLOW {
            self.add_state(place, name, kind);
        }
        TeamId(id)
    }

    pub(crate) fn add_state(&mut self, team: usize, name: &str, kind: &str) -> StateId {
        let record = self.record();
        let id = record.id;
        let place = self.states.len();
        let position = f64::from(u32::try_from(self.teams[team].states.len()).unwrap_or(u32::MAX));
        self.places.insert(id, Place::State(place));
        self.teams[team].states.push(place);
        let color = color_of(kind);
        self.states.push(State {
            record,
            team,
            name: name.to_owned(),
            kind: kind.to_owned(),
            color,
            position,
        });
        StateId(id)
    }

    pub(crate) fn add_label(&mut self, team: Option<usize>, name: &str) -> LabelId {
        let record = self.record();
        let id = record.id;
        self.places.insert(id, Place::Label(self.labels.len()));
        self.labels.push(Label {
            record,
            name: name.to_owned(),
            team,
        });
        LabelId(id)
    }

    pub(crate) fn add_project(&mut self, name: &str, lead: Option<usize>) -> ProjectId {
        let record = self.record();
        let id = record.id;
        self.places.insert(id, Place::Project(self.projects.len()));
        self.projects.push(Project {
            record,
            name: name.to_owned(),
            lead,
        });
        ProjectId(id)
    }

    pub(crate) fn add_milestone(&mut self, project: usize, name: &str) -> MilestoneId {
        let record = self.record();
        let id = record.id;
        self.places.insert(id, Place::Milestone(self.milestones.len()));
        self.milestones.push(Milestone {
            record,
            project,
            name: name.to_owned(),
        });
        MilestoneId(id)
    }

    pub(crate) fn add_cycle(&mut self, team: usize, starts_at: Millis, ends_at: Millis) -> CycleId {
        let record = self.record();
        let id = record.id;
        let earlier = self.cycles.iter().filter(|cycle| cycle.team == team).count();
        let number = u32::try_from(earlier).unwrap_or(u32::MAX).saturating_add(1);
        self.places.insert(id, Place::Cycle(self.cycles.len()));
        self.cycles.push(Cycle {
            record,
            team,
            number,
            name: None,
            starts_at,
            ends_at,
        });
        CycleId(id)
    }

    pub(crate) fn add_key(&mut self, key: &str, user: usize) {
        self.keys.insert(
            key.to_owned(),
            ApiKey {
                user,
                teams: None,
                hidden: Vec::new(),
                revoked: false,
            },
        );
    }

    /// Gives a team another key; its issues' identifiers follow, the old ones keep resolving.
    pub(crate) fn rekey_team(&mut self, team: usize, key: &str) {
        let now = self.clock.now();
        let old = std::mem::replace(&mut self.teams[team].key, key.to_owned());
        self.teams[team].record.updated_at = now;
        self.team_keys.remove(&old);
        self.former_team_keys.insert(old, team);
        self.team_keys.insert(key.to_owned(), team);
    }
}
