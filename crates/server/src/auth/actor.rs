//! The person on whose behalf something happens, and what they may do.

use crate::error::{Error, Result};
use crate::users::{Role, User};

/// Whoever is behind a request, a shell command or a job.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The person.
    pub user: User,
}

impl Actor {
    /// May invite people and connect integrations.
    pub fn is_admin(&self) -> bool {
        self.user.role == Role::Admin
    }

    /// May see everybody's time and edit clients, projects and tasks.
    pub fn manages(&self) -> bool {
        self.user.role >= Role::Manager
    }

    /// May track time.
    pub fn writes(&self) -> bool {
        self.user.role >= Role::User
    }

    /// Refuses everybody but administrators.
    pub fn require_admin(&self) -> Result<()> {
        self.require(
            self.is_admin(),
            "Only an administrator may do this. Ask one of yours.",
        )
    }

    /// Refuses members and viewers.
    pub fn require_manager(&self) -> Result<()> {
        self.require(self.manages(), "Only a manager or an administrator may do this.")
    }

    /// Refuses viewers.
    pub fn require_writer(&self) -> Result<()> {
        self.require(self.writes(), "You may look but not change: your role is viewer.")
    }

    #[expect(clippy::unused_self, reason = "reads as a sentence at the call")]
    fn require(&self, holds: bool, sentence: &str) -> Result<()> {
        if holds {
            Ok(())
        } else {
            Err(Error::Forbidden(sentence.into()))
        }
    }
}
