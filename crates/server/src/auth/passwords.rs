//! Password hashing: argon2id at the OWASP minimum (19 MiB, two passes), two at a time.
//!
//! A hash takes about 20 ms of one core and 19 MiB, so the number at once is bounded: a burst of
//! sign-ins waits its turn instead of starving timers.

use crate::error::{Error, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The fewest characters a password may have.
pub const SHORTEST_PASSWORD: usize = 8;
/// The most bytes; more would only cost memory.
const LONGEST_PASSWORD: usize = 1024;

/// Hashes and checks passwords off the request threads.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(2)),
        }
    }
}

impl Passwords {
    /// What is wrong with a new password, as a sentence.
    pub fn judge(password: &str) -> Result<(), String> {
        if password.chars().count() < SHORTEST_PASSWORD {
            return Err(format!(
                "A password needs at least {SHORTEST_PASSWORD} characters."
            ));
        }
        if password.len() > LONGEST_PASSWORD {
            return Err(format!("A password may have at most {LONGEST_PASSWORD} bytes."));
        }
        Ok(())
    }

    /// The text to store for a password.
    pub async fn hash(&self, password: &str) -> Result<String> {
        let password = password.to_owned();
        self.in_turn(move || {
            let hash = Argon2::default().hash_password(password.as_bytes());
            hash.map(|hash| hash.to_string())
                .map_err(|error| Error::Internal(format!("hashing failed: {error}")))
        })
        .await?
    }

    /// Whether the password belongs to the stored text. Takes as long where there is none, so that
    /// an answer's time does not tell which user names exist.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool> {
        let (password, stored) = (password.to_owned(), stored.map(str::to_owned));
        self.in_turn(move || verify_now(&password, stored.as_deref()))
            .await
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let turn = self.turns.clone().acquire_owned().await;
        let turn = turn.map_err(|_| Error::Unavailable("The server is stopping.".into()))?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(turn);
            result
        });
        done.await
            .map_err(|error| Error::Internal(format!("hashing task: {error}")))
    }
}

fn verify_now(password: &str, stored: Option<&str>) -> bool {
    let Some(stored) = stored else {
        let _ = Argon2::default().hash_password(password.as_bytes());
        return false;
    };
    let Ok(hash) = PasswordHash::new(stored) else {
        return false;
    };
    Argon2::default()
        .verify_password(password.as_bytes(), &hash)
        .is_ok()
}
