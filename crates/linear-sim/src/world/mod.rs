//! The workspace itself: what exists, how it is found, and what changes when it is edited.

pub(crate) mod clock;
pub(crate) mod editing;
pub(crate) mod entities;
pub(crate) mod ids;
pub(crate) mod issues;

use std::collections::{BTreeSet, HashMap};

use clock::Clock;
use entities::{
    ApiKey, Cycle, Issue, Label, Milestone, Millis, Organization, Project, Record, State, Team, User,
};
use ids::Uuid;

/// What a UUID names: a position in the list of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    User(usize),
    Team(usize),
    State(usize),
    Label(usize),
    Project(usize),
    Cycle(usize),
    Milestone(usize),
    Issue(usize),
}

/// An index entry: `(instant, id, position)`.
pub(crate) type Indexed = (Millis, Uuid, usize);

/// Everything in one workspace.
#[derive(Debug)]
pub(crate) struct World {
    seed: u64,
    minted: u64,
    pub(crate) clock: Clock,
    pub(crate) organization: Organization,
    pub(crate) users: Vec<User>,
    pub(crate) teams: Vec<Team>,
    pub(crate) states: Vec<State>,
    pub(crate) labels: Vec<Label>,
    pub(crate) projects: Vec<Project>,
    pub(crate) cycles: Vec<Cycle>,
    pub(crate) milestones: Vec<Milestone>,
    /// A deleted issue leaves its slot empty.
    issues: Vec<Option<Issue>>,
    places: HashMap<Uuid, Place>,
    team_keys: HashMap<String, usize>,
    former_team_keys: HashMap<String, usize>,
    numbers: HashMap<(usize, u32), usize>,
    former_identifiers: HashMap<String, usize>,
    pub(crate) by_updated: BTreeSet<Indexed>,
    pub(crate) by_created: BTreeSet<Indexed>,
    pub(crate) keys: HashMap<String, ApiKey>,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let clock = Clock::Running { ahead: 0 };
        let now = clock.now();
        let id = Uuid::numbered(seed, 0);
        let record = Record {
            id,
            created_at: now,
            updated_at: now,
            archived_at: None,
        };
        Self {
            seed,
            minted: 0,
            clock,
            organization: Organization {
                record,
                name: "Acme".into(),
                url_key: "acme".into(),
            },
            users: Vec::new(),
            teams: Vec::new(),
            states: Vec::new(),
            labels: Vec::new(),
            projects: Vec::new(),
            cycles: Vec::new(),
            milestones: Vec::new(),
            issues: Vec::new(),
            places: HashMap::new(),
            team_keys: HashMap::new(),
            former_team_keys: HashMap::new(),
            numbers: HashMap::new(),
            former_identifiers: HashMap::new(),
            by_updated: BTreeSet::new(),
            by_created: BTreeSet::new(),
            keys: HashMap::new(),
        }
    }

    /// A fresh record, created now.
    fn record(&mut self) -> Record {
        self.minted += 1;
        let now = self.clock.now();
        let id = Uuid::numbered(self.seed, self.minted);
        Record {
            id,
            created_at: now,
            updated_at: now,
            archived_at: None,
        }
    }

    pub(crate) fn place(&self, id: Uuid) -> Option<Place> {
        self.places.get(&id).copied()
    }

    /// The issue in a slot, unless it was deleted.
    pub(crate) fn issue(&self, slot: usize) -> Option<&Issue> {
        self.issues.get(slot)?.as_ref()
    }

    /// Every issue with its slot, oldest first.
    pub(crate) fn issues(&self) -> impl Iterator<Item = (usize, &Issue)> {
        self.issues
            .iter()
            .enumerate()
            .filter_map(|(slot, issue)| Some((slot, issue.as_ref()?)))
    }

    /// Number of issues that exist, archived ones included.
    pub(crate) fn issue_count(&self) -> usize {
        self.by_created.len()
    }

    pub(crate) fn identifier(&self, issue: &Issue) -> String {
        format!("{}-{}", self.teams[issue.team].key, issue.number)
    }

    /// The slot of the issue a UUID or identifier (present, former, or under a former team key) names.
    pub(crate) fn find_issue(&self, reference: &str) -> Option<usize> {
        if let Some(id) = Uuid::parse(reference) {
            return match self.place(id)? {
                Place::Issue(slot) => Some(slot),
                _ => None,
            };
        }
        let (key, number) = reference.rsplit_once('-')?;
        let number = number.parse().ok()?;
        let within = |team: Option<&usize>| self.numbers.get(&(*team?, number)).copied();
        within(self.team_keys.get(key))
            .or_else(|| self.former_identifiers.get(reference).copied())
            .or_else(|| within(self.former_team_keys.get(key)))
    }

    pub(crate) fn find_team(&self, reference: &str) -> Option<usize> {
        match Uuid::parse(reference) {
            Some(id) => match self.place(id)? {
                Place::Team(team) => Some(team),
                _ => None,
            },
            None => self.team_keys.get(reference).copied(),
        }
    }

    /// The issues directly under one.
    pub(crate) fn children(&self, parent: Uuid) -> impl Iterator<Item = &Issue> {
        let is_child = move |issue: &&Issue| {
            let above = issue.parent.and_then(|slot| self.issue(slot));
            above.is_some_and(|above| above.record.id == parent)
        };
        self.issues().map(|(_, issue)| issue).filter(is_child)
    }
}
