//! Everything that one future does with the database, as one transaction.
//!
//! Actions begin and commit transactions of their own. Where they run inside [`Joined::run`] and after
//! [`Joined::arm`], those are parts of one: nothing is permanent before [`Joined::finish`] was committed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::transaction::Root;
use crate::{Db, Error, Params, Result, Row, Tx};

/// The name of the savepoint of a part that follows another one.
const SAVE: &str = "SAVEPOINT part";
const KEEP: &str = "RELEASE SAVEPOINT part";
const UNDO: &str = "ROLLBACK TO SAVEPOINT part";

tokio::task_local! {
    /// What the running future's calls belong to, if anything.
    static CURRENT: Option<Joined>;
}

/// A transaction that takes in everything a future does with a [`Db`]. Dropped unfinished, nothing was done.
///
/// It begins with the first write, not before: until then the future's reads are those of anybody, and no
/// connection is held. From then on reads see what it wrote.
#[derive(Debug, Clone)]
pub struct Joined(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    db: Db,
    /// Held while the transaction begins, so that it begins once.
    beginning: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The first statement; nothing is joined before it is known.
    first: Option<(String, Params)>,
    /// Once it has begun.
    outer: Option<Arc<Root>>,
    /// How many parts were committed in it.
    parts: usize,
    /// Whether the last part is to be undone before anything else.
    undo: bool,
    /// Whether somebody else's first statement was there.
    taken: bool,
}

impl Joined {
    /// Nothing yet.
    pub fn new(db: &Db) -> Self {
        Self(Arc::new(Shared {
            db: db.clone(),
            beginning: tokio::sync::Mutex::default(),
            state: Mutex::default(),
        }))
    }

    /// Runs a future whose calls of the database belong together from [`arm`](Self::arm) on.
    pub fn run<F: Future>(&self, future: F) -> impl Future<Output = F::Output> {
        // On the heap, for a request's future is large and this one is carried through many others.
        CURRENT.scope(Some(self.clone()), Box::pin(future))
    }

    /// Joins what follows. The transaction's first statement must affect a row: where it does not, whoever
    /// begins gets [`Error::Taken`].
    pub fn arm(&self, first: &str, params: Params) {
        self.state().first = Some((first.to_owned(), params));
    }

    /// Whether the first statement found that somebody else had been there.
    pub fn is_taken(&self) -> bool {
        self.state().taken
    }

    /// The transaction with all that was done, begun now where nothing was written; to be committed by the caller.
    pub async fn finish(&self) -> Result<Tx> {
        let outer = self.outer().await?;
        self.undo(&outer).await?;
        let mut state = self.state();
        (state.first, state.outer) = (None, None);
        drop(state);
        // Another holder would be a part that has neither been committed nor dropped.
        Arc::into_inner(outer).map(Tx::of).ok_or(Error::Aborted)
    }

    /// Undoes everything and joins no more.
    pub async fn discard(&self) -> Result<()> {
        let outer = {
            let mut state = self.state();
            state.first = None;
            state.outer.take()
        };
        match outer.and_then(Arc::into_inner) {
            Some(outer) => outer.rollback().await,
            None => Ok(()),
        }
    }

    /// A transaction of the future: a part of this one.
    pub(crate) async fn part(&self) -> Result<Part> {
        let outer = self.outer().await?;
        self.undo(&outer).await?;
        let saved = self.state().parts > 0;
        if saved {
            outer.exec(SAVE, vec![]).await?;
        }
        Ok(Part {
            joined: self.clone(),
            outer: Some(outer),
            saved,
        })
    }

    /// The transaction that reads must see, if it has begun.
    pub(crate) async fn begun(&self) -> Result<Option<Arc<Root>>> {
        let outer = self.state().outer.clone();
        if let Some(outer) = &outer {
            self.undo(outer).await?;
        }
        Ok(outer)
    }

    async fn outer(&self) -> Result<Arc<Root>> {
        let _beginning = self.0.beginning.lock().await;
        if let Some(outer) = self.state().outer.clone() {
            return Ok(outer);
        }
        let (first, params) = self.state().first.clone().ok_or(Error::Aborted)?;
        let outer = self.0.db.begin_alone(false).await?;
        if outer.exec(&first, params).await? == 0 {
            self.state().taken = true;
            outer.rollback().await?;
            return Err(Error::Taken);
        }
        let outer = Arc::new(outer);
        let mut state = self.state();
        state.outer = Some(Arc::clone(&outer));
        (state.parts, state.undo) = (0, false);
        Ok(outer)
    }

    /// Undoes the part that was given up last, since dropping it could not wait for that.
    async fn undo(&self, outer: &Root) -> Result<()> {
        if std::mem::take(&mut self.state().undo) {
            outer.exec(UNDO, vec![]).await?;
        }
        Ok(())
    }

    fn given_up(&self, saved: bool) {
        let mut state = self.state();
        if saved {
            state.undo = true;
        } else {
            // Nothing else was done in it, so that it can begin again.
            state.outer = None;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the running future's calls of this database belong to.
pub(crate) fn current(db: &Db) -> Option<Joined> {
    let joined = CURRENT.try_with(Clone::clone).ok().flatten()?;
    (joined.0.db.is_same(db) && joined.state().first.is_some()).then_some(joined)
}

/// Runs a future whose calls of the database belong to nothing, as if there were no [`Joined`] around it: for
/// work that commits in parts and may safely be done again.
pub fn apart<F: Future>(future: F) -> impl Future<Output = F::Output> {
    CURRENT.scope(None, Box::pin(future))
}

/// One transaction among those that are joined.
#[derive(Debug)]
pub(crate) struct Part {
    joined: Joined,
    /// `None` only after the end.
    outer: Option<Arc<Root>>,
    /// Whether it has a savepoint, because others came before it.
    saved: bool,
}

impl Part {
    pub(crate) fn outer(&self) -> Result<&Root> {
        self.outer.as_deref().ok_or(Error::Aborted)
    }

    pub(crate) async fn commit(mut self) -> Result<()> {
        if self.outer()?.is_failed() {
            return Err(Error::Aborted);
        }
        if self.saved {
            self.outer()?.exec(KEEP, vec![]).await?;
        }
        self.outer = None;
        self.joined.state().parts += 1;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if self.outer.take().is_some() {
            self.joined.given_up(self.saved);
        }
    }
}

/// Reads within the transaction that has begun, or else what is committed.
pub(crate) async fn rows(joined: &Joined, sql: &str, params: &Params) -> Result<Option<Vec<Row>>> {
    match joined.begun().await? {
        Some(outer) => outer.rows(sql, params.clone()).await.map(Some),
        None => Ok(None),
    }
}
