//! Who writes next. People go first: a bulk transaction, behind which somebody imports, waits while others do, and after
//! one of them people have the writer to themselves for a while, so that an import slows nobody down for long. Where
//! nobody else writes, bulk transactions follow one another at once.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

use super::writer::{Turn, Waiting};

/// How long a bulk transaction lets others go first at most.
const BULK_PATIENCE: Duration = Duration::from_millis(200);
/// How many times as long as a bulk transaction took people have the writer to themselves.
const REST: u32 = 8;

/// How long the writer is left alone after a bulk transaction, for another process that waits for it.
const GAP: Duration = Duration::from_millis(2);

/// The transactions that wait for the writer.
pub(super) struct Queue {
    incoming: Receiver<Turn>,
    /// Bulk transactions, each since when it lets others go first.
    bulk: VecDeque<(Instant, Waiting)>,
    /// When the last bulk transaction ended.
    ended_at: Option<Instant>,
    /// How long people have the writer to themselves then, if any come.
    rest: Duration,
    /// Whether anybody else wrote since the last bulk transaction began.
    has_people: bool,
    /// Nothing comes any more; what waits is still served.
    is_closed: bool,
}

impl Queue {
    pub(super) fn new(incoming: Receiver<Turn>) -> Self {
        Self {
            incoming,
            bulk: VecDeque::new(),
            ended_at: None,
            rest: Duration::ZERO,
            has_people: false,
            is_closed: false,
        }
    }

    /// Says how long a bulk transaction took.
    pub(super) fn rest_after(&mut self, took: Duration) {
        self.ended_at = Some(Instant::now());
        self.rest = (took * REST).min(BULK_PATIENCE);
    }

    /// The next turn, as soon as there is one; `None` when nobody can send any more.
    pub(super) fn wait(&mut self) -> Option<Turn> {
        loop {
            if let Some(turn) = self.next() {
                return Some(turn);
            }
            let turn = if self.bulk.is_empty() {
                self.incoming.recv().ok()?
            } else {
                match self.incoming.recv_timeout(self.rest()) {
                    Ok(turn) => turn,
                    Err(RecvTimeoutError::Timeout) => continue,
                    Err(RecvTimeoutError::Disconnected) => Turn::Close,
                }
            };
            if let Some(turn) = self.sort(turn) {
                return Some(turn);
            }
        }
    }

    /// The next turn, if there is one now.
    pub(super) fn next(&mut self) -> Option<Turn> {
        if self
            .bulk
            .front()
            .is_some_and(|(since, _)| since.elapsed() > BULK_PATIENCE)
        {
            return self.next_bulk();
        }
        while !self.is_closed {
            match self.incoming.try_recv() {
                Ok(turn) => {
                    if let Some(turn) = self.sort(turn) {
                        return Some(turn);
                    }
                }
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
            }
        }
        if self.is_closed {
            return self.next_bulk().or(Some(Turn::Close));
        }
        if self.rest().is_zero() {
            self.next_bulk()
        } else {
            None
        }
    }

    /// Takes note of what came in, and answers it where it goes first.
    fn sort(&mut self, turn: Turn) -> Option<Turn> {
        match turn {
            Turn::Close => self.is_closed = true,
            Turn::Transaction(waiting) if waiting.bulk => self.bulk.push_back((Instant::now(), waiting)),
            Turn::Transaction(waiting) => {
                self.has_people = true;
                return Some(Turn::Transaction(waiting));
            }
        }
        None
    }

    fn next_bulk(&mut self) -> Option<Turn> {
        let (_, waiting) = self.bulk.pop_front()?;
        self.has_people = false;
        Some(Turn::Transaction(waiting))
    }

    /// How long bulk transactions stand back yet.
    fn rest(&self) -> Duration {
        let passed = self.ended_at.map_or(Duration::MAX, |ended| ended.elapsed());
        let whole = if self.has_people { self.rest.max(GAP) } else { GAP };
        whole.saturating_sub(passed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use tokio::sync::oneshot;

    fn turn(bulk: bool) -> Turn {
        Turn::Transaction(Waiting {
            bulk,
            started: oneshot::channel().0,
            commands: mpsc::channel().1,
        })
    }

    impl Queue {
        fn rest_is_over(&self) -> bool {
            self.ended_at.is_some_and(|ended| ended.elapsed() >= self.rest)
        }
    }

    fn kind(turn: Option<Turn>) -> &'static str {
        match turn {
            None => "nothing",
            Some(Turn::Close) => "close",
            Some(Turn::Transaction(waiting)) if waiting.bulk => "bulk",
            Some(Turn::Transaction(_)) => "person",
        }
    }

    #[test]
    fn people_go_first_and_everybody_is_served_before_the_end() {
        let (turns, incoming) = mpsc::channel();
        let mut queue = Queue::new(incoming);
        assert_eq!(kind(queue.next()), "nothing");
        for each in [turn(true), turn(false), turn(true), turn(false), Turn::Close] {
            turns.send(each).unwrap();
        }
        let served: Vec<&str> = (0..5).map(|_| kind(queue.wait())).collect();
        assert_eq!(served, ["person", "person", "bulk", "bulk", "close"]);
    }

    #[test]
    fn a_bulk_transaction_does_not_wait_for_ever() {
        let (turns, incoming) = mpsc::channel();
        let mut queue = Queue::new(incoming);
        for each in [turn(true), turn(false), turn(false)] {
            turns.send(each).unwrap();
        }
        assert_eq!(kind(queue.next()), "person");
        queue.bulk[0].0 -= BULK_PATIENCE;
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(kind(queue.next()), "bulk");
        assert_eq!(kind(queue.next()), "person");
    }

    #[test]
    fn people_have_the_writer_to_themselves_after_a_bulk_transaction() {
        let (turns, incoming) = mpsc::channel();
        let mut queue = Queue::new(incoming);
        queue.rest_after(Duration::from_millis(50));
        turns.send(turn(true)).unwrap();
        assert_eq!(kind(queue.wait()), "bulk"); // after the gap alone, for nobody else wrote
        assert!(!queue.rest_is_over());
        for each in [turn(false), turn(true)] {
            turns.send(each).unwrap();
        }
        assert_eq!(kind(queue.next()), "person");
        assert_eq!(kind(queue.next()), "nothing");
        turns.send(turn(false)).unwrap();
        assert_eq!(kind(queue.wait()), "person");
        assert_eq!(kind(queue.wait()), "bulk"); // after the rest, though nobody came
        assert!(queue.rest_is_over());
    }

    #[test]
    fn nobody_can_send_any_more() {
        let (turns, incoming) = mpsc::channel();
        drop::<mpsc::Sender<Turn>>(turns);
        assert_eq!(kind(Queue::new(incoming).wait()), "nothing");
    }
}
