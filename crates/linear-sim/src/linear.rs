//! The handle that tests hold.

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use axum::Router;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use crate::graphql::schema::Schema;
use crate::http::faults::Fault;
use crate::http::server::Server;
use crate::http::traffic::{RequestRecord, Traffic};
use crate::limits::Limits;
use crate::view::IssueView;
use crate::world::World;
use crate::world::clock::Clock;
use crate::world::ids::{CycleId, IssueId, LabelId, ProjectId, StateId, TeamId, UserId};
use crate::world::issues::{IssueFields, NewIssue};

/// The schema this crate serves, as SDL text.
pub const SCHEMA: &str = include_str!("../schema.graphql");

#[expect(clippy::panic, reason = "the text is part of this crate and a test reads it")]
static SERVED: LazyLock<Schema> = LazyLock::new(|| match Schema::read(SCHEMA) {
    Ok(schema) => schema,
    Err(problem) => panic!("schema.graphql: {problem}"),
});

pub(crate) fn schema() -> &'static Schema {
    &SERVED
}

/// What all handles and the server share.
#[derive(Debug)]
pub(crate) struct Shared {
    world: RwLock<World>,
    traffic: Mutex<Traffic>,
    /// Counts how often hanging requests were told to end.
    endings: watch::Sender<u64>,
}

impl Shared {
    pub(crate) fn world(&self) -> RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn world_mut(&self) -> RwLockWriteGuard<'_, World> {
        self.world.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn end_hanging(&self) {
        self.endings.send_modify(|count| *count += 1);
    }

    /// Returns when a server stops.
    pub(crate) async fn stopping(&self) {
        let mut endings = self.endings.subscribe();
        // The sender lives as long as `self`, so there is no error to meet.
        let _ = endings.changed().await;
    }
}

/// A simulated Linear workspace. Clones are handles to the same one.
///
/// Methods that take an id panic when the id belongs to another workspace, and methods that take the
/// name of a state panic when the team has none of that name: both are mistakes in the test at hand.
#[derive(Debug, Clone)]
pub struct Linear {
    shared: Arc<Shared>,
}

impl Default for Linear {
    fn default() -> Self {
        Self::new()
    }
}

impl Linear {
    /// An empty workspace named "Acme" whose clock follows real time.
    pub fn new() -> Self {
        Self::with_seed(0)
    }

    /// As [`Linear::new`], with other UUIDs: equal seeds give equal UUIDs.
    pub fn with_seed(seed: u64) -> Self {
        let (endings, _) = watch::channel(0);
        let shared = Shared {
            world: RwLock::new(World::new(seed)),
            traffic: Mutex::new(Traffic::new()),
            endings,
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Names the organisation; `url_key` is its part of every address.
    pub fn organization(&self, name: &str, url_key: &str) {
        let mut world = self.shared.world_mut();
        name.clone_into(&mut world.organization.name);
        url_key.clone_into(&mut world.organization.url_key);
    }

    /// Stops the clock at an instant.
    pub fn set_clock(&self, at: Timestamp) {
        self.shared.world_mut().clock = Clock::Fixed(at.as_millisecond());
    }

    /// Moves the clock forward, and lets the rate limits refill as much.
    pub fn advance(&self, by: Duration) {
        self.shared
            .world_mut()
            .clock
            .advance(SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX));
        self.shared.traffic().meter.advance(by);
    }

    /// Lets the clock run from real time again.
    pub fn follow_real_time(&self) {
        self.shared.world_mut().clock = Clock::Running { ahead: 0 };
    }

    /// The clock's reading, to the millisecond.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.shared.world().clock.now()).unwrap_or(Timestamp::MAX)
    }

    /// Gives a user a personal API key.
    pub fn add_key(&self, key: &str, user: UserId) {
        let mut world = self.shared.world_mut();
        let user = world.user_at(user);
        world.add_key(key, user);
    }

    /// Revokes a key; it then looks like one that never was.
    pub fn revoke_key(&self, key: &str) {
        if let Some(key) = self.shared.world_mut().keys.get_mut(key) {
            key.revoked = true;
        }
    }

    /// Limits a key to these teams: the rest of the workspace disappears for it without a word.
    pub fn limit_key_to_teams(&self, key: &str, teams: &[TeamId]) {
        let mut world = self.shared.world_mut();
        let teams = teams.iter().map(|team| world.team_at(*team)).collect();
        if let Some(key) = world.keys.get_mut(key) {
            key.teams = Some(teams);
        }
    }

    /// Adds a user; the first one is an admin.
    pub fn add_user(&self, name: &str, email: &str) -> UserId {
        self.shared.world_mut().add_user(name, email)
    }

    /// Suspends a user, who then is only listed with `includeDisabled`.
    pub fn suspend_user(&self, user: UserId) {
        let mut world = self.shared.world_mut();
        let (user, now) = (world.user_at(user), world.clock.now());
        world.users[user].active = false;
        world.users[user].record.updated_at = now;
    }

    /// Renames a user. Issues assigned to them do not move.
    pub fn rename_user(&self, user: UserId, name: &str) {
        let mut world = self.shared.world_mut();
        let (user, now) = (world.user_at(user), world.clock.now());
        name.clone_into(&mut world.users[user].name);
        world.users[user].record.updated_at = now;
    }

    /// Adds a team with Linear's stock workflow: Triage, Backlog, Todo, In Progress, In Review, Done,
    /// Canceled, Duplicate. Names need not be unique, keys do.
    pub fn add_team(&self, key: &str, name: &str) -> TeamId {
        self.shared.world_mut().add_team(key, name)
    }

    /// Renames a team. Its issues do not move.
    pub fn rename_team(&self, team: TeamId, name: &str) {
        let mut world = self.shared.world_mut();
        let (team, now) = (world.team_at(team), world.clock.now());
        name.clone_into(&mut world.teams[team].name);
        world.teams[team].record.updated_at = now;
    }

    /// Changes a team's key and with it the identifiers of all its issues, whose `updatedAt` stays.
    pub fn rekey_team(&self, team: TeamId, key: &str) {
        let mut world = self.shared.world_mut();
        let team = world.team_at(team);
        world.rekey_team(team, key);
    }

    /// Archives a team: it is only listed with `includeArchived`.
    pub fn archive_team(&self, team: TeamId) {
        let mut world = self.shared.world_mut();
        let (team, now) = (world.team_at(team), world.clock.now());
        world.teams[team].record.archived_at = Some(now);
        world.teams[team].record.updated_at = now;
    }

    /// Adds a state at the end of a team's workflow. `type_` is Linear's: triage, backlog, unstarted,
    /// started, completed, canceled or duplicate (others are taken as they are).
    pub fn add_state(&self, team: TeamId, name: &str, type_: &str) -> StateId {
        let mut world = self.shared.world_mut();
        let team = world.team_at(team);
        world.add_state(team, name, type_)
    }

    /// The state of a team with this name.
    pub fn state(&self, team: TeamId, name: &str) -> Option<StateId> {
        let world = self.shared.world();
        let states = &world.teams[world.team_at(team)].states;
        let found = states
            .iter()
            .map(|at| &world.states[*at])
            .find(|state| state.name == name);
        found.map(|state| StateId(state.record.id))
    }

    /// Renames a state. Issues in it do not move.
    pub fn rename_state(&self, state: StateId, name: &str) {
        let mut world = self.shared.world_mut();
        let (state, now) = (world.state_at(state), world.clock.now());
        name.clone_into(&mut world.states[state].name);
        world.states[state].record.updated_at = now;
    }

    /// Adds a label to a team, or to the whole workspace.
    pub fn add_label(&self, team: Option<TeamId>, name: &str) -> LabelId {
        let mut world = self.shared.world_mut();
        let team = team.map(|team| world.team_at(team));
        world.add_label(team, name)
    }

    /// Adds a project.
    pub fn add_project(&self, name: &str, lead: Option<UserId>) -> ProjectId {
        let mut world = self.shared.world_mut();
        let lead = lead.map(|user| world.user_at(user));
        world.add_project(name, lead)
    }

    /// Adds a cycle to a team.
    pub fn add_cycle(&self, team: TeamId, starts_at: Timestamp, ends_at: Timestamp) -> CycleId {
        let mut world = self.shared.world_mut();
        let team = world.team_at(team);
        world.add_cycle(team, starts_at.as_millisecond(), ends_at.as_millisecond())
    }

    /// Adds an issue, created at the clock's reading.
    pub fn add_issue(&self, team: TeamId, issue: NewIssue) -> IssueId {
        let mut world = self.shared.world_mut();
        let team = world.team_at(team);
        world.add_issue(team, issue)
    }

    /// Edits an issue and moves its `updatedAt` to the clock's reading.
    pub fn edit_issue(&self, issue: IssueId, edit: impl FnOnce(&mut IssueFields)) {
        let mut edit = Some(edit);
        self.mass_update(&[issue], |fields| {
            if let Some(edit) = edit.take() {
                edit(fields);
            }
        });
    }

    /// Edits many issues at one instant: all get the same `updatedAt`.
    pub fn mass_update(&self, issues: &[IssueId], mut edit: impl FnMut(&mut IssueFields)) {
        let mut world = self.shared.world_mut();
        let now = world.clock.now();
        for issue in issues {
            let slot = world.issue_at(*issue);
            world.change_issue(slot, Some(now), |world, issue| {
                let mut fields = world.fields_of(issue);
                edit(&mut fields);
                world.apply(issue, fields, false);
            });
        }
    }

    /// Moves an issue to another team: same UUID, new identifier, one of the new team's states; team
    /// labels and cycle are dropped, `updatedAt` moves.
    pub fn move_issue(&self, issue: IssueId, team: TeamId) {
        let mut world = self.shared.world_mut();
        let (slot, team) = (world.issue_at(issue), world.team_at(team));
        world.move_issue(slot, team);
    }

    /// Archives an issue by hand, which moves its `updatedAt`.
    pub fn archive_issue(&self, issue: IssueId) {
        self.put_away(issue, |issue, now| issue.record.archived_at = Some(now), true);
    }

    /// Archives an issue as Linear does with old closed ones. Whether that moves `updatedAt` is not
    /// documented; here it does not, which is the harder case for a sync.
    pub fn auto_archive_issue(&self, issue: IssueId) {
        self.put_away(
            issue,
            |issue, now| (issue.record.archived_at, issue.auto_archived_at) = (Some(now), Some(now)),
            false,
        );
    }

    /// Takes an issue back out of archive and trash.
    pub fn restore_issue(&self, issue: IssueId) {
        self.put_away(
            issue,
            |issue, _| {
                (issue.record.archived_at, issue.auto_archived_at, issue.trashed) = (None, None, false);
            },
            true,
        );
    }

    /// Puts an issue in the trash: `trashed` and `archivedAt` are set, `updatedAt` moves.
    pub fn trash_issue(&self, issue: IssueId) {
        self.put_away(
            issue,
            |issue, now| (issue.record.archived_at, issue.trashed) = (Some(now), true),
            true,
        );
    }

    fn put_away(
        &self,
        issue: IssueId,
        change: impl FnOnce(&mut crate::world::entities::Issue, i64),
        stamps: bool,
    ) {
        let mut world = self.shared.world_mut();
        let (slot, now) = (world.issue_at(issue), world.clock.now());
        world.change_issue(slot, stamps.then_some(now), |_, issue| change(issue, now));
    }

    /// Deletes an issue for good: the API shows no trace of it.
    pub fn delete_issue(&self, issue: IssueId) {
        let mut world = self.shared.world_mut();
        let slot = world.issue_at(issue);
        world.delete_issue(slot);
    }

    /// Every issue there is, archived ones included, oldest first.
    pub fn issues(&self) -> Vec<IssueView> {
        let world = self.shared.world();
        world
            .issues()
            .map(|(_, issue)| IssueView::of(&world, issue))
            .collect()
    }

    /// The issue with this UUID or identifier, present or former.
    pub fn issue(&self, reference: &str) -> Option<IssueView> {
        let world = self.shared.world();
        let issue = world.issue(world.find_issue(reference)?)?;
        Some(IssueView::of(&world, issue))
    }

    /// How many issues there are, archived ones included.
    pub fn issue_count(&self) -> usize {
        self.shared.world().issue_count()
    }

    /// The teams, in the order they were added: id, key and name.
    pub fn teams(&self) -> Vec<(TeamId, String, String)> {
        let world = self.shared.world();
        world
            .teams
            .iter()
            .map(|team| (TeamId(team.record.id), team.key.clone(), team.name.clone()))
            .collect()
    }

    /// The users, in the order they were added: id, name and e-mail.
    pub fn users(&self) -> Vec<(UserId, String, String)> {
        let world = self.shared.world();
        world
            .users
            .iter()
            .map(|user| (UserId(user.record.id), user.name.clone(), user.email.clone()))
            .collect()
    }

    /// Every request so far, in order.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.shared.traffic().requests.clone()
    }

    /// Forgets the requests so far.
    pub fn forget_requests(&self) {
        self.shared.traffic().requests.clear();
    }

    /// Queues a fault for the next request that has none yet.
    pub fn fault(&self, fault: Fault) {
        self.shared.traffic().queue(fault);
    }

    /// Queues a fault for each of the next `times` requests.
    pub fn fault_times(&self, times: usize, fault: &Fault) {
        let mut traffic = self.shared.traffic();
        (0..times).for_each(|_| traffic.queue(fault.clone()));
    }

    /// Drops all faults that are still queued.
    pub fn clear_faults(&self) {
        self.shared.traffic().forget_faults();
    }

    /// Makes every answer take at least this long.
    pub fn set_page_delay(&self, delay: Duration) {
        self.shared.traffic().page_delay = delay;
    }

    /// Sets the rate limits; everyone starts afresh.
    pub fn set_limits(&self, limits: Limits) {
        self.shared.traffic().meter.set_limits(limits);
    }

    /// Starts to serve `POST /graphql`; port 0 takes any free one.
    pub async fn serve(self, address: SocketAddr) -> std::io::Result<Server> {
        Server::start(self, address).await
    }

    /// The endpoint as a router, for use without a socket.
    pub fn router(&self) -> Router {
        crate::http::router(Arc::clone(&self.shared))
    }
}
