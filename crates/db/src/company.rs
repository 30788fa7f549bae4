//! Whether people write while somebody writes in bulk.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Whoever wrote so long ago may come back at any moment.
const JUST_NOW: Duration = Duration::from_millis(500);

/// When somebody last wrote.
#[derive(Debug, Default)]
pub(crate) struct Company {
    last: Mutex<Option<Instant>>,
}

impl Company {
    /// Somebody writes.
    pub(crate) fn note(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Whether somebody wrote just now.
    pub(crate) fn is_there(&self) -> bool {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|last| last.elapsed() < JUST_NOW)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn company_leaves_after_a_while() {
        let company = Company::default();
        assert!(!company.is_there());
        company.note();
        assert!(company.is_there());
        *company.last.lock().unwrap() = Instant::now().checked_sub(JUST_NOW);
        assert!(!company.is_there());
    }
}
