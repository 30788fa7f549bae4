//! The handle that tests hold.

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use axum::Router;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use crate::graphql::schema::Schema;
use crate::http::server::Server;
use crate::http::traffic::Traffic;
use crate::world::World;
use crate::world::clock::Clock;
use crate::world::ids::{TeamId, UserId};

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
    pub(crate) fn of(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

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

    pub(crate) fn shared(&self) -> &Arc<Shared> {
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

    /// Puts the clock ahead of real time, or behind it: a service whose clock is wrong. Instants that it stamps, its
    /// `Date` and its reset stamps are off by as much. Rate limits do not refill by it.
    pub fn skew(&self, by: SignedDuration) {
        let ahead = i64::try_from(by.as_millis()).unwrap_or_default();
        self.shared.world_mut().clock = Clock::Running { ahead };
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

    /// Makes a revoked key good again. Linear cannot do that; an administrator who pastes a new one comes close.
    pub fn restore_key(&self, key: &str) {
        if let Some(key) = self.shared.world_mut().keys.get_mut(key) {
            key.revoked = false;
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

    /// Starts to serve `POST /graphql`; port 0 takes any free one.
    pub async fn serve(self, address: SocketAddr) -> std::io::Result<Server> {
        let router = self.router();
        Server::start(self, router, address).await
    }

    /// As [`Linear::serve`], with the control endpoints under `/_sim/` beside it: whoever reaches the port
    /// edits the workspace. `key` is the key that steps about "the key" mean.
    pub async fn serve_controlled(self, key: &str, address: SocketAddr) -> std::io::Result<Server> {
        let router = self.router().merge(crate::http::control::of(&self, key, None));
        Server::start(self, router, address).await
    }

    /// The endpoint as a router, for use without a socket.
    pub fn router(&self) -> Router {
        crate::http::router(Arc::clone(&self.shared))
    }
}
