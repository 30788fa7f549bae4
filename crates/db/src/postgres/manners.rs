//! Bulk transactions stand back while people write, as they do on SQLite: the server and its database share the
//! machine with an import, and people shall not notice it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How many times as long as the last bulk transaction took the next one stands back.
const REST: u32 = 2;
/// But no longer than this.
const LONGEST_REST: Duration = Duration::from_millis(200);

/// What bulk transactions know of the others.
#[derive(Debug, Default)]
pub(super) struct Manners {
    /// Transactions of people, ever.
    people: AtomicU64,
    last: Mutex<Last>,
}

/// The last bulk transaction.
#[derive(Debug, Default, Clone, Copy)]
struct Last {
    /// How many transactions of people there had been when it began.
    people: u64,
    took: Duration,
}

impl Manners {
    /// Somebody else begins a transaction.
    pub(super) fn note_people(&self) {
        self.people.fetch_add(1, Ordering::Relaxed);
    }

    /// How long a bulk transaction that wants to begin now stands back: not at all where nobody else wrote since
    /// the last one began.
    pub(super) fn rest(&self) -> Duration {
        let people = self.people.load(Ordering::Relaxed);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut last.people, people);
        if before == people {
            Duration::ZERO
        } else {
            (last.took * REST).min(LONGEST_REST)
        }
    }

    /// A bulk transaction has ended.
    pub(super) fn note_bulk(&self, took: Duration) {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).took = took;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bulk_transaction_stands_back_only_where_people_write() {
        let manners = Manners::default();
        manners.note_bulk(Duration::from_millis(10));
        assert_eq!(manners.rest(), Duration::ZERO);
        manners.note_people();
        assert_eq!(manners.rest(), Duration::from_millis(20));
        assert_eq!(manners.rest(), Duration::ZERO);
        manners.note_people();
        manners.note_bulk(Duration::from_secs(9));
        assert_eq!(manners.rest(), LONGEST_REST);
    }
}
