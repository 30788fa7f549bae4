//! What every handler, action and job is given: the database, the clock, the outside world.
//!
//! Built once by a shell command, or by a test with a clock of its own. Nothing else reaches for time,
//! chance or the network.

use crate::auth::{Guard, Limits, Logins, Passwords, Uses};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::vault::Vault;
use crate::webhooks::Courier;
use axum::extract::FromRef;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use timetracker_connectors::Http;
use timetracker_db::Db;
use timetracker_types::{Clock, Instant};
use tokio::sync::Notify;

/// The running application. Cloning it is cheap.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    parts: Parts,
    /// Whether the organisation was seen once. It never goes away again.
    is_set_up: AtomicBool,
}

/// The parts of an [`App`].
pub struct Parts {
    /// The database, whichever engine it is.
    pub db: Db,
    /// The only source of "now".
    pub clock: Arc<dyn Clock>,
    /// How this process was told to run.
    pub config: Config,
    /// Outgoing calls, bounded and timed out.
    pub http: Http,
    /// Encrypts what must not lie in the database in clear.
    pub vault: Vault,
    /// Hashes passwords, a few at a time.
    pub passwords: Passwords,
    /// Slows down who guesses passwords and codes; holds the one-time set-up code.
    pub guard: Guard,
    /// Counts the calls of API tokens.
    pub limits: Limits,
    /// Sends requests of webhooks.
    pub courier: Courier,
    /// Slows down apps that sign in.
    pub logins: Logins,
    /// How often tokens were used since that was last written down.
    pub uses: Uses,
    /// Rings when a job was put into the queue by this process.
    pub job_bell: Notify,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner {
            parts,
            is_set_up: AtomicBool::new(false),
        }))
    }

    /// The present instant.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Whether the first administrator exists. Asks the database only until the answer is yes.
    pub async fn is_set_up(&self) -> Result<bool> {
        if self.0.is_set_up.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let found = crate::organisation::find(&self.db).await?.is_some();
        self.0.is_set_up.store(found, Ordering::Relaxed);
        Ok(found)
    }
}

impl std::ops::Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}

impl FromRef<App> for Db {
    fn from_ref(app: &App) -> Db {
        app.db.clone()
    }
}

/// Random text of `bytes` random bytes, URL-safe, for tokens and codes.
pub fn random_text(bytes: usize) -> Result<String> {
    use base64::Engine as _;
    let mut buffer = vec![0u8; bytes];
    getrandom::fill(&mut buffer).map_err(|error| Error::Internal(format!("no randomness: {error}")))?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(buffer))
}

/// SHA-256 of a token as hexadecimal text: what is stored in its place.
pub fn fingerprint(secret: &str) -> String {
    use sha2::Digest as _;
    use std::fmt::Write as _;
    let digest = sha2::Sha256::digest(secret.as_bytes());
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// One step of the schema, with its script for each engine.
macro_rules! migration {
    ($version:literal, $name:literal, $file:literal) => {
        timetracker_db::Migration {
            version: $version,
            name: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $file, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $file, ".sql")),
        }
    };
}

/// The migrations of the product, in order. Each is a pair of files of the same number and name.
pub const MIGRATIONS: &[timetracker_db::Migration] = &[
    migration!(1, "base", "0001_base"),
    migration!(2, "notices", "0002_notices"),
    migration!(3, "api_access", "0003_api_access"),
    migration!(4, "imports", "0004_imports"),
    migration!(5, "resources", "0005_resources"),
    migration!(6, "webhooks", "0006_webhooks"),
    migration!(7, "linear_complete", "0007_linear_complete"),
    migration!(8, "live_issues", "0008_live_issues"),
    migration!(9, "today", "0009_today"),
    migration!(10, "issues", "0010_issues"),
    migration!(11, "time_months", "0011_time_months"),
];
